"""Which days one file holds, from its path, its front matter and its headings (journals C3.2, C3.3). Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal
from zoneinfo import ZoneInfo

from digest.journal.find.day_forms import DayLabel, heading_label, title_label, week_label
from digest.journal.find.day_headings import Around, DateOf, DayHeading, Head, Span, complete, day_headings
from digest.journal.find.day_numbers import Hint, Pair, hints_in, pairs_in
from digest.journal.find.names import NameFacts, name_facts, stem_of
from digest.journal.find.tool import Flavour, flavour_of

Layout = Literal["auto", "daily", "weekly"]
_DATE = re.compile(
    r"((?:19|20)\d\d)[-./](\d{1,2})[-./](\d{1,2})"
    r"(?:[T ]+(\d{1,2}):(\d{2})(?::\d{2})?(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?)?"
)
_DAILY_WORDS = re.compile(r"\btil\b|일지|일기|회고|daily|journal|데일리|log\b", re.IGNORECASE)


@dataclass(frozen=True)
class Claim:
    """One place of a file, and the dates it stands for."""

    span: Span
    line: int | None
    """The day heading; None when the whole file is the day."""
    against: str = ""
    """Why another part of the same file says otherwise, in Korean; such a claim is no place."""


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


def days_of(
    path: str,
    heads: Sequence[Head],
    facts: Mapping[str, str],
    reading: Reading,
    date_of: DateOf,
    plain: Sequence[DayHeading] = (),
) -> FileDays:
    """The days of a file.

    path: relative to the journal. heads: every heading that may bound a day. facts: front matter.
    plain: days marked by plain lines, used only when no heading is a day.
    """
    name = name_facts(path)
    title = facts.get("title", "")
    days = day_headings(heads) or tuple(plain)
    matter = matter_date(facts, reading.zone)
    daily_label = name.label or title_label(title)
    week = (name.week or week_label(title)) and daily_label is None
    spans = _own_spans(path, name, matter, title, daily_label, reading)
    if len(days) >= 2 or (days and (week or reading.layout == "weekly" or not (spans or name.label))):
        own = [span for _, span in spans] or ([Span(matter, matter)] if matter else [])
        return _many(days, name, own, heads, reading.near, date_of)
    if week or reading.layout == "weekly":
        return FileDays("none", note="한 주를 다룬 글입니다" if week else "")
    return _one(name, title, spans, days, heads, date_of)


def matter_date(facts: Mapping[str, str], zone: ZoneInfo) -> dt.date | None:
    """The date of `date:`; moved to the person's zone only when it names an offset (journals A5)."""
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


def _own_spans(
    path: str, name: NameFacts, matter: dt.date | None, title: str, label: DayLabel | None, reading: Reading
) -> list[tuple[str, Span]]:
    """What the file as a whole says of its date, the authority first (journals C3.2)."""
    found: list[tuple[str, Span]] = []
    if name.span:
        found.append(("파일 이름", name.span))
    told = label is not None or _DAILY_WORDS.search(f"{stem_of(path)} {title}") or heading_label(title)
    if matter and (name.span or told):
        # a topic post has a date too; only a name or a title that speaks of a day makes it a day's file
        found.append(("date:", Span(matter, matter)))
    if (
        flavour_of(path, reading.flavour) in ("jekyll", "hugo")
        and len(found) == 2
        and not found[0][1].holds(found[1][1].first)
    ):
        found.reverse()
    return found


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
    spans: Sequence[tuple[str, Span]],
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
    if sole and sole.label.start:
        year = spans[0][1].first.year if spans else name.year
        (span,) = complete((sole,), Around(year, name.month), date_of)
        if span:
            spans = [*spans, ("제목", span)]
    if not spans:
        week = labels[0].week if labels else None
        return FileDays("day" if numbers else "none", numbers=numbers, week=week, days=days, note=note)
    source, own = spans[0]
    claims = [Claim(own, None)]
    for other, span in spans[1:]:
        if not (own.holds(span.first) or span.holds(own.first)):
            note = f"날짜 불일치: {source} {own.first}, {other} {span.first}"
            claims.append(Claim(span, None, note))
    certain = not note and len(numbers) == 1 and own.first == own.last and not any(label.part for label in labels)
    pairs = ((numbers[0], own.first),) if certain and labels[0].week is None else ()
    return FileDays("day", tuple(claims), days, pairs=pairs, note=note)


def _spoken(numbers: tuple[int, ...]) -> str:
    """`11일차`, `20~21일차`."""
    return f"{numbers[0]}일차" if len(numbers) == 1 else f"{numbers[0]}~{numbers[-1]}일차"


def _first_titled(heads: Sequence[Head]) -> DayLabel | None:
    """A loose label of the file's first heading: `# 12일차 학습 정리`."""
    if not heads:
        return None
    label = heading_label(heads[0].raw) or (title_label(heads[0].raw) if heads[0].level == 1 else None)
    return label if label and label.numbers else None
