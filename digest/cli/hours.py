"""Days and hours to come, as a person reads them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from digest.calendar.digest_days import DigestCalendar
from digest.render.phrases import WEEKDAYS


def told_day(date: dt.date) -> str:
    """`2024-08-26(월)`, whatever the machine's language is."""
    return f"{date}({WEEKDAYS[date.weekday()]})"


def told_hours(times: Sequence[dt.datetime], calendar: DigestCalendar | None = None) -> str:
    """`08-23(금) 09:05, 12:05, 08-24(토) 09:05`: a day is named once.

    calendar: of a job that makes digests; its days off are marked, for then it only makes up for missed days.
    """
    told, last = [], None
    for time in times:
        day = time.date()
        off = " (쉬는 날)" if calendar and not calendar.is_digest_day(calendar.today(time)) else ""
        named = f"{day:%m-%d}({WEEKDAYS[day.weekday()]}) " if day != last else ""
        told.append(f"{named}{time:%H:%M}{off}")
        last = day
    return ", ".join(told)
