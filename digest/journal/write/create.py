"""What digest may make: its own folder with a file a day; on request a day in a person's journal.

The rules: docs/journal-writing.md.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from digest.files import is_empty, sync_folder
from digest.journal.config import JournalSettings
from digest.journal.find.folder import Journal, refuse_wrong
from digest.journal.find.locate import DayPlace, NotFound, PlaceHint, find_day, whole_file
from digest.journal.find.names import stand_in
from digest.journal.read.document import parse_document, regular_bytes
from digest.journal.write.generator import post_name, post_text, site_of
from digest.journal.write.new_day import NewFile, NewHeading, plan_day_file, plan_day_heading
from digest.journal.write.place import InsertPoint
from digest.journal.write.plan import Bullet, Splice, WrittenLine, insert
from digest.journal.write.section import raw_lines

MARKER = ".digest-journal"
MARKER_TEXT = "이 폴더는 digest가 만들었습니다. 이 파일이 있는 동안 digest는 여기에 날짜별 파일을 새로 만듭니다.\n"


def is_ours(folder: Path) -> bool:
    """Whether digest may create files here: a folder that does not exist, is empty, or carries our marker.

    An empty folder is what a container's volume looks like on its first day.
    """
    if folder.is_file():
        return False
    return not folder.exists() or (folder / MARKER).is_file() or is_empty(folder)


def prepare(folder: Path) -> None:
    """Make the folder and its marker. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    marker = folder / MARKER
    if not marker.exists():
        marker.write_text(MARKER_TEXT, encoding="utf-8")
        sync_folder(folder)


def day_file(folder: Path, date: dt.date) -> Path:
    """`journal/2024-08-19.md`."""
    return folder / f"{date.isoformat()}.md"


def in_new_day(made: NewHeading, section: str, bullets: Sequence[Bullet], label: str = "") -> Splice:
    """The day's heading, cloned from the person's own by `new_day`, with its section."""
    level = len(made.text) - len(made.text.lstrip("#"))
    place = InsertPoint(
        made.line,
        heading=f"{'#' * min(6, level + 1)} {section}",
        day_heading=made.text,
        blank_above=made.blank_above,
        blank_below=made.blank_below,
    )
    return insert(raw_lines(made.document), place, bullets, label=label)


def new_file(date: dt.date, section: str, bullets: Sequence[Bullet], label: str = "") -> Splice:
    """A whole day file as one insertion into nothing."""
    written = (
        WrittenLine("#title", f"# {date.isoformat()}".encode()),
        WrittenLine("#blank-title", b""),
        WrittenLine("#heading", f"## {section}".encode()),
        WrittenLine("#blank-heading", b""),
        *(WrittenLine(bullet.key, bullet.text.encode()) for bullet in bullets),
        *((WrittenLine("#blank-label", b""), WrittenLine("#label", label.encode())) if label else ()),
    )
    return Splice(0, 0, b"\n".join(line.bytes for line in written) + b"\n", written)


# Where a day's section can go, or what would have to be created for it.


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
        coming = _is_coming(file)
        if coming:
            return coming
        if not os.path.lexists(file):
            if settings.create not in (None, "file"):
                return NotFound(f"{file.name} 파일이 아직 없습니다", BY_HAND)
            return NewFile(file, post_text(folder, site, date, settings.section, zone)) if site else file
        return whole_file(file, parse_document(regular_bytes(file)), date, site or "plain")
    journal = opened()
    found = find_day(journal, date, hint)
    if not isinstance(found, NotFound) or found.coming or settings.create not in ("day", "file"):
        return found
    made = plan_day_heading(journal, date) if settings.create == "day" else plan_day_file(journal, date)
    return replace(made, hint=BY_HAND) if isinstance(made, NotFound) and not made.hint else made


def _is_coming(file: Path) -> NotFound | None:
    """What says that the day's file of digest's own folder is on its way from another computer, if anything does."""
    if os.path.lexists(file) or not file.parent.is_dir():
        return None
    for name in sorted(entry.name for entry in file.parent.iterdir()):
        if (stood := stand_in(name)) and stood[0] == file.name and stood[1] != "other kind":
            return NotFound(f"{name}: 그날 파일이 아직 다 오지 않았거나 동기화 충돌이 났습니다", coming=True)
    return None


def own_file(folder: Path, date: dt.date) -> Path:
    """The day's file in a folder of digest's own; one that an earlier version named otherwise stays."""
    plain = day_file(folder, date)
    return folder / post_name(date) if site_of(folder) and not plain.exists() else plain
