"""arXiv: what is asked, what counts as an answer, what becomes of it."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from pydantic import ValidationError

from arxiv_answers import INSIDE, entry, page
from digest.calendar.window import Window
from digest.collect.arxiv import rss as arxiv_rss
from digest.collect.arxiv import session as arxiv_session
from digest.collect.arxiv.source import ArxivSource, parse
from digest.collect.withdrawn import is_withdrawn
from digest.errors import SkippableError
from digest.store import Store
from makers import NOW
from source_kit import Sleeps, check_golden, context_for, golden_inputs, window_of


@pytest.fixture(autouse=True)
def _own_pacer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests do not wait for each other's turn."""
    monkeypatch.setattr(arxiv_session, "PACER", arxiv_session.Pacer())


def test_golden_page() -> None:
    found = parse((golden_inputs("arxiv")[1]).read_bytes(), NOW)
    check_golden(golden_inputs("arxiv")[1], [s.model_dump(mode="json", exclude_defaults=True) for s in found])


def test_golden_feed() -> None:
    path = golden_inputs("arxiv")[0]
    (announcement,) = window_of("2024-08-20").announcements
    found = arxiv_rss.parse(path.read_bytes(), announcement, NOW)
    check_golden(path, [s.model_dump(mode="json", exclude_defaults=True) for s in found])


@pytest.mark.shared
def test_recorded_answers_parse_or_fail_with_the_documented_reason(shared: Path) -> None:
    recorded = sorted((shared / "data" / "arxiv_api").glob("*.json"))
    assert len(recorded) == 20
    failed = {}
    for path in recorded:
        answer = json.loads(path.read_text("utf-8"))
        body = answer["body"].encode()
        try:
            found = parse(body, NOW)
        except SkippableError as error:
            failed[path.name[:6]] = (answer["status_code"], error.message)
            continue
        assert len(found) == body.count(b"<entry>"), path.name
        assert all(s.title and s.abstract and s.authors and s.published for s in found), path.name
    assert failed == {"id_abc": (400, "질의를 거절함")}


@pytest.mark.shared
def test_recorded_feeds_parse_or_fail_with_the_documented_reason(shared: Path) -> None:
    folder = shared / "data" / "arxiv_rss"
    (announced,) = window_of("2025-08-21").announcements
    found = arxiv_rss.parse((folder / "arxiv_rss_example.xml").read_bytes(), announced, NOW)
    assert [s.key for s in found][:1] == ["arxiv:2508.13426"]
    assert all(s.abstract and not s.abstract.startswith("arXiv:") for s in found)
    with pytest.raises(SkippableError, match="깨진 XML"):
        arxiv_rss.parse((folder / "rss_cs.AI_2025-09-18_head.xml.txt").read_bytes(), announced, NOW)
    with pytest.raises(SkippableError, match="피드가 아닌 응답"):
        arxiv_rss.parse(next(folder.glob("oai*")).read_bytes(), announced, NOW)


def test_one_query_for_all_categories_and_the_whole_interval(store: Store) -> None:
    asked = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return page(entry(1))

    found = ArxivSource(categories=("cs.CL", "cs.AI")).collect(window_of("2024-08-19"), context_for(store, handler))
    assert found.report.state == "ok"
    assert found.report.requests == 1
    (request,) = asked
    query = parse_qs(urlsplit(str(request.url)).query)
    # Thursday's announcement: Wednesday 14:00 to Thursday 14:00 in New York, summer time
    assert query["search_query"] == ["(cat:cs.CL OR cat:cs.AI) AND (submittedDate:[202408141800 TO 202408151759])"]
    assert query["sortBy"] == ["submittedDate"]
    assert "reader@example.com" in request.headers["user-agent"]


def test_neighbouring_intervals_become_one_range() -> None:
    window = window_of("2024-08-21")
    wide = window.model_copy(update={"announcements": (*window_of("2024-08-20").announcements, *window.announcements)})
    query = ArxivSource(categories=("cs.CL",)).query(wide.announcements)
    assert query == "(cat:cs.CL) AND (submittedDate:[202408151800 TO 202408191759])"


def test_all_pages_are_read_and_each_paper_counts_once(store: Store) -> None:
    starts = []

    def handler(request: httpx.Request) -> httpx.Response:
        start = int(request.url.params["start"])
        starts.append(start)
        return page(*(entry(n) for n in range(max(0, start - 1), min(start + 2, 5))), total=6)

    found = ArxivSource(page_size=2).collect(window_of("2024-08-19"), context_for(store, handler))
    assert found.report.count == 5
    assert starts == [0, 2, 5]
    assert all(s.needs_keyword and s.categories == ("cs.CL", "cs.AI") for s in found.sightings)


