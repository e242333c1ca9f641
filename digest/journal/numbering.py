"""What the headings of one file say about `N일차` ↔ date: pairs, and hints that a rule must agree with (C3.4). Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise

from digest.journal.complete import Span
from digest.journal.course import OPENS_WEEK, Hint, Pair
from digest.journal.day_forms import is_week_review
from digest.journal.day_headings import DayHeading, Head
from digest.journal.normalise import normalise

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
