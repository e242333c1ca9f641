"""A page of markdown for a terminal: wrapped at its width, wide characters counted as two columns; nothing is left out.

Written by hand and not with rich's own markdown, which cuts the cells of a narrow table off with an ellipsis.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from io import StringIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode as Node
    from rich.console import Console
    from rich.text import Text

    Rows = list[Text]

NARROWEST = 24
"""Columns; below it nothing can be laid out, so lines are longer than the terminal."""
GAP = "  "
"""Between two columns of a table."""
COLUMN = 24
"""Columns that a table's wide cells get at least; where that is too much, each row becomes a small list."""


def page_text(markdown: str, width: int, *, colour: bool, leads: Callable[[str], str] = str) -> str:
    """The page as text of at most `width` columns; only code is never wrapped, so that it can be copied.

    leads: what to show behind a link for its address; "" for nothing, e.g. a page that the reader does not have.
    """
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode
    from rich.console import Console

    out = StringIO()
    wide = max(width, NARROWEST)
    console = Console(file=out, width=wide, force_terminal=colour, highlight=False, markup=False, emoji=False)
    root = SyntaxTreeNode(MarkdownIt("commonmark").enable("table").parse(markdown))
    for row in _Page(console, leads).blocks(root.children, wide):
        console.print(row, soft_wrap=True)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines())


