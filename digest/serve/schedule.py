"""`digest serve`: the only file that knows apscheduler.

A job opens the program anew each time, so an edited configuration counts from the next run on.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from digest.calendar.names import MONTHS
from digest.serve.cron import WEEKDAYS, Cron, parse_cron
from digest.serve.schedule_file import Job, Schedule

if TYPE_CHECKING:
    from apscheduler.schedulers.blocking import BlockingScheduler

log = logging.getLogger(__name__)

WAKE_S = 60
"""A sleeping machine's timers stand still; looking at the clock this often notices that an hour was slept through."""
MOVE = dt.timedelta(hours=3)
"""More than clocks are moved at once."""
STOP_S = 10.0
"""SIGTERM to exit; what is under way has all its waits cut to fit (everything is safe against a kill)."""


@lru_cache(maxsize=64)
def trigger_of(cron: Cron, zone: ZoneInfo) -> Any:
    """A trigger for APScheduler that fires by the wall clock of a zone, on nights that DST moves, too.

    APScheduler 3.11.0–3.11.3 counts local days as 24 hours: of `0 0 * * *` it leaves out the midnight after the clocks
    went forward, of `0 0 1 * *` all of April (https://github.com/agronholm/apscheduler/issues/606). So it is asked
    on a clock that nobody moves, and what that clock shows is looked up in the zone here.
    """
    from apscheduler.triggers.base import BaseTrigger

    still = _still_trigger(cron)

    class OnTheWall(BaseTrigger):  # type: ignore[misc]
        def get_next_fire_time(self, before: dt.datetime | None, now: dt.datetime) -> dt.datetime | None:
            since = before if before and before <= now else now - dt.timedelta(microseconds=1)
            return _next_fire(still, zone, since.astimezone(dt.UTC))

    return OnTheWall()


def _next_fire(still: Any, zone: ZoneInfo, after: dt.datetime) -> dt.datetime | None:
    """The first instant after another at which the zone's clocks show a time that the trigger knows.

    A time that spring skips is the one that the clocks show instead (02:30 → 03:30); one that autumn repeats comes
    twice. still: a trigger of UTC, which stands here for the wall.
    """
    found: dt.datetime | None = None
    wall = _shown(after, zone) - (MOVE if _is_moving(zone, after) else dt.timedelta())
    while wall := still.get_next_fire_time(None, wall + dt.timedelta(microseconds=1)):
        if found and wall > _shown(found, zone) + MOVE:
            break
        once, again = (wall.replace(tzinfo=zone, fold=fold).astimezone(dt.UTC) for fold in (0, 1))
        fires = (once,) if again < once else (once, again)  # earlier only where spring skips it
        found = min((fire for fire in (*fires, found) if fire and fire > after), default=None)
        if found and not _is_moving(zone, found):
            break
    return found and found.astimezone(zone)


