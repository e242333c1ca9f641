"""A heading, title or name of another day in the same hand: numbers and weekdays change, and nothing else."""

from __future__ import annotations

import datetime as dt

import pytest

from digest.journal.write.relabel import relabelled

AUGUST = {day: dt.date(2024, 8, day) for day in range(1, 32)}
MONDAY, TUESDAY = AUGUST[19], AUGUST[20]


@pytest.mark.parametrize(
    ("text", "old", "new", "told"),
    [
        ("2024-10-30", (10, 30), (11, 4), "2024-11-04"),  # nobody writes `2024-11-4`
        ("24.10.30", (10, 30), (11, 4), "24.11.04"),
        ("2024/10/30", (10, 30), (11, 4), "2024/11/4"),
        ("2024. 10. 30.", (10, 30), (11, 4), "2024. 11. 4."),
        ("10/30", (10, 30), (11, 4), "11/4"),
        ("10-30", (10, 30), (11, 4), "11-4"),
        ("10월 30일", (10, 30), (11, 4), "11월 4일"),
        ("2024년 10월 30일", (10, 30), (11, 4), "2024년 11월 4일"),
        ("2024.8.9", (8, 9), (8, 12), "2024.8.12"),
        ("2024.8.19", (8, 19), (9, 2), "2024.9.2"),
        ("2024.08.19", (8, 19), (9, 2), "2024.09.02"),
        ("2024.10.09", (10, 9), (11, 4), "2024.11.04"),
        ("08/19", (8, 19), (9, 2), "09/02"),
        ("08/19/2024", (8, 19), (9, 2), "09/02/2024"),
        ("30일", (10, 30), (11, 4), "4일"),
        ("10월 30 일", (10, 30), (11, 4), "11월 4 일"),
        ("0819", (8, 19), (9, 2), "0902"),
        ("20240819", (8, 19), (9, 2), "20240902"),
        ("til-20240819-0819", (8, 19), (9, 2), "til-20240902-0819"),  # the first that spells it
        ("2024-08-19 2024-08-19", (8, 19), (9, 2), "2024-09-02 2024-08-19"),
    ],
)
def test_zeros_stay_as_the_person_writes_them(text: str, old: tuple[int, int], new: tuple[int, int], told: str) -> None:
    assert relabelled(text, dt.date(2024, *old), dt.date(2024, *new)) == told


@pytest.mark.parametrize(
    ("text", "old", "new", "told"),
    [
        ("2024-12-31", dt.date(2024, 12, 31), dt.date(2025, 1, 2), "2025-01-02"),
        ("24/12/31", dt.date(2024, 12, 31), dt.date(2025, 1, 2), "25/1/2"),
        ("241231", dt.date(2024, 12, 31), dt.date(2025, 1, 2), "250102"),
        ("24년 12월 31일", dt.date(2024, 12, 31), dt.date(2025, 1, 2), "25년 1월 2일"),
        ("31 December 2024", dt.date(2024, 12, 31), dt.date(2025, 1, 2), "2 January 2025"),
        ("12/31/2024", dt.date(2024, 12, 31), dt.date(2025, 1, 2), "1/2/2025"),
    ],
)
def test_a_year_goes_on(text: str, old: dt.date, new: dt.date, told: str) -> None:
    assert relabelled(text, old, new) == told