class _Page:
    """The rows of each kind of block."""

    def __init__(self, console: Console, leads: Callable[[str], str]) -> None:
        self.console, self.leads = console, leads

    def blocks(self, nodes: Sequence[Node], width: int, *, tight: bool = False) -> Rows:
        """Blocks one below the other, with a blank row between them."""
        from rich.text import Text

        rows: Rows = []
        for node in nodes:
            made = self.block(node, width)
            if rows and made and not tight:
                rows.append(Text())
            rows += made
        return rows

    def block(self, node: Node, width: int) -> Rows:
        """One block; comments and other HTML are for the page in a browser."""
        from rich.text import Text

        match node.type:
            case "heading":
                style = "bold underline" if node.tag == "h1" else "bold cyan" if node.tag == "h2" else "bold"
                rows = self.wrapped(self.inline(node, style), width)
                below = "" if self.console.is_terminal else {"h1": "═", "h2": "─"}.get(node.tag, "")
                return rows + [Text(below * max(row.cell_len for row in rows))] * bool(below)
            case "paragraph":
                return self.wrapped(self.inline(node), width)
            case "fence" | "code_block":
                return [Text("    " + line, style="green") for line in node.content.rstrip("\n").split("\n")]
            case "bullet_list" | "ordered_list":
                return self.items(node, width)
            case "blockquote":
                return self.indented(Text("│ ", style="dim"), self.blocks(node.children, width - 2), again=True)
            case "table":
                return self.table(node, width)
            case "hr":
                return [Text("─" * width, style="dim")]
            case _:
                return []

    def items(self, node: Node, width: int) -> Rows:
        """`• ` or `1. ` before each item, what belongs to it below."""
        from rich.text import Text

        rows: Rows = []
        first = int(node.attrs.get("start", 1))
        tight = all(part.hidden for item in node.children for part in item.children if part.type == "paragraph")
        for number, item in enumerate(node.children, first):
            mark = "• " if node.type == "bullet_list" else f"{number}. "
            made = self.blocks(item.children, width - len(mark), tight=tight)
            rows += [Text()] if rows and not tight else []
            rows += self.indented(Text(mark), made)
        return rows

    def indented(self, mark: Text, rows: Rows, *, again: bool = False) -> Rows:
        """Rows with a mark before the first (again: before each) and blanks before the others."""
        from rich.text import Text

        blank = mark if again else Text(" " * mark.cell_len)
        return [(mark if not number else blank) + row for number, row in enumerate(rows)]

    def table(self, node: Node, width: int) -> Rows:
        """Side by side where it fits, else a small list for each row, with the table's headings."""
        lines = [line for part in node.children for line in part.children]
        head, *rows = [[self.inline(cell) for cell in line.children] for line in lines]
        columns = [[row[at] for row in (head, *rows)] for at in range(len(head))]
        widths = shared_out([max(cell.cell_len for cell in column) for column in columns], width)
        if not widths:
            return self.listed(head, rows, width)
        return self.side_by_side([head, *rows], widths)

    def side_by_side(self, table: Sequence[Sequence[Text]], widths: Sequence[int]) -> Rows:
        """Cells wrapped within their columns, a rule below the headings; a blank row between rows that take several."""
        from rich.text import Text

        made: Rows = []
        spaced = any(cell.cell_len > wide for row in table[1:] for cell, wide in zip(row, widths, strict=True))
        for number, cells in enumerate(table):
            if not number:
                for cell in cells:
                    cell.stylize("bold")
            if not number and not any(cell.plain.strip() for cell in cells):
                continue
            made += [Text()] * (spaced and number > 1)
            parts = [self.wrapped(cell, wide) for cell, wide in zip(cells, widths, strict=True)]
            for at in range(max(map(len, parts))):
                row = Text()
                for part, wide in zip(parts, widths, strict=True):
                    piece = part[at] if at < len(part) else Text()
                    row += piece + Text(" " * (wide - piece.cell_len) + GAP)
                made.append(row)
            if not number:
                made.append(Text("─" * (sum(widths) + len(GAP) * (len(widths) - 1)), style="dim"))
        return made

    def listed(self, head: Sequence[Text], rows: Sequence[Sequence[Text]], width: int) -> Rows:
        """The first cell on its own, the others below it behind their headings."""
        from rich.text import Text

        made: Rows = []
        for cells in rows:
            made += [Text()] if made else []
            title = cells[0].copy()
            title.stylize("bold")
            made += self.wrapped(title, width)
            for name, cell in zip(head[1:], cells[1:], strict=True):
                if cell.plain.strip():
                    mark = Text("  " + (f"{name.plain}: " if name.plain.strip() else ""), style="dim")
                    made += self.indented(Text(" " * 4), self.wrapped(mark[2:] + cell, width - 4))
        return made

    def wrapped(self, text: Text, width: int) -> Rows:
        """Rows of at most `width` columns; a word that is longer is broken, never cut off."""
        return list(text.wrap(self.console, max(width, 4), overflow="fold")) or [text]

    def inline(self, node: Node, style: str = "") -> Text:
        """Text with its emphasis; line breaks of the source are blanks."""
        from rich.text import Text

        text = Text(style=style)
        for piece, how in self.pieces(node.children):
            text.append(piece, how or None)
        return text

    def pieces(self, nodes: Sequence[Node], style: str = "") -> Iterator[tuple[str, str]]:
        """(text, style) of everything inside a line."""
        for node in nodes:
            match node.type:
                case "text":
                    yield node.content, style
                case "code_inline":
                    mark = "" if self.console.is_terminal else "`"  # without colours, where it ends would not be seen
                    yield f"{mark}{node.content}{mark}", f"{style} green".strip()
                case "softbreak" | "hardbreak":
                    yield " ", style
                case "strong" | "em":
                    yield from self.pieces(node.children, f"{style} {'bold' if node.type == 'strong' else 'italic'}")
                case "link":
                    yield from self.pieces(node.children, f"{style} underline".strip())
                    shown = "" if node.info == "auto" else self.leads(str(node.attrs["href"]))
                    yield (f" ({shown})" if shown else ""), "dim"
                case "image":
                    yield f"[그림: {node.content}]", "dim"
                case "inline":
                    yield from self.pieces(node.children, style)


def shared_out(natural: Sequence[int], width: int) -> list[int]:
    """Columns for each column of a table, narrow ones as they are, wide ones sharing the rest; [] without room.

    [6, 200] in 80 → [6, 72]; [30, 40, 60, 90] in 80 → [], for each of the four would have 18.
    """
    room = width - len(GAP) * (len(natural) - 1)
    widths = list(natural)
    open_ones = set(range(len(natural)))
    while open_ones and sum(widths) > room:
        left = room - sum(widths[at] for at in set(range(len(natural))) - open_ones)
        share = left // len(open_ones)
        fitting = {at for at in open_ones if natural[at] <= share}
        if not fitting:
            for at in open_ones:
                widths[at] = share
            break
        open_ones -= fitting
    enough = len(natural) <= 2 or all(widths[at] >= min(natural[at], COLUMN) for at in range(len(natural)))
    return widths if enough and min(widths, default=0) >= min(4, min(natural, default=0)) else []
