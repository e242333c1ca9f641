"""X on the emulator: a week, its cost, its manners; a hostile post changes nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from digest.choose.merge import merge
from digest.collect import collect_all
from digest.collect.huggingface import HuggingFaceSource
from digest.collect.x.source import XSource
from digest.errors import SkippableError
from digest.store import Store
from source_kit import context_for, window_of

pytestmark = pytest.mark.world
FRIDAY, MONDAY = "2024-08-23T07:30:00+09:00", "2024-08-26T07:30:00+09:00"
DAYS = ("2024-08-19", "2024-08-20", "2024-08-21", "2024-08-22", "2024-08-23")
ACCOUNTS = ("_akhaliq", "ko_paper_notes", "vision_lab_demo")


def source(emulator: Any, **options: Any) -> XSource:
    return XSource(**({"base_url": emulator.urls["x"], "accounts": ACCOUNTS} | options))


def context(store: Store, now: str) -> Any:
    env = {"X_BEARER_TOKEN": "x-test-bearer"}
    return replace(context_for(store, now=window_of("2024-08-23", now).now), env=env)


@pytest.mark.parametrize("names", ["tweet", "post"])
def test_a_week_of_papers_in_both_vocabularies(world: Callable[..., Any], store: Store, names: str) -> None:
    emulator = world(now=FRIDAY, scenario={"x": {"names": names}})
    x, here = source(emulator, fields=names, alone="none"), context(store, FRIDAY)
    found = {day: x.collect(window_of(day, FRIDAY), here) for day in DAYS}
    assert {day[-2:]: [s.key.removeprefix("arxiv:") for s in c.sightings] for day, c in found.items()} == {
        "19": ["2408.08152"],
        "20": ["2408.08872"],
        "21": ["2408.10188"],
        "22": ["2408.10914", "2408.10914"],
        "23": ["2408.11318", "2408.11796"],
    }
    entries = emulator.entries("x")
    assert len(entries) == 1 + len(DAYS) * len(ACCOUNTS)  # the ids once, then one per account and day
    assert all(e["status"] == 200 and e["notes"] == [] for e in entries)
    posts, usd = here.store.source_memory.get("x", "spent:2024-08")
    assert (posts, usd) == (emulator.state()["x"]["resources"]["posts"], emulator.state()["x"]["cost_usd"])


def test_one_item_from_hugging_face_and_x(world: Callable[..., Any], store: Store) -> None:
    emulator = world(now="2024-08-22T07:30:00+09:00")
    sources = [HuggingFaceSource(base_url=emulator.urls["huggingface"]), source(emulator)]
    harvest = collect_all(sources, window_of("2024-08-22"), context(store, "2024-08-22T07:30:00+09:00"))
    item = next(i for i in merge(harvest.sightings) if i.key == "arxiv:2408.10914")
    assert item.title.startswith("To Code, or Not To Code?")
    posts = {s.post_url: s.account for s in item.sightings if s.post_url}
    assert posts == {
        "https://x.com/_akhaliq/status/1826091077561913622": "_akhaliq",
        "https://x.com/vision_lab_demo/status/1826124570424247278": "vision_lab_demo",
    }
    assert [r.state for r in harvest.reports] == ["ok", "ok"]


def test_a_hostile_post_changes_nothing_else(world: Callable[..., Any], store: Store) -> None:
    emulator = world(now=MONDAY)
    sources = [HuggingFaceSource(base_url=emulator.urls["huggingface"]), source(emulator, alone="all")]
    harvest = collect_all(sources, window_of("2024-08-26", MONDAY), context(store, MONDAY))
    hostile = "https://x.com/ko_paper_notes/status/1826744907985847283"
    assert [s.key for s in harvest.sightings if s.post_url == hostile] == ["arxiv:2408.12528"]
    without = [s for s in harvest.sightings if s.post_url != hostile]
    assert changed(harvest.sightings, without) <= {"arxiv:2408.12528"}
    assert "OWNED" not in harvest.model_dump_json()


def changed(one: Any, other: Any) -> set[str]:
    first, second = ({item.key: item for item in merge(sightings)} for sightings in (one, other))
    return {key for key in first.keys() | second.keys() if first.get(key) != second.get(key)}


def test_search_and_list_on_the_day_itself(world: Callable[..., Any], store: Store) -> None:
    emulator = world(now=FRIDAY)
    x = source(emulator, accounts=(), query="paper has:links", lists=("1750000000000000001",), alone="none")
    found = x.collect(window_of("2024-08-23"), context(store, FRIDAY))
    assert {s.key for s in found.sightings} == {"arxiv:2408.11318", "arxiv:2408.11796"}
    assert {s.account for s in found.sightings} == {"_akhaliq", "vision_lab_demo"}
    assert [e["path"] for e in emulator.entries("x")] == [
        "/x/2/tweets/search/recent",
        "/x/2/lists/1750000000000000001/tweets",
    ]
    assert all(e["status"] == 200 and e["notes"] == [] for e in emulator.entries("x"))
    past = x.collect(window_of("2024-08-15", FRIDAY), context(store, FRIDAY))
    assert (past.report.state, past.sightings) == ("not_for_this_day", ())


@pytest.mark.parametrize(
    ("scenario", "message"),
    [
        ({"mode": "credits_depleted"}, "크레딧이 없음"),
        ({"mode": "client_not_enrolled"}, "client-not-enrolled"),
        ({"mode": "usage_capped"}, "월 사용 한도"),
        ({"tokens": ["another"]}, "인증 실패"),
    ],
)
def test_one_refusal_is_enough(world: Callable[..., Any], store: Store, scenario: dict[str, Any], message: str) -> None:
    emulator = world(now=FRIDAY, scenario={"x": scenario})
    x, here = source(emulator), context(store, FRIDAY)
    for day in DAYS:
        with pytest.raises(SkippableError, match=message):
            x.collect(window_of(day, FRIDAY), here)
    assert len(emulator.entries("x")) == 1
