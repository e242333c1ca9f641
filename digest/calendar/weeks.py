"""ISO weeks: Monday to Sunday, named `2024-W34`. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from digest.lazy import pattern_of

FORM = pattern_of(r"(\d{4})-?[Ww](\d{1,2})")
"""2024-W34, 2024w34."""


@dataclass(frozen=True, order=True)
class Week:
    """One ISO week, by its Monday."""

    monday: dt.date

    @classmethod
    def of(cls, date: dt.date) -> Week:
        """The week that holds a date."""
        return cls(date - dt.timedelta(days=date.weekday()))

    @classmethod
    def parse(cls, text: str) -> Week:
        """`2024-W34`. Raises ValueError for anything else, and for a week the year does not have."""
        found = FORM.fullmatch(text.strip())
        if not found:
            raise ValueError(text)
        return cls(dt.date.fromisocalendar(int(found[1]), int(found[2]), 1))

    @property
    def day(self) -> dt.date:
        """The Friday, under which its review is kept and looked for."""
        return self.monday + dt.timedelta(days=4)

    @property
    def sunday(self) -> dt.date:
        """The last day."""
        return self.monday + dt.timedelta(days=6)

    @property
    def before(self) -> Week:
        """The week before."""
        return Week(self.monday - dt.timedelta(days=7))

    @property
    def days(self) -> tuple[dt.date, ...]:
        """All seven."""
        return tuple(self.monday + dt.timedelta(days=n) for n in range(7))

    def __str__(self) -> str:
        year, week, _ = self.monday.isocalendar()
        return f"{year}-W{week:02}"
