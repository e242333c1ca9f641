"""The feed as the second way: only for the newest announcement, and never for a stale one."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from digest.collect.arxiv import rss as arxiv_rss
from digest.collect.arxiv import session as arxiv_session
from digest.collect.arxiv.source import ArxivSource
from digest.errors import SkippableError
from digest.store import Store
from makers import DATE, NOW, sighting
from source_kit import Sleeps, context_for, window_of

FEED = (Path(__file__).parents[1] / "golden" / "arxiv" / "announced.atom").read_text("utf-8")
TUESDAY = "2024-08-20"


@pytest.fixture(autouse=True)
def _own_pacer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arxiv_session, "PACER", arxiv_session.Pacer())


def api_down(feed: str | httpx.Response) -> object:
    def handler(request: httpx.Request) -> httpx.Response:
        if request.url.host == "rss.arxiv.org":
            assert request.url.path == "/atom/cs.CL+cs.LG"
            return feed if isinstance(feed, httpx.Response) else httpx.Response(200, text=feed)
        return httpx.Response(429, text="Rate exceeded.")

    return handler


SOURCE = ArxivSource(categories=("cs.CL", "cs.LG"), retries=0)


def test_the_feed_stands_in_for_the_api_on_the_day(store: Store) -> None:
    found = SOURCE.collect(window_of(TUESDAY), context_for(store, api_down(FEED)))
    assert [s.key for s in found.sightings] == ["arxiv:2408.08435", "arxiv:2408.08459"]
    assert found.report.state == "ok"
    assert found.report.detail == "API 요청 제한(429) → RSS로 대신함"
    assert found.report.requests == 2


def test_only_primary_papers_when_asked(store: Store) -> None:
    source = SOURCE.model_copy(update={"primary_only": True})
    found = source.collect(window_of(TUESDAY), context_for(store, api_down(FEED)))
    assert [s.key for s in found.sightings] == ["arxiv:2408.08435"]


def test_a_past_day_is_never_filled_from_todays_feed(store: Store) -> None:
    window = window_of(TUESDAY, "2024-08-23T07:30:00+09:00")
    with pytest.raises(SkippableError) as failure:
        SOURCE.collect(window, context_for(store, api_down(FEED)))
    assert failure.value.message == "요청 제한(429)"


def test_another_announcements_feed_is_refused(store: Store) -> None:
    with pytest.raises(SkippableError) as failure:
        SOURCE.collect(window_of("2024-08-21"), context_for(store, api_down(FEED)))
    assert failure.value.message == "요청 제한(429) (RSS: 다른 날의 발표가 실려 있음)"


def test_yesterdays_batch_under_todays_date_is_refused(store: Store) -> None:
    seen = [sighting(paper, source="arxiv") for paper in ("2408.08435", "2408.08459")]
    store.sightings.add(seen, DATE)  # Monday's digest had them
    with pytest.raises(SkippableError, match="지난 발표가 그대로"):
        SOURCE.collect(window_of(TUESDAY), context_for(store, api_down(FEED)))


def test_the_same_day_again_is_not_stale(store: Store) -> None:
    window = window_of(TUESDAY)
    first = SOURCE.collect(window, context_for(store, api_down(FEED)))
    store.sightings.add(first.sightings, window.date)
    assert SOURCE.collect(window, context_for(store, api_down(FEED))).sightings == first.sightings


def test_only_the_last_of_several_announcements_is_partial(store: Store) -> None:
    window = window_of(TUESDAY)
    both = (*window_of("2024-08-19").announcements, *window.announcements)
    wide = window.model_copy(update={"announcements": both})
    found = SOURCE.collect(wide, context_for(store, api_down(FEED)))
    assert found.report.state == "partial"
    assert "발표 2회 중 마지막만" in found.report.detail


def test_an_empty_feed_of_the_right_day_is_a_holiday() -> None:
    empty = FEED[: FEED.index("<entry>")] + "</feed>"
    (announced,) = window_of(TUESDAY).announcements
    assert arxiv_rss.parse(empty.encode(), announced, NOW) == ()
    with pytest.raises(SkippableError, match="다른 날"):  # a Sunday's empty feed says nothing about Thursday's papers
        arxiv_rss.parse(empty.encode(), window_of("2024-08-19").announcements[0], NOW)


@pytest.mark.parametrize(
    ("feed", "reason"),
    [
        (httpx.Response(404), "없는 주소(404)"),
        (httpx.Response(200, html="<html><body>maintenance</body></html>"), "피드가 아니라 HTML 페이지"),
        (httpx.Response(200, content=b""), "빈 응답"),
        (FEED[:900], "깨진 XML 응답"),
        (FEED[:-40], "깨진 XML 응답"),
        (FEED.replace("2024-08-19T00:00:00-04:00", "2024-08-16T00:00:00-04:00", 1), "다른 날의 발표가 실려 있음"),
    ],
)
def test_both_ways_failing_names_both(store: Store, feed: str | httpx.Response, reason: str) -> None:
    with pytest.raises(SkippableError) as failure:
        SOURCE.collect(window_of(TUESDAY), context_for(store, api_down(feed)))
    assert failure.value.message == f"요청 제한(429) (RSS: {reason})"


def test_the_readers_patience_is_spent_once(store: Store) -> None:
    sleeps = Sleeps()
    busy = httpx.Response(429, text="Rate exceeded.")
    source = SOURCE.model_copy(update={"retries": 2})
    with pytest.raises(SkippableError) as failure:
        source.collect(window_of(TUESDAY), context_for(store, api_down(busy), deadline_s=600, sleep=sleeps))
    assert failure.value.message == "요청 제한(429) – 2회 재시도 후 건너뜀 (RSS: 요청 제한(429))"
    assert [s for s in sleeps if s > 3] == [30.0, 60.0]


def test_the_rss_flavour_keeps_its_latex_too() -> None:
    rss = """<rss version="2.0" xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/">
    <channel><title>cs.CL updates on arXiv.org</title><item><title>T</title><link>https://arxiv.org/abs/2408.08435</link>
    <description>arXiv:2408.08435v1 Announce Type: new \nAbstract: $a&lt;b$ and &lt;think&gt; stay.</description>
    <guid isPermaLink="false">oai:arXiv.org:2408.08435v1</guid><pubDate>Mon, 19 Aug 2024 00:00:00 -0400</pubDate>
    <arxiv:announce_type>new</arxiv:announce_type></item></channel></rss>"""
    (announced,) = window_of(TUESDAY).announcements
    (found,) = arxiv_rss.parse(rss.encode(), announced, NOW)
    assert found.abstract == "$a<b$ and <think> stay."
