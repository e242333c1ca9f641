"""arXiv on the emulator: five days, its manners, its faults; and every bad network on real sockets."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from digest.collect.arxiv import session as arxiv_session
from digest.collect.arxiv.source import ArxivSource
from digest.errors import SkippableError
from digest.store import Store
from faulty_server import FAULTS, STUCK_S, refused_base, serving
from source_kit import context_for, window_of

DAYS = ("2024-08-19", "2024-08-20", "2024-08-21", "2024-08-22", "2024-08-23")


@pytest.fixture
def _no_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arxiv_session, "PACER", arxiv_session.Pacer(gap_s=0))


def source(world: Any, **options: Any) -> ArxivSource:
    return ArxivSource(base_url=world.urls["arxiv"], rss_url=world.urls["arxiv_rss"], **options)


@pytest.mark.world
def test_a_backfill_is_one_polite_request_a_day(world: Callable[..., Any], store: Store) -> None:
    emulator = world(now="2024-08-23T07:30:00+09:00", scenario={"arxiv": {"strict_pacing": True}})
    context = context_for(store, sleep=time.sleep)
    counts, keys = [], set()
    for day in DAYS[:3]:  # the pace is real: three seconds a day
        found = source(emulator).collect(window_of(day, "2024-08-23T07:30:00+09:00"), context)
        assert found.report.state == "ok"
        assert found.report.requests == 1
        counts.append(found.report.count)
        assert not keys & {s.key for s in found.sightings}
        keys |= {s.key for s in found.sightings}
    assert counts == [55, 56, 129]
    entries = emulator.entries("arxiv")
    assert [e["notes"] for e in entries] == [[]] * 3
    assert all("reader@example.com" in e["headers"]["user-agent"] for e in entries)


@pytest.mark.world
@pytest.mark.usefixtures("_no_pace")
@pytest.mark.parametrize("day", DAYS)
def test_a_live_run_sees_what_the_backfill_sees(world: Callable[..., Any], store: Store, day: str) -> None:
    live = world(now=f"{day}T07:30:00+09:00")
    later = world(now="2024-08-30T07:30:00+09:00")
    now = source(live).collect(window_of(day), context_for(store)).sightings
    then = source(later).collect(window_of(day, "2024-08-30T07:30:00+09:00"), context_for(store)).sightings
    assert now
    assert [s.key for s in now] == [s.key for s in then]


@pytest.mark.world
@pytest.mark.usefixtures("_no_pace")
@pytest.mark.parametrize("day", DAYS)
def test_why_the_api_comes_first(world: Callable[..., Any], store: Store, day: str) -> None:
    """On Mondays the feed is empty although Thursday's papers are due; on the other days both agree."""
    emulator = world(now=f"{day}T07:30:00+09:00")
    api = source(emulator).collect(window_of(day), context_for(store)).sightings
    emulator.faults.add({"service": "arxiv", "path": "/api/query", "status": 503, "times": -1})
    if day == "2024-08-19":
        with pytest.raises(SkippableError, match=r"503.*RSS: 다른 날의 발표"):
            source(emulator, retries=0).collect(window_of(day), context_for(store))
        return
    found = source(emulator, retries=0).collect(window_of(day), context_for(store))
    assert {s.key for s in found.sightings} == {s.key for s in api}
    assert "RSS로 대신함" in found.report.detail


@pytest.mark.world
@pytest.mark.usefixtures("_no_pace")
def test_a_stale_feed_is_not_taken_for_today(world: Callable[..., Any], store: Store) -> None:
    emulator = world(now="2024-08-21T07:30:00+09:00")
    yesterday = window_of("2024-08-20", "2024-08-21T07:30:00+09:00")
    store.sightings.add(source(emulator).collect(yesterday, context_for(store)).sightings, yesterday.date)
    emulator.configure({"arxiv": {"rss_stale": True}})
    emulator.faults.add({"service": "arxiv", "path": "/api/query", "preset": "empty_200", "times": -1})
    with pytest.raises(SkippableError, match=r"빈 응답.*지난 발표가 그대로"):
        source(emulator, retries=0).collect(window_of("2024-08-21"), context_for(store))


@pytest.mark.world
@pytest.mark.usefixtures("_no_pace")
@pytest.mark.parametrize(
    ("scenario", "faults", "reason"),
    [
        ({"empty_pages": True}, [], "항목이 없는 응답"),
        ({}, [{"preset": "html_200"}], "HTML 응답"),
        ({}, [{"truncate": 900}], "연결이 끊김"),
        ({}, [{"drop_connection": True}], "연결이 끊김"),
        ({}, [{"preset": "redirect_loop"}], "리다이렉트"),
        ({}, [{"drip": {"bytes": 20, "every_s": 0.1}}], "시간"),
        ({}, [{"delay_s": 3}], "응답 없음"),
    ],
)
def test_what_the_emulator_can_break(
    world: Callable[..., Any], store: Store, scenario: dict[str, Any], faults: list[dict[str, Any]], reason: str
) -> None:
    emulator = world(now="2024-08-23T07:30:00+09:00", scenario={"arxiv": scenario})
    for fault in faults:
        emulator.faults.add({"service": "arxiv", "times": -1, **fault})
    window = window_of("2024-08-22", "2024-08-23T07:30:00+09:00")
    patience = 0.6 if reason in ("시간", "응답 없음") else 20
    with pytest.raises(SkippableError, match=reason):
        source(emulator, retries=1, timeout_s=patience).collect(window, context_for(store))


@pytest.mark.usefixtures("_no_pace")
@pytest.mark.parametrize("fault", FAULTS)
def test_every_bad_network_is_named_within_the_deadline(store: Store, fault: str) -> None:
    began = time.monotonic()
    with serving(FAULTS[fault]) as server:
        asked = ArxivSource(base_url=server.base, rss_url=server.base, timeout_s=0.4)
        with pytest.raises(SkippableError) as failure:
            asked.collect(window_of("2024-08-20"), context_for(store, deadline_s=2.5))
    assert time.monotonic() - began < STUCK_S
    assert failure.value.message
    assert server.base not in failure.value.message


@pytest.mark.usefixtures("_no_pace")
def test_nobody_listening(store: Store) -> None:
    base = refused_base()
    with pytest.raises(SkippableError, match=r"연결할 수 없음 .*\(RSS도 같음\)"):
        ArxivSource(base_url=base, rss_url=base).collect(window_of("2024-08-20"), context_for(store))
