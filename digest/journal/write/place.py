"""Where in the day the section or its next bullet goes. Pure; every doubt is a refusal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from digest.journal.config import Beside
from digest.journal.find.locate import DayPlace, Flavour
from digest.journal.read.document import Block, Document, Heading, JournalRefused, section_key
from digest.journal.read.regions import without_code_spans
from digest.journal.read.structure import CLOSED, CONTAINERS
from digest.lazy import pattern_of

GUARD = b"<!-- -->"
"""Ends a list, so that what follows can neither join nor indent itself into it."""
BLANK = " \t"
"""What a blank line may hold; a no-break space is text to every renderer."""
KRAMDOWN = ("jekyll", "plain")
"""Journals that kramdown may show; a plain folder is often pasted into one that it does."""
# `- a bullet` of a `list`, then `## 데일리 트렌드` right below it: no heading
SWALLOWING = ("list", "ordered", "quote", "table", "html", "code", "math")
"""Blocks into which kramdown takes a heading that follows without a blank line."""
ITEM = pattern_of(r"^( {0,3})([-*+])([ \t]+)(\[[ xX]\](?:\s|$))?")  # `- a bullet` · `* [x] done`
ANY_ITEM = pattern_of(r"^\s*(?:[-*+]|\d{1,9}[.)])(?:\s|$)")  # `  - deeper` · `1. one`
RULE = pattern_of(r"^ {0,3}(?:-{3,}|\*{3,}|_{3,})[ \t]*$")  # `---` · `***`
INDENTED = pattern_of(r"^(?: {2,}|\t)")  # `  deeper`
# `- ## 트렌드`
OUTLINE_ITEM = pattern_of(r"^- (?:#{1,6} )?(.*)$")
OPENING = pattern_of(r"^ {0,3}<(?P<name>[A-Za-z_가-힣][\w:.-]*)(?:\s[^<>]*)?(?P<alone>/?)>")
"""A tag that begins a line: to kramdown any name is HTML, `<think>` and `<이름>` too, until its end or the page's."""
COMMENT = pattern_of(r"%%")  # %% to myself %%
CLOSING = pattern_of(r"</([A-Za-z_가-힣][\w:.-]*)\s*>")  # </details>
WITHIN_LINES = frozenset([
    "a", "abbr", "acronym", "b", "big", "bdo", "br", "button", "cite", "code", "del", "dfn", "em", "i", "img", "input",
    "ins", "kbd", "label", "mark", "option", "q", "rb", "rbc", "rp", "rt", "rtc", "ruby", "s", "samp", "select",
    "small", "span", "strong", "sub", "sup", "time", "tt", "u", "var", "area", "base", "col", "embed", "hr", "link",
    "meta", "source", "track", "wbr",
])  # fmt: skip
"""Tags that do not go on over a blank line, or have no end: https://kramdown.gettalong.org/syntax.html#html-blocks"""
# <div class="box"> · </div>
TAG = pattern_of(r"<(/?)(div|section|article|center|figure|table|aside)\b[^>]{0,1000}?(/?)>", re.IGNORECASE)
OPEN_REASONS = {
    "fence": "닫히지 않은 코드 블록(```)",
    "comment": "HTML 주석",
    "raw": "{% raw %} 같은 Liquid 블록",
    "shortcode": "Hugo 숏코드",
    "math": "$$ 수식",
    "obsidian-comment": "%% 주석",
    "pre": "<pre>·<script> 블록",
    "details": "<details> 블록",
    "html": "HTML 블록",
    "footnote": "각주",
}


Where = Literal["top", "bottom"] | Beside


@dataclass(frozen=True)
class InsertPoint:
    """A point between two lines, and what must stand around our lines there."""

    at: int
    """Insert before this line; the number of lines = at the end of the file."""
    heading: str = ""
    """The heading line to write first; empty when the section is there already."""
    day_heading: str = ""
    """The day's own heading line, to write before that; only when the person asked for it."""
    blank_above: int = 1
    """Blank lines above the day's heading."""
    blank_below: int = 1
    """Blank lines below it."""
    marker: str = ""
    """Indent and marker of our bullets; empty where they begin a list of their own."""
    joins: bool = False
    """Directly under the line above: a list of theirs or ours goes on, a blank line would make it loose."""
    followed_by_list: bool = False
    """The list goes on below too, so no blank line there either."""
    split: bool = False
    """Their list is ordered or of tasks: a comment keeps it apart from ours."""
    guard: bool = False
    """What follows would be taken into our last bullet; a comment ends our list."""
    outline: bool = False
    """Logseq: blocks only, never a blank line."""


