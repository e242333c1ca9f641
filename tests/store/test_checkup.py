"""A store that is read-only, damaged, or lacks a part: told in a sentence, never by a trace."""

from __future__ import annotations

import datetime as dt
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from digest.cli import _of_the_store, cli
from digest.errors import StoreDown
from digest.store import Store
from digest.store.checkup import problems
from digest.store.engine import open_for_reading
from digest.store.ledger import LedgerRow
from makers import DATE, NOW


@pytest.fixture
def url(store: Store, tmp_path: Path) -> str:
    """A store that was closed in order."""
    store.notes.put("pause", 1, NOW)
    store.close()
    return f"sqlite:///{tmp_path}/digest.db"


def broken(url: str, statement: str) -> None:
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    connection.execute(statement)
    connection.commit()
    connection.close()


def test_a_whole_store_has_no_problem(url: str) -> None:
    assert problems(url) == []


def test_an_opened_store_is_checked_beside_its_writer(store: Store, tmp_path: Path) -> None:
    with store.engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM runs"))
        assert problems(f"sqlite:///{tmp_path}/digest.db") == []


def test_flipped_bytes_are_told_with_what_to_do(url: str) -> None:
    file = Path(url.removeprefix("sqlite:///"))
    content = bytearray(file.read_bytes())
    content[4096 : len(content)] = b"\xff" * (len(content) - 4096)
    file.write_bytes(content)
    told = problems(url)
    assert told[0].startswith("파일이 손상되었습니다: ")
    assert "digest db export" in told[-1]


@pytest.mark.parametrize(("table", "told"), [("http_cache", "다음 실행이 다시 받습니다"), ("deliveries", "되살리거나")])
def test_a_missing_table_is_named_with_what_its_loss_means(url: str, table: str, told: str) -> None:
    broken(url, f"DROP TABLE {table}")
    (found,) = problems(url)
    assert found.startswith(f"테이블이 없습니다: {table} ")
    assert told in found


@pytest.mark.parametrize(("version", "told"), [("0001", "digest db upgrade"), ("9999", "digest를 판올림하세요")])
def test_a_store_of_another_version_is_told_with_what_helps(url: str, version: str, told: str) -> None:
    broken(url, f"UPDATE alembic_version SET version_num = '{version}'")
    (found,) = problems(url)
    assert found.startswith(f"스키마가 {version}입니다")
    assert found.endswith(told)


def test_a_missing_table_met_by_a_command_is_a_sentence(url: str) -> None:
    broken(url, "DROP TABLE runs")
    with pytest.raises(StoreDown, match="no such table: runs") as told:
        Store.open(url).runs.start("a", "serve", NOW)
    assert "digest db check" in told.value.hint


def test_rows_that_cannot_be_read_are_counted(url: str) -> None:
    broken(url, "INSERT INTO digests VALUES ('2024-08-19', 'main', 'x', '{not json', '2024-08-19 00:00:00')")
    (found,) = problems(url)
    assert found.startswith("읽을 수 없는 다이제스트 1개: ")
    with pytest.raises(ValueError, match="JSON") as read:
        Store.open(url).digests.load(dt.date(2024, 8, 19), "main")
    assert _of_the_store(read.value), "told with `digest db check`, and no trace"


def test_a_mistake_elsewhere_keeps_its_trace() -> None:
    with pytest.raises(ValueError, match="noon") as elsewhere:
        dt.date.fromisoformat("noon")
    assert not _of_the_store(elsewhere.value)


def test_a_delivery_without_its_digest_is_told(store: Store, tmp_path: Path) -> None:
    row = LedgerRow(date=DATE, name="main", target="slack:C1", state="sent", changed_at=NOW)
    store.ledger.record(row)
    store.ledger.record(row.model_copy(update={"name": "alarm-x"}))
    (found,) = problems(f"sqlite:///{tmp_path}/digest.db")
    assert found == f"보낸 기록은 있는데 다이제스트가 없습니다(1개): {DATE} main"


def test_who_only_reads_cannot_write(url: str) -> None:
    engine = open_for_reading(url)
    assert engine is not None
    reader = Store._over(engine)
    assert reader.notes.get("pause") == (1, NOW)
    with pytest.raises(StoreDown):
        reader.notes.put("pause", 2, NOW)
    reader.close()


@pytest.mark.parametrize("statement", ["UPDATE alembic_version SET version_num = '0001'", "DROP TABLE alembic_version"])
def test_an_older_store_is_opened_the_usual_way(url: str, statement: str) -> None:
    broken(url, statement)
    assert open_for_reading(url) is None


def test_where_no_store_is_none_is_made_for_reading(tmp_path: Path) -> None:
    assert open_for_reading(f"sqlite:///{tmp_path}/none.db") is None
    assert not (tmp_path / "none.db").exists()


def test_db_check_tells_and_says_by_its_exit_code(url: str, tmp_path: Path) -> None:
    config = tmp_path / "digest.yaml"
    config.write_text(f"store: {url}\n", "utf-8")
    whole = CliRunner().invoke(cli, ["db", "check", "--config", str(config)])
    assert (whole.exit_code, whole.stdout) == (0, "온전합니다\n")
    broken(url, "DROP TABLE inbox")
    lacking = CliRunner().invoke(cli, ["db", "check", "--config", str(config)])
    assert lacking.exit_code == 1
    assert "테이블이 없습니다: inbox" in lacking.stdout