def _shown(at: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """What a zone's clocks show, as if it were UTC."""
    return at.astimezone(zone).replace(tzinfo=dt.UTC, fold=0)


def _is_moving(zone: ZoneInfo, at: dt.datetime) -> bool:
    """Whether a zone's clocks are moved within MOVE of an instant."""
    return (at - MOVE).astimezone(zone).utcoffset() != (at + MOVE).astimezone(zone).utcoffset()


def _still_trigger(cron: Cron) -> Any:
    """APScheduler's trigger in UTC with cron's own meaning: names for weekdays, OR between the two kinds of day."""
    from apscheduler.triggers.combining import OrTrigger
    from apscheduler.triggers.cron import CronTrigger

    times = {
        "minute": _numbers(cron.minutes),
        "hour": _numbers(cron.hours),
        "month": ",".join(MONTHS[month - 1] for month in sorted(cron.months)),
        "timezone": dt.UTC,
    }
    days = {"day": _numbers(cron.days)}
    weekdays = {"day_of_week": ",".join(WEEKDAYS[day] for day in sorted(cron.weekdays))}
    if cron.any_day or cron.any_weekday:  # `*/10` counts as `*` here and still narrows the days, as in Vixie's cron
        return CronTrigger(**times, **days, **weekdays)
    return OrTrigger([CronTrigger(**times, **days), CronTrigger(**times, **weekdays)])


def _numbers(values: frozenset[int]) -> str:
    return ",".join(str(value) for value in sorted(values))


def fire_times(job: Job, zone: ZoneInfo, after: dt.datetime) -> Iterator[dt.datetime]:
    """The times a job fires strictly after an instant, without end, in order."""
    trigger = trigger_of(parse_cron(job.cron), zone)
    fire: dt.datetime | None = after
    while fire is not None:
        # counted on in UTC: local arithmetic forgets which of the two 01:30 of an autumn night it was
        fire = trigger.get_next_fire_time(None, fire.astimezone(dt.UTC) + dt.timedelta(microseconds=1))
        if fire is not None:
            yield fire


def first_fire(job: Job, zone: ZoneInfo, date: dt.date, days: ZoneInfo) -> dt.datetime | None:
    """When a job first fires on a date, or None. zone: of its hours. days: whose midnights part the days.

    The two differ where a schedule is told in UTC: 22:30 of Sunday is the hour of Monday in Seoul.
    """
    midnight = dt.datetime.combine(date, dt.time(), days)
    fire = next(fire_times(job, zone, midnight - dt.timedelta(microseconds=1)), None)
    return fire if fire and fire.astimezone(days).date() == date else None


def fired_today(job: Job, zone: ZoneInfo, now: dt.datetime, days: ZoneInfo) -> bool:
    """Whether a job's hour has struck today; zone and days as in `first_fire`."""
    first = first_fire(job, zone, now.astimezone(days).date(), days)
    return first is not None and first <= now


@dataclass(frozen=True)
class Server:
    """A schedule with what its jobs do."""

    schedule: Schedule
    work: Callable[[str, Job], dt.timedelta | None]
    """Runs one job by name; its errors are its own to report. Gives how long until it is to be tried again."""
    stop: Callable[[float], None]
    """Begin no more, and cut every wait of what is under way to this many seconds."""
    ahead: dt.timedelta = dt.timedelta()
    """How far its clock is ahead of the machine's (`--now`): jobs fire by that clock."""

    def run(self) -> None:
        """Work until SIGTERM or SIGINT; what was missed before the start is made up for first."""
        scheduler = self.scheduler()

        def stop() -> None:
            log.warning("멈추는 중: 하고 있던 일에 길어야 %d초", STOP_S)
            self.stop(STOP_S - 3)
            end = threading.Timer(STOP_S - 1, os._exit, args=(0,))
            end.daemon = True
            end.start()
            scheduler.shutdown(wait=True)

        with _once_told_to_stop(stop):
            scheduler.start()

    def scheduler(self) -> BlockingScheduler:
        """All jobs; one at a time of each, late ones run once however late, digests that catch up also at the start."""
        from apscheduler.executors.pool import ThreadPoolExecutor
        from apscheduler.schedulers.blocking import BlockingScheduler

        zone = ZoneInfo(self.schedule.timezone)
        defaults = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        scheduler = BlockingScheduler(
            timezone=zone, job_defaults=defaults, executors={"default": ThreadPoolExecutor(4)}
        )
        for name, job in self.schedule.jobs.items():
            fires = _moved(trigger_of(parse_cron(job.cron), zone), self.ahead)
            scheduler.add_job(self._fire, fires, args=(scheduler, name, job), id=name, name=name)
            if job.run == "digest" and job.catch_up:  # also takes up the retries that a restart cut short
                scheduler.add_job(self._fire, args=(scheduler, name, job, "start"), id=f"{name}-start")
        scheduler.add_job(_look_at_the_clock, "interval", seconds=WAKE_S, id="wake")
        return scheduler

    def _fire(self, scheduler: BlockingScheduler, name: str, job: Job, why: str = "") -> None:
        """Do a job, and plan its next try when it failed: at most one is ever planned of each job."""
        wait = self.work(f"{name} ({why})" if why else name, job)
        if wait is not None:
            at = dt.datetime.now(dt.UTC) + wait
            log.info("작업 %s: %d분 뒤에 다시 시도", name, wait.total_seconds() // 60)
            again = (scheduler, name, job, "retry")
            scheduler.add_job(self._fire, "date", run_date=at, args=again, id=f"{name}-retry", replace_existing=True)


@contextmanager
def _once_told_to_stop(stop: Callable[[], None]) -> Iterator[None]:
    """Within the block `stop` is called, in a thread of its own, at the first SIGTERM or SIGINT.

    Python runs a handler only when the main thread comes back to it, and a signal that arrives just before that thread
    begins to wait does not wake it: the byte that Python writes for every signal is there at once.
    """
    told = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGINT"))
    reader, writer = socket.socketpair()
    writer.setblocking(False)

    def listen() -> None:
        with reader:
            while numbers := reader.recv(16):
                if any(number in told for number in numbers):
                    stop()
                    return

    for number in told:
        signal.signal(number, lambda _number, _frame: None)  # the byte says it
    before = signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
    threading.Thread(target=listen, name="signals", daemon=True).start()
    try:
        yield
    finally:
        signal.set_wakeup_fd(before)
        writer.close()


def outlive_the_terminal() -> None:
    """Go on when the terminal that started this process is closed; Windows sends no such signal."""
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, lambda _signal, _frame: log.info("SIGHUP: 터미널이 닫혀도 계속합니다"))


def _moved(trigger: Any, ahead: dt.timedelta) -> Any:
    """A trigger by a clock that is ahead: asked for the moment there, told as the moment of this machine."""
    from apscheduler.triggers.base import BaseTrigger

    class Moved(BaseTrigger):  # type: ignore[misc]
        def get_next_fire_time(self, before: dt.datetime | None, now: dt.datetime) -> dt.datetime | None:
            there: dt.datetime | None = trigger.get_next_fire_time(before and before + ahead, now + ahead)
            return there and there - ahead

    return Moved() if ahead else trigger


def _look_at_the_clock() -> None:
    """Nothing: that the scheduler woke up for it is what counts."""
