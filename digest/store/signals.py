"""What readers did with papers: likes, links, edits, reactions; each with its day and with the paper's text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

import sqlalchemy as sa

from digest.models import Value
from digest.store.engine import upsert
from digest.store.tables import signals as table

FORGOTTEN = "forgotten"
"""Origin of a row that keeps what was forgotten on request from being noticed again."""
SAID = "said"
"""Origin of what the person said in so many words; it is never taken for a mistake."""


class SignalRow(Value):
    """One signal about one paper."""

    name: str
    """The digest whose reader gave it."""
    item_key: str
    origin: str
    """`said`, `added`, `edited`, `written`, `linked`, `deleted`, or the target of a message (`slack:C0PAPERS`)."""
    day: dt.date
    share: int
    """100 for a liked paper, -100 for a disliked one; less for a reaction to a message of several papers."""
    text: str
    """Title and abstract, so that it outlives the tidying of what was seen."""


class SignalTable:
    """Signals by (digest, paper, origin)."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def say(self, row: SignalRow) -> None:
        """What the person says now replaces what they said, and is remembered again if it was forgotten."""
        with self._engine.begin() as connection:
            connection.execute(sa.delete(table).where(*_of(row.name, row.item_key), table.c.origin == FORGOTTEN))
            upsert(connection, table, [row.model_dump()])

    def notice(self, rows: Iterable[SignalRow]) -> int:
        """Keep what was noticed, with the day it first was; what was forgotten stays so. Gives how many are new.

        A share that changed (a reaction more, one taken back) replaces the old one.
        """
        rows = list(rows)
        new = 0
        with self._engine.begin() as connection:
            for name in {row.name for row in rows}:
                mine = sa.select(table.c.item_key, table.c.origin, table.c.share).where(table.c.name == name)
                known = {(key, origin): share for key, origin, share in connection.execute(mine)}
                gone = {key for key, origin in known if origin == FORGOTTEN}
                for row in rows:
                    mark = (row.item_key, row.origin)
                    if row.name != name or row.item_key in gone or known.get(mark) == row.share:
                        continue
                    if mark in known:
                        here = sa.and_(*_of(name, row.item_key), table.c.origin == row.origin)
                        connection.execute(sa.update(table).where(here).values(share=row.share))
                    else:
                        new += upsert(connection, table, [row.model_dump()])
                    known[mark] = row.share
        return new

    def of(self, name: str, learn_from: Collection[str] = ()) -> tuple[SignalRow, ...]:
        """The signals of a digest, and those of the targets and digests it learns from; the newest last."""
        c = table.c
        whose = sa.or_(c.name == name, c.name.in_(learn_from), c.origin.in_(learn_from))
        query = sa.select(table).where(whose, c.share != 0).order_by(c.day, c.name, c.item_key, c.origin)
        with self._engine.connect() as connection:
            return tuple(SignalRow(**row) for row in connection.execute(query).mappings())

    def known(self, least: int) -> frozenset[str]:
        """Names of the digests that have signals of at least so many papers."""
        papers = sa.func.count(sa.distinct(table.c.item_key))
        query = sa.select(table.c.name).where(table.c.share != 0).group_by(table.c.name).having(papers >= least)
        with self._engine.connect() as connection:
            return frozenset(connection.scalars(query))

    def forget(self, name: str, key: str | None, day: dt.date) -> int:
        """Drop the signals of one paper, or of all, so that they are not noticed again. Gives how many were known."""
        mine = [table.c.name == name, table.c.origin != FORGOTTEN]
        if key is not None:
            mine.append(table.c.item_key == key)
        with self._engine.begin() as connection:
            keys = set(connection.scalars(sa.select(table.c.item_key).where(*mine)))
            count = connection.execute(sa.delete(table).where(*mine)).rowcount
            row = {"name": name, "origin": FORGOTTEN, "day": day, "share": 0, "text": ""}
            upsert(connection, table, [{**row, "item_key": each} for each in keys | ({key} if key else set())])
        return count


def _of(name: str, key: str) -> tuple[sa.ColumnElement[bool], ...]:
    return table.c.name == name, table.c.item_key == key
