"""Find the one place of a day in a journal, or say why not (docs/journal-finding.md).

state → the tool's own daily note → a day's file → a heading with a date → `N일차` and weekday names;
the first step that gives an answer must give exactly one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from digest.journal.find.day_headings import DayHeading, end_of_day
from digest.journal.find.day_numbers import DayNumbers
from digest.journal.find.files import FileFacts, StandIn
from digest.journal.find.folder import Journal
from digest.journal.find.habit import Spot, usual_ones
from digest.journal.find.titles import below_titles
from digest.journal.find.tool import Flavour, flavour_of
from digest.journal.read.document import Document, Heading, JournalRefused, regular_bytes
from digest.journal.read.normalise import normalise

__all__ = ["DayPlace", "Flavour", "NotFound", "PlaceHint", "find_day", "place_of"]


@dataclass(frozen=True)
class PlaceHint:
    """Where the day was last time, from the store."""

    file: Path
    heading: str
    """Text of the day heading; empty for a whole file, or when only `lines` are known."""
    lines: tuple[bytes, ...] = ()
    """Lines recorded as ours, without line ends: a renamed file is recognised by them."""


@dataclass(frozen=True)
class DayPlace:
    """The one place of a day: body lines [first, last) of `document`."""

    file: Path
    document: Document
    heading: Heading | None
    """The day heading; None when the whole file is the day and no heading says so."""
    first: int
    last: int
    layout: Literal["daily", "weekly"]
    flavour: Flavour
    below: int = 0
    """The line below the last of the person's title lines; 0 where there is none but `heading`."""
    marker: str = "-"
    """What the person begins a bullet with."""


@dataclass(frozen=True)
class NotFound:
    """The day is not there yet: wait, try again on the next run."""

    reason: str
    """Korean."""
    hint: str = ""
    """What the person may do, in Korean."""
    coming: bool = False
    """The day exists and is not here yet, or in a kind of file that is not written to: nothing may be made for it."""

    @property
    def told(self) -> str:
        """The reason, and what may be done."""
        return f"{self.reason} ({self.hint})" if self.hint else self.reason


def find_day(journal: Journal, date: dt.date, hint: PlaceHint | None = None) -> DayPlace | NotFound:
    """The day's one place. Raises JournalRefused when there are several, or when it must not be written to."""
    hinted = _hinted(journal, date, hint) if hint else None
    if hinted:
        return place_of(journal, *hinted, date)
    own_notes = journal.tool.daily_names(date) if _asks_the_tool(journal) else ()
    spots = _daily_note(journal, date, own_notes) if own_notes else _dated(journal, date) or _by_number(journal, date)
    if spots:
        return place_of(journal, *_only(journal, date, spots), date)
    coming = next((one for one in journal.beside if one.span.holds(date)), None)
    if coming:
        return _coming(coming)
    if own_notes:
        return NotFound(
            f"{own_notes[0].relative_to(journal.tool.root)} 노트가 아직 없습니다",
            "앱에서 그 노트를 열어 두면 다음 실행이 씁니다",
        )
    _refuse_hopeless(journal)
    return _not_yet(journal, date)


def place_of(journal: Journal, path: str, line: int | None, date: dt.date | None = None) -> DayPlace:
    """The body that belongs to a day heading (0-based line), or to a whole file. Raises JournalRefused.

    date: the day it stands for, by which its title lines are known.
    """
    read = journal.read(path)
    document, heads, days = read.document, read.heads, read.days
    file = journal.place(path)
    flavour = flavour_of(path, journal.tool.flavour)
    if line is None:
        title = days[0] if len(days) == 1 and heads and heads[0].line == days[0].line else None
        whole = whole_file(file, document, date, flavour, _heading(document, title) if title else None)
        return replace(whole, marker=_marker(journal, document, date))
    day = next(day for day in days if day.line == line)
    heading = _heading(document, day)
    last = end_of_day(days, heads, day, len(document.lines))
    marker = _marker(journal, document, date)
    return DayPlace(file, document, heading, _after(heading), last, "weekly", flavour, 0, marker)


