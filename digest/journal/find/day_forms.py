"""What a heading, a title or a slug says about the day: dates, `N일차`, weekdays, ranges.

Pure; docs/journal-finding.md.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

from digest.journal.find.date_forms import PartialDate, date_at, weekday_at
from digest.journal.read.normalise import normalise
from digest.lazy import pattern_of

# 03
_NUMBER = r"0*(\d{1,3})"
# 1 `~` 4, 1`, `2
_SEPARATOR = r"\s*(?:~|-|–|,|·|→|&|및|와)\s*"
# 13일차 · 제13일 차 · 13~14일차 · Day 13 → `day 13`
_COURSE = pattern_of(
    rf"(?:제\s*)?{_NUMBER}(?:\s*일\s*차?)?(?:{_SEPARATOR}{_NUMBER})?\s*(?:\((\d)\))?\s*일\s*(?:차|째)"
    rf"|day\s*[-_#.]?\s*{_NUMBER}(?:{_SEPARATOR}(?:day\s*)?{_NUMBER})?(?!\d)"
)
# `13일차` · `100 days` → not of code: `day 13`
_TITLED = pattern_of(
    rf"(?<![\d+~])(?<!d-)\b{_NUMBER}(?:{_SEPARATOR}{_NUMBER})?\s*(?:\((\d)\))?\s*(?:일\s*(?:차|째)(?!\w)|days?\b(?!\s+of\b))"
    rf"|(?<![a-z])day\s*[-_#.]?\s*{_NUMBER}(?:{_SEPARATOR}(?:day\s*)?{_NUMBER})?(?!\d)"
)
_RANGE = pattern_of(r"\s*(?:~|→|–|—|-{1,2}>|부터)\s*")  # `13일차 ~ 14일차` · `8/19 → 8/20` · 8월 19일부터
_CLOCK = pattern_of(r"^\d{1,2}:\d{2}(?::\d{2})?\s+")  # `09:30 8월 19일`
_FOLLOWS = pattern_of(
    r"^\s*(?:$|[:：(（,~|\[]|[-–—]\s)"
)  # what may stand behind a day: `: 확산 모델` · ` - 확산 모델` · `(월)`
_CLOSED = pattern_of(r"^[\s.)\]）]*(?:jst|kst|utc)?$")  # `) kst` · `.`
# 월요일 · monday; not 월말
_WEEKDAY_ALONE = pattern_of(r"^(?:[월화수목금토일]요일|(?:mon|tues|wednes|thurs|fri|satur|sun)day)(?!\w)")
# 3주차 · week 3 · w34 · 주간 회고
_WEEK = pattern_of(
    r"(?<!\d)(\d{1,3})\s*(?:주\s*차|weeks?\b)|\bweek\s*[-_#]?\s*(\d{1,3})\b|\bw(\d{1,2})\b|주간\s*(?:학습|회고)"
)
_ANY_COURSE = pattern_of(r"\d\s*일\s*차")  # 13일차
# the week of `week 3 - day 2`, as far as `week 3 - `
_WEEK_BEFORE = pattern_of(r"(?:week|w)\s*[-_#]?\s*(\d{1,2})\s*[-_ ]*$")
# 3주차 후기 · 주간 회고 · weekly review
_REVIEW = pattern_of(
    r"^(?:제?\s*\d{1,3}\s*주\s*차?\s*(?:후기|회고|정리|주간|마무리|돌아보기|리뷰)"
    r"|주간\s*(?:후기|회고|정리|리뷰)|week(?:ly)?\s*\d*\s*(?:review|retro))"
)
# 8월 · 2024년 8월 · 2024-08
_MONTH = pattern_of(r"^(?:((?:19|20)\d\d)\s*[년.\-/_]\s*)?(\d{1,2})\s*월$|^((?:19|20)\d\d)\s*[.\-/_]\s*(\d{1,2})$")
_SENTENCE = pattern_of(r"[?!？！]|일\s*차|다\.?$")  # 13일차에는 무엇을 할까? · 어제는 쉬었다.


@dataclass(frozen=True)
class DayLabel:
    """What a text says about its day."""

    strict: bool
    """True when nothing but the day is said; else other headings must confirm it."""
    numbers: tuple[int, ...] = ()
    """`N일차`: every number covered."""
    part: bool = False
    """`15(1)일차`: an extra post beside the real 15일차, no evidence for its date."""
    start: PartialDate | None = None
    end: PartialDate | None = None
    """Last date of a range."""
    weekday: int | None = None
    """0 = Monday; of `start`, or alone."""
    week: int | None = None
    """`Week4-Day5`: the numbers count within this week, not within the course."""
    broken: bool = False
    """A date was meant but cannot be one (`12일 23일`): it bounds a day and is no day."""

    @property
    def dated(self) -> bool:
        """Whether a date, complete or not, is said."""
        return self.start is not None


def heading_label(raw: str) -> DayLabel | None:
    """The day a heading stands for; None for every other heading. The form must stand at the start."""
    text = _CLOCK.sub("", normalise(raw)).lstrip("[<（( ") if raw else ""
    if not text:
        return None
    return _course_label(text) or _date_label(text) or _weekday_label(text)


@lru_cache(maxsize=512)
def title_label(title: str) -> DayLabel | None:
    """What a title or slug says anywhere: `Boostcamp 12days`, `챌린지 9일차 학습 정리`; None when unclear."""
    text = normalise(title.replace("_", " "))
    found = list(_TITLED.finditer(text))
    if len(found) != 1 or len(_ANY_COURSE.findall(text)) > 1:
        return None
    numbers, part = _numbers(found[0])
    week = _WEEK_BEFORE.search(text[: found[0].start()])
    return DayLabel(strict=False, numbers=numbers, part=part, week=int(week[1]) if week else None) if numbers else None


def week_label(text: str) -> bool:
    """Whether a title or slug speaks of a week: `3주차`, `3weeks`, `24-W52`."""
    return bool(_WEEK.search(normalise(text.replace("_", " "))))


def is_week_review(text: str) -> bool:
    """`3주차 후기`, `주간 회고`: ends the last day of a week file; takes normalised text."""
    return bool(_REVIEW.match(text))


def month_of(text: str) -> tuple[int | None, int] | None:
    """(year or None, month) of a heading that names a month only; takes normalised text."""
    found = _MONTH.match(text)
    if not found:
        return None
    year, month = (found[1], found[2]) if found[2] else (found[3], found[4])
    return (int(year) if year else None, int(month)) if 1 <= int(month) <= 12 else None


def plain(text: str) -> str:
    """A file name as it is compared: NFC and lower case."""
    return unicodedata.normalize("NFC", text).casefold()


def _numbers(found: re.Match[str]) -> tuple[tuple[int, ...], bool]:
    """Covered numbers of a course form; `~` and `-` are ranges, `,` and the like are lists."""
    first, last, part, day, day_last = found.groups()
    low, high = int(first or day), int(last or day_last or first or day)
    if part:
        return (low,), True
    if high < low or high - low > 7 or low == 0:
        return (), False
    # `1·2일차`, `3일차와 4일차`, `Day 1, Day 2`; `1~4일차` is a span
    listed = re.search(r"\d\s*(?:일\s*차?)?\s*(?:,|·|&|및|와)\s*(?:day\s*)?\d", found[0])
    return ((low, high) if listed and high > low + 1 else tuple(range(low, high + 1))), False


def _course_label(text: str) -> DayLabel | None:
    found = _COURSE.match(text)
    if not found:
        return None
    numbers, part = _numbers(found)
    tail = text[found.end() :]
    # `에 배운 내용`, behind `1일차`
    if not numbers or re.match(r"[가-힣a-z0-9_]", tail):
        return None
    label = DayLabel(strict=True, numbers=numbers, part=part)
    inner = tail.lstrip(" :：(（,-–[")
    date = date_at(inner)
    if date and date.start:
        return replace(
            label, start=date.start, weekday=date.weekday, strict=bool(_FOLLOWS.match(tail)) or not date.rest
        )
    weekday, rest = weekday_at(tail)
    if weekday is not None and _FOLLOWS.match(rest.lstrip(")）]")):
        return replace(label, weekday=weekday)
    if _FOLLOWS.match(tail):
        return label
    return None if _SENTENCE.search(tail) else replace(label, strict=False)


def _date_label(text: str) -> DayLabel | None:
    date = date_at(text)
    if date is None:
        return None
    if date.broken:
        return DayLabel(strict=True, weekday=date.weekday, broken=True)
    if date.start is None:
        return None
    between = _RANGE.match(date.rest)
    until = date_at(date.rest[between.end() :].lstrip(" ("), short=True) if between else None
    if until and until.start:
        return DayLabel(strict=True, start=date.start, end=until.start.within(date.start))
    strict = bool(_FOLLOWS.match(date.rest)) or bool(_CLOSED.match(date.rest))
    if date.start.month is None and date.weekday is None:
        strict = False  # `10일` alone needs others beside it
        if date.rest.strip():
            return None  # `3일 만에 끝내기`
    elif not strict and (_SENTENCE.search(date.rest) or (date.start.year is None and date.weekday is None)):
        return None
    return DayLabel(strict=strict, start=date.start, weekday=date.weekday)


def _weekday_label(text: str) -> DayLabel | None:
    found = _WEEKDAY_ALONE.match(text)
    if not found or not _FOLLOWS.match(text[found.end() :]):
        return None
    weekday, _ = weekday_at(text)
    return DayLabel(strict=True, weekday=weekday)
