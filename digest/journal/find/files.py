"""The files of a folder before anybody asks for a day: walking, what is remembered of each, and the memory itself.

Reading 5,000 files takes about a second; with the cache of (size, mtime) → facts only changed files are read again.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import stat
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from digest.files import remove_leftovers, replace
from digest.journal.find.day_forms import plain
from digest.journal.find.day_headings import Span, day_headings
from digest.journal.find.file_days import Claim, Reading, days_of
from digest.journal.find.names import Stand, name_facts, never_written, never_written_file, stand_in, stem_of
from digest.journal.find.scan import scan
from digest.journal.read.document import MAX_BYTES
from digest.lazy import pattern_of

# 2024-08-19.md
SUFFIXES = (".md", ".markdown")
_NUMBERS = pattern_of(r"\d+(?:\s*[-~(),._]\s*\d+\)?)*(?:\s*\([월화수목금토일]\))?")  # 13 · 2024-08-19(월) · 13~14
VELOG = "velog 백업입니다. 여기에 쓰면 다음 백업 때 사라지니 붙여 넣을 글을 드립니다"
# a folder 2024-08-19.md/ → 이름이 .md로 끝나는 폴더입니다
ODD = (
    (stat.S_ISDIR, "이름이 .md로 끝나는 폴더입니다"),
    (stat.S_ISFIFO, "파일이 아니라 파이프(FIFO)입니다"),
    (stat.S_ISSOCK, "파일이 아니라 소켓입니다"),
    (lambda mode: stat.S_ISCHR(mode) or stat.S_ISBLK(mode), "파일이 아니라 장치입니다"),
)
"""What else can be named `*.md`: reading it could wait for ever."""


class FileFacts(NamedTuple):
    """What is remembered of one file."""

    path: str
    """Relative to the journal, with `/`."""
    mtime: int = 0
    """In ns; as long as it and the size are the same, nothing needs to be read."""
    size: int = 0
    kind: str = "none"
    """day, many or none."""
    claims: tuple[Claim, ...] = ()
    numbers: tuple[int, ...] = ()
    """Every `N일차` in it that only the rule of day numbers can date."""
    week: int | None = None
    pairs: tuple[tuple[int, dt.date], ...] = ()
    unsure: bool = False
    """The date that is looked for may settle more of it."""
    note: str = ""
    refusal: str = ""
    """Why the file is never written to, in Korean; empty for a usual one."""
    shape: str = ""
    """Its name with the numbers taken out: files of one shape are one habit."""
    hints: tuple[tuple[int, int], ...] = ()
    """What the rule of day numbers must agree with."""
    dated: dt.date | None = None
    """The own date of a file of many days."""

    def claims_on(self, date: dt.date) -> tuple[Claim, ...]:
        """The claims that cover a date."""
        return tuple(claim for claim in self.claims if claim.span.holds(date))


class FoundFile(NamedTuple):
    """One markdown file on disk, not read yet."""

    path: str
    file: str
    mtime: int
    size: int
    odd: str = ""
    """Why it cannot be read or written, in Korean: a pipe, a link; empty for a usual file."""


class StandIn(NamedTuple):
    """Something beside the markdown files that stands for one: not here yet, in conflict, or of another kind."""

    path: str
    kind: Stand
    span: Span
    """The dates its name tells."""


def found_file(file: Path) -> FoundFile:
    """A file the person named is theirs to choose, whatever its name."""
    info = file.stat()
    return FoundFile(file.name, str(file), info.st_mtime_ns, info.st_size)


def walk(root: Path) -> tuple[list[FoundFile], list[StandIn]]:
    """Every markdown file below root that may be somebody's day, and what stands for one; linked folders stay shut."""
    files: list[FoundFile] = []
    beside: list[StandIn] = []
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
            markdown = entry.name.lower().endswith(SUFFIXES)
            if entry.is_dir(follow_symlinks=False) and not markdown:
                if not never_written(path + "/"):
                    waiting.append((path + "/", entry.path))
            elif markdown and not never_written_file(entry.name, names):
                info = entry.stat(follow_symlinks=False)
                files.append(FoundFile(path, entry.path, info.st_mtime_ns, info.st_size, _odd(entry, info.st_mode)))
            elif found := stand_in(entry.name):
                name, kind = found
                span = name_facts(prefix + name).span
                if span:
                    beside.append(StandIn(path, kind, span))
    return sorted(files, key=lambda found: found.path), sorted(beside)


