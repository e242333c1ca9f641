"""What a path says about its file: date, week or month, and whether it may ever be written to. Pure."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from digest.journal.find.date_forms import date_at
from digest.journal.find.day_forms import DayLabel, plain, title_label, week_label
from digest.journal.find.day_headings import Span
from digest.lazy import pattern_of

# templates/2024-08-19.md
NEVER_FOLDERS = frozenset({
    "templates", "template", "_templates", "템플릿", "archetypes", "_drafts", "drafts", "_site", "node_modules",
    "layouts", "_layouts", "_includes",
})  # fmt: skip
# daily/template.md
NEVER_STEMS = frozenset({"template", "tmp", "temp", "sample", "템플릿", "양식"})
# 2024-08-19 (1) · 2024-08-19 copy · 2024-08-19 사본 2
_COPY = pattern_of(r"^(?P<base>.*?\S)\s*(?:\(\d{1,2}\)|\s\d|[-_ ]+(?:copy|복사본|사본)(?:\s*\d+)?)$")
# 2024-08-19.sync-conflict-20240820 · 2024-08-19.md.orig
_CONFLICT = pattern_of(r"sync-conflict|conflicted copy|충돌한 사본|\.orig$|\.bak$|\.backup$")
_TEMPLATE_NAME = pattern_of(r"(?:^|[-_ ])(?:template|템플릿)(?:$|[-_ ])")  # daily-template · 템플릿
# .draft · templates · 2024-08-19 (1).md · 2024-08-19 2.md
_SUSPICIOUS = pattern_of(
    r"^\.|templat|템플릿|양식|tmp|temp|sample|conflict|사본|copy|orig|bak|backup|\)\.|\s\d\."
)  # cheap: most names are innocent
# what may follow a date alone: `(월)` · ` 월요일` · `-mon`
_BARE = pattern_of(
    r"^[\s._\-~)\]]*(?:\([^()\d]{1,12}\)|[월화수목금토일](?:요일)?|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*)?[\s._\-)\]]*$"
)
# `-MacBook Pro`
_DEVICE = pattern_of(
    r"^[-_ ]+(?:.*\b)?(?:macbook|imac|mac ?mini|iphone|ipad|desktop-\w+|laptop-\w+|galaxy|surface|thinkpad)\b",
    re.IGNORECASE,
)  # `2024-08-19-MacBook Pro.md`: what OneDrive makes of a day that two computers wrote
# .2024-08-19.md.swp · 2024-08-19.md#
_WRAPPED = pattern_of(
    r"^(?P<before>[.~#$]*(?:syncthing[.~])?)(?P<name>[^.~#].*?\.(?:md|markdown))(?P<after>[.#].*)?$", re.IGNORECASE
)
_BACKUP = pattern_of(r"\.(?:bak|orig|old|backup)$", re.IGNORECASE)  # 2024-08-19.md.bak
# 2024-08-19 (conflicted copy 2024-08-20)
_CONFLICT_PART = pattern_of(r"[. ]*(?:sync-conflict|\(?[^()]*conflicted copy|\(?[^()]*충돌한 사본).*$", re.IGNORECASE)
# 2024-08-19.org
OTHER_KINDS = (
    ".qmd", ".mdx", ".rmd", ".org", ".txt", ".rst", ".adoc", ".asciidoc", ".ipynb", ".typ", ".tex", ".norg", ".dj",
)  # fmt: skip
"""Kinds of text that people keep journals in and that digest does not write to."""
Stand = Literal["arriving", "conflict", "other kind"]
# 2024-08-19/index.md
_INDEX = frozenset({"readme", "index", "_index"})
_YEAR = pattern_of(r"^((?:19|20)\d\d)년?$")  # 2024 · 2024년
# 2024-08 · 2024년 8월 · 202408
_YEAR_MONTH = pattern_of(r"^((?:19|20)\d\d)(?:[-_. ]|년\s*)?(0?[1-9]|1[0-2])월?(?=$|[-_ (])(?![-_. ]\d)")
_SHORT_YEAR_MONTH = pattern_of(r"^(\d\d)(0[1-9]|1[0-2])$")  # 2408
_MONTH = pattern_of(r"^(0?[1-9]|1[0-2])(?:월|$|[-_. ]+(?:[a-z]+|\d+월))")  # 08 · 8월 · 08-August → `08-august`
_ISO_WEEK = pattern_of(r"^(?:((?:19|20)?\d\d)[-_ ]?)?w(?:eek)?[-_ ]?(\d{1,2})$")  # 2024-W34 → `2024-w34` · w34
_MONTH_DAY = pattern_of(r"^(\d\d)[-_.]?(\d\d)(?!\d)")  # 08-19 · 0819
_DAY = pattern_of(r"^(\d{1,2})일?(?=$|[\W_a-z가-힣])(?!\s*[월주])")  # 19 · 19일 · 19-mon
_RANGE = pattern_of(r"^\s*(?:~|_to_|→)\s*")  # the sign of `2024-08-19 ~ 2024-08-20`: ` ~ ` · `_to_`


@dataclass(frozen=True)
class NameFacts:
    """What one path says, before anything is read."""

    span: Span | None = None
    """The date or dates in the name."""
    label: DayLabel | None = None
    """`N일차` in the name."""
    bare: bool = False
    """The name is the date and nothing else but a weekday, or what a computer adds to a copy."""
    week: bool = False
    """The name speaks of a week and of no day."""
    week_span: Span | None = None
    """The ISO week it names."""
    year: int | None = None
    month: int | None = None
    """Of the folders, or of a month file's own name."""


