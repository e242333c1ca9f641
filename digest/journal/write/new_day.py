"""What it would take to give a day its place: a heading after the last day, or a file like the newest.

Only plans; used only when the person switched `create` on. Everything is cloned from their own hand, and what cannot
be cloned with certainty is not made.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from dataclasses import dataclass, replace
from pathlib import Path

from digest.journal.find.day_forms import heading_label
from digest.journal.find.day_headings import DayHeading, Span, end_of_day
from digest.journal.find.files import FileFacts
from digest.journal.find.folder import Journal
from digest.journal.find.locate import NotFound, usual_marker
from digest.journal.find.names import name_facts
from digest.journal.find.titles import title_block
from digest.journal.find.tool import flavour_of
from digest.journal.read.document import Document
from digest.journal.write.generator import is_post_name, post_name, post_text, site_of
from digest.journal.write.relabel import is_unpadded, path_for, relabelled
from digest.lazy import pattern_of

MAX_GAP = 14
"""Days since the last day of a file after which nobody can say that the next one belongs to it."""
_TIME = pattern_of(r"(\d{4}-\d{2}-\d{2})[T ]\d{1,2}:\d{2}(?::\d{2})?(\s*\S.*)?$")  # 2024-08-19 09:00:00 +0900


@dataclass(frozen=True)
class NewHeading:
    """A day heading to insert into a file of many days."""

    file: Path
    document: Document
    line: int
    """0-based; it goes before this line, at the end of the file when that is the number of lines."""
    text: str
    """The whole line without its end, e.g. `## 15일차:`."""
    blank_above: int = 1
    """Blank lines that the person leaves above such a heading."""
    blank_below: int = 1
    """The same below it; 0 or more."""


@dataclass(frozen=True)
class NewFile:
    """A day's file to create."""

    file: Path
    text: str
    """Front matter and title in the person's form."""
    marker: str = "-"
    """What the person begins a bullet with."""


def plan_day_heading(journal: Journal, date: dt.date) -> NewHeading | NotFound:
    """The heading that the person would write next. Raises JournalRefused for a file that must not be written to."""
    best: tuple[Span, FileFacts] | None = None
    for file in journal.files:
        if file.kind != "many" or file.refusal:
            continue
        spans = [claim.span for claim in journal.days(file.path, date).claims]
        latest = max(spans, key=lambda span: span.last, default=None)
        if latest and (best is None or latest.last > best[0].last):
            best = latest, file
    if best is None or not 0 < (date - best[0].last).days <= MAX_GAP:
        return NotFound(f"{date} 앞의 날 제목을 찾지 못해 만들지 않았습니다")
    return _next_heading(journal, best[1], date)


def _next_heading(journal: Journal, file: FileFacts, date: dt.date) -> NewHeading | NotFound:
    found = journal.days(file.path, date)
    document = journal.document(file.path)
    spans = {claim.line: claim.span for claim in found.claims}
    days = [day for day in found.days if day.line in spans]
    dates = [spans[day.line].last for day in days]
    rising = dates == sorted(dates)
    if len(days) < 2 or not (rising or dates == sorted(dates, reverse=True)):
        return NotFound(f"{file.path}: 날 제목의 순서를 알 수 없어 만들지 않았습니다")
    newest = max(dates)
    if not _belongs(dates, newest, date) or not _is_named_for(file.path, date):
        return NotFound(f"{file.path}: {date}은 다음 파일의 날로 보여 만들지 않았습니다")
    model = _model(days, spans, date)
    raw = _raw_for(journal, model, spans[model.line].first, date) if model else None
    if model is None or raw is None:
        return NotFound(f"{file.path}: {date}의 제목을 어떻게 쓸지 알 수 없어 만들지 않았습니다")
    heads = journal.read(file.path).heads
    at = end_of_day(found.days, heads, days[-1], len(document.lines)) if rising else days[0].line
    above, below = _blanks_around(document, [day.line for day in days])
    return NewHeading(journal.place(file.path), document, at, f"{'#' * model.level} {raw}", above, below)


