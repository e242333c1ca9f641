"""What headings, titles and names say about days: every form, every false friend."""

from __future__ import annotations

import datetime as dt

import pytest

from digest.journal.find.date_forms import PartialDate
from digest.journal.find.day_forms import heading_label, is_week_review, month_of, title_label, week_label
from digest.journal.find.day_headings import Head, Span, day_headings
from digest.journal.find.names import name_facts, never_written
from digest.journal.read.normalise import normalise

NUMBERED = {
    "28 11일차": ("11일차", (11,)),
    "28 colon": ("1일차:", (1,)),
    "28 wide colon": ("2일차：", (2,)),
    "28 holiday": ("9일차(광복절)", (9,)),
    "28 bold": ("**11일차**", (11,)),
    "29 ordinal": ("제 3일차", (3,)),
    "33 range": ("20~21일차", (20, 21)),
    "33 list": ("20, 21일차", (20, 21)),
    "33 three": ("26~28일차", (26, 27, 28)),
    "34 Day15": ("Day15", (15,)),
    "34 emoji": ("☁️ Day 12", (12,)),
    "34 comma": ("Day 31, R3", (31,)),
}
DATED = {
    "30 paren": ("11일차(2020-07-27,월)", (2020, 7, 27), 0),
    "30 space": ("10일차(2024-06-07, 금)", (2024, 6, 7), 4),
    "30 dots": ("11일차(2025.06.12 목)", (2025, 6, 12), 3),
    "30 no year": ("11일차 (9월 15일)", (None, 9, 15), None),
    "35 compact": ("240109", (2024, 1, 9), None),
    "36 iso": ("2024-08-16", (2024, 8, 16), None),
    "36 dots": ("2024. 08. 19.", (2024, 8, 19), None),
    "36 emoji": ("📅 2026-02-08", (2026, 2, 8), None),
    "37 month day weekday": ("3월 6일 월요일", (None, 3, 6), 0),
    "38 day weekday": ("10일 토요일", (None, None, 10), 5),
    "39 newest first": ("8월 19일(화)", (None, 8, 19), 1),
    "40 leading space": (" 8월 19일", (None, 8, 19), None),
    "41 short year": ("24.08.19 - 650. 2 Keys", (2024, 8, 19), None),
    "41 trailing dot": ("24.08.19. ", (2024, 8, 19), None),
    "42 odd spaces": ("2022 11 /30(수)", (2022, 11, 30), 2),
    "42 slash": ("12/5(월)", (None, 12, 5), 0),
    "42 long": ("2022년 12월 23일 금요일", (2022, 12, 23), 4),
    "43 American": ("8/19/2024", (2024, 8, 19), None),
    "44 English": ("12:08 Monday 02 January 2017 JST", (2017, 1, 2), 0),
}
FALSE_FRIENDS = [
    "1일차에 배운 내용",
    "Spring 후발대 보충수업(1일차)",
    "Java 자유주제 프로젝트 (팀) 1일차 GUI프로그램 구현",
    "취준의 길 +1일차",
    "11일차 결과는 12일차에 어떻게 연결될까요?",
    "🐢 거북이 (Day 06 보너스)",
    "한 주를 돌아보며...",
    "1. 학습한 내용",
    "1.1.1. 함수",
    "00. 데일리 스크럼",
    "1초도 쉬지 않고 생각하기(D+1)",
    "3일 만에 끝내기",
    "2024년 회고",
    "1/2 분수",
    "화요일에 만난 사람",
    "2022 KAKAO 코딩테스트",
    "404 에러",
    "3월 학습 목표",
    "일요일의 남자",
    "day by day",
    "느낀점(12월 5일 Am 2:00)",
    "[11일차 글 모음](https://example.org) 링크",
]


@pytest.mark.parametrize(("raw", "numbers"), NUMBERED.values(), ids=NUMBERED)
def test_numbers(raw: str, numbers: tuple[int, ...]) -> None:
    label = heading_label(raw)
    assert label
    assert (label.numbers, label.strict) == (numbers, True)


