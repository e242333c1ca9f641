"""The ledger of deliveries: one row per (date, digest, target, part), so nothing goes out twice."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection
from typing import Self

import sqlalchemy as sa

from digest.models import Delivery, DeliveryState, Digest, Receipt, Value
from digest.store.engine import upsert
from digest.store.runs import FREE, Lease, require_held, target_claim
from digest.store.tables import claims, outbox
from digest.store.tables import deliveries as table

# a message whose answer was lost is `unknown`
UNSURE: tuple[DeliveryState, ...] = ("sending", "unknown")
# one that is `sent` is in the room
MAY_STAND: tuple[DeliveryState, ...] = ("sent", *UNSURE)


class LedgerRow(Value):
    """What is known of one part of one delivery; part "" is the delivery as a whole."""

    date: dt.date
    name: str
    target: str
    part: str = ""
    state: DeliveryState
    content_hash: str = ""
    receipt: Receipt = {}
    detail: str = ""
    changed_at: dt.datetime

    @classmethod
    def of(cls, digest: Digest, outcome: Delivery, now: dt.datetime) -> Self:
        """An outcome as the row of its delivery as a whole."""
        return cls(
            date=digest.date,
            name=digest.name,
            target=outcome.target,
            state=outcome.state,
            content_hash=digest.content_hash(),
            receipt=outcome.receipt,
            detail=outcome.detail,
            changed_at=now,
        )

    @property
    def delivery(self) -> Delivery:
        """The row as the outcome a reader sees."""
        return Delivery(target=self.target, state=self.state, receipt=self.receipt, detail=self.detail)


class Ledger:
    """Every change is committed before the next step, so a kill leaves the truth behind."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def record(self, row: LedgerRow, lease: Lease | None = None) -> None:
        """Insert or replace one row.

        lease: the writer's claim of the target. Raises Lost, and writes nothing, when somebody else has it by now.
        """
        values = row.model_dump()
        values["receipt"] = json.dumps(row.receipt, ensure_ascii=False, sort_keys=True)
        with self._engine.begin() as connection:
            if lease:
                require_held(connection, lease)
            upsert(connection, table, [values])

    def rows(
        self,
        *,
        date: dt.date | None = None,
        name: str | None = None,
        target: str | None = None,
        states: tuple[DeliveryState, ...] = (),
        since: dt.date | None = None,
    ) -> tuple[LedgerRow, ...]:
        """Rows that match, in order of date, digest, target, part."""
        query = sa.select(table).order_by(table.c.date, table.c.name, table.c.target, table.c.part)
        for column, value in ((table.c.date, date), (table.c.name, name), (table.c.target, target)):
            if value is not None:
                query = query.where(column == value)
        if states:
            query = query.where(table.c.state.in_(states))
        if since:
            query = query.where(table.c.date >= since)
        with self._engine.connect() as connection:
            found = connection.execute(query).mappings().all()
        return tuple(LedgerRow(**{**row, "receipt": json.loads(row["receipt"])}) for row in found)

    def parts(self, date: dt.date, name: str, target: str) -> dict[str, LedgerRow]:
        """Rows of one delivery by part id, "" included."""
        return {row.part: row for row in self.rows(date=date, name=name, target=target)}

    def forget(self, date: dt.date, name: str, target: str, part: str | None = None) -> int:
        """Drop the rows of one delivery, so that it goes out again (`digest resend`, `digest undo`), or one part's."""
        rows = sa.delete(table).where(table.c.date == date, table.c.name == name, table.c.target == target)
        if part is not None:
            rows = rows.where(table.c.part == part)
        with self._engine.begin() as connection:
            return connection.execute(rows).rowcount

    def delivered(self, date: dt.date, name: str) -> bool:
        """Whether any delivery but the console's of this digest was made or may have been (its items are frozen)."""
        rows = self.rows(date=date, name=name, states=MAY_STAND)
        return any(row.target != "console" for row in rows)


