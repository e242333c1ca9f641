"""The program's only clock, and the deadline that all waiting obeys."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

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


class Deadline:
    """The moment by which a run must end; every wait asks it first (DESIGN §9)."""

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
