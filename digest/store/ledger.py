"""The ledger of deliveries: one row per (date, digest, target, part), so nothing goes out twice."""

from __future__ import annotations

import datetime as dt
import json
from typing import Self

import sqlalchemy as sa

from digest.models import Delivery, DeliveryState, Digest, Receipt, Value
from digest.store.engine import upsert
from digest.store.tables import deliveries as table


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

    def record(self, row: LedgerRow) -> None:
        """Insert or replace one row."""
        values = row.model_dump()
        values["receipt"] = json.dumps(row.receipt, ensure_ascii=False, sort_keys=True)
        with self._engine.begin() as connection:
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
        rows = self.rows(date=date, name=name, states=("sent", "unknown", "sending"))
        return any(row.target != "console" for row in rows)
