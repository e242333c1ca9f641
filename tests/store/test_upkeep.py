from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from digest.errors import ConfigError
from digest.store import Store
from digest.store.ledger import LedgerRow
from digest.store.tidy import drop_cached
from digest.store.upkeep import export_lines, import_lines, is_empty, vacuum
from makers import DATE, NOW, digest, sighting


def fill(store: Store) -> None:
    store.digests.save(digest("2408.00001", "2408.00002"), NOW)
    store.sightings.add([sighting(title="제목 | <b> {{x}}", list_date=DATE)], DATE)
    store.http_cache.save("https://a.example", 'W/"x"', "", b"\x00\xff")
    store.ledger.record(
        LedgerRow(date=DATE, name="main", target="slack:C1", state="sent", receipt={"ts": "1.2"}, changed_at=NOW)
    )
    store.tokens.put("kakao", {"refresh": "r"}, NOW)


def test_a_store_moves_to_another_engine_and_back_without_loss(any_store: Store, tmp_path: Path) -> None:
    fill(any_store)
    exported = list(export_lines(any_store.engine))
    other = Store.open(f"sqlite:///{tmp_path}/other.db")
    assert is_empty(other.engine)
    assert import_lines(other.engine, exported) == len(exported) - 1
    assert list(export_lines(other.engine)) == exported
    other.close()


def test_exports_of_both_engines_are_the_same_text(store: Store, postgres_url: str) -> None:
    fill(store)
    exported = [line for line in export_lines(store.engine) if '"http_cache"' not in line]
    server = Store.open(postgres_url)
    with server.engine.begin() as connection:
        from digest.store.tables import metadata

        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
    import_lines(server.engine, exported)
    assert list(export_lines(server.engine)) == exported
    server.close()


def test_a_broken_export_changes_nothing(store: Store) -> None:
    exported = [*_head_and_row(store), "{broken"]
    with pytest.raises(ConfigError, match="3번째 줄: JSON이 아닙니다"):
        import_lines(store.engine, exported)
    assert is_empty(store.engine)
    with pytest.raises(ConfigError, match="내보낸 파일이 아닙니다"):
        import_lines(store.engine, ['{"digest-export": 1, "revision": "9999"}'])


def _head_and_row(store: Store) -> list[str]:
    fill(store)
    lines = list(export_lines(store.engine))
    with store.engine.begin() as connection:
        from digest.store.tables import metadata

        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
    return lines[:2]


def test_vacuum_drops_only_old_cached_answers(any_store: Store) -> None:
    fill(any_store)
    assert drop_cached(any_store.engine, dt.datetime.now(dt.UTC), 30) == 0
    assert drop_cached(any_store.engine, dt.datetime.now(dt.UTC) + dt.timedelta(days=31), 30) == 1
    vacuum(any_store.engine)
    assert any_store.digests.load(DATE, "main") is not None


def changed(line: str, **columns: object) -> str:
    """An exported line with other values; None drops a column."""
    entry = json.loads(line)
    for name, value in columns.items():
        entry["row"][name] = value
        if value is None:
            del entry["row"][name]
    return json.dumps(entry)


@pytest.mark.parametrize(
    "columns",
    [
        {"changed_at": None},
        {"strange": "1"},
        {"changed_at": "yesterday"},
        {"changed_at": "2024-08-19T00:00:00"},
        {"changed_at": 5},
        {"value": {"a": 1}},
        {"name": False},
        {"value": "\ud800"},
    ],
)
def test_a_wrong_row_is_told_and_nothing_is_imported(any_store: Store, columns: dict[str, object]) -> None:
    any_store.notes.put("x", "secret", NOW)
    exported = [line for line in export_lines(any_store.engine) if '"table"' not in line or "settings_memory" in line]
    any_store.notes.drop("x")
    wrong = changed(exported[1], **{"name": "y", **columns})
    with pytest.raises(ConfigError, match=r"3번째 줄|유니코드가 아닌 글") as told:
        import_lines(any_store.engine, [*exported, wrong])
    assert told.value.hint == "가져온 것이 없습니다"
    assert "secret" not in str(told.value)
    assert any_store.notes.get("x") is None


@pytest.mark.parametrize("line", ["[]", '{"table": "runs"}', '{"table": "runs", "row": 1}', '{"row": {}}', "", "{x"])
def test_a_line_that_is_no_row_is_told(store: Store, line: str) -> None:
    head = next(export_lines(store.engine))
    with pytest.raises(ConfigError, match="2번째 줄"):
        import_lines(store.engine, [head, line])


def test_what_only_the_database_refuses_is_told(postgres_url: str) -> None:
    store = Store.open(postgres_url)
    head, *_ = export_lines(store.engine)
    row = {"name": "nul", "value": "a\0b", "changed_at": NOW.isoformat()}
    with pytest.raises(ConfigError, match="저장할 수 없는 행"):
        import_lines(store.engine, [head, json.dumps({"table": "settings_memory", "row": row})])
    assert store.notes.get("nul") is None
    store.close()
