"""Days one after the other, each claimed, each with a run's time of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial

from digest.app import App
from digest.claiming import claimed
from digest.delivering import queued, send_day
from digest.errors import FatalError
from digest.finished import finish
from digest.kitchen import DayResult, Kitchen, Options, Progress
from digest.outcome import told
from digest.pipeline import make_day


def run_dates(
    app: App,
    kitchen: Kitchen,
    dates: Sequence[dt.date],
    *,
    post: Callable[[dt.date], bool],
    tell: Callable[[str], None],
    draw: Callable[[str], AbstractContextManager[Progress]] = lambda _title: nullcontext(Progress()),
    wanted: Callable[[dt.date], bool] = lambda _date: True,
    dry_run: bool = False,
    refresh_lines: bool = False,
) -> tuple[list[DayResult], bool]:
    """Make days, oldest first; a day whose sources all failed is told and the rest goes on.

    wanted: asked once a day's turn has come; another host may have made it meanwhile. post: whether a day goes
    to the chats. tell: takes lines for the person. draw: shows progress of a day.
    Gives the results and whether a day could not be made. Raises FatalError when not one could.
    """
    results: list[DayResult] = []
    failures: list[FatalError] = []
    for place, date in enumerate(dates, 1):
        title = f"{date}" + (f" ({place}/{len(dates)})" if len(dates) > 1 else "")
        options = Options(post=post(date), dry_run=dry_run, refresh_lines=refresh_lines)
        app.deadline.restart(app.settings.run_deadline_s)
        try:
            made = _one_day(app, kitchen, date, options, tell, partial(draw, title), wanted)
        except FatalError as error:
            failures.append(error)
            tell(f"{date}: {error}")
            continue
        results += made
        for result in made:
            for line in told(result):
                tell(line)
    if failures and not results:
        raise FatalError("다이제스트를 하나도 만들지 못했습니다", hint=failures[-1].hint) from failures[-1]
    return results, bool(failures)


def _one_day(
    app: App,
    kitchen: Kitchen,
    date: dt.date,
    options: Options,
    tell: Callable[[str], None],
    draw: Callable[[], AbstractContextManager[Progress]],
    wanted: Callable[[dt.date], bool],
) -> list[DayResult]:
    """Make a day under its claim and send it without: of several workers one makes it, and all of them send."""
    if options.dry_run:
        with draw() as progress:
            return make_day(kitchen, date, options, progress)
    while True:
        if queued(kitchen, date):  # left by a run that was killed, or another worker is sending it right now
            with draw() as progress:
                send_day(kitchen, date, (), options, progress)
        with claimed(app.store, f"run:{date}", app.deadline, lambda owner: tell(waiting(owner))) as mine:
            if not mine or not app.deadline.allows(0):
                raise FatalError(f"{date}: 다른 실행이 끝나지 않아 기다리다 멈췄습니다")
            if queued(kitchen, date):
                continue
            if not wanted(date):
                return []
            with draw() as progress:
                made = make_day(kitchen, date, options, progress)
            finish(app.store, date, [result.digest.name for result in made], app.clock())
        with draw() as progress:
            return send_day(kitchen, date, made, options, progress)


def waiting(owner: str) -> str:
    """Whom a run waits for, in Korean."""
    return f"같은 날을 만들고 있는 실행({owner.split('|')[0]})을 기다립니다…"
