"""Which days one file holds, from its path, its front matter and its headings (docs/journal-finding.md). Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from digest.journal.config import Layout
from digest.journal.find.date_forms import date_in
from digest.journal.find.day_forms import DayLabel, heading_label, title_label, week_label
from digest.journal.find.day_headings import Around, DateOf, DayHeading, Head, Span, complete
from digest.journal.find.day_numbers import Hint, Pair, hints_in, pairs_in
from digest.journal.find.names import NameFacts, name_facts, stem_of
from digest.journal.find.tool import Flavour, flavour_of
from digest.lazy import pattern_of

# 2024-08-19 · 2024-08-19T20:00:01+09:00 · 2024/8/19
_DATE = pattern_of(
    r"((?:19|20)\d\d)[-./](\d{1,2})[-./](\d{1,2})"
    r"(?:[T ]+(\d{1,2}):(\d{2})(?::\d{2})?(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?)?"
)
_DAILY_WORDS = pattern_of(
    r"\btil\b|일지|일기|회고|daily|\bjournal\b|데일리|\b(?:dev|work|daily)log\b|하루|오늘|\bdiary\b", re.IGNORECASE
)
"""`2024-08-19-til`, `오늘의 기록`; no `blog`."""
_PLAN_WORDS = pattern_of(
    r"\bplan(?:s|ner|ning)?\b|계획|식단|\bmeals?\b|\bmenu\b|\bworkouts?\b|운동|루틴|\broutines?\b|커리큘럼|\bcurriculum\b|강의\s?계획"
    r"|\bsyllabus\b|\bitinerary\b|여행|일정|\bschedules?\b|\broadmap\b|로드맵|\brecipes?\b|레시피",
    re.IGNORECASE,
)
"""`Meal Plan` numbers days that nobody has lived yet."""
_RECORD_WORDS = pattern_of(
    r"^(?:change ?log|changes|history|news|releases?|release notes|릴리스.*|변경 ?이력|회의록|minutes)$", re.IGNORECASE
)
"""`CHANGELOG` has dated headings, and is nobody's day."""


class Claim(NamedTuple):
    """One place of a file, and the dates it stands for."""

    span: Span
    line: int | None
    """The day heading; None when the whole file is the day."""
    against: str = ""
    """Why another part of the same file says otherwise, in Korean; such a claim is no place."""
    told: bool = True
    """Whether the file itself speaks of the day; a mere date in a post's name needs the folder's habit."""


@dataclass(frozen=True)
class FileDays:
    """The days of one file."""

    kind: Literal["day", "many", "none"]
    claims: tuple[Claim, ...] = ()
    days: tuple[DayHeading, ...] = ()
    numbers: tuple[int, ...] = ()
    """`N일차` of a whole file without any date."""
    week: int | None = None
    """With `numbers`: they count within this week of the course."""
    pairs: tuple[Pair, ...] = ()
    """Trusted evidence for the course rule."""
    hints: tuple[Hint, ...] = ()
    """What the rule must agree with."""
    dated: dt.date | None = None
    """The own date of a file of many days, e.g. of a week's post."""
    note: str = ""
    """What is odd about the file, in Korean."""

    @property
    def undated(self) -> tuple[int, ...]:
        """Every `N일차` in it that only the course rule can date."""
        if self.kind != "many":
            return self.numbers
        return tuple(n for day in self.days if not day.label.dated and not day.label.part for n in day.label.numbers)

    @property
    def unsure(self) -> bool:
        """Whether the date that is looked for may settle more of it: `8월 19일(월)` without a year, `토요일` alone."""
        known = {claim.line for claim in self.claims}
        open_days = [day.label for day in self.days if self.kind == "many" and day.line not in known]
        alone = not self.undated and any(label.weekday is not None and not label.broken for label in open_days)
        return alone or any(label.dated for label in open_days)


@dataclass(frozen=True)
class Reading:
    """How the files of a journal are to be read."""

    flavour: Flavour = "plain"
    layout: Layout = "auto"
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Seoul"))
    near: dt.date | None = None
    """The date that is looked for, when one file is read for it."""
    alone: bool = False
    """The person named this one file as the journal."""


