"""Export, import and cleaning of a whole store; JSON Lines mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from digest.errors import ConfigError
from digest.store.engine import HEAD, upsert
from digest.store.summaries import REFUSED
from digest.store.tables import Instant, http_cache, metadata, summaries

CHUNK = 500


def export_lines(engine: sa.Engine) -> Iterator[str]:
    """One JSON object a row, `{"table": …, "row": …}`, after a first line with the schema revision."""
    yield json.dumps({"digest-export": 1, "revision": HEAD})
    with engine.connect() as connection:
        for table in metadata.sorted_tables:
            query = sa.select(table).order_by(*table.primary_key)
            for row in connection.execution_options(yield_per=CHUNK).execute(query).mappings():
                values = {name: _plain(value) for name, value in row.items()}
                yield json.dumps({"table": table.name, "row": values}, ensure_ascii=False)


def import_lines(engine: sa.Engine, lines: Iterable[str]) -> int:
    """Read exported rows in one transaction: all or nothing. Gives their number; raises ConfigError for other files."""
    reading = iter(lines)
    head = _decoded(next(reading, ""), 1)
    if head.get("digest-export") != 1 or head.get("revision") != HEAD:
        raise ConfigError(
            "not an export of this version of digest",
            hint="export and import with the same version, upgrade afterwards",
        )
    count = 0
    waiting: dict[str, list[dict[str, Any]]] = {}
    with engine.begin() as connection:
        for number, line in enumerate(reading, 2):
            entry = _decoded(line, number)
            table = metadata.tables.get(str(entry.get("table")))
            if table is None:
                raise ConfigError(f"line {number}: unknown table {entry.get('table')!r}")
            rows = waiting.setdefault(table.name, [])
            rows.append({name: _typed(table.c[name], value) for name, value in entry["row"].items()})
            count += 1
            if len(rows) == CHUNK:
                upsert(connection, table, waiting.pop(table.name))
        for name, rows in waiting.items():
            upsert(connection, metadata.tables[name], rows)
    return count


def is_empty(engine: sa.Engine) -> bool:
    """Whether nothing worth keeping is stored; runs and caches do not count."""
    with engine.connect() as connection:
        kept = [t for t in metadata.sorted_tables if t.name not in ("http_cache", "runs", "claims")]
        return not any(connection.scalar(sa.select(sa.exists(sa.select(table)))) for table in kept)


def vacuum(engine: sa.Engine, now: datetime, days: int) -> int:
    """Drop cached HTTP answers and refusals of lines older than `days` and give the space back.

    Gives how many were dropped.
    """
    before = now - timedelta(days=days)
    with engine.begin() as connection:
        dropped = connection.execute(sa.delete(http_cache).where(http_cache.c.changed_at < before)).rowcount
        old_refusals = (summaries.c.producer == REFUSED) & (summaries.c.made_at < before)
        dropped += connection.execute(sa.delete(summaries).where(old_refusals)).rowcount
    raw = engine.raw_connection()  # below SQLAlchemy's BEGIN: VACUUM must stand outside any transaction
    try:
        if engine.dialect.name == "postgresql":
            raw.driver_connection.autocommit = True  # type: ignore[union-attr]
        raw.cursor().execute("VACUUM")
    finally:
        raw.invalidate()  # its settings must not come back from the pool
    return dropped


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    return value.isoformat() if isinstance(value, date) else value


def _typed(column: sa.Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, sa.LargeBinary):
        return base64.b64decode(value)
    if isinstance(column.type, Instant):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(column.type, sa.Date) else value


def _decoded(line: str, number: int) -> dict[str, Any]:
    try:
        entry = json.loads(line)
    except ValueError as error:
        raise ConfigError(f"line {number}: not JSON") from error
    if not isinstance(entry, dict):
        raise ConfigError(f"line {number}: not an exported row")
    return entry