def whole_file(
    file: Path, document: Document, date: dt.date | None, flavour: Flavour, heading: Heading | None = None
) -> DayPlace:
    """A file that is one day from its front matter on; heading: the one that names the day."""
    first = _after(heading) if heading else document.front_matter.stop
    below, marker = below_titles(document, date), usual_marker(document)
    return DayPlace(file, document, heading, first, len(document.lines), "daily", flavour, below, marker)


def _marker(journal: Journal, document: Document, date: dt.date | None) -> str:
    """The marker of the page's lists, else of the newest other day's."""
    if date is None or any(block.kind == "list" for block in document.blocks):
        return usual_marker(document)
    before = [
        (claim.span.last, file.path)
        for file in journal.files
        for claim in file.claims
        if claim.span.last < date and not file.refusal and not claim.against and journal.is_day(file)
    ]
    try:
        return usual_marker(journal.document(max(before)[1])) if before else "-"
    except JournalRefused:
        return "-"


def usual_marker(document: Document) -> str:
    """`-`, `*` or `+`: what most lists of the page begin with, `-` where there is none."""
    markers = [block.info for block in document.blocks if block.kind == "list"]
    return max(("-", "*", "+"), key=markers.count)


def _asks_the_tool(journal: Journal) -> bool:
    """Whether the tool's own name for a daily note is the only one: not in a vault of week files that has no such."""
    if journal.tool.daily_format is None or journal.settings.layout == "weekly":
        return False
    if journal.layout == "daily":
        return True
    dated = [
        (file, claim) for file in journal.files for claim in file.claims if claim.line is None and not claim.against
    ]
    return any(journal.place(file.path) in journal.tool.daily_names(claim.span.first) for file, claim in dated)


def _heading(document: Document, day: DayHeading) -> Heading:
    """The document's own heading, or one made of a plain line."""
    there = next((h for h in document.headings if h.line == day.line), None)
    return there or Heading(day.line, 0, normalise(day.raw), day.raw, anchor=True, form="plain")


def _after(heading: Heading) -> int:
    return heading.line + (2 if heading.form == "setext" else 1)


def _hinted(journal: Journal, date: dt.date, hint: PlaceHint) -> tuple[str, int | None] | None:
    """The place of last time, if it still says the same once and nothing contradicts it."""
    path = _followed(journal, hint)
    if path is None:
        return None
    found = journal.days(path, date)
    if found.kind != "many":
        others = [claim for claim in found.claims if not claim.against and not claim.span.holds(date)]
        return None if hint.heading or others else (path, None)
    if hint.heading:
        same = [day.line for day in found.days if normalise(day.raw) == normalise(hint.heading)]
    else:
        same = _days_around(journal, path, found.days, hint.lines)
    dated = {claim.line: claim.span for claim in found.claims}
    if len(same) != 1 or (same[0] in dated and not dated[same[0]].holds(date)):
        return None
    return (path, same[0]) if same[0] >= 0 else None


def _days_around(journal: Journal, path: str, days: Sequence[DayHeading], lines: tuple[bytes, ...]) -> list[int]:
    """The day headings below which recorded lines stand now."""
    document = journal.document(path)
    ours = [n for n, line in enumerate(document.lines) if line.text.encode() in lines]
    return sorted({max((day.line for day in days if day.line < n), default=-1) for n in ours})


def _followed(journal: Journal, hint: PlaceHint) -> str | None:
    """The hinted file, or the one file that now holds lines recorded as ours (renamed, moved)."""
    known = {file.path for file in journal.files if not file.refusal}
    for path in known:
        if journal.place(path) == hint.file:
            return path
    if not hint.lines:
        return None
    wanted = set(hint.lines)
    holding = []
    for path in sorted(known):
        try:
            data = regular_bytes(journal.place(path))
        except (OSError, JournalRefused):
            continue
        if not wanted.isdisjoint(data.replace(b"\r", b"\n").split(b"\n")):
            holding.append(path)
    return holding[0] if len(holding) == 1 else None


