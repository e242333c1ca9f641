"""Take our untouched lines out of a day again (`digest undo`). Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set

from digest.journal.read.document import Document
from digest.journal.write.own import Ownership, body, judge
from digest.journal.write.plan import Splice
from digest.journal.write.section import is_same_structure, raw_lines
from digest.lazy import pattern_of
from digest.store.journal import JournalLine

RULE = pattern_of(rb" {0,3}(?:-{3,}|\*{3,}|_{3,})[ \t]*")  # `---` · `***`
REFERENCE = pattern_of(rb" {0,3}(?:> ?)*\[[^\]]+\]:")  # `[paper]: https://arxiv.org/abs/2408.08152`
"""A link definition or footnote, also in a quote: no text that would lose its heading."""
# `#end-12` is the second block's
CLOSING = ("#guard", "#end", "#label")


def plan_undo(
    document: Document, day: range, recorded: Sequence[JournalLine], name: str
) -> tuple[tuple[Splice, ...], tuple[JournalLine, ...]]:
    """(removals, rows of removed lines) for one digest's lines in a file.

    The frame of a section – heading, blank lines, comments – goes only when nothing of the person's is inside.
    day: its lines; the whole file when the day is not found any more. recorded: rows of this journal and date, of
    all digests.
    """
    lines = raw_lines(document)
    verdict = judge(lines, day, recorded)
    mine = verdict.only(lambda row: row.name == name)
    papers = {one.at: one.line for one in mine.standing if one.at is not None and not one.line.is_frame}
    for whole in _whole_blocks(lines, day, mine, sorted(papers)):
        if is_same_structure(document, (Splice(whole.start, whole.stop, b""),)):
            rows = tuple(one.line for one in mine.standing if one.line.status == "own" or one.line.is_frame)
            return _removals(lines, whole), rows
    return _removals(lines, sorted(papers)), tuple(papers.values())


def _removals(lines: Sequence[bytes], ours: Sequence[int]) -> tuple[Splice, ...]:
    """Our lines away; a file without a final newline stays without: the end that we gave their last line goes, too."""
    last = len(lines)
    while last and last - 1 in ours:
        last -= 1
    removed = tuple(Splice(at, at + 1, b"") for at in ours)
    if last == len(lines) or last == 0 or body(lines[-1]) != lines[-1]:
        return removed
    return (Splice(last - 1, last, body(lines[last - 1])), *removed)


def _whole_blocks(lines: Sequence[bytes], day: range, mine: Ownership, papers: Sequence[int]) -> Iterator[range]:
    """All that we wrote with its frame: also with the day's heading if we made it; with and without blanks around it.

    Nothing when the person has a share in it.
    """
    heading = next((one for one in mine.standing if one.line.item_key == "#heading"), None)
    if not papers or (heading and heading.at is None):
        return
    opening = [one.at for key, one in mine.own.items() if key.startswith(("#heading", "#begin", "#split"))]
    first = min(at for at in (*opening, papers[0]) if at is not None)
    if first == papers[0]:
        first = _opened(
            lines, first, {row.bytes for row in mine.lines if row.item_key.startswith(("#begin", "#split"))}
        )
    closing = {row.bytes for row in mine.lines if row.item_key.startswith(CLOSING)}
    stop = _end(lines, papers[-1] + 1, closing, theirs=heading is None)
    frame = {b"", *(row.bytes for row in mine.lines if row.is_frame)}
    if stop is None or any(body(lines[n]) not in frame for n in range(first, stop) if n not in papers):
        return
    made = next((row for row in mine.lines if row.item_key == "#day"), None)
    if made and _is_only_ours(lines, day, made.bytes, first, stop):
        yield _with_blanks(lines, mine, day.start - 1, stop)
    yield _with_blanks(lines, mine, first, stop)
    yield range(first, stop)


def _opened(lines: Sequence[bytes], at: int, opening: Set[bytes]) -> int:
    """The line of our comment right above our first bullet, though one like it stands elsewhere; else the bullet's."""
    above = next((number for number in reversed(range(at)) if lines[number].strip()), at)
    return above if body(lines[above]) in opening else at


def _is_only_ours(lines: Sequence[bytes], day: range, heading: bytes, first: int, stop: int) -> bool:
    """Whether a day whose heading we made still has it, and holds nothing but our section."""
    if not day.start or body(lines[day.start - 1]) != heading:
        return False
    others = (*range(day.start, first), *range(stop, day.stop))
    return not any(lines[number].strip() for number in others)


def _end(lines: Sequence[bytes], at: int, closing: Set[bytes], *, theirs: bool) -> int | None:
    """The line after our last bullet or closing comment; None when text of theirs would lose its heading.

    closing: comments of ours that may follow. theirs: the heading is theirs and stays.
    """
    rest = next((n for n in range(at, len(lines)) if lines[n].strip()), None)
    if rest is None:
        return at
    following = body(lines[rest])
    if following in closing:
        return _end(lines, rest + 1, closing, theirs=theirs) and rest + 1
    if theirs or following.lstrip().startswith((b"#", b"<h")):
        return at
    if RULE.fullmatch(following):  # it parts our section from what comes
        return at if _end(lines, rest + 1, closing, theirs=theirs) is not None else None
    quoted = following.lstrip().startswith(b">")  # the rest of the quote may be text
    after = [line for line in lines[rest:] if line.strip()] if quoted else [following]
    return at if all(map(REFERENCE.match, after)) else None


def _with_blanks(lines: Sequence[bytes], mine: Ownership, first: int, stop: int) -> range:
    """[first, stop) with as many of the blank lines around it as we wrote there.

    Of a frame that an earlier taking back left, because the person had written into it, no blank line counts.
    """
    rows = {row.position: row for row in mine.lines}
    bullet = min(one.line.position for one in mine.standing if one.at is not None and not one.line.is_frame)
    begin = max((at for at in rows if at <= bullet and rows[at].bytes == body(lines[first])), default=bullet)
    end = max((at for at in rows if at > bullet and rows[at].item_key.startswith(CLOSING)), default=bullet)
    above = _blanks_above(rows, begin)
    below = sum(at > end and row.item_key.startswith("#blank") for at, row in rows.items())
    while above and first and not lines[first - 1].strip():
        first, above = first - 1, above - 1
    while below and stop < len(lines) and not lines[stop].strip():
        stop, below = stop + 1, below - 1
    return range(first, stop)


def _blanks_above(rows: Mapping[int, JournalLine], begin: int) -> int:
    """How many blank lines we wrote right above the line of a position.

    A run of them begins what was written at once (`#blank-0`) or follows another line of the frame; what follows a
    bullet, or a comment that closes, ended an earlier section.
    """
    count = 0
    while (row := rows.get(begin - 1 - count)) and row.item_key.startswith("#blank"):
        count += 1
        if row.item_key.startswith("#blank-0"):
            return count
    return count if row and row.is_frame and not row.item_key.startswith(CLOSING) else 0
