"""A database that cannot go on is told in one sentence, with what to do and without a password."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from digest.errors import FatalError
from digest.store import Store
from digest.store.failure import UNUSABLE, failure
from digest.store.url import shown
from makers import NOW


def limited(store: Store, pragma: str) -> None:
    """Let every new connection of a store have a limit."""
    store.engine.dispose()

    @sa.event.listens_for(store.engine, "connect")
    def limit(connection: Any, _record: Any) -> None:
        connection.execute(f"PRAGMA {pragma}")


def test_a_full_disk_is_told(store: Store) -> None:
    limited(store, "max_page_count=40")
    with pytest.raises(FatalError, match=r"digest\.db: 쓸 수 없습니다\(database or disk is full") as told:
        store.notes.put("x", "x" * 999_999, NOW)
    assert "공간을 비우고" in told.value.hint


def test_a_store_that_another_program_holds_is_told(store: Store, tmp_path: Path) -> None:
    limited(store, "busy_timeout=1")
    other = sqlite3.connect(tmp_path / "digest.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(FatalError, match="locked") as told:
        store.notes.put("x", 1, NOW)
    assert "다른 프로그램" in told.value.hint
    other.close()


@pytest.mark.parametrize("only_read", [True, False])
def test_a_folder_that_cannot_be_written_is_told_as_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, only_read: bool
) -> None:
    """A user who may do anything, as in a container, is stopped by a disk alone; so what the system says is planted."""
    url = sa.make_url(f"sqlite:///{tmp_path}/digest.db")
    error = sqlite3.OperationalError("unable to open database file")
    error.sqlite_errorname = "SQLITE_CANTOPEN"
    told = failure(url, error)
    assert told is not None
    assert told.hint == UNUSABLE, "the folder can be written: something else is wrong"
    facts = os.statvfs(tmp_path)
    flags = [*facts[:8], facts.f_flag | os.ST_RDONLY if only_read else facts.f_flag & ~os.ST_RDONLY, facts.f_namemax]
    monkeypatch.setattr(os, "access", lambda *_: False)
    monkeypatch.setattr(os, "statvfs", lambda _: os.statvfs_result(flags))
    told = failure(url, error)
    assert told is not None
    assert told.hint.startswith(f"{tmp_path}: {'읽기만 할 수 있는 디스크' if only_read else '쓸 권한이 없습니다'}")
    assert "그대로 됩니다" not in told.hint, "there is no store yet"
    (tmp_path / "digest.db").touch()
    assert "그대로 됩니다" in failure(url, error).hint  # type: ignore[union-attr]


def test_a_damaged_file_is_told(store: Store, tmp_path: Path) -> None:
    for number in range(99):
        store.notes.put(f"{number}", "x" * 999, NOW)
    store.close()
    file = tmp_path / "digest.db"
    content = file.read_bytes()
    file.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    with pytest.raises(FatalError, match="malformed") as told:
        Store.open(f"sqlite:///{file}")
    assert "백업" in told.value.hint


def test_a_server_that_stops_in_the_middle_is_told_and_found_again(postgres_url: str) -> None:
    store, other = Store.open(postgres_url), Store.open(postgres_url)
    stop = sa.text("SELECT pg_terminate_backend(:pid)")

    def die_half_way() -> None:
        with store.engine.begin() as connection:
            pid = connection.scalar(sa.text("SELECT pg_backend_pid()"))
            with other.engine.begin() as killing:
                killing.execute(stop, {"pid": pid})
            connection.execute(sa.text("SELECT 1"))

    with pytest.raises(FatalError, match="대답이 없습니다") as told:
        die_half_way()
    assert "멈춘 데서 이어서" in told.value.hint
    store.notes.put("x", 1, NOW)
    with store.engine.connect() as connection:
        pid = connection.scalar(sa.text("SELECT pg_backend_pid()"))
    with other.engine.begin() as killing:
        killing.execute(stop, {"pid": pid})
    assert store.notes.get("x") == (1, NOW)  # a connection that died while it rested is nobody's business
    store.close()
    other.close()


def test_a_mistake_of_the_program_stays_one(any_store: Store) -> None:
    with any_store.engine.connect() as connection, pytest.raises(sa.exc.DBAPIError) as raised:
        connection.execute(sa.text("SELECT nothing FROM nowhere WHERE x = :secret"), {"secret": "hunter2"})
    assert "hunter2" not in str(raised.value)


def test_a_password_is_shown_nowhere() -> None:
    url = sa.make_url("postgresql://me:hunter2@db.example/digest?password=hunter2")
    assert shown(url) == "postgresql://me:***@db.example/digest"
    told = failure(url, ConnectionError("connection failed\nline two"), lost=True)
    assert told is not None
    assert "hunter2" not in str(told)
    assert "line two" not in str(told)


def test_a_store_of_a_newer_version_is_told_and_left_alone(any_store: Store) -> None:
    newer = sa.text("UPDATE alembic_version SET version_num = :revision")
    with any_store.engine.connect() as connection:
        head = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    with any_store.engine.begin() as connection:
        connection.execute(newer, {"revision": "9999"})
    try:
        with pytest.raises(FatalError, match="더 새로운 digest가 쓴 것") as told:
            Store.open(any_store.engine.url.render_as_string(hide_password=False))
        assert "digest를 판올림" in told.value.hint
        with any_store.engine.connect() as connection:
            assert connection.scalar(sa.text("SELECT version_num FROM alembic_version")) == "9999"
    finally:
        with any_store.engine.begin() as connection:
            connection.execute(newer, {"revision": head})
