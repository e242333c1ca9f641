"""Dates as people type them at the start of a text, complete or not (docs/journal-finding.md). Pure."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from digest.calendar.names import MONTHS
from digest.calendar.names import WEEKDAYS as ENGLISH_DAYS
from digest.journal.read.normalise import normalise
from digest.lazy import pattern_of

WEEKDAYS = "월화수목금토일"
# Aug · august
_MONTH_NAME = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_Y4, _Y2 = r"(?P<y>(?:19|20)\d\d)", r"(?P<y>\d\d)"
# 2024-08-19 · 24년 8월 19일 · 24-08-19 · 20240819 · 240819 · 8/19/2024 · 8/19 · 8월 19일 · 19일
# `mon, 19 aug 2024` · `aug 19, 2024`
_FORMS = tuple(
    pattern_of(pattern)
    for pattern in (
        rf"{_Y4}(?:\s*[-./_]\s*|\s*년\s*|\s+)(?P<m>\d{{1,2}})(?:\s*[-./_]\s*|\s*월\s*)(?P<d>\d{{1,2}})(?!\d)\s*일?(?!차)\.?",
        rf"{_Y2}\s*년\s*(?P<m>\d{{1,2}})\s*월\s*(?P<d>\d{{1,2}})\s*일",
        rf"{_Y2}(?P<sep>[-./_])(?P<m>\d\d)(?P=sep)(?P<d>\d\d)(?!\d)\.?",
        rf"{_Y4}(?P<m>\d\d)(?P<d>\d\d)(?!\d)",
        rf"{_Y2}(?P<m>\d\d)(?P<d>\d\d)(?!\d)",
        r"(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>20\d\d)(?!\d)",
        r"(?P<m>\d{1,2})\s*/\s*(?P<d>\d{1,2})(?![\d/])",
        r"(?P<m>\d{1,2})\s*월\s*(?P<d>\d{1,2})\s*일(?!차)",
        r"(?P<d>\d{1,2})\s*일(?!\s*[차째])",
        rf"(?:(?P<wd>[a-z]{{3,9}}),?\s+)?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH_NAME},?\s+{_Y4}",
        rf"(?:(?P<wd>[a-z]{{3,9}}),?\s+)?{_MONTH_NAME}\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_Y4}",
    )
)
# a date beside a weekday or in a range only: 8.19 · 08-19
_SHORT = pattern_of(r"(?P<m>\d{1,2})[-.](?P<d>\d{1,2})(?![\d-]|\.\d)\.?")
_SHORT_DAY = pattern_of(r"(?P<d>\d{1,2})(?!\d)")  # the 20 of `8월 19 ~ 20`
_BROKEN = pattern_of(r"(?:19|20)\d\d\s*년\s*\d{1,2}\s*일\s*\d{1,2}\s*일")  # a slip of the pen: 2024년 8일 19일
_STARTS = pattern_of(rf"(?<![\d.])\d{{2,}}|(?<!\w)\d|(?<!\w){_MONTH_NAME}", re.IGNORECASE)
"""Where a date may begin inside a text."""
# behind a date: `(월)` · `, Monday` · `월요일`
_WEEKDAY = pattern_of(
    r"^\s*[(\[（,.]?\s*(?:(?P<ko>[월화수목금토일])(?:요일)?(?!\w)|(?P<en>mon|tue|wed|thu|fri|sat|sun)[a-z]*(?!\w))\s*[)\]）]?"
)


@dataclass(frozen=True)
class PartialDate:
    """A date with what was said of it."""

    day: int
    month: int | None = None
    year: int | None = None

    def within(self, earlier: PartialDate) -> PartialDate:
        """The end of a range with year and month of its start where it says none."""
        year = self.year or earlier.year
        month = self.month or earlier.month
        if self.year is None and year and month and earlier.month and month < earlier.month:
            year += 1
        return PartialDate(self.day, month, year)

    def complete(self) -> dt.date | None:
        """The date when nothing is missing and it exists."""
        return self.on(self.year, self.month) if self.year and self.month else None

    def on(self, year: int, month: int | None) -> dt.date | None:
        """The date with the gaps filled, or None when there is no such day."""
        try:
            return dt.date(self.year or year, self.month or month or 0, self.day)
        except ValueError:
            return None


@dataclass(frozen=True)
class FoundDate:
    """A date at the start of a text, and what follows it."""

    start: PartialDate | None
    weekday: int | None
    rest: str
    broken: bool = False


def date_at(text: str, *, short: bool = False) -> FoundDate | None:
    """The date a normalised (lower-case) text starts with; None when it starts with none.

    short: also take `08-23` and `23`, which mean a date only as the end of a range.
    """
    broken = _BROKEN.match(text)
    if broken:
        weekday, rest = weekday_at(text[broken.end() :])
        return FoundDate(None, weekday, rest, broken=True)
    for form in (*_FORMS, _SHORT, *([_SHORT_DAY] if short else [])):
        found = form.match(text)
        date = _partial(found) if found else None
        if found is None or date is None:
            continue
        weekday, rest = weekday_at(text[found.end() :])
        said = found.groupdict().get("wd")
        if said and said[:3] not in ENGLISH_DAYS:
            continue
        if form is _SHORT and weekday is None and not short:
            continue
        return FoundDate(date, ENGLISH_DAYS.index(said[:3]) if said else weekday, rest)
    return None


def date_in(text: str) -> dt.date | None:
    """The first complete date anywhere in a heading or title: `[day47] 2024.08.19 월 학습`; None without one."""
    folded = normalise(text)
    for start in _STARTS.finditer(folded):
        found = date_at(folded[start.start() :])
        date = found.start.complete() if found and found.start else None
        if date:
            return date
    return None


def weekday_at(text: str) -> tuple[int | None, str]:
    """(weekday, rest) when a text starts with one in any usual dress: `(화)`, `, 금`, ` 토요일`, ` Monday`."""
    found = _WEEKDAY.match(text)
    if not found:
        return None, text
    index = WEEKDAYS.index(found["ko"]) if found["ko"] else ENGLISH_DAYS.index(found["en"])
    return index, text[found.end() :]


def _partial(found: re.Match[str]) -> PartialDate | None:
    """The numbers of a match when they can be a date in some year."""
    said = found.groupdict()
    year = int(said["y"]) if said.get("y") else None
    year = year + 2000 if year is not None and year < 100 else year
    month = MONTHS.index(said["month"]) + 1 if said.get("month") else int(said["m"]) if said.get("m") else None
    date = PartialDate(int(said["d"]), month, year)
    return date if date.on(2024, 1) else None  # a leap year and a long month: only the impossible fails
