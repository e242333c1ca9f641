"""Where a day's section can go, or what would have to be created for it (journals C3, C3.6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from digest.journal.config import JournalSettings
from digest.journal.create import day_file, is_ours
from digest.journal.document import parse_document
from digest.journal.folder import Journal, refuse_wrong
from digest.journal.locate import DayPlace, NotFound, PlaceHint, find_day
from digest.journal.new_day import NewFile, NewHeading, plan_day_file, plan_day_heading

ToCreate = NewHeading | NewFile | Path
"""A heading or file like the person's, or a file in digest's own folder."""


def place_for(
    settings: JournalSettings, date: dt.date, hint: PlaceHint | None, opened: Callable[[], Journal]
) -> DayPlace | NotFound | ToCreate:
    """The day, or what to create for it when the settings allow it.

    opened: reads the person's folder. Raises JournalRefused.
    """
    folder = settings.path
    refuse_wrong(folder)
    if is_ours(folder):
        file = day_file(folder, date)
        if not file.exists():
            return file if settings.create in (None, "file") else NotFound(f"{file.name} 파일이 아직 없습니다")
        document = parse_document(file.read_bytes())
        return DayPlace(file, document, None, 0, len(document.lines), "daily", "plain")
    journal = opened()
    found = find_day(journal, date, hint)
    if isinstance(found, NotFound) and settings.create == "day":
        return plan_day_heading(journal, date)
    if isinstance(found, NotFound) and settings.create == "file":
        return plan_day_file(journal, date)
    return found
