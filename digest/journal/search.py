"""Where a day's section can go, or what would have to be created for it (journals C3, C3.6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from digest.journal.config import JournalSettings
from digest.journal.create import day_file, is_ours
from digest.journal.document import parse_document
from digest.journal.folder import Journal, refuse_wrong
from digest.journal.locate import DayPlace, NotFound, PlaceHint, find_day
from digest.journal.new_day import NewFile, NewHeading, plan_day_file, plan_day_heading
from digest.journal.site import post_name, post_text, site_of

BY_HAND = "직접 만들어 두면 다음 실행이 씁니다"
"""What to do when digest does not make a day."""
ToCreate = NewHeading | NewFile | Path
"""A heading or file like the person's, or a file in digest's own folder."""


def place_for(
    settings: JournalSettings, date: dt.date, hint: PlaceHint | None, opened: Callable[[], Journal], zone: str
) -> DayPlace | NotFound | ToCreate:
    """The day, or what to create for it when the settings allow it.

    opened: reads the person's folder. zone: of a new post's date. Raises JournalRefused.
    """
    folder = settings.path
    refuse_wrong(folder)
    if is_ours(folder):
        file, site = own_file(folder, date), site_of(folder)
        if not file.exists():
            if settings.create not in (None, "file"):
                return NotFound(f"{file.name} 파일이 아직 없습니다", BY_HAND)
            return NewFile(file, post_text(folder, site, date, settings.section, zone)) if site else file
        document = parse_document(file.read_bytes())
        stop = document.front_matter.stop
        return DayPlace(file, document, None, stop, len(document.lines), "daily", site or "plain")
    journal = opened()
    found = find_day(journal, date, hint)
    if not isinstance(found, NotFound) or settings.create not in ("day", "file"):
        return found
    made = plan_day_heading(journal, date) if settings.create == "day" else plan_day_file(journal, date)
    return replace(made, hint=BY_HAND) if isinstance(made, NotFound) and not made.hint else made


def own_file(folder: Path, date: dt.date) -> Path:
    """The day's file in a folder of digest's own; one that an earlier version named otherwise stays."""
    plain = day_file(folder, date)
    return folder / post_name(date) if site_of(folder) and not plain.exists() else plain
