"""Which days are due: rules one by one, then a simulated year with everything that happens to a machine."""

from __future__ import annotations

import datetime as dt
import random
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from zoneinfo import ZoneInfo

import pytest
from holidays import country_holidays

from digest.calendar.digest_days import DigestCalendar
from digest.calendar.due import due_days, retry_wait
from digest.serve.schedule import fire_times, fired_today
from digest.serve.schedule_file import Job
from makers import calendar

KOREAN_HOLIDAYS = frozenset(country_holidays("KR", years=range(2026, 2029)))
HOUR = dt.timedelta(hours=1)


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text + "+09:00")


def day(number: int) -> dt.date:
    return dt.date(2024, 8, number)


def test_a_new_bot_has_missed_nothing() -> None:
    assert due_days(calendar(), at("2024-08-23T07:30"), lambda _: False, None, 3) == [day(23)]


def test_missed_mornings_come_oldest_first_and_no_more_than_asked() -> None:
    now, first = at("2024-08-23T07:30"), day(12)
    made = {day(12), day(13), day(21)}.__contains__
    assert due_days(calendar(), now, made, first, 3) == [day(20), day(22), day(23)]
    assert due_days(calendar(), now, made, first, 0) == [day(23)]
    assert due_days(calendar(), now, made, day(21), 30) == [day(22), day(23)]


def test_before_its_hour_today_is_not_due_but_yesterday_is() -> None:
    assert due_days(calendar(), at("2024-08-23T06:00"), lambda _: False, day(20), 2, opened=False) == [
        day(21),
        day(22),
    ]


def test_on_a_day_off_only_missed_days_are_due() -> None:
    assert due_days(calendar(), at("2024-08-24T09:00"), {day(22)}.__contains__, day(20), 2) == [day(23)]


def test_a_very_long_holiday_ends_the_search() -> None:
    def away(date: dt.date) -> bool:
        return day(1) <= date < dt.date(2025, 12, 2)

    assert due_days(calendar(skipped=away), at("2025-12-02T09:00"), lambda _: False, dt.date(2024, 7, 1), 3) == [
        dt.date(2025, 12, 2)
    ]


@pytest.mark.parametrize(
    ("back", "due"), [("2024-09-02", ["2024-08-02", "2024-09-02"]), ("2024-09-03", ["2024-09-03"])]
)
def test_a_morning_missed_before_a_long_leave_is_not_made_after_it(back: str, due: list[str]) -> None:
    """More than a month later nobody wants it; the first digest after the leave reaches back that far itself."""

    def away(date: dt.date) -> bool:
        return day(2) < date < dt.date.fromisoformat(back)

    found = due_days(calendar(skipped=away), at(f"{back}T09:00"), lambda _: False, day(1), 1)
    assert [date.isoformat() for date in found] == due


@pytest.mark.parametrize(
    ("now", "minutes", "next_fire", "wait"),
    [
        ("2024-08-23T07:30", 30, "2024-08-26T07:30", 30),
        ("2024-08-23T07:30", 0, "2024-08-26T07:30", None),
        ("2024-08-23T07:30", 30, "2024-08-23T08:00", None),  # it starts by itself
        ("2024-08-23T07:30", 30, "2024-08-23T08:01", 30),
        ("2024-08-23T23:29", 30, None, 30),
        ("2024-08-23T23:30", 30, None, None),
    ],
)
def test_a_failed_job_is_tried_again_until_midnight_or_its_next_hour(
    now: str, minutes: int, next_fire: str | None, wait: int | None
) -> None:
    here = at(now).astimezone(ZoneInfo("Asia/Seoul"))
    found = retry_wait(here, minutes, at(next_fire) if next_fire else None)
    assert found == (None if wait is None else dt.timedelta(minutes=wait))


@pytest.mark.parametrize(
    ("zone", "night"),
    [("Australia/Lord_Howe", "2027-04-04T01:45"), ("Asia/Beirut", "2023-10-28T23:45")],
    ids=["repeats 01:30-02:00", "repeats 23:00-24:00"],
)
def test_midnight_is_told_by_the_wall_clock_on_the_night_of_a_long_day(zone: str, night: str) -> None:
    """Half an hour of real time later it is still the same day."""
    now = dt.datetime.fromisoformat(night).replace(tzinfo=ZoneInfo(zone))
    assert retry_wait(now, 30, None) == dt.timedelta(minutes=30)


