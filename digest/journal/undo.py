"""Take our untouched lines out of a day again (`digest undo`). Pure."""

from __future__ import annotations

from collections.abc import Sequence

from digest.journal.document import Document
from digest.journal.own import Ownership, body, judge
from digest.journal.place import GUARD
from digest.journal.plan import Splice
from digest.journal.section import raw_lines
from digest.store.journal import JournalLine


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
    whole = _whole_block(lines, mine, sorted(papers))
    if whole:
        rows = tuple(one.line for one in mine.standing if one.line.status == "own" or one.line.is_frame)
        return (Splice(whole.start, whole.stop, b""),), rows
    return tuple(Splice(at, at + 1, b"") for at in sorted(papers)), tuple(papers.values())


def _whole_block(lines: Sequence[bytes], mine: Ownership, papers: Sequence[int]) -> range | None:
    """All of our section with its frame, or None when the person has a share in it or it was theirs."""
    own = mine.own
    heading = own.get("#heading")
    if heading is None or heading.at is None or not papers:
        return None
    first = heading.at
    stop = _end(lines, papers[-1] + 1)
    frame = {b"", GUARD, *(row.bytes for row in mine.lines if row.is_frame)}
    if stop is None or any(body(lines[n]) not in frame for n in range(first, stop) if n not in papers):
        return None
    leading, trailing = _blank_edges(mine.lines)
    if leading and first and not lines[first - 1].strip():
        first -= 1
    if trailing and stop < len(lines) and not lines[stop].strip():
        stop += 1
    return range(first, stop)


def _end(lines: Sequence[bytes], at: int) -> int | None:
    """The line after our last bullet or closing comment; None when text of theirs would lose its heading."""
    rest = next((n for n in range(at, len(lines)) if lines[n].strip()), None)
    if rest is None:
        return at
    following = body(lines[rest])
    if following == GUARD or following.startswith(b"<!-- dt:end "):
        return _end(lines, rest + 1) and rest + 1
    return at if following.lstrip().startswith((b"#", b"<h")) else None


def _blank_edges(rows: Sequence[JournalLine]) -> tuple[bool, bool]:
    """Whether we added the blank line before the heading, and the one after everything."""
    places = {row.item_key: row.position for row in rows}
    blanks = [row.position for row in rows if row.item_key.startswith("#blank")]
    papers = [row.position for row in rows if not row.is_frame]
    closing = max((places[key] for key in ("#guard", "#end") if key in places), default=min(papers))
    return any(at < places["#heading"] for at in blanks), any(at > closing for at in blanks)
