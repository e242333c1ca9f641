from __future__ import annotations

import datetime as dt
import re
from dataclasses import FrozenInstanceError, replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.calendar.digest_days import known_zone, parse_days
from digest.errors import ConfigError
from makers import SEOUL, calendar

ZONES = ("Asia/Seoul", "UTC", "America/New_York")
TEN_YEARS = st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1))


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def test_monday_takes_friday_to_sunday() -> None:
    window = calendar().window(dt.date(2024, 8, 19), at("2024-08-19T07:30:00+09:00"))
    assert window.list_dates == (dt.date(2024, 8, 16), dt.date(2024, 8, 17), dt.date(2024, 8, 18))
    assert window.start == at("2024-08-16T07:00:00+09:00")
    assert window.end == at("2024-08-19T07:00:00+09:00")


def test_tuesday_takes_monday() -> None:
    window = calendar().window(dt.date(2024, 8, 20), at("2024-08-20T07:30:00+09:00"))
    assert window.list_dates == (dt.date(2024, 8, 19),)


def test_only_a_live_run_reads_earlier_lists_again() -> None:
    cal = calendar()
    live = cal.window(dt.date(2024, 8, 20), at("2024-08-20T07:30:00+09:00"))
    backfill = cal.window(dt.date(2024, 8, 20), at("2024-08-23T07:30:00+09:00"))
    assert live.live
    assert live.late_dates == (dt.date(2024, 8, 16), dt.date(2024, 8, 17), dt.date(2024, 8, 18))
    assert not backfill.live
    assert backfill.late_dates == ()


def test_before_the_cutoff_a_window_is_provisional() -> None:
    cal = calendar()
    assert cal.window(dt.date(2024, 8, 20), at("2024-08-20T06:59:00+09:00")).provisional
    assert not cal.window(dt.date(2024, 8, 20), at("2024-08-20T07:00:00+09:00")).provisional
    assert not cal.window(dt.date(2024, 8, 20), at("2024-08-20T07:01:00+09:00")).provisional
    assert not cal.window(dt.date(2024, 8, 20), at("2024-08-23T07:00:00+09:00")).provisional


def test_skipped_days_are_covered_by_the_next_digest() -> None:
    holiday = dt.date(2024, 8, 15)
    cal = calendar(skipped=lambda date: date == holiday)
    window = cal.window(dt.date(2024, 8, 16), at("2024-08-16T07:30:00+09:00"))
    assert window.list_dates == (dt.date(2024, 8, 14), holiday)
    with pytest.raises(ValueError, match="no digest day"):
        cal.window(holiday, at("2024-08-16T07:30:00+09:00"))


def test_after_a_long_leave_the_next_digest_reaches_back_a_month() -> None:
    first, last = dt.date(2024, 3, 4), dt.date(2024, 8, 16)  # a semester
    skipping = calendar(skipped=lambda date: first <= date <= last)
    window = skipping.window(dt.date(2024, 8, 19), at("2024-08-19T07:30:00+09:00"))
    assert window.list_dates[0] == dt.date(2024, 7, 19)
    assert (window.end - window.start).days == 31
    assert window.late_dates == ()
    assert skipping.current(at("2024-05-01T12:00:00+09:00")) == dt.date(2024, 8, 19)


def test_a_leave_of_four_hundred_days_is_the_longest_that_has_an_end() -> None:
    first = dt.date(2024, 1, 1)
    for away, found in ((399, True), (400, False)):
        last = first + dt.timedelta(days=away)
        cal = calendar("daily", skipped=lambda date, last=last: first < date <= last)
        if found:
            assert cal.following(first) == last + dt.timedelta(days=1)
        else:
            with pytest.raises(ConfigError, match="400일 안에"):
                cal.following(first)


def test_a_calendar_without_digest_days_says_so() -> None:
    with pytest.raises(ConfigError, match="다이제스트를 만드는 날이 없습니다"):
        calendar(skipped=lambda _date: True).previous(dt.date(2024, 8, 19))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon-fri", {0, 1, 2, 3, 4}),
        ("sat-mon", {5, 6, 0}),
        ("mon,wed", {0, 2}),
        ("daily", set(range(7))),
        ("Sun", {6}),
        (" Daily ", set(range(7))),
        ("mon - wed, fri", {0, 1, 2, 4}),
    ],
)
def test_days_are_read_as_written(text: str, days: set[int]) -> None:
    assert parse_days(text) == days


def test_the_days_between_two_dates_include_both_and_only_digest_days() -> None:
    cal = calendar()
    days = list(cal.between(dt.date(2024, 8, 16), dt.date(2024, 8, 20)))
    assert days == [dt.date(2024, 8, 16), dt.date(2024, 8, 19), dt.date(2024, 8, 20)]
    assert list(cal.between(dt.date(2024, 8, 16), dt.date(2024, 8, 16))) == [dt.date(2024, 8, 16)]
    assert list(cal.between(dt.date(2024, 8, 20), dt.date(2024, 8, 16))) == []


