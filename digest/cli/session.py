"""What every command does first: read the global options, set up logging, open the app."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import click

from digest.app import App, open_app
from digest.clock import Clock, clock_from, system_clock
from digest.errors import ConfigError
from digest.logs import set_up_logging


@contextmanager
def session(ctx: click.Context, **options: Any) -> Iterator[App]:
    """An open app for the length of a command. Raises ConfigError."""
    given = ctx.find_root().obj
    set_up_logging("info" if given["verbose"] else "warning", given["log_format"])
    app = open_app(given["config"], clock=chosen_clock(given["now"]), **options)
    if not given["verbose"] or app.settings.log == "debug":
        logging.getLogger().setLevel(app.settings.log.upper())
    try:
        yield app
    finally:
        app.close()


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
    loose = re.fullmatch(r"\s*(\d{4})[-./]\s*(\d{1,2})[-./]\s*(\d{1,2})\.?\s*", value)  # 2024/8/19, 2024. 8. 19.
    try:
        found = date(*map(int, loose.groups())) if loose else date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"날짜로 읽을 수 없습니다: {value} (예: 2024-08-19)", param=option) from None
    if not 1990 < found.year < 2200:
        raise click.BadParameter(f"논문이 있을 수 없는 날짜입니다: {value}", param=option)
    return found


def say(text: str) -> None:
    """A line for the person, on stderr: stdout belongs to the digest."""
    click.echo(text, err=True)


def on_terminal() -> bool:
    """Whether stderr is a terminal, so that progress can be drawn."""
    return sys.stderr.isatty()
