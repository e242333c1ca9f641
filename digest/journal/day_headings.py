"""Which headings of one file stand for days, and where each day ends (journals C3.5). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from digest.journal.day_forms import DayLabel, heading_label, is_week_review, month_of
from digest.journal.normalise import normalise

_PLAIN = re.compile(
    r"^(?:\*\*)?(?:제?\s*\d{1,3}\s*(?:일\s*차|주)|day\s*\d{1,3}|\d{1,2}월|(?:19|20)?\d\d[-./년]|[월화수목금토일]요일)",
    re.IGNORECASE,
)
_MAYBE = re.compile(r"\d|요일|day", re.IGNORECASE)  # cheap: most headings are about something else
PLAIN_MAX = 40
"""A longer line is a sentence, not a heading that lost its `#`."""


class Head(NamedTuple):
    """A heading as the scanners give it."""

    line: int
    level: int
    raw: str


@dataclass(frozen=True)
class DayHeading:
    """A heading that stands for a day, or for a date that cannot be one."""

    line: int
    """0-based."""
    level: int
    """1–6, 0 for a plain line."""
    raw: str
    label: DayLabel
    month: tuple[int | None, int] | None = None
    """(year, month) of the month heading above it, when there is one."""


def day_headings(heads: Sequence[Head]) -> tuple[DayHeading, ...]:
    """The day headings among all headings of a file, in file order.

    Strict forms count by themselves; loose ones (`4일차 학습 정리`) only at a level shared by two strict ones, or
    where two or more loose ones of a level form a sequence. A number next to its date is one day.
    """
    labelled = list(_labelled(heads))
    strict = [d for d in labelled if d.label.strict]
    loose = [d for d in labelled if not d.label.strict]
    accepted = list(strict)
    for level in {d.level for d in loose}:
        here = [d for d in loose if d.level == level]
        beside = [d for d in strict if d.level == level]
        taken = {n for d in beside for n in d.label.numbers}
        fresh = [d for d in here if not taken.intersection(d.label.numbers)]
        if len(beside) >= 2 or (len(fresh) >= 2 and _in_sequence(fresh)):
            accepted.extend(fresh)
    return _merged(sorted(accepted, key=lambda d: d.line))


def plain_days(lines: Iterable[tuple[int, str]]) -> tuple[DayHeading, ...]:
    """Days marked by plain lines (`6일차:`) in a text that lost its hashes: two or more in increasing order, or none.

    lines: (0-based line, text) of paragraph lines only.
    """
    found, reviews = [], []
    for number, text in lines:
        if len(text) > PLAIN_MAX or not _PLAIN.match(text):
            continue
        label = heading_label(text)
        if is_week_review(normalise(text)):
            reviews.append(DayHeading(number, 0, text.strip(), DayLabel(strict=True, broken=True)))
        elif label and label.strict and not label.broken:
            found.append(DayHeading(number, 0, text.strip(), label))
    if len(found) < 2 or not _in_sequence(found):
        return ()
    return tuple(sorted([*found, *reviews], key=lambda day: day.line))


def end_of_day(days: Sequence[DayHeading], heads: Sequence[Head], day: DayHeading, total: int) -> int:
    """The line after the day's last: the next day heading, a week review, a heading above all days, or the end."""
    bounds = [d.line for d in days if d.line > day.line]
    for head in heads:
        if head.line > day.line and (is_week_review(normalise(head.raw)) or 0 < head.level < day.level):
            bounds.append(head.line)
    return min(bounds, default=total)


def _labelled(heads: Sequence[Head]) -> Iterable[DayHeading]:
    month: tuple[int | None, int] | None = None
    for head in heads:
        if not _MAYBE.search(head.raw):
            continue
        text = normalise(head.raw)
        month = month_of(text) or month
        label = None if is_week_review(text) else heading_label(head.raw)
        if label:
            yield DayHeading(head.line, head.level, head.raw, label, month)


def _in_sequence(days: Sequence[DayHeading]) -> bool:
    """Whether numbers or dates only rise, or only fall (newest first)."""
    keys = []
    for day in days:
        label = day.label
        if label.numbers:
            keys.append((0, 0, label.numbers[0]))
        elif label.start:
            keys.append((label.start.year or 0, label.start.month or 0, label.start.day))
        elif label.weekday is not None:
            keys.append((0, 0, label.weekday))
    rising = all(a < b for a, b in pairwise(keys))
    return len(keys) == len(days) and (rising or all(a > b for a, b in pairwise(keys)))


def _merged(days: Sequence[DayHeading]) -> tuple[DayHeading, ...]:
    """`# Day 8` with `## 2024-08-19` straight below it is one day: the lower heading, with both facts."""
    merged: list[DayHeading] = []
    for day in days:
        above = merged[-1] if merged else None
        if above and day.line - above.line <= 2 and above.level < day.level:
            one, two = above.label, day.label
            if bool(one.numbers) != bool(two.numbers) and one.dated != two.dated:
                label = replace(
                    two,
                    numbers=one.numbers or two.numbers,
                    start=one.start or two.start,
                    end=one.end or two.end,
                    weekday=two.weekday if two.weekday is not None else one.weekday,
                )
                merged[-1] = replace(day, label=label)
                continue
        merged.append(day)
    return tuple(merged)
