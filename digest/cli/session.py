"""What every command does first: read the global options, set up logging, open the app."""

from __future__ import annotations

import datetime as dt
import json
import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import click

from digest.app import App, open_app
from digest.calendar.digest_days import DigestCalendar
from digest.calendar.weeks import Week
from digest.clock import Clock, clock_from, system_clock, typed_date
from digest.day.setup import Progress
from digest.errors import ConfigError
from digest.logs import set_up_logging
from digest.render.phrases import WEEKDAYS


@contextmanager
def session(ctx: click.Context, **options: Any) -> Iterator[App]:
    """An open app for the length of a command. Raises ConfigError."""
    given = ctx.find_root().obj
    set_up_logging("info" if given["verbose"] else "warning", given["log_format"])
    app = open_app(given["config"], clock=chosen_clock(given["now"]), **options)
    if app.store.missing:
        say(told_missing(app))
        by_url = "://" in app.store.missing
        look = (
            "설정의 store_env나 store가 그곳을 가리키는지 보세요"
            if by_url
            else "그 폴더에서 실행하거나 --config FILE을 쓰세요"
        )
        say(f"  → digest run이 만듭니다. 이미 쓰고 있었다면 {look}")
    if not given["verbose"] or app.settings.log == "debug":
        logging.getLogger().setLevel(app.settings.log.upper())
    try:
        yield app
    finally:
        app.close()


def told_missing(app: App) -> str:
    """Where a store was looked for that is not there, and after which configuration."""
    return f"저장소가 아직 없습니다: {app.store.missing} (설정: {app.config_path or '내장 기본값'})"


def chosen_clock(now: str | None) -> Clock:
    """The clock that --now asks for; the machine's otherwise. Raises ConfigError."""
    if now is None:
        return system_clock
    try:
        return clock_from(datetime.fromisoformat(now))
    except ValueError as error:
        raise ConfigError(
            f"--now: 시간대가 있는 시각이어야 합니다: {now}", hint="예: --now 2024-08-23T07:30:00+09:00"
        ) from error


def parse_date(_ctx: click.Context, option: click.Parameter, value: str | None) -> date | None:
    """A click callback: `2024-08-19` → date, `2024. 8. 19.` and `2024/08/19` as well.

    Usage error otherwise, also for a year that can only be a slip.
    """
    if value is None:
        return None
    try:
        found = typed_date(value)
    except ValueError:
        raise click.BadParameter(f"날짜로 읽을 수 없습니다: {value} (예: 2024-08-19)", param=option) from None
    if not 1990 < found.year < 2200:
        raise click.BadParameter(f"논문이 있을 수 없는 날짜입니다: {value}", param=option)
    return found


def parse_week(_ctx: click.Context, option: click.Parameter, value: str | None) -> Week | None:
    """A click callback: `2024-W34` → Week. Usage error otherwise."""
    try:
        return None if value is None else Week.parse(value)
    except ValueError:
        raise click.BadParameter(f"주로 읽을 수 없습니다: {value} (예: 2024-W34)", param=option) from None


def say(text: str) -> None:
    """A line for the person, on stderr: stdout belongs to the digest."""
    click.echo(text, err=True)


def dumped(told: object) -> str:
    """As JSON for a person's eyes and for programs: one form for every command that builds its answer by hand."""
    return json.dumps(told, ensure_ascii=False, indent=1)


def on_terminal() -> bool:
    """Whether stderr is a terminal, so that progress can be drawn."""
    return sys.stderr.isatty()


# Days and hours to come, as a person reads them.


def told_day(date: dt.date) -> str:
    """`2024-08-26(월)`, whatever the machine's language is."""
    return f"{date}({WEEKDAYS[date.weekday()]})"


def told_hours(times: Sequence[dt.datetime], calendar: DigestCalendar | None = None) -> str:
    """`08-23(금) 09:05, 12:05, 08-24(토) 09:05`: a day is named once.

    calendar: of a job that makes digests; its days off are marked, for then it only makes up for missed days.
    """
    told, last = [], None
    for time in times:
        day = time.date()
        off = " (쉬는 날)" if calendar and not calendar.is_digest_day(calendar.today(time)) else ""
        named = f"{day:%m-%d}({WEEKDAYS[day.weekday()]}) " if day != last else ""
        told.append(f"{named}{time:%H:%M}{off}")
        last = day
    return ", ".join(told)


# Progress of a run: bars on a terminal, nothing when piped (the log says it there).


@contextmanager
def drawn_progress(title: str) -> Iterator[Progress]:
    """A Progress that draws one bar per stage on stderr while the block runs."""
    if not on_terminal():
        yield Progress()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(24), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task(title, total=None)

        def stage(name: str, total: int) -> None:
            bars.reset(task, total=total, description=f"{title} · {name}")

        yield Progress(stage=stage, step=lambda count: bars.advance(task, count))
