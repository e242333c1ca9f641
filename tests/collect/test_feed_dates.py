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
        ("Wed, 21 Aug 2024 22:10:00 -07:00", "2024-08-21T22:10:00-07:00"),
        ("Wed, 21 Aug 2024 22:10:00 GMT+0900", "2024-08-21T22:10:00+09:00"),
        ("Wed, 21 Aug 2024 22:10:00 UTC+09:00", "2024-08-21T22:10:00+09:00"),
        ("Wed Aug 21 2024 22:10:00 GMT+0900 (한국 표준시)", "2024-08-21T22:10:00+09:00"),
        ("Wed, 21 Aug 2024 9:10 PM +0900", "2024-08-21T21:10:00+09:00"),
        ("Wed, 21 Aug 2024 12:10 AM +0900", "2024-08-21T00:10:00+09:00"),
        ("Aug 21, 2024 at 5:20 p.m. ET", "2024-08-21T17:20:00-04:00"),
        ("Wed, 21 Aug 2024 22:10:00 MEST", "2024-08-21T22:10:00+02:00"),
        ("Wed, 21 Feb 2024 22:10:00 ET", "2024-02-21T22:10:00-05:00"),
        ("Wed, 21 Aug 2024 22:10:00 HKT", "2024-08-21T22:10:00+08:00"),
        ("Wed, 21 Aug 2024 22:10:00 America/Los_Angeles", "2024-08-21T22:10:00-07:00"),
        ("2024-08-21 오후 11:23:17", "2024-08-21T23:23:17+09:00"),
        ("2024-08-21T9:00:01Z", "2024-08-21T09:00:01+00:00"),
        ("2024-08-21t09:00:01z", "2024-08-21T09:00:01+00:00"),
        ("20240821T221000Z", "2024-08-21T22:10:00+00:00"),
        ("Wed, 21 Aug 24 22:10:00 +0000", "2024-08-21T22:10:00+00:00"),
        ("Wednesday, 21-Aug-24 22:10:00 GMT", "2024-08-21T22:10:00+00:00"),
        ("Wed Aug 21 22:10:00 KST 2024", "2024-08-21T22:10:00+09:00"),
        ("Wed Aug 21 22:10:00 2024", "2024-08-21T22:10:00+00:00"),
        ("21 Sept 2024 22:10:00 +0000", "2024-09-21T22:10:00+00:00"),
        ("Tue, 31 Dec 2024 23:59:60 GMT", "2024-12-31T23:59:59+00:00"),
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
        ("6th Oct 2026", "2026-10-06T23:59:59+00:00"),
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
        *("Wed, 21 Aug 2024 22:10:00 XYZT", "Wed, 21 Aug 2024 22:10:00 IST", "2024-08-21T22:10:00 Mars/Olympus"),
        *("2024-08-21T22:10:00 ../../etc", "Wed, 21 Aug 2024 22:10:00 +99:99", "2024-08-21 " + "9" * 200),
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
