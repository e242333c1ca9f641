"""A store of an older version opens with everything in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from digest.errors import FatalError, StoreDown
from digest.store import Store, migrations
from digest.store import engine as engine_module
from digest.store.engine import HEAD
from digest.store.ledger import LedgerRow
from digest.store.url import shown
from makers import DATE, NOW


@pytest.fixture
def fresh_postgres_url(postgres_url: str) -> Iterator[str]:
    """A PostgreSQL store that nobody has made yet: a schema of its own."""
    server = sa.create_engine(sa.make_url(postgres_url).set(drivername="postgresql+psycopg"))
    with server.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA IF EXISTS older CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA older")
    url = sa.make_url(postgres_url).set(drivername="postgresql+psycopg")
    yield url.update_query_dict({"options": "-csearch_path=older"}).render_as_string(hide_password=False)
    with server.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA older CASCADE")
    server.dispose()


def of_version(revision: str, url: str) -> sa.Engine:
    """A store that went through the migrations up to this one."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    return engine


def test_a_store_of_the_first_version_is_brought_up_to_date(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/digest.db"
    engine = of_version("0001", url)
    assert not sa.inspect(engine).has_table("outbox")
    row = LedgerRow(date=DATE, name="main", target="slack:C1", state="sent", changed_at=NOW)
    Store._over(engine).ledger.record(row)
    engine.dispose()
    store = Store.open(url)
    with store.engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT version_num FROM alembic_version")) == HEAD
    assert store.ledger.rows() == (row,)
    store.outbox.put(DATE, ["main"], [("main", "slack:C1")], NOW)
    taken = store.outbox.take(DATE, "a", NOW, dt.timedelta(seconds=60))
    assert taken
    assert taken[0] == ("main", "slack:C1")
    store.close()


def test_a_copy_of_an_older_store_leaves_it_as_it_is(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/digest.db"
    engine = of_version("0007", url)
    row = LedgerRow(date=DATE, name="main", target="slack:C1", state="sent", changed_at=NOW)
    Store._over(engine).ledger.record(row)
    engine.dispose()
    before = (tmp_path / "digest.db").read_bytes()
    copy = Store.scratch(url)
    assert copy.ledger.rows() == (row,)
    assert copy.scratch_folder
    assert [file.name for file in copy.scratch_folder.glob("original*")] == []
    copy.close()
    assert (tmp_path / "digest.db").read_bytes() == before


def test_an_older_store_is_read_without_being_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    url = f"sqlite:///{tmp_path}/digest.db"
    engine = of_version("0007", url)
    row = LedgerRow(date=DATE, name="main", target="slack:C1", state="sent", changed_at=NOW)
    written = Store._over(engine)
    written.ledger.record(row)
    written.runs.start("r1", "run", NOW)
    written.tokens.put("kakao", {"refresh_token": "x"}, NOW)
    engine.dispose()
    before = (tmp_path / "digest.db").read_bytes()
    store = Store.open(url, reading=True)
    assert (store.ledger.rows(), store.missing) == ((row,), "")
    assert [run["id"] for run in store.runs.last(5)] == ["r1"]
    assert store.tokens.get("kakao") == {"refresh_token": "x"}
    store.close()
    assert (tmp_path / "digest.db").read_bytes() == before
    assert list((tmp_path / "tmp").iterdir()) == []


@pytest.mark.parametrize("opened", [partial(Store.open, reading=True), Store.scratch], ids=["reading", "scratch"])
def test_an_older_postgres_is_told_and_left_as_it_is(fresh_postgres_url: str, opened: Callable[[str], Store]) -> None:
    engine = of_version("0007", fresh_postgres_url)
    with pytest.raises(FatalError, match="이전 판") as told:
        opened(fresh_postgres_url)
    assert "digest db upgrade" in told.value.hint
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT version_num FROM alembic_version")) == "0007"
    engine.dispose()
    Store.open(fresh_postgres_url).close()
    opened(fresh_postgres_url).close()


@pytest.mark.parametrize("opened", [partial(Store.open, reading=True), Store.scratch], ids=["reading", "scratch"])
def test_a_newer_postgres_is_told_as_that(fresh_postgres_url: str, opened: Callable[[str], Store]) -> None:
    store = Store.open(fresh_postgres_url)
    with store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    store.close()
    with pytest.raises(FatalError, match="더 새로운"):
        opened(fresh_postgres_url)


def test_reading_makes_no_table_in_a_database_without_a_store(fresh_postgres_url: str) -> None:
    store = Store.open(fresh_postgres_url, reading=True)
    assert store.missing == shown(sa.make_url(fresh_postgres_url))
    assert store.ledger.rows() == ()
    store.close()
    Store.scratch(fresh_postgres_url).close()
    server = sa.create_engine(fresh_postgres_url)
    assert sa.inspect(server).get_table_names() == []
    server.dispose()


@pytest.mark.parametrize("name", ["file:my%20data/digest.db", "file:{folder}/my%20data/digest.db"])
def test_a_store_whose_name_is_a_uri_is_the_file_that_it_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    url = f"sqlite:///{name.format(folder=tmp_path.as_posix())}?uri=true"
    assert Store.open(url, reading=True).missing == str(tmp_path / "my data" / "digest.db")
    assert list(tmp_path.iterdir()) == []
    store = Store.open(url)
    store.notes.put("x", 1, NOW)
    store.close()
    for opened in (Store.open(url, reading=True), Store.scratch(url)):
        assert (opened.notes.get("x"), opened.missing) == ((1, NOW), "")
        opened.close()
    assert [file.name for file in tmp_path.iterdir()] == ["my data"]
    assert {file.name.partition("-")[0] for file in (tmp_path / "my data").iterdir()} == {"digest.db"}


def test_a_uri_that_allows_no_new_file_makes_no_folder(tmp_path: Path) -> None:
    with pytest.raises(StoreDown, match="쓸 수 없습니다"):
        Store.open(f"sqlite:///file:{tmp_path.as_posix()}/data/digest.db?mode=rw&uri=true")
    assert list(tmp_path.iterdir()) == []


def test_a_new_file_holds_what_all_migrations_make(tmp_path: Path) -> None:
    migrated = sa.create_engine(f"sqlite:///{tmp_path}/migrated.db")
    migrations.upgrade(migrated)
    store = Store.open(f"sqlite:///{tmp_path}/new.db")
    assert tables(store.engine) == tables(migrated)
    store.close()
    migrated.dispose()


def test_a_first_schema_that_is_older_than_the_migrations_is_brought_up_to_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "schema.sql"
    monkeypatch.setattr(engine_module, "SCHEMA", old)
    migrated = of_version("0001", f"sqlite:///{tmp_path}/only-first.db")
    with migrated.connect() as connection:
        made = [sql for (sql,) in connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")]
    old.write_text(";\n\n".join([*made, "INSERT INTO alembic_version VALUES ('0001')"]), "utf-8")
    store = Store.open(f"sqlite:///{tmp_path}/new.db")
    with store.engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT version_num FROM alembic_version")) == HEAD
    store.close()
    migrated.dispose()


def tables(engine: sa.Engine) -> set[tuple[str, str]]:
    """Name and definition of everything in a SQLite file, spaces aside."""
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").all()
    return {(name, "".join(sql.split())) for name, sql in rows}
