"""A pause that is set after a day was collected loses nothing: the next digest day shows what it would have shown."""

from __future__ import annotations

import datetime as dt

import httpx

from digest.collect import collect_all
from digest.collect.feed.source import FeedSource
from digest.store import Store
from makers import SEOUL, calendar
from source_kit import context_for

WEDNESDAY, THURSDAY = dt.date(2024, 8, 21), dt.date(2024, 8, 22)
SOURCE = FeedSource(name="예제", url="https://news.example.kr/rss.xml")


def feed(*items: tuple[str, str]) -> httpx.Response:
    listed = "".join(
        f"<item><title>{name}</title><link>https://news.example.kr/{name}</link>{date}</item>" for name, date in items
    )
    return httpx.Response(200, text=f'<rss version="2.0"><channel><title>t</title>{listed}</channel></rss>')


def test_items_of_a_day_that_is_paused_afterwards_are_shown_on_the_next(store: Store) -> None:
    dated = "<pubDate>Tue, 20 Aug 2024 10:00:00 +0900</pubDate>"
    before = dt.datetime(2024, 8, 20, 12, tzinfo=SEOUL)
    first = context_for(store, lambda _r: feed(("rolls-off", dated), ("undated", "")), now=before)
    shown = collect_all([SOURCE], calendar().window(WEDNESDAY, before), first)
    assert {s.title for s in shown.sightings} == {"rolls-off", "undated"}

    after = dt.datetime(2024, 8, 22, 7, 30, tzinfo=SEOUL)
    second = context_for(store, lambda _r: feed(("undated", "")), now=after)
    paused = calendar(skipped=WEDNESDAY.__eq__).window(THURSDAY, after)
    usual = calendar().window(THURSDAY, after)
    assert {s.title for s in collect_all([SOURCE], usual, second).sightings} == set()
    assert {s.title for s in collect_all([SOURCE], paused, second).sightings} == {"rolls-off", "undated"}