@pytest.mark.parametrize(
    ("text", "new", "told"),
    [
        ("19 August 2024", dt.date(2024, 9, 2), "2 September 2024"),
        ("19 Aug 2024", dt.date(2024, 9, 2), "2 Sep 2024"),
        ("19 AUG 2024", dt.date(2024, 9, 2), "2 SEP 2024"),
        ("19 august 2024", dt.date(2024, 9, 2), "2 september 2024"),
        ("August 19, 2024", dt.date(2024, 9, 2), "September 2, 2024"),
        ("Aug 19", dt.date(2024, 9, 2), "Sep 2"),
        ("19 Aug", dt.date(2024, 9, 2), "2 Sep"),
        ("Aug. 19", dt.date(2024, 9, 2), "Sep. 2"),
        ("19th August", AUGUST[20], "20th August"),
        ("19th August", AUGUST[21], "21st August"),
        ("August 19th", AUGUST[22], "August 22nd"),
        ("August 19th", AUGUST[23], "August 23rd"),
        ("August 19th", AUGUST[24], "August 24th"),
        ("August 19th", dt.date(2024, 9, 1), "September 1st"),
        ("August 19th", dt.date(2024, 9, 2), "September 2nd"),
        ("August 19th", dt.date(2024, 9, 3), "September 3rd"),
        ("August 19th", dt.date(2024, 9, 10), "September 10th"),
        ("August 19th", dt.date(2024, 9, 11), "September 11th"),
        ("August 19th", dt.date(2024, 9, 12), "September 12th"),
        ("August 19th", dt.date(2024, 9, 13), "September 13th"),
        ("August 19th", dt.date(2024, 9, 14), "September 14th"),
        ("August 19th", dt.date(2024, 9, 30), "September 30th"),
    ],
)
def test_english_months_keep_their_length_case_and_ordinals(text: str, new: dt.date, told: str) -> None:
    assert relabelled(text, MONDAY, new) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("8월 19일 (월)", "8월 20일 (화)"),
        ("8월 19일 [월]", "8월 20일 [화]"),
        ("8월 19일, 월요일", "8월 20일, 화요일"),
        ("8월 19일 월", "8월 20일 화"),
        ("월요일 19일", "화요일 20일"),
        ("8월 19 월요일", "8월 20 화요일"),
        ("2024년 8월 19 월요일", "2024년 8월 20 화요일"),
        ("8월 19 월", "8월 20 화"),
        ("8월 19 (월)", "8월 20 (화)"),
        ("8월 19 일", "8월 20 일"),  # no Sunday
        ("2024년 8월 19 일", "2024년 8월 20 일"),
        ("8월19 일", "8월20 일"),
        ("(8월 19 일)", "(8월 20 일)"),
        ("19 일", "20 일"),
        ("2024-08-19 한 일", "2024-08-20 한 일"),
        ("2024-08-19 [할 일]", "2024-08-20 [할 일]"),
        ("2024-08-19-월요일", "2024-08-20-화요일"),
        ("2024-08-19_월", "2024-08-20_화"),
        ("2024-08-19_Mon", "2024-08-20_Tue"),
        ("2024-08-19월요일", "2024-08-20화요일"),
        ("8/19월)", "8/20화)"),
        ("08/19월", "08/20화"),
        ("2024-08-19 Monday", "2024-08-20 Tuesday"),
        ("2024-08-19 (Mon)", "2024-08-20 (Tue)"),
        ("Monday 2024-08-19", "Tuesday 2024-08-20"),
        ("2024-08-19 Mondays", "2024-08-20 Mondays"),
        ("19일차 (2024/8월)", None),
        ("2024-08-19 (2024/08월)", "2024-08-20 (2024/08월)"),  # a month, no Monday
        ("2024-08-19 (8월)", "2024-08-20 (8월)"),
        ("2024-08-19 월례 회의", "2024-08-20 월례 회의"),
        ("2024-08-19 (월간)", "2024-08-20"),
    ],
)
def test_weekdays_follow_however_they_stand(text: str, told: str | None) -> None:
    assert relabelled(text, MONDAY, TUESDAY) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("8월 18 일요일", "8월 19 월요일"),
        ("8월 18일 (일)", "8월 19일 (월)"),
        ("8월 18일 [일]", "8월 19일 [월]"),
        ("8월 18일 일", "8월 19일 월"),
        ("8/18 일", "8/19 월"),
        ("2024-08-18 일", "2024-08-19 월"),
        ("2024-08-18, 일", "2024-08-19, 월"),
        ("2024. 8. 18. 일", "2024. 8. 19. 월"),
        ("2024-08-18-일", "2024-08-19-월"),
        ("240818 일", "240819 월"),
        ("8월 18 일", "8월 19 일"),  # the 18th, on a Sunday by chance
    ],
)
def test_a_sunday_is_one_where_it_cannot_be_a_day(text: str, told: str) -> None:
    assert relabelled(text, AUGUST[18], MONDAY) == told