def find_section(day: DayPlace, names: Sequence[str]) -> Heading | None:
    """The one section of these names in the day, or None.

    Raises JournalRefused for two of them, or when a line says the name without being a heading.
    """
    keys = {section_key(name) for name in names}
    document = day.document
    found = [
        heading
        for heading in document.headings
        if day.first <= heading.line < day.last
        and section_key(heading.raw) in keys
        and (heading.anchor or (heading.form == "setext" and not document.is_in(heading.line, *CLOSED, "quote")))
    ]
    if len(found) > 1:
        raise JournalRefused(f"그날 안에 '{found[0].raw}' 절이 {len(found)}개라 어디에 쓸지 알 수 없습니다")
    if found:
        return found[0]
    for block in document.blocks:
        alone = block.kind == "paragraph" and block.depth == 0 and block.last - block.first == 1
        if alone and day.first <= block.first < day.last and section_key(document.lines[block.first].text) in keys:
            told = document.lines[block.first].text.strip()
            raise JournalRefused(
                f"{block.first + 1}번째 줄 '{told}': 제목이 아니라서 쓰지 않았습니다",
                hint="앞에 ### 를 붙여 주시면 그 아래에 씁니다",
            )
    return None


def choose_place(day: DayPlace, names: Sequence[str], where: Where = "top") -> InsertPoint:
    """Where the first bullets of the day go; names: the section's names, the one to create first.

    where: a new section goes. Raises JournalRefused where nothing can be written without changing what is around it.
    """
    if day.flavour == "logseq":
        return _outline_place(day, names)
    section = find_section(day, names)
    if section:
        return _safe(day, _in_section(day, section), section)
    if isinstance(where, Beside):
        return _safe(day, _beside(day, names[0], where))
    return _safe(day, _new_section(day, names[0], at_the_end=where == "bottom"))


def place_after(document: Document, line: int) -> InsertPoint:
    """Directly under a bullet of ours that is still untouched."""
    text = document.lines[line].text
    # `- [ ] 데일리 트렌드`
    item = re.match(r"^(\s*[-*+][ \t]+)", text)
    below = document.lines[line + 1].text if line + 1 < len(document.lines) else ""
    listed = bool(ANY_ITEM.match(below))
    marker = item[1] if item else "- "
    return InsertPoint(line + 1, marker=marker, joins=True, followed_by_list=listed, outline=marker.startswith("\t"))


def section_range(day: DayPlace, section: Heading) -> range:
    """The lines below a section's heading, until the next of its level or above."""
    start = section.line + (2 if section.form == "setext" else 1)
    setext = (
        h for h in day.document.headings if h.form == "setext" and not day.document.is_in(h.line, *CONTAINERS, *CLOSED)
    )
    heads = {h.line for h in (*day.document.anchors, *setext) if 0 < h.level <= section.level}
    return range(start, min((line for line in heads if section.line < line < day.last), default=day.last))


def _in_section(day: DayPlace, section: Heading) -> InsertPoint:
    """At the end of a section that is there."""
    document = day.document
    inside = section_range(day, section)
    last = _last_written(document, inside.start, _end(document, inside.start, inside.stop))
    if last is None:
        return InsertPoint(inside.start)
    block = next((b for b in document.blocks if b.depth == 0 and b.first <= last < b.last and _is_markdown(b)), None)
    if block is None or block.kind not in ("list", "ordered"):
        return InsertPoint(last + 1)
    within = [b for b in document.blocks if block.first <= b.first < block.last]
    items = [b for b in within if b.kind == "item" and b.depth == 1]
    item = ITEM.match(document.lines[items[-1].first].text)
    loose = any(b.kind == "paragraph" and b.depth == 2 and b.info != "tight" for b in within)
    if block.kind == "ordered" or item is None or item[4] or (loose and day.flavour in KRAMDOWN):
        return InsertPoint(last + 1, split=True)  # kramdown decides by neighbours whether a loose item is a paragraph
    return InsertPoint(last + 1, marker=item[1] + item[2] + " ", joins=True)


def _beside(day: DayPlace, name: str, where: Beside) -> InsertPoint:
    """Before a heading that the person named, or after what stands below it. Raises JournalRefused without it."""
    wanted = where.before or where.after
    inside = [h for h in day.document.anchors if day.first <= h.line < day.last and h.level]
    found = [heading for heading in inside if section_key(heading.raw) == section_key(wanted)]
    if len(found) != 1:
        told = f"'{wanted}' 제목이 " + ("아직 없습니다" if not found else f"{len(found)}개입니다")
        raise JournalRefused(f"그날 안에 {told}(journal.place)", hint="그 제목을 하나 적어 두면 다음 실행이 씁니다")
    heading = f"{'#' * found[0].level} {name}"
    if where.before:
        return InsertPoint(found[0].line, heading=heading)
    inner = section_range(day, found[0])
    last = _last_written(day.document, inner.start, _end(day.document, inner.start, inner.stop))
    return InsertPoint(last + 1 if last is not None else inner.start, heading=heading)


