"""Which headings of one file stand for days, and where each day ends (docs/journal-finding.md). Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from digest.journal.find.date_forms import PartialDate
from digest.journal.find.day_forms import DayLabel, heading_label, is_week_review, month_of
from digest.journal.read.normalise import normalise
from digest.lazy import pattern_of

# 13일차 · **Day 13** → `**day 13` · 8월 · 2024-08 · 월요일
_PLAIN = pattern_of(
    r"^(?:\*\*)?(?:제?\s*\d{1,3}\s*(?:일\s*차|주)|day\s*\d{1,3}|\d{1,2}월|(?:19|20)?\d\d[-./년]|[월화수목금토일]요일)",
    re.IGNORECASE,
)
# 13일차 · 월요일 · Friday
_MAYBE = pattern_of(r"\d|요일|day", re.IGNORECASE)  # cheap: most headings are about something else
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
    return _without_told(_merged(sorted(accepted, key=lambda d: d.line)), heads)


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
    """`# Day 8` with `## 2024-08-19` (or `# 📅 2024-08-19`) below it is one day: the lower heading, with both facts."""
    merged: list[DayHeading] = []
    for day in days:
        above = merged[-1] if merged else None
        if above and day.line - above.line <= 2 and above.level <= day.level:
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


def _without_told(days: Sequence[DayHeading], heads: Sequence[Head]) -> tuple[DayHeading, ...]:
    """Without dates that a part of another day tells of: `#### 8/19` in `### 다음 주 계획` of `## 2024-08-16`.

    Only where the days of the file are of the outer kind: two or more, and no fewer than such dates.
    """
    by_line = {day.line: day for day in days}
    above: list[Head] = []
    told: dict[DayHeading, int] = {}
    for head in heads:
        while above and above[-1].level >= head.level:
            above.pop()
        day = by_line.get(head.line)
        around = [by_line[one.line] for one in above if one.line in by_line]
        if day and around and above[-1].line not in by_line and _is_one_day(around[-1].label):
            told[day] = around[-1].level
        above.append(head)
    kept = tuple(day for day in days if day not in told)
    for level in set(told.values()):
        if sum(day.level == level for day in kept) < max(2, list(told.values()).count(level)):
            return tuple(days)
    return kept


def _is_one_day(label: DayLabel) -> bool:
    return not label.broken and label.end is None and (label.start is not None or len(label.numbers) == 1)


# Incomplete dates of headings → dates, from what stands around them. Pure.


MAX_SPAN = 7
"""Days that one heading may cover; more is a chapter, not a place for a day."""


@dataclass(frozen=True)
class Span:
    """The dates one heading or file stands for, both ends included."""

    first: dt.date
    last: dt.date

    def holds(self, date: dt.date) -> bool:
        """Whether the date is one of them."""
        return self.first <= date <= self.last


@dataclass(frozen=True)
class Around:
    """What is known about a file besides its headings."""

    year: int | None = None
    """Of the path, or of its own date."""
    month: int | None = None
    week: Span | None = None
    """The week the file stands for, when it is known."""
    near: dt.date | None = None
    """The date that is looked for: settles the year of `8월 19일(월)` where nothing else does."""


DateOf = Callable[[int], dt.date | None]
"""`N일차` → date by the course rule, None when there is none."""


def complete(days: Sequence[DayHeading], around: Around, date_of: DateOf) -> tuple[Span | None, ...]:
    """The span of every day heading; None where it cannot be known or contradicts itself (weekday)."""
    spans: list[Span | None] = [_explicit(day) for day in days]
    _fill_years(days, spans, around)
    for place, day in enumerate(days):
        label = day.label
        if spans[place] is None and label.numbers and label.start is None and not label.part:
            spans[place] = _numbered(label.numbers, date_of, label.weekday)
    _fill_weekdays(days, spans, around)
    return tuple(spans)


def _explicit(day: DayHeading) -> Span | None:
    start = day.label.start
    first = start.complete() if start else None
    return _span(first, day) if first else None


def _span(first: dt.date, day: DayHeading) -> Span | None:
    """The heading's span when its weekday agrees and its range makes sense."""
    if day.label.weekday not in (None, first.weekday()):
        return None
    end = day.label.end
    last = end.on(first.year, first.month) if end else first
    if last is None or not 0 <= (last - first).days < MAX_SPAN:
        return None
    return Span(first, last)


def _fill_years(days: Sequence[DayHeading], spans: list[Span | None], around: Around) -> None:
    """Complete `8월 19일` and `10일 토요일` from the month heading, the path and the dated neighbours."""
    for place, day in enumerate(days):
        start = day.label.start
        if spans[place] is not None or start is None or (start.year and start.month):
            continue
        year, month = day.month or (None, None)
        if start.month is None and month is None:
            month = around.month
        near = _nearest(spans, place)
        if start.month is None and month is None and near:
            continue  # `10일` beside other dates could be this or the next month
        if start.month is None and month is None:
            continue
        if near is None and not (year or around.year) and day.label.weekday is not None:
            near = around.near  # without a weekday any year could be meant
        guessed = _year_near(start, month, near) if near else year or around.year
        first = start.on(guessed, start.month or month) if guessed else None
        if first:
            spans[place] = _span(first, day)


def _year_near(start: PartialDate, month: int | None, near: dt.date) -> int | None:
    """The year that puts the date closest to a dated neighbour (a list may cross New Year)."""
    guesses = [start.on(near.year + shift, start.month or month) for shift in (-1, 0, 1)]
    known = [guess for guess in guesses if guess]
    return min(known, key=lambda guess: abs((guess - near).days)).year if known else None


def _nearest(spans: Sequence[Span | None], place: int) -> dt.date | None:
    """The dated heading before this one, else the one after it."""
    before = [span for span in spans[:place] if span]
    after = [span for span in spans[place + 1 :] if span]
    return before[-1].last if before else after[0].first if after else None


def _numbered(numbers: tuple[int, ...], date_of: DateOf, weekday: int | None) -> Span | None:
    dates = [date_of(number) for number in numbers]
    if any(date is None for date in dates):
        return None
    known = sorted(date for date in dates if date)
    if weekday not in (None, known[0].weekday()):
        return None
    return Span(known[0], known[-1])


def _fill_weekdays(days: Sequence[DayHeading], spans: list[Span | None], around: Around) -> None:
    """`토요일` only where its week is known: between dated neighbours, or in a file that stands for a week."""
    known = list(spans)
    rising = _rising([span.first for span in known if span])
    for place, day in enumerate(days):
        label = day.label
        if label.weekday is None or label.start or label.numbers or label.broken:
            continue
        before = next((s for s in reversed(known[:place]) if s), None)
        after = next((s for s in known[place + 1 :] if s), None)
        if rising is False:
            before, after = after, before
        found = None
        if before:
            found = before.last + dt.timedelta(days=(label.weekday - before.last.weekday() - 1) % 7 + 1)
        if after:
            found_back = after.first - dt.timedelta(days=(after.first.weekday() - label.weekday - 1) % 7 + 1)
            found = found_back if found in (None, found_back) else None
        if found is None and not before and not after and around.week:
            monday = around.week.first - dt.timedelta(days=around.week.first.weekday())
            found = monday + dt.timedelta(days=label.weekday)
        if found:
            spans[place] = Span(found, found)


def _rising(dates: Sequence[dt.date]) -> bool | None:
    """True for oldest first, False for newest first, None when out of order; one date alone counts as rising."""
    pairs = list(pairwise(dates))
    if all(a <= b for a, b in pairs):
        return True
    return False if all(a >= b for a, b in pairs) else None
