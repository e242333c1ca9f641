from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from digest.choose.compose import better_line, compose, enriched, settle, why_empty, why_few
from digest.models import Cited, ConferenceDeadline, Digest, Extra, Harvest, Line, Ranked, SourceReport, Trend
from makers import DATE, SEOUL, calendar, digest, item, sighting, window


def ranked(paper: str, *, source: str = "huggingface", score: float = 1.0) -> Ranked:
    seen = item(paper, sightings=(sighting(paper, source=source),))
    return Ranked(item=seen, score=score, reasons=("HF ▲9",))


def papers(found: tuple[Ranked, ...]) -> list[str]:
    return [r.item.key.removeprefix("arxiv:") for r in found]


def line(producer: str, text: str = "무엇을 보였다.") -> Line:
    return Line(text=text, producer=producer)


def harvest(*states: str, sightings: int = 0) -> Harvest:
    reports = [SourceReport.model_validate({"source": f"s{n}", "state": state}) for n, state in enumerate(states)]
    return Harvest(sightings=tuple(sighting(f"2408.{n:05d}") for n in range(sightings)), reports=tuple(reports))


def composed(found: Harvest, **options: Any) -> Digest:
    values: dict[str, Any] = {"entries": (), "trends": (), "notices": ()} | options
    return compose("main", window(), harvest=found, zone=SEOUL, **values)


def test_a_first_run_takes_what_was_chosen() -> None:
    chosen = [ranked("2408.00002"), ranked("2408.00001")]
    assert papers(settle(chosen, None, 1)) == ["2408.00002", "2408.00001"]


def test_what_was_delivered_keeps_its_place_and_new_ones_join_where_there_is_room() -> None:
    before = digest("2408.00005", "2408.00003")
    chosen = [ranked("2408.00001"), ranked("2408.00003"), ranked("2408.00002")]
    assert papers(settle(chosen, before, 3)) == ["2408.00005", "2408.00003", "2408.00001"]
    assert papers(settle(chosen, before, 2)) == ["2408.00005", "2408.00003"]
    assert papers(settle([], before, 1)) == ["2408.00005", "2408.00003"]


def test_a_link_put_aside_joins_even_a_full_digest() -> None:
    before = digest("2408.00005", "2408.00003")
    chosen = [ranked("2408.00001"), ranked("2408.00009", source="inbox")]
    assert papers(settle(chosen, before, 2)) == ["2408.00005", "2408.00003", "2408.00009"]
    assert papers(settle(chosen, before, 3)) == ["2408.00005", "2408.00003", "2408.00001", "2408.00009"]


def test_settling_again_changes_nothing() -> None:
    chosen = [ranked("2408.00001"), ranked("2408.00009", source="inbox"), ranked("2408.00002")]
    first = settle(chosen, digest("2408.00005"), 3)
    before = digest(*papers(first))
    assert papers(settle(chosen, before, 3)) == papers(first)


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("title", "composed", "composed"),
        ("key-sentence", "mt", "mt"),
        ("composed", "key-sentence", "composed"),
        ("mt", "openai:test-model", "openai:test-model"),
        ("openai:test-model", "mt", "openai:test-model"),
    ],
)
def test_a_line_gives_way_only_to_a_better_kind(old: str, new: str, shown: str) -> None:
    assert better_line(line(old), line(new)).producer == shown


def test_among_equals_the_delivered_line_stays() -> None:
    first, second = line("openai:a", "처음 쓴 줄이다."), line("openai:b", "다시 쓴 줄이다.")
    assert better_line(first, second) == first
    assert better_line(None, second) == second


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (harvest("failed", "failed"), "어느 출처에서도"),
        (harvest("skipped", "not_for_this_day"), "어느 출처에서도"),
        (harvest("failed", "empty"), "받지 못한 출처가 있고"),
        (harvest("empty", "not_for_this_day"), "이 날짜에 새로 올라온 논문이 없습니다"),
        (harvest("ok", "failed", sightings=3), "새로 본 3건 가운데"),
    ],
)
def test_an_empty_day_says_why(found: Harvest, told: str) -> None:
    assert told in why_empty(window(DATE + dt.timedelta(days=1), dt.datetime(2024, 8, 23, 7, 30, tzinfo=SEOUL)), found)


