from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from digest.choose.merge import merge
from digest.clock import Deadline
from digest.collect.base import Context
from digest.collect.huggingface import HuggingFaceSource, parse, parse_entries
from digest.errors import SkippableError
from digest.models import Sighting
from digest.net.client import HttpClient
from digest.store import Store
from makers import NOW, calendar

TUESDAY = dt.datetime.fromisoformat("2024-08-20T07:30:00+09:00")
GOLDEN = Path(__file__).parents[1] / "golden" / "huggingface"
INPUTS = sorted(path for path in GOLDEN.glob("*.json") if not path.name.endswith(".expected.json"))


def paper(paper_id: str, upvotes: int = 1, **fields: Any) -> dict[str, Any]:
    inner = {"id": paper_id, "title": f"Paper {paper_id}", "summary": "Text.", "upvotes": upvotes, "authors": []}
    return {"paper": inner | fields, "title": f"Paper {paper_id}", "publishedAt": "2024-08-16T00:00:00.000Z"}


def context_for(store: Store, handler: Callable[[httpx.Request], httpx.Response], **env: str) -> Context:
    deadline = Deadline(30)
    http = HttpClient("digest/test", deadline, transport=httpx.MockTransport(handler), sleep=lambda _s: None)
    return Context(http=http, store=store, clock=lambda: NOW, deadline=deadline, env=env)


@pytest.mark.parametrize("path", INPUTS, ids=lambda p: p.stem)
def test_golden_days_of_every_field_generation(path: Path) -> None:
    found = parse(path.read_bytes(), dt.date(2024, 8, 16), NOW)
    expected = json.loads(path.with_suffix(".expected.json").read_text("utf-8"))
    assert [s.model_dump(mode="json", exclude_defaults=True) for s in found] == expected


@pytest.mark.shared
def test_all_recorded_days_parse_without_losing_an_entry(shared: Path) -> None:
    days = sorted((shared / "data" / "hf").glob("*.json"))
    assert len(days) == 41
    for day in days:
        entries = json.loads(day.read_bytes())
        found = parse(day.read_bytes(), dt.date.fromisoformat(day.stem), NOW)
        assert len(found) == len({e["paper"]["id"] for e in entries}), day.name
        for seen in found:
            assert "\n" not in seen.title + seen.abstract
            assert seen.upvotes is not None
            assert 0 <= (seen.heat or 0) <= 1


def test_pages_are_read_until_a_short_one(store: Store) -> None:
    asked = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append((request.url.params["date"], request.url.params["p"], request.url.params["limit"]))
        full = request.url.params["date"] == "2024-08-16"
        start = 100 * int(request.url.params["p"])
        count = (100 if start == 0 else 30) if full else 0
        return httpx.Response(200, json=[paper(f"2408.{start + n:05d}") for n in range(count)])

    window = calendar().window(dt.date(2024, 8, 19), dt.datetime.fromisoformat("2024-08-23T07:30:00+09:00"))
    found = HuggingFaceSource().collect(window, context_for(store, handler))
    assert found.report.state == "ok"
    assert found.report.count == 130
    assert sorted(asked) == [  # the lists are asked for side by side
        ("2024-08-16", "0", "100"),
        ("2024-08-16", "1", "100"),
        ("2024-08-17", "0", "100"),
        ("2024-08-18", "0", "100"),
    ]


def test_a_weekend_without_lists_is_empty_not_failed(store: Store) -> None:
    window = calendar("daily").window(dt.date(2024, 8, 18), NOW)
    found = HuggingFaceSource().collect(window, context_for(store, lambda _r: httpx.Response(200, json=[])))
    assert (found.report.state, found.report.detail) == ("empty", "주말이라 목록이 없음")


def test_one_broken_list_makes_the_report_partial_and_names_the_day(store: Store) -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        if request.url.params["date"] == "2024-08-17":
            return httpx.Response(400, json={"error": "no"})
        return httpx.Response(200, json=[paper("2408.00001")] if request.url.params["date"] == "2024-08-16" else [])

    window = calendar().window(dt.date(2024, 8, 19), NOW)
    found = HuggingFaceSource().collect(window, context_for(store, handler))
    assert found.report.state == "partial"
    assert found.report.detail == "8/17 목록 거절된 요청(400)"
    assert len(found.sightings) == 1


def test_all_lists_broken_is_a_failure_that_says_how_often_it_tried(store: Store) -> None:
    window = calendar().window(dt.date(2024, 8, 20), TUESDAY)
    with pytest.raises(SkippableError, match=r"서버 오류\(503\) – 2회 재시도 후 건너뜀"):
        HuggingFaceSource().collect(window, context_for(store, lambda _r: httpx.Response(503)))


def test_rate_limit_waits_as_long_as_the_server_says(store: Store) -> None:
    waits: list[float] = []
    answers = iter(
        [httpx.Response(429, headers={"RateLimit": '"api";r=0;t=17'}), httpx.Response(200, json=[paper("2408.00001")])]
    )
    http = HttpClient(
        "digest/test", Deadline(60), transport=httpx.MockTransport(lambda _r: next(answers)), sleep=waits.append
    )
    context = Context(http=http, store=store, clock=lambda: NOW, deadline=Deadline(60), env={})
    found = HuggingFaceSource().collect(calendar().window(dt.date(2024, 8, 20), TUESDAY), context)
    assert found.report.state == "ok"
    assert 17 <= waits[0] < 18


