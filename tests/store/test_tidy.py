"""What a store forgets by itself, and what it never forgets."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from digest.calendar.window import Window
from digest.store import Store
from digest.store.tables import sightings
from digest.store.tidy import tidy, tidy_when_due
from makers import DATE, NOW, calendar, digest, sighting

TUESDAY = dt.date(2024, 8, 20)
LATER = NOW + dt.timedelta(days=100)
MUCH_LATER = NOW + dt.timedelta(days=370)
LISTED = dt.date(2024, 8, 16)


def window(date: dt.date) -> Window:
    return calendar().window(date, LATER)


def payloads(store: Store) -> list[str]:
    with store.engine.connect() as connection:
        return list(connection.scalars(sa.select(sightings.c.payload)))


def test_an_old_observation_keeps_when_it_was_seen_and_loses_its_text(any_store: Store) -> None:
    any_store.sightings.add([sighting(upvotes=votes, list_date=LISTED) for votes in range(8)], DATE)
    any_store.sightings.add([sighting(upvotes=9, list_date=LISTED)], TUESDAY)
    assert tidy(any_store.engine, LATER) == 8
    assert len(any_store.sightings.recall("huggingface", window(DATE))) == 1
    assert tidy(any_store.engine, MUCH_LATER) == 1
    assert payloads(any_store) == [""]
    assert any_store.sightings.keys_before("huggingface", window(TUESDAY)) == {"arxiv:2408.08152"}
    assert any_store.sightings.keys_before("huggingface", window(DATE)) == frozenset()
    assert any_store.sightings.known_before("huggingface", LISTED, window(TUESDAY)) == {"arxiv:2408.08152"}
    assert any_store.sightings.recall("huggingface", window(DATE)) == ()
    assert any_store.sightings.best(["arxiv:2408.08152"]) == {}
    assert tidy(any_store.engine, MUCH_LATER) == 0


def test_another_source_keeps_its_own_first_observation(any_store: Store) -> None:
    any_store.sightings.add([sighting()], DATE)
    any_store.sightings.add([sighting(source="arxiv")], TUESDAY)
    tidy(any_store.engine, LATER)
    assert any_store.sightings.keys_before("arxiv", window(dt.date(2024, 8, 21))) == {"arxiv:2408.08152"}
    assert any_store.sightings.keys_before("arxiv", window(TUESDAY)) == frozenset()


def test_what_is_young_or_stood_in_a_digest_stays_whole(any_store: Store) -> None:
    young = (LATER - dt.timedelta(days=90)).date()
    any_store.digests.save(digest("2408.00001"), NOW)
    any_store.sightings.add([sighting("2408.00001"), sighting("2408.00002")], DATE)
    any_store.sightings.add([sighting("2408.00002", upvotes=9)], young)
    assert tidy(any_store.engine, LATER) == 1
    assert sorted(map(bool, payloads(any_store))) == [False, True, True]
    assert any_store.digests.load(DATE, "main") == digest("2408.00001")
    assert set(any_store.sightings.best(["arxiv:2408.00001", "arxiv:2408.00002"])) == {
        "arxiv:2408.00001",
        "arxiv:2408.00002",
    }


def test_old_runs_go_and_what_was_sent_stays(any_store: Store) -> None:
    any_store.runs.start("old", "run", NOW)
    any_store.runs.start("new", "run", LATER)
    any_store.outbox.put(DATE, ["main"], [("main", "slack:C1")], NOW)
    tidy(any_store.engine, LATER)
    assert [run["id"] for run in any_store.runs.last()] == ["new"]
    assert any_store.outbox.dates() == []


def test_more_than_fits_at_once_is_thinned_too(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("digest.store.tidy.AT_ONCE", 7)
    monkeypatch.setattr("digest.store.tidy.CHUNK", 3)
    store.sightings.add([sighting(f"2408.{n:05d}") for n in range(20)], DATE)
    assert tidy(store.engine, LATER) == 20
    assert len(store.sightings.keys_before("huggingface", window(TUESDAY))) == 20


def test_a_store_is_tidied_once_a_week(any_store: Store) -> None:
    any_store.sightings.add([sighting("2408.00001")], DATE)
    assert tidy_when_due(any_store.engine, LATER) == 1
    any_store.sightings.add([sighting("2408.00002")], DATE)
    assert tidy_when_due(any_store.engine, LATER + dt.timedelta(days=6)) == 0
    assert tidy_when_due(any_store.engine, LATER + dt.timedelta(days=7)) == 1


def test_a_run_that_pretends_a_later_year_drops_nothing(store: Store) -> None:
    today = dt.datetime.now(dt.UTC)
    store.sightings.add([sighting(seen_at=today)], today.date())
    assert tidy_when_due(store.engine, today + dt.timedelta(days=3650)) == 0
    assert "title" in payloads(store)[0]
