"""Tell the person, in Korean, what was understood of their journal (`digest check`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

from digest.journal.find.day_numbers import DayNumbers, NumberRule, holiday_name
from digest.journal.find.folder import Journal
from digest.journal.find.locate import DayPlace, NotFound, find_day
from digest.journal.read.document import JournalRefused
from digest.journal.write.create import ToCreate
from digest.journal.write.new_day import NewHeading
from digest.render.phrases import WEEKDAYS

FLAVOURS = {
    "jekyll": "Jekyll 블로그",
    "hugo": "Hugo(또는 Zola) 사이트",
    "obsidian": "Obsidian 보관함",
    "logseq": "Logseq 그래프",
    "plain": "일반 마크다운 폴더",
}
LAYOUTS = {"daily": "하루에 파일 하나", "weekly": "한 파일에 여러 날"}
SHOWN_PAIRS = 5
SHOWN_NOTES = 5
SHOWN_OTHERS = 3
Place = DayPlace | NotFound | ToCreate
NO_DATE = "이름·제목·front matter에 날짜나 일차가 없습니다"


def explain(journal: Journal, date: dt.date, place: Callable[[], Place] | None = None) -> list[str]:
    """Lines about layout, tool, day names, the `N일차` rule with its evidence, oddities, and today's place.

    place: finds, or plans to create, the date's place, raising JournalRefused; as a rule only what is there is found.
    """
    return [
        f"저널: {journal.root} – {FLAVOURS[journal.tool.flavour]}, 마크다운 {len(journal.files)}개",
        _layout(journal),
        *_days_here(journal),
        *_no_days_here(journal),
        *_names(journal),
        *_course(journal),
        *_notes(journal),
        _today(journal, date, place or (lambda: find_day(journal, date))),
    ]


def _layout(journal: Journal) -> str:
    chosen = "설정" if journal.settings.layout != "auto" else "살펴본 결과"
    days = sum(file.kind == "day" and journal.is_day(file) for file in journal.files)
    many = sum(file.kind == "many" for file in journal.files)
    return f"구성: {LAYOUTS[journal.layout]}({chosen}; 하루에 하나 {days}개, 여러 날이 든 것 {many}개)"


def _days_here(journal: Journal) -> Iterator[str]:
    """What makes a file or a heading a day in this folder."""
    if journal.tool.daily_format is not None:
        yield "날로 보는 것: 앱 설정이 말하는 일일 노트"
        return
    whole = [file.path for file in journal.files if file.kind == "day" and file.claims and journal.is_day(file)]
    many = [file.path for file in journal.files if file.kind == "many"]
    if whole:
        yield f"날로 보는 것: 파일 {len(whole)}개 – {journal.habit.why}. 예: {whole[-1]}"
    if many:
        yield f"날로 보는 것: 날짜·일차 제목이 든 파일 {len(many)}개. 예: {many[-1]}"
    if not whole and not many:
        yield "날로 보는 것: 없습니다. 이름에 날짜가 든 파일마다 하루라면 journal.layout: daily"


def _no_days_here(journal: Journal) -> Iterator[str]:
    """Three of the files that are not taken for a day, each with its reason."""
    named = [file.path for file in journal.files if file.kind == "day" and file.claims and not journal.is_day(file)]
    others = [file for file in journal.files if file.kind == "none" and not file.refusal]
    why_not = [(path, journal.habit.why_not) for path in reversed(named)]
    why_not += [(file.path, file.note) for file in others if file.note]
    why_not += [(file.path, NO_DATE) for file in others if not file.note]
    for path, why in why_not[:SHOWN_OTHERS]:
        yield f"날로 보지 않는 것: {path} – {why}"
    if len(why_not) > SHOWN_OTHERS:
        yield f"날로 보지 않는 것이 {len(why_not) - SHOWN_OTHERS}개 더 있습니다"
    if journal.elsewhere:
        yield f"참고: {elsewhere(journal)}"


def elsewhere(journal: Journal) -> str:
    """That the tool keeps daily notes outside of the folder the person named."""
    there, here = journal.elsewhere, journal.settings.folder
    return f"앱 설정의 일일 노트는 {there}에 있지만, journal.folder에 적은 {here} 폴더를 봅니다"


def _names(journal: Journal) -> Iterator[str]:
    """How the newest day is named, as an example."""
    if journal.tool.daily_format is not None:
        where = f"{journal.tool.daily_folder}/" if journal.tool.daily_folder else ""
        yield f"날짜 표기: 앱 설정의 일일 노트 {where}{journal.tool.daily_format}"
        return
    newest = max(
        (
            (claim.span.first, file.path, claim.line)
            for file in journal.files
            for claim in file.claims
            if not claim.against and (claim.line is not None or journal.habit.counts(file, claim.told))
        ),
        default=None,
        key=lambda one: one[0],
    )
    if newest is None:
        if not any(file.numbers for file in journal.files):
            yield "날짜 표기: 날짜를 알 수 있는 파일이나 제목이 아직 없습니다"
        return
    date, path, line = newest
    if line is None:
        yield f"날짜 표기: 파일로 구분합니다. 가장 최근 {date} → {path}"
        return
    try:
        heading = journal.document(path).lines[line].text.strip()
    except JournalRefused as refused:
        yield f"날짜 표기: {refused.message}"
        return
    yield f"날짜 표기: 제목으로 구분합니다. 가장 최근 {date} → {path} {line + 1}번째 줄 '{heading}'"


def _course(journal: Journal) -> Iterator[str]:
    if not journal.day_numbers.pairs and not journal.day_numbers.configured and not journal.day_numbers.remembered:
        if any(file.numbers for file in journal.files):
            yield "N일차: 날짜와 함께 적힌 일차가 없어 규칙을 모릅니다"
        return
    course = journal.day_numbers
    if course.configured:
        yield f"N일차: {_rule(course.rules[0])}(설정)"
        return
    seen = _evidence(course)
    if course.remembered and len(course.rules) == 1:
        yield f"N일차: {_rule(course.rules[0])}. 지난 실행에서 알아낸 규칙입니다"
        return
    if not course.rules:
        yield f"N일차: 한 규칙으로 설명되지 않아 쓰지 않습니다. 본 것: {seen}"
        return
    if len(course.rules) == 2:
        rule = course.rules[0]
        yield f"N일차: 1일차는 {rule.day1}, 평일만 셉니다. 공휴일을 세는지는 아직 알 수 없습니다. 근거: {seen}"
        return
    yield f"N일차: {_rule(course.rules[0])}. 근거: {seen}"
    for number, day in course.pairs:
        if holiday_name(day):
            yield f"  {number}일차={day}은 {holiday_name(day)}인데도 셌습니다"


def _rule(rule: NumberRule) -> str:
    holidays = "공휴일도 셉니다" if rule.holidays == "counted" else "공휴일은 세지 않습니다"
    return f"1일차는 {rule.day1}, 평일만 세고 {holidays}"


def _evidence(course: DayNumbers) -> str:
    pairs = course.pairs if len(course.pairs) <= SHOWN_PAIRS else (*course.pairs[:3], *course.pairs[-2:])
    shown = ", ".join(f"{number}일차={date}" for number, date in pairs)
    opening = ", ".join(f"{number}일차" for number in course.opening)
    below = f". 주말 제목 바로 뒤라 그 주의 첫날인 것: {opening}" if opening else ""
    return f"{shown} (모두 {len(course.pairs)}개){below}"


def _notes(journal: Journal) -> Iterator[str]:
    """Files that say two things, and files that are never written to."""
    odd = [(file.path, file.note or file.refusal) for file in journal.files if file.refusal or "다릅니다" in file.note
           or "불일치" in file.note]  # fmt: skip
    for path, why in odd[:SHOWN_NOTES]:
        yield f"참고: {path}: {why}"
    if len(odd) > SHOWN_NOTES:
        yield f"참고: 이런 파일이 {len(odd) - SHOWN_NOTES}개 더 있습니다"


def _today(journal: Journal, date: dt.date, place: Callable[[], Place]) -> str:
    day = f"{date}({WEEKDAYS[date.weekday()]})"
    try:
        found = place()
    except JournalRefused as refused:
        return f"{day}: 쓰지 않습니다 – {refused}"
    if isinstance(found, NotFound):
        return f"{day}: 기다립니다 – {found.told}"
    return f"{day}: {_where(journal, found)}"


def _where(journal: Journal, place: DayPlace | ToCreate) -> str:
    if isinstance(place, NewHeading):
        file = place.file.relative_to(journal.root)
        return f"{file}에 '{place.text}' 제목을 만들고 그 아래에 씁니다(journal.create: day)"
    if not isinstance(place, DayPlace):
        file = (place if isinstance(place, Path) else place.file).relative_to(journal.root)
        return f"{file} 파일을 만들어 씁니다(journal.create: file)"
    file = place.file.relative_to(journal.root)
    if place.heading is None:
        return f"{file}에 씁니다(파일 전체가 그날입니다)"
    line = f"{place.heading.line + 1}번째 줄 '{place.heading.raw}'"
    return f"{file} {line} 아래({place.first + 1}~{place.last}번째 줄)에 씁니다"
