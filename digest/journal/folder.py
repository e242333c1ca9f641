"""The person's folder: every markdown file with the days it holds, read once and remembered (journals C3).

Reading 5,000 files takes about a second; with a cache of (size, mtime) → days only changed files are read again.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from digest.journal.cache import remember, remembered
from digest.journal.config import JournalSettings
from digest.journal.course import NOTHING, Course, Known, course_of, is_sure
from digest.journal.document import Document, JournalRefused, NoJournal, parse_document
from digest.journal.facts import SUFFIXES, Entry, FileFacts, entry_of, read_facts, walk
from digest.journal.file_days import FileDays, Reading, days_of
from digest.journal.flavour import Tool, tool_of
from digest.journal.scan import heads_of, plain_of

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
    def course(self) -> Course:
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
        return course_of(self.settings.course, pairs, hints, self.known, weeks)

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
        return days_of(path, heads, document.facts, reading, lambda number: self.course.date_of(number), plain)


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


def _same(facts: FileFacts, entry: Entry) -> bool:
    return facts.mtime == entry.mtime and facts.size == entry.size
