"""Sections of ours that disappeared at once: asked about once, never put back unasked (journals C5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from digest.journal.document import JournalRefused, readable_lines
from digest.journal.own import body, judge
from digest.store.journal import JournalLine, JournalTable


@dataclass(frozen=True)
class Question:
    """One thing to ask the reader."""

    journal: str
    name: str
    date: dt.date
    lines: int

    @property
    def note(self) -> str:
        """Under which the store remembers that it was asked."""
        return f"journal-asked:{self.journal}:{self.name}:{self.date.isoformat()}"

    @property
    def text(self) -> str:
        day = f"{self.date.month}월 {self.date.day}일"
        return (
            f"{day} 저널에 넣었던 트렌드 {self.lines}개가 사라졌어요. 다시 넣을까요? "
            f"넣으려면: digest resend --date {self.date.isoformat()} --target journal"
        )


def questions(table: JournalTable, journal: str, name: str, today: dt.date, days: int) -> tuple[Question, ...]:
    """What vanished in the last days, oldest first; reads the files the lines were written to."""
    by_date: dict[dt.date, list[JournalLine]] = {}
    for row in table.lines(journal, name=name):
        if today - dt.timedelta(days=days) <= row.date <= today:
            by_date.setdefault(row.date, []).append(row)
    found = []
    for date, rows in by_date.items():
        papers = [row for row in rows if not row.is_frame]
        if papers and all(row.status != "user" for row in papers) and _is_gone(Path(rows[0].file), rows):
            found.append(Question(journal, name, date, len(papers)))
    return tuple(found)


def has_vanished(rows: Sequence[JournalLine]) -> bool:
    """Whether nothing of one digest's day is left; the file itself may be gone."""
    file = Path(rows[0].file)
    return not file.exists() or _is_gone(file, rows)


def _is_gone(file: Path, rows: Sequence[JournalLine]) -> bool:
    """Whether nothing of these lines is left in their file; a file that moved or cannot be read is no answer."""
    try:
        lines = readable_lines(file.read_bytes())
    except (OSError, JournalRefused):
        return False
    bodies = {body(line) for line in lines}
    if any(row.bytes in bodies for row in rows if not row.is_frame):
        return False  # the usual case, told without looking for the links of a whole journal
    fresh = [row.model_copy(update={"status": "own"}) for row in rows]
    return judge(lines, range(len(lines)), fresh).vanished
