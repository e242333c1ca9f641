"""What the jobs of a schedule do: collect, make the due digests, write waiting journal sections; and alarms."""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from zoneinfo import ZoneInfo

from digest.app import App, build_kitchen, require_chat_secrets
from digest.catch_up import due_days
from digest.claiming import claimed
from digest.delivering import flush_pending, retry_failed, send_day
from digest.errors import DigestError
from digest.finished import finished
from digest.http_client import HttpFailure
from digest.kitchen import Kitchen, Options, Progress
from digest.models import Digest
from digest.outcome import DELIVERY_WORDS, exit_code
from digest.pipeline import collect
from digest.publish import deliver_all
from digest.publish.kakao import KakaoPublisher
from digest.publish.kakao_tokens import keep_alive
from digest.runlog import recorded_run
from digest.running import run_dates
from digest.schedule import fired_today
from digest.schedule_file import Job, Schedule

log = logging.getLogger(__name__)


ALARM_S = 60.0
"""Time for an alarm; the job it tells of may have used up its own."""


class Stopped(Exception):
    """The server is told to stop: the day is left between two steps and made after the next start."""


class Worker:
    """Runs the jobs of one schedule, each with a freshly opened app."""

    def __init__(self, schedule: Schedule, opened: Callable[[], App]) -> None:
        self._schedule = schedule
        self._opened = opened
        self._app: App | None = None
        self._one_at_a_time = threading.Lock()
        self._stopping = threading.Event()

    def work(self, name: str, job: Job) -> None:
        """Do a job and report how it went: log, run record, ping, and an alarm in the chat when it failed."""
        with self._one_at_a_time:
            if self._stopping.is_set():
                return
            try:
                app = self._app = self._opened()
            except DigestError as error:
                log.error("job %s cannot start: %s", name, error)
                return
            try:
                self._do(app, name, job)
            finally:
                self._app = None
                app.close()

    def stop(self, seconds: float) -> None:
        """Begin nothing more, and cut the waits of what is under way."""
        self._stopping.set()
        app = self._app
        if app:
            app.deadline.restart(seconds)

    def _do(self, app: App, name: str, job: Job) -> None:
        try:
            if job.run == "digest":
                self._digest(app, name, job)
            elif job.run == "collect":
                collect_sightings(app, self._progress())
            else:
                tend_deliveries(app)
        except Exception as error:
            if self._stopping.is_set():
                log.warning("job %s: left unfinished, it goes on after the next start", name)
            elif isinstance(error, DigestError):
                log.error("job %s failed: %s", name, error)
                alarm(app, f"{job.run}-{type(error).__name__}", error.message)
            else:
                log.exception("job %s failed unexpectedly", name)
                told = f"예상하지 못한 오류로 멈췄습니다({type(error).__name__})"
                alarm(app, f"{job.run}-{type(error).__name__}", told)

    def _digest(self, app: App, name: str, job: Job) -> None:
        days = days_due(app, job, self._schedule)
        if not days:
            log.info("job %s: nothing is due", name)
            return
        require_chat_secrets(app.settings, app.env)
        ping(app, self._schedule, "/start")
        try:
            code = make_days(app, days, job, self._progress())
        except Exception:
            if not self._stopping.is_set():
                ping(app, self._schedule, "/fail")
            raise
        ping(app, self._schedule, "/fail" if code else "")

    def _progress(self) -> Progress:
        """Between two steps is the place to stop: what failed for want of time must not go out as a digest."""

        def go_on(*_step: object) -> None:
            if self._stopping.is_set():
                raise Stopped

        return Progress(go_on, go_on)


def days_due(app: App, job: Job, schedule: Schedule) -> list[dt.date]:
    """Digest days a job has to make now; see `due_days`."""
    stored = [app.store.digests.dates(name) for name in names_of(app, job)]
    first = min((dates[0] for dates in stored if dates), default=None)
    now = app.clock()
    struck = fired_today(job, ZoneInfo(schedule.timezone), now)
    return due_days(app.calendar, now, made_of(app, job), first, job.catch_up, opened=struck)


def names_of(app: App, job: Job) -> tuple[str, ...]:
    """The digests of a job; all when it names none."""
    return job.digests or tuple(digest.name for digest in app.settings.digests)


def made_of(app: App, job: Job) -> Callable[[dt.date], bool]:
    """A test whether every digest of the job was made for a date and brought to its targets."""
    return lambda date: finished(app.store, date).issuperset(names_of(app, job))