def never_written(path: str, siblings: Collection[str] = ()) -> str:
    """Why this path must never be written to, in Korean; empty when it may be.

    path: relative to the journal. siblings: the file names beside it.
    """
    *folders, name = path.split("/")
    for part in folders:
        folded = plain(part)
        if folded.startswith(".") or folded in NEVER_FOLDERS or _TEMPLATE_NAME.search(folded):
            return f"{part} 폴더는 저널이 아닙니다"
    if "logseq" in map(plain, folders) and plain(folders[-1]) not in ("logseq", "journals"):
        return "logseq의 백업 폴더입니다"
    return never_written_file(name, siblings)


def never_written_file(name: str, siblings: Collection[str] = ()) -> str:
    """The same for a file name alone; siblings: the names of the files beside it."""
    folded = plain(name)
    if not _SUSPICIOUS.search(folded):
        return ""
    stem = stem_of(folded)
    if folded.startswith(".") or stem in NEVER_STEMS or _TEMPLATE_NAME.search(stem):
        return "템플릿이거나 숨은 파일입니다"
    if _CONFLICT.search(stem):
        return "동기화 충돌로 생긴 사본입니다"
    copied = _COPY.match(stem)
    if copied and (any(plain(stem_of(other)) == copied["base"] for other in siblings) or _only_date(copied["base"])):
        return "사본으로 보입니다"
    return ""


def stand_in(name: str) -> tuple[str, Stand] | None:
    """The markdown file that a file's name stands for, and how; None for a file that has nothing to do with one.

    `.2024-08-19.md.icloud`, `.syncthing.2024-08-19.md.tmp`, an editor's `.2024-08-19.md.swp` are arriving,
    `2024-08-19.sync-conflict-….md` is in conflict, `2024-08-19.qmd` is of another kind. Backups stand for nothing.
    """
    folded = unicodedata.normalize("NFC", name)
    wrapped = _WRAPPED.match(folded)
    if wrapped and (wrapped["before"] or wrapped["after"]) and not _BACKUP.search(folded):
        return wrapped["name"], "arriving"
    stem, dot, suffix = folded.rpartition(".")
    if f".{suffix}".lower() in OTHER_KINDS and dot:
        return f"{stem}.md", "other kind"
    if folded.lower().endswith((".md", ".markdown")) and _CONFLICT.search(plain(stem)) and not _BACKUP.search(stem):
        return f"{_CONFLICT_PART.sub('', stem)}.md", "conflict"
    return None