def _blanks_around(document: Document, lines: list[int]) -> tuple[int, int]:
    """Blank lines above and below the last of these headings that has text above it."""
    texts = [line.text.strip() for line in document.lines]
    line = lines[-1]
    above = below = 0
    while above < line and not texts[line - above - 1]:
        above += 1
    while line + below + 1 < len(texts) and not texts[line + below + 1]:
        below += 1
    return max(1, above), below if line + below + 1 < len(texts) else 1


def _belongs(dates: list[dt.date], newest: dt.date, date: dt.date) -> bool:
    """Whether a file goes on over this date: the same week, or a file that holds more than a week (month, course)."""
    if newest.isocalendar()[:2] == date.isocalendar()[:2]:
        return True
    months = {(day.year, day.month) for day in dates}
    spans_weeks = (newest - min(dates)).days > 7
    return spans_weeks and (len(months) > 1 or (date.year, date.month) in months)


def _is_named_for(path: str, date: dt.date) -> bool:
    """Whether the file of a month, `2024-08.md` or `2024/08/log.md`, is this date's; one of weeks may hold both."""
    name = name_facts(path)
    if name.week or name.week_span or name.span or not name.month:
        return True
    return (name.year or date.year, name.month) == (date.year, date.month)


def _model(days: list[DayHeading], spans: dict[int | None, Span], date: dt.date) -> DayHeading | None:
    """The newest heading of the same kind that says nothing of its day alone: another one follows the same form.

    Where each has a subject of its own, `8월 12일 - 트리`, the newest without it. A bare `토요일` is none, it may
    belong to the next file.
    """
    alike = [
        day
        for day in days
        if day.level
        and spans[day.line].first == spans[day.line].last
        and (day.label.numbers or day.label.dated)
        and (spans[day.line].first.weekday() >= 5) == (date.weekday() >= 5)
    ]
    alike.sort(key=lambda day: spans[day.line].first, reverse=True)
    if len(alike) == 1:
        return alike[0]
    return _followed(alike, spans) or _followed([replace(day, raw=_day_alone(day)) for day in alike], spans)


def _followed(days: list[DayHeading], spans: dict[int | None, Span]) -> DayHeading | None:
    """The first of these headings that another one follows."""
    return next((one for one in days if any(_follows(one, two, spans) for two in days if two is not one)), None)


# behind the day of `2024-08-12) 트리`, `8월 12 일 - 트리`, `2024. 8. 12. 트리`: `)`, ` 일`, `.`
_END_OF_DAY = pattern_of(r"(?:(?<=\d)\s일(?!\w))?[)\]）>.*_~`]*")
_MARKS = pattern_of(r"[*~`]+|(?<![^\W_])_+|_+(?![^\W_])")  # `**2024-08-12**`; not 2024_08_12


def _day_alone(day: DayHeading) -> str:
    """What a heading says of its day without the subject behind it, empty when that cannot be told apart.

    `2024-08-12 (월) 트리` → `2024-08-12 (월)`, `11일차 - 트리` → `11일차`.
    """
    said = replace(day.label, strict=True)
    for at in range(1, len(day.raw) + 1):
        if day.raw[at : at + 1].isalnum():  # within a word or number
            continue
        label = heading_label(day.raw[:at])
        if label and replace(label, strict=True) == said:
            end = _END_OF_DAY.match(day.raw, at)
            alone = day.raw[: end.end() if end else at]
            closed = all(
                alone.count(opening) == alone.count(closing) for opening, closing in ("()", "[]", "<>", "（）")
            )
            return alone if closed and len(_MARKS.findall(alone)) % 2 == 0 else ""
    return ""


def _follows(one: DayHeading, other: DayHeading, spans: dict[int | None, Span]) -> bool:
    """Whether one heading is the other one, written for its date."""
    date = spans[one.line].first
    own, old = (day.label.numbers[0] if day.label.numbers else None for day in (one, other))
    made = relabelled(other.raw, spans[other.line].first, date, (old, own) if old and own else None)
    return made is not None and made == relabelled(one.raw, date, date, (own, own) if own else None)