def test_a_weekend_and_a_list_that_is_not_out_yet_are_told_apart() -> None:
    sunday = calendar("daily").window(dt.date(2024, 8, 18), dt.datetime(2024, 8, 23, 7, 30, tzinfo=SEOUL))
    assert "주말" in why_empty(sunday, harvest("empty"))
    early = window(DATE, dt.datetime(2024, 8, 19, 6, tzinfo=SEOUL))
    assert early.provisional
    assert "아직" in why_empty(early, harvest("empty"))


def test_two_papers_of_one_key_count_once() -> None:
    twice = Harvest(sightings=(sighting(), sighting(source="x")), reports=())
    assert "새로 본 1건" in why_empty(window(), twice)


def test_a_digest_with_entries_has_no_reason_for_being_empty() -> None:
    entries = digest("2408.00001").entries
    assert composed(harvest("ok"), entries=entries).empty_reason == ""
    assert composed(harvest("ok")).empty_reason != ""


def test_what_differs_from_run_to_run_stays_out() -> None:
    report = SourceReport(source="x", state="capped", count=3, detail="실행당 한도 5개에 닿음")
    measured = report.model_copy(update={"seconds": 1.2, "requests": 4, "cost": "글 5개 읽음(약 $0.03)"})
    quick, slow = (composed(Harvest(sightings=(), reports=(r,))) for r in (report, measured))
    assert quick == slow
    assert slow.reports[0].detail == "실행당 한도 5개에 닿음"


def test_reports_deadlines_and_notices_have_an_order_of_their_own() -> None:
    due = dt.datetime(2024, 9, 1, 11, 59, tzinfo=dt.UTC)
    near, far = (
        ConferenceDeadline(title=title, label="논문 마감", due=due + dt.timedelta(days=days))
        for title, days in (("A", 0), ("B", 9))
    )
    reports = tuple(SourceReport(source=name, state="ok") for name in ("x", "arxiv"))
    made = composed(Harvest(sightings=(), reports=reports, deadlines=(far, near)), notices=("토큰이 곧 끝납니다",) * 2)
    assert [r.source for r in made.reports] == ["arxiv", "x"]
    assert made.deadlines[0].due.utcoffset() == dt.timedelta(hours=9)
    assert [d.title for d in made.deadlines] == ["A", "B"]
    assert made.notices == ("토큰이 곧 끝납니다",)


def test_a_digest_that_is_already_too_long_takes_nothing_more() -> None:
    before = digest("2408.00005", "2408.00003", "2408.00004")
    chosen = [ranked("2408.00001"), ranked("2408.00002"), ranked("2408.00006")]
    assert papers(settle(chosen, before, 1)) == ["2408.00005", "2408.00003", "2408.00004"]


def test_links_that_were_delivered_take_no_place() -> None:
    link, entries = ranked("2408.00009", source="inbox"), digest("2408.00005").entries
    before = digest().model_copy(update={"entries": (*entries, entries[0].model_copy(update={"item": link.item}))})
    assert papers(settle([ranked("2408.00001")], before, 2)) == ["2408.00005", "2408.00009", "2408.00001"]


def test_what_was_delivered_keeps_what_it_was_delivered_with() -> None:
    before = digest("2408.00005")
    (kept,) = settle([ranked("2408.00005", score=9.0)], before, 1)
    (entry,) = before.entries
    assert (kept.item, kept.score, kept.reasons, kept.parts) == (entry.item, entry.score, entry.reasons, entry.parts)


def known(extra: Extra, *reasons: str, **fields: Any) -> Ranked:
    return enriched(Ranked(item=item(**fields), score=1.0, reasons=reasons), extra)


