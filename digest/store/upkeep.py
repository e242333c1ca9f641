"""Export, import and cleaning of a whole store; JSON Lines mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

import base64
import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from digest.errors import ConfigError, DigestError
from digest.store.engine import HEAD, looking_engine, owner_only, upsert, version
from digest.store.failure import failure
from digest.store.paper_index import note_rows
from digest.store.tables import Instant, claims, http_cache, metadata, outbox, papers, runs, tokens
from digest.store.url import file_of, parse_url

# Copy a whole store into another: the scratch store of a preview, SQLite ↔ PostgreSQL.


COPIED = 1000
"""Rows that a copy moves at a time."""
NOT_FOR_PREVIEWS = (http_cache, runs, claims, outbox, tokens, papers)
"""What no preview looks at; of a token it needs the end of its life alone."""


def copy_all(source: sa.Engine, target: sa.Engine, skip: Collection[sa.Table] = (http_cache,)) -> int:
    """Copy every row of every table; a row that is already there is replaced. Gives the number of rows."""
    copied = 0
    for table in metadata.sorted_tables:
        if table in skip:
            continue
        with source.connect() as reading, target.begin() as writing:
            rows = reading.execution_options(yield_per=COPIED).execute(sa.select(*_travelling(table))).mappings()
            for chunk in rows.partitions(COPIED):
                _take_in(writing, table, [dict(row) for row in chunk])
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


def copy_if_older(url: str, aside: Path) -> bool:
    """Copy a SQLite store of an earlier version as it is, to be brought up to date there; whether it was one.

    Raises StoreDown when it cannot be read.
    """
    if parse_url(url).get_backend_name() != "sqlite":
        return False
    try:
        original = looking_engine(url)
        older = sa.inspect(original).has_table("alembic_version") and version(original) < HEAD
    except (DigestError, sa.exc.DatabaseError):  # opening it says what is wrong
        return False
    try:
        if older:
            with original.connect() as reading, closing(sqlite3.connect(aside)) as copy:
                raw: Any = reading.connection.dbapi_connection
                raw.backup(copy)
    except sqlite3.Error as error:
        raise failure(original.url, error) or error from error
    finally:
        original.dispose()
    return older


def _copy_file(source: sa.Engine, target: sa.Engine) -> None:
    """Table by table inside SQLite, which moves whole pages where both tables are alike: 1 GB in some 3 s."""
    raw = target.raw_connection()  # below SQLAlchemy's BEGIN: ATTACH must stand outside any transaction
    try:
        cursor = raw.cursor()
        for pragma in ("query_only=OFF", "journal_mode=MEMORY", "synchronous=OFF"):  # a copy may be lost
            cursor.execute(f"PRAGMA {pragma}")
        cursor.execute("ATTACH ? AS original", (str(file_of(source.url)),))
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


CHUNK = 500
NOTHING = "가져온 것이 없습니다"


def export_lines(engine: sa.Engine) -> Iterator[str]:
    """One JSON object a row, `{"table": …, "row": …}`, after a first line with the schema revision."""
    yield json.dumps({"digest-export": 1, "revision": HEAD})
    with engine.connect() as connection:
        for table in metadata.sorted_tables:
            columns = _travelling(table)
            query = sa.select(*columns).order_by(*(c for c in columns if c.primary_key or c.unique))
            for row in connection.execution_options(yield_per=CHUNK).execute(query).mappings():
                values = {name: _plain(value) for name, value in row.items()}
                yield json.dumps({"table": table.name, "row": values}, ensure_ascii=False)


def import_lines(engine: sa.Engine, lines: Iterable[str]) -> int:
    """Read exported rows in one transaction: all or nothing. Gives their number; raises ConfigError for other files."""
    reading = iter(lines)
    head = _decoded(next(reading, ""), 1)
    if head.get("digest-export") != 1 or head.get("revision") != HEAD:
        raise ConfigError(
            "이 버전의 digest가 내보낸 파일이 아닙니다",
            hint="내보내기와 가져오기를 같은 버전으로 하고, 판올림은 그다음에 하세요",
        )
    count = 0
    waiting: dict[str, list[dict[str, Any]]] = {}
    with _refused_rows(), engine.begin() as connection:
        for number, line in enumerate(reading, 2):
            table, row = _read_row(_decoded(line, number), number)
            rows = waiting.setdefault(table.name, [])
            rows.append(row)
            count += 1
            if len(rows) == CHUNK:
                _take_in(connection, table, waiting.pop(table.name))
        for name, rows in waiting.items():
            _take_in(connection, metadata.tables[name], rows)
    return count


def _travelling(table: sa.Table) -> list[sa.Column[Any]]:
    """The columns that mean something outside their store."""
    return [column for column in table.c if not column.info.get("local")]


def _take_in(connection: sa.Connection, table: sa.Table, rows: list[dict[str, Any]]) -> None:
    if table is papers:
        note_rows(connection, rows)
    else:
        upsert(connection, table, rows)


def is_empty(engine: sa.Engine) -> bool:
    """Whether nothing worth keeping is stored; runs and caches do not count."""
    with engine.connect() as connection:
        kept = [t for t in metadata.sorted_tables if t.name not in ("http_cache", "runs", "claims")]
        return not any(connection.scalar(sa.select(sa.exists(sa.select(table)))) for table in kept)


def vacuum(engine: sa.Engine) -> None:
    """Give the space of what was dropped back to the disk."""
    raw = engine.raw_connection()  # below SQLAlchemy's BEGIN: VACUUM must stand outside any transaction
    try:
        if engine.dialect.name == "postgresql":
            raw.driver_connection.autocommit = True  # type: ignore[union-attr]
        else:
            raw.cursor().execute("PRAGMA query_only=OFF")  # a reader may have had this connection
        raw.cursor().execute("VACUUM")
    except engine.dialect.loaded_dbapi.Error as error:
        raise failure(engine.url, error) or error from error
    finally:
        raw.invalidate()  # its settings must not come back from the pool


@contextmanager
def _refused_rows() -> Iterator[None]:
    """What only the database finds wrong with a row (a NUL in a text, a number too large) is told, too."""
    try:
        yield
    except sa.exc.StatementError as error:
        raise ConfigError("저장할 수 없는 행이 있습니다", hint=NOTHING) from error
    except UnicodeEncodeError as error:
        raise ConfigError("유니코드가 아닌 글이 든 행이 있습니다", hint=NOTHING) from error


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    return value.isoformat() if isinstance(value, date) else value


def _read_row(entry: dict[str, Any], number: int) -> tuple[sa.Table, dict[str, Any]]:
    """The table and the values of a line; raises ConfigError with line and column, never with a value."""
    table, row = metadata.tables.get(str(entry.get("table"))), entry.get("row")
    if table is None:
        raise ConfigError(f"{number}번째 줄: 모르는 테이블입니다: {entry.get('table')!r}", hint=NOTHING)
    if not isinstance(row, dict) or set(row) != {column.name for column in _travelling(table)}:
        raise ConfigError(f"{number}번째 줄: 테이블 {table.name}의 행이 아닙니다", hint=NOTHING)
    values = {}
    for name, value in row.items():
        try:
            values[name] = _typed(table.c[name], value)
        except ValueError as error:
            raise ConfigError(f"{number}번째 줄: {table.name}.{name} 값을 읽을 수 없습니다", hint=NOTHING) from error
    return table, values


def _typed(column: sa.Column[Any], value: Any) -> Any:
    """A value as its column wants it; raises ValueError."""
    if value is None and column.nullable:
        return None
    if isinstance(column.type, sa.Integer) and isinstance(value, int):
        return value
    if isinstance(column.type, sa.Integer) or not isinstance(value, str):
        raise ValueError("of another type")
    if isinstance(column.type, sa.LargeBinary):
        return base64.b64decode(value, validate=True)
    if isinstance(column.type, Instant):
        return _aware(datetime.fromisoformat(value))
    return date.fromisoformat(value) if isinstance(column.type, sa.Date) else value


def _aware(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("without a zone")
    return instant


def _decoded(line: str, number: int) -> dict[str, Any]:
    try:
        entry = json.loads(line)
    except ValueError as error:
        raise ConfigError(f"{number}번째 줄: JSON이 아닙니다", hint=NOTHING) from error
    if not isinstance(entry, dict):
        raise ConfigError(f"{number}번째 줄: 내보낸 행이 아닙니다", hint=NOTHING)
    return entry
