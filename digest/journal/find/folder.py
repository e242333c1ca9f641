"""The person's folder: every markdown file with the days it holds, read once and remembered (journals C3).

Reading 5,000 files takes about a second; with a cache of (size, mtime) → days only changed files are read again.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from digest.journal.config import JournalSettings
from digest.journal.find.day_forms import plain
from digest.journal.find.day_numbers import NOTHING, DayNumbers, Known, day_numbers_of, is_sure
from digest.journal.find.file_days import FileDays, Reading, days_of
from digest.journal.find.names import never_written, never_written_file, stem_of
from digest.journal.find.scan import heads_of, plain_of, scan
from digest.journal.find.tool import Tool, tool_of
from digest.journal.read.document import MAX_BYTES, Document, JournalRefused, NoJournal, parse_document

WEEK_OF_NUMBERS = 7
"""More `N일차` than this in a file: its own date says little about each of them."""


class Journal:
    """A scanned folder. Files are parsed only when a day may be in them."""

    def __init__(
        self,
        settings: JournalSettings,
        tool: Tool,
        root: Path,
        files: tuple[FileFacts, ...],
        reading: Reading,
        known: Known,
    ) -> None:
        self.settings = settings
        self.tool = tool
        self.root = root
        """The folder all paths are relative to."""
        self.files = files
        self.reading = reading
        self.known = known
        """The rules for `N일차` that earlier runs knew."""
        self._documents: dict[str, Document] = {}

    @cached_property
    def day_numbers(self) -> DayNumbers:
        """The rule for `N일차`: the person's setting, or what all their pairs agree on."""
        pairs = [(number, dt.date.fromisoformat(date)) for file in self.files for number, date in file.pairs]
        written = {number for number, _ in pairs}.union(*(file.numbers for file in self.files))
        hints = [(number, day) for file in self.files for number, day in file.hints if is_sure((number, day), written)]
        weeks = [
            (number, dt.date.fromisoformat(file.dated))
            for file in self.files
            if file.dated and len(file.numbers) <= WEEK_OF_NUMBERS
            for number in file.numbers
        ]
        return day_numbers_of(self.settings.course, pairs, hints, self.known, weeks)

    @cached_property
    def layout(self) -> str:
        """`daily` or `weekly`: the setting, else what most of the person's files are."""
        if self.settings.layout != "auto":
            return self.settings.layout
        many = sum(file.kind == "many" for file in self.files)
        return "weekly" if many and many >= sum(file.kind == "day" for file in self.files) / 4 else "daily"

    def place(self, path: str) -> Path:
        """Where a relative path is on disk."""
        return self.root / path

    def document(self, path: str) -> Document:
        """The parsed file. Raises JournalRefused (also when it cannot be read)."""
        if path not in self._documents:
            try:
                data = self.place(path).read_bytes()
            except OSError as error:
                raise JournalRefused(f"{path}: 읽을 수 없습니다({error.strerror})") from error
            try:
                self._documents[path] = parse_document(data)
            except JournalRefused as refused:
                raise JournalRefused(f"{path}: {refused.message}", hint=refused.hint) from refused
        return self._documents[path]

    def days(self, path: str, near: dt.date | None = None) -> FileDays:
        """The days of one file, from its full structure and with the course rule. Raises JournalRefused.

        near: the date that is looked for.
        """
        document = self.document(path)
        reading = replace(self.reading, near=near)
        heads = heads_of(document)
        plain = plain_of(document)
        return days_of(path, heads, document.facts, reading, lambda number: self.day_numbers.date_of(number), plain)


