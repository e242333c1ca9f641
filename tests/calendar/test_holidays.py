"""One country's holidays are the package's own, and its file is read once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from importlib.machinery import ModuleSpec, PathFinder

import holidays
import pytest

from digest.calendar import holidays as ours
from digest.calendar.holidays import known_country, public_holidays

LIBERATION = dt.date(2031, 8, 15)


@pytest.fixture
def forgotten() -> Iterator[None]:
    """As in a fresh process, before and after."""
    remembered = (public_holidays, ours._modules, ours._calendar)
    for each in remembered:
        each.cache_clear()
    yield
    for each in remembered:
        each.cache_clear()


@pytest.mark.parametrize("country", ["KR", "KOR", "JP", "US", "DE", "VI"])
@pytest.mark.parametrize("year", [2022, 2024, 2026])
def test_the_dates_are_those_of_the_package(country: str, year: int) -> None:
    assert public_holidays(country, year).keys() == holidays.country_holidays(country, years=year).keys()


def test_names_are_the_countrys_own_whatever_the_machine_speaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "en_US")
    assert public_holidays("KR", 2031)[LIBERATION] == "광복절"


@pytest.mark.parametrize("code", ["Korea", "SouthKorea", "kr", "", "XX", "../x", "HolidaysAX"])
def test_only_codes_are_countries(code: str) -> None:
    assert known_country("KR") == "KR"
    with pytest.raises(ValueError, match="KR 같은 ISO 코드"):
        known_country(code)


@pytest.mark.usefixtures("forgotten")
def test_years_of_one_country_read_its_file_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_for: list[str] = []
    real = PathFinder.find_spec

    def find_spec(name: str, *where: object) -> ModuleSpec | None:
        looked_for.append(name)
        return real(name, *where)  # type: ignore[arg-type]

    monkeypatch.setattr(PathFinder, "find_spec", find_spec)
    first = public_holidays("KR", 2031)
    assert {date.year for date in first} == {2031}
    assert dt.date(2032, 8, 15) in public_holidays("KR", 2032)
    assert public_holidays("KR", 2031) is first
    assert [name for name in looked_for if "korea" in name] == ["south_korea"]


@pytest.mark.usefixtures("forgotten")
@pytest.mark.parametrize("found", [None, ModuleSpec("south_korea", None)], ids=["no such file", "nothing reads it"])
def test_a_package_that_is_laid_out_differently_is_asked_the_usual_way(
    found: ModuleSpec | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = PathFinder.find_spec

    def find_spec(name: str, *where: object) -> ModuleSpec | None:
        return found if name == "south_korea" else real(name, *where)  # type: ignore[arg-type]

    monkeypatch.setattr(PathFinder, "find_spec", find_spec)
    assert public_holidays("KR", 2031)[LIBERATION] == "광복절"
