"""Which days are skipped: public holidays, configured dates, a pause."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from digest.public_holidays import public_holidays
from digest.settings import SkipSettings, date_range
from digest.store import Store

PAUSE = "pause"
"""Name of the note that `digest pause` leaves: {"from": date, "until": date}."""


def skipped_days(skip: SkipSettings, store: Store) -> Callable[[dt.date], bool]:
    """A test for skipped dates, as things stand now."""
    ranges = [date_range(text) for text in skip.dates]
    ranges += [(dt.date.fromisoformat(p["from"]), dt.date.fromisoformat(p["until"])) for p in pauses(store)]

    def skipped(date: dt.date) -> bool:
        inside = any(first <= date <= last for first, last in ranges)
        return inside or bool(skip.holidays and date in public_holidays(skip.holidays, date.year))

    return skipped


def pauses(store: Store) -> list[dict[str, str]]:
    """Every pause ever set, so that past windows stay what they were."""
    note = store.notes.get(PAUSE)
    return list(note[0]) if note else []
