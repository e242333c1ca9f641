"""Weekly reviews one after the other, each claimed; which are due, and for whom."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext

from digest.app import App, build_setup
from digest.calendar.weeks import Week
from digest.config.skipping import paused_until
from digest.day.delivering import queued, send_day
from digest.day.outcome import exit_code, told
from digest.day.setup import DayResult, Options, Progress, Setup
from digest.day.weekly import make_week
from digest.errors import FatalError
from digest.models import review_name
from digest.serve.runlog import recorded_run
from digest.serve.running import waiting
from digest.serve.schedule_file import Job, asking_for_reviews
from digest.store.claiming import claimed
from digest.store.runs import week_claim

log = logging.getLogger(__name__)


def weeks_due(app: App, names: Sequence[str]) -> list[Week]:
    """The week of now and the one before when its review was missed; one that was never made is no missed one."""
    now = Week.of(app.calendar.today(app.clock()))
    for name in names:
        dates = app.store.digests.dates(review_name(name))
        if dates and max(dates) < now.before.day and app.store.digests.dates(name):
            return [now.before, now]
    return [now]


def make_weeks(app: App, job: Job, progress: Progress) -> int:
    """What a job of the schedule does: for the digests it names, else for those that ask, else for all.

    Gives the exit code. Whoever pauses is left alone, and a week without any digest day has nothing to look back on.
    """
    today = app.calendar.today(app.clock())
    if until := paused_until(app.store, today):
        log.info("%s까지 쉬는 중이라 후기를 만들지 않음", until)
        return 0
    setup = build_setup(app, job.digests or asking_for_reviews(app.settings))
    found = weeks_due(app, [profile.name for profile in setup.profiles])
    weeks = [week for week in found if any(app.calendar.between(week.monday, week.sunday))]
    with recorded_run(app, "weekly") as record:
        results = run_weeks(
            app,
            setup,
            weeks,
            post=lambda week: week == Week.of(today),
            tell=lambda _line: None,
            draw=lambda _: nullcontext(progress),
        )
        code = exit_code(results)
        record(results, code)
    return code


def run_weeks(
    app: App,
    setup: Setup,
    weeks: Sequence[Week],
    *,
    post: Callable[[Week], bool],
    tell: Callable[[str], None],
    draw: Callable[[str], AbstractContextManager[Progress]] = lambda _title: nullcontext(Progress()),
    dry_run: bool = False,
) -> list[DayResult]:
    """Make the reviews of some weeks, oldest first, and bring each where it belongs once."""
    own = frozenset(review_name(digest.name) for digest in app.settings.digests if digest.weekly_own)
    results: list[DayResult] = []
    for week in weeks:
        options = Options(post=post(week), dry_run=dry_run)
        app.deadline.restart(app.settings.run_deadline_s)
        if dry_run:
            with draw(str(week)) as progress:
                made = make_week(setup, week, own, options, progress)
        else:
            made = _one_week(app, setup, week, own, options, tell, draw)
        results += made
        for number, result in enumerate(made):
            for line in told(result, costs=not number):
                tell(line)
    return results


def _one_week(
    app: App,
    setup: Setup,
    week: Week,
    own: frozenset[str],
    options: Options,
    tell: Callable[[str], None],
    draw: Callable[[str], AbstractContextManager[Progress]],
) -> list[DayResult]:
    """Make a week under its claim and send it without, as a day is."""
    if queued(setup, week.day):
        send_day(setup, week.day, (), options, Progress())
    with claimed(app.store, week_claim(week), app.deadline, lambda owner: tell(waiting(owner))) as mine:
        if not mine:
            raise FatalError(f"{week}: 다른 실행이 끝나지 않아 기다리다 멈췄습니다")
        with draw(str(week)) as progress:
            made = make_week(setup, week, own, options, progress)
    with draw(str(week)) as progress:
        return send_day(setup, week.day, made, options, progress)