def test_a_cap_is_said(store: Store) -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        start = int(request.url.params["start"])
        return page(*(entry(n) for n in range(start, start + 2)), total=900)

    found = ArxivSource(page_size=2, max_results=3).collect(window_of("2024-08-19"), context_for(store, handler))
    assert (found.report.state, found.report.count) == ("capped", 3)
    assert found.report.detail == "900편 중 3편까지만 읽음"


def test_other_days_and_cross_lists_are_left_out(store: Store) -> None:
    late = "2024-08-15T18:00:00Z"  # 14:00 in New York: the next announcement's
    answer = page(entry(1), entry(2, late), entry(3, primary="math.OC"))
    source = ArxivSource(primary_only=True)
    found = source.collect(window_of("2024-08-19"), context_for(store, lambda _r: answer))
    assert [s.key for s in found.sightings] == ["arxiv:2408.00001"]


def test_a_server_that_ignores_the_dates_is_a_fault(store: Store) -> None:
    answer = page(entry(1, "2020-01-01T00:00:00Z"))
    with pytest.raises(SkippableError, match="물은 기간과 다른"):
        ArxivSource().collect(past_window(), context_for(store, lambda _r: answer))


def past_window() -> Window:
    return window_of("2024-08-19", "2024-08-30T07:30:00+09:00")


def no_request(request: httpx.Request) -> httpx.Response:
    raise AssertionError(f"asked {request.url}")


def test_a_window_without_announcement_asks_nothing(store: Store) -> None:
    window = window_of("2024-08-19").model_copy(update={"announcements": ()})
    found = ArxivSource().collect(window, context_for(store, no_request))
    assert (found.report.state, found.report.requests) == ("empty", 0)
    assert "금·토요일" in found.report.detail


def test_what_is_not_announced_yet_is_not_asked_for(store: Store) -> None:
    window = window_of("2024-08-20", "2024-08-19T08:00:00+09:00")
    found = ArxivSource().collect(window, context_for(store, no_request))
    assert found.report.state == "empty"
    assert found.report.detail == "아직 발표 전(08-19 09:00 한국 시각 예정)"


def test_a_holiday_is_empty_with_a_reason(store: Store) -> None:
    found = ArxivSource().collect(past_window(), context_for(store, lambda _r: page()))
    assert found.report.state == "empty"
    assert "공휴일" in found.report.detail


BAD = {
    "빈 응답": httpx.Response(200, content=b""),
    "HTML 응답": httpx.Response(200, html="<!doctype html><html><body>Rate exceeded</body></html>"),
    "12편이 있다면서 항목이 없는 응답": page(total=12),
    "잘린 응답": httpx.Response(200, text=page(entry(1)).text[:-30]),
    "깨진 XML 응답": httpx.Response(200, text=page(entry(1)).text.replace("</title>", "", 1)),
    "Atom이 아닌 응답": httpx.Response(200, text="Rate exceeded."),
    "요청 제한(429)": httpx.Response(429, text="Rate exceeded."),
    "서버 오류(503)": httpx.Response(503, text="busy"),
    "서버 오류(500)": httpx.Response(500),
    "거절된 요청(406)": httpx.Response(406),
}


@pytest.mark.parametrize("reason", BAD)
def test_no_bad_answer_is_taken_for_no_papers(store: Store, reason: str) -> None:
    sleeps = Sleeps()
    context = context_for(store, lambda _r: BAD[reason], deadline_s=600, sleep=sleeps)
    with pytest.raises(SkippableError) as failure:
        ArxivSource().collect(past_window(), context)
    assert failure.value.message == f"{reason} – 2회 재시도 후 건너뜀"


@pytest.mark.parametrize("reason", BAD)
def test_one_bad_answer_is_tried_again(store: Store, reason: str) -> None:
    answers = [BAD[reason], page(entry(1))]
    context = context_for(store, lambda _r: answers.pop(0), deadline_s=600)
    found = ArxivSource().collect(past_window(), context)
    assert (found.report.state, found.report.count, found.report.requests) == ("ok", 1, 2)


