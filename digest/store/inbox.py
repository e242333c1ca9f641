"""Links a person put aside for the digest."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from digest.models import Value
from digest.store.engine import upsert
from digest.store.tables import inbox as table


class Link(Value):
    """One saved link."""

    url: str
    """Canonical; the identity of the link."""
    address: str = ""
    """As a reader opens it: with its own scheme and `www.`, which the identity drops."""
    added_at: dt.datetime
    for_date: dt.date | None = None
    title: str = ""
    note: str = ""


class InboxTable:
    """Links by canonical URL; adding one again keeps the first time and a given note."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def add(self, link: Link) -> bool:
        """Store a link; False when it was there already (a new note or date replaces the old)."""
        with self._engine.begin() as connection:
            if upsert(connection, table, [link.model_dump()], keep=True):
                return True
            newer = {
                name: value for name, value in link.model_dump(include={"note", "for_date", "title"}).items() if value
            }
            if newer:
                connection.execute(sa.update(table).where(table.c.url == link.url).values(**newer))
            return False

    def find(self, url: str) -> Link | None:
        """The link of a canonical URL as it is stored."""
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(table).where(table.c.url == url)).mappings().first()
        return Link(**row) if row else None

    def within(self, start: dt.datetime, end: dt.datetime, date: dt.date) -> tuple[Link, ...]:
        """Links meant for a date, or added in [start, end) and meant for no other date; oldest first.

        A date between the window's first day and `date` is a weekend or another day off: those links come now.
        """
        c = table.c
        dated = sa.or_(c.for_date == date, sa.and_(c.for_date > start.date(), c.for_date < date))
        meant = sa.or_(dated, sa.and_(c.for_date.is_(None), c.added_at >= start, c.added_at < end))
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(table).where(meant).order_by(c.added_at, c.url)).mappings().all()
        return tuple(Link(**row) for row in rows)
