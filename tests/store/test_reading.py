"""Who reads waits for nobody and stops nobody; who writes stands in line."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from digest.errors import FatalError
from digest.store import Store
from digest.store.memory import Link
from digest.store.tables import settings_memory
from digest.store.upkeep import export_lines, vacuum
from makers import NOW

SOON_S = 15.0
"""A wait for a lock would take 30 s."""


@pytest.fixture
def foreign(store: Store, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """Another program's connection to the same file, which does not wait."""
    connection = sqlite3.connect(tmp_path / "digest.db", isolation_level=None, timeout=0)
    yield connection
    connection.close()


def test_a_read_does_not_wait_for_a_writer(store: Store, foreign: sqlite3.Connection) -> None:
    store.notes.put("pause", 1, NOW)
    foreign.execute("BEGIN IMMEDIATE")
    foreign.execute("DELETE FROM settings_memory")
    began = time.monotonic()
    assert store.notes.get("pause") == (1, NOW)
    assert time.monotonic() - began < SOON_S


def test_a_store_that_is_up_to_date_opens_beside_a_writer(
    store: Store, foreign: sqlite3.Connection, tmp_path: Path
) -> None:
    foreign.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    Store.open(f"sqlite:///{tmp_path}/digest.db").close()
    assert time.monotonic() - began < SOON_S


def test_an_export_stops_no_writer_and_is_of_one_moment(store: Store, foreign: sqlite3.Connection) -> None:
    store.inbox.add(Link(url="https://a.example", added_at=NOW))
    store.notes.put("pause", 1, NOW)
    lines = export_lines(store.engine)
    early = [next(lines), next(lines)]
    foreign.execute("BEGIN IMMEDIATE")
    foreign.execute("DELETE FROM settings_memory")
    foreign.execute("COMMIT")
    assert "settings_memory" in "".join([*early, *lines])
    assert store.notes.get("pause") is None


def test_what_reads_cannot_write(any_store: Store) -> None:
    written = sa.insert(settings_memory).values(name="x", value="1", changed_at=NOW)
    with any_store.engine.connect() as connection, pytest.raises(FatalError, match="쓸 수 없습니다"):
        connection.execute(written)
    with any_store.engine.begin() as connection:  # the same connection from the pool
        connection.execute(written)
    assert any_store.notes.get("x") == (1, NOW)
    with any_store.engine.connect() as connection:
        assert connection.scalar(sa.select(settings_memory.c.name)) == "x"
        with pytest.raises(FatalError, match="쓸 수 없습니다"):
            connection.execute(sa.delete(settings_memory))


def test_space_is_given_back_on_a_connection_that_was_read_with(any_store: Store) -> None:
    any_store.notes.get("x")
    vacuum(any_store.engine)
    any_store.notes.put("x", 1, NOW)
