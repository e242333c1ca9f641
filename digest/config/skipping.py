"""Which days are skipped: public holidays, configured dates, a pause."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from digest.calendar.holidays import public_holidays
from digest.config.settings import SkipSettings, date_range
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


def why_skipped(skip: SkipSettings, store: Store, date: dt.date) -> str:
    """What a date is skipped for and what ends it, in Korean; "" when it is not."""
    until = paused_until(store, date)
    if until:
        return f"{until}까지 쉬는 중, digest pause --off로 끝냄"
    for text in skip.dates:
        first, last = date_range(text)
        if first <= date <= last:
            return f"설정의 skip.dates에 있는 날: {text}"
    name = public_holidays(skip.holidays, date.year).get(date) if skip.holidays else None
    return f"공휴일: {name}" if name else ""


def paused_until(store: Store, date: dt.date) -> str:
    """The last day of the pause that a date is in; "" for none."""
    day = date.isoformat()
    return next((pause["until"] for pause in pauses(store) if pause["from"] <= day <= pause["until"]), "")


def pauses(store: Store) -> list[dict[str, str]]:
    """Every pause ever set, so that past windows stay what they were."""
    note = store.notes.get(PAUSE)
    return list(note[0]) if note else []
