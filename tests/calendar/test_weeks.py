"""ISO weeks: which days are one week, how it is written, and where a year ends."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.calendar.weeks import Week

W34 = Week(dt.date(2024, 8, 19))


@pytest.mark.parametrize("day", range(19, 26))
def test_a_week_goes_from_monday_to_sunday(day: int) -> None:
    assert Week.of(dt.date(2024, 8, day)) == W34


def test_the_days_beside_it_are_of_other_weeks() -> None:
    assert Week.of(dt.date(2024, 8, 18)) == W34.before == Week(dt.date(2024, 8, 12))
    assert Week.of(dt.date(2024, 8, 26)).before == W34


def test_a_week_knows_its_days() -> None:
    assert W34.days == tuple(dt.date(2024, 8, day) for day in range(19, 26))
    assert W34.days[-1] == W34.sunday == dt.date(2024, 8, 25)
    assert W34.day == dt.date(2024, 8, 23)
    assert W34.day.strftime("%a") == "Fri"


@pytest.mark.parametrize("text", ["2024-W34", "2024w34", "2024-w34", "2024W34", " 2024-W34\n"])
def test_a_week_is_read_as_people_write_it(text: str) -> None:
    assert Week.parse(text) == W34


def test_a_week_of_one_digit_is_written_with_two() -> None:
    assert Week.parse("2024-W1") == Week.parse("2024-W01") == Week(dt.date(2024, 1, 1))
    assert str(Week(dt.date(2024, 1, 1))) == "2024-W01"
    assert str(W34) == "2024-W34"


@pytest.mark.parametrize(("monday", "name"), [((2024, 12, 30), "2025-W01"), ((2020, 12, 28), "2020-W53")])
def test_a_week_over_the_turn_of_the_year_has_the_year_of_its_thursday(monday: tuple[int, int, int], name: str) -> None:
    week = Week(dt.date(*monday))
    assert str(week) == name
    assert Week.parse(name) == week


@pytest.mark.parametrize("text", ["34", "2024-34", "2024-W", "2024-W345", "in 2024-W34", "2024-W34-5"])
def test_what_is_no_week_is_refused_and_named(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(text)):
        Week.parse(text)


@pytest.mark.parametrize("text", ["2024-W00", "2024-W53", "2020-W54"])
def test_a_week_that_its_year_does_not_have_is_refused(text: str) -> None:
    """2020 has 53, 2024 has 52."""
    with pytest.raises(ValueError, match="week"):
        Week.parse(text)


def test_weeks_stand_in_the_order_of_time_and_are_values() -> None:
    later, earlier = Week.parse("2025-W01"), Week.parse("2024-W52")
    assert sorted([later, W34, earlier]) == [W34, earlier, later]
    assert {W34: "kept"}[Week.parse("2024-W34")] == "kept"
    with pytest.raises(dataclasses.FrozenInstanceError):
        W34.monday = earlier.monday  # type: ignore[misc]


@given(st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1)))
def test_every_day_is_in_its_week_and_the_week_is_read_as_it_is_written(date: dt.date) -> None:
    week = Week.of(date)
    assert date in week.days
    assert len(set(week.days)) == 7
    assert week.monday.weekday() == 0
    assert Week.parse(str(week)) == week
    assert str(week) == date.strftime("%G-W%V")
