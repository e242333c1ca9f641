"""Feeds on the emulator, and every bad network on real sockets."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from digest.collect.feed.source import FeedSource
from digest.errors import SkippableError
from digest.net.client import HttpClient
from digest.store import Store
from faulty_server import FAULTS, STUCK_S, refused_base, reply, serving
from source_kit import context_for, window_of

THURSDAY = "2024-08-22"


@pytest.fixture
def emulator(world: Callable[..., Any]) -> Any:
    return world(now=f"{THURSDAY}T07:30:00+09:00")


def named(emulator: Any, name: str) -> FeedSource:
    return FeedSource(name=name, url=f"{emulator.urls['feeds']}/{name}.xml")


@pytest.mark.world
@pytest.mark.parametrize(
    "name", ["blog", "euckr", "texthtml", "moved", "reddit", "youtube", pytest.param("huge", marks=pytest.mark.soak)]
)
def test_readable_feeds_agree_on_the_day(emulator: Any, store: Store, name: str) -> None:
    found = named(emulator, name).collect(window_of(THURSDAY), context_for(store))
    assert found.report.state == "ok"
    assert [s.key for s in found.sightings] == ["arxiv:2408.10914", "arxiv:2408.09174"]
    assert [bool(s.post_url) for s in found.sightings] == [name in ("reddit", "youtube")] * 2


@pytest.mark.world
@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("softfail", "피드가 아니라 HTML 페이지 – 2회 재시도 후 건너뜀"),
        ("gone", "사라진 주소(410)"),
        ("loop", "리다이렉트가 5번을 넘김"),
        ("forbidden", "접근 거부(403)"),
        ("missing", "없는 주소(404)"),
    ],
)
def test_unreadable_feeds_say_why(emulator: Any, store: Store, name: str, reason: str) -> None:
    with pytest.raises(SkippableError) as failure:
        named(emulator, name).collect(window_of(THURSDAY), context_for(store))
    assert failure.value.message == reason


@pytest.mark.world
def test_odd_feeds(emulator: Any, store: Store) -> None:
    states = {}
    for name in ("broken", "empty", "nodates", "koreandates"):
        found = named(emulator, name).collect(window_of(THURSDAY), context_for(store))
        states[name] = (found.report.state, found.report.count)
    assert states == {"broken": ("partial", 2), "empty": ("empty", 0), "nodates": ("ok", 8), "koreandates": ("ok", 1)}


@pytest.mark.world
def test_korean_dates_show_every_entry_once_over_a_week(world: Callable[..., Any], store: Store) -> None:
    shown: list[str] = []
    for day in ("2024-08-19", "2024-08-20", "2024-08-21", "2024-08-22", "2024-08-23", "2024-08-26"):
        emulator = world(now=f"{day}T07:30:00+09:00")
        shown += [s.key for s in named(emulator, "koreandates").collect(window_of(day), context_for(store)).sightings]
    emulated = world(now="2024-08-26T07:30:00+09:00")
    whole = named(emulated, "nodates").collect(window_of("2024-08-26"), context_for(store))
    weeks_before = {"arxiv:2408.07055"}  # of the 14th, before the first window
    assert sorted(shown) == sorted({s.key for s in whole.sightings} - weeks_before)


@pytest.mark.world
def test_reddits_strict_door_opens_for_an_honest_reader(emulator: Any, store: Store) -> None:
    source = FeedSource(name="r/ML", url=f"{emulator.urls['reddit']}/r/MachineLearning+LocalLLaMA/top/.rss?t=day")
    found = source.collect(window_of(THURSDAY), context_for(store))
    assert found.report.state == "ok"
    assert [e["status"] for e in emulator.entries("feeds")] == [200]


@pytest.mark.world
def test_an_unchanged_feed_costs_no_body_and_gives_the_same(emulator: Any, store: Store) -> None:
    context = context_for(store)
    assert isinstance(context.http, HttpClient)
    context.http.cache = store.http_cache
    first = named(emulator, "blog").collect(window_of(THURSDAY), context)
    again = named(emulator, "blog").collect(window_of(THURSDAY), context)
    assert again == first
    assert [e["status"] for e in emulator.entries("feeds")] == [200, 304]


@pytest.mark.parametrize("fault", FAULTS)
def test_every_bad_network_is_named_within_the_deadline(store: Store, fault: str) -> None:
    began = time.monotonic()
    with serving(FAULTS[fault]) as server:
        source = FeedSource(name="예제", url=f"{server.base}/feed.xml", timeout_s=0.4)
        with pytest.raises(SkippableError) as failure:
            source.collect(window_of(THURSDAY), context_for(store, deadline_s=2))
    assert time.monotonic() - began < STUCK_S
    assert failure.value.message
    assert server.base not in failure.value.message


def test_nobody_listening(store: Store) -> None:
    source = FeedSource(name="예제", url=f"{refused_base()}/feed.xml")
    with pytest.raises(SkippableError, match="연결할 수 없음 – 2회 재시도 후 건너뜀"):
        source.collect(window_of(THURSDAY), context_for(store))


def test_one_bad_moment_is_survived(store: Store) -> None:
    good = reply(
        b'<rss version="2.0"><channel><item><title>t</title><link>https://e.kr/1</link>'
        b"<pubDate>Wed, 21 Aug 2024 22:10:00 +0900</pubDate></item></channel></rss>",
        media="application/rss+xml",
    )
    for name in ("reset", "429", "503", "HTML with 200", "empty 200", "truncated"):
        with serving(good, FAULTS[name]) as server:
            source = FeedSource(name="예제", url=f"{server.base}/feed.xml")
            assert source.collect(window_of(THURSDAY), context_for(store)).report.count == 1, name
