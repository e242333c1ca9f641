"""Papers with Code: its list of a window, and what it tells of chosen papers, asked sparingly, read without trust."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from digest.choose.compose import enriched
from digest.collect import collect_all, enrich_all
from digest.collect.papers_with_code import (
    MOST_ASKED,
    PapersWithCodeSource,
    extra_of,
    parse,
    read_paper,
)
from digest.errors import SkippableError
from digest.models import Extra, Harvest, Ranked
from digest.store import Store
from makers import NOW, item
from source_kit import Sleeps, check_golden, context_for, golden_inputs, window_of

SOURCE = PapersWithCodeSource()
DAYS = (dt.date(2024, 8, 16), dt.date(2024, 8, 19))
TUESDAY = window_of("2024-08-20")
PAPER: dict[str, Any] = {
    "id": "4711",
    "arxiv_id": "2408.08152",
    "title": "DeepSeek-Prover-V1.5",
    "abstract": "A prover for Lean 4.",
    "repositories": [
        {"url": "https://github.com/somebody/again", "num_stars": 900, "is_official": False},
        {"url": "https://github.com/deepseek-ai/DeepSeek-Prover-V1.5", "num_stars": 128, "is_official": True},
    ],
    "project_pages": [{"url": "https://prover.example.org/"}],
    "leaderboard_ranks": [
        {"dataset_name": "ProofNet", "best_rank": 2, "best_metric": None},
        {"dataset_name": "miniF2F", "best_rank": 1, "best_metric": "Pass@1"},
        {"dataset_name": "Lean-Gym", "best_rank": 14, "best_metric": "Pass@1"},
    ],
    "predecessor_papers": [
        {"arxiv_id": "2405.14333", "title": "DeepSeek-Prover: Advancing Theorem Proving"},
        {"arxiv_id": "2310.10631", "title": "Llemma"},
        {"arxiv_id": None, "title": "Somewhere else"},
    ],
}


class Service:
    """A catalogue that answers for single papers from a table, and with one list of two papers."""

    def __init__(self, papers: dict[str, Any], status: int = 200) -> None:
        self.papers, self.status = papers, status
        self.asked: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/api/v1/papers/")
        self.asked.append(path)
        if self.status != 200:
            return httpx.Response(self.status, json={"detail": "no"})
        if not path:
            rows = [{"arxiv_id": one, "title": f"Paper {one}", "published": "2024-08-18"} for one in self.papers]
            wished = {name: request.url.params[name] for name in ("start_date", "end_date")}
            return httpx.Response(200, json={"results": rows, "next_page": None, "applied_filters": wished})
        known = self.papers.get(path)
        return httpx.Response(200, json=known) if known else httpx.Response(404, json={"detail": "Not Found"})


@pytest.mark.parametrize("path", golden_inputs("papers_with_code"), ids=lambda path: path.stem)
def test_golden(path: Path) -> None:
    sightings, rows, more = parse(path.read_bytes(), NOW, DAYS)
    found = [s.model_dump(mode="json", exclude_defaults=True) for s in sightings]
    check_golden(path, {"rows": rows, "more": more, "sightings": found})


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"{}", b'{"results": {}}', b"[" * 5000])
def test_anything_but_a_list_is_refused(body: bytes) -> None:
    with pytest.raises(SkippableError):
        parse(body, NOW, DAYS)


def test_a_list_that_was_not_chosen_by_date_is_refused() -> None:
    rows = [{"arxiv_id": "2408.08152", "title": "Paper"}]
    with pytest.raises(SkippableError, match="날짜로"):
        parse(json.dumps({"results": rows, "applied_filters": {}}).encode(), NOW, DAYS)
    assert len(parse(json.dumps({"results": rows}).encode(), NOW, DAYS)[0]) == 1  # older servers do not say


def test_it_reads_page_by_page_up_to_its_limit(store: Store) -> None:
    asked: list[httpx.QueryParams] = []

    def pages(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.params)
        page = int(request.url.params["page"])
        rows = [{"arxiv_id": f"2408.{page:02}{n:03}", "title": f"Paper {n}"} for n in range(100)]
        return httpx.Response(200, json={"results": rows, "next_page": page + 1})

    sleeps = Sleeps()
    source = PapersWithCodeSource(max_papers=150)
    found = source.collect(TUESDAY, context_for(store, pages, sleep=sleeps))
    assert [params["page"] for params in asked] == ["1", "2"]
    assert {params["start_date"] for params in asked} == {"2024-08-16"}  # the window begins on the 18th in UTC
    assert {params["end_date"] for params in asked} == {"2024-08-19"}
    assert sleeps == [0.5]
    assert (found.report.state, found.report.count) == ("ok", 150)
    assert all(sighting.needs_keyword for sighting in found.sightings)


def test_a_page_that_cannot_be_had_costs_only_itself(store: Store) -> None:
    def second_page_fails(request: httpx.Request) -> httpx.Response:
        if request.url.params["page"] == "2":
            return httpx.Response(403)
        rows = [{"arxiv_id": f"2408.00{n:03}", "title": f"Paper {n}"} for n in range(100)]
        return httpx.Response(200, json={"results": rows, "next_page": 2})

    found = PapersWithCodeSource(max_papers=200).collect(TUESDAY, context_for(store, second_page_fails))
    assert (found.report.state, found.report.count) == ("capped", 100)
    assert "403" in found.report.detail


def test_what_an_earlier_day_saw_is_not_news_again(store: Store) -> None:
    service = Service({"2408.08152": PAPER})
    monday, tuesday = window_of("2024-08-19"), TUESDAY
    assert collect_all([SOURCE], monday, context_for(store, service, now=monday.now)).reports[0].count == 1
    service.papers["2408.10914"] = PAPER
    again = collect_all([SOURCE], tuesday, context_for(store, service, now=tuesday.now))
    assert [s.key for s in again.sightings] == ["arxiv:2408.10914"]


def test_what_is_told_of_a_paper() -> None:
    extra = extra_of(read_paper(json.dumps(PAPER).encode()))
    assert extra.code_url == "https://github.com/deepseek-ai/DeepSeek-Prover-V1.5"
    assert (extra.stars, extra.project_url) == (128, "https://prover.example.org/")
    assert extra.reasons == (
        "벤치마크: miniF2F (Pass@1) 1위, ProofNet 2위",
        "앞선 논문: DeepSeek-Prover (2405.14333) 외 1편",
    )
    assert [one.paper for one in extra.earlier] == ["2405.14333", "2310.10631"]


@pytest.mark.parametrize(
    "changes",
    [
        {"repositories": None, "leaderboard_ranks": "none", "predecessor_papers": 7, "project_pages": [None]},
        {"repositories": [{"url": "javascript:alert(1)"}, {"url": "https://good.example@evil.example/x"}, "x"]},
        {"leaderboard_ranks": [{"dataset_name": "A", "best_rank": True}, {"dataset_name": None, "best_rank": 1}, 3]},
        {"predecessor_papers": [{"arxiv_id": "no id", "title": "B"}, {"arxiv_id": "2405.14333", "title": ""}, []]},
    ],
    ids=["odd types", "bad addresses", "odd ranks", "odd papers"],
)
def test_odd_fields_count_as_not_given(changes: dict[str, Any]) -> None:
    bare = {"title": "A", **{name: [] for name in PAPER if name in ("repositories", "project_pages")}}
    assert extra_of(read_paper(json.dumps(bare | changes).encode())) == Extra()


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"{}", b'{"title": 7}'])
def test_anything_but_a_paper_is_refused(body: bytes) -> None:
    with pytest.raises(SkippableError):
        read_paper(body)


def test_a_paper_is_asked_about_once_in_three_days_and_an_unknown_one_twice_a_day(store: Store) -> None:
    service, sleeps = Service({"2408.08152": PAPER}), Sleeps()
    keys = ["arxiv:2408.08152", "doi:10.1/x", "arxiv:2408.99999"]

    def ask(hours: float) -> int:
        before = len(service.asked)
        context = context_for(store, service, now=NOW + dt.timedelta(hours=hours), sleep=sleeps)
        found = SOURCE.enrich(keys, context)
        assert (list(found.by_key), found.problem) == (["arxiv:2408.08152"], "")
        return len(service.asked) - before

    assert [ask(0), ask(1), ask(13), ask(73)] == [2, 0, 1, 2]
    assert sleeps == [0.5, 0.5]


def test_an_old_id_stays_one_part_of_the_path(store: Store) -> None:
    paths: list[bytes] = []

    def answer(request: httpx.Request) -> httpx.Response:
        paths.append(request.url.raw_path)
        return httpx.Response(200, json={"title": "A"})

    SOURCE.enrich(["arxiv:hep-th/9901001"], context_for(store, answer))
    assert paths == [b"/api/v1/papers/arxiv/hep-th%2F9901001?include_resources=true"]


def test_a_day_with_very_many_readers_keeps_within_the_limits(store: Store) -> None:
    service = Service({})
    SOURCE.enrich([f"arxiv:2408.{n:05}" for n in range(300)], context_for(store, service))
    assert len(service.asked) == MOST_ASKED


def harvest(store: Store, service: Callable[[httpx.Request], httpx.Response]) -> Harvest:
    return collect_all([SOURCE], TUESDAY, context_for(store, service, now=TUESDAY.now))


@pytest.mark.parametrize("status", [429, 500, 403])
def test_a_service_that_goes_away_costs_one_line_and_what_was_told_stays(store: Store, status: int) -> None:
    service = Service({"2408.08152": PAPER})
    found = harvest(store, service)
    keys = ["arxiv:2408.08152", "arxiv:2408.00001", "arxiv:2408.00002"]
    enrich_all(keys[:1], [SOURCE], found, context_for(store, service))
    strict = SOURCE.model_copy(update={"optional": False})
    service.status, service.asked = status, []
    told, after = enrich_all(keys, [SOURCE], found, context_for(store, service))
    assert list(told[0].by_key) == keys[:1]
    (report,) = after.reports
    assert report.state == "capped"
    assert enrich_all(keys, [strict], found, context_for(store, service))[1].reports[0].state == "partial"
    assert "논문 2편의 코드와 순위는 확인하지 못함" in report.detail
    assert set(service.asked) == {"2408.00001"}  # one that is not answered is the last one


def test_a_source_that_failed_is_not_asked_again(store: Store) -> None:
    service = Service({}, status=503)
    found = harvest(store, service)
    assert (found.reports[0].state, found.reports[0].off) == ("skipped", True)
    asked = len(service.asked)
    told, after = enrich_all(["arxiv:2408.08152"], [SOURCE], found, context_for(store, service))
    assert (told[0].by_key, after.reports) == ({}, found.reports)
    assert len(service.asked) == asked


def test_it_stops_at_its_deadline(store: Store) -> None:
    service = Service({})
    found = SOURCE.enrich(["arxiv:2408.00001", "arxiv:2408.00002"], context_for(store, service, deadline_s=0.4))
    assert service.asked == ["2408.00001"]
    assert "제한 시간" in found.problem


def ranked(*reasons: str, **fields: Any) -> Ranked:
    return Ranked(item=item(**fields), score=1.0, reasons=reasons)


def test_extra_fills_what_is_missing_and_stands_behind_the_reasons() -> None:
    extra = extra_of(read_paper(json.dumps(PAPER).encode()))
    found = enriched(ranked("HF ▲9", abstract=""), extra)
    assert found.item.abstract == "A prover for Lean 4."
    assert found.item.earlier == extra.earlier
    assert found.reasons == ("HF ▲9", "코드 있음 ⭐128", *extra.reasons)
    assert enriched(found, extra) == found


@pytest.mark.parametrize(
    ("url", "stars"),
    [("http://github.com/deepseek-ai/deepseek-prover-v1.5.git", 128), ("https://github.com/other/code", 7)],
    ids=["the same repository", "another one"],
)
def test_the_items_own_code_stays_and_stars_belong_to_it(url: str, stars: int) -> None:
    extra = extra_of(read_paper(json.dumps(PAPER).encode()))
    found = enriched(ranked("코드 있음 ⭐7", "HF ▲9", code_url=url, stars=7), extra)
    assert (found.item.code_url, found.item.stars) == (url, stars)
    assert found.reasons == ("HF ▲9", f"코드 있음 ⭐{stars}", *extra.reasons)
