"""Copy a whole store into another: the scratch store of a preview, SQLite ↔ PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from digest.store.engine import owner_only, upsert
from digest.store.failure import failure
from digest.store.tables import claims, http_cache, metadata, outbox, runs, tokens

CHUNK = 1000
NOT_FOR_PREVIEWS = (http_cache, runs, claims, outbox, tokens)
"""What no preview looks at; of a token it needs the end of its life alone."""


def copy_all(source: sa.Engine, target: sa.Engine, skip: Collection[sa.Table] = (http_cache,)) -> int:
    """Copy every row of every table; a row that is already there is replaced. Gives the number of rows."""
    copied = 0
    for table in metadata.sorted_tables:
        if table in skip:
            continue
        with source.connect() as reading, target.begin() as writing:
            rows = reading.execution_options(yield_per=CHUNK).execute(sa.select(table)).mappings()
            for chunk in rows.partitions(CHUNK):
                upsert(writing, table, [dict(row) for row in chunk])
                copied += len(chunk)
    return copied


def copy_for_preview(source: sa.Engine, target: sa.Engine) -> None:
    """Copy into an empty SQLite store what a preview may look at: no secret, and quickly."""
    owner_only(target)
    if source.dialect.name == "sqlite":
        _copy_file(source, target)
    else:
        copy_all(source, target, NOT_FOR_PREVIEWS)
    with source.connect() as reading, target.begin() as writing:
        rows = [dict(row) for row in reading.execute(sa.select(tokens)).mappings()]
        upsert(writing, tokens, [{**row, "value": _without_secrets(row["value"])} for row in rows])


def _copy_file(source: sa.Engine, target: sa.Engine) -> None:
    """Table by table inside SQLite, which moves whole pages where both tables are alike: 1 GB in some 3 s."""
    raw = target.raw_connection()  # below SQLAlchemy's BEGIN: ATTACH must stand outside any transaction
    try:
        cursor = raw.cursor()
        for pragma in ("query_only=OFF", "journal_mode=MEMORY", "synchronous=OFF"):  # a copy may be lost
            cursor.execute(f"PRAGMA {pragma}")
        cursor.execute("ATTACH ? AS original", (source.url.database,))
        cursor.execute("BEGIN")
        for table in metadata.sorted_tables:
            if table not in NOT_FOR_PREVIEWS:
                cursor.execute(f"INSERT INTO main.{table.name} SELECT * FROM original.{table.name}")  # noqa: S608
        cursor.execute("COMMIT")
    except target.dialect.loaded_dbapi.Error as error:
        raise failure(target.url, error) or error from error
    finally:
        raw.invalidate()  # its settings must not come back from the pool


def _without_secrets(value: str) -> str:
    """A stored token with every text but its dates emptied."""
    return json.dumps({name: _harmless(text) for name, text in json.loads(value).items()})


def _harmless(text: Any) -> Any:
    try:
        return datetime.fromisoformat(text).isoformat()
    except (TypeError, ValueError):
        return "" if isinstance(text, str) else None if isinstance(text, dict) else text
