"""The cache of lines, and of final refusals of a line: a paper is paid for once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime

import sqlalchemy as sa

from digest.models import Item, Line
from digest.store.engine import upsert
from digest.store.tables import summaries as table

REFUSED = "refused"
"""Producer of a row that holds the reason of a final refusal instead of a line."""


def abstract_hash(item: Item) -> str:
    """sha256 of what a line is written from: title, abstract and Hugging Face's own sentence."""
    return hashlib.sha256("\0".join((item.title, item.abstract, item.ai_summary)).encode()).hexdigest()


class SummaryTable:
    """Lines by (item, abstract, cache id of the writer)."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def load(self, items: Iterable[Item], cache_id: str) -> dict[str, Line]:
        """Cached lines by item key; an item whose text changed is not found."""
        wanted = {item.key: abstract_hash(item) for item in items}
        query = sa.select(table).where(table.c.item_key.in_(wanted), table.c.cache_id == cache_id)
        with self._engine.connect() as connection:
            rows = connection.execute(query).mappings().all()
        return {
            row["item_key"]: Line(text=row["text"], producer=row["producer"])
            for row in rows
            if row["abstract_hash"] == wanted[row["item_key"]]
        }

    def save(self, lines: Mapping[str, Line], items: Iterable[Item], cache_id: str, now: datetime) -> None:
        """Keep lines that passed the check; never a fallback."""
        rows = [
            {
                "item_key": item.key,
                "abstract_hash": abstract_hash(item),
                "cache_id": cache_id,
                "text": lines[item.key].text,
                "producer": lines[item.key].producer,
                "made_at": now,
            }
            for item in items
            if item.key in lines and not lines[item.key].fallback
        ]
        with self._engine.begin() as connection:
            upsert(connection, table, rows)

    def refusals(self, items: Iterable[Item], cache_id: str) -> dict[str, str]:
        """Why a writer has no line, by item key, where asking it again would change nothing."""
        return {key: row.text for key, row in self.load(items, _refusals_of(cache_id)).items()}

    def save_refusals(self, reasons: Mapping[str, str], items: Iterable[Item], cache_id: str, now: datetime) -> None:
        """Keep final refusals (`Written.final`), never a fault of a call."""
        rows = {key: Line(text=reason, producer=REFUSED) for key, reason in reasons.items()}
        self.save(rows, items, _refusals_of(cache_id), now)

    def forget(self, keys: Iterable[str]) -> int:
        """Drop every cached line and every refusal of these items (`--refresh-lines`)."""
        with self._engine.begin() as connection:
            return connection.execute(sa.delete(table).where(table.c.item_key.in_(list(keys)))).rowcount


def _refusals_of(cache_id: str) -> str:
    """A name of their own, so that nobody who loads lines can take a reason for one."""
    return f"{REFUSED}:{cache_id}"
