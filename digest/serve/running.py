"""Days one after the other, each claimed, each with a run's time of its own."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from functools import partial

from digest.app import App
from digest.day.delivering import queued, send_day
from digest.day.outcome import told
from digest.day.pipeline import make_day
from digest.day.setup import DayResult, Options, Progress, Setup
from digest.errors import ConfigError, DigestError, FatalError, StoreDown
from digest.publish.fan_out import SEND_S
from digest.serve.finished import finish, note_failure
from digest.store.claiming import claimed, host_of
from digest.store.runs import day_claim

log = logging.getLogger(__name__)

Failures = Mapping[dt.date, DigestError]
"""Why days could not be made."""


def run_dates(
    app: App,
    setup: Setup,
    dates: Sequence[dt.date],
    *,
    post: Callable[[dt.date], bool],
    tell: Callable[[str], None],
    draw: Callable[[str], AbstractContextManager[Progress]] = lambda _title: nullcontext(Progress()),
    wanted: Callable[[dt.date, str], bool] = lambda _date, _name: True,
    missed: Callable[[dt.date], Mapping[str, Sequence[dt.date]]] | None = None,
    dry_run: bool = False,
    refresh_lines: bool = False,
) -> tuple[list[DayResult], Failures]:
    """Make days, oldest first; a day that fails, for its sources or for a bug, is told and the rest goes on.

    wanted: whether a digest is to be made for a day, asked once its turn has come; another host may have made it
    meanwhile. post: whether a day goes to the chats. missed: mornings that a day's messages have to tell of, by digest,
    asked once its turn has come; given by whoever makes days that nobody asked for. tell: takes lines for the person.
    draw: shows progress of a day.
    Raises ConfigError, and whatever a store that does not answer raises: no other day would fare better.
    """
    results: list[DayResult] = []
    failures: dict[dt.date, DigestError] = {}
    for place, date in enumerate(dates, 1):
        title = f"{date}" + (f" ({place}/{len(dates)})" if len(dates) > 1 else "")
        told_of = missed(date) if missed else {}
        unread = missed is not None
        options = Options(post(date), dry_run, refresh_lines, missed=told_of, unread=unread)
        app.deadline.restart(app.settings.run_deadline_s)
        try:
            made = _one_day(app, setup, date, options, tell, partial(draw, title), wanted)
        except (ConfigError, StoreDown):
            raise
        except Exception as error:  # a bug at one day must not cost the reader the other days
            failures[date] = _as_failure(app, date, error)
            last = date == dates[-1] and not results  # `require_any` tells that one's hint
            tell(f"{date}: {failures[date].message if last else failures[date]}")
            continue
        results += made
        for number, result in enumerate(made):
            for line in told(result, costs=not number):
                tell(line)
    return results, failures


def require_any(results: Sequence[DayResult], failures: Failures) -> None:
    """Raise FatalError when days were tried and not one was made."""
    if failures and not results:
        newest = failures[max(failures)]
        raise FatalError("다이제스트를 하나도 만들지 못했습니다", hint=newest.hint) from newest


def _as_failure(app: App, date: dt.date, error: Exception) -> DigestError:
    """An error of a day in words for a person; an unexpected one is logged and counted."""
    if isinstance(error, DigestError):
        return error
    log.exception("%s: 예상하지 못한 오류", date)
    note_failure(app.store, date, app.clock())
    return FatalError(f"예상하지 못한 오류({type(error).__name__})")


def _one_day(
    app: App,
    setup: Setup,
    date: dt.date,
    options: Options,
    tell: Callable[[str], None],
    draw: Callable[[], AbstractContextManager[Progress]],
    wanted: Callable[[dt.date, str], bool],
) -> list[DayResult]:
    """Make a day under its claim and send it without: of several workers one makes it, and all of them send."""
    if options.dry_run:
        with draw() as progress:
            return make_day(setup, date, options, progress)
    while True:
        if queued(setup, date):  # left by a run that was killed, or another worker is sending it right now
            with draw() as progress:
                send_day(setup, date, (), options, progress)
        if not app.deadline.allows(SEND_S):
            raise FatalError(
                f"{date}: 남아 있던 글을 제한 시간 안에 다 보내지 못했습니다", hint="다음 실행이 이어서 보냅니다"
            )
        with claimed(app.store, day_claim(date), app.deadline, lambda owner: tell(waiting(owner))) as mine:
            if not mine:
                raise FatalError(f"{date}: 다른 실행이 끝나지 않아 기다리다 멈췄습니다")
            if queued(setup, date):
                continue
            names = frozenset(profile.name for profile in setup.profiles if wanted(date, profile.name))
            if not names:
                return []
            with draw() as progress:
                made = make_day(setup, date, replace(options, names=names), progress)
            finish(app.store, date, [result.digest.name for result in made], app.clock())
        with draw() as progress:
            return send_day(setup, date, made, options, progress)


def waiting(owner: str) -> str:
    """Whom a run waits for, in Korean."""
    return f"같은 날을 만들고 있는 실행({host_of(owner)})을 기다립니다…"