def open_journal(
    settings: JournalSettings,
    cache: Path | None = None,
    zone: str = "Asia/Seoul",
    known: Known = NOTHING,
) -> Journal:
    """Scan the folder (or the one file) of the settings.

    cache: a JSON file that remembers what unchanged files hold. known: the rules for `N일차` of earlier runs.
    Raises NoJournal when there is nothing to scan.
    """
    path = settings.path
    refuse_wrong(path)
    if not path.exists():
        raise NoJournal(f"저널 폴더가 없습니다: {path}", hint="journal.folder를 확인해 주세요")
    file = path.resolve() if path.is_file() else None
    root = file.parent if file else path.resolve()
    tool = tool_of(root)
    reading = Reading(tool.flavour, settings.layout, ZoneInfo(zone))
    before = remembered(cache, root, reading) if cache else {}
    entries = [entry_of(file)] if file else sorted(walk(root), key=lambda entry: entry.path)
    facts = []
    for entry in entries:
        old = before.get(entry.path)
        facts.append(old if old and _same(old, entry) else read_facts(entry, reading))
    if cache and (len(facts) != len(before) or any(new is not before.get(new.path) for new in facts)):
        remember(cache, root, reading, facts)
    return Journal(settings, tool, root, tuple(facts), reading, known)


def refuse_wrong(path: Path) -> None:
    """A journal is a folder or one markdown file. Raises NoJournal for another file, or a path through a file."""
    file = next((place for place in (path, *path.parents) if place.is_file()), None)
    if file and (file != path or not file.name.lower().endswith(SUFFIXES)):
        raise NoJournal(
            f"저널이 폴더가 아니라 파일입니다: {file}", hint="journal.folder에 폴더나 마크다운 파일(.md)을 적어 주세요"
        )


def _same(facts: FileFacts, entry: FoundFile) -> bool:
    return facts.mtime == entry.mtime and facts.size == entry.size


# What is remembered of each file of a folder, and how it is found out: walking, reading, recognising (journals A3).


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


class FoundFile(NamedTuple):
    """One markdown file on disk, not read yet."""

    path: str
    file: str
    mtime: int
    size: int
    link: bool


def entry_of(file: Path) -> FoundFile:
    """A file the person named is theirs to choose, whatever its name."""
    info = file.stat()
    return FoundFile(file.name, str(file), info.st_mtime_ns, info.st_size, link=False)


def walk(root: Path) -> Iterator[FoundFile]:
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
                yield FoundFile(path, entry.path, info.st_mtime_ns, info.st_size, entry.is_symlink())


def read_facts(entry: FoundFile, reading: Reading) -> FileFacts:
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


# Remember what unchanged files of a journal hold, in one JSON file that may be deleted any time.


VERSION = 3
"""Raise it whenever the same file would be understood differently: the cache is then read anew."""


def remembered(cache: Path, root: Path, reading: Reading) -> dict[str, FileFacts]:
    """Path → facts; anything strange about the cache only means reading the files again."""
    try:
        loaded = json.loads(cache.read_bytes())
        if loaded["key"] != _key(root, reading):
            return {}
        return {row[0]: FileFacts(*row) for row in loaded["files"]}
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return {}


def remember(cache: Path, root: Path, reading: Reading, files: Iterable[FileFacts]) -> None:
    """Replace the cache; a disk that refuses costs time on the next run and nothing else."""
    text = json.dumps({"key": _key(root, reading), "files": list(files)}, ensure_ascii=False)
    with contextlib.suppress(OSError):
        cache.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=cache.parent, prefix=cache.name)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(cache)


def _key(root: Path, reading: Reading) -> list[object]:
    return [VERSION, str(root), reading.flavour, reading.layout, reading.zone.key]


# Tell a day's file from a post about something else that merely carries the same date (journals C3.2).


Spot = tuple[str, int | None, int]
"""(path, 0-based line of the day heading or None for the whole file, days it covers)."""
LEAST = 5
"""Fewer files of one shape than this are no habit."""
SHARE = 0.6


def usual_ones(
    files: Iterable[FileFacts], spots: Sequence[tuple[str, int | None, int]]
) -> list[tuple[str, int | None, int]]:
    """The spots whose file name has the shape of the person's daily files; all of them where there is no habit."""
    if not spots:
        return []
    shapes = Counter(file.shape for file in files if file.kind == "day")
    habit, count = shapes.most_common(1)[0]
    if count < LEAST or count < SHARE * shapes.total():
        return list(spots)
    return [spot for spot in spots if shape(spot[0]) == habit]