def make_days(app: App, days: Sequence[dt.date], job: Job, progress: Progress) -> int:
    """Make the days, oldest first; chats get the newest alone unless the job says otherwise. Gives the exit code."""
    kitchen = build_kitchen(app, job.digests)
    made = made_of(app, job)
    with recorded_run(app, "serve") as record:
        flush_pending(kitchen, app.calendar.today(app.clock()))
        results, failed = run_dates(
            app,
            kitchen,
            days,
            post=lambda date: job.post_missed or date == days[-1] or cut_short(app, date),
            tell=log.info,
            draw=lambda _title: nullcontext(progress),
            wanted=lambda date: not made(date),
        )
        code = 1 if failed else exit_code(results)
        record(results, code)
    if failed:
        alarm(app, "digest-missing", "만들지 못한 날짜가 있습니다. `digest status`로 확인할 수 있습니다.")
    for result in results:  # what a source or a model could not do is told in the digest itself
        wrong = [d for d in result.deliveries if d.state in ("failed", "unknown", "sending")]
        if wrong:
            told = " / ".join(f"{d.target}: {DELIVERY_WORDS[d.state]} {d.detail}".rstrip() for d in wrong)
            alarm(app, f"digest-{result.digest.name}", f"{result.digest.date} {told}")
    return code


def cut_short(app: App, date: dt.date) -> bool:
    """Whether a kill left a delivery of this day open: it is looked up and brought to its end, late or not."""
    return bool(app.store.ledger.rows(date=date, states=("sending",)))


def tend_deliveries(app: App) -> None:
    """Send what is queued, write journal sections whose day has come to exist, try today's failed deliveries again."""
    kitchen = build_kitchen(app)
    today = app.calendar.today(app.clock())
    for date in app.store.outbox.dates():
        send_day(kitchen, date, (), Options(), Progress())
    with claimed(app.store, f"run:{today}", app.deadline) as mine:
        if mine:
            flush_pending(kitchen, today)
            for outcome in retry_failed(kitchen, today):
                log.warning("second try of %s: %s", outcome.target, outcome.state)


def collect_sightings(app: App, progress: Progress | None = None) -> int:
    """Ask all sources for the window that is open now and keep what they show; gives the number of sightings."""
    kitchen: Kitchen = build_kitchen(app)
    now = app.clock()
    window = app.calendar.window(app.calendar.current(now), now)
    with recorded_run(app, "collect") as record, claimed(app.store, "collect", app.deadline) as mine:
        harvest = collect(kitchen, window, progress or Progress()) if mine else None
        record([], 0)
    keep_logins(app)
    return len(harvest.sightings) if harvest else 0


def keep_logins(app: App) -> None:
    """Renew logins that would die in a long pause, when nothing is sent."""
    kakao = {p.target: p for digest in app.settings.digests for p in digest.publish if isinstance(p, KakaoPublisher)}
    for publisher in kakao.values():
        if publisher.missing(app.env):
            continue
        try:
            keep_alive(publisher, app.channel)
        except DigestError as error:  # told again, and in the digest, by token_warnings
            log.warning("%s: login not renewed: %s", publisher.target, error.message)


def alarm(app: App, cause: str, text: str) -> None:
    """Tell every configured chat that something is wrong, at most once a day per cause.

    It goes out as a digest without entries, so the ledger itself keeps it from going out twice.
    """
    app.deadline.restart(ALARM_S)
    today = app.calendar.today(app.clock())
    message = Digest(date=today, name=f"alarm-{cause}", entries=(), empty_reason=f"⚠ {text}")
    targets = {p.target: p for digest in app.settings.digests for p in digest.publish if p.chat}
    ready = [p for p in targets.values() if not p.missing(app.env)]
    for outcome in deliver_all(message, ready, app.channel, post=True):
        log.info("alarm to %s: %s", outcome.target, outcome.state)


def ping(app: App, schedule: Schedule, suffix: str) -> None:
    """Tell the watchdog service; its own failure is only logged."""
    url = app.env.get(schedule.ping_url_env or "", "") if schedule.ping_url_env else ""
    if not url:
        return
    try:
        app.http.get(url.rstrip("/") + suffix, retries=1, timeout_s=5)
    except HttpFailure as error:
        log.warning("watchdog not reached: %s", error.message)