def _new_section(day: DayPlace, name: str, *, at_the_end: bool = False) -> InsertPoint:
    """Before the first sub-heading of the day, else at its end: never between a heading and its text."""
    document = day.document
    top = max(day.first, day.below)
    inside = [h for h in document.anchors if max(top, document.front_matter.stop) <= h.line < day.last]
    titles = [h for h in document.headings if day.below and document.front_matter.stop <= h.line < day.below]
    base = day.heading.level if day.heading else titles[-1].level if titles else 1
    seen = _seen(document, day.flavour)
    first = next((h for h in inside if h.level and h.form != "glued" and h in seen), None)
    level = first.level if first else min(6, max(base, 1) + 1)
    if first and not at_the_end:
        return InsertPoint(first.line, heading=f"{'#' * level} {name}")
    begin = max(top, document.front_matter.stop)
    last = _last_written(document, begin, _end(document, begin, day.last))
    start = top if day.heading or titles else document.front_matter.stop
    return InsertPoint(last + 1 if last is not None else start, heading=f"{'#' * level} {name}")


def _seen(document: Document, flavour: Flavour) -> frozenset[Heading]:
    """What every renderer of this journal shows as a heading: kramdown misses indented and swallowed ones."""
    if flavour not in KRAMDOWN:
        return frozenset(heading for heading in document.headings if heading.indent <= 3)
    seen: dict[int, Heading] = {}
    lines = {heading.line for heading in document.headings}
    for heading in document.headings:
        above = heading.line - 1
        free = above < 0 or not document.lines[above].text.strip(BLANK)
        swallowed = above not in seen if above in lines else document.is_in(above, *SWALLOWING)
        if not heading.indent and (free or not swallowed):
            seen[heading.line] = heading
    return frozenset(seen.values())


def _safe(day: DayPlace, place: InsertPoint, section: Heading | None = None) -> InsertPoint:
    """The place outside of everything that is open there, fenced off from what follows. Raises JournalRefused."""
    document = day.document
    at = place.at
    for block in document.blocks:
        within = block.first < at < block.last or (not block.closed and block.first < at)
        if not within or block.kind not in (*CLOSED, "fence", "html"):
            continue
        if block.kind == "details" and block.closed and block.last <= day.last and place.heading:
            return _safe(day, InsertPoint(block.last, heading=place.heading))
        begun = f"{block.first + 1}번째 줄에서 시작하는 {OPEN_REASONS[block.kind]}"
        raise JournalRefused(f"들어갈 자리가 {begun} 안이라 쓰지 않았습니다")
    if day.flavour == "jekyll" and (tag := _open_tag(document, at)):
        raise JournalRefused(
            f"{tag[0] + 1}번째 줄의 <{tag[1]}> 태그가 닫히지 않아 그 아래에 쓰지 않았습니다",
            hint=f"</{tag[1]}>로 닫거나, 글자로 보일 것이면 `<{tag[1]}>`처럼 백틱으로 감싸 주세요",
        )
    if day.flavour == "obsidian" and (hidden := _open_comment(document, at)) is not None:
        raise JournalRefused(
            f"{hidden + 1}번째 줄의 %% 주석이 닫히지 않아 그 아래는 Obsidian에서 보이지 않습니다",
            hint="주석이 끝나는 곳에 %%를 적어 주세요",
        )
    near = [h for h in document.headings if h.anchor and (h.line == at or (section and h.line == section.line))]
    if day.flavour == "jekyll" and not _seen(document, day.flavour).issuperset(near):
        raise JournalRefused(
            f"{near[0].line + 1}번째 줄 제목이 Jekyll 화면에서는 앞 글에 붙어 보여, 넣으면 달라 보이게 됩니다",
            hint="그 제목 앞에 빈 줄을 넣어 주시면 씁니다",
        )
    follower = next((line.text for line in document.lines[at:] if line.text.strip(BLANK)), "")
    guard = bool(INDENTED.match(follower)) or bool(ANY_ITEM.match(follower))
    return replace(place, guard=guard)


