"""`N일차` ↔ date: one rule per person, inferred only when it explains every trusted pair (docs/journal-finding.md)."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count, islice, pairwise
from typing import Literal

from digest.calendar.holidays import public_holidays
from digest.journal.config import CourseSettings
from digest.journal.find.day_forms import is_week_review
from digest.journal.find.day_headings import DayHeading, Head, Span
from digest.journal.read.normalise import normalise
from digest.store.memory import Notes

MAX_DAY = 400
Pair = tuple[int, dt.date]
Hint = tuple[int, int]
"""(number, weekday 0–6 or OPENS_WEEK) of a heading without a date."""
OPENS_WEEK = -1
"""The number is the first class day of its week."""
Holidays = Literal["counted", "skipped"]


@dataclass(frozen=True)
class NumberRule:
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
def _class_days(rule: NumberRule) -> tuple[dt.date, ...]:
    """The first MAX_DAY class days."""
    days = (rule.day1 + dt.timedelta(days=n) for n in count())
    return tuple(islice(filter(rule.is_class_day, days), MAX_DAY))


@dataclass(frozen=True)
class DayNumbers:
    """Everything that may be believed about a person's numbering."""

    rules: tuple[NumberRule, ...]
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

    rules: tuple[NumberRule, ...] = ()
    pairs: int = 0
    """How many pairs it was learnt from."""


NOTHING = Known()


def is_sure(hint: Hint, written: Collection[int]) -> bool:
    """Whether a number below a weekend opens its week: not when its Monday may just not have been written about.

    written: every number the journal has. That is so where the number before is missing and others of its week are not.
    """
    number, day = hint
    return day != OPENS_WEEK or number - 1 in written or not any(number - n in written for n in range(2, 6))


def day_numbers_of(
    settings: CourseSettings | None,
    pairs: Iterable[Pair],
    hints: Iterable[Hint] = (),
    known: Known = NOTHING,
    weeks: Iterable[tuple[int, dt.date]] = (),
) -> DayNumbers:
    """The person's own setting, else what explains every pair; a DayNumbers without rules when nothing does.

    hints: decide between rules that explain the pairs; they never make one. known: does so too, and stands for pairs
    that are gone; only as many pairs as it was learnt from may contradict it. weeks: (a number, the date of the file
    it is in); known rules that put it more than a week away belong to another course.
    """
    if settings:
        rule = NumberRule(settings.day1, settings.holidays, frozenset(settings.off))
        return DayNumbers((rule,), (), configured=True)
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
    return DayNumbers(narrowed, seen, False, tuple(number for number, day in told if day == OPENS_WEEK), remembered)


def _is_near(date: dt.date | None, week: dt.date) -> bool:
    """Whether a day stands in the week of its file's date or in one beside it: a post is dated at either end."""
    monday = week - dt.timedelta(days=week.weekday())
    return date is not None and -7 <= (date - monday).days < 14


def _rule_from(pairs: tuple[Pair, ...], holidays: Holidays) -> NumberRule | None:
    """The rule whose day 1 the first pair implies, if every other pair agrees."""
    number, day = pairs[0]
    free = NumberRule(dt.date.min, holidays)
    if not free.is_class_day(day) or pairs[-1][0] > MAX_DAY:
        return None
    left = number - 1
    while left > 0:
        day -= dt.timedelta(days=1)
        left -= free.is_class_day(day)
    rule = NumberRule(day, holidays)
    return rule if all(rule.date_of(n) == date for n, date in pairs) else None


def holiday_name(date: dt.date) -> str:
    """The Korean public holiday (substitutes included) of a date in Korean, or ""."""
    return public_holidays("KR", date.year).get(date, "")


# What the headings of one file say about `N일차` ↔ date: pairs, and hints that a rule must agree with. Pure.


SATURDAY, SUNDAY = 5, 6


def pairs_in(
    days: Sequence[DayHeading], spans: Sequence[Span | None], heads: Sequence[Head], own: dt.date | None
) -> tuple[Pair, ...]:
    """Numbers that stand beside a date, and the five class days of a week whose file is dated on its Friday.

    own: the file's own date. What stands below the week's review is the next week's already.
    """
    pairs = [
        (day.label.numbers[0], span.first)
        for day, span in zip(days, spans, strict=True)
        if span and day.label.start and len(day.label.numbers) == 1 and not day.label.part
    ]
    if pairs or own is None or own.weekday() != 4:
        return tuple(pairs)
    end = min((head.line for head in heads if is_week_review(normalise(head.raw))), default=None)
    week = [day for day in days if end is None or day.line < end]
    numbers = [day.label.numbers[0] for day in week if len(day.label.numbers) == 1 and not day.label.dated]
    if len(numbers) != 5 or max(numbers) - min(numbers) != 4:
        return ()
    monday = own - dt.timedelta(days=4)
    return tuple((number, monday + dt.timedelta(days=n)) for n, number in enumerate(sorted(numbers)))


def hints_in(days: Sequence[DayHeading]) -> tuple[Hint, ...]:
    """Weekdays beside numbers (`11일차(월)`), and numbers right below `토요일`, `일요일`: they open a week."""
    usual = [day for day in days if not day.label.broken]
    hints = [
        (day.label.numbers[0], day.label.weekday)
        for day in usual
        if len(day.label.numbers) == 1 and day.label.weekday is not None and not day.label.dated
    ]
    if _is_rising(usual):
        hints += [
            (after.label.numbers[0], OPENS_WEEK)
            for before, after in pairwise(usual)
            if _is_weekend(before) and after.label.numbers and not after.label.part and not after.label.dated
        ]
    return tuple(hints)


def _is_weekend(day: DayHeading) -> bool:
    """`토요일`, `일요일`, alone."""
    return day.label.weekday in (SATURDAY, SUNDAY) and not day.label.numbers and not day.label.dated


def _is_rising(days: Sequence[DayHeading]) -> bool:
    """Whether the file is surely written oldest first: two numbers, or Saturday and Sunday, show it."""
    steps = [(a, b) for a, b in pairwise([day.label.numbers[0] for day in days if day.label.numbers])]
    weekends = [
        (a.label.weekday or 0, b.label.weekday or 0) for a, b in pairwise(days) if _is_weekend(a) and _is_weekend(b)
    ]
    steps += weekends
    return bool(steps) and all(a < b for a, b in steps)


# The rule for `N일차` as earlier runs learnt it: a renamed file must not make digest forget.


def known_rules(notes: Notes, journal: str) -> Known:
    """The rules that stood at the end of the last run; none for a journal that is new."""
    note = notes.get(_name(journal))
    if note is None:
        return Known()
    rules = tuple(NumberRule(dt.date.fromisoformat(day1), holidays) for day1, holidays in note[0]["rules"])
    return Known(rules, note[0]["pairs"])


def keep(notes: Notes, journal: str, course: DayNumbers, now: dt.datetime) -> None:
    """Remember what is known now; forget what everything that is seen contradicts.

    Pairs that contradict each other are no verdict: what is known stays as it is, and is not used meanwhile.
    """
    known = known_rules(notes, journal)
    if course.configured:
        return
    if course.rules:
        pairs = max(len(course.pairs), known.pairs) if course.remembered else len(course.pairs)
        if Known(course.rules, pairs) != known:
            rules = [[rule.day1.isoformat(), rule.holidays] for rule in course.rules]
            notes.put(_name(journal), {"rules": rules, "pairs": pairs}, now)
    elif known.rules and not course.pairs:
        notes.drop(_name(journal))


def _name(journal: str) -> str:
    return f"journal-course:{journal}"
