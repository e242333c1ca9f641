"""Dates as people and generators write them; what cannot be a date is none."""

from __future__ import annotations

import datetime as dt
from email.utils import format_datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.collect.feed.dates import read_date

SEOUL = ZoneInfo("Asia/Seoul")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Wed, 21 Aug 2024 22:10:00 +0900", "2024-08-21T22:10:00+09:00"),
        ("Wed, 21 Aug 2024 22:10:00 KST", "2024-08-21T22:10:00+09:00"),
        ("Wed, 21 Aug 2024 22:10 GMT", "2024-08-21T22:10:00+00:00"),
        ("21 Aug 2024 22:10:00 EST", "2024-08-21T22:10:00-05:00"),
        ("Wed, 21 Aug 2024 22:10:00", "2024-08-21T22:10:00+00:00"),
        ("2024-08-21T22:10:00Z", "2024-08-21T22:10:00+00:00"),
        ("2024-08-21T22:10:00.123456789+09:00", "2024-08-21T22:10:00.123456+09:00"),
        ("2024-08-21 22:10:00 +0900", "2024-08-21T22:10:00+09:00"),
        ("2024-08-21 22:10:00 KST", "2024-08-21T22:10:00+09:00"),
        ("2024-08-21 22:10:00 UTC", "2024-08-21T22:10:00+00:00"),
        ("2024-08-21T22:10:00", "2024-08-21T22:10:00+00:00"),
        ("2024년 8월 21일 오후 3:05", "2024-08-21T15:05:00+09:00"),
        ("2024년 8월 21일 오전 12:05", "2024-08-21T00:05:00+09:00"),
        ("2024년 08월 21일 (수) 13시 5분", "2024-08-21T13:05:00+09:00"),
        ("2024. 8. 21. 오후 12:30", "2024-08-21T12:30:00+09:00"),
        ("2024.08.21 09:30:15", "2024-08-21T09:30:15+00:00"),
        ("Aug 21, 2024 5:20 PM", "2024-08-21T17:20:00+00:00"),
        ("21 August 2024, 17:20", "2024-08-21T17:20:00+00:00"),
    ],
)
def test_instants(text: str, expected: str) -> None:
    found = read_date(text)
    assert found == dt.datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026년 10월 6일", "2026-10-06T23:59:59+09:00"),
        ("2026년 10월 6일 화요일", "2026-10-06T23:59:59+09:00"),
        ("Oct 6, 2026", "2026-10-06T23:59:59+00:00"),
        ("October 6th, 2026", "2026-10-06T23:59:59+00:00"),
        ("6 Oct 2026", "2026-10-06T23:59:59+00:00"),
        ("2026-10-06", "2026-10-06T23:59:59+00:00"),
        ("2026/10/06", "2026-10-06T23:59:59+00:00"),
        ("Tue, 06 Oct 2026 00:00:00 +0900", "2026-10-06T23:59:59+09:00"),
        ("2026-10-06T00:00:00Z", "2026-10-06T23:59:59+00:00"),
    ],
)
def test_a_date_without_time_means_its_last_second(text: str, expected: str) -> None:
    assert read_date(text) == dt.datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    "text",
    [
        *("", "0", "2026", "2026-10", "10월 6일", "yesterday", "TBA", "2026-13-01", "2026년 2월 30일", "Foo 6, 2026"),
        *("0001-01-01T00:00:00Z", "9999-12-31T23:59:59-09:00", "25:61", "Mon, 21 Aug 24 25:00:00 GMT"),
        *("Tue, 99 Oct 2026 10:00:00 GMT", "Tue, 06 Oct 2026 10:00:00 +9999"),
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert read_date(text) is None


def test_the_feeds_zone_is_for_dates_without_one() -> None:
    assert read_date("2024-08-21T22:10:00", SEOUL) == dt.datetime(2024, 8, 21, 22, 10, tzinfo=SEOUL)
    assert read_date("2024-08-21T22:10:00Z", SEOUL) == dt.datetime(2024, 8, 21, 22, 10, tzinfo=dt.UTC)


moments = st.integers(946_684_801, 4_102_444_800).map(lambda s: dt.datetime.fromtimestamp(s, SEOUL))


@given(moments)
def test_standard_dates_survive(moment: dt.datetime) -> None:
    expected = moment if moment.time() != dt.time.min else moment.replace(hour=23, minute=59, second=59)
    assert read_date(format_datetime(moment)) == expected
    assert read_date(moment.isoformat()) == expected


@given(st.text(max_size=40))
def test_any_text_is_safe(text: str) -> None:
    found = read_date(text)
    assert found is None or found.tzinfo
