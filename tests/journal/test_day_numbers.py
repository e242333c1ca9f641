"""`N일차` ↔ date: inferred only when one rule explains every pair."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.journal.config import CourseSettings
from digest.journal.find.day_numbers import OPENS_WEEK, Known, NumberRule, day_numbers_of, holiday_name

D = dt.date


def test_53_holidays_counted() -> None:
    course = day_numbers_of(CourseSettings(day1=D(2024, 8, 5)), [])
    assert [course.date_of(n) for n in (1, 9, 11, 15)] == [
        D(2024, 8, 5),
        D(2024, 8, 15),
        D(2024, 8, 19),
        D(2024, 8, 23),
    ]
    assert course.number_of(D(2024, 8, 17)) is None


def test_53_holidays_skipped() -> None:
    course = day_numbers_of(CourseSettings(day1=D(2024, 8, 5), holidays="skipped"), [])
    assert [course.date_of(n) for n in (8, 9)] == [D(2024, 8, 14), D(2024, 8, 16)]


def test_53_the_rule_is_learnt_from_the_pairs() -> None:
    skipped = [(3, D(2022, 9, 21)), (8, D(2022, 9, 28)), (11, D(2022, 10, 4)), (19, D(2022, 10, 17))]
    assert day_numbers_of(None, skipped).rules == (NumberRule(D(2022, 9, 19), "skipped"),)
    counted = [(1, D(2024, 8, 5)), (9, D(2024, 8, 15)), (11, D(2024, 8, 19))]
    assert day_numbers_of(None, counted).rules == (NumberRule(D(2024, 8, 5), "counted"),)


def test_both_rules_stand_until_a_holiday_decides() -> None:
    course = day_numbers_of(None, [(1, D(2024, 8, 5)), (8, D(2024, 8, 14))])
    assert len(course.rules) == 2
    assert course.date_of(8) == D(2024, 8, 14)
    assert course.date_of(9) is None
    assert course.disputes(D(2024, 8, 15))
    assert course.disputes(D(2024, 8, 16))


def test_one_wrong_pair_and_there_is_no_rule() -> None:
    course = day_numbers_of(None, [(7, D(2023, 3, 14)), (8, D(2023, 3, 15)), (11, D(2023, 3, 21))])
    assert course.rules == ()
    assert course.date_of(8) is None


@pytest.mark.parametrize("pairs", [[(1, D(2024, 8, 17))], [(0, D(2024, 8, 19))], [(9999, D(2024, 8, 19))]])
def test_impossible_pairs_give_no_rule(pairs: list[tuple[int, dt.date]]) -> None:
    assert day_numbers_of(None, pairs).rules == ()


def test_days_off_that_no_calendar_knows() -> None:
    course = day_numbers_of(CourseSettings(day1=D(2024, 8, 5), off=(D(2024, 8, 6),)), [])
    assert course.date_of(2) == D(2024, 8, 7)


def test_weeks_of_the_course() -> None:
    course = day_numbers_of(CourseSettings(day1=D(2024, 8, 5)), [])
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
    rule = NumberRule(day1, "counted" if holidays == "counted" else "skipped")
    pairs = [(n, date) for n in numbers if (date := rule.date_of(n))]
    course = day_numbers_of(None, pairs)
    assert rule in course.rules
    for n in range(1, 121):
        assert course.date_of(n) in (None, rule.date_of(n))
        date = rule.date_of(n)
        assert date
        assert rule.number_of(date) == n


def test_a_number_right_below_a_weekend_decides_about_holidays() -> None:
    pairs = [(1, D(2024, 8, 5)), (5, D(2024, 8, 9))]
    assert [rule.holidays for rule in day_numbers_of(None, pairs).rules] == ["counted", "skipped"]
    assert [rule.holidays for rule in day_numbers_of(None, pairs, [(11, OPENS_WEEK)]).rules] == ["counted"]
    assert [rule.holidays for rule in day_numbers_of(None, pairs, [(10, OPENS_WEEK)]).rules] == ["skipped"]
    assert [rule.holidays for rule in day_numbers_of(None, pairs, [(11, 0)]).rules] == ["counted"]
    both = day_numbers_of(None, pairs, [(12, OPENS_WEEK), (3, 6)])
    assert len(both.rules) == 2, "hints that no rule agrees with are no reason to doubt what was dated"
    assert day_numbers_of(None, [], [(11, OPENS_WEEK)]).rules == (), "hints alone make no rule"


def test_a_week_that_opens_on_tuesday_because_monday_is_a_holiday() -> None:
    """Monday 2024-05-06 is a substitute holiday."""
    pairs = [(1, D(2024, 4, 29)), (2, D(2024, 4, 30))]
    assert len(day_numbers_of(None, pairs, [(5, OPENS_WEEK), (5, 1)]).rules) == 2
    assert [rule.holidays for rule in day_numbers_of(None, pairs, [(6, OPENS_WEEK), (6, 0)]).rules] == ["counted"]
    assert [rule.holidays for rule in day_numbers_of(None, pairs, [(6, OPENS_WEEK), (6, 1)]).rules] == ["skipped"]


def test_what_an_earlier_run_knew() -> None:
    counted, skipped = NumberRule(D(2024, 8, 5), "counted"), NumberRule(D(2024, 8, 5), "skipped")
    pairs = [(1, D(2024, 8, 5)), (5, D(2024, 8, 9))]
    gone = day_numbers_of(None, [], [], Known((counted,), 2))
    assert (gone.rules, gone.remembered) == ((counted,), True)
    narrowed = day_numbers_of(None, pairs, [], Known((counted,), 2))
    assert (narrowed.rules, narrowed.remembered) == ((counted,), True)
    sure = day_numbers_of(None, [*pairs, (9, D(2024, 8, 15))], [], Known((counted,), 2))
    assert (sure.rules, sure.remembered) == ((counted,), False)
    contradicted = day_numbers_of(None, [(8, D(2024, 8, 14)), (9, D(2024, 8, 16))], [], Known((counted,), 2))
    assert (contradicted.rules, contradicted.remembered) == ((skipped,), False)
    weaker = day_numbers_of(None, [(8, D(2024, 8, 14)), (9, D(2024, 8, 16))], [], Known((counted,), 3))
    assert (weaker.rules, weaker.remembered) == ((), False)
    assert day_numbers_of(None, [(1, D(2024, 8, 5)), (2, D(2024, 8, 9))], [], Known((counted,), 2)).rules == ()
    assert day_numbers_of(None, [], [(10, OPENS_WEEK)], Known((counted,), 2)).rules == ()
    assert day_numbers_of(None, [], [], Known((counted,), 2), [(3, D(2025, 8, 6))]).rules == (), "another course"
    same = [(11, D(2024, 8, 17)), (15, D(2024, 8, 23))]
    assert day_numbers_of(None, [], [], Known((counted,), 2), same).rules == (counted,)