def _raw_for(journal: Journal, model: DayHeading, old: dt.date, new: dt.date) -> str | None:
    """The model's text for the new date, None when its number is not known."""
    if not model.label.numbers:
        return relabelled(model.raw, old, new)
    number = journal.day_numbers.number_of(new)
    return relabelled(model.raw, old, new, (model.label.numbers[0], number)) if number else None


def plan_day_file(journal: Journal, date: dt.date) -> NewFile | NotFound:
    """The file that the person would create next: name, front matter and title cloned from their newest ones.

    A path is regular when the day before's, written anew for its date, gives the newest one: only then is it known.
    """
    flavour = journal.tool.flavour
    if flavour in ("obsidian", "logseq"):
        return NotFound("옵시디언·로그시크의 오늘 노트는 앱이 템플릿으로 만들어야 해서 만들지 않습니다")
    recent = _newest(journal, date)
    site = site_of(journal.root)
    if site and _is_new_site(journal):
        text = post_text(journal.root, site, date, journal.settings.section, journal.reading.zone.key)
        return NewFile(journal.place(post_name(date)), text)
    pair = _regular_pair(journal, recent)
    if pair is None:
        return NotFound("평소 파일 이름을 알 수 없어 만들지 않았습니다")
    (path, old), (other, before) = pair
    numbers = _numbers(journal, path, date)
    if numbers and numbers[1] is None:
        return NotFound(f"{date}이 몇 일차인지 알 수 없어 만들지 않았습니다")
    moved = (numbers[0], numbers[1]) if numbers and numbers[1] else None
    name = path_for(path, old, date, moved, unpadded=is_unpadded(file.path for file in journal.files))
    if name is None or os.path.lexists(journal.place(name)):
        return NotFound("평소 파일 이름을 알 수 없어 만들지 않았습니다")
    model = _Model(journal.document(path), old, journal.document(other), before, _numbers_between(journal, other, path))
    zone = dt.datetime.combine(date, dt.time(), journal.reading.zone).strftime("%z")
    published = flavour_of(path, flavour) in ("jekyll", "hugo")
    matter = _matter(model, path, date, moved, zone if published else "")
    title = _title_lines(model, date, moved)
    if matter and not (title and not title[0].strip()):
        matter.append("")
    end = "\r\n" if model.document.lines and model.document.lines[0].eol == b"\r\n" else "\n"
    return NewFile(journal.place(name), end.join([*matter, *title]), usual_marker(model.document))


def _is_new_site(journal: Journal) -> bool:
    """Whether the person's posts show no habit yet: besides digest's own at most one, as a new site has."""
    theirs = [file for file in journal.files if not is_post_name(file.path)]
    return len(theirs) < 2 and not any(file.kind == "many" for file in journal.files)


Dated = tuple[str, dt.date]
"""A path and the one day it stands for."""
MODELS = 5
"""How many of the newest files may show the habit."""


def _newest(journal: Journal, date: dt.date) -> list[Dated]:
    """The newest day files before the date, newest first."""
    usable = [file for file in journal.files if file.kind == "day" and not file.refusal and journal.is_day(file)]
    counted = [file for file in usable if file.pairs]  # `20~21days` and `15(1)days` are no models
    known = [
        (file.path, claim.span.first)
        for file in counted or usable
        for claim in file.claims
        if claim.line is None and not claim.against and claim.span.first == claim.span.last < date
    ]
    return sorted(known, key=lambda one: one[1], reverse=True)[:MODELS]


def _regular_pair(journal: Journal, recent: list[Dated]) -> tuple[Dated, Dated] | None:
    """The newest file and an older one from whose path its own follows."""
    paths = [file.path for file in journal.files]
    for at, newer in enumerate(recent[:2]):
        for older in recent[at + 1 :]:
            numbers = _numbers_between(journal, older[0], newer[0])
            made = path_for(older[0], older[1], newer[1], numbers, unpadded=is_unpadded(paths))
            if older[1] < newer[1] and made == newer[0]:
                return newer, older
    return None


