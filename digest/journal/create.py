"""What digest may make: its own folder with a file a day; on request a day in a person's journal (journals C3.6)."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence
from pathlib import Path

from digest.journal.new_day import NewHeading
from digest.journal.place import Place
from digest.journal.plan import Bullet, Splice, Written, insert
from digest.journal.section import raw_lines

MARKER = ".digest-journal"
MARKER_TEXT = "이 폴더는 digest가 만들었습니다. 이 파일이 있는 동안 digest는 여기에 날짜별 파일을 새로 만듭니다.\n"


def is_ours(folder: Path) -> bool:
    """Whether digest may create files here: a folder that does not exist, is empty, or carries our marker.

    An empty folder is what a container's volume looks like on its first day.
    """
    if folder.is_file():
        return False
    return not folder.exists() or (folder / MARKER).is_file() or next(folder.iterdir(), None) is None


def prepare(folder: Path) -> None:
    """Make the folder and its marker. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    marker = folder / MARKER
    if not marker.exists():
        marker.write_text(MARKER_TEXT, encoding="utf-8")
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def day_file(folder: Path, date: dt.date) -> Path:
    """`journal/2024-08-19.md`."""
    return folder / f"{date.isoformat()}.md"


def in_new_day(made: NewHeading, section: str, bullets: Sequence[Bullet]) -> Splice:
    """The day's heading, cloned from the person's own by `new_day`, with its section."""
    level = len(made.text) - len(made.text.lstrip("#"))
    place = Place(made.line, heading=f"{'#' * min(6, level + 1)} {section}", day_heading=made.text)
    return insert(raw_lines(made.document), place, bullets)


def new_file(date: dt.date, section: str, bullets: Sequence[Bullet]) -> Splice:
    """A whole day file as one insertion into nothing."""
    written = (
        Written("#title", f"# {date.isoformat()}".encode()),
        Written("#blank-title", b""),
        Written("#heading", f"## {section}".encode()),
        Written("#blank-heading", b""),
        *(Written(bullet.key, bullet.text.encode()) for bullet in bullets),
    )
    return Splice(0, 0, b"\n".join(line.bytes for line in written) + b"\n", written)
