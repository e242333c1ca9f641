"""The program's only clock, and the deadline that all waiting obeys."""

from __future__ import annotations

import math
import re
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

Clock = Callable[[], datetime]
"""Answers "now" as an aware instant."""


def system_clock() -> datetime:
    """The real time, in UTC."""
    return datetime.now(UTC)


def clock_from(start: datetime) -> Clock:
    """A clock that reads `start` now and runs on from there (`digest --now`).

    start: an aware instant. Raises ValueError for a naive one.
    """
    if start.tzinfo is None:
        raise ValueError("시각에 시간대가 없습니다")
    began = time.monotonic()
    return lambda: start + timedelta(seconds=time.monotonic() - began)


def typed_date(text: str) -> date:
    """A date as people type it: `2024-08-19`, `2024-8-19`, `2024/08/19`, `2024. 8. 19.`, `20240819`.

    Raises ValueError for anything else.
    """
    loose = re.fullmatch(r"\s*(\d{4})[-./]\s*(\d{1,2})[-./]\s*(\d{1,2})\.?\s*", text)  # 2024/8/19, 2024. 8. 19.
    return date(*map(int, loose.groups())) if loose else date.fromisoformat(text)


def uptime_s() -> float:
    """Seconds by a clock that goes on while the machine sleeps, which `time.monotonic` of Linux and macOS does not.

    Linux: CLOCK_BOOTTIME; macOS: CLOCK_MONOTONIC counts sleep there; Windows: its only monotonic clock does.
    """
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    if sys.platform == "darwin":
        return time.clock_gettime(time.CLOCK_MONOTONIC)
    return time.monotonic()


class Deadline:
    """The moment by which a run must end; every wait asks it first."""

    def __init__(self, seconds: float, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._end = monotonic() + seconds
        self._latest = math.inf

    def restart(self, seconds: float) -> None:
        """Begin anew: each day of a backfill has a run's time of its own."""
        self._end = self._monotonic() + seconds

    def end(self, seconds: float) -> None:
        """Be over `seconds` from now at the latest, whatever begins anew until then: the program is told to stop."""
        self._latest = min(self._latest, self._monotonic() + seconds)

    def remaining(self) -> float:
        """Seconds left, never below 0."""
        return max(0.0, min(self._end, self._latest) - self._monotonic())

    def allows(self, seconds: float) -> bool:
        """Whether a wait of `seconds` would still leave time to act."""
        return self.remaining() > seconds

    def part(self, seconds: float) -> Deadline:
        """A deadline `seconds` from now, but never later than this one."""
        return Deadline(min(seconds, self.remaining()), monotonic=self._monotonic)


# A total time limit for vendor calls, whose own time-outs only count silence.


Answer = TypeVar("Answer")


def within(seconds: float, call: Callable[[], Answer]) -> Answer:
    """What `call` gives or raises, or TimeoutError after `seconds`, even when the other side drips byte by byte.

    A call that is given up goes on in a daemon thread, which does not keep the program alive.
    """
    future: Future[Answer] = Future()

    def run() -> None:
        try:
            future.set_result(call())
        except BaseException as error:  # whatever it is, it belongs to the caller
            future.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return future.result(seconds)