def test_a_friday_stands_behind_a_number_without_its_day() -> None:
    assert relabelled("8월 16 금요일", AUGUST[16], MONDAY) == "8월 19 월요일"


@pytest.mark.parametrize(("day", "named"), [(20, "화"), (21, "수"), (22, "목"), (23, "금"), (24, "토"), (25, "일")])
def test_a_weekday_of_the_day_before_is_none_of_the_next(day: int, named: str) -> None:
    first = f"2024-08-{day}{named}요일 (8/{day}) {named}요일"
    assert relabelled(first, AUGUST[day], MONDAY) == f"2024-08-19월요일 (8/{day}) 월요일"
    if named != "일":
        assert relabelled(f"8/{day}{named})", AUGUST[day], AUGUST[26]) == "8/26월)"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("8월 19일 (광복절 다음)", "8월 20일"),
        ("8월 19일(첫날)", "8월 20일"),
        ("8월 19일 (첫날) (휴가)", "8월 20일"),
        ("8월 19일 (월) (휴가)", "8월 20일 (화) (휴가)"),  # with a weekday one cannot tell what is an aside
        ("8월 19일 (3주차)", "8월 20일 (3주차)"),
        ("8월 19일 (week 3)", "8월 20일 (week 3)"),
    ],
)
def test_an_aside_belongs_to_its_day(text: str, told: str) -> None:
    assert relabelled(text, MONDAY, TUESDAY) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Day 9", "Day 10"),
        ("day9", "day10"),
        ("DAY-009", "DAY-010"),
        ("Day_09", "Day_10"),
        ("9 days", "10 days"),
        ("9day", "10day"),
        ("9 일 차", "10 일 차"),
        ("009일차", "010일차"),
        ("9번 문제 9일차", "9번 문제 10일차"),
        ("19일차", None),
        ("Day 99", None),
        ("Day 1 (9)", None),
        ("9일", None),
        ("9th", None),
        ("", None),
    ],
)
def test_the_number_of_a_day_goes_on_alone(text: str, told: str | None) -> None:
    assert relabelled(text, MONDAY, TUESDAY, (9, 10)) == told


def test_a_number_that_grows_keeps_no_zero_it_never_had() -> None:
    assert relabelled("99일차", MONDAY, TUESDAY, (99, 100)) == "100일차"
    assert relabelled("0099일차", MONDAY, TUESDAY, (99, 100)) == "0100일차"
    assert relabelled("Day 12 - 2024-08-19", MONDAY, TUESDAY, (12, 13)) == "Day 13 - 2024-08-20"
    assert relabelled("16일차", AUGUST[16], MONDAY, (16, 17)) == "17일차"  # on the 16th by chance
    assert relabelled("2024-08-19 공부", MONDAY, TUESDAY, (12, 13)) == "2024-08-20 공부"  # a date alone will do


@pytest.mark.parametrize(
    "text",
    [
        "제목",
        "19",  # a number is no day
        "19번 문제",
        "Monday, 19",
        "2024",
        "8월",
        "19일차",  # a number of days, not the day of the month
        "19 일 차",
        "2024-09-19",
        "2024-08-18",
        "19 September",
        "September 19",
        "120240819",
        "8190",
        "월요일",
    ],
)
def test_what_does_not_spell_the_date_is_not_made_anew(text: str) -> None:
    told = relabelled(text, MONDAY, TUESDAY)
    assert told is None


def test_the_surest_spelling_is_taken_where_there_are_two() -> None:
    assert relabelled("8/19 글 (2024-08-19)", MONDAY, TUESDAY) == "8/19 글 (2024-08-20)"
    assert relabelled("19일 8월 19일", MONDAY, TUESDAY) == "19일 8월 20일"
    assert relabelled("19번 문제 19일차 19일", MONDAY, TUESDAY) == "19번 문제 19일차 20일"
    assert relabelled("1 2 8 19 3", MONDAY, TUESDAY) == "1 2 8 20 3"
