"""A digest for a person's terminal: styled and wrapped on a TTY, plain lines when piped."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

from digest.models import Digest, Entry, Review
from digest.render.clean import honest, visible
from digest.render.phrases import counted, day_title, foot_lines, line_note, percent, spoken_reasons, subject

if TYPE_CHECKING:
    from rich.text import Text

PIPED_WIDTH = 1000
"""Piped text is never wrapped: the next program decides."""


def terminal_text(digest: Digest, width: int) -> str:
    """The digest as text; wide characters (Hangul) count two columns.

    width: columns of the terminal, or 0 when the output is no terminal (no colour, no wrapping).
    """
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    out = StringIO()
    console = Console(
        file=out, width=width or PIPED_WIDTH, force_terminal=bool(width), highlight=False, markup=False, emoji=False
    )
    head = Text(f"{subject(digest)} · {day_title(digest.date)}", style="bold")
    head.append(f"  {counted(digest)}", style="dim")
    console.print(head)
    if reason := visible(digest.empty_reason):
        console.print(Padding(Text(reason), (1, 0, 0, 2)) if width else Text("  " + reason))
    for place, entry in enumerate(digest.entries, 1):
        console.print()
        margin = Text(f"{place:>2}. ", style="dim")
        for text in _entry(entry):
            for row in text.wrap(console, console.width - len(margin)):
                console.print(Text.assemble(margin, row))
                margin = Text(" " * len(margin))
    if digest.review and digest.review.topics:
        console.print()
        for row in _bars(digest.review):
            console.print(row)
    feet = [visible(line) for line in foot_lines(digest)]
    if feet:
        console.print()
        for line in feet:
            console.print(Text(line, style="yellow" if line.startswith("※") else "cyan"))
    return "\n".join(line.rstrip() for line in out.getvalue().rstrip("\n").split("\n"))


BAR = 24
"""Columns of the longest bar."""


def _bars(review: Review) -> list[Text]:
    """The week's share of each topic, and below it that of the four weeks before where it can be compared."""
    from rich.cells import cell_len
    from rich.text import Text

    topics = review.topics
    most = max(max(topic.share, topic.usual_share) for topic in topics) or 1.0
    wide = max(cell_len(visible(topic.topic)) for topic in topics)
    rows = []
    for topic in topics:
        name = visible(topic.topic)
        label = name + " " * (wide - cell_len(name))
        usual = [(" " * wide, topic.usual_share, "dim")] if review.compared else []
        for told, share, style in ((label, topic.share, "cyan"), *usual):
            bar = "█" * max(1, round(BAR * share / most)) if share else ""
            when = "" if told is label else "  그 전 4주"
            rows.append(Text.assemble(f"  {told}  ", (bar, style), f" {percent(share)}{when}"))
    return rows


def _entry(entry: Entry) -> list[Text]:
    """Title, the one line with its label, reasons, address; each is indented as a whole."""
    from rich.text import Text

    lines = [Text(visible(entry.item.title), style="bold")]
    label = line_note(entry.line)
    if entry.line.text:
        told = Text(visible(entry.line.text))
        lines.append(told.append(f"  [{label}]", style="dim") if label else told)
    elif label:
        lines.append(Text(f"[{label}]", style="dim"))
    if reasons := visible(" · ".join(spoken_reasons(entry))):
        lines.append(Text(reasons, style="green"))
    lines.append(Text(visible(honest(entry.item.url)), style="dim"))
    return lines
