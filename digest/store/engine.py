"""Open a database by URL: SQLite in WAL mode, or PostgreSQL; schema brought up to date first."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa

from digest.errors import ConfigError, DigestError, FatalError, StoreDown, how_to_add, reason
from digest.store.failure import UNUSABLE, failure
from digest.store.url import EXAMPLE, file_of, parse_url, shown

log = logging.getLogger(__name__)

HEAD = "0008"
"""The newest migration; equal to it means alembic need not be imported at all."""

SCHEMA = Path(__file__).with_name("schema.sql")
"""What the migrations make of an empty SQLite file; written by scripts/write_docs.py. A newer one comes on top."""


class StoreEngine(sa.Engine):
    """`connect()` reads and waits for nobody; `begin()` writes, one writer after the other.

    A statement that writes on a `connect()` connection is refused by the database itself, so no transaction can
    begin as a reader and find, half-way, that another one wrote meanwhile.
    """

    def connect(self) -> sa.Connection:
        """A connection for reading alone: PostgreSQL obeys the option itself, SQLite is told by `begin` below."""
        return super().connect().execution_options(postgresql_readonly=True)

    @contextmanager
    def begin(self) -> Iterator[sa.Connection]:
        """A transaction for writing: committed at the end of the block, rolled back when an error leaves it."""
        with super().connect() as connection, connection.begin():
            yield connection


def open_for_reading(url: str) -> StoreEngine | None:
    """An engine over a store of this version, which nobody need be able to write: `digest status` on a read-only disk.

    None for a SQLite store that has to be opened the usual way: no file yet, an older schema, a damaged one. Raises
    FatalError for a PostgreSQL store of another version: it is others' as well, and only what writes brings it up
    to date.
    """
    parsed = parse_url(url)
    try:
        engine = looking_engine(url)
        found = version(engine)
    except (DigestError, sa.exc.DatabaseError):
        if parsed.get_backend_name() == "sqlite":
            return None
        raise
    if found == HEAD:
        return engine
    engine.dispose()
    if parsed.get_backend_name() == "sqlite":
        return None
    raise newer(parsed) if found > HEAD else older(parsed)


def is_absent(url: str) -> bool:
    """Whether no store was made yet where a URL points.

    No SQLite file, in a folder that is or could be made; no tables of ours in another database.
    """
    parsed, file = parse_url(url), file_of(parse_url(url))
    if parsed.get_backend_name() == "sqlite":
        if file is None or file.exists():
            return False
        return next(folder for folder in file.absolute().parents if folder.exists()).is_dir()
    engine = _made(parsed)
    try:
        return not sa.inspect(engine).has_table("alembic_version")
    finally:
        engine.dispose()


def newer(url: sa.URL) -> FatalError:
    """A store of a later version, which is left as it is."""
    return FatalError(
        f"저장소 {shown(url)}: 더 새로운 digest가 쓴 것입니다",
        hint="digest를 판올림하거나(digest help operations의 ‘판올림’) 판올림하기 전의 백업을 되살리세요",
    )


def older(url: sa.URL) -> FatalError:
    """A store of an earlier version, met by what only reads."""
    return FatalError(
        f"저장소 {shown(url)}: 이전 판의 digest가 쓴 것이고, 이 명령은 읽기만 해서 올리지 않습니다",
        hint="백업하고 digest db upgrade를 실행하세요(digest run과 digest serve는 스스로 올립니다)",
    )


def version(engine: sa.Engine) -> str:
    """The last migration that a store of ours went through."""
    with engine.connect() as connection:
        return str(connection.scalar(sa.text("SELECT version_num FROM alembic_version")))


def looking_engine(url: str) -> StoreEngine:
    """An engine that only reads, whatever it finds. Raises ConfigError for a bad URL, StoreDown for no file."""
    parsed = parse_url(url)
    if parsed.get_backend_name() != "sqlite":
        return _made(parsed)
    file = file_of(parsed)
    if file is None or not file.is_file():
        raise StoreDown(f"저장소 {shown(parsed)}: 파일이 없습니다", hint=UNUSABLE)
    only_read = parsed.set(database=f"file:{quote(str(file.resolve()))}").update_query_dict(
        {"mode": "ro", "uri": "true"}
    )
    # the second where the folder cannot hold the side files of WAL
    for how in (only_read, only_read.update_query_dict({"immutable": "1"})):
        engine = _made(how, parsed)

        @sa.event.listens_for(engine, "connect")
        def wait(connection: Any, _record: Any) -> None:
            connection.execute("PRAGMA busy_timeout=30000")

        try:
            with engine.connect() as connection:
                connection.exec_driver_sql("SELECT count(*) FROM sqlite_master")
            break
        except StoreDown as error:
            if "unable to open" not in error.message and "readonly" not in error.message:
                break
            engine.dispose()
    return engine


def _made(parsed: sa.URL, shown_as: sa.URL | None = None) -> StoreEngine:
    """shown_as: what errors call it. Raises ConfigError for a missing driver or an unknown kind of database."""
    try:
        if parsed.get_backend_name() == "postgresql" and parsed.drivername == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        options = {"poolclass": sa.QueuePool} if parsed.get_backend_name() == "sqlite" else {}
        made = sa.create_engine(parsed, pool_pre_ping=True, **options)
    except ModuleNotFoundError as error:
        raise ConfigError(
            f"store: 드라이버가 설치되지 않았습니다: {error.name}", hint=how_to_add("postgres")
        ) from error
    except sa.exc.ArgumentError as error:
        raise ConfigError("store: 모르는 종류의 데이터베이스입니다", hint=EXAMPLE) from error
    # a parameter may be a token
    engine = StoreEngine(made.pool, made.dialect, shown_as or made.url, hide_parameters=True)
    _explain_failures(engine)
    return engine


def open_engine(url: str) -> StoreEngine:
    """An engine whose schema is current.

    url: any SQLAlchemy URL; `sqlite:///relative.db` is created with its folder. Raises ConfigError for an
    unusable URL or a missing driver, FatalError when the database does not answer.
    """
    parsed = parse_url(url)
    engine = _made(parsed)
    if parsed.get_backend_name() == "sqlite":
        _prepare_sqlite(engine, parsed)
    try:
        if parsed.get_backend_name() == "sqlite":
            _create_if_empty(engine)
        _upgrade_if_needed(engine)
    except sa.exc.DatabaseError as error:  # a database that works but is no store of ours
        engine.dispose()
        raise FatalError(f"저장소 {shown(parsed)}: 쓸 수 없습니다({error.orig})", hint=UNUSABLE) from error
    except DigestError:
        engine.dispose()
        raise
    return engine


def upsert(connection: sa.Connection, table: sa.Table, rows: Sequence[dict[str, Any]], keep: bool = False) -> int:
    """Insert rows; on the same primary key replace the other columns, or keep the old row.

    Gives the number of rows that were written.
    """
    if not rows:
        return 0
    dialect = import_module(f"sqlalchemy.dialects.{connection.dialect.name}")  # the one that is in use, of five
    insert: Any = dialect.insert(table)
    keys = [column.name for column in table.primary_key]
    changed = {name: insert.excluded[name] for name in rows[0] if name not in keys}
    if keep or not changed:
        # counted by RETURNING: a driver's rowcount of a bulk insert may be -1
        kept = insert.on_conflict_do_nothing(index_elements=keys).returning(*table.primary_key)
        return len(connection.execute(kept, list(rows)).all())
    connection.execute(insert.on_conflict_do_update(index_elements=keys, set_=changed), list(rows))
    return len(rows)


def owner_only(engine: sa.Engine) -> None:
    """Make a SQLite database and its side files readable by their owner alone; a server guards its own.

    Called before a token is written. Windows has no such bits: there the user's profile folder is the guard.
    """
    path = file_of(engine.url)
    if path is None or os.name != "posix":
        return
    for file in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
        try:
            if file.exists() and file.stat().st_mode & 0o077:
                file.chmod(0o600)
        except OSError as error:  # a network share without owners: its own settings are the guard
            log.warning("%s을(를) 소유자만 읽게 할 수 없음: %s", file.name, error.strerror)


def _explain_failures(engine: sa.Engine) -> None:
    """Whatever stops the database becomes one sentence wherever it happens; a mistake of ours stays what it is."""

    @sa.event.listens_for(engine, "handle_error")
    def explain(context: sa.engine.ExceptionContext) -> None:
        if context.is_pre_ping:  # a lost connection of the pool is replaced, nobody need know
            return
        told = failure(engine.url, context.original_exception, lost=context.is_disconnect)
        if told:
            raise told


def _prepare_sqlite(engine: sa.Engine, url: sa.URL) -> None:
    file = file_of(url)
    if file and url.query.get("mode", "rwc") == "rwc":  # with ro or rw SQLite makes no file, so it needs no folder
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            told = f"저장소의 폴더를 만들 수 없습니다: {file.parent} ({reason(error)})"
            raise FatalError(told, hint=UNUSABLE) from error

    @sa.event.listens_for(engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        # WAL + FULL: a killed process or a cut power line loses no committed delivery.
        for pragma in ("busy_timeout=30000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        connection.isolation_level = None  # SQLAlchemy's BEGIN below decides, not the driver

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        # IMMEDIATE: two writers wait for each other instead of failing at the upgrade of a read lock.
        reads = connection.get_execution_options().get("postgresql_readonly", False)
        connection.exec_driver_sql(f"PRAGMA query_only={'ON' if reads else 'OFF'}")
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _create_if_empty(engine: StoreEngine) -> None:
    """A new file gets all tables at once: the first morning need not wait for alembic and every migration."""
    with engine.connect() as connection:
        if _has_tables(connection):
            return
    with engine.begin() as connection:
        if not _has_tables(connection):  # nor did another process make them meanwhile
            for statement in SCHEMA.read_text(encoding="utf-8").split(";\n\n"):
                connection.exec_driver_sql(statement)


def _has_tables(connection: sa.Connection) -> bool:
    return bool(connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar())


def _upgrade_if_needed(engine: sa.Engine) -> None:
    if sa.inspect(engine).has_table("alembic_version") and version(engine) == HEAD:
        return
    from digest.store.migrations import upgrade

    upgrade(engine)