def days_of(
    path: str,
    heads: Sequence[Head],
    days: Sequence[DayHeading],
    facts: Mapping[str, str],
    reading: Reading,
    date_of: DateOf,
) -> FileDays:
    """The days of a file.

    path: relative to the journal. heads: every heading that may bound a day. days: those that stand for days, or plain
    lines that do where there is no heading. facts: front matter.
    """
    name = name_facts(path)
    title = facts.get("title", "")
    matter = matter_date(facts, reading.zone)
    daily_label = name.label or title_label(title)
    week = (name.week or week_label(title)) and daily_label is None
    own = _own_spans(path, name, matter, title, daily_label, reading)
    if len(days) >= 2 or (days and (week or reading.layout == "weekly" or not (own or name.label))):
        spans = [one.span for one in own] or ([Span(matter, matter)] if matter else [])
        chosen = reading.alone or reading.layout == "weekly"
        why = "" if chosen else _no_journal(path, title, days, name, spans, week)
        return FileDays("none", note=why) if why else _many(tuple(days), name, spans, heads, reading.near, date_of)
    if week or reading.layout == "weekly":
        return FileDays("none", note=WEEK_NOTE if week else "")
    return _one(name, title, own, tuple(days), heads, date_of)


WEEK_NOTE = "한 주를 다룬 글입니다"


def _no_journal(
    path: str, title: str, days: Sequence[DayHeading], name: NameFacts, own: Sequence[Span], week: bool
) -> str:
    """Why a file with day headings is no journal all the same, in Korean; empty when it is one.

    `Day 1`, `Day 2` … without any date, weekday or word of a journal is a plan, a course's contents, a challenge.
    """
    # 2024-08_meeting → 2024 08 meeting
    words = [re.sub(r"[-_]+", " ", text) for text in (stem_of(path.rsplit("/", 1)[-1]), title)]
    if any(_RECORD_WORDS.match(text.strip()) for text in words):
        return "날짜별 변경 이력이나 회의록이라 저널로 보지 않습니다"
    if any(day.label.dated or day.label.weekday is not None or day.label.broken for day in days):
        return ""
    if any(_PLAN_WORDS.search(text) for text in (*words, path.replace("/", " "))):
        return "날짜 없이 번호만 매긴 계획이라 저널로 보지 않습니다"
    english = all(re.match(r"\W*day", day.raw, re.IGNORECASE) for day in days)
    speaks = own or week or name.label or name.year or name.week_span or _DAILY_WORDS.search(" ".join(words))
    index = stem_of(path.rsplit("/", 1)[-1]).lower() in ("readme", "index", "_index")
    return "" if speaks or index or not english else "Day N만 있고 날짜가 하나도 없어 저널로 보지 않습니다"


def matter_date(facts: Mapping[str, str], zone: ZoneInfo) -> dt.date | None:
    """The date of `date:`; moved to the person's zone only when it names an offset."""
    found = _DATE.search(facts.get("date", ""))
    if not found:
        return None
    year, month, day, hour, minute, offset = found.groups()
    try:
        naive = dt.datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0))  # noqa: DTZ001
        if not offset:
            return naive.date()
        sign = -1 if offset.startswith("-") else 1
        digits = offset.strip("+-").replace(":", "") if offset != "Z" else "0000"
        shift = dt.timezone(sign * dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))
        return naive.replace(tzinfo=shift).astimezone(zone).date()
    except ValueError:
        return None


@dataclass(frozen=True)
class OwnDate:
    """What one part of a file says of the whole file's date."""

    part: str
    """In Korean: `파일 이름`, `date:`, `제목`."""
    span: Span
    told: bool


def _own_spans(
    path: str, name: NameFacts, matter: dt.date | None, title: str, label: DayLabel | None, reading: Reading
) -> list[OwnDate]:
    """What the file as a whole says of its date, the authority first.

    The name, then `date:`; Jekyll and Hugo publish by `date:`, so there it comes first, unless name and title agree
    against it: a post of 2023-05-20 that was saved after midnight is still that of the 20th.
    """
    found: list[OwnDate] = []
    stem = stem_of(path.rsplit("/", 1)[-1])
    titled = date_in(title)
    word = bool(_DAILY_WORDS.search(f"{stem} {title}".replace("_", " ")))
    spoken = label is not None or titled is not None or heading_label(title) is not None
    if name.span:
        found.append(OwnDate("파일 이름", name.span, name.bare or word or spoken or is_own_post(stem)))
    if name.span and titled and name.span.holds(titled):
        return found  # two against whatever `date:` says
    if matter and (name.span or word or spoken):
        # a topic post has a date too; only a name or a title that speaks of a day makes it a day's file
        told = spoken or (word and bool(name.span)) or bool(name.span and name.bare)
        found.append(OwnDate("date:", Span(matter, matter), told))
    if flavour_of(path, reading.flavour) in ("jekyll", "hugo") and len(found) == 2:
        name_date, matter_date = found
        if not name_date.span.holds(matter_date.span.first):
            found.reverse()
    return found


