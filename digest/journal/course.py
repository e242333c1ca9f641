"""`N일차` ↔ date: one rule per person, inferred only when it explains every trusted pair (journals C3.4, finding 2)."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import count, islice
from typing import Literal

from digest.calendar.holidays import public_holidays
from digest.journal.config import CourseSettings

MAX_DAY = 400
Pair = tuple[int, dt.date]
Hint = tuple[int, int]
"""(number, weekday 0–6 or OPENS_WEEK) of a heading without a date."""
OPENS_WEEK = -1
"""The number is the first class day of its week."""
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

    def agrees(self, hint: Hint) -> bool:
        """Whether a hint is true by this rule."""
        number, told = hint
        date = self.date_of(number)
        if date is None or told != OPENS_WEEK:
            return date is not None and date.weekday() == told
        return not any(self.is_class_day(date - dt.timedelta(days=n + 1)) for n in range(date.weekday()))

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
    opening: tuple[int, ...] = ()
    """Numbers that open a week: they stand right below a weekend."""
    remembered: bool = False
    """What was seen alone does not tell it; an earlier run did."""

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


@dataclass(frozen=True)
class Known:
    """What earlier runs knew."""

    rules: tuple[Rule, ...] = ()
    pairs: int = 0
    """How many pairs it was learnt from."""


NOTHING = Known()


def is_sure(hint: Hint, written: Collection[int]) -> bool:
    """Whether a number below a weekend opens its week: not when its Monday may just not have been written about.

    written: every number the journal has. That is so where the number before is missing and others of its week are not.
    """
    number, day = hint
    return day != OPENS_WEEK or number - 1 in written or not any(number - n in written for n in range(2, 6))


def course_of(
    settings: CourseSettings | None,
    pairs: Iterable[Pair],
    hints: Iterable[Hint] = (),
    known: Known = NOTHING,
    weeks: Iterable[tuple[int, dt.date]] = (),
) -> Course:
    """The person's own setting, else what explains every pair; a Course without rules when nothing does.

    hints: decide between rules that explain the pairs; they never make one. known: does so too, and stands for pairs
    that are gone; only as many pairs as it was learnt from may contradict it. weeks: (a number, the date of the file
    it is in); known rules that put it more than a week away belong to another course.
    """
    if settings:
        rule = Rule(settings.day1, settings.holidays, frozenset(settings.off))
        return Course((rule,), (), configured=True)
    seen, told = tuple(sorted(set(pairs))), tuple(sorted(set(hints)))
    kinds: tuple[Holidays, ...] = ("counted", "skipped")
    if seen:
        fitting = [rule for rule in (_rule_from(seen, holidays) for holidays in kinds) if rule]
    else:
        near = tuple(weeks)
        fitting = [rule for rule in known.rules if all(_is_near(rule.date_of(number), date) for number, date in near)]
    rules = tuple(rule for rule in fitting if all(map(rule.agrees, told)))
    if seen and not rules:
        rules = tuple(fitting)  # one mistyped weekday is no reason to doubt every date that was written
    narrowed = tuple(rule for rule in rules if rule in known.rules)
    if not narrowed and len(seen) >= known.pairs:
        narrowed = rules
    remembered = bool(narrowed) and (not seen or narrowed != rules)
    return Course(narrowed, seen, False, tuple(number for number, day in told if day == OPENS_WEEK), remembered)


def _is_near(date: dt.date | None, week: dt.date) -> bool:
    """Whether a day stands in the week of its file's date or in one beside it: a post is dated at either end."""
    monday = week - dt.timedelta(days=week.weekday())
    return date is not None and -7 <= (date - monday).days < 14


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