def test_what_else_is_known_fills_gaps_and_replaces_nothing() -> None:
    earlier, other = (Cited(id=name, title=name) for name in ("A", "B"))
    extra = Extra(abstract="Theirs.", code_url="https://b.test/c", project_url="https://b.test/p", earlier=(earlier,))
    bare = known(extra, abstract="").item
    assert (bare.abstract, bare.code_url, bare.project_url) == ("Theirs.", "https://b.test/c", "https://b.test/p")
    assert bare.earlier == (earlier,)
    own = {
        "abstract": "Ours.",
        "code_url": "https://a.test/c",
        "project_url": "https://a.test/p",
        "earlier": (other,),
    }
    assert known(extra, **own).item == item(**own)


@pytest.mark.parametrize(("ours", "theirs", "most"), [(3, 7, 7), (7, 3, 7), (None, 0, 0), (0, None, 0), (None,) * 3])
def test_of_two_counts_of_stars_the_higher_is_newer(ours: int | None, theirs: int | None, most: int | None) -> None:
    same = "https://github.com/a/b"
    assert known(Extra(code_url=same, stars=theirs), code_url=f"{same}/", stars=ours).item.stars == most


def test_reasons_tell_of_code_once_with_its_newest_stars_and_what_else_is_known_last() -> None:
    code = "https://github.com/a/b"
    extra = Extra(code_url=code, stars=9, reasons=("벤치마크 1위", "HF ▲9"))
    old = known(extra, "HF ▲9", "코드 있음 ⭐7", "뉴스", code_url=code, stars=7)
    assert old.reasons == ("뉴스", "코드 있음 ⭐9", "벤치마크 1위", "HF ▲9")
    assert known(extra, "HF ▲9").reasons == ("코드 있음 ⭐9", "벤치마크 1위", "HF ▲9")
    assert known(Extra(), "뉴스").reasons == ("뉴스",)


def test_fewer_than_there_is_room_for_is_told_without_counting_links() -> None:
    two = [ranked("2408.00001"), ranked("2408.00002")]
    link = ranked("2408.00009", source="inbox")
    assert why_few(two, 2, keyed=True) == ""
    assert why_few([*two, link], 3, keyed=True) == "오늘은 3건: 나머지는 관심 기준에 못 미쳐 싣지 않았습니다"
    assert why_few([*two, link], 3, keyed=False) == ""


def test_a_digest_holds_what_it_was_made_of() -> None:
    entries = digest("2408.00001").entries
    trend = Trend(topic="확산 모델", state="rising", count=5, usual=1.0, days=9)
    full = composed(harvest("ok"), entries=entries, trends=(trend,), few="오늘은 1건", notices=("하나", "둘", "하나"))
    assert (full.date, full.name, full.entries, full.trends) == (DATE, "main", entries, (trend,))
    assert (full.few, full.notices, full.provisional) == ("오늘은 1건", ("하나", "둘"), False)
    empty = composed(harvest("ok"), few="오늘은 0건")
    assert empty.few == ""
    early = compose("main", window(DATE, dt.datetime(2024, 8, 19, 6, tzinfo=SEOUL)), (), harvest(), (), (), SEOUL)
    assert early.provisional


def test_time_and_cost_of_a_report_are_kept_out_of_a_digest() -> None:
    report = SourceReport(source="x", state="ok", count=3, requests=4, seconds=1.2, cost="글 5개 읽음")
    (kept,) = composed(Harvest(sightings=(), reports=(report,))).reports
    assert (kept.count, kept.requests, kept.seconds, kept.cost) == (3, 0, 0.0, "")


def test_deadlines_of_one_instant_stand_by_title_then_by_label() -> None:
    due = dt.datetime(2024, 9, 1, 11, 59, tzinfo=dt.UTC)
    names = [("B", "논문 마감"), ("A", "초록 마감"), ("A", "논문 마감")]
    found = tuple(ConferenceDeadline(title=title, label=label, due=due) for title, label in names)
    made = composed(Harvest(sightings=(), reports=(), deadlines=found))
    assert [(one.title, one.label) for one in made.deadlines] == [
        ("A", "논문 마감"),
        ("A", "초록 마감"),
        ("B", "논문 마감"),
    ]
    assert made.deadlines[0].due == due
