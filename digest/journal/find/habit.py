"""Which dated files of a folder are somebody's days, and which are posts that merely carry a date. Pure.

A file that speaks of its day itself – a bare date as its name, `N일차`, `TIL`, a title with the date – needs nothing
else. Any other dated name (`2024-08-19-react-hooks`) is a day only where the folder shows the habit of writing daily.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from digest.journal.find.files import FileFacts, shape

LEAST = 5
"""Fewer files of one shape, or fewer dates in a row, than this are no habit."""
SHARE = 0.6
NEAR = dt.timedelta(days=14)
"""How far around a file its habit is looked for: people begin and stop."""
SPOKEN_SHARE = 0.25
"""From this share on, files that speak of their day are the habit, and the others beside them are posts."""
Spot = tuple[str, int | None, int]
"""(path, 0-based line of the day heading or None for the whole file, days it covers)."""


@dataclass(frozen=True)
class Habit:
    """The verdict over the files of one folder."""

    taken: frozenset[str]
    """Files without a word of their own that are days by habit."""
    why: str
    """What makes a file a day here, in Korean."""
    why_not: str
    """What the others lack, in Korean."""

    def counts(self, file: FileFacts, told: bool) -> bool:
        """Whether a claim over a whole file makes it a day; told: the file itself speaks of the day."""
        return told or file.path in self.taken


def habit_of(files: Sequence[FileFacts], layout: str) -> Habit:
    """What makes a dated file a day in this folder. layout: as configured; `daily` takes every dated name."""
    usable = [file for file in files if file.kind == "day" and not file.refusal]
    dates = {file.path: date for file in usable if (date := _whole_day(file))}
    told = [file for file in usable if any(claim.told for claim in file.claims)]
    mute = [file for file in usable if file.path in dates and not any(claim.told for claim in file.claims)]
    if layout == "daily":
        return Habit(
            frozenset(file.path for file in mute), "이름에 날짜가 있으면 하루로 봅니다(설정 layout: daily)", ""
        )
    alike = {name for name, count in Counter(file.shape for file in told).items() if count >= 2}
    if told and len(told) >= SPOKEN_SHARE * (len(told) + len(mute)):
        taken = {file.path for file in mute if file.shape in alike}
        return Habit(
            frozenset(taken), _spoken(told), "날짜만 있는 다른 글입니다(이름·제목이 날을 말하는 파일이 따로 있습니다)"
        )
    named = _by_name(mute, dates)
    daily = _by_dates(mute, dates)
    told_why = [_spoken(told)] if told else []
    if named:
        told_why.append("같은 꼴의 이름이 며칠 안에 되풀이됩니다")
    if daily:
        told_why.append("날짜가 하루하루 이어집니다")
    why_not = "이름·제목·이어지는 날짜 가운데 어느 것도 하루의 기록이라고 말하지 않습니다"
    return Habit(frozenset(named | daily), ", ".join(told_why), why_not)


def _spoken(told: Sequence[FileFacts]) -> str:
    return f"이름이나 제목이 날을 말합니다({len(told)}개)"


def _whole_day(file: FileFacts) -> dt.date | None:
    """The one day a whole file claims."""
    spans = [claim.span for claim in file.claims if claim.line is None and not claim.against]
    return spans[0].first if spans and spans[0].first == spans[0].last else None


def _by_name(mute: Sequence[FileFacts], dates: dict[str, dt.date]) -> set[str]:
    """Files whose form of name comes three times within two weeks, once within a few days: `…-challenge`, no letter."""
    by_shape: dict[str, list[tuple[dt.date, str]]] = {}
    for file in mute:
        by_shape.setdefault(file.shape, []).append((dates[file.path], file.path))
    taken: set[str] = set()
    for group in by_shape.values():
        days = sorted({date for date, _ in group})
        for date, path in group:
            around = _around(days, date)
            close = any(abs((other - date).days) in (1, 2, 3) for other in around)
            if len(around) >= 3 and close:
                taken.add(path)
    return taken


def _by_dates(mute: Sequence[FileFacts], dates: dict[str, dt.date]) -> set[str]:
    """Files in a run of dates, one a day: five or more within two weeks, most of them the next working day's."""
    each = Counter(dates[file.path] for file in mute)
    days = sorted(each)
    taken: set[str] = set()
    for file in mute:
        around = _around(days, dates[file.path])
        steps = [_is_next(a, b) for a, b in pairwise(around)]
        posts = sum(each[date] for date in around)
        if len(around) >= LEAST and sum(steps) >= SHARE * len(steps) and posts <= 1.2 * len(around):
            taken.add(file.path)
    return taken


def _around(days: Sequence[dt.date], date: dt.date) -> Sequence[dt.date]:
    """The days within NEAR of a date, of sorted ones."""
    return days[bisect_left(days, date - NEAR) : bisect_right(days, date + NEAR)]


def _is_next(one: dt.date, other: dt.date) -> bool:
    """Whether a date follows another without a working day between."""
    gap = (other - one).days
    return gap == 1 or (gap <= 3 and one.weekday() + gap >= 7 and one.weekday() >= 4)


def usual_ones(files: Iterable[FileFacts], spots: Sequence[Spot]) -> list[Spot]:
    """The spots whose file name has the shape of the person's daily files; all of them where there is no habit."""
    if not spots:
        return []
    shapes = Counter(file.shape for file in files if file.kind == "day")
    usual, count = shapes.most_common(1)[0]
    if count < LEAST or count < SHARE * shapes.total():
        return list(spots)
    return [spot for spot in spots if shape(spot[0]) == usual]
