"""What the jobs of a schedule do: collect, make the due digests, write waiting journal sections; and alarms."""

from __future__ import annotations

import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from functools import cache, partial
from zoneinfo import ZoneInfo

from digest.app import App, build_setup
from digest.calendar.due import due_days
from digest.day.delivering import flush_pending, queued, retry_failed, send_left
from digest.day.outcome import DELIVERY_WORDS, WRONG, delivery_word, exit_code
from digest.day.pipeline import collect
from digest.day.setup import DayResult, Progress, Setup
from digest.errors import DigestError
from digest.models import Delivery, Digest, Harvest, SourceReport
from digest.net.answer import HttpFailure
from digest.publish import deliver_all
from digest.serve.finished import MOST_FAILURES, finished, given_up
from digest.serve.runlog import recorded_run
from digest.serve.running import require_any, run_dates
from digest.serve.schedule import fired_today
from digest.serve.schedule_file import Job, Schedule
from digest.store.claiming import claimed
from digest.store.ledger import MAY_STAND
from digest.store.runs import COLLECTING, day_claim

log = logging.getLogger(__name__)

ALARM_S = 60.0
"""Time for an alarm; the job it tells of may have used up its own."""

TOLD = 3
"""Deliveries that an alarm names; it counts the others."""

Due = Mapping[dt.date, frozenset[str]]
"""Digest days, oldest first, and the digests that are to be made for them."""


def days_due(app: App, job: Job, schedule: Schedule) -> Due:
    """What a job has to make now; see `due_days`. Nothing before a digest's own first day was missed by it."""
    now = app.clock()
    struck = fired_today(job, ZoneInfo(schedule.timezone), now, app.calendar.zone)
    names = names_of(app, job)
    firsts = app.store.digests.first_dates()

    @cache  # one look per day, not one per digest
    def done(date: dt.date) -> frozenset[str]:
        return frozenset(names) if given_up(app.store, date) else finished(app.store, date)

    due = defaultdict(set)
    for name in names:
        ready = partial(_contains, done, name)
        for date in due_days(app.calendar, now, ready, firsts.get(name), job.catch_up, opened=struck):
            due[date].add(name)
    return {date: frozenset(due[date]) for date in sorted(due)}


def _contains(names: Callable[[dt.date], frozenset[str]], name: str, date: dt.date) -> bool:
    return name in names(date)


def names_of(app: App, job: Job) -> tuple[str, ...]:
    """The digests of a job; all when it names none."""
    return job.digests or tuple(digest.name for digest in app.settings.digests)


def is_well(app: App, job: Job) -> bool:
    """Whether today's digests of a job are made and went well; on a day off there is nothing to be unwell."""
    today = app.calendar.today(app.clock())
    names = names_of(app, job)
    if not app.calendar.is_digest_day(today):
        return True
    wrong = {row.name for row in app.store.ledger.rows(date=today, states=WRONG)}
    return finished(app.store, today).issuperset(names) and wrong.isdisjoint(names)


def make_days(app: App, due: Due, job: Job, progress: Progress) -> int:
    """Make the days, oldest first; chats get the newest alone unless the job says otherwise. Gives the exit code."""
    setup = build_setup(app, job.digests)
    days = list(due)
    done = cache(partial(finished, app.store))  # a day is looked at once its turn has come
    with recorded_run(app, "serve") as record:
        flush_journals(app, setup)
        results, failures = run_dates(
            app,
            setup,
            days,
            post=lambda date: job.posts == "all" or date == days[-1] or cut_short(app, setup, date),
            tell=log.info,
            draw=lambda _title: nullcontext(progress),
            wanted=lambda date, name: name in due[date] and name not in done(date),
            missed=lambda date: missed_mornings(app, setup, job, date) if date == days[-1] else {},
        )
        for date in failures:
            if given_up(app.store, date):
                told = f"{date} 다이제스트를 만들다 예상하지 못한 오류가 {MOST_FAILURES}번 나서 더 해 보지 않습니다."
                alarm(app, f"given-up-{date}", f"{told} 로그를 확인하고 digest run --date {date}로 만들어 주세요.")
        require_any(results, failures)
        if failures:
            results = post_newest(app, setup, job, due, results, progress)
        amiss = failures or exit_code(results) or went_wrong(app, setup, due)
        code = int(bool(amiss or any(queued(setup, date) for date in due)))
        record(results, code)
    alarm_of_deliveries(app, "deliveries", went_wrong(app, setup, due))
    return code


def went_wrong(app: App, setup: Setup, dates: Iterable[dt.date]) -> list[str]:
    """Deliveries of these days that are over and did not go well, whoever made them: of this run, another, a dead one.

    What is still queued is not over. What a source or a model could not do is told in the digest itself.
    """
    names = {profile.name for profile in setup.readers}
    found = []
    for date in dates:
        waiting = app.store.outbox.waiting(date)
        rows = (row for row in app.store.ledger.rows(date=date, states=WRONG) if row.part == "" and row.name in names)
        found += [f"{date} {_in_words(row.delivery)}" for row in rows if (row.name, row.target) not in waiting]
    return found


def post_newest(
    app: App, setup: Setup, job: Job, due: Due, results: list[DayResult], progress: Progress
) -> list[DayResult]:
    """Bring the newest day that could be made to the chats, now that a newer one could not; gives the results anew.

    Whether a day is the newest is known only when all were tried, and nobody should be left without any because the
    very newest failed: a second try may bring that one later today. The day is made a second time, from what the
    first left in the store, so that it goes out as every other does.
    """
    newest = max(result.digest.date for result in results)
    if job.posts == "all" or newest == max(due):
        return results
    again, _failures = run_dates(
        app,
        setup,
        [newest],
        post=lambda _date: True,
        tell=log.info,
        draw=lambda _title: nullcontext(progress),
        wanted=lambda date, name: name in due[date],
        missed=lambda date: missed_mornings(app, setup, job, date),
    )
    return [result for result in results if result.digest.date != newest] + again if again else results