def _odd(entry: os.DirEntry[str], mode: int) -> str:
    if stat.S_ISREG(mode):
        return ""
    if stat.S_ISLNK(mode):
        there = Path(entry.path).exists()
        return "심볼릭 링크라 쓰지 않습니다" if there else "가리키는 파일이 없는 심볼릭 링크입니다"
    return next((told for is_kind, told in ODD if is_kind(mode)), "보통 파일이 아닙니다")


def read_facts(found: FoundFile, reading: Reading) -> FileFacts:
    """Read one file as far as its days need it."""
    refusal, text = found.odd, ""
    if not refusal and found.size > MAX_BYTES:
        refusal = "파일이 2 MiB보다 커서 건드리지 않습니다"
    elif not refusal:
        try:
            with open(found.file, "rb") as file:  # noqa: PTH123 – thousands of times
                text = file.read().decode("utf-8", errors="replace")
        except OSError as error:
            refusal = f"읽을 수 없습니다({error.strerror})"
    if _is_velog(found.path, text):
        return FileFacts(found.path, found.mtime, found.size, refusal=VELOG)
    heads, matter, plain_days = scan(text)
    days = day_headings(heads) or plain_days
    told = days_of(found.path, heads, days, matter, reading, lambda _: None)
    return FileFacts(
        path=found.path,
        mtime=found.mtime,
        size=found.size,
        kind=told.kind,
        claims=told.claims,
        numbers=told.undated,
        week=told.week,
        pairs=told.pairs,
        unsure=told.unsure,
        note=told.note,
        refusal=refusal,
        shape=shape(found.path),
        hints=told.hints,
        dated=told.dated,
    )


def _is_velog(path: str, text: str) -> bool:
    """A one-way copy of a velog blog: HTML in `.md`, overwritten by the next backup (docs/journal-finding.md)."""
    return "velog-posts" in path.split("/") or text.lstrip().startswith('<h2 id="')


def shape(path: str) -> str:
    """A file name with its numbers taken out: `2022-10-10-Boostcamp-15(1)days` → `#-boostcamp-#days`."""
    return _NUMBERS.sub("#", plain(stem_of(path.rsplit("/", 1)[-1])))


# What unchanged files of a journal hold, in one JSON file that may be deleted any time; its rows are nobody else's.


VERSION = 5
"""Raise it whenever the same file would be understood differently: the cache is then read anew."""


def remembered(cache: Path, root: Path, reading: Reading) -> dict[str, FileFacts]:
    """Path → facts; anything strange about the cache only means reading the files again."""
    try:
        loaded = json.loads(cache.read_bytes())
        if loaded["key"] != _key(root, reading):
            return {}
        return {row[0]: _from_row(row) for row in loaded["files"]}
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return {}


def remember(cache: Path, root: Path, reading: Reading, files: Iterable[FileFacts]) -> None:
    """Replace the cache; a disk that refuses costs time on the next run and nothing else."""
    text = json.dumps({"key": _key(root, reading), "files": [_to_row(one) for one in files]}, ensure_ascii=False)
    with contextlib.suppress(OSError):
        cache.parent.mkdir(parents=True, exist_ok=True)
        remove_leftovers(cache.parent)
        replace(cache, text.encode(), mode=0o600, durable=False)


def _key(root: Path, reading: Reading) -> list[object]:
    return [VERSION, str(root), reading.flavour, reading.layout, reading.zone.key, reading.alone]


def _to_row(facts: FileFacts) -> list[Any]:
    """The facts in the order of their fields, dates as ISO text."""
    claims = [(str(one.span.first), str(one.span.last), one.line, one.against, one.told) for one in facts.claims]
    pairs = [(number, str(date)) for number, date in facts.pairs]
    dated = str(facts.dated) if facts.dated else None
    return list(facts._replace(claims=claims, pairs=pairs, dated=dated))  # type: ignore[arg-type]


def _from_row(row: Sequence[Any]) -> FileFacts:
    """A row of the cache as facts. Raises ValueError, TypeError for a row of another make."""
    facts = FileFacts(*row)
    day = dt.date.fromisoformat
    return facts._replace(
        claims=tuple(
            Claim(Span(day(first), day(last)), line, against, told)
            for first, last, line, against, told in row[FileFacts._fields.index("claims")]
        ),
        numbers=tuple(facts.numbers),
        pairs=tuple((number, day(date)) for number, date in row[FileFacts._fields.index("pairs")]),
        hints=tuple((number, weekday) for number, weekday in facts.hints),
        dated=day(row[-1]) if row[-1] else None,
    )
