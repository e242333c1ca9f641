"""What the jobs of a schedule do: collect, make the due digests, write waiting journal sections; and alarms."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from zoneinfo import ZoneInfo

from digest.app import App, build_kitchen
from digest.catch_up import due_days
from digest.claiming import claimed
from digest.delivering import flush_pending, retry_failed, send_day
from digest.errors import DigestError
from digest.finished import finished
from digest.http_client import HttpFailure
from digest.kitchen import DayResult, Kitchen, Options, Progress
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
        if failed:
            results = post_newest(app, kitchen, job, days, results, progress)
        code = 1 if failed else exit_code(results)
        record(results, code)
    for result in results:  # what a source or a model could not do is told in the digest itself
        wrong = [d for d in result.deliveries if d.state in ("failed", "unknown", "sending")]
        if wrong:
            told = " / ".join(f"{d.target}: {DELIVERY_WORDS[d.state]} {d.detail}".rstrip() for d in wrong)
            alarm(app, f"digest-{result.digest.name}", f"{result.digest.date} {told}")
    return code


def post_newest(
    app: App, kitchen: Kitchen, job: Job, days: Sequence[dt.date], results: list[DayResult], progress: Progress
) -> list[DayResult]:
    """Bring the newest day that could be made to the chats, now that a newer one could not; gives the results anew.

    Whether a day is the newest is known only when all were tried, and nobody should be left without any because the
    very newest failed: a second try may bring that one later today. The day is made a second time, from what the
    first left in the store, so that it goes out as every other does.
    """
    newest = max(result.digest.date for result in results)
    if job.post_missed or newest == days[-1]:
        return results
    again, _failed = run_dates(
        app, kitchen, [newest], post=lambda _date: True, tell=log.info, draw=lambda _title: nullcontext(progress)
    )
    return [result for result in results if result.digest.date != newest] + again


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


def collect_sightings(app: App, progress: Progress | None = None) -> tuple[int, int]:
    """Ask all sources for the window that is open now and keep what they show.

    Gives the number of sightings, and the exit code: 1 when a source failed.
    """
    kitchen: Kitchen = build_kitchen(app)
    now = app.clock()
    window = app.calendar.window(app.calendar.current(now), now)
    with recorded_run(app, "collect") as record, claimed(app.store, "collect", app.deadline) as mine:
        harvest = collect(kitchen, window, progress or Progress()) if mine else None
        reports = harvest.reports if harvest else ()
        code = int(any(report.state in ("failed", "partial") for report in reports))
        record([], code, reports)
    keep_logins(app)
    return len(harvest.sightings) if harvest else 0, code


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
