"""What other services told of papers: whom a paper cites, where its code is; kept so that nobody is asked twice."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa

from digest.store.engine import upsert
from digest.store.tables import facts as table

AT_ONCE = 500
"""Keys of one question to the database."""


class FactTable:
    """JSON-able facts by (who tells, paper), each with the time at which it was told."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def of(self, teller: str, keys: Collection[str], since: dt.datetime | None = None) -> dict[str, Any]:
        """What a service told of these papers; since: only what it told from then on."""
        c, asked = table.c, sorted(keys)
        found: dict[str, Any] = {}
        with self._engine.connect() as connection:
            for start in range(0, len(asked), AT_ONCE):
                here = [c.teller == teller, c.item_key.in_(asked[start : start + AT_ONCE])]
                if since:
                    here.append(c.known_at >= since)
                rows = connection.execute(sa.select(c.item_key, c.value).where(*here))
                found |= {key: json.loads(value) for key, value in rows}
        return found

    def keep(self, teller: str, told: Mapping[str, Any], now: dt.datetime) -> None:
        """Keep what was told, in place of what was told before."""
        rows = [
            {"teller": teller, "item_key": key, "value": json.dumps(value, ensure_ascii=False), "known_at": now}
            for key, value in told.items()
        ]
        with self._engine.begin() as connection:
            upsert(connection, table, rows)
