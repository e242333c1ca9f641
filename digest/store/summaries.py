"""The cache of lines: a paper is paid for once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime

import sqlalchemy as sa

from digest.models import Item, Line
from digest.store.engine import upsert
from digest.store.tables import summaries as table


def abstract_hash(item: Item) -> str:
    """sha256 of what a line is written from: title, abstract and Hugging Face's own sentence."""
    return hashlib.sha256("\0".join((item.title, item.abstract, item.ai_summary)).encode()).hexdigest()


class SummaryTable:
    """Lines by (item, abstract, cache id of the writer) – DESIGN §8."""

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

    def forget(self, keys: Iterable[str]) -> int:
        """Drop every cached line of these items (`--refresh-lines`)."""
        with self._engine.begin() as connection:
            return connection.execute(sa.delete(table).where(table.c.item_key.in_(list(keys)))).rowcount