def _daily_note(journal: Journal, date: dt.date, names: tuple[Path, ...]) -> list[Spot]:
    """The note that the vault or graph itself would open for the date; no other file can be it."""
    wanted = {str(name) for name in names}
    spots: list[Spot] = []
    for file in journal.files:
        if str(journal.place(file.path)) in wanted:
            _refuse(file)
            found = journal.days(file.path, date)
            if found.kind != "many":
                spots.append((file.path, None, 1))
                continue
            lines = [claim.line for claim in found.claims if claim.span.holds(date)]
            if not lines:
                raise JournalRefused(f"{file.path}: 날짜 제목이 여럿인데 {date}이 없습니다")
            spots.extend((file.path, line, 1) for line in lines)
    return spots


def _dated(journal: Journal, date: dt.date) -> list[Spot]:
    """Files and headings that say the date themselves.

    A file and a heading of another file for one day are two places, unless the settings say which layout is meant.
    """
    whole: list[Spot] = []
    heads: list[Spot] = []
    against = ""
    for file in journal.files:
        if not file.claims_on(date):
            continue
        if file.refusal and not any(journal.habit.counts(file, claim.told) for claim in file.claims_on(date)):
            continue  # a post of that date, whatever is wrong with it
        _refuse(file)
        found = journal.days(file.path, date)
        for claim in found.claims:
            if not claim.span.holds(date):
                continue
            if claim.against:
                against = against or f"{file.path}: {claim.against}"
            elif claim.line is None:
                if journal.habit.counts(file, claim.told):
                    whole.append((file.path, None, _days(claim.span.first, claim.span.last)))
            else:
                heads.append((file.path, claim.line, _days(claim.span.first, claim.span.last)))
    if journal.layout == "weekly":
        spots = heads + _known_as_day(journal, whole)
    elif journal.settings.layout == "daily":
        spots = usual_ones(journal.files, whole) or heads
    else:
        spots = usual_ones(journal.files, whole) + heads
    if not spots and against:
        raise JournalRefused(f"{against} – 어느 쪽이 맞는지 알 수 없습니다")
    return spots


def _days(first: dt.date, last: dt.date) -> int:
    return (last - first).days + 1


def _known_as_day(journal: Journal, whole: list[Spot]) -> list[Spot]:
    """In a journal of weeks a dated file is a day's only when its name or its heading speaks of that day too."""
    numbered = {file.path for file in journal.files if file.pairs and file.kind == "day"}
    return [spot for spot in whole if spot[0] in numbered or journal.days(spot[0]).days]


def _by_number(journal: Journal, date: dt.date) -> list[Spot]:
    """Places that only the rule of day numbers or a known week can date."""
    unsure = [file for file in journal.files if (file.unsure or file.numbers) and not file.refusal]
    if not unsure:
        return []
    rule = journal.day_numbers
    numbers_matter = not _dates_say_it(journal)
    if rule.disputes(date) and numbers_matter:
        raise JournalRefused(
            f"{date}이 몇 일차인지 알 수 없습니다: 지금까지의 일차로는 공휴일을 세는지 알 수 없습니다",
            hint="journal.course에 day1과 holidays(counted 또는 skipped)를 적어 주세요",
        )
    spots: list[Spot] = []
    for file in unsure:
        if file.kind == "many":
            if not file.unsure and not _near(rule, file.numbers, date):
                continue
            found = journal.days(file.path, date)
            spots.extend(
                (file.path, claim.line, _days(claim.span.first, claim.span.last))
                for claim in found.claims
                if claim.span.holds(date)
            )
        elif file.numbers and any(rule.date_of(number, file.week) == date for number in file.numbers):
            spots.append((file.path, None, len(file.numbers)))
    numbered = [file for file in unsure if file.numbers]
    if not spots and numbered and not rule.rules and numbers_matter:
        raise _no_rule(journal, numbered[0])
    return spots


def _dates_say_it(journal: Journal) -> bool:
    """Whether the person's files are known by their dates, so that a number that nobody can date does not matter."""
    days = [file for file in journal.files if file.kind == "day" and any(not claim.against for claim in file.claims)]
    dated = sum(map(journal.is_day, days))
    return dated > sum(bool(file.numbers) for file in journal.files if not file.claims)


def _near(rule: DayNumbers, numbers: Sequence[int], date: dt.date) -> bool:
    """Whether a file's class days come within a week of the date, so that its `토요일` may be meant too."""
    dates = (rule.date_of(number) for number in numbers)
    return any(day and abs((day - date).days) <= 7 for day in dates)


