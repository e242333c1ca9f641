"""Every source on every bad network: the others' items go out, the report names the fault, time is kept."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from digest.collect import collect_all
from digest.collect.arxiv import session as arxiv_session
from digest.collect.arxiv.source import ArxivSource
from digest.collect.base import SourceSettings
from digest.collect.deadlines import DeadlinesSource
from digest.collect.feed.source import FeedSource
from digest.collect.huggingface import HuggingFaceSource
from digest.collect.inbox.source import InboxSource, NewLink, add_links
from digest.collect.papers_with_code import PapersWithCodeSource
from digest.collect.x.source import XSource
from digest.models import Harvest
from digest.store import Store
from faulty_server import FAULTS, STUCK_S, refused_base, serving
from makers import NOW
from source_kit import context_for, window_of

pytestmark = pytest.mark.slow

SOURCES: dict[str, Callable[[str, float], SourceSettings]] = {
    "huggingface": lambda base, wait: HuggingFaceSource(base_url=base, timeout_s=wait),
    "arxiv": lambda base, wait: ArxivSource(base_url=base, rss_url=base, timeout_s=wait),
    "x": lambda base, wait: XSource(
        base_url=base, accounts=("_akhaliq",), query="paper", lists=("175",), timeout_s=wait
    ),
    "feed": lambda base, wait: FeedSource(name="GeekNews", url=f"{base}/feed", timeout_s=wait),
    "papers_with_code": lambda base, wait: PapersWithCodeSource(base_url=base, timeout_s=wait, optional=False),
    "deadlines": lambda base, wait: DeadlinesSource(urls=(f"{base}/cvpr.yml",), timeout_s=wait),
}
NAMED = {
    "refused": "연결할 수 없음",
    "reset": "연결이 끊김",
    "silence": "시간",
    "429": "요청 제한",
    "429 with Retry-After": "요청 제한",
    "429 with a long Retry-After": "요청 제한.*24시간 뒤|요청 제한",
    "500": "서버 오류.500|500",
    "503": "서버 오류.503|503",
    "HTML with 200": "HTML|학회 목록이 아님",
    "empty 200": "빈 응답|비어|학회 목록이 아님",
    "truncated": "끊김",
    "truncated, length unknown": "깨진|피드가 아닌|형식|응답",
    "drip": "시간",
    "drip in the head": "시간",
    "redirect loop": "리다이렉트",
    "invalid": "깨진|피드가 아닌|형식|응답",
    "invalid XML": "HTML|깨진|형식|피드|응답|학회 목록이 아님",
    "wrong charset": "깨진|피드가 아닌|형식|응답",
    "wrong content coding": "압축",
    "truncated gzip": "깨진|끊김|피드가 아닌|형식|응답|압축|학회 목록이 아님",
    "50 MB": "너무 큼",
    "50 MB, zipped": "너무 큼",
    "50 MB, announced": "너무 큼",
    "not HTTP": "끊김",
    "no answer": "끊김",
}
"""What each report says of each fault; a source that retries adds how often it did."""


def patience(fault: str) -> float:
    """Seconds for one try: short where nothing comes, long where a slow machine must not look like it."""
    return 0.1 if fault in ("silence", "drip", "drip in the head", "slow") else 10.0


@pytest.fixture(autouse=True)
def _no_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arxiv_session, "PACER", arxiv_session.Pacer(gap_s=0))


def harvest(store: Store, source: SourceSettings) -> Harvest:
    """The faulty source beside the person's own link, on a morning with a minute of patience."""
    add_links(store, None, [NewLink(url="https://arxiv.org/abs/2408.10914", added_at=NOW)])
    context = replace(context_for(store, now=NOW), env={"X_BEARER_TOKEN": "x-test-bearer"})
    return collect_all([source, InboxSource()], window_of("2024-08-20"), context)


def judge(found: Harvest, fault: str) -> None:
    faulty, inbox = sorted(found.reports, key=lambda report: report.source == "inbox")
    assert [s.key for s in found.sightings] == ["arxiv:2408.10914"]
    assert (faulty.state, faulty.count) in {("failed", 0), ("partial", 0)}
    assert re.search(NAMED[fault], faulty.detail), faulty.detail
    assert "예상하지 못한" not in faulty.detail
    assert len(faulty.detail) < 120
    assert inbox.state == "ok"


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", SOURCES)
def test_the_others_go_out_and_the_report_names_the_fault(store: Store, name: str, fault: str) -> None:
    began = time.monotonic()
    with serving(FAULTS[fault]) as server:
        found = harvest(store, SOURCES[name](server.base, patience(fault)))
        assert server.seen
    assert time.monotonic() - began < STUCK_S
    judge(found, fault)
    assert server.base not in found.model_dump_json()


@pytest.mark.parametrize("name", SOURCES)
def test_nobody_listens(store: Store, name: str) -> None:
    judge(harvest(store, SOURCES[name](refused_base(), 5)), "refused")


def test_the_table_is_whole() -> None:
    assert NAMED.keys() == FAULTS.keys() | {"refused"}


WORLD_FAULTS: dict[str, dict[str, Any]] = {
    "drop": {"drop_connection": True},
    "429 with Retry-After": {"status": 429, "headers": {"Retry-After": "7"}, "body": "slow down"},
    "500": {"status": 500, "body": "oops"},
    "503 page": {"preset": "html_503"},
    "HTML with 200": {"preset": "html_200"},
    "empty 200": {"preset": "empty_200"},
    "truncated": {"truncate": 20},
    "drip": {"drip": {"bytes": 1, "every_s": 0.1}},
    "redirect loop": {"preset": "redirect_loop"},
    "bad JSON": {"preset": "bad_json"},
    "slow": {"delay_s": 1.0},
}


@pytest.mark.world
@pytest.mark.parametrize("fault", WORLD_FAULTS)
def test_the_emulators_faults(world: Callable[..., Any], store: Store, fault: str) -> None:
    """All services at once are bad for ever; then all pass, and the day is whole."""
    emulator = world(now="2024-08-22T07:30:00+09:00")
    urls = emulator.urls
    sources: list[SourceSettings] = [
        HuggingFaceSource(base_url=urls["huggingface"], timeout_s=3 * patience(fault)),
        ArxivSource(base_url=urls["arxiv"], rss_url=urls["arxiv_rss"], timeout_s=3 * patience(fault)),
        XSource(base_url=urls["x"], accounts=("_akhaliq",), timeout_s=3 * patience(fault)),
        FeedSource(name="blog", url=f"{urls['feeds']}/blog.xml", timeout_s=3 * patience(fault)),
    ]
    window = window_of("2024-08-22")
    env = {"X_BEARER_TOKEN": "x-test-bearer"}
    emulator.faults.add({"service": "*", "times": -1} | WORLD_FAULTS[fault])
    began = time.monotonic()
    bad = collect_all(sources, window, replace(context_for(store, now=window.now), env=env))
    assert time.monotonic() - began < STUCK_S
    assert [(r.state, r.count) for r in bad.reports] == [("failed", 0)] * 4
    assert all(re.search("[가-힣]", r.detail) and "예상하지" not in r.detail for r in bad.reports)
    emulator.faults.clear()
    patient = [s.model_copy(update={"timeout_s": 20.0}) for s in sources]
    good = collect_all(patient, window, replace(context_for(store, now=window.now), env=env))
    assert [r.state for r in good.reports] == ["ok"] * 4
    assert {s.source for s in good.sightings if s.key == "arxiv:2408.10914"} >= {"huggingface", "x"}
