"""What is remembered of each file of a folder, and how it is found out: walking, reading, recognising (journals A3)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from digest.journal.day_forms import plain
from digest.journal.document import MAX_BYTES
from digest.journal.file_days import Reading, days_of
from digest.journal.names import never_written, never_written_file, stem_of
from digest.journal.scan import scan

SUFFIXES = (".md", ".markdown")
VELOG = "velog 백업입니다. 여기에 쓰면 다음 백업 때 사라지니 붙여 넣을 글을 드립니다"
ClaimRow = tuple[str, str, int | None, str]
"""(first date, last date, 0-based line of the day heading or None for the whole file, why it is no place)."""


@dataclass(frozen=True)
class FileFacts:
    """What is remembered of one file; dates as ISO text, so a cache of thousands loads at once."""

    path: str
    """Relative to the journal, with `/`."""
    stamp: tuple[int, int] = (0, 0)
    """(mtime in ns, size): as long as it is the same, nothing needs to be read."""
    kind: str = "none"
    """day, many or none."""
    claims: tuple[ClaimRow, ...] = ()
    numbers: tuple[int, ...] = ()
    """`N일차` of a whole file that says no date."""
    week: int | None = None
    pairs: tuple[tuple[int, str], ...] = ()
    numbered: bool = False
    """Some of its days are told by `N일차` alone."""
    unsure: bool = False
    """More of its days may be known with the course rule."""
    note: str = ""
    refusal: str = ""
    """Why the file is never written to, in Korean; empty for a usual one."""

    def claims_on(self, date: str) -> tuple[ClaimRow, ...]:
        """The claims that cover an ISO date."""
        return tuple(claim for claim in self.claims if claim[0] <= date <= claim[1])


@dataclass(frozen=True, order=True)
class Entry:
    """One markdown file on disk, not read yet."""

    path: str
    file: str
    stamp: tuple[int, int]
    link: bool


def entry_of(file: Path) -> Entry:
    """A file the person named is theirs to choose, whatever its name."""
    info = file.stat()
    return Entry(file.name, str(file), (info.st_mtime_ns, info.st_size), link=False)


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
        stems: frozenset[str] | None = None
        for entry in entries:
            path = prefix + entry.name
            if entry.is_dir(follow_symlinks=False):
                if not never_written(PurePosixPath(path) / "x.md"):
                    waiting.append((path + "/", entry.path))
            elif entry.name.lower().endswith(SUFFIXES):
                if stems is None:
                    stems = frozenset(plain(stem_of(other.name)) for other in entries)
                if never_written_file(entry.name, stems):
                    continue
                info = entry.stat(follow_symlinks=False)
                yield Entry(path, entry.path, (info.st_mtime_ns, info.st_size), entry.is_symlink())


def read_facts(entry: Entry, reading: Reading) -> FileFacts:
    """Read one file as far as its days need it."""
    path = PurePosixPath(entry.path)
    refusal, text = "", ""
    if entry.link:
        refusal = "심볼릭 링크라 쓰지 않습니다"
    elif entry.stamp[1] > MAX_BYTES:
        refusal = "파일이 2 MiB보다 커서 건드리지 않습니다"
    else:
        try:
            text = Path(entry.file).read_bytes().decode("utf-8", errors="replace")
        except OSError as error:
            refusal = f"읽을 수 없습니다({error.strerror})"
    if _is_velog(path, text):
        return FileFacts(entry.path, entry.stamp, refusal=VELOG)
    heads, matter, plain_days = scan(text)
    found = days_of(path, heads, matter, reading, lambda _: None, plain_days)
    return FileFacts(
        path=entry.path,
        stamp=entry.stamp,
        kind=found.kind,
        claims=tuple((c.span.first.isoformat(), c.span.last.isoformat(), c.line, c.against) for c in found.claims),
        numbers=found.numbers,
        week=found.week,
        pairs=tuple((number, date.isoformat()) for number, date in found.pairs),
        numbered=found.numbered,
        unsure=found.unsure,
        note=found.note,
        refusal=refusal,
    )


def _is_velog(path: PurePosixPath, text: str) -> bool:
    """A one-way copy of a velog blog: HTML in `.md`, overwritten by the next backup (journals C6)."""
    return "velog-posts" in path.parts or text.lstrip().startswith('<h2 id="')