def is_own_post(stem: str) -> bool:
    """`2024-08-19-digest`, as digest names the posts that it makes."""
    return re.fullmatch(r"\d{4}-\d\d-\d\d-digest", stem) is not None


def _many(
    days: tuple[DayHeading, ...],
    name: NameFacts,
    own: Sequence[Span],
    heads: Sequence[Head],
    near: dt.date | None,
    date_of: DateOf,
) -> FileDays:
    """Many days in one file: only its headings are places. own: the file's own dates, the authority first."""
    dated = own[0].last if own else None
    week = name.week_span or (own[0] if own and own[0].first < own[0].last else None)
    around = Around(name.year or (dated.year if dated else None), name.month, week, near)
    found = complete(days, around, date_of)
    claims = tuple(Claim(span, day.line) for day, span in zip(days, found, strict=True) if span)
    pairs = pairs_in(days, found, heads, dated)
    return FileDays("many", claims, days, pairs=pairs, hints=hints_in(days), dated=dated)


def _one(
    name: NameFacts,
    title: str,
    own_dates: Sequence[OwnDate],
    days: tuple[DayHeading, ...],
    heads: Sequence[Head],
    date_of: DateOf,
) -> FileDays:
    """One day (or a few) in one file."""
    labels = [label for label in (name.label, title_label(title)) if label]
    sole = days[0] if days else None
    told = sole or _first_titled(heads)
    said = told.label if isinstance(told, DayHeading) else told
    if said and said.numbers:
        labels.append(said)
    numbers = labels[0].numbers if labels else ()
    note = ""
    if any(set(label.numbers) != set(numbers) for label in labels):
        note = f"이름과 제목의 일차가 다릅니다({', '.join(_spoken(label.numbers) for label in labels)})"
    found = list(own_dates)
    if sole and sole.label.start:
        year = found[0].span.first.year if found else name.year
        (span,) = complete((sole,), Around(year, name.month), date_of)
        if span:
            found.append(OwnDate("제목", span, told=True))
    if not found:
        week = labels[0].week if labels else None
        return FileDays("day" if numbers else "none", numbers=numbers, week=week, days=days, note=note)
    own = found[0]
    told_by_file = any(one.told for one in found) or bool(labels) or _says(heads, own.span)
    claims = [Claim(own.span, None, told=told_by_file)]
    for other in found[1:]:
        if not (own.span.holds(other.span.first) or other.span.holds(own.span.first)):
            note = f"날짜 불일치: {own.part} {own.span.first}, {other.part} {other.span.first}"
            claims.append(Claim(other.span, None, note))
    one_day = own.span.first == own.span.last
    certain = not note and len(numbers) == 1 and one_day and not any(label.part for label in labels)
    pairs = ((numbers[0], own.span.first),) if certain and labels[0].week is None else ()
    return FileDays("day", tuple(claims), days, pairs=pairs, note=note)


def _says(heads: Sequence[Head], span: Span) -> bool:
    """Whether the file's first heading holds the date: `# 2024년 8월 19일 기록`, `# 2024.08.19 TIL`."""
    date = date_in(heads[0].raw) if heads else None
    return date is not None and span.holds(date)


def _spoken(numbers: tuple[int, ...]) -> str:
    """`11일차`, `20~21일차`."""
    return f"{numbers[0]}일차" if len(numbers) == 1 else f"{numbers[0]}~{numbers[-1]}일차"


def _first_titled(heads: Sequence[Head]) -> DayLabel | None:
    """A loose label of the file's first heading: `# 12일차 학습 정리`."""
    if not heads:
        return None
    label = heading_label(heads[0].raw) or (title_label(heads[0].raw) if heads[0].level == 1 else None)
    return label if label and label.numbers else None
