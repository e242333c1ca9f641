"""The hand-made key of real journals (places.yaml): every day where a reader of the file would look, nothing else."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from digest.journal.config import CourseSettings, JournalSettings
from digest.journal.find.day_numbers import day_numbers_of
from digest.journal.find.folder import Journal, open_journal
from digest.journal.find.locate import DayPlace, NotFound, find_day
from digest.journal.read.document import JournalRefused
from journal_samples import unfold

KEY: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "places.yaml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Case:
    folder: str
    path: str
    days: dict[Any, list[int]] | str
    course: CourseSettings | None
    marker: str


def cases() -> Iterator[Any]:
    for folder, person in KEY.items():
        course = CourseSettings(**person["course"]) if "course" in person else None
        for path, days in person["files"].items():
            case = Case(folder, path, days, course, person.get("marker", ""))
            yield pytest.param(case, id=f"{folder.split('+')[0]}/{Path(path).name}")


def opened(case: Case, shared: Path, tmp_path: Path) -> Journal:
    home = unfold(shared, case.folder, tmp_path, case.path)
    if case.marker:
        (home / case.marker).parent.mkdir(parents=True, exist_ok=True)
        (home / case.marker).write_text("{}", encoding="utf-8")
    return open_journal(JournalSettings(folder=str(home), course=case.course))


def date_of(day: dt.date | str, case: Case) -> dt.date:
    if isinstance(day, dt.date):
        return day
    found = day_numbers_of(case.course, []).date_of(int(day.removesuffix("일차")))
    assert found
    return found


def seen(journal: Journal, date: dt.date) -> DayPlace | str:
    try:
        place = find_day(journal, date)
    except JournalRefused as refused:
        return refused.message
    return place.reason if isinstance(place, NotFound) else place


def in_lines(place: DayPlace) -> list[int]:
    """[day heading, first heading inside, last line], 1-based, 0 for none."""
    inside = [h.line for h in place.document.anchors if place.first <= h.line < place.last]
    return [place.heading.line + 1 if place.heading else 0, inside[0] + 1 if inside else 0, place.last]


def around(dates: list[dt.date]) -> set[dt.date]:
    """Every date from three weeks before the first to three weeks after the last."""
    first, last = min(dates) - dt.timedelta(days=21), max(dates) + dt.timedelta(days=21)
    return {first + dt.timedelta(days=n) for n in range((last - first).days + 1)}


@pytest.mark.shared
@pytest.mark.parametrize("case", list(cases()))
def test_every_day_is_found_where_a_reader_would_look(case: Case, shared: Path, tmp_path: Path) -> None:
    journal = opened(case, shared, tmp_path)
    if isinstance(case.days, str):
        said = [seen(journal, date) for date in possible_dates(case, journal)]
        assert all(isinstance(one, str) for one in said), said
        if case.days not in ("week", "topic"):
            assert any(case.days in one for one in said if isinstance(one, str)), said
        return
    expected = {date_of(day, case): lines for day, lines in case.days.items()}
    for date, lines in expected.items():
        place = seen(journal, date)
        assert isinstance(place, DayPlace), f"{date}: {place}"
        assert in_lines(place)[: len(lines)] == lines, date
    for date in around(list(expected)) - set(expected):
        assert isinstance(seen(journal, date), str), f"a place for {date}, which the file does not hold"


def possible_dates(case: Case, journal: Journal) -> set[dt.date]:
    """Dates that somebody could take the file for, and the days around them."""
    text = case.path + (journal.root / case.path).read_text(encoding="utf-8")
    told = [dt.date(*map(int, found)) for found in re.findall(r"(20\d\d)-(\d\d)-(\d\d)", text) if valid(*found)]
    return around([*told, dt.date(2022, 10, 24), dt.date(2024, 12, 25)])


def valid(year: str, month: str, day: str) -> bool:
    try:
        dt.date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True


def test_the_key_covers_enough_files() -> None:
    assert sum(len(person["files"]) for person in KEY.values()) >= 60
