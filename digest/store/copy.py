"""Copy a whole store into another, row by row: the scratch store of a dry run, SQLite ↔ PostgreSQL."""

from __future__ import annotations

import sqlalchemy as sa

from digest.store.engine import upsert
from digest.store.tables import http_cache, metadata

CHUNK = 1000


def copy_all(source: sa.Engine, target: sa.Engine, skip: tuple[sa.Table, ...] = (http_cache,)) -> int:
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