def test_a_cutoff_inside_the_lost_hour_of_spring_is_the_first_instant_after_it() -> None:
    """New York has no 02:30 on 10 March 2024; what the clocks call it is 03:30."""
    new_york = replace(calendar("daily", "America/New_York"), cutoff=dt.time(2, 30))
    assert new_york.cutoff_at(dt.date(2024, 3, 10)).isoformat() == "2024-03-10T03:30:00-04:00"


def test_a_window_that_has_not_begun_is_live_and_asks_for_no_list_of_tomorrow() -> None:
    """Asked early on Sunday for Monday: in UTC it is still Saturday, and Sunday's list would be refused."""
    window = calendar().window(dt.date(2024, 8, 19), at("2024-08-18T05:00:00+09:00"))
    assert window.live
    assert window.late_dates == (dt.date(2024, 8, 15),)
    assert window.list_dates == (dt.date(2024, 8, 16), dt.date(2024, 8, 17))


def test_a_window_holds_its_first_instant_and_not_its_last() -> None:
    window = calendar().window(dt.date(2024, 8, 19), at("2024-08-19T07:30:00+09:00"))
    assert window.previous == dt.date(2024, 8, 16)
    assert [window.holds(instant) for instant in (window.start, window.end)] == [True, False]


@pytest.mark.parametrize("text", ["mo-fr", "1-5", "", "mon-"])
def test_unknown_days_are_named(text: str) -> None:
    if text == "mon-":
        assert parse_days(text) == {0}
        return
    with pytest.raises(ValueError, match="모르는 요일"):
        parse_days(text)


def test_a_calendar_is_a_value() -> None:
    """Threads share one, and nobody moves another's days."""
    cal = calendar()
    with pytest.raises(FrozenInstanceError):
        cal.cutoff = dt.time(8)  # type: ignore[misc]
    assert {cal: "kept"}[calendar()] == "kept"
    assert replace(cal, cutoff=dt.time(8)) != cal


@given(date=TEN_YEARS, zone=st.sampled_from(ZONES), days=st.sampled_from(["mon-fri", "daily", "mon,thu", "sat-sun"]))
def test_windows_tile_time_without_gap_or_overlap(date: dt.date, zone: str, days: str) -> None:
    cal = calendar(days, zone)
    day = date if cal.is_digest_day(date) else cal.following(date)
    later = cal.following(day)
    now = dt.datetime.combine(later, dt.time(12), ZoneInfo(zone))
    first, second = cal.window(day, now), cal.window(later, now)
    assert first.end == second.start
    assert first.start < first.end
    assert not set(first.list_dates) & set(second.list_dates)
    assert first.list_dates[-1] + dt.timedelta(days=1) == second.list_dates[0]
    assert cal.previous(later) == day


@given(date=TEN_YEARS, zone=st.sampled_from(ZONES), minutes=st.integers(0, 24 * 60 - 1))
def test_no_list_date_is_ever_in_the_utc_future(date: dt.date, zone: str, minutes: int) -> None:
    cal = calendar("daily", zone)
    now = dt.datetime.combine(date, dt.time(minutes // 60, minutes % 60), ZoneInfo(zone))
    window = cal.window(date, now)
    today = now.astimezone(dt.UTC).date()
    assert all(listed <= today for listed in window.list_dates + window.late_dates)


@given(date=TEN_YEARS, zone=st.sampled_from(ZONES), hours=st.integers(0, 400))
def test_a_past_window_is_the_same_whenever_it_is_asked(date: dt.date, zone: str, hours: int) -> None:
    cal = calendar("mon-fri", zone)
    day = date if cal.is_digest_day(date) else cal.following(date)
    noon = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(12), ZoneInfo(zone))
    asked = [cal.window(day, noon), cal.window(day, noon + dt.timedelta(hours=hours))]
    assert asked[0].model_copy(update={"now": asked[1].now}) == asked[1]


@pytest.mark.parametrize("name", ["Asia", "Asia/Seul", "KST", "../etc/passwd", ""])
def test_a_time_zone_that_is_none_is_named(name: str) -> None:
    """`Asia` is a folder of the zone files."""
    with pytest.raises(ValueError, match=f"모르는 시간대입니다: {re.escape(name)}"):
        known_zone(name)
    assert known_zone("Asia/Seoul") == "Asia/Seoul"


def test_what_is_seen_now_belongs_to_the_next_open_window() -> None:
    cal = calendar()
    assert cal.current(at("2024-08-23T06:00:00+09:00")) == dt.date(2024, 8, 23)
    assert cal.current(at("2024-08-23T07:00:00+09:00")) == dt.date(2024, 8, 26)
    assert cal.current(at("2024-08-24T12:00:00+09:00")) == dt.date(2024, 8, 26)
    assert cal.today(at("2024-08-22T23:00:00+00:00")) == dt.datetime(2024, 8, 23, tzinfo=SEOUL).date()
