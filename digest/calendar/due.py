"""Which digest days are due: today's, and missed mornings; and when a failed job is tried again; pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from digest.calendar.digest_days import LONGEST_WINDOW, DigestCalendar, NoDigestDay


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


def retry_wait(now: dt.datetime, minutes: int, next_fire: dt.datetime | None) -> dt.timedelta | None:
    """How long a job that failed now waits for its next try; None when it is not tried again before its next hour.

    now: in the digest's zone, whose midnight ends the tries: nobody wants yesterday's news in the night, and the
    catch-up of the next morning brings it. minutes: 0 for no second try. next_fire: when the job starts by itself.
    """
    wait = dt.timedelta(minutes=minutes)
    again = (now.astimezone(dt.UTC) + wait).astimezone(now.tzinfo)
    too_late = again.date() != now.date() or (next_fire is not None and next_fire <= again)
    return wait if minutes and not too_late else None
