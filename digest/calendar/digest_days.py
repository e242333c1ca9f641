"""Digest days and their windows: pure, the same answer whenever it is asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from digest.calendar.arxiv_announcements import announcements_between
from digest.calendar.names import WEEKDAYS
from digest.calendar.window import Window
from digest.errors import ConfigError

LONGEST_GAP = 400
"""Days to look for a neighbouring digest day before giving up; longer than any leave."""
LONGEST_WINDOW = 31
"""Days that the first digest after a gap reaches back; what is older is no news, and too much to ask for."""


class NoDigestDay(ConfigError, ValueError):
    """Skipped days and pauses leave no digest day near a date."""


def known_zone(name: str) -> str:
    """The name of a time zone that exists; raises ValueError otherwise."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # OSError: `Asia` is a folder
        raise ValueError(f"모르는 시간대입니다: {name} (예: Asia/Seoul)") from error
    return name


def parse_days(text: str) -> frozenset[int]:
    """Weekdays (0 = Monday) of `mon-fri`, `mon,wed,fri`, `sat-mon` or `daily`.

    Raises ValueError that names the unknown part.
    """
    if text.strip().lower() == "daily":
        return frozenset(range(7))
    days: set[int] = set()
    for part in text.lower().replace(" ", "").split(","):
        first, _, last = part.partition("-")
        for name in (first, last or first):
            if name not in WEEKDAYS:
                raise ValueError(f"모르는 요일입니다: {name} (쓸 수 있는 것: {', '.join(WEEKDAYS)}, 예: mon-fri)")
        start, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
        days.update((start + step) % 7 for step in range((end - start) % 7 + 1))
    return frozenset(days)


def _nothing_skipped(_date: dt.date) -> bool:
    return False


@dataclass(frozen=True)
class DigestCalendar:
    """Which dates are digest days, and what each answers for."""

    zone: ZoneInfo
    weekdays: frozenset[int]
    cutoff: dt.time
    """Local time at which a digest day's window closes."""
    skipped: Callable[[dt.date], bool] = _nothing_skipped
    """Holidays, pauses: no digest on them, the next digest day covers them."""

    def is_digest_day(self, date: dt.date) -> bool:
        """Whether a digest is made for this date."""
        return date.weekday() in self.weekdays and not self.skipped(date)

    def previous(self, date: dt.date) -> dt.date:
        """prev(D): the digest day before a date. Raises NoDigestDay when there is none in a year."""
        return self._neighbour(date, -1)

    def following(self, date: dt.date) -> dt.date:
        """The digest day after a date. Raises NoDigestDay when there is none in a year."""
        return self._neighbour(date, +1)

    def between(self, first: dt.date, last: dt.date) -> Iterator[dt.date]:
        """Digest days from first to last, both included, oldest first."""
        for offset in range((last - first).days + 1):
            date = first + dt.timedelta(days=offset)
            if self.is_digest_day(date):
                yield date

    def today(self, now: dt.datetime) -> dt.date:
        """The local calendar date of an instant."""
        return now.astimezone(self.zone).date()

    def cutoff_at(self, date: dt.date) -> dt.datetime:
        """The instant at which the window of a date closes; 02:30 in a DST gap from 02:00 to 03:00 is 03:30."""
        local = dt.datetime.combine(date, self.cutoff, self.zone)
        return local.astimezone(dt.UTC).astimezone(self.zone)

    def current(self, now: dt.datetime) -> dt.date:
        """The digest day whose window holds `now`: what is collected now will be shown on that day."""
        date = self.today(now)
        if not self.is_digest_day(date) or self.cutoff_at(date) <= now:
            return self.following(date)
        return date

    def window(self, date: dt.date, now: dt.datetime) -> Window:
        """What digest day D answers for, asked at `now` (aware).

        list_dates: every L with prev(D) ≤ L < D, never after today in UTC. late_dates: the list dates of
        prev(D), only when D is today. After a long gap both begin LONGEST_WINDOW days before D. Raises ValueError
        when D is no digest day, NoDigestDay when no digest day precedes it.
        """
        if not self.is_digest_day(date):
            raise ValueError(f"{date} is no digest day")
        earliest = date - dt.timedelta(days=LONGEST_WINDOW)
        before = max(self.previous(date), earliest)
        start, end = self.cutoff_at(before), self.cutoff_at(date)
        live = self.today(now) <= date
        return Window(
            date=date,
            start=start,
            end=end,
            list_dates=_dates(before, date, now),
            late_dates=_dates(max(self.previous(before), earliest), before, now) if live else (),
            announcements=announcements_between(start, end),
            now=now,
            live=live,
            provisional=now < end,
        )

    def _neighbour(self, date: dt.date, step: int) -> dt.date:
        for distance in range(1, LONGEST_GAP + 1):
            found = date + dt.timedelta(days=step * distance)
            if self.is_digest_day(found):
                return found
        told = f"{date}에서 {LONGEST_GAP}일 안에 다이제스트를 만드는 날이 없습니다(모두 쉬는 날)"
        raise NoDigestDay(told, hint="설정의 skip 기간을 줄이거나 digest pause --off")


def _dates(first: dt.date, end: dt.date, now: dt.datetime) -> tuple[dt.date, ...]:
    """Dates L with first ≤ L < end that have begun in UTC (Hugging Face answers 400 to a later one)."""
    today = now.astimezone(dt.UTC).date()
    found = (first + dt.timedelta(days=offset) for offset in range((end - first).days))
    return tuple(date for date in found if date <= today)
