"""`N일차` ↔ date: one rule per person, inferred only when it explains every trusted pair (journals C3.4, finding 2)."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import count, islice
from typing import Literal

from digest.journal.config import CourseSettings
from digest.public_holidays import public_holidays

MAX_DAY = 400
Pair = tuple[int, dt.date]
Holidays = Literal["counted", "skipped"]


@dataclass(frozen=True)
class Rule:
    """Class days are weekdays from day 1 on, with or without public holidays."""

    day1: dt.date
    holidays: Holidays
    off: frozenset[dt.date] = frozenset()
    """Days without class that no calendar knows."""

    def is_class_day(self, date: dt.date) -> bool:
        """Whether the date gets a number."""
        if date.weekday() >= 5 or date in self.off or date < self.day1:
            return False
        return self.holidays == "counted" or not holiday_name(date)

    def number_of(self, date: dt.date) -> int | None:
        """The number of a date, None for a day without class."""
        days = _class_days(self)
        place = bisect_left(days, date)
        return place + 1 if place < len(days) and days[place] == date else None

    def date_of(self, number: int) -> dt.date | None:
        """The date of `number일차`, None when out of range."""
        return _class_days(self)[number - 1] if 1 <= number <= MAX_DAY else None


@lru_cache(maxsize=16)
def _class_days(rule: Rule) -> tuple[dt.date, ...]:
    """The first MAX_DAY class days."""
    days = (rule.day1 + dt.timedelta(days=n) for n in count())
    return tuple(islice(filter(rule.is_class_day, days), MAX_DAY))


@dataclass(frozen=True)
class Course:
    """Everything that may be believed about a person's numbering."""

    rules: tuple[Rule, ...]
    """All rules that explain every pair; they may part at a holiday that has not come yet."""
    pairs: tuple[Pair, ...]
    """What was seen, sorted; empty when the person configured the rule."""
    configured: bool = False

    def date_of(self, number: int, week: int | None = None) -> dt.date | None:
        """The date on which all rules agree; None when they do not, or there is no rule.

        week: the number counts within this week of the course (`Week4-Day5`), whatever is a holiday in it.
        """
        if week is not None:
            mondays = {rule.day1 - dt.timedelta(days=rule.day1.weekday()) for rule in self.rules}
            return mondays.pop() + dt.timedelta(days=7 * (week - 1) + number - 1) if len(mondays) == 1 else None
        dates = {rule.date_of(number) for rule in self.rules}
        return dates.pop() if len(dates) == 1 else None

    def number_of(self, date: dt.date) -> int | None:
        """The number on which all rules agree; None otherwise."""
        numbers = {rule.number_of(date) for rule in self.rules}
        return numbers.pop() if len(numbers) == 1 else None

    def disputes(self, date: dt.date) -> bool:
        """Whether the rules part over this date: nobody can know without asking."""
        return len({rule.number_of(date) for rule in self.rules}) > 1


def course_of(settings: CourseSettings | None, pairs: Iterable[Pair]) -> Course:
    """The person's own setting, else what explains every pair; a Course without rules when nothing does."""
    if settings:
        rule = Rule(settings.day1, settings.holidays, frozenset(settings.off))
        return Course((rule,), (), configured=True)
    seen = tuple(sorted(set(pairs)))
    kinds: tuple[Holidays, ...] = ("counted", "skipped")
    fitting = (_rule_from(seen, holidays) for holidays in kinds) if seen else ()
    return Course(tuple(rule for rule in fitting if rule), seen)


def _rule_from(pairs: tuple[Pair, ...], holidays: Holidays) -> Rule | None:
    """The rule whose day 1 the first pair implies, if every other pair agrees."""
    number, day = pairs[0]
    free = Rule(dt.date.min, holidays)
    if not free.is_class_day(day) or pairs[-1][0] > MAX_DAY:
        return None
    left = number - 1
    while left > 0:
        day -= dt.timedelta(days=1)
        left -= free.is_class_day(day)
    rule = Rule(day, holidays)
    return rule if all(rule.date_of(n) == date for n, date in pairs) else None


def holiday_name(date: dt.date) -> str:
    """The Korean public holiday (substitutes included) of a date in Korean, or ""."""
    return public_holidays("KR", date.year).get(date, "")
