"""What it would take to give a day its place: a heading after the last day, or a file like the newest (journals C3.6).

Only plans; used only when the person switched `create` on. Everything is cloned from their own hand, and what cannot
be cloned with certainty is not made.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path

from digest.journal.find.date_forms import WEEKDAYS
from digest.journal.find.day_headings import DayHeading, Span, end_of_day
from digest.journal.find.folder import FileFacts, Journal, shape
from digest.journal.find.locate import NotFound
from digest.journal.find.scan import heads_of
from digest.journal.find.tool import flavour_of
from digest.journal.read.document import Document
from digest.journal.write.generator import is_post_name, post_name, post_text, site_of

MAX_GAP = 14
"""Days since the last day of a file after which nobody can say that the next one belongs to it."""
_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]\d{1,2}:\d{2}(?::\d{2})?(\s*\S.*)?$")


@dataclass(frozen=True)
class NewHeading:
    """A day heading to insert into a file of many days."""

    file: Path
    document: Document
    line: int
    """0-based; it goes before this line, at the end of the file when that is the number of lines."""
    text: str
    """The whole line without its end, e.g. `## 15일차:`."""


@dataclass(frozen=True)
class NewFile:
    """A day's file to create."""

    file: Path
    text: str
    """Front matter and day heading in the person's form, with `\\n` line ends."""


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
    if not _belongs(dates, newest, date):
        return NotFound(f"{file.path}: {date}은 다음 파일의 날로 보여 만들지 않았습니다")
    model = _model(days, spans, date)
    raw = _raw_for(journal, model, spans[model.line].first, date) if model else None
    if model is None or raw is None:
        return NotFound(f"{file.path}: {date}의 제목을 어떻게 쓸지 알 수 없어 만들지 않았습니다")
    heads = heads_of(document)
    at = end_of_day(found.days, heads, days[-1], len(document.lines)) if rising else days[0].line
    return NewHeading(journal.place(file.path), document, at, f"{'#' * model.level} {raw}")


def _belongs(dates: list[dt.date], newest: dt.date, date: dt.date) -> bool:
    """Whether a file goes on over this date: the same week, or a file that holds more than a week (month, course)."""
    if newest.isocalendar()[:2] == date.isocalendar()[:2]:
        return True
    months = {(day.year, day.month) for day in dates}
    spans_weeks = (newest - min(dates)).days > 7
    return spans_weeks and (len(months) > 1 or (date.year, date.month) in months)


def _model(days: list[DayHeading], spans: dict[int | None, Span], date: dt.date) -> DayHeading | None:
    """The newest heading of the same kind; a bare `토요일` is none, it may belong to the next file."""
    alike = [
        day
        for day in days
        if day.level
        and spans[day.line].first == spans[day.line].last
        and (day.label.numbers or day.label.dated)
        and (spans[day.line].first.weekday() >= 5) == (date.weekday() >= 5)
    ]
    return max(alike, key=lambda day: spans[day.line].first, default=None)


def _raw_for(journal: Journal, model: DayHeading, old: dt.date, new: dt.date) -> str | None:
    """The model's text for the new date, None when its number is not known."""
    number = journal.day_numbers.number_of(new) if model.label.numbers else None
    if model.label.numbers and number is None:
        return None
    numbers = (model.label.numbers[0], number) if number else None
    if not numbers and not model.label.dated:
        return model.raw
    return relabelled(model.raw, old, new, numbers)


