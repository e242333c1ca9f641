"""Dates as feeds write them → aware instants (contracts §4.4: feedparser reads KST as UTC and Korean dates wrongly)."""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate_tz
from zoneinfo import ZoneInfo

from digest.lazy import pattern_of

SEOUL = ZoneInfo("Asia/Seoul")
ZONE_NAMES = {"KST": "+0900", "JST": "+0900", "CET": "+0100", "CEST": "+0200", "BST": "+0100", "SGT": "+0800"}
"""Names that RFC 822 does not know and feeds use; ambiguous ones (IST, CST of China) are left alone."""
CLOCK = (
    r"(?:[T,\s]*(?P<half>오전|오후)?\s*(?P<hour>\d{1,2})\s*[:시]\s*(?P<minute>\d{1,2})?"
    r"\s*(?:[:분]\s*(?P<second>\d{1,2}))?\s*[분초]?\s*(?P<am>[AaPp]\.?[Mm]\.?)?)?"
)
WEEKDAY = r"\s*(?:\([월화수목금토일]\)|[월화수목금토일]요일)?"
KOREAN = pattern_of(rf"(?P<year>\d{{4}})\s*년\s*(?P<month>\d{{1,2}})\s*월\s*(?P<day>\d{{1,2}})\s*일{WEEKDAY}{CLOCK}")
DOTTED = pattern_of(rf"(?P<year>\d{{4}})\s*[./]\s*(?P<month>\d{{1,2}})\s*[./]\s*(?P<day>\d{{1,2}})\.?{WEEKDAY}{CLOCK}")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH_NAME = r"(?P<month>[A-Za-z]{3,9})\.?"
ENGLISH = (
    pattern_of(rf"{MONTH_NAME}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}}){CLOCK}"),
    pattern_of(rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+{MONTH_NAME},?\s+(?P<year>\d{{4}}){CLOCK}"),
)


def read_date(text: str, zone: dt.tzinfo = dt.UTC) -> dt.datetime | None:
    """The instant a feed's date means, or None when it is no whole date (`2026`, `yesterday`, `TBA`).

    zone: for dates that name none; Korean ones are Seoul's whatever it is. A date without time, or at midnight sharp
    as many site generators write it, means its last second: at midnight the entry was not there yet, and a digest
    that looked for it then would never show it.
    """
    found = _read(re.sub(r"\s+", " ", text).strip(), zone)
    if found and not 1990 <= found.year < 2200:  # a generator's zero value; calendars end near it
        return None
    if found and found.time() == dt.time.min:
        found = found.replace(hour=23, minute=59, second=59)
    return found


def _read(text: str, zone: dt.tzinfo) -> dt.datetime | None:
    for pattern in (KOREAN, DOTTED):
        match = pattern.fullmatch(text)
        if match:
            return _instant(match, SEOUL if pattern is KOREAN or match["half"] else zone)
    for pattern in ENGLISH:
        match = pattern.fullmatch(text)
        if match:
            return _instant(match, zone)
    return _iso(text, zone) or _rfc822(text, zone)


def _instant(match: re.Match[str], zone: dt.tzinfo) -> dt.datetime | None:
    month = match["month"]
    if month[:3].lower() in MONTHS:
        month = str(MONTHS.index(month[:3].lower()) + 1)
    half = {"오전": "a", "오후": "p"}.get(match["half"] or "", (match["am"] or "").lower()[:1])
    hour = int(match["hour"] or 0)
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        clock = (hour, int(match["minute"] or 0), int(match["second"] or 0))
        return dt.datetime(int(match["year"]), int(month), int(match["day"]), *clock, tzinfo=zone)
    except (ValueError, OverflowError):
        return None


def _iso(text: str, zone: dt.tzinfo) -> dt.datetime | None:
    if not re.match(r"\d{4}-\d{2}-\d{2}|\d{8}T", text):
        return None
    text = re.sub(r"(?<=\d)\s*(?:UTC|GMT)$", "Z", text)
    text = re.sub(r"(?<=\d)\s+(?=[+-]\d{2}:?\d{2}$)", "", text)
    text = re.sub(r"(\.\d{6})\d+", r"\1", text)
    for name, offset in ZONE_NAMES.items():
        text = re.sub(rf"(?<=\d)\s*{name}$", offset, text)
    try:
        found = dt.datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=zone)


def _rfc822(text: str, zone: dt.tzinfo) -> dt.datetime | None:
    for name, offset in ZONE_NAMES.items():
        text = re.sub(rf"\b{name}$", offset, text)
    whole = re.search(r"\d{1,2}:\d{2}", text) and re.search(r"\d{4}", text)
    parts = parsedate_tz(text) if whole else None
    if not parts:
        return None
    offset_s = parts[9]
    try:
        naive = dt.datetime(*parts[:6])  # noqa: DTZ001 – the zone is put on in the next line
        return naive.replace(tzinfo=zone if offset_s is None else dt.timezone(dt.timedelta(seconds=offset_s)))
    except (ValueError, OverflowError):
        return None
