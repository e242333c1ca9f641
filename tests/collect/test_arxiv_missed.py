"""Announcements that did not happen: a live run takes their papers from the next one, a backfill never does."""

from __future__ import annotations

import datetime as dt

import httpx
import pytest

from arxiv_answers import entry, page
from digest.collect.arxiv import session as arxiv_session
from digest.collect.arxiv.source import ArxivSource
from digest.models import Collected
from digest.store import Store
from makers import sighting
from source_kit import context_for, window_of


@pytest.fixture(autouse=True)
def _own_pacer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arxiv_session, "PACER", arxiv_session.Pacer())


def asked_for(store: Store, now: str | None = None) -> tuple[str, Collected]:
    """Thursday's `submittedDate` range and what came of an answer that holds Wednesday's papers as well."""
    queries = []

    def handler(request: httpx.Request) -> httpx.Response:
        queries.append(request.url.params["search_query"])
        return page(entry(1, "2024-08-19T20:00:00Z"), entry(2, "2024-08-18T20:00:00Z"))

    found = ArxivSource().collect(window_of("2024-08-22", now), context_for(store, handler))
    return queries[0].split("submittedDate:")[1].strip("()"), found


ONE_DAY, TWO_DAYS = "[202408191800 TO 202408201759]", "[202408161800 TO 202408201759]"


def remember(store: Store, for_date: str, published: str | None, source: str = "arxiv", paper: str = "1") -> None:
    instant = dt.datetime.fromisoformat(published) if published else None
    seen = sighting(f"2408.1000{paper}", source=source, published=instant)
    store.sightings.add([seen], dt.date.fromisoformat(for_date))


def test_papers_of_a_holiday_come_with_the_next_announcement(store: Store) -> None:
    """Nothing of Wednesday's announcement was seen though Wednesday was collected: its papers are announced now."""
    remember(store, "2024-08-20", "2024-08-16T12:00:00+00:00")
    remember(store, "2024-08-21", None, source="huggingface", paper="2")
    query, found = asked_for(store)
    assert query == TWO_DAYS
    assert [(s.key, s.late) for s in found.sightings] == [("arxiv:2408.00001", False), ("arxiv:2408.00002", True)]
    store.sightings.add(found.sightings, dt.date(2024, 8, 22))
    assert asked_for(store)[1] == found  # the same day again


def test_a_usual_day_asks_for_its_own_announcement_only(store: Store) -> None:
    remember(store, "2024-08-20", "2024-08-16T12:00:00+00:00")
    remember(store, "2024-08-21", "2024-08-17T12:00:00+00:00", paper="2")
    query, found = asked_for(store)
    assert query == ONE_DAY
    assert [s.key for s in found.sightings] == ["arxiv:2408.00001"]


def test_a_late_paper_that_was_seen_is_not_late(store: Store) -> None:
    """Wednesday's came from the feed, which has no submission times."""
    remember(store, "2024-08-20", "2024-08-16T12:00:00+00:00")
    store.sightings.add([sighting("2408.00002", source="arxiv")], dt.date(2024, 8, 21))
    query, found = asked_for(store)
    assert query == TWO_DAYS
    assert [s.key for s in found.sightings] == ["arxiv:2408.00001"]


def test_a_first_run_and_a_day_nobody_collected_are_not_caught_up(store: Store) -> None:
    assert asked_for(store)[0] == ONE_DAY
    remember(store, "2024-08-20", "2024-08-16T12:00:00+00:00")
    assert asked_for(store)[0] == ONE_DAY


def test_a_backfill_asks_for_its_own_announcement_only(store: Store) -> None:
    remember(store, "2024-08-20", "2024-08-16T12:00:00+00:00")
    remember(store, "2024-08-21", None, source="huggingface", paper="2")
    assert asked_for(store, "2024-08-30T07:30:00+09:00")[0] == ONE_DAY
