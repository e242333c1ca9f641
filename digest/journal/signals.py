"""What a person did with our lines in a journal, and which papers their own text links; reads only.

A line is ours by its bytes alone. Of a bullet that is not there any more: its paper is still linked in that file, so
the person edited it; or other lines of its section still stand, so the person took it out. If all of it is gone,
nobody knows what that means.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from digest.identity import find_papers
from digest.store.journal import JournalLine

MOST_FILES = 500
MOST_BYTES = 2_000_000
# a line that was `edited` was read
GOOD = ("edited", "written", "linked")


class Noticed(NamedTuple):
    """One thing that was found in a journal."""

    key: str
    origin: str
    """`edited`, `written` (under our bullet), `linked` (in the person's own text), or `deleted`."""
    day: dt.date


class _Page(NamedTuple):
    """A file as far as papers go."""

    ours: frozenset[bytes]
    """Lines of ours that stand in it."""
    written: frozenset[bytes]
    """Of these, the lines with words of the person's own under them."""
    linked: frozenset[str]
    """Papers that other lines link."""
    changed: dt.date
    """The day (UTC) on which somebody last wrote to it."""


def noticed(folder: Path, name: str, lines: Sequence[JournalLine], since: dt.date) -> tuple[Noticed, ...]:
    """Signals of one digest's reader, from `since` on.

    folder: the journal, a folder or one file. lines: everything recorded of it, of all digests.
    """
    ours = frozenset(line.bytes for line in lines)
    mine = [line for line in lines if line.name == name and not line.is_frame and line.date >= since]
    pages = {path: _read(path, ours) for path in _files(folder, mine, since)}
    found = [*_of_lines(mine, pages), *_of_text(mine, pages)]
    return tuple(dict.fromkeys(found))


def _of_lines(mine: Iterable[JournalLine], pages: dict[Path, _Page]) -> Iterator[Noticed]:
    sections: dict[tuple[str, dt.date], list[JournalLine]] = defaultdict(list)
    for line in mine:
        sections[line.file, line.date].append(line)
    for (file, day), section in sections.items():
        page = pages.get(Path(file))
        standing = page is not None and any(line.bytes in page.ours or line.item_key in page.linked for line in section)
        for line in section:
            there = page is not None and line.bytes in page.ours
            if there and page and line.bytes in page.written:
                yield Noticed(line.item_key, "written", day)
            elif line.status == "user" or (page and not there and line.item_key in page.linked):
                yield Noticed(line.item_key, "edited", day)
            elif line.status == "gone" or (standing and not there):
                yield Noticed(line.item_key, "deleted", day)


def _of_text(mine: Sequence[JournalLine], pages: dict[Path, _Page]) -> Iterator[Noticed]:
    """Links in the person's own words; in the file of our bullet the edited bullet itself is no further one."""
    at_home = {(Path(line.file), line.item_key) for line in mine}
    for path, page in pages.items():
        for key in sorted(page.linked):
            if (path, key) not in at_home:
                yield Noticed(key, "linked", page.changed)


def _files(folder: Path, mine: Iterable[JournalLine], since: dt.date) -> list[Path]:
    """Markdown that changed lately, and the files of our lines; hidden folders are none of our business."""
    if folder.is_file():
        return [folder]
    edge = dt.datetime.combine(since, dt.time(), dt.UTC).timestamp()
    found = {Path(line.file) for line in mine if Path(line.file).is_file()}
    for path in sorted(folder.rglob("*.md")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if not hidden and path.is_file() and _changed(path) >= edge:
            found.add(path)
    return sorted(found)[-MOST_FILES:]


def _changed(path: Path) -> float:
    """When a file was last written to; what a program that synchronises took away meanwhile never was."""
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _read(path: Path, ours: frozenset[bytes]) -> _Page:
    changed = dt.datetime.fromtimestamp(_changed(path), dt.UTC).date()
    try:
        data = path.read_bytes() if path.stat().st_size <= MOST_BYTES else b""
    except OSError:  # gone or locked meanwhile: nothing can be said of it
        data = b""
    lines = [line.rstrip(b"\r\n") for line in data.splitlines()]
    standing, written, linked = set(), set(), set[str]()
    for place, line in enumerate(lines):
        if line in ours:
            standing.add(line)
            below = lines[place + 1] if place + 1 < len(lines) else b""
            if below.strip() and below not in ours and _depth(below) > _depth(line):
                written.add(line)
        elif b"." in line:
            linked.update(find_papers(line.decode("utf-8", "replace")))
    return _Page(frozenset(standing), frozenset(written), frozenset(linked), changed)


def _depth(line: bytes) -> int:
    expanded = line.expandtabs(4)
    return len(expanded) - len(expanded.lstrip(b" "))
