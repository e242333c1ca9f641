"""arXiv's announcement table in summer and winter time."""

from __future__ import annotations

import datetime as dt
import itertools
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.calendar.arxiv_announcements import announcements_between

ET = ZoneInfo("America/New_York")
KST = ZoneInfo("Asia/Seoul")
instants = st.integers(1_175_500_000, 3_786_900_000).map(lambda s: dt.datetime.fromtimestamp(s, dt.UTC))


def et(day: int, hour: int, month: int = 8) -> dt.datetime:
    return dt.datetime(2024, month, day, hour, tzinfo=ET)


def kst(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=KST)


@pytest.mark.parametrize(
    ("announced", "opened", "closed"),
    [  # August 2024: the 18th is a Sunday
        (et(20, 20), et(19, 14), et(20, 14)),
        (et(21, 20), et(20, 14), et(21, 14)),
        (et(22, 20), et(21, 14), et(22, 14)),
        (et(25, 20), et(22, 14), et(23, 14)),
        (et(19, 20), et(16, 14), et(19, 14)),
    ],
)
def test_every_row_of_the_table(announced: dt.datetime, opened: dt.datetime, closed: dt.datetime) -> None:
    (found,) = announcements_between(announced, announced + dt.timedelta(minutes=1))
    assert (found.at, found.submitted_from, found.submitted_to) == (announced, opened, closed)


def test_friday_and_saturday_nights_announce_nothing() -> None:
    assert announcements_between(et(16, 0), et(18, 20)) == ()


def test_what_was_announced_that_day_before_the_window_began_is_not_in_it() -> None:
    second = dt.timedelta(seconds=1)
    assert announcements_between(et(20, 20) + second, et(21, 20)) == ()
    assert announcements_between(et(20, 20), et(20, 20)) == ()
    assert len(announcements_between(et(20, 20), et(21, 20) + second)) == 2


def test_a_week_has_five_announcements_oldest_first() -> None:
    found = announcements_between(et(18, 0), et(25, 0))
    assert [one.at for one in found] == [et(day, 20) for day in (18, 19, 20, 21, 22)]


def test_a_monday_in_seoul_holds_thursdays_announcement_only() -> None:
    (found,) = announcements_between(kst("2024-08-16T07:00"), kst("2024-08-19T07:00"))
    assert found.at == et(15, 20)


def test_winter_time_moves_the_announcement_an_hour_in_utc() -> None:
    (summer,) = announcements_between(et(14, 0), et(15, 0))
    (winter,) = announcements_between(et(3, 0, 12), et(4, 0, 12))
    assert summer.at.hour == 0
    assert winter.at.hour == 1


def test_the_interval_over_the_clock_change_is_an_hour_longer() -> None:
    # clocks go back on Sunday 2024-11-03; Friday 14:00 EDT to Monday 14:00 EST
    (found,) = announcements_between(et(4, 20, 11), et(4, 21, 11))
    assert found.submitted_to - found.submitted_from == dt.timedelta(hours=73)


@given(instants, st.integers(0, 40))
def test_intervals_tile_time_without_gap_or_overlap(start: dt.datetime, days: int) -> None:
    found = announcements_between(start, start + dt.timedelta(days=days))
    for one, after in itertools.pairwise(found):
        assert one.submitted_to == after.submitted_from
        assert one.at < after.at
    assert all(a.submitted_to < a.at for a in found)


@given(
    instants,
    st.integers(0, 500),
    st.integers(0, 500),
)
def test_a_window_cut_in_two_holds_the_same_announcements(start: dt.datetime, first: int, second: int) -> None:
    middle = start + dt.timedelta(hours=first)
    end = middle + dt.timedelta(hours=second)
    whole = announcements_between(start, end)
    assert whole == announcements_between(start, middle) + announcements_between(middle, end)