def plan_day_file(journal: Journal, date: dt.date) -> NewFile | NotFound:
    """The file that the person would create next: name, front matter and heading cloned from their newest ones."""
    flavour = journal.tool.flavour
    if flavour in ("obsidian", "logseq"):
        return NotFound("옵시디언·로그시크의 오늘 노트는 앱이 템플릿으로 만들어야 해서 만들지 않습니다")
    recent = _newest(journal, date)
    site = site_of(journal.root)
    if site and _is_new_site(journal):
        text = post_text(journal.root, site, date, journal.settings.section, journal.reading.zone.key)
        return NewFile(journal.place(post_name(date)), text)
    if len(recent) < 2 or len({shape(path) for path, _ in recent}) != 1:
        return NotFound("평소 파일 이름을 알 수 없어 만들지 않았습니다")
    (path, old), (other, _) = recent[0], recent[1]
    old_number, number = _numbers(journal, path, date) or (0, 0)
    if number is None:
        return NotFound(f"{date}이 몇 일차인지 알 수 없어 만들지 않았습니다")
    numbers = (old_number, number) if number else None
    name = _path_for(path, old, date, numbers)
    if name is None or journal.place(name).exists():
        return NotFound("평소 파일 이름을 알 수 없어 만들지 않았습니다")
    document = journal.document(path)
    zone = dt.datetime.combine(date, dt.time(), journal.reading.zone).strftime("%z")
    published = flavour_of(path, flavour) in ("jekyll", "hugo")
    lines = _matter(document, journal.document(other), old, date, numbers, zone if published else "")
    first = next(iter(journal.days(path).days), None)
    if first and first.level and document.anchors and document.anchors[0].line == first.line:
        raw = relabelled(first.raw, old, date, numbers)
        lines += [f"{'#' * first.level} {raw}", ""] if raw else []
    return NewFile(journal.place(name), "\n".join(lines))


def _is_new_site(journal: Journal) -> bool:
    """Whether the person's posts show no habit yet: besides digest's own at most one, as a new site has."""
    theirs = [file for file in journal.files if not is_post_name(file.path)]
    return len(theirs) < 2 and not any(file.kind == "many" for file in journal.files)


def _newest(journal: Journal, date: dt.date) -> list[tuple[str, dt.date]]:
    """The three newest day files before the date, newest first."""
    usable = [file for file in journal.files if file.kind == "day" and not file.refusal]
    counted = [file for file in usable if file.pairs]  # `20~21days` and `15(1)days` are no models
    known = [
        (file.path, dt.date.fromisoformat(claim[0]))
        for file in counted or usable
        for claim in file.claims
        if claim[2] is None and not claim[3] and claim[0] == claim[1] < date.isoformat()
    ]
    return sorted(known, key=lambda one: one[1], reverse=True)[:3]


def _numbers(journal: Journal, path: str, date: dt.date) -> tuple[int, int | None] | None:
    """(old, new) number of `N일차` when the person's files carry one; new is None when it is not known."""
    pairs = next((file.pairs for file in journal.files if file.path == path), ())
    return (pairs[0][0], journal.day_numbers.number_of(date)) if pairs else None


def _path_for(path: str, old: dt.date, new: dt.date, numbers: tuple[int, int] | None) -> str | None:
    """The model's path for the new date; folders of years and months follow."""
    *folders, name = path.split("/")
    stem = relabelled(name, old, new, numbers)
    if stem is None:
        return None
    return "/".join([*(_folder_for(folder, old, new) for folder in folders), stem])


def _folder_for(folder: str, old: dt.date, new: dt.date) -> str:
    """`2024`, `2408`, `2024-08`, `08`, `8월` of the old date become those of the new one."""
    for form in ("%Y-%m", "%Y%m", "%y%m", "%Y", "%m", "%m월"):
        if folder == f"{old:{form}}":
            return f"{new:{form}}"
    for suffix in ("", "월"):
        if folder == f"{old.month}{suffix}":
            return f"{new.month}{suffix}"
    return folder


def _matter(
    document: Document, other: Document, old: dt.date, new: dt.date, numbers: tuple[int, int] | None, offset: str
) -> list[str]:
    """Front matter lines that two of the person's files share word for word, with title and date of the new day."""
    shared = {other.lines[n].text for n in other.front_matter}
    lines = []
    for n in document.front_matter:
        text = document.lines[n].text
        key = text.split(":")[0].split("=")[0].strip().lower()
        if key == "date":
            moved = relabelled(text, old, new, None) or text
            lines.append(_TIME.sub(lambda m: f"{m[1]} 00:00:00{m[2] or (' ' + offset if offset else '')}", moved))
        elif key == "title":
            lines.append(relabelled(text, old, new, numbers) or text)
        elif text in shared:
            lines.append(text)
    return [*lines, ""] if lines else []


# Write the heading, title or file name of another day in the same hand: only numbers change (journals C3.6). Pure.


