"""Small facts that must survive a run: HTTP validators, cursors of sources, tokens, notes to self."""

from __future__ import annotations

import datetime as dt
import json
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from digest.models import Value
from digest.store import tables
from digest.store.engine import owner_only, upsert
from digest.store.tables import inbox as table


class HttpCache:
    """ETag, Last-Modified and body by requested URL."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def load(self, url: str) -> tuple[str, str, bytes] | None:
        """(etag, last_modified, body) or None."""
        c = tables.http_cache.c
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(c.etag, c.last_modified, c.body).where(c.url == url)).first()
        return (row[0], row[1], bytes(row[2])) if row else None

    def save(self, url: str, etag: str, last_modified: str, body: bytes) -> None:
        """Keep validators verbatim."""
        row = {"url": url, "etag": etag, "last_modified": last_modified, "body": body, "changed_at": datetime.now(UTC)}
        with self._engine.begin() as connection:
            upsert(connection, tables.http_cache, [row])


class SourceMemory:
    """Named values of a source, e.g. X's `since_id` or the month's spend; JSON-able."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def get(self, source: str, name: str, default: Any = None) -> Any:
        """The value, or the default."""
        c = tables.source_memory.c
        with self._engine.connect() as connection:
            raw = connection.scalar(sa.select(c.value).where(c.source == source, c.name == name))
        return default if raw is None else json.loads(raw)

    def put(self, source: str, name: str, value: Any) -> None:
        """Insert or replace."""
        with self._engine.begin() as connection:
            upsert(connection, tables.source_memory, [{"source": source, "name": name, "value": json.dumps(value)}])


class Notes:
    """The bot's notes to itself: a pause, a day that is done, a limit that was reached; JSON-able, with their time."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def get(self, name: str) -> tuple[Any, datetime] | None:
        """(value, when it was written) or None."""
        c = tables.settings_memory.c
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(c.value, c.changed_at).where(c.name == name)).first()
        return (json.loads(row[0]), row[1]) if row else None

    def put(self, name: str, value: Any, now: datetime) -> None:
        """Insert or replace."""
        with self._engine.begin() as connection:
            row = {"name": name, "value": json.dumps(value, ensure_ascii=False), "changed_at": now}
            upsert(connection, tables.settings_memory, [row])

    def drop(self, name: str) -> None:
        """Forget a note."""
        with self._engine.begin() as connection:
            connection.execute(sa.delete(tables.settings_memory).where(tables.settings_memory.c.name == name))


class Tokens:
    """Rotating tokens; the database file or server must be readable by its owner only."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def get(self, name: str) -> dict[str, Any] | None:
        """The stored token document, or None."""
        with self._engine.connect() as connection:
            raw = connection.scalar(sa.select(tables.tokens.c.value).where(tables.tokens.c.name == name))
        return json.loads(raw) if raw else None

    def put(self, name: str, value: dict[str, Any], now: datetime) -> None:
        """Insert or replace, committed on return."""
        owner_only(self._engine)
        with self._engine.begin() as connection:
            upsert(connection, tables.tokens, [{"name": name, "value": json.dumps(value), "changed_at": now}])


# Links a person put aside for the digest.


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

    def all(self) -> tuple[Link, ...]:
        """Every link, oldest first."""
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(table).order_by(table.c.added_at, table.c.url)).mappings().all()
        return tuple(Link(**row) for row in rows)

    def remove(self, url: str) -> bool:
        """Take a link out again, by its canonical URL; False when it was not there."""
        with self._engine.begin() as connection:
            return connection.execute(sa.delete(table).where(table.c.url == url)).rowcount > 0

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
