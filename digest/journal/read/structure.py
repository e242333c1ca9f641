"""The blocks and headings of a page: markdown-it for CommonMark, own scanners for what it cannot see."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from digest.journal.read.regions import hidden_regions
from digest.lazy import pattern_of

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

# `## A heading`
_ATX = pattern_of(r"^( {0,3})(#{1,6})(?:[ \t](.*))?$")
_HTML_HEADING = pattern_of(r"^ {0,3}<h([1-6])(?:\s[^<>]*)?>(.*)</h\1>\s*$", re.IGNORECASE)  # <h2 id="day">13일차</h2>
# <div class="day"> · </table>
_BOX = pattern_of(
    r"<(/?)(?:div|section|article|aside|center|figure|table|td|blockquote|form|fieldset)\b(?![^<>]*/>)", re.I
)
# `> quoted`: blockquote_open → quote
_KINDS = {
    "blockquote_open": "quote",
    "bullet_list_open": "list",
    "ordered_list_open": "ordered",
    "list_item_open": "item",
    "table_open": "table",
    "paragraph_open": "paragraph",
    "heading_open": "heading",
    "fence": "fence",
    "code_block": "code",
    "html_block": "html",
    "hr": "rule",
    "definition": "reference",
}
# `> ## 데일리 트렌드` is the heading of a `quote`
CONTAINERS = ("quote", "list", "ordered", "item")
"""Blocks whose inside is not the page's own level."""
# `<!-- ## 데일리 트렌드 -->` is a `comment`
CLOSED = ("comment", "details", "raw", "shortcode", "math", "obsidian-comment", "pre", "footnote")
"""Regions of hidden_regions: a heading inside is no anchor."""


@dataclass(frozen=True)
class Block:
    """A run of whole lines [first, last) that is one thing."""

    kind: str
    """CommonMark: heading paragraph list ordered item quote table fence code html rule reference; own scanners:
    comment details raw shortcode math obsidian-comment pre footnote."""
    first: int
    last: int
    depth: int = 0
    """Nesting; own scanners always give 0."""
    info: str = ""
    """Fence: its info; list, item: the marker (`-`, `*`, `+`, `.`, `)`); details, html: the first line;
    heading: the markup (`##`, `=`); paragraph: `tight` inside a tight list."""
    closed: bool = True
    """False for a region that runs to the end of the file because its end is missing."""


@dataclass(frozen=True)
class RawHeading:
    """A heading before its text is normalised."""

    line: int
    level: int
    text: str
    anchor: bool
    form: str
    indent: int


def structure_of(texts: Sequence[str], skip: int) -> tuple[tuple[RawHeading, ...], tuple[Block, ...]]:
    """Headings and blocks of a page whose first `skip` lines are front matter."""
    tokens = _parser().parse("\n".join(texts[skip:]) + "\n", {})
    blocks = [_block(token, texts, skip) for token in tokens if token.map and token.type in _KINDS]
    code = lines_in(b for b in blocks if b.kind in ("fence", "code"))
    regions = [
        Block(kind, first, last, 0, info, closed)
        for kind, first, last, info, closed in hidden_regions(texts, skip, code)
    ]
    every = sorted([*blocks, *regions], key=lambda b: (b.first, -b.last, b.depth))
    inside = lines_in(b for b in every if b.kind in (*CONTAINERS, *CLOSED))
    found = [_atx_or_setext(b, texts, inside) for b in blocks if b.kind == "heading"]
    boxes = _boxed([block for block in blocks if block.kind == "html"], texts)
    for block in blocks:
        if block.kind == "html":
            found.extend(_html_headings(block, texts, inside | boxes))
    return tuple(sorted(found, key=lambda h: h.line)), tuple(every)


def lines_in(blocks: Iterable[Block]) -> frozenset[int]:
    """The lines of blocks in file order, each looked at once, however deep they are nested."""
    found: set[int] = set()
    reach = 0
    for block in blocks:
        found.update(range(max(block.first, reach), block.last))
        reach = max(reach, block.last)
    return frozenset(found)


@cache
def _parser() -> MarkdownIt:
    """CommonMark plus tables, blocks only: the inside of a line is never needed and may be hostile."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": True, "inline_definitions": True}).enable("table")
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser


def _block(token: Token, texts: Sequence[str], skip: int) -> Block:
    span: Any = token.map
    first, last = span[0] + skip, span[1] + skip
    kind = _KINDS[token.type]
    closed = True
    if kind == "html":
        info = texts[first]
    elif kind == "fence":
        info = token.info.strip()
        closing = texts[last - 1].strip(" \t>")
        closed = last - 1 > first and set(closing) == {token.markup[0]} and len(closing) >= len(token.markup)
    elif kind == "paragraph":
        info = "tight" if token.hidden else ""
    else:
        info = token.markup
    while kind in CONTAINERS and last > first + 1 and not texts[last - 1].strip():
        last -= 1  # markdown-it counts the blank lines after a list to it
    return Block(kind, first, last, token.level, info, closed)


def _atx_or_setext(block: Block, texts: Sequence[str], inside: Set[int]) -> RawHeading:
    text = texts[block.first]
    if block.info.startswith("#"):
        bare = text.lstrip(" \t>").removeprefix(block.info) if "#" in text else text
        indent = len(text) - len(text.lstrip(" "))
        bare = text[text.index("#") :].lstrip("#")
        return RawHeading(block.first, len(block.info), _bare(bare), block.first not in inside, "atx", indent)
    words = " ".join(line.strip() for line in texts[block.first : block.last - 1])
    return RawHeading(block.first, 1 if block.info == "=" else 2, words, False, "setext", 0)


def _boxed(blocks: Sequence[Block], texts: Sequence[str]) -> frozenset[int]:
    """The lines of HTML that stand in a box (`<div>` … `</div>`): a heading there is the box's, not the page's."""
    depth = 0
    inside: set[int] = set()
    for block in blocks:
        for number in range(block.first, block.last):
            if depth:
                inside.add(number)
            for closing in _BOX.findall(texts[number]):
                depth = max(0, depth + (-1 if closing else 1))
    return frozenset(inside)


def _html_headings(block: Block, texts: Sequence[str], inside: Set[int]) -> list[RawHeading]:
    """`<h2>…</h2>` on one line, and `### x` glued to the HTML line before it."""
    found = []
    for number in range(block.first, block.last):
        text, free = texts[number], number not in inside
        html, atx = _HTML_HEADING.match(text), _ATX.match(text)
        if html:
            found.append(RawHeading(number, int(html[1]), html[2].strip(), free, "html", 0))
        elif atx and number > block.first:
            found.append(RawHeading(number, len(atx[2]), _bare(atx[3] or ""), free, "glued", len(atx[1])))
    return found


def _bare(text: str) -> str:
    """A heading's text without its closing hashes."""
    text = text.strip()
    open_text = text.rstrip("#")
    return open_text.rstrip(" \t") if not open_text or open_text[-1] in " \t" else text
