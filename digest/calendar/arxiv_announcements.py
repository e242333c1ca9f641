"""When arXiv announces, and which submissions each announcement holds (docs/services.md: arXiv). Pure."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from digest.calendar.window import Announcement

EASTERN = ZoneInfo("America/New_York")
ANNOUNCED = dt.time(20)
CUT_OFF = dt.time(14)
INTERVALS = {0: (3, 0), 1: (1, 0), 2: (1, 0), 3: (1, 0), 6: (3, 2)}
"""Weekday of the announcement (Monday 0) → submissions from 14:00 this many days before to 14:00 that many days
before, Eastern time. Friday and Saturday nights announce nothing."""


def announcements_between(start: dt.datetime, end: dt.datetime) -> tuple[Announcement, ...]:
    """The announcements with start ≤ at < end, oldest first; instants in UTC.

    start, end: aware instants. Holidays are not known here: such an announcement simply turns out empty.
    """
    first, last = start.astimezone(EASTERN).date(), end.astimezone(EASTERN).date()
    days = (first + dt.timedelta(days=n) for n in range((last - first).days + 1))
    found = (_announcement(day) for day in days if day.weekday() in INTERVALS)
    return tuple(a for a in found if start <= a.at < end)


def _announcement(day: dt.date) -> Announcement:
    opened, closed = (day - dt.timedelta(days=n) for n in INTERVALS[day.weekday()])
    return Announcement(
        at=_utc(day, ANNOUNCED), submitted_from=_utc(opened, CUT_OFF), submitted_to=_utc(closed, CUT_OFF)
    )


def _utc(day: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, time, EASTERN).astimezone(dt.UTC)
