"""Messages that wait to be sent: a row per (date, digest, target), which one worker at a time may take."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

import sqlalchemy as sa

from digest.store.engine import upsert
from digest.store.tables import claims
from digest.store.tables import outbox as table

NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

TARGET_CLAIM = "target:"
"""With a target behind it: name of the claim that every sender to that target holds."""

Errand = tuple[str, str]
"""(digest, target) of a day."""


class Outbox:
    """The queue between the one who makes a day and all who bring it to the chats."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def put(self, date: dt.date, names: Collection[str], errands: Collection[Errand], now: dt.datetime) -> None:
        """Queue the messages of some digests of a day, in place of what was queued of them; all or none.

        now: real time, whatever time a run pretends to have; how old a message is counts for all workers.
        """
        rows = [{"date": date, "name": name, "target": target, "added_at": now} for name, target in errands]
        targets = sorted({target for _name, target in errands})
        free = [{"name": TARGET_CLAIM + target, "owner": "", "until": NEVER} for target in targets]
        old = sa.delete(table).where(table.c.date == date, table.c.name == sa.bindparam("of"))
        with self._engine.begin() as connection:
            connection.execute(old, [{"of": name} for name in names])
            upsert(connection, claims, free, keep=True)
            upsert(connection, table, rows)

    def take(
        self,
        date: dt.date,
        owner: str,
        now: dt.datetime,
        lease: dt.timedelta,
        besides: Collection[Errand] = (),
        only: Collection[str] = (),
    ) -> Errand | None:
        """Claim the target of one waiting message that nobody else is sending to; None when there is none just now.

        Workers never wait for each other here: rows that another one is looking at are skipped (on SQLite, whose
        transactions stand in line, there are none). besides: messages this worker cannot send. only: digests it looks
        at; empty: all.
        """
        held = claims.c.name == sa.literal(TARGET_CLAIM) + table.c.target
        waiting = sa.select(table.c.name, table.c.target).join(claims, held)
        waiting = waiting.where(table.c.date == date, claims.c.until <= now)
        if besides:
            waiting = waiting.where(sa.tuple_(table.c.name, table.c.target).not_in(list(besides)))
        if only:
            waiting = waiting.where(table.c.name.in_(list(only)))
        # both rows are locked: a message that was sent while we looked is gone and must not be found
        first = waiting.order_by(table.c.name, table.c.target).limit(1).with_for_update(skip_locked=True)
        with self._engine.begin() as connection:
            found = connection.execute(first).first()
            if found is None:
                return None
            mine = sa.update(claims).where(claims.c.name == TARGET_CLAIM + found.target)
            connection.execute(mine.values(owner=owner, until=now + lease))
            return found.name, found.target

    def waiting(self, date: dt.date) -> frozenset[Errand]:
        """What is queued for a day, taken or not."""
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(table.c.name, table.c.target).where(table.c.date == date))
            return frozenset((name, target) for name, target in rows)

    def dates(self) -> list[dt.date]:
        """Days for which anything is queued, oldest first."""
        with self._engine.connect() as connection:
            return list(connection.scalars(sa.select(table.c.date).distinct().order_by(table.c.date)))

    def drop(self, date: dt.date, name: str, target: str | None = None) -> None:
        """Unqueue a message that was brought, or all of a digest."""
        rows = sa.delete(table).where(table.c.date == date, table.c.name == name)
        if target is not None:
            rows = rows.where(table.c.target == target)
        with self._engine.begin() as connection:
            connection.execute(rows)

    def drop_older(self, before: dt.datetime) -> list[tuple[dt.date, Errand]]:
        """Unqueue what was put in before an instant; gives it."""
        old = sa.delete(table).where(table.c.added_at < before).returning(table.c.date, table.c.name, table.c.target)
        with self._engine.begin() as connection:
            return [(date, (name, target)) for date, name, target in connection.execute(old)]