def missed_mornings(app: App, setup: Setup, job: Job, date: dt.date) -> dict[str, list[dt.date]]:
    """Made days before a date that reached no chat since the last that did, by digest; for jobs that merge them.

    As the ledger has it, not as this run does: a run that was killed after making them is one of their causes. A digest
    that was in no chat before has missed nothing there.
    """
    found: dict[str, list[dt.date]] = {}
    for profile in setup.profiles if job.posts == "merged" else ():
        chats = {publisher.target for publisher in profile.publishers if publisher.chat}
        rows = app.store.ledger.rows(name=profile.name, states=MAY_STAND)
        posted = [row.date for row in rows if row.target in chats and row.date < date]
        made = app.store.digests.dates(profile.name) if posted else ()
        found[profile.name] = [day for day in made if max(posted) < day < date][-job.catch_up :] if job.catch_up else []
    return found


def cut_short(app: App, setup: Setup, date: dt.date) -> bool:
    """Whether a kill left a delivery of this day open: it is looked up and brought to its end, late or not."""
    names = {profile.name for profile in setup.profiles}
    return any(row.name in names for row in app.store.ledger.rows(date=date, states=("sending",)))


def tend_deliveries(app: App) -> None:
    """Send what is queued, write journal sections whose day has come to exist, try today's failed deliveries again."""
    setup = build_setup(app)
    today = app.calendar.today(app.clock())
    sent = send_left(setup)
    with claimed(app.store, day_claim(today), app.deadline) as mine:
        if mine:
            flush_journals(app, setup)
            app.deadline.restart(app.settings.run_deadline_s)
            for outcome in retry_failed(setup, today):
                log.warning("다시 시도한 %s: %s", outcome.target, DELIVERY_WORDS[outcome.state])
    alarm_of_deliveries(app, "deliveries", went_wrong(app, setup, sent))


def collect_sightings(app: App, progress: Progress | None = None) -> Harvest | None:
    """Ask all sources for the window that is open now and keep what they show.

    None when another run was at it until the deadline: it keeps the same.
    """
    setup: Setup = build_setup(app)
    now = app.clock()
    window = app.calendar.window(app.calendar.current(now), now)
    with recorded_run(app, "collect") as record, claimed(app.store, COLLECTING, app.deadline) as mine:
        harvest = collect(setup, window, progress or Progress()) if mine else None
        reports = harvest.reports if harvest else ()
        record([], collect_code(reports), reports)
    tend_targets(app)
    return harvest


def collect_code(reports: Sequence[SourceReport]) -> int:
    """The exit code of having collected: 1 when a source failed."""
    return int(any(report.state in ("failed", "partial") for report in reports))


def tend_targets(app: App) -> None:
    """Keep alive what would die in a long pause, when nothing is sent."""
    targets = {p.target: p for digest in app.settings.digests for p in digest.publish if not p.missing(app.env)}
    for publisher in targets.values():
        try:
            publisher.tend(app.channel)
        except DigestError as error:  # told again, and in the digest, by token_warnings
            log.warning("%s: 로그인을 갱신하지 못함: %s", publisher.target, error.message)


def alarm_of_deliveries(app: App, cause: str, wrong: Sequence[str]) -> None:
    """Raise one alarm for all that did not get where it belongs: in an outage everything goes wrong at once."""
    if wrong:
        more = f" 외 {len(wrong) - TOLD}건" if len(wrong) > TOLD else ""
        alarm(app, cause, f"전달 {len(wrong)}건에 문제가 있습니다: {' / '.join(wrong[:TOLD])}{more}")


def flush_journals(app: App, setup: Setup) -> None:
    """Write the waiting journal sections; an alarm tells of those that could not be written."""
    written = flush_pending(setup, app.calendar.today(app.clock()))
    alarm_of_deliveries(app, "journal", [_in_words(delivery) for delivery in written if delivery.state in WRONG])


def _in_words(delivery: Delivery) -> str:
    return f"{delivery.target}: {delivery_word(delivery)} {delivery.detail}".rstrip()


def alarm(app: App, cause: str, text: str) -> None:
    """Tell every configured chat that something is wrong, at most once a day per cause.

    It goes out as a digest without entries, so the ledger itself keeps it from going out twice.
    """
    app.deadline.restart(ALARM_S)
    today = app.calendar.today(app.clock())
    message = Digest.alarm(today, cause, text)
    targets = {p.target: p for digest in app.settings.digests for p in digest.publish if p.chat}
    ready = [p for p in targets.values() if not p.missing(app.env)]
    for outcome in deliver_all(message, ready, app.channel, post=True):
        became = "오늘 이미 알려 보내지 않음" if outcome.act == "unchanged" else DELIVERY_WORDS[outcome.state]
        log.info("경보 %s → %s: %s", cause, outcome.target, became)


def ping(app: App, schedule: Schedule, suffix: str) -> None:
    """Tell the watchdog service; its own failure is only logged."""
    url = app.env.get(schedule.ping_url_env, "").strip() if schedule.ping_url_env else ""
    if not url:
        return
    try:
        app.http.get(url.rstrip("/") + suffix, retries=1, timeout_s=5)
    except HttpFailure as error:
        log.warning("감시 서비스에 닿지 못함: %s", error.message)
