"""Which digest days are due: today's, and missed mornings; pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from digest.calendar import LONGEST_WINDOW, DigestCalendar, NoDigestDay


def due_days(
    calendar: DigestCalendar,
    now: dt.datetime,
    made: Callable[[dt.date], bool],
    first: dt.date | None,
    most: int,
    *,
    opened: bool = True,
) -> list[dt.date]:
    """Digest days to make now, oldest first: today's if it is one, and the unmade of the `most` before it.

    made: whether a day was made already. first: the first day ever made; nothing before it was missed (None: the
    bot is new, nothing was). opened: whether today's hour has struck; before it, today is not yet due.
    """
    today = calendar.today(now)
    days = [today] if opened and calendar.is_digest_day(today) else []
    day = today
    for _ in range(most if first else 0):
        try:
            day = calendar.previous(day)
        except NoDigestDay:  # no digest day within a year
            break
        if today - day > dt.timedelta(days=LONGEST_WINDOW):  # the other side of a long leave
            break
        if first and day > first:
            days.append(day)
    return [day for day in reversed(days) if not made(day)]
