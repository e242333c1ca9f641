"""Runs the jobs of `digest serve`: one at a time, tried again when they fail, and never silent about it."""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Callable
from zoneinfo import ZoneInfo

from digest.app import App, reopen, require_chat_secrets
from digest.calendar.due import retry_wait
from digest.day.setup import Progress
from digest.errors import DigestError, FatalError
from digest.serve.finished import made
from digest.serve.jobs import alarm, collect_sightings, days_due, is_well, make_days, ping, tend_deliveries
from digest.serve.runlog import reason, recorded_run
from digest.serve.schedule import fire_times
from digest.serve.schedule_file import Job, Schedule
from digest.serve.weeks import make_weeks
from digest.store import Store

log = logging.getLogger(__name__)

MISSING = "digest-missing"
"""One cause, whether one day could not be made or none."""
NO_STORE = "저장소(store)를 읽거나 쓸 수 없어 멈췄습니다. 데이터베이스나 디스크를 확인해 주세요"


class Stopped(BaseException):
    """The server is told to stop: the day is left between two steps and made after the next start.

    No `Exception`: what guards a stage against bugs must let it through.
    """


class Worker:
    """Runs the jobs of one schedule, each with a freshly opened app."""

    def __init__(self, schedule: Schedule, opened: Callable[[], App], good: App) -> None:
        """good: an app that was open before; its settings raise the alarm when a new one does not open."""
        self._schedule = schedule
        self._opened = opened
        self._good = good
        self._app: App | None = None
        self._told: set[tuple[dt.date, str]] = set()
        self._one_at_a_time = threading.Lock()
        self._stopping = threading.Event()

    def work(self, name: str, job: Job) -> dt.timedelta | None:
        """Do a job and report how it went: log, run record, ping, and an alarm in the chat when it failed.

        Gives how long to wait before it is tried again, or None.
        """
        with self._one_at_a_time:
            if self._stopping.is_set() or self._attempt(name, job) or self._stopping.is_set():
                return None
            return self._wait(job)

    def stop(self, seconds: float) -> None:
        """Begin nothing more, and cut the waits of what is under way."""
        self._stopping.set()
        app = self._app
        if app:
            app.deadline.end(seconds)

    def _attempt(self, name: str, job: Job) -> bool:
        """Whether everything that the job is for was done."""
        try:
            app = self._app = self._good = self._opened()
        except Exception as error:
            log.error("작업 %s: 시작할 수 없음: %s", name, error, exc_info=not isinstance(error, DigestError))
            told = f"작업을 시작하지 못했습니다: {reason(error)}"
            self._alarm_in_need(job, f"start-{type(error).__name__}", told + self._promise(job))
            return False
        try:
            return self._do(app, name, job)
        finally:
            self._app = None
            app.close()

    def _do(self, app: App, name: str, job: Job) -> bool:
        try:
            if job.run == "digest":
                return self._digest(app, name, job)
            if job.run == "collect":
                collect_sightings(app, self._progress())
            elif job.run == "weekly":
                require_chat_secrets(app.settings, app.env)
                return not make_weeks(app, job, self._progress())
            else:
                with recorded_run(app, "journal") as record:
                    tend_deliveries(app)
                    record([], 0)
            return True
        except Stopped:
            log.warning("작업 %s: 두 단계 사이에서 멈춤. 다음에 시작하면 이어서 합니다", name)
            return False
        except Exception as error:
            if self._stopping.is_set():
                log.warning("작업 %s: 끝내지 못하고 멈춤. 다음에 시작하면 이어서 합니다", name)
                return False
            works = store_works(app)
            if isinstance(error, DigestError):
                log.error("작업 %s: 실패: %s", name, error)
                told = reason(error)
            else:
                log.exception("작업 %s: 예상하지 못한 오류", name)
                told = f"예상하지 못한 오류로 멈췄습니다({type(error).__name__})"
            if works:
                self._ping_failure(app, job)
                missing = job.run == "digest" and isinstance(error, FatalError)
                cause = MISSING if missing else f"{job.run}-{type(error).__name__}"
                alarm(app, cause, told + self._promise(job))
            else:
                self._alarm_in_need(job, "store", NO_STORE + self._promise(job))
            return False

    def _digest(self, app: App, name: str, job: Job) -> bool:
        due = days_due(app, job, self._schedule)
        if due:
            require_chat_secrets(app.settings, app.env)
            ping(app, self._schedule, "/start")
            code = make_days(app, due, job, self._progress())
            ping(app, self._schedule, "/fail" if code else "")
        else:
            log.info("작업 %s: 할 것이 없음", name)
            if is_well(app, job):  # else it would take back a /fail; on a day off it is a sign of life
                ping(app, self._schedule, "")
        left = days_due(app, job, self._schedule)
        unmade = [date for date, names in left.items() if not names <= made(app.store, date)]
        if unmade:  # what is only queued was made, and goes out at the next try
            told = f"만들지 못한 날짜가 있습니다: {', '.join(map(str, unmade))}"
            alarm(app, MISSING, told + self._promise(job))
        return not left

    def _progress(self) -> Progress:
        """Between two steps is the place to stop: what failed for want of time must not go out as a digest."""

        def go_on(*_step: object) -> None:
            if self._stopping.is_set():
                raise Stopped

        return Progress(go_on, go_on)

    def _wait(self, job: Job) -> dt.timedelta | None:
        """How long a failed job waits for its next try, or None."""
        now = self._good.clock().astimezone(self._good.calendar.zone)
        return retry_wait(now, job.retry_minutes, next(fire_times(job, ZoneInfo(self._schedule.timezone), now), None))

    def _promise(self, job: Job) -> str:
        """What the reader of an alarm may expect."""
        wait = self._wait(job)
        return f" – {wait.total_seconds() // 60:.0f}분 뒤 다시 해 봅니다." if wait else ""

    def _alarm_in_need(self, job: Job, cause: str, text: str) -> None:
        """Raise an alarm by the last settings that worked: a new app does not open, or its store does not work.

        Where no ledger is left, this process remembers that an alarm went out today.
        """
        today = self._good.calendar.today(self._good.clock())
        for store in (self._usual_store, _spare_store):
            try:
                app = reopen(self._good, store())
            except DigestError as error:
                log.warning("경보가 저장소를 쓸 수 없음: %s", error.message)
                continue
            try:
                if not store_works(app):
                    continue
                self._ping_failure(app, job)
                spare = app.store.scratch_folder is not None
                if not spare or (today, cause) not in self._told:
                    alarm(app, cause, text)
                if spare:
                    self._told.add((today, cause))
                return
            finally:
                app.close()

    def _ping_failure(self, app: App, job: Job) -> None:
        if job.run == "digest":
            ping(app, self._schedule, "/fail")

    def _usual_store(self) -> Store:
        return Store.open(self._good.settings.store_url(self._good.env))


def _spare_store() -> Store:
    """A store that is thrown away: an alarm must not need the one that is broken."""
    return Store.scratch("sqlite://")


def store_works(app: App) -> bool:
    """Whether the store still takes what it is given: an alarm over a broken one would never leave."""
    try:
        app.store.notes.put("alive", True, app.clock())
    except Exception as error:  # whatever a driver, a disk or a server may raise
        log.error("저장소가 움직이지 않음: %s", type(error).__name__)
        return False
    return True
