"""One country's holidays are the package's own, and cost one country's import."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys

import holidays
import pytest

from digest.calendar.holidays import known_country, public_holidays


@pytest.mark.parametrize("country", ["KR", "KOR", "JP", "US", "DE", "VI"])
@pytest.mark.parametrize("year", [2022, 2024, 2026])
def test_the_dates_are_those_of_the_package(country: str, year: int) -> None:
    assert public_holidays(country, year).keys() == holidays.country_holidays(country, years=year).keys()


def test_names_are_the_countrys_own_whatever_the_machine_speaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "en_US")
    assert public_holidays("KR", 2031)[dt.date(2031, 8, 15)] == "광복절"


@pytest.mark.parametrize("code", ["Korea", "SouthKorea", "kr", "", "XX", "../x"])
def test_only_codes_are_countries(code: str) -> None:
    assert known_country("KR") == "KR"
    with pytest.raises(ValueError, match="KR 같은 ISO 코드"):
        known_country(code)


def test_a_fresh_process_imports_no_other_country() -> None:
    """All 250 of them take 0.3 s, and the first `N일차` of every run would wait for that."""
    script = """
import datetime, sys
from digest.journal.find.day_numbers import holiday_name
from digest.config.settings import SkipSettings
from digest.config.skipping import skipped_days
SkipSettings(holidays="KR")
assert holiday_name(datetime.date(2024, 9, 16)) == "추석 전날"
assert not [name for name in sys.modules if name.startswith("holidays.countries")]
"""
    subprocess.run([sys.executable, "-X", "utf8", "-c", script], check=True, timeout=60)
