"""What we wrote into journals, byte for byte; only this proves that a line is ours (docs/journal-writing.md)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from typing import Literal

import sqlalchemy as sa

from digest.models import Value
from digest.store.engine import upsert
from digest.store.tables import journal_lines, journal_writes

LineStatus = Literal["own", "user", "gone"]


class JournalLine(Value):
    """One line we wrote: without its line end, so a checkout with other line ends is no edit."""

    journal: str
    date: dt.date
    name: str
    """The digest's name; two digests may write into one day."""
    item_key: str
    """Canonical key of the paper, or `#heading`, `#blank-1` … for the frame of a section we made."""
    position: int
    bytes: bytes
    status: LineStatus = "own"
    """`own`: may be changed or removed; `user`: theirs for ever; `gone`: they deleted it, never again."""
    file: str
    heading: str
    changed_at: dt.datetime

    @property
    def is_frame(self) -> bool:
        """Whether it belongs to the section itself, not to a paper."""
        return self.item_key.startswith("#")


class JournalWrite(Value):
    """A write that was announced: what becomes true the moment the file has `planned_hash`."""

    file: str
    """Absolute path."""
    base_hash: str
    planned_hash: str
    lines: tuple[JournalLine, ...]
    dropped: tuple[JournalLine, ...] = ()
    """Rows of lines that the write takes out."""


class JournalTable:
    """Recorded lines, and the writes between their announcement and their proof."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def lines(self, journal: str, date: dt.date | None = None, name: str | None = None) -> tuple[JournalLine, ...]:
        """What we know of our lines in a journal, in order of date, name, place."""
        c = journal_lines.c
        query = sa.select(journal_lines).where(c.journal == journal).order_by(c.date, c.name, c.position, c.item_key)
        for column, value in ((c.date, date), (c.name, name)):
            if value is not None:
                query = query.where(column == value)
        with self._engine.connect() as connection:
            return tuple(JournalLine(**row) for row in connection.execute(query).mappings())

    def record(self, lines: Iterable[JournalLine]) -> None:
        """Insert or replace rows."""
        with self._engine.begin() as connection:
            upsert(connection, journal_lines, [line.model_dump() for line in lines])

    def forget(self, lines: Iterable[JournalLine]) -> None:
        """Drop rows (`digest undo`, or a yes to "put it back?")."""
        self.exchange(lines, ())

    def exchange(self, old: Iterable[JournalLine], new: Iterable[JournalLine]) -> None:
        """Drop rows and put others in, in one transaction: no kill leaves a day without either."""
        with self._engine.begin() as connection:
            _exchange(connection, old, new)

    def announce(self, write: JournalWrite, now: dt.datetime) -> None:
        """Committed before the rename: a kill after it never turns our lines into the person's."""
        row = {
            "file": write.file,
            "base_hash": write.base_hash,
            "planned_hash": write.planned_hash,
            "planned": json.dumps(
                {"lines": [*map(_to_json, write.lines)], "dropped": [*map(_to_json, write.dropped)]}, ensure_ascii=False
            ),
            "changed_at": now,
        }
        with self._engine.begin() as connection:
            upsert(connection, journal_writes, [row])

    def announced(self) -> tuple[JournalWrite, ...]:
        """Writes whose outcome is not known yet."""
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(journal_writes).order_by(journal_writes.c.file)).mappings().all()
        return tuple(
            JournalWrite(
                file=row["file"],
                base_hash=row["base_hash"],
                planned_hash=row["planned_hash"],
                **{kind: tuple(map(_from_json, lines)) for kind, lines in _planned(row["planned"]).items()},
            )
            for row in rows
        )

    def settle(self, write: JournalWrite, *, happened: bool) -> None:
        """The outcome is known: the lines become ours and the dropped ones nobody's, or the announcement is forgotten.

        All in one transaction: half of it would ask for lines back that the person took out.
        """
        with self._engine.begin() as connection:
            if happened:
                _exchange(connection, write.dropped, write.lines)
            connection.execute(sa.delete(journal_writes).where(journal_writes.c.file == write.file))


def _exchange(connection: sa.Connection, old: Iterable[JournalLine], new: Iterable[JournalLine]) -> None:
    for line in old:
        connection.execute(sa.delete(journal_lines).where(*_same_row(line)))
    upsert(connection, journal_lines, [line.model_dump() for line in new])


def _planned(text: str) -> dict[str, list[dict[str, object]]]:
    """Lines and dropped lines of an announcement; one that version 0.1.0 left behind is a bare list of lines."""
    planned = json.loads(text)
    return {"lines": planned} if isinstance(planned, list) else planned


def _same_row(line: JournalLine) -> tuple[sa.ColumnElement[bool], ...]:
    return tuple(column == getattr(line, column.name) for column in journal_lines.primary_key)


def _to_json(line: JournalLine) -> dict[str, object]:
    # the exact bytes may be no UTF-8 one day; latin-1 maps every byte to itself
    return {**line.model_dump(mode="json", exclude={"bytes"}), "bytes": line.bytes.decode("latin-1")}


def _from_json(row: dict[str, object]) -> JournalLine:
    return JournalLine.model_validate({**row, "bytes": str(row["bytes"]).encode("latin-1")})