def test_a_token_is_sent_when_there_is_one(store: Store) -> None:
    seen = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers.get("authorization"))
        return httpx.Response(200, json=[])

    window = calendar().window(dt.date(2024, 8, 20), TUESDAY)
    HuggingFaceSource().collect(window, context_for(store, handler, HF_TOKEN="hf_secret\n"))  # as files of secrets end
    HuggingFaceSource().collect(window, context_for(store, handler))
    assert seen == ["Bearer hf_secret", None]


def test_a_live_run_takes_what_came_late_and_a_second_run_takes_the_same(store: Store) -> None:
    friday = dt.date(2024, 8, 16)
    early = Sighting(
        key="arxiv:2408.00001", source="huggingface", url="https://e.example", seen_at=NOW, list_date=friday
    )
    store.sightings.add([early], dt.date(2024, 8, 19))

    def handler(request: httpx.Request) -> httpx.Response:
        both = [paper("2408.00001"), paper("2408.00002")]
        return httpx.Response(200, json=both if request.url.params["date"] == "2024-08-16" else [])

    now = dt.datetime.fromisoformat("2024-08-20T07:30:00+09:00")
    window = calendar().window(dt.date(2024, 8, 20), now)
    for _ in range(2):
        found = HuggingFaceSource().collect(window, context_for(store, handler))
        assert [(s.key, s.late) for s in found.sightings] == [("arxiv:2408.00002", True)]
        store.sightings.add(found.sightings, window.date)


def test_a_list_is_looked_at_a_second_time_for_what_rose_into_its_first_eight(store: Store) -> None:
    nights = [{f"2408.{n:05d}": 90 - n for n in range(12)}, {f"2408.{n:05d}": 90 - n for n in range(12)}]
    nights[1] |= {"2408.00009": 300, "2408.00010": 88, "2408.00002": 500, "2408.00077": 95}
    tonight: dict[str, int] = {}

    def handler(request: httpx.Request) -> httpx.Response:
        listed = [paper(key, votes) for key, votes in tonight.items()]
        return httpx.Response(200, json=listed if request.url.params["date"] == "2024-08-19" else [])

    for day, votes in zip((20, 21), nights, strict=True):
        tonight.update(votes)
        now = dt.datetime.fromisoformat(f"2024-08-{day}T07:30:00+09:00")
        window = calendar().window(now.date(), now)
        context = replace(context_for(store, handler), clock=lambda at=now: at)
        found = HuggingFaceSource().collect(window, context)
        store.sightings.add(found.sightings, window.date)
    again = [(s.key[-2:], s.upvotes) for s in found.sightings if s.again]
    assert sorted(again) == [("09", 81), ("09", 300), ("10", 80), ("10", 88)]
    assert [s.key[-2:] for s in found.sightings if s.late] == ["77"]
    items = {item.key[-2:]: item for item in merge(found.sightings)}
    assert items["09"].second_look
    assert not items["77"].second_look


def test_a_day_made_again_has_no_second_look_at_its_own_lists(store: Store) -> None:
    tuesday = calendar().window(dt.date(2024, 8, 20), TUESDAY)
    seen = parse(json.dumps([paper("2408.00001", 9)]).encode(), dt.date(2024, 8, 19), NOW)
    store.sightings.add([seen[0].model_copy(update={"again": True})], dt.date(2024, 8, 21))
    assert [s.again for s in store.sightings.recall("huggingface", tuesday)] == [False]


def test_a_list_that_was_never_read_is_not_late(store: Store) -> None:
    now = dt.datetime.fromisoformat("2024-08-20T07:30:00+09:00")
    window = calendar().window(dt.date(2024, 8, 20), now)
    asked = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.params["date"])
        return httpx.Response(200, json=[])

    HuggingFaceSource().collect(window, context_for(store, handler))
    assert asked == ["2024-08-19"]


@pytest.mark.world
def test_the_emulator_shows_each_seed_paper_the_day_before_its_digest(world: Any, store: Store) -> None:
    emulator = world(now="2024-08-23T07:30:00+09:00")
    now = dt.datetime.fromisoformat("2024-08-23T07:30:00+09:00")
    deadline = Deadline(30)
    http = HttpClient("digest/test", deadline)
    context = Context(http, store, lambda: now, deadline, {})
    source = HuggingFaceSource(base_url=emulator.urls["huggingface"])
    seeds = {19: "2408.08152", 20: "2408.08872", 21: "2408.10188", 23: "2408.11796"}
    for day, seed in seeds.items():
        found = source.collect(calendar().window(dt.date(2024, 8, day), now), context)
        assert f"arxiv:{seed}" in {s.key for s in found.sightings}
    http.close()
    assert all(not entry["notes"] for entry in emulator.entries("huggingface"))


def test_a_link_never_names_a_version() -> None:
    listed = [{"paper": {"id": number, "title": "A Study"}} for number in ("2408.09001v3", "a-report-2024")]
    found = [(one.key, one.url) for one in parse_entries(listed, NOW.date(), NOW)]
    assert found == [
        ("arxiv:2408.09001", "https://huggingface.co/papers/2408.09001"),
        ("url:https://huggingface.co/papers/a-report-2024", "https://huggingface.co/papers/a-report-2024"),
    ]