def _outline_place(day: DayPlace, names: Sequence[str]) -> InsertPoint:
    """A block of the outline with its children below it; no heading, no comment, no blank line."""
    keys = {section_key(name) for name in names}
    lines = day.document.lines
    found = []
    for number in range(day.first, day.last):
        item = OUTLINE_ITEM.match(lines[number].text)
        hidden = day.document.is_in(number, "fence", *CLOSED)
        if item and not hidden and section_key(item[1]) in keys:
            found.append(number)
    if len(found) > 1:
        raise JournalRefused(f"그날 안에 '{names[0]}' 블록이 {len(found)}개라 어디에 쓸지 알 수 없습니다")
    if any(not block.closed for block in day.document.blocks):
        raise JournalRefused("닫히지 않은 블록이 있어 쓰지 않았습니다")
    if not found:
        last = _last_written(day.document, day.first, day.last)
        return InsertPoint(day.last if last is None else last + 1, heading=f"- {names[0]}", marker="\t- ", outline=True)
    stop = next((n for n in range(found[0] + 1, day.last) if lines[n].text.startswith("- ")), day.last)
    last = _last_written(day.document, found[0], stop)
    return InsertPoint((found[0] if last is None else last) + 1, marker="\t- ", joins=True, outline=True)


def _is_markdown(block: Block) -> bool:
    return block.kind not in CLOSED


def _last_written(document: Document, start: int, stop: int) -> int | None:
    """The last line in [start, stop) that is not blank."""
    return next((n for n in range(stop - 1, start - 1, -1) if document.lines[n].text.strip(BLANK)), None)


def _end(document: Document, start: int, stop: int) -> int:
    """Where the text of [start, stop) ends: above the lines across that part it from what follows, and references."""
    stop = _before_references(document, stop)
    while (last := _last_written(document, start, stop)) is not None:
        free = last == start or not document.lines[last - 1].text.strip(BLANK)
        if not (free and RULE.match(document.lines[last].text) and document.is_in(last, "rule")):
            break
        stop = last
    return stop


def _before_references(document: Document, stop: int) -> int:
    """The end of the text when link definitions or footnotes close the file, else `stop`."""
    if any(line.text.strip(BLANK) for line in document.lines[stop:]):
        return stop
    tails: dict[int, int] = {}
    code: dict[int, int] = {}
    for block in document.blocks:
        if block.kind in ("reference", "footnote", "code"):
            starts = code if block.kind == "code" else tails
            starts |= {n: starts.get(n, block.first) for n in range(block.first, block.last)}
    moved = stop
    while (last := _last_written(document, 0, moved)) is not None:
        if last in tails:
            moved = tails[last]
        elif last in code:  # the indented text of a footnote
            above = _last_written(document, 0, code[last])
            if above is None or not document.is_in(above, "footnote"):
                break
            moved = code[last]
        else:
            break
    return moved


def _open_comment(document: Document, at: int) -> int | None:
    """The line of an Obsidian comment above a line that hides the rest of the note, because nobody ends it.

    https://github.com/jackyzha0/quartz/pull/2278: Obsidian honours unterminated comments. One that begins a line.
    """
    opened: int | None = None
    starts = False
    for number in range(document.front_matter.stop, len(document.lines)):
        if document.is_in(number, "fence", "code", "comment", "math"):
            continue
        text = without_code_spans(document.lines[number].text)
        for found in COMMENT.finditer(text):
            opened, starts = (number, not text[: found.start()].strip()) if opened is None else (None, False)
    return opened if starts and opened is not None and opened < at else None


def _open_tag(document: Document, at: int) -> tuple[int, str] | None:
    """The (line, name) of block HTML that is open above a line; kramdown goes on with it over blank lines."""
    boxes: list[tuple[int, str]] = []
    lone: list[tuple[int, str]] = []
    for number in range(document.front_matter.stop, at):
        if document.is_in(number, "fence", "code", "comment", "list", "ordered", "quote"):
            continue
        # ``a `<div>` in code → a  in code``
        text = re.sub(r"`[^`]*`", "", document.lines[number].text)
        opening = OPENING.match(text)
        if opening and not opening["alone"] and opening["name"].lower() not in WITHIN_LINES:
            lone.append((number, opening["name"]))
        for name in CLOSING.findall(text):
            _close(lone, name)
    for number in range(at):
        if document.is_in(number, "fence", "code", "comment"):
            continue
        # ``a `</div>` in code → a  in code``
        for closing, name, alone in TAG.findall(re.sub(r"`[^`]*`", "", document.lines[number].text)):
            if closing and not alone:
                _close(boxes, name)
            elif not alone:
                boxes.append((number, name))
    return min([*lone, *boxes], default=None)


def _close(tags: list[tuple[int, str]], name: str) -> None:
    """Take the latest open tag of a name out, if there is one."""
    place = next((n for n in range(len(tags) - 1, -1, -1) if tags[n][1].lower() == name.lower()), None)
    if place is not None:
        del tags[place]