def stem_of(name: str) -> str:
    """The name without `.md`, also when it is there twice."""
    stem = name
    while stem.lower().endswith((".md", ".markdown")):
        stem = stem[: stem.rindex(".")]
    return stem


def name_facts(path: str) -> NameFacts:
    """Date, label, week and month that a relative path tells."""
    *parts, stem = plain(path).split("/")
    stem = stem_of(stem)
    if stem in _INDEX and parts and _names_a_day(parts):
        stem = parts.pop()
    year, month = year_and_month(parts)
    span, rest = _date_in(stem, year, month)
    label = None if span is None and _YEAR_MONTH.match(stem) else title_label(rest)
    week_span = _iso_week(stem, year)
    if span is None and not week_span:
        own = _YEAR_MONTH.match(stem) or None
        if own:
            year, month = int(own[1]), int(own[2])
        elif found := re.match(r"^(0?[1-9]|1[0-2])월", stem):  # 8월 기록 → 8
            month = int(found[1])
    week = label is None and (week_span is not None or week_label(rest))
    bare = span is not None and bool(_BARE.match(rest) or _DEVICE.match(rest))
    return NameFacts(span, label, bare, week, week_span, year, month)


def _names_a_day(parts: list[str]) -> bool:
    """Whether the folder around a README is a day's own: `Day13/`, `2024-08-19-title/`, `2024/08/19/`."""
    span, rest = _date_in(parts[-1], *year_and_month(parts[:-1]))
    return span is not None or title_label(rest) is not None


def year_and_month(parts: Sequence[str]) -> tuple[int | None, int | None]:
    """Year and month of the folders, the deepest winning."""
    year: int | None = None
    month: int | None = None
    for part in parts:
        if found := _YEAR.match(part):
            year, month = int(found[1]), None
        elif found := _YEAR_MONTH.match(part):
            year, month = int(found[1]), int(found[2])
        elif (found := _SHORT_YEAR_MONTH.match(part)) and year in (None, 2000 + int(found[1])):
            year, month = 2000 + int(found[1]), int(found[2])
        elif year and (found := _MONTH.match(part)):
            month = int(found[1])
    return year, month


def _date_in(stem: str, year: int | None, month: int | None) -> tuple[Span | None, str]:
    """The date or range a stem starts with and the rest of the stem."""
    text = stem.lstrip("[( ")
    found = date_at(text)
    first = found.start.complete() if found and found.start else None
    if found and found.start and first:
        if found.weekday not in (None, first.weekday()):
            return None, found.rest
        between = _RANGE.match(found.rest)
        until = date_at(found.rest[between.end() :], short=True) if between else None
        last = until.start.within(found.start).complete() if until and until.start else None
        if until and last and 0 <= (last - first).days <= 31:
            return Span(first, last), until.rest
        return Span(first, first), found.rest
    inside = _withinyear_and_month(text, year, month)
    return inside if inside[0] else (None, stem)


def _withinyear_and_month(text: str, year: int | None, month: int | None) -> tuple[Span | None, str]:
    """`2024/08-19.md`, `2024/0819.md`, `2024/08/19.md`, `2017/11/08title.md`."""
    pieces: tuple[int, int, int] | None = None
    if year and (found := _MONTH_DAY.match(text)) and month in (None, int(found[1])):
        pieces = (year, int(found[1]), int(found[2]))
    elif year and month and (found := _DAY.match(text)):
        pieces = (year, month, int(found[1]))
    if pieces is None or found is None:
        return None, text
    try:
        date = dt.date(*pieces)
    except ValueError:
        return None, text
    return Span(date, date), text[found.end() :]


def _iso_week(stem: str, year: int | None) -> Span | None:
    found = _ISO_WEEK.match(stem)
    if not found or not (found[1] or year):
        return None
    said = int(found[1]) if found[1] else year or 0
    try:
        monday = dt.date.fromisocalendar(said + 2000 if said < 100 else said, int(found[2]), 1)
    except ValueError:
        return None
    return Span(monday, monday + dt.timedelta(days=6))


def _only_date(text: str) -> bool:
    found = date_at(text)
    return bool(found and found.start and found.start.complete() and not found.rest.strip())
