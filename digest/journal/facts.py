"""What is remembered of each file of a folder, and how it is found out: walking, reading, recognising (journals A3)."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from digest.journal.day_forms import plain
from digest.journal.document import MAX_BYTES
from digest.journal.file_days import Reading, days_of
from digest.journal.names import never_written, never_written_file, stem_of
from digest.journal.scan import scan

SUFFIXES = (".md", ".markdown")
_NUMBERS = re.compile(r"\d+(?:\s*[-~(),._]\s*\d+\)?)*(?:\s*\([월화수목금토일]\))?")
VELOG = "velog 백업입니다. 여기에 쓰면 다음 백업 때 사라지니 붙여 넣을 글을 드립니다"
ClaimRow = tuple[str, str, int | None, str]
"""(first date, last date, 0-based line of the day heading or None for the whole file, why it is no place)."""


class FileFacts(NamedTuple):
    """What is remembered of one file; dates as ISO text, so a cache of thousands loads at once."""

    path: str
    """Relative to the journal, with `/`."""
    mtime: int = 0
    """In ns; as long as it and the size are the same, nothing needs to be read."""
    size: int = 0
    kind: str = "none"
    """day, many or none."""
    claims: Sequence[ClaimRow] = ()
    numbers: Sequence[int] = ()
    """Every `N일차` in it that only the course rule can date."""
    week: int | None = None
    pairs: Sequence[tuple[int, str]] = ()
    unsure: bool = False
    """The date that is looked for may settle more of it."""
    note: str = ""
    refusal: str = ""
    """Why the file is never written to, in Korean; empty for a usual one."""
    shape: str = ""
    """Its name with the numbers taken out: files of one shape are one habit."""
    hints: Sequence[tuple[int, int]] = ()
    """What the course rule must agree with."""
    dated: str = ""
    """The own date of a file of many days."""

    def claims_on(self, date: str) -> tuple[ClaimRow, ...]:
        """The claims that cover an ISO date."""
        return tuple(claim for claim in self.claims if claim[0] <= date <= claim[1])


class Entry(NamedTuple):
    """One markdown file on disk, not read yet."""

    path: str
    file: str
    mtime: int
    size: int
    link: bool


def entry_of(file: Path) -> Entry:
    """A file the person named is theirs to choose, whatever its name."""
    info = file.stat()
    return Entry(file.name, str(file), info.st_mtime_ns, info.st_size, link=False)


def walk(root: Path) -> Iterator[Entry]:
    """Every markdown file below root that may be somebody's day; linked folders are not entered."""
    waiting = [("", str(root))]
    while waiting:
        prefix, folder = waiting.pop()
        try:
            with os.scandir(folder) as listing:
                entries = list(listing)
        except OSError:
            continue  # a folder we may not read holds no day of ours
        names = [entry.name for entry in entries]
        for entry in entries:
            path = prefix + entry.name
            if entry.is_dir(follow_symlinks=False):
                if not never_written(path + "/"):
                    waiting.append((path + "/", entry.path))
            elif entry.name.lower().endswith(SUFFIXES):
                if never_written_file(entry.name, names):
                    continue
                info = entry.stat(follow_symlinks=False)
                yield Entry(path, entry.path, info.st_mtime_ns, info.st_size, entry.is_symlink())


def read_facts(entry: Entry, reading: Reading) -> FileFacts:
    """Read one file as far as its days need it."""
    refusal, text = "", ""
    if entry.link:
        refusal = "심볼릭 링크라 쓰지 않습니다"
    elif entry.size > MAX_BYTES:
        refusal = "파일이 2 MiB보다 커서 건드리지 않습니다"
    else:
        try:
            with open(entry.file, "rb") as file:  # noqa: PTH123 – thousands of times
                text = file.read().decode("utf-8", errors="replace")
        except OSError as error:
            refusal = f"읽을 수 없습니다({error.strerror})"
    if _is_velog(entry.path, text):
        return FileFacts(entry.path, entry.mtime, entry.size, refusal=VELOG)
    heads, matter, plain_days = scan(text)
    found = days_of(entry.path, heads, matter, reading, lambda _: None, plain_days)
    return FileFacts(
        path=entry.path,
        mtime=entry.mtime,
        size=entry.size,
        kind=found.kind,
        claims=tuple((c.span.first.isoformat(), c.span.last.isoformat(), c.line, c.against) for c in found.claims),
        numbers=found.undated,
        week=found.week,
        pairs=tuple((number, date.isoformat()) for number, date in found.pairs),
        unsure=found.unsure,
        note=found.note,
        refusal=refusal,
        shape=shape(entry.path),
        hints=found.hints,
        dated=found.dated.isoformat() if found.dated else "",
    )


def _is_velog(path: str, text: str) -> bool:
    """A one-way copy of a velog blog: HTML in `.md`, overwritten by the next backup (journals C6)."""
    return "velog-posts" in path.split("/") or text.lstrip().startswith('<h2 id="')


def shape(path: str) -> str:
    """A file name with its numbers taken out: `2022-10-10-Boostcamp-15(1)days` → `#-boostcamp-#days`."""
    return _NUMBERS.sub("#", plain(stem_of(path.rsplit("/", 1)[-1])))
