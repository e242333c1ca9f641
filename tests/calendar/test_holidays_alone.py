"""A country's holidays cost one country's import."""

from __future__ import annotations

import subprocess
import sys


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