_WEEKDAY = re.compile(
    r"(?<=[(,\s])([월화수목금토일])(?=요일|\)|\]|$)"
    r"|(?<=\d)([화수목금토])(?=요일|\)|\]|$)"  # after a number 월 and 일 are month and day: `8월 16일`
    r"|^([월화수목금토일])(?=요일)"
)
_ENGLISH = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ENGLISH_DAY = re.compile(rf"\b({'|'.join(_ENGLISH)}|{'|'.join(day[:3] for day in _ENGLISH)})\b")
_ASIDE = re.compile(r"\s*\((?!\d)[^()\d]*\)")
_DIGITS = re.compile(r"\d+")


def relabelled(text: str, old: dt.date, new: dt.date, numbers: tuple[int, int] | None = None) -> str | None:
    """The text with old date → new date and, when given, old number → new number of `N일차`; None if neither is in it.

    Zero padding stays; weekdays follow; an aside such as `(광복절)` belongs to the old day and goes.
    """
    dated = _dated(text, old, new)
    if dated is None and numbers is None:
        return None
    result = dated or text
    if numbers:
        counted = _counted(result, *numbers)
        if counted is None and dated is None:
            return None
        result = counted or result
    result = _WEEKDAY.sub(WEEKDAYS[new.weekday()], result)
    result = _ENGLISH_DAY.sub(lambda m: _ENGLISH[new.weekday()][: None if len(m[0]) > 3 else 3], result)
    return re.sub(_ASIDE, "", result) if not _WEEKDAY.search(result) else result


def _dated(text: str, old: dt.date, new: dt.date) -> str | None:
    """Replace the first run of digit groups that spells the old date: y-m-d, yymmdd, m/d, m월 d일, m/d/y …"""
    for form in ("%Y%m%d", "%y%m%d"):
        if f"{old:{form}}" in text:
            return text.replace(f"{old:{form}}", f"{new:{form}}", 1)
    groups = list(_DIGITS.finditer(text))
    for pattern in (("y", "m", "d"), ("m", "d", "y"), ("m", "d"), ("d",)):
        for at in range(len(groups) - len(pattern) + 1):
            run = groups[at : at + len(pattern)]
            if all(_says(group[0], part, old) for group, part in zip(run, pattern, strict=True)):
                if pattern == ("d",) and not text[run[0].end() :].lstrip().startswith("일"):
                    continue
                padded = _is_padded(text[run[0].start() : run[-1].end()], [group[0] for group in run], pattern)
                for group, part in reversed(list(zip(run, pattern, strict=True))):
                    text = text[: group.start()] + _spelled(group[0], part, new, padded=padded) + text[group.end() :]
                return text
    return None


def _says(digits: str, part: str, date: dt.date) -> bool:
    if part == "y":
        return digits in (f"{date:%Y}", f"{date:%y}")
    return int(digits) == (date.month if part == "m" else date.day)


def _is_padded(said: str, groups: list[str], pattern: tuple[str, ...]) -> bool:
    """Whether single digits get a zero; `2024-10-30` does not tell, but nobody writes `2024-11-4`."""
    if any(group.startswith("0") for group in groups):
        return True
    clear = any(len(group) == 1 for group in groups)
    return not clear and pattern[0] == "y" and not set("월/ ") & set(said)


def _spelled(digits: str, part: str, date: dt.date, *, padded: bool) -> str:
    if part == "y":
        return f"{date:%Y}" if len(digits) == 4 else f"{date:%y}"
    value = date.month if part == "m" else date.day
    return f"{value:02}" if padded else str(value)


def _counted(text: str, old: int, new: int) -> str | None:
    """Replace the number that stands with `일차`, `day` or `days`."""
    before, after = r"(?:(?<=day)|(?<=day[\s_-]))", r"(?=\s*(?:일\s*차|days?\b))"
    form = re.compile(rf"{before}0*{old}(?!\d)|(?<!\d)0*{old}{after}", re.IGNORECASE)
    found = form.search(text)
    if not found:
        return None
    width = len(found[0]) if found[0].startswith("0") else 1
    return f"{text[: found.start()]}{new:0{width}}{text[found.end() :]}"
