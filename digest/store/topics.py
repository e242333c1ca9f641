"""How many items of each digest day matched each topic; what trends are computed from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import sqlalchemy as sa

from digest.store.engine import upsert
from digest.store.tables import topic_counts as table


class TopicTable:
    """Counts by (date, topic); each run of a day brings those of its own topics up to date."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def save(self, date: dt.date, counts: Mapping[str, int]) -> None:
        """Keep counts of a day; those of other topics stay: another job may make other digests of the day."""
        rows = [{"date": date, "topic": topic, "count": count} for topic, count in counts.items()]
        with self._engine.begin() as connection:
            upsert(connection, table, rows)

    def history(self, before: dt.date, days: int) -> dict[dt.date, dict[str, int]]:
        """Counts of the last `days` recorded digest days before a date."""
        with self._engine.connect() as connection:
            recent = sa.select(table.c.date).where(table.c.date < before).distinct()
            dates = list(connection.scalars(recent.order_by(table.c.date.desc()).limit(days)))
            rows = connection.execute(sa.select(table).where(table.c.date.in_(dates))).all()
        history: dict[dt.date, dict[str, int]] = {date: {} for date in sorted(dates)}
        for date, topic, count in rows:
            history[date][topic] = count
        return history