@dataclass
class Year:
    """One machine's year: what it decided, and what came of it."""

    zone: ZoneInfo
    job: Job
    rng: random.Random
    holidays: frozenset[dt.date] = frozenset()
    pauses: list[tuple[dt.date, dt.date]] = field(default_factory=list)
    made: dict[dt.date, dt.datetime] = field(default_factory=dict)
    posted: list[dt.date] = field(default_factory=list)
    tries: list[tuple[dt.datetime, list[dt.date], list[dt.date]]] = field(default_factory=list)
    """(instant, days that were due, days that succeeded)"""
    again: dt.datetime | None = None
    """When what failed is tried again; one such time at most."""
    kills: set[dt.date] = field(default_factory=set)
    spells: list[tuple[dt.datetime, ...]] = field(default_factory=list)
    """Asleep, off or offline."""

    @property
    def calendar(self) -> DigestCalendar:
        def skipped(date: dt.date) -> bool:
            return date in self.holidays or any(first <= date <= last for first, last in self.pauses)

        return calendar(zone=self.zone.key, skipped=skipped)

    def live(self, start: dt.datetime, days: int) -> None:
        for now, online in self._decisions(start, start + dt.timedelta(days=days)):
            self.again = None
            self._maybe_pause(now)
            struck = fired_today(self.job, self.zone, now, self.zone)
            first = min(self.made, default=None)
            due = due_days(self.calendar, now, self.made.__contains__, first, self.job.catch_up, opened=struck)
            succeeded = []
            for date in due if online else []:
                if self.rng.random() < 0.05:  # killed on the way, and started again by its supervisor
                    self.kills.add(self.calendar.today(now))
                    self.again = now + dt.timedelta(minutes=1) if self.job.catch_up else None
                    break
                assert date not in self.made
                self.made[date] = now
                succeeded.append(date)
                if date == due[-1]:
                    self.posted.append(date)
            self.tries.append((now, due, succeeded))
            if due and not online:
                here = now.astimezone(self.zone)
                wait = retry_wait(here, self.job.retry_minutes, next(fire_times(self.job, self.zone, now)))
                self.again = now + wait if wait else None

    def _decisions(self, start: dt.datetime, end: dt.datetime) -> Iterator[tuple[dt.datetime, bool]]:
        """Instants at which the program looks, and whether the network is there."""
        naps = [self._spell(start, end, 60, 2) for _ in range(40)]  # asleep: one late look at the end
        offs = [self._spell(start, end, 9 * 24, 12) for _ in range(12)]  # off: one look at the start
        cuts = [self._spell(start, end, 40, 3) for _ in range(15)]  # up, but offline
        self.spells = [*naps, *offs, *cuts]
        fires = takewhile(lambda fire: fire < end, fire_times(self.job, self.zone, start))
        looks = {_end for _start, _end in offs}
        for fire in fires:
            if any(a <= fire < b for a, b in offs):
                continue
            looks.add(next((b for a, b in naps if a <= fire < b), fire))
        waiting = deque(sorted(look.astimezone(dt.UTC) for look in looks))
        while waiting:
            if self.again and self.again < waiting[0]:
                look = self._awake(self.again, naps, offs)
                self.again = None
                if look is None:
                    continue
                if look > waiting[0]:  # slept on into the next look, which does the same
                    continue
            else:
                look = waiting.popleft()
            yield look, not any(a <= look < b for a, b in cuts)

    @staticmethod
    def _awake(
        at: dt.datetime, naps: list[tuple[dt.datetime, ...]], offs: list[tuple[dt.datetime, ...]]
    ) -> dt.datetime | None:
        """When a retry really happens: after a nap; never when switched off (the start looks by itself)."""
        if any(a <= at < b for a, b in offs):
            return None
        return next((b.astimezone(dt.UTC) for a, b in naps if a <= at < b), at)

    def _spell(self, start: dt.datetime, end: dt.datetime, longest_h: int, least_h: int) -> tuple[dt.datetime, ...]:
        began = start + (end - start) * self.rng.random()
        return began, began + self.rng.uniform(least_h, longest_h) * HOUR

    def _maybe_pause(self, now: dt.datetime) -> None:
        """As `digest pause` does it: from today, or from tomorrow when today is made."""
        if self.rng.random() < 0.01 and len(self.pauses) < 5:
            today = now.astimezone(self.zone).date()
            first = today + dt.timedelta(days=today in self.made)
            self.pauses.append((first, first + dt.timedelta(days=self.rng.randrange(12))))