def _no_rule(journal: Journal, file: FileFacts) -> JournalRefused:
    """That nobody can date the numbers, and what the person can do; a date more helps only where none is there yet."""
    pairs = ", ".join(f"{number}일차={day}" for number, day in journal.day_numbers.pairs[:8])
    seen = f"본 것: {pairs} – 한 규칙으로 설명되지 않습니다" if pairs else "날짜와 함께 적힌 일차가 없습니다"
    dated = "" if pairs else "제목 하나에 날짜를 함께 적거나(예: ## 11일차 (2024-08-19)), "
    hint = f"{dated}설정의 journal에 1일차의 날짜를 적으세요(예: course: {{day1: 2024-08-05}})"
    return JournalRefused(f"{file.path}: N일차가 며칠인지 알 수 없습니다. {seen}", hint=hint)


def _only(journal: Journal, date: dt.date, spots: list[Spot]) -> tuple[str, int | None]:
    """The one spot; what names this day alone wins over a range. Raises JournalRefused for several."""
    least = min(days for _, _, days in spots)
    closest = sorted({(path, line) for path, line, days in spots if days == least}, key=str)
    if len(closest) == 1:
        return closest[0]
    files = sorted({path for path, _ in closest})
    if len(files) == 1:
        lines = ", ".join(f"{line + 1}번째 줄" for _, line in closest if line is not None)
        raise JournalRefused(f"{files[0]}: {date}의 제목이 {len(closest)}개입니다({lines})")
    shown = ", ".join(files[:3]) + (" …" if len(files) > 3 else "")
    raise JournalRefused(
        f"{date}의 자리가 {len(files)}개 파일에 있습니다: {shown}",
        hint="하나로 합치거나 사본의 이름을 바꾸세요. 여러 사람의 저널이면 내 폴더를 journal.folder에 적어 주세요",
    )


def _refuse(file: FileFacts) -> None:
    if file.refusal:
        raise JournalRefused(f"{file.path}: {file.refusal}")


def _refuse_hopeless(journal: Journal) -> None:
    """A folder in which no file may be written to will not get better by waiting."""
    if journal.files and all(file.refusal for file in journal.files):
        _refuse(journal.files[0])


def _coming(one: StandIn) -> NotFound:
    """Why a day that is there in another form is waited for."""
    if one.kind == "arriving":
        told = f"{one.path}: 그날 파일이 아직 다 오지 않았습니다(iCloud·동기화·편집기가 가진 임시 파일)"
        return NotFound(told, "파일이 내려받아지면 다음 실행이 씁니다", coming=True)
    if one.kind == "conflict":
        told = f"{one.path}: 그날 글이 동기화 충돌로 생긴 사본에만 있습니다"
        return NotFound(told, "사본의 이름을 원래 파일 이름으로 바꾸면 다음 실행이 씁니다", coming=True)
    suffix = Path(one.path).suffix
    return NotFound(
        f"{one.path}: 이런 확장자({suffix})에는 쓰지 않습니다", "마크다운(.md) 파일에만 씁니다", coming=True
    )


def _not_yet(journal: Journal, date: dt.date) -> NotFound:
    number = journal.day_numbers.number_of(date) if any(file.numbers for file in journal.files) else None
    other = next((file.path for file in journal.files if file.claims_on(date)), "")
    if other:
        beside = f" – {other}는 날짜가 같지만 {journal.habit.why_not or '저널로 보이지 않습니다'}"
        return NotFound(
            f"{date} 파일이 아직 없습니다{beside}", "이름에 날짜가 든 파일마다 하루라면 journal.layout: daily"
        )
    if journal.writes_weeks or journal.settings.path.is_file():
        return NotFound(
            f"{date}{f'({number}일차)' if number else ''} 제목이 아직 없습니다",
            "제목을 적어 두면 다음 실행이 그 아래에 씁니다. digest가 제목도 만들게 하려면 journal.create: day",
        )
    return NotFound(
        f"{date} 파일이 아직 없습니다",
        "파일을 만들어 두면 다음 실행이 씁니다. digest가 파일도 만들게 하려면 journal.create: file",
    )
