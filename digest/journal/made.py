"""Files that digest made: known by their whole content, so that one nobody wrote into can be taken back (C3.6)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from digest.journal.config import JournalSettings
from digest.journal.create import is_ours
from digest.journal.document import JournalRefused
from digest.journal.folder import Journal
from digest.journal.locate import DayPlace, find_day
from digest.journal.write import Changed, digest_of, hash_of_file, locked
from digest.store.journal import JournalLine

KEY = "#file"
"""The row whose bytes are the hash of a whole file as digest left it."""


def made_rows(
    recorded: Sequence[JournalLine], like: JournalLine, old: bytes | None, new: bytes
) -> tuple[JournalLine, ...]:
    """The row for a file that is made now, or that digest made and that is still as digest left it."""
    if old is not None and not is_untouched(recorded, old):
        return ()
    return (like.model_copy(update={"item_key": KEY, "bytes": digest_of(new).encode(), "position": -1}),)


def is_untouched(recorded: Sequence[JournalLine], data: bytes) -> bool:
    """Whether a file is one that digest made, and nobody has written into."""
    return any(row.item_key == KEY and row.bytes == digest_of(data).encode() for row in recorded)


def remove(file: Path, data: bytes) -> None:
    """Delete a file that is still these bytes. Raises Changed, OSError."""
    file = file.resolve()
    with locked(file.parent):
        if hash_of_file(file) != digest_of(data):
            raise Changed(f"{file.name}: 그 사이에 파일이 바뀌었습니다")
        file.unlink()


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