@pytest.mark.parametrize(("raw", "date", "weekday"), DATED.values(), ids=DATED)
def test_dates(raw: str, date: tuple[int | None, int | None, int], weekday: int | None) -> None:
    label = heading_label(raw)
    assert label
    assert label.strict
    assert label.start == PartialDate(date[2], date[1], date[0])
    assert label.weekday == weekday


@pytest.mark.parametrize(
    "raw", ["4일차 학습 정리", "7일 차 회고", "11일차 개발일지", "231120 회고", "26~28일차 P-stage"]
)
def test_loose_forms_need_company(raw: str) -> None:  # 31, 32, 35
    label = heading_label(raw)
    assert label
    assert not label.strict
    assert day_headings([Head(0, 1, raw)]) == ()


@pytest.mark.parametrize("raw", FALSE_FRIENDS)
def test_46_false_friends(raw: str) -> None:
    label = heading_label(raw)
    assert label is None or (not label.strict and day_headings([Head(0, 2, raw)]) == ())


def test_46_false_friends_beside_real_days() -> None:
    heads = [Head(n, 2, raw) for n, raw in enumerate(["11일차", "11일차 결과는 12일차에 어떻게 연결될까요?", "12일차"])]
    assert [day.line for day in day_headings(heads)] == [0, 2]


def test_54_parts_and_ranges() -> None:
    part = heading_label("15(1)일차 학습 정리")
    assert part
    assert (part.numbers, part.part) == ((15,), True)
    week = heading_label("[20-11-16 → 20-11-22] TIL")
    assert week
    assert (week.start, week.end) == (PartialDate(16, 11, 2020), PartialDate(22, 11, 2020))
    short = heading_label("2024-12-30 ~ 01-02")
    assert short
    assert short.end == PartialDate(2, 1, 2025)


def test_a_date_that_cannot_be_bounds_a_day_and_is_none() -> None:  # 42: `2022년 12일 23일`
    label = heading_label("2022년 12일 23일 목요일")
    assert label
    assert (label.broken, label.dated) == (True, False)


def test_59_weekday_names() -> None:
    saturday, monday = heading_label("토요일"), heading_label("Monday")
    assert saturday
    assert monday
    assert (saturday.weekday, monday.weekday) == (5, 0)


def test_loose_days_count_in_a_sequence_of_their_level() -> None:
    heads = [Head(0, 1, "1일차 학습"), Head(5, 2, "개인 학습"), Head(9, 1, "2일차 학습")]
    assert [day.line for day in day_headings(heads)] == [0, 9]


def test_a_number_above_its_date_is_one_day() -> None:
    days = day_headings([Head(0, 1, "Day 8"), Head(1, 2, "2024-08-19"), Head(9, 1, "Day 9"), Head(10, 2, "2024-08-20")])
    assert [(day.line, day.label.numbers) for day in days] == [(1, (8,)), (10, (9,))]


@pytest.mark.parametrize("text", ["3주차 후기", "1주차 회고", "주간 회고", "2주차 주간 정리"])
def test_week_reviews(text: str) -> None:
    assert is_week_review(normalise(text))


@pytest.mark.parametrize("text", ["1주차에 배운 내용", "부캠 1주차", "후기"])
def test_no_week_reviews(text: str) -> None:
    assert not is_week_review(normalise(text))


def test_month_headings() -> None:
    assert (month_of("8월"), month_of("2024년 8월"), month_of("8월 목표")) == ((None, 8), (2024, 8), None)