def check(year: Year) -> None:
    cal = year.calendar
    assert sorted(year.made) == sorted(set(year.made))
    assert len(year.posted) == len(set(year.posted))
    for now, due, succeeded in year.tries:
        today = cal.today(now)
        assert due == sorted(due)
        assert len(due) <= year.job.catch_up + 1
        assert all(date <= today for date in due)
        if today in due:
            assert fired_today(year.job, year.zone, now, year.zone)
        assert not set(year.posted) & set(due[:-1]) & set(succeeded), "chat is for the newest alone"
    first, last = min(year.made), max(year.made)
    for date in cal.between(first, last):
        if date in year.made:
            continue
        # the only excuse: at every later look that got something done, it was out of reach, or is paused now
        paused = any(a <= date <= b for a, b in year.pauses)
        for now, due, succeeded in year.tries:
            if succeeded and succeeded[-1] > date:
                between = cal.between(date + dt.timedelta(days=1), cal.today(now) - dt.timedelta(days=1))
                assert date not in due
                assert paused or len(list(between)) >= year.job.catch_up
        assert not ended_well(year, date), f"{date} was not tried again"
    assert all(date.weekday() < 5 and date not in year.holidays for date in year.made)
    late = [date for date, made in year.made.items() if cal.today(made) > date]
    assert not [date for date in late if ended_well(year, date)], "an outage that ended costs hours, not the day"


def ended_well(year: Year, date: dt.date) -> bool:
    """Whether a day was due on itself, and its last hour was without mishap: a retry must have made it."""
    midnight = dt.datetime.combine(date + dt.timedelta(days=1), dt.time(), year.zone).astimezone(dt.UTC)
    hour = midnight - dt.timedelta(minutes=61)
    if date in year.kills or any(a < midnight and hour < b for a, b in year.spells):
        return False
    return any(date in due for now, due, _done in year.tries if year.calendar.today(now) == date)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("zone", "cron"),
    [
        ("Asia/Seoul", "30 7 * * mon-fri"),
        ("America/New_York", "30 2 * * *"),  # an hour that spring skips
        ("America/New_York", "30 1 * * *"),  # and one that autumn repeats
        ("Europe/London", "30 1 * * *"),
        ("Australia/Lord_Howe", "45 1 * * *"),
    ],
)
def test_a_year_of_mornings(zone: str, cron: str) -> None:
    here = ZoneInfo(zone)
    for catch_up in (0, 3):
        job = Job(cron=cron, run="digest", catch_up=catch_up)
        year = Year(here, job, random.Random(f"{zone}{cron}{catch_up}"), KOREAN_HOLIDAYS)
        year.live(dt.datetime(2027, 1, 1, tzinfo=here), 366)
        check(year)
        assert len(year.made) > 100


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cron", "decisions"),
    [("0 5-23/3 * * *", 1_500), pytest.param("*/30 4-23 * * *", 10_000, marks=pytest.mark.soak)],
)
def test_a_year_with_thousands_of_decisions(cron: str, decisions: int) -> None:
    seoul = ZoneInfo("Asia/Seoul")
    year = Year(seoul, Job(cron=cron, run="digest", catch_up=3), random.Random(7), KOREAN_HOLIDAYS)
    year.live(dt.datetime(2027, 1, 1, tzinfo=seoul), 366)
    assert len(year.tries) >= decisions
    check(year)
    missed = [d for d in year.calendar.between(min(year.made), max(year.made)) if d not in year.made]
    assert len(missed) < 20


def test_without_mishaps_every_digest_day_of_the_year_is_made_once_in_its_hour_and_posted() -> None:
    seoul = ZoneInfo("Asia/Seoul")
    job = Job(cron="30 7 * * mon-fri", run="digest")
    cal = calendar(skipped=KOREAN_HOLIDAYS.__contains__)
    made: list[dt.date] = []
    start = dt.datetime(2027, 1, 1, tzinfo=seoul)
    for now in takewhile(lambda fire: fire.year == 2027, fire_times(job, seoul, start)):
        made += due_days(cal, now, made.__contains__, min(made, default=None), job.catch_up)
    expected = [d for n in range(365) if (d := dt.date(2027, 1, 1) + dt.timedelta(days=n)).weekday() < 5]
    assert made == [d for d in expected if d not in KOREAN_HOLIDAYS]
