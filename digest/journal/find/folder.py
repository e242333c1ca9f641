"""The person's folder: every markdown file with the days it holds, read once and remembered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from digest.journal.config import JournalSettings
from digest.journal.find.day_headings import DayHeading, Head, day_headings
from digest.journal.find.day_numbers import NOTHING, DayNumbers, Known, day_numbers_of, is_sure
from digest.journal.find.file_days import WEEK_NOTE, FileDays, Reading, days_of
from digest.journal.find.files import (
    SUFFIXES,
    FileFacts,
    FoundFile,
    StandIn,
    found_file,
    read_facts,
    remember,
    remembered,
    walk,
)
from digest.journal.find.habit import Habit, habit_of
from digest.journal.find.scan import heads_of, plain_of
from digest.journal.find.tool import Tool, tool_of
from digest.journal.read.document import Document, JournalRefused, NoJournal, parse_document, regular_bytes

WEEK_OF_NUMBERS = 7
"""More `N일차` than this in a file: its own date says little about each of them."""


@dataclass(frozen=True)
class ReadFile:
    """One file that a day may be in, parsed once."""

    document: Document
    heads: tuple[Head, ...]
    """The headings that may bound a day."""
    days: tuple[DayHeading, ...]
    """Those that stand for days, or plain lines that do where there is no heading."""


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
        beside: tuple[StandIn, ...] = (),
        elsewhere: str = "",
    ) -> None:
        self.settings = settings
        self.tool = tool
        self.root = root
        """The folder all paths are relative to."""
        self.files = files
        self.reading = reading
        self.known = known
        """The rules for `N일차` that earlier runs knew."""
        self.beside = beside
        """What stands for markdown files: placeholders, conflict copies, other kinds of text."""
        self.elsewhere = elsewhere
        """Where the tool would put daily notes when that is outside of the folder the person named; else empty."""
        self._read: dict[str, ReadFile] = {}

    @cached_property
    def day_numbers(self) -> DayNumbers:
        """The rule for `N일차`: the person's setting, or what all their pairs agree on."""
        pairs = [pair for file in self.files for pair in file.pairs]
        written = {number for number, _ in pairs}.union(*(file.numbers for file in self.files))
        hints = [(number, day) for file in self.files for number, day in file.hints if is_sure((number, day), written)]
        weeks = [
            (number, file.dated)
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
        days = sum(file.kind == "day" and self.is_day(file) for file in self.files)
        return "weekly" if many and many >= days / 4 else "daily"

    @cached_property
    def habit(self) -> Habit:
        """Which dated files are days here."""
        return habit_of(self.files, self.settings.layout)

    @cached_property
    def writes_weeks(self) -> bool:
        """Whether the person writes whole weeks into a file: its days, or the week alone (`3주차.md`)."""
        weeks = sum(file.kind == "none" and file.note == WEEK_NOTE for file in self.files)
        return self.layout == "weekly" or (weeks > 0 and weeks >= sum(file.kind == "day" for file in self.files))

    def is_day(self, file: FileFacts) -> bool:
        """Whether a file that claims a day as a whole is one, by its own word or by the folder's habit."""
        return any(self.habit.counts(file, claim.told) for claim in file.claims) or not file.claims

    def place(self, path: str) -> Path:
        """Where a relative path is on disk."""
        return self.root / path

    def read(self, path: str) -> ReadFile:
        """The parsed file with its day headings. Raises JournalRefused (also when it cannot be read)."""
        if path not in self._read:
            try:
                document = parse_document(regular_bytes(self.place(path)))
            except OSError as error:
                raise JournalRefused(f"{path}: 읽을 수 없습니다({error.strerror})") from error
            except JournalRefused as refused:
                raise JournalRefused(f"{path}: {refused.message}", hint=refused.hint) from refused
            heads = tuple(heads_of(document))
            self._read[path] = ReadFile(document, heads, day_headings(heads) or plain_of(document))
        return self._read[path]

    def document(self, path: str) -> Document:
        """The parsed file alone. Raises JournalRefused."""
        return self.read(path).document

    def days(self, path: str, near: dt.date | None = None) -> FileDays:
        """The days of one file, from its full structure and with the rule of day numbers. Raises JournalRefused.

        near: the date that is looked for.
        """
        file = self.read(path)
        reading = replace(self.reading, near=near)
        return days_of(path, file.heads, file.days, file.document.facts, reading, self.day_numbers.date_of)


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
    tool, elsewhere = _asked(tool_of(root), root)
    reading = Reading(tool.flavour, settings.layout, ZoneInfo(zone), alone=file is not None)
    before = remembered(cache, root, reading) if cache else {}
    found, beside = ([found_file(file)], []) if file else walk(root)
    facts = []
    for one in found:
        old = before.get(one.path)
        facts.append(old if old and not one.odd and _same(old, one) else read_facts(one, reading))
    if cache and (len(facts) != len(before) or any(new is not before.get(new.path) for new in facts)):
        remember(cache, root, reading, facts)
    return Journal(settings, tool, root, tuple(facts), reading, known, tuple(beside), elsewhere)


def _asked(tool: Tool, root: Path) -> tuple[Tool, str]:
    """The tool without its own place for daily notes where that is outside of the folder the person named; and it."""
    if tool.daily_format is None or any(name.is_relative_to(root) for name in tool.daily_names(dt.date(2024, 1, 1))):
        return tool, ""
    return replace(tool, daily_folder=None, daily_format=None), tool.daily_folder or "보관함의 맨 위"


def refuse_wrong(path: Path) -> None:
    """A journal is a folder or one markdown file. Raises NoJournal for another file, or a path through a file."""
    wrong = next((place for place in (path, *path.parents) if place.exists() and not place.is_dir()), None)
    if wrong and not wrong.is_file():
        raise NoJournal(f"저널이 폴더도 파일도 아닙니다: {wrong}", hint="journal.folder를 확인해 주세요")
    if wrong and (wrong != path or not wrong.name.lower().endswith(SUFFIXES)):
        raise NoJournal(
            f"저널이 폴더가 아니라 파일입니다: {wrong}", hint="journal.folder에 폴더나 마크다운 파일(.md)을 적어 주세요"
        )


def _same(facts: FileFacts, found: FoundFile) -> bool:
    return facts.mtime == found.mtime and facts.size == found.size