@pytest.mark.parametrize(
    ("title", "numbers"),
    [
        ("Boostcamp 4days", (4,)),
        ("Day 020", (20,)),
        ("Boostcamp AI Tech (Day 024)", (24,)),
        ("챌린지 9일차 학습 정리", (9,)),
        ("내일배움캠프 64일차 7/16 TIL + x", (64,)),
        ("프리코스 7일 차 10/25", (7,)),
        ("Boostcamp 20~21days", (20, 21)),
    ],
)
def test_45_titles(title: str, numbers: tuple[int, ...]) -> None:
    label = title_label(title)
    assert label
    assert label.numbers == numbers


def test_45_titles_that_say_nothing() -> None:
    assert title_label("30 days of python") is None
    assert title_label("1일차와 2일차") is None
    assert week_label("부캠 3주차 후기")
    assert week_label("2024-10-07-Boostcamp-3weeks")


ONE = dt.date(2024, 8, 19)
NAMES = {
    "2024-08-19.md": ONE,
    "2024-08-19-til.md": ONE,
    "240819.md": ONE,
    "20240819.md": ONE,
    "2024/2408/240819.md": ONE,
    "journals/2024_08_19.md": ONE,
    "2024_08_19(월).md": ONE,
    "[20240819]gRPC 통신.md": ONE,
    "2024-08-19_ gRPC.md": ONE,
    "2024-08-19-browser.md.md": ONE,
    "2024/08/19title.md": ONE,
    "2024/8월/19일.md": ONE,
    "2024/08-19.md": ONE,
    "content/2024-08-19-x/index.md": ONE,
    "Calendar/2024.08.19.md": ONE,
    "2024_08_19(화).md": None,  # 50: the weekday contradicts
    "2024_08월.md": None,
    "24-W34.md": None,
    "3주차.md": None,
    "README.md": None,
    "404.md": None,
}


@pytest.mark.parametrize(("path", "date"), NAMES.items())
def test_file_names(path: str, date: dt.date | None) -> None:
    assert name_facts(path).span == (Span(date, date) if date else None)


def test_file_names_with_more() -> None:
    assert name_facts("2024-11-07~2024-11-09 참석.md").span == Span(dt.date(2024, 11, 7), dt.date(2024, 11, 9))
    assert name_facts("24-W34.md").week_span == Span(dt.date(2024, 8, 19), dt.date(2024, 8, 25))
    weekly = name_facts("Week4-Day5 [피어세션].md").label
    assert weekly
    assert (weekly.numbers, weekly.week) == ((5,), 4)
    assert (name_facts("2022/12/README.md").year, name_facts("2022/12/README.md").month) == (2022, 12)
    assert (name_facts("2022_12월.md").year, name_facts("2022_12월.md").month) == (2022, 12)
    nfd = name_facts("2024/8\u110b\u116f\u11af/19\u110b\u1175\u11af.md")  # 11: decomposed Hangul
    assert nfd.span == Span(ONE, ONE)


@pytest.mark.parametrize(
    "path",
    [
        "templates/daily.md",
        "9-utils/templates/daily.md",
        "archetypes/weeknotes.md",
        "_drafts/2024-08-19.md",
        "logseq/bak/journals/2024_08_19/x.Desktop.md",
        "logseq/.recycle/2024_08_19.md",
        ".trash/2024-08-19.md",
        ".obsidian/2024-08-19.md",
        "2024-08-19.sync-conflict-20240820.md",
        "2024-08-19 (1).md",
        "2024-08-19 2.md",
        "2024-08-19 사본.md",
        "tmp.md",
        "daily-template.md",
    ],
)
def test_85_never_written(path: str) -> None:
    assert never_written(path)


INNOCENT = ["Day 2.md", "1주차(1)_서버.md", "_posts/2022-10-10-Boostcamp-15(1)days.md", "journals/2024_08_19.md"]


@pytest.mark.parametrize("path", INNOCENT)
def test_innocent_names(path: str) -> None:
    assert never_written(path) == ""


def test_a_copy_is_known_by_its_original() -> None:
    assert never_written("회고 (1).md", ["회고.md", "회고 (1).md"])
    assert not never_written("회고 (1).md", ["회고 (1).md"])
