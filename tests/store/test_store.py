"""Every room of the store, on both engines."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from digest.errors import ConfigError, FatalError, Lost
from digest.models import Line
from digest.store import Store
from digest.store.ledger import LedgerRow
from digest.store.memory import Link
from digest.store.tables import metadata
from digest.store.upkeep import copy_all
from makers import DATE, NOW, calendar, digest, item, sighting

TUESDAY = dt.date(2024, 8, 20)


def row(**fields: object) -> LedgerRow:
    values = {"date": DATE, "name": "main", "target": "slack:C1", "state": "sent", "changed_at": NOW}
    return LedgerRow.model_validate(values | fields)


def test_the_same_observation_is_stored_once_and_new_votes_are_a_new_one(any_store: Store) -> None:
    seen = sighting(upvotes=3, list_date=dt.date(2024, 8, 16))
    assert any_store.sightings.add([seen], DATE) == 1
    assert any_store.sightings.add([seen.model_copy(update={"seen_at": NOW + dt.timedelta(hours=1)})], DATE) == 0
    assert any_store.sightings.add([seen.model_copy(update={"upvotes": 9})], DATE) == 1


def test_a_past_window_is_answered_from_memory_with_the_newest_votes(any_store: Store) -> None:
    window = calendar().window(DATE, NOW + dt.timedelta(days=9))
    old = sighting(upvotes=3, list_date=dt.date(2024, 8, 16))
    new = old.model_copy(update={"upvotes": 9, "seen_at": NOW + dt.timedelta(hours=2)})
    other = sighting("2408.00009", list_date=dt.date(2024, 8, 20))
    any_store.sightings.add([old, new], DATE)
    any_store.sightings.add([other], dt.date(2024, 8, 21))
    assert any_store.sightings.recall("huggingface", window) == (new,)
    earlier = window.model_copy(update={"now": NOW + dt.timedelta(hours=1)})
    assert any_store.sightings.recall("huggingface", earlier) == (old,)


def test_a_post_is_recalled_for_the_day_it_was_collected_for(any_store: Store) -> None:
    window = calendar().window(DATE, NOW + dt.timedelta(days=9))
    post = sighting(source="x", post_url="https://x.com/a/status/1")
    any_store.sightings.add([post], DATE)
    any_store.sightings.add([sighting("2408.00003", source="x")], TUESDAY)
    assert any_store.sightings.recall("x", window) == (post,)


def test_only_earlier_digest_days_make_a_paper_known(any_store: Store) -> None:
    friday = dt.date(2024, 8, 16)
    any_store.sightings.add([sighting(list_date=friday)], DATE)
    assert any_store.sightings.known_before("huggingface", friday, calendar().window(DATE, NOW)) == frozenset()
    assert any_store.sightings.known_before("huggingface", friday, calendar().window(TUESDAY, NOW)) == {
        "arxiv:2408.08152"
    }


def test_what_was_collected_for_a_day_that_is_skipped_since_belongs_to_the_next_one(any_store: Store) -> None:
    wednesday = dt.date(2024, 8, 21)
    for day, paper in ((DATE, "2408.00001"), (TUESDAY, "2408.00002"), (wednesday, "2408.00003")):
        any_store.sightings.add([sighting(paper, source="x")], day)
    paused = calendar(skipped=TUESDAY.__eq__).window(wednesday, NOW + dt.timedelta(days=2))
    usual = calendar().window(wednesday, NOW + dt.timedelta(days=2))
    memory = any_store.sightings
    assert {s.key for s in memory.recall("x", paused)} == {"arxiv:2408.00002", "arxiv:2408.00003"}
    assert [s.key for s in memory.of_skipped_days("x", paused)] == ["arxiv:2408.00002"]
    assert [s.key for s in memory.recall("x", usual)] == ["arxiv:2408.00003"]
    assert memory.of_skipped_days("x", usual) == ()
    assert memory.keys_before("x", paused) == {"arxiv:2408.00001"}
    assert memory.keys_before("x", usual) == {"arxiv:2408.00001", "arxiv:2408.00002"}


def test_lines_are_cached_per_text_and_writer_and_fallbacks_never(any_store: Store) -> None:
    one, other = item("2408.00001"), item("2408.00002")
    lines = {
        one.key: Line(text="한 줄", producer="m"),
        other.key: Line(text="대신", producer="composed", fallback=True),
    }
    any_store.summaries.save(lines, [one, other], "writer", NOW)
    assert any_store.summaries.load([one, other], "writer") == {one.key: lines[one.key]}
    assert any_store.summaries.load([one], "another writer") == {}
    assert any_store.summaries.load([one.model_copy(update={"abstract": "changed"})], "writer") == {}
    assert any_store.summaries.forget([one.key]) == 1
    assert any_store.summaries.load([one], "writer") == {}


def test_an_identical_digest_is_not_written_again(any_store: Store) -> None:
    assert any_store.digests.save(digest(), NOW)
    assert not any_store.digests.save(digest(), NOW)
    assert any_store.digests.load(DATE, "main") == digest()
    assert any_store.digests.load(TUESDAY, "main") is None


@pytest.mark.parametrize(("state", "counts"), [("sent", True), ("pending", True), ("unknown", True), ("failed", False)])
def test_items_count_as_shown_when_a_delivery_was_or_may_have_been_made(
    any_store: Store, state: str, counts: bool
) -> None:
    any_store.digests.save(digest("2408.00001"), NOW)
    any_store.ledger.record(row(state=state))
    expected = frozenset({"arxiv:2408.00001"}) if counts else frozenset()
    assert any_store.digests.taken("main", TUESDAY) == expected
    assert any_store.digests.taken("main", DATE) == frozenset()
    assert any_store.digests.taken("other", TUESDAY) == frozenset()


def test_the_terminal_alone_shows_nothing(any_store: Store) -> None:
    any_store.digests.save(digest("2408.00001"), NOW)
    any_store.ledger.record(row(target="console"))
    assert any_store.digests.taken("main", TUESDAY) == frozenset()
    assert not any_store.ledger.delivered(DATE, "main")


def test_the_ledger_keeps_receipts_and_finds_rows(any_store: Store) -> None:
    any_store.ledger.record(row(part="main", receipt={"channel": "C1", "ts": "1.2"}))
    any_store.ledger.record(row(part="", state="failed", detail="채널에 초대하세요"))
    parts = any_store.ledger.parts(DATE, "main", "slack:C1")
    assert parts["main"].receipt == {"channel": "C1", "ts": "1.2"}
    assert parts[""].detail == "채널에 초대하세요"
    assert [r.part for r in any_store.ledger.rows(states=("failed",), since=DATE)] == [""]
    assert any_store.ledger.delivered(DATE, "main")
    assert any_store.ledger.forget(DATE, "main", "slack:C1") == 2


def test_two_writers_at_once_lose_nothing(any_store: Store) -> None:
    def write(number: int) -> None:
        for place in range(20):
            any_store.ledger.record(row(target=f"t{number}", part=str(place)))

    threads = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(any_store.ledger.rows()) == 80


def test_of_two_claims_one_is_had_and_a_dead_one_is_taken_over(any_store: Store) -> None:
    lease = dt.timedelta(seconds=60)
    first = any_store.claims.take("run", "a", NOW, lease)
    assert first
    assert any_store.claims.take("run", "a", NOW, lease) == first
    assert not any_store.claims.take("run", "b", NOW, lease)
    assert any_store.claims.owner("run") == "a"
    assert any_store.claims.take("run", "b", NOW + lease, lease)
    any_store.claims.release(first)
    assert any_store.claims.owner("run") == "b"


def test_a_number_rises_with_each_holder_and_a_past_one_neither_renews_nor_writes(any_store: Store) -> None:
    lease = dt.timedelta(seconds=60)
    first = any_store.claims.take("target:x", "a", NOW, lease)
    assert first
    assert any_store.claims.take("target:x", "a", NOW, lease) == first, "extending is no new holder"
    any_store.claims.release(first, NOW)
    second = any_store.claims.take("target:x", "b", NOW, lease)
    third = any_store.claims.inherit("target:x", "b", "a", NOW + lease)
    assert second
    assert third
    assert first.number < second.number < third.number
    row = LedgerRow(date=DATE, name="main", target="x", state="sending", changed_at=NOW)
    for old in (first, second):
        assert not any_store.claims.renew(old, NOW + 2 * lease)
        with pytest.raises(Lost):
            any_store.ledger.record(row, old)
    assert any_store.ledger.rows() == ()
    assert any_store.claims.renew(third, NOW + 2 * lease)
    any_store.ledger.record(row, third)
    assert any_store.ledger.rows() == (row,)


def test_racing_claims_have_one_winner(any_store: Store) -> None:
    won: list[int] = []

    def race(number: int) -> None:
        if any_store.claims.take("race", f"host-{number}", NOW, dt.timedelta(seconds=60)):
            won.append(number)

    threads = [threading.Thread(target=race, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1


def test_topic_counts_are_brought_up_to_date_and_history_looks_back(any_store: Store) -> None:
    any_store.topics.save(DATE, {"확산 모델": 3, "에이전트": 1})
    any_store.topics.save(DATE, {"확산 모델": 4})
    any_store.topics.save(TUESDAY, {"확산 모델": 9})
    assert any_store.topics.history(TUESDAY, 20) == {DATE: {"확산 모델": 4, "에이전트": 1}}


def test_small_memories_come_back_as_they_were(any_store: Store) -> None:
    any_store.http_cache.save("https://a.example", 'W/"x"', "", b"\x00body")
    assert any_store.http_cache.load("https://a.example") == ('W/"x"', "", b"\x00body")
    assert any_store.http_cache.load("https://b.example") is None
    any_store.source_memory.put("x", "since_id", {"a": "1"})
    assert any_store.source_memory.get("x", "since_id") == {"a": "1"}
    assert any_store.source_memory.get("x", "nothing", 7) == 7
    any_store.notes.put("pause", ["2024-08-19"], NOW)
    assert any_store.notes.get("pause") == (["2024-08-19"], NOW)
    any_store.notes.drop("pause")
    assert any_store.notes.get("pause") is None
    any_store.tokens.put("kakao", {"refresh": "r"}, NOW)
    assert any_store.tokens.get("kakao") == {"refresh": "r"}


def test_links_wait_for_their_day(any_store: Store) -> None:
    window = calendar().window(DATE, NOW)
    inside = window.start + dt.timedelta(hours=1)
    assert any_store.inbox.add(Link(url="https://a.example", added_at=inside))
    assert not any_store.inbox.add(Link(url="https://a.example", added_at=NOW, note="멘토님 추천"))
    any_store.inbox.add(Link(url="https://b.example", added_at=NOW, for_date=DATE))
    any_store.inbox.add(Link(url="https://c.example", added_at=inside, for_date=TUESDAY))
    found = any_store.inbox.within(window.start, window.end, DATE)
    assert [(link.url, link.note) for link in found] == [
        ("https://a.example", "멘토님 추천"),
        ("https://b.example", ""),
    ]


def test_runs_are_told_newest_first(any_store: Store) -> None:
    any_store.runs.start("a", "run", NOW)
    any_store.runs.start("b", "run", NOW + dt.timedelta(minutes=1))
    any_store.runs.finish("a", 1, {"seconds": 2.5}, NOW + dt.timedelta(minutes=2))
    newest, older = any_store.runs.last()
    assert (newest["id"], newest["exit"]) == ("b", None)
    assert (older["exit"], older["record"]) == (1, {"seconds": 2.5})


def test_a_copy_holds_every_row(any_store: Store, tmp_path: Path) -> None:
    any_store.digests.save(digest("2408.00001", "2408.00002"), NOW)
    any_store.ledger.record(row(receipt={"ts": "1"}))
    any_store.sightings.add([sighting()], DATE)
    target = Store.open(f"sqlite:///{tmp_path}/copy.db")
    assert copy_all(any_store.engine, target.engine) == 8  # a digest of two items, a delivery, a sighting, three papers
    assert target.digests.load(DATE, "main") == digest("2408.00001", "2408.00002")
    assert target.ledger.rows() == any_store.ledger.rows()
    target.close()


def test_migrations_build_exactly_the_tables_of_the_program(any_store: Store) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    def beside_the_index(_what: object, name: str | None, *_: object) -> bool:
        """The full-text index differs by engine and is made by `create_index` (digest/store/paper_index.py)."""
        return not (name or "").startswith("papers_index") and name not in ("words", "ix_papers_words")

    with any_store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": beside_the_index})
        assert compare_metadata(context, metadata) == []


def test_a_naive_time_never_gets_in(any_store: Store) -> None:
    with pytest.raises(sa.exc.StatementError, match="naive"):
        any_store.claims.take("x", "a", NOW.replace(tzinfo=None), dt.timedelta(seconds=1))


def test_a_scratch_store_leaves_the_original_alone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/digest.db"
    scratch = Store.scratch(url)
    scratch.digests.save(digest(), NOW)
    scratch.close()
    assert list(tmp_path.iterdir()) == []
    original = Store.open(url)
    original.digests.save(digest(), NOW)
    copy = Store.scratch(url)
    assert copy.digests.load(DATE, "main") == digest()
    copy.ledger.record(row())
    copy.close()
    assert original.ledger.rows() == ()
    original.close()


def test_an_unusable_store_says_what_to_do() -> None:
    with pytest.raises(ConfigError, match="데이터베이스 URL이 아닙니다"):
        Store.open("digest.db")
    with pytest.raises(FatalError, match="대답이 없습니다") as caught:
        Store.open("postgresql+psycopg://user:secret@127.0.0.1:1/none")
    assert "secret" not in str(caught.value)
    for url in ("postgresql://user:secret@host:port/db", "secret", "secret://x"):
        for opened in (Store.open, Store.scratch):
            with pytest.raises(ConfigError) as wrong:
                opened(url)
            assert "user:secret" not in str(wrong.value)


@pytest.mark.parametrize("opened", [Store.open, Store.scratch])
def test_a_file_that_is_no_store_is_told_and_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opened: Callable[[str], Store]
) -> None:
    scratch = tmp_path / "tmp"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    (tmp_path / "notes.db").write_bytes(b"my own notes, no database at all" * 99)
    (tmp_path / "folder.db").mkdir()
    for name in ("notes.db", "folder.db"):
        with pytest.raises(FatalError, match="쓸 수 없습니다"):
            opened(f"sqlite:///{tmp_path}/{name}")
    assert (tmp_path / "notes.db").read_bytes().startswith(b"my own notes")
    assert list(scratch.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(FatalError, match="이미 있습니다"):
        Store.open(f"sqlite:///{tmp_path}/data/digest.db")


def test_a_password_is_no_part_of_an_url_as_shown() -> None:
    assert make_url("postgresql://u:p@h/d").password == "p"