# Messages that wait to be sent: a row per (date, digest, target), which one worker at a time may take.


MessageKey = tuple[str, str]
"""(digest, target) of a day."""


class Outbox:
    """The queue between the one who makes a day and all who bring it to the chats."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def put(self, date: dt.date, names: Collection[str], messages: Collection[MessageKey], now: dt.datetime) -> None:
        """Queue the messages of some digests of a day, in place of what was queued of them; all or none.

        now: real time, whatever time a run pretends to have; how old a message is counts for all workers.
        """
        rows = [{"date": date, "name": name, "target": target, "added_at": now} for name, target in messages]
        targets = sorted({target for _name, target in messages})
        free = [{"name": target_claim(target), "owner": "", "until": FREE} for target in targets]
        old = sa.delete(outbox).where(outbox.c.date == date, outbox.c.name == sa.bindparam("of"))
        with self._engine.begin() as connection:
            connection.execute(old, [{"of": name} for name in names])
            upsert(connection, claims, free, keep=True)
            upsert(connection, outbox, rows)

    def take(
        self,
        date: dt.date,
        owner: str,
        now: dt.datetime,
        lease: dt.timedelta,
        besides: Collection[MessageKey] = (),
        only: Collection[str] = (),
    ) -> tuple[MessageKey, Lease] | None:
        """Claim the target of one waiting message that nobody else is sending to; None when there is none just now.

        Workers never wait for each other here: rows that another one is looking at are skipped (on SQLite, whose
        transactions stand in line, there are none). besides: messages this worker cannot send. only: digests it looks
        at; empty: all.
        """
        held = claims.c.name == sa.literal(target_claim("")) + outbox.c.target
        waiting = sa.select(outbox.c.name, outbox.c.target).join(claims, held)
        waiting = waiting.where(outbox.c.date == date, claims.c.until <= now)
        if besides:
            waiting = waiting.where(sa.tuple_(outbox.c.name, outbox.c.target).not_in(list(besides)))
        if only:
            waiting = waiting.where(outbox.c.name.in_(list(only)))
        # both rows are locked: a message that was sent while we looked is gone and must not be found
        first = waiting.order_by(outbox.c.name, outbox.c.target).limit(1).with_for_update(skip_locked=True)
        with self._engine.begin() as connection:
            found = connection.execute(first).first()
            if found is None:
                return None
            name = target_claim(found.target)
            mine = sa.update(claims).where(claims.c.name == name).returning(claims.c.number)
            number = connection.scalar(mine.values(owner=owner, until=now + lease, number=claims.c.number + 1))
            return (found.name, found.target), Lease(name=name, owner=owner, number=number)

    def waiting(self, date: dt.date) -> frozenset[MessageKey]:
        """What is queued for a day, taken or not."""
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(outbox.c.name, outbox.c.target).where(outbox.c.date == date))
            return frozenset((name, target) for name, target in rows)

    def dates(self) -> list[dt.date]:
        """Days for which anything is queued, oldest first."""
        with self._engine.connect() as connection:
            return list(connection.scalars(sa.select(outbox.c.date).distinct().order_by(outbox.c.date)))

    def drop(self, date: dt.date, name: str, target: str | None = None, *, before: dt.datetime | None = None) -> None:
        """Unqueue a message that was brought, or all of a digest; before: only what was put in before an instant."""
        rows = sa.delete(outbox).where(outbox.c.date == date, outbox.c.name == name)
        if target is not None:
            rows = rows.where(outbox.c.target == target)
        if before is not None:
            rows = rows.where(outbox.c.added_at < before)
        with self._engine.begin() as connection:
            connection.execute(rows)

    def older(self, before: dt.datetime) -> list[tuple[dt.date, MessageKey]]:
        """What was put in before an instant and waits still."""
        old = sa.select(outbox.c.date, outbox.c.name, outbox.c.target).where(outbox.c.added_at < before)
        with self._engine.connect() as connection:
            return [(date, (name, target)) for date, name, target in connection.execute(old)]
