"""`N일차` ↔ date: inferred only when one rule explains every pair (journals C3.4, finding 2)."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.journal.config import CourseSettings
from digest.journal.course import Rule, course_of, holiday_name

D = dt.date


def test_53_holidays_counted() -> None:
    course = course_of(CourseSettings(day1=D(2024, 8, 5)), [])
    assert [course.date_of(n) for n in (1, 9, 11, 15)] == [
        D(2024, 8, 5),
        D(2024, 8, 15),
        D(2024, 8, 19),
        D(2024, 8, 23),
    ]
    assert course.number_of(D(2024, 8, 17)) is None


def test_53_holidays_skipped() -> None:
    course = course_of(CourseSettings(day1=D(2024, 8, 5), holidays="skipped"), [])
    assert [course.date_of(n) for n in (8, 9)] == [D(2024, 8, 14), D(2024, 8, 16)]


def test_53_the_rule_is_learnt_from_the_pairs() -> None:
    skipped = [(3, D(2022, 9, 21)), (8, D(2022, 9, 28)), (11, D(2022, 10, 4)), (19, D(2022, 10, 17))]
    assert course_of(None, skipped).rules == (Rule(D(2022, 9, 19), "skipped"),)
    counted = [(1, D(2024, 8, 5)), (9, D(2024, 8, 15)), (11, D(2024, 8, 19))]
    assert course_of(None, counted).rules == (Rule(D(2024, 8, 5), "counted"),)


def test_both_rules_stand_until_a_holiday_decides() -> None:
    course = course_of(None, [(1, D(2024, 8, 5)), (8, D(2024, 8, 14))])
    assert len(course.rules) == 2
    assert course.date_of(8) == D(2024, 8, 14)
    assert course.date_of(9) is None
    assert course.disputes(D(2024, 8, 15))
    assert course.disputes(D(2024, 8, 16))


def test_one_wrong_pair_and_there_is_no_rule() -> None:
    course = course_of(None, [(7, D(2023, 3, 14)), (8, D(2023, 3, 15)), (11, D(2023, 3, 21))])
    assert course.rules == ()
    assert course.date_of(8) is None


@pytest.mark.parametrize("pairs", [[(1, D(2024, 8, 17))], [(0, D(2024, 8, 19))], [(9999, D(2024, 8, 19))]])
def test_impossible_pairs_give_no_rule(pairs: list[tuple[int, dt.date]]) -> None:
    assert course_of(None, pairs).rules == ()


def test_days_off_that_no_calendar_knows() -> None:
    course = course_of(CourseSettings(day1=D(2024, 8, 5), off=(D(2024, 8, 6),)), [])
    assert course.date_of(2) == D(2024, 8, 7)


def test_weeks_of_the_course() -> None:
    course = course_of(CourseSettings(day1=D(2024, 8, 5)), [])
    assert course.date_of(5, week=2) == D(2024, 8, 16)


def test_holidays_have_korean_names_and_substitutes() -> None:
    assert holiday_name(D(2024, 8, 15)) == "광복절"
    assert "대체" in holiday_name(D(2024, 5, 6))
    assert holiday_name(D(2024, 8, 16)) == ""


@given(
    st.dates(D(2015, 1, 1), D(2027, 1, 1)).filter(lambda day: day.weekday() < 5 and not holiday_name(day)),
    st.sampled_from(["counted", "skipped"]),
    st.sets(st.integers(1, 120), min_size=1, max_size=8),
)
def test_whatever_the_rule_its_own_pairs_never_contradict_it(day1: dt.date, holidays: str, numbers: set[int]) -> None:
    rule = Rule(day1, "counted" if holidays == "counted" else "skipped")
    pairs = [(n, date) for n in numbers if (date := rule.date_of(n))]
    course = course_of(None, pairs)
    assert rule in course.rules
    for n in range(1, 121):
        assert course.date_of(n) in (None, rule.date_of(n))
        date = rule.date_of(n)
        assert date
        assert rule.number_of(date) == n
