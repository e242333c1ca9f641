"""What digest may make from nothing: its own folder, and a day's file in it (issue "Journal, first version").

Everything else – a day heading in a person's file, a file in a person's folder – is planned by `locate`'s side and
only on request (journals C3 step 6).
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence
from pathlib import Path

from digest.journal.plan import Bullet, Splice, Written

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