def test_busy_servers_get_time_and_retry_after_is_honoured(store: Store) -> None:
    sleeps = Sleeps()
    answers = [httpx.Response(429), httpx.Response(503, headers={"Retry-After": "17"}), page(entry(1))]
    ArxivSource().collect(past_window(), context_for(store, lambda _r: answers.pop(0), deadline_s=600, sleep=sleeps))
    assert [s for s in sleeps if s > 3] == [30.0, 17.0]


@pytest.mark.parametrize(("deadline_s", "headers"), [(20, {}), (600, {"Retry-After": "3600"})])
def test_no_wait_goes_beyond_the_deadline(store: Store, deadline_s: float, headers: dict[str, str]) -> None:
    sleeps = Sleeps()
    context = context_for(store, lambda _r: httpx.Response(429, headers=headers), deadline_s=deadline_s, sleep=sleeps)
    with pytest.raises(SkippableError, match=r"요청 제한\(429\)"):
        ArxivSource().collect(past_window(), context)
    assert not [s for s in sleeps if s > 3]


def test_a_refused_query_is_not_repeated(store: Store) -> None:
    asked = []
    error = page("<entry><id>https://arxiv.org/api/errors#x</id><title>Error</title></entry>").text

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, text=error)

    with pytest.raises(SkippableError, match="질의를 거절함"):
        ArxivSource().collect(past_window(), context_for(store, handler))
    assert len(asked) == 1


def test_a_later_page_that_fails_leaves_a_partial_answer(store: Store) -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        if request.url.params["start"] == "0":
            return page(entry(1), entry(2), total=4)
        return httpx.Response(500)

    found = ArxivSource(page_size=2, retries=0).collect(past_window(), context_for(store, handler))
    assert (found.report.state, found.report.count) == ("partial", 2)
    assert found.report.detail == "4편 중 2편만 읽음: 서버 오류(500)"


@pytest.mark.parametrize(
    "broken",
    [
        page(entry(1).replace(INSIDE, "yesterday")),
        page(entry(1).replace("<published>", "<x>").replace("</published>", "</x>")),
    ],
)
def test_entries_the_package_cannot_read_are_a_fault(store: Store, broken: httpx.Response) -> None:
    with pytest.raises(SkippableError, match="읽을 수"):
        ArxivSource().collect(past_window(), context_for(store, lambda _r: broken))


@pytest.mark.parametrize("date", ["yesterday", "", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-12:00"])
def test_an_entry_with_an_odd_date_costs_only_itself(store: Store, date: str) -> None:
    def handler(_request: httpx.Request) -> httpx.Response:
        return page(entry(1), entry(2).replace(INSIDE, date), entry(3))

    found = ArxivSource().collect(past_window(), context_for(store, handler))
    assert [s.key for s in found.sightings] == ["arxiv:2408.00001", "arxiv:2408.00003"]
    assert (found.report.state, found.report.detail) == ("partial", "읽을 수 없는 항목 1개를 건너뜀")


@pytest.mark.parametrize(
    ("comment", "abstract", "gone"),
    [
        ("This paper has been withdrawn by the author due to a crucial error", "", True),
        ("Withdrawn", "", True),
        ("", "We plan. [Withdrawn: this version was withdrawn by arXiv administrators because of a dispute.]", True),
        ("", "This paper has been withdrawn.", True),
        ("", "The authors of this article have withdrawn it.", False),  # rare wording: better shown than lost
        ("Withdrawn from NeurIPS 2024", "", False),
        ("12 pages", "We study withdrawn drugs.", False),
        ("", "This paper studies papers that were withdrawn.", False),
    ],
)
def test_withdrawn_papers(comment: str, abstract: str, gone: bool) -> None:
    assert is_withdrawn(comment, abstract) is gone


def test_every_kind_of_category_is_known() -> None:
    names = ("cs.CL", "math-ph", "hep-th", "astro-ph.GA", "cond-mat.mtrl-sci", "physics.comp-ph", "q-bio.NC", "eess.AS")
    assert ArxivSource(categories=names).categories == names


@pytest.mark.parametrize("wrong", ["cs.CL OR all:x", "", "cs.", "CS CL"])
def test_a_category_is_only_a_category(wrong: str) -> None:
    with pytest.raises(ValidationError):
        ArxivSource(categories=(wrong,))


def test_the_instants_are_aware_and_in_utc() -> None:
    (found,) = parse(page(entry(1)).content, NOW)
    assert found.published == dt.datetime(2024, 8, 15, 17, tzinfo=dt.UTC)
