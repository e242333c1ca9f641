"""Files that digest made: known by their whole content, so that one nobody wrote into can be taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from digest.journal.config import JournalSettings
from digest.journal.find.folder import Journal
from digest.journal.find.locate import DayPlace, find_day, place_of
from digest.journal.read.document import JournalRefused, readable_lines, regular_bytes
from digest.journal.write.create import is_ours
from digest.journal.write.own import body, judge
from digest.journal.write.place import choose_place, find_section
from digest.journal.write.plan import bullets_of, chosen, label_line
from digest.journal.write.write import digest_of, hash_of_file
from digest.models import Digest
from digest.store.journal import JournalLine, JournalTable

KEY = "#file"
"""The row whose bytes are the hash of a whole file as digest left it."""


def whole_file_rows(
    recorded: Sequence[JournalLine], like: JournalLine, old: bytes | None, new: bytes
) -> tuple[JournalLine, ...]:
    """The row for a file that is made now, or that digest made and that is still as digest left it."""
    if old is not None and not is_untouched(recorded, old):
        return ()
    return (like.model_copy(update={"item_key": KEY, "bytes": digest_of(new).encode(), "position": -1}),)


def is_untouched(recorded: Sequence[JournalLine], data: bytes) -> bool:
    """Whether a file is one that digest made, and nobody has written into."""
    return any(row.item_key == KEY and row.bytes == digest_of(data).encode() for row in recorded)


def twins(settings: JournalSettings, rows: Sequence[JournalLine], opened: Callable[[], Journal]) -> tuple[str, ...]:
    """What to say when the person's own file of a day appeared beside one that digest made and nobody wrote into."""
    made = [row for row in rows if row.item_key == KEY and hash_of_file(Path(row.file)).encode() == row.bytes]
    if not made or is_ours(settings.path):
        return ()
    told = []
    journal = opened()
    for row in made:
        try:
            found = find_day(journal, row.date)
            alone = not isinstance(found, DayPlace) or found.file.resolve() == Path(row.file).resolve()
        except JournalRefused:
            alone = False
        if not alone:
            day, name = f"{row.date.month}월 {row.date.day}일", Path(row.file).name
            told.append(
                f"{day} 파일이 둘입니다. digest가 만든 {name}은 그대로라서 지워도 됩니다: "
                f"digest undo --date {row.date.isoformat()}"
            )
    return tuple(told)


# Sections of ours that disappeared at once: asked about once, never put back unasked.


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
        lines = readable_lines(regular_bytes(file))
    except (OSError, JournalRefused):
        return False
    bodies = {body(line) for line in lines}
    if any(row.bytes in bodies for row in rows if not row.is_frame):
        return False  # the usual case, told without looking for the links of a whole journal
    fresh = [row.model_copy(update={"status": "own"}) for row in rows]
    return judge(lines, range(len(lines)), fresh).vanished


# The section to paste by hand, in the form in which digest would have written it.


@dataclass(frozen=True)
class Form:
    """The heading line of the section, and what stands before each bullet."""

    heading: str
    indent: str = ""
    marker: str = "-"


def to_paste(digest: Digest, settings: JournalSettings, journal: Journal | None) -> str:
    """The section for a person to paste where digest must not write; without marks, "" for an empty digest.

    journal: the person's folder; None where it cannot be read or is digest's own.
    """
    if not (digest.entries or digest.review):
        return ""
    form = _form(settings, journal, digest.date) if journal else Form(f"## {settings.section}")
    items = None if settings.items == "all" else settings.items
    bullets = chosen(bullets_of(digest, settings, form.marker), items)
    if form.indent or not settings.labels_once:
        lines = "\n".join(form.indent + bullet.text for bullet in bullets)
        return f"{form.heading}\n{lines}\n" if form.indent else f"{form.heading}\n\n{lines}\n"
    lines = "\n".join(bullet.bare for bullet in bullets)
    label = label_line(bullets)
    return f"{form.heading}\n\n{lines}\n" + (f"\n{label}\n" if label else "")


def _form(settings: JournalSettings, journal: Journal, date: dt.date) -> Form:
    """As in the newest day before the date; without one as in a file, or below a heading, of digest's own."""
    usual = Form(f"{'###' if journal.layout == 'weekly' else '##'} {settings.section}")
    claims = [
        (claim.span.last, file.path, claim.line)
        for file in journal.files
        for claim in file.claims
        if not file.refusal and not claim.against and claim.span.last < date and journal.is_day(file)
    ]
    newest = max(claims, default=None, key=lambda claim: claim[0])
    if newest is None:
        return usual
    try:
        day = place_of(journal, newest[1], newest[2])
        if day.flavour == "logseq":
            return Form(f"- {settings.section}", "\t")
        section = find_section(day, settings.section_names)
        if section:
            return Form(f"{'#' * (section.level or 3)} {settings.section}", marker=day.marker)
        return Form(choose_place(day, settings.section_names).heading or usual.heading, marker=day.marker)
    except (JournalRefused, StopIteration):
        return usual
