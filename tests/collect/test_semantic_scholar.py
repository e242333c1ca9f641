"""References of papers: asked in batches, read without trust, kept for ever."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from digest.collect.semantic_scholar import BATCH, SemanticScholar, parse
from digest.errors import SkippableError
from digest.models import Cited
from digest.store import Store
from source_kit import Sleeps, context_for

SCHOLAR = SemanticScholar()
DPO = {"paperId": "d", "title": "Direct\n Preference", "year": 2023, "externalIds": {"ArXiv": "2305.18290", "DOI": "x"}}


class Service:
    """Answers from a table, and remembers what it was asked."""

    def __init__(self, known: Callable[[str], Any], status: int = 200) -> None:
        self.known, self.status = known, status
        self.requests: list[httpx.Request] = []

    @property
    def asked(self) -> list[list[str]]:
        return [json.loads(request.content)["ids"] for request in self.requests]

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if self.status != 200:
            return httpx.Response(self.status, json={"message": "no"})
        return httpx.Response(200, json=[self.known(one) for one in json.loads(request.content)["ids"]])


def papers(count: int) -> list[str]:
    return [f"arxiv:2408.{n:05}" for n in range(count)]


def test_it_asks_in_batches_with_a_pause_and_remembers_for_ever(store: Store) -> None:
    service, sleeps, steps = Service(lambda _one: {"paperId": "p", "references": [DPO]}), Sleeps(), list[int]()
    context = context_for(store, service, sleep=sleeps)
    found = SCHOLAR.references(papers(BATCH + 3), context, steps.append)
    assert [len(asked) for asked in service.asked] == [BATCH, 3]
    assert service.asked[0][0] == "ARXIV:2408.00000"
    assert len(sleeps) == 1
    assert sleeps[0] > 1
    assert sum(steps) == BATCH + 3
    assert found["arxiv:2408.00052"] == (Cited(id="d", paper="2305.18290", year=2023, title="Direct Preference"),)
    assert SCHOLAR.references(papers(BATCH + 3), context) == found
    assert len(service.requests) == 2
    assert SCHOLAR.kept(papers(1), context) == {"arxiv:2408.00000": found["arxiv:2408.00000"]}


def test_what_is_not_known_yet_is_asked_again_the_next_time(store: Store) -> None:
    answers = {
        "ARXIV:2408.00000": {"references": []},
        "ARXIV:2408.00001": {"references": None},
        "ARXIV:2408.00002": None,
    }
    service = Service(answers.get)
    context = context_for(store, service)
    assert SCHOLAR.references(papers(3), context) == {}
    answers["ARXIV:2408.00000"] = {"references": [DPO]}
    assert list(SCHOLAR.references(papers(3), context)) == ["arxiv:2408.00000"]
    assert [len(asked) for asked in service.asked] == [3, 3]


def test_only_arxiv_papers_are_asked_about(store: Store) -> None:
    service = Service(lambda _one: None)
    assert SCHOLAR.references(["url:https://example.org/a", "doi:10.1/x"], context_for(store, service)) == {}
    assert service.requests == []


def test_a_key_goes_into_the_header_and_nowhere_else(store: Store) -> None:
    service = Service(lambda _one: None)
    context = context_for(store, service)
    object.__setattr__(context, "env", {"S2_API_KEY": "secret-key\n"})
    SCHOLAR.references(papers(1), context)
    (request,) = service.requests
    assert request.headers["x-api-key"] == "secret-key"
    assert "secret-key" not in str(request.url)


def test_a_busy_pool_is_tried_again_with_longer_waits_and_what_came_is_kept(store: Store) -> None:
    service, sleeps = Service(lambda _one: {"references": [DPO]}), Sleeps()
    context = context_for(store, service, sleep=sleeps)
    SCHOLAR.references(papers(2), context)
    service.status = 429
    with pytest.raises(SkippableError, match="429"):
        SCHOLAR.references(papers(4), context)
    assert len(service.requests) == 1 + 5
    assert [round(wait) for wait in sleeps] == [1, 2, 4, 8]
    assert len(SCHOLAR.kept(papers(4), context)) == 2


def test_a_refused_batch_is_asked_in_halves_and_a_refused_half_is_unknown(store: Store) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        ids = json.loads(request.content)["ids"]
        if len(ids) > 2 or "ARXIV:2408.00000" in ids:
            return httpx.Response(400, json={"error": "too large, or nobody knows them"})
        return httpx.Response(200, json=[{"references": [DPO]} for _ in ids])

    assert sorted(SCHOLAR.references(papers(4), context_for(store, answer))) == ["arxiv:2408.00002", "arxiv:2408.00003"]
    assert SCHOLAR.references(["arxiv:2408.00000"], context_for(store, answer)) == {}


def test_it_stops_at_its_deadline(store: Store) -> None:
    service = Service(lambda _one: {"references": [DPO]})
    with pytest.raises(SkippableError, match="제한 시간"):
        SCHOLAR.references(papers(BATCH + 1), context_for(store, service, deadline_s=1))
    assert len(service.requests) == 1


@pytest.mark.parametrize(
    "reference",
    [
        None,
        "text",
        {"paperId": None, "title": "A"},
        {"paperId": "x", "title": None},
        {"paperId": "x", "title": "  "},
        {"paperId": 7, "title": "A"},
    ],
    ids=["null", "text", "not matched", "no title", "blank title", "number"],
)
def test_a_reference_that_was_not_matched_counts_for_nothing(reference: Any) -> None:
    body = json.dumps([{"references": [reference, DPO]}]).encode()
    assert [row[0] for row in parse(body, ["arxiv:1"])["arxiv:1"]] == ["d"]


def test_odd_fields_count_as_not_given() -> None:
    odd = {"paperId": "x", "title": "A", "year": True, "externalIds": {"ArXiv": "no id"}}
    body = json.dumps([{"references": [odd, {**odd, "externalIds": [1], "year": "2023"}]}]).encode()
    assert parse(body, ["arxiv:1"]) == {"arxiv:1": [["x", "", None, "A"], ["x", "", None, "A"]]}


@pytest.mark.parametrize("body", [b"", b"<html>", b"{}", b"[]", b"[null, null]", b"[" * 5000])
def test_anything_but_such_a_list_is_refused(body: bytes) -> None:
    with pytest.raises(SkippableError):
        parse(body, ["arxiv:1"])