def _numbers(journal: Journal, path: str, date: dt.date) -> tuple[int, int | None] | None:
    """(old, new) number of `N일차` when the person's files carry one; new is None when it is not known."""
    pairs = next((file.pairs for file in journal.files if file.path == path), ())
    return (pairs[0][0], journal.day_numbers.number_of(date)) if pairs else None


def _numbers_between(journal: Journal, older: str, newer: str) -> tuple[int, int] | None:
    """The numbers of two of the person's files."""
    pairs = {file.path: file.pairs for file in journal.files if file.path in (older, newer)}
    return (pairs[older][0][0], pairs[newer][0][0]) if pairs.get(older) and pairs.get(newer) else None


@dataclass(frozen=True)
class _Model:
    """The newest file, and an older one by which one sees what changes from day to day."""

    document: Document
    date: dt.date
    other: Document
    before: dt.date
    numbers: tuple[int, int] | None
    """`N일차` of the older and of the newer one."""

    def follows(self, newer: str, older: str) -> bool:
        """Whether a text of the newer file is the older one's, written for its date."""
        return newer == older or relabelled(older, self.before, self.date, self.numbers) == newer


def _matter(model: _Model, path: str, new: dt.date, numbers: tuple[int, int] | None, offset: str) -> list[str]:
    """Front matter lines that two of the person's files share word for word, with title and date of the new day.

    A title that differs from file to file belongs to its day alone; the new one gets the date.
    """
    shared = {model.other.lines[n].text for n in model.other.front_matter}
    lines = []
    for n in model.document.front_matter:
        text = model.document.lines[n].text
        key = text.split(":")[0].split("=")[0].strip().lower()
        if key == "date":
            moved = relabelled(text, model.date, new, None) or text
            lines.append(_TIME.sub(lambda m: f"{m[1]} 00:00:00{m[2] or (' ' + offset if offset else '')}", moved))
        elif key == "title":
            known = any(model.follows(text, other) for other in shared)
            lines.append(
                (relabelled(text, model.date, new, numbers) or text) if known else _neutral(text, path, model.date, new)
            )
        elif text in shared:
            lines.append(text)
    return lines


def _neutral(text: str, path: str, old: dt.date, new: dt.date) -> str:
    """A title line with nothing but the date, as the person's file names spell it when they are dates alone."""
    stem = path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    told = relabelled(stem, old, new) if name_facts(stem).bare else None
    # `title: "8월 19일"`, `title = "Day 1"`
    sign = re.match(r"^\s*title\s*[:=]\s*", text, re.IGNORECASE)
    quote = text[sign.end() : sign.end() + 1] if sign else ""
    quote = quote if quote in ("'", '"') else '"'
    return f"{sign[0] if sign else 'title: '}{quote}{told or new.isoformat()}{quote}"


def _title_lines(model: _Model, new: dt.date, numbers: tuple[int, int] | None) -> list[str]:
    """The title lines at the top of the page with their blank lines, as far as they follow from day to day."""
    newest = title_block(model.document, model.date)
    oldest = title_block(model.other, model.before)
    if not newest or len(newest) != len(oldest) or not all(map(model.follows, newest, oldest)):
        first = next((text for text in newest if text.strip()), "")
        dated = relabelled(first, model.date, new, numbers) if first.startswith("#") else None
        bare = dated is not None and _is_bare(first, model.date)
        return [dated or "", ""] if bare else []
    return [
        *((relabelled(text, model.date, new, numbers) or text) for text in newest),
        *([""] if newest[-1].strip() else []),
    ]


def _is_bare(heading: str, date: dt.date) -> bool:
    """`### 2024-08-16`, `# 2024. 8. 16. (금)`: a heading that is the date alone."""
    facts = name_facts(heading.lstrip("# ").strip())
    return facts.bare and facts.span == Span(date, date)
