"""Dates as feeds and lists write them → aware instants.

One grammar: a date, perhaps a time, perhaps a zone. What a zone word means must be known, or there is no date at all:
an entry without a date is shown as new, one with a wrong date on no day.
"""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

from digest.calendar.names import MONTHS
from digest.lazy import pattern_of

SEOUL = ZoneInfo("Asia/Seoul")
AOE = dt.timezone(dt.timedelta(hours=-12), "AoE")
"""Anywhere on Earth: the last place where the date still holds."""
HOURS = {
    **{"UTC": 0, "GMT": 0, "UT": 0, "Z": 0, "WET": 0, "WEST": 1, "BST": 1},
    **{"CET": 1, "CEST": 2, "MET": 1, "MEST": 2, "MEZ": 1, "MESZ": 2, "EET": 2, "EEST": 3, "MSK": 3},
    **{"ICT": 7, "WIB": 7, "HKT": 8, "SGT": 8, "MYT": 8, "PHT": 8, "AWST": 8, "KST": 9, "JST": 9},
    **{"AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13},
    **{"AST": -4, "ADT": -3, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7},
    **{"AKST": -9, "AKDT": -8, "HST": -10, "AOE": -12},
}
"""Hours from UTC of zone words; CST is RFC 822's, and IST, which three countries use, is left out."""
# Mon, 19 Aug 2024 09:00 ET → America/New_York
REGIONS = {"ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles"}
"""Words for a place, whose hours depend on the season."""
OFFSET = pattern_of(r"(?:UTC|GMT|UT)?\s*([+-])\s?(\d{1,2}):?(\d{2})?", re.IGNORECASE)
"""`+0900`, `-07:00`, `GMT+0900`, `UTC+09:00`, `UTC-12`."""

IANA = pattern_of(r"[A-Za-z_]{2,20}(?:/[A-Za-z0-9_+-]{1,30}){1,2}")
"""`America/Los_Angeles`, `America/Argentina/Buenos_Aires`; dots in a name are walked as packages, one import each."""

COMPACT = pattern_of(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)?")
"""`20240821T221000Z`."""
REMARK = pattern_of(r"\s*\([^()]{0,60}\)$")
"""What mail programs and browsers put behind a zone: `GMT+0900 (Korean Standard Time)`."""
# `Mon, `19 Aug
WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,?\s+)?"
# 8월 19일`(월)`, 8월 19일` 월요일`
KOREAN_WEEKDAY = r"(?:\s*(?:\([월화수목금토일]\)|[월화수목금토일]요일))?"
# Aug. · August
MONTH_NAME = r"(?P<month>[a-z]{3,9})\.?"
# 오후 3:05 · 3:05:07.25 pm · 15시 5분
CLOCK = (
    r"(?P<half>오전|오후|[ap]\.?m\b\.?)?\s*(?P<hour>\d{1,2})(?:\s*[:시]\s*(?P<minute>\d{1,2})"
    r"(?:\s*[:분]\s*(?P<second>\d{1,2})(?:[.,](?P<fraction>\d{1,12}))?)?|\s*시|(?=\s*[ap]\.?m\b))"
    r"\s*[분초]?\s*(?P<am>[ap]\.?m\b\.?)?"
)
# `T15:05`, ` at 3 pm`, `, 오후 3:05`
TIME = rf"(?:(?:,|\s*T|\s+at\b)?\s*{CLOCK})?"
# `+09:00`, ` KST`, ` GMT+0900`
ZONE = r"\s*(?P<zone>[+-].{1,6}|[a-z][a-z0-9_/:+-]{0,40}(?:\s[+-][\d:]+)?)?"
# 2024년 8월 19일 (월) 오후 8:00 · 2024-08-19 · 19 Aug 2024 · Aug 19 2024 · `Mon Aug 19 20:00:01 KST 2024`
FORMS = tuple(
    pattern_of(form, re.IGNORECASE)
    for form in (
        rf"(?P<year>\d{{4}})\s*년\s*(?P<month>\d{{1,2}})\s*월\s*(?P<day>\d{{1,2}})\s*일{KOREAN_WEEKDAY}{TIME}{ZONE}",
        # 2024-08-19T20:00:01+09:00 · 2024. 8. 19. 오후 8:00 · 2024/8/19
        rf"(?P<year>\d{{4}})\s*[./-]\s*(?P<month>\d{{1,2}})\s*[./-]\s*(?P<day>\d{{1,2}})(?!\d)\.?{KOREAN_WEEKDAY}"
        rf"{TIME}{ZONE}",
        # Mon, 19 Aug 2024 20:00:01 GMT · 19-Aug-24 · 16th Nov 2020
        rf"{WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s-]\s*{MONTH_NAME},?[\s-]\s*(?P<year>\d{{4}}|\d{{2}})(?!\d)"
        rf"{TIME}{ZONE}",
        # Aug 19, 2024 5:20 PM · Mon Aug 19 2024 20:00:01 GMT+0900 (KST)
        rf"{WEEKDAY}{MONTH_NAME}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})(?![\d:]){TIME}{ZONE}",
        # Mon Aug 19 20:00:01 KST 2024
        rf"{WEEKDAY}{MONTH_NAME}\s+(?P<day>\d{{1,2}})\s+{CLOCK}{ZONE}\s+(?P<year>\d{{4}})",
    )
)
LONGEST = 100
"""Characters of the longest thing that could be a date."""


def read_date(text: str, zone: dt.tzinfo = dt.UTC, *, exact: bool = False) -> dt.datetime | None:
    """The instant a feed's date means, or None when it is no whole date (`2026`, `yesterday`, `TBA`).

    zone: for dates that name none; Korean ones are Seoul's whatever it is. A date without time, or at midnight sharp
    as many site generators write it, means its last second: at midnight the entry was not there yet, and a digest
    that looked for it then would never show it. exact: midnight is midnight.
    """
    found = _read(" ".join(text[: LONGEST + 1].split()), zone)
    if found and not 1990 <= found.year < 2200:  # a generator's zero value; calendars end near it
        return None
    if found and not exact and found.time() == dt.time.min:
        found = found.replace(hour=23, minute=59, second=59)
    return found


def zone_of(name: str) -> dt.tzinfo | None:
    """The zone of an offset, a word or an IANA name (`+09:00`, `UTC-12`, `PST`, `AoE`, `Asia/Seoul`), else None."""
    name = name.strip()
    offset = OFFSET.fullmatch(name)
    if offset:
        hours, minutes = int(offset[2]), int(offset[3] or 0)
        if hours > 15 or minutes > 59:
            return None
        span = dt.timedelta(hours=hours, minutes=minutes)
        return dt.timezone(span if offset[1] == "+" else -span)
    word = name.upper()
    if word in HOURS:
        return AOE if word == "AOE" else dt.timezone(dt.timedelta(hours=HOURS[word]))
    name = REGIONS.get(word, name)
    try:
        return ZoneInfo(name) if IANA.fullmatch(name) else None
    except (KeyError, ValueError, OSError):
        return None


def _read(text: str, zone: dt.tzinfo) -> dt.datetime | None:
    if not text or len(text) > LONGEST:
        return None
    text = REMARK.sub("", COMPACT.sub(r"\1-\2-\3T\4:\5:\6", text).replace(":Z", "Z"))
    for form in FORMS:
        match = form.fullmatch(text)
        if match:
            return _instant(match, SEOUL if "년" in text or match["half"] in ("오전", "오후") else zone)
    return None


def _instant(match: re.Match[str], zone: dt.tzinfo) -> dt.datetime | None:
    named = match["zone"]
    within = zone_of(named) if named else zone
    month = _month(match["month"])
    if within is None or month is None:
        return None
    year = int(match["year"])
    if len(match["year"]) == 2:  # as RFC 822's heirs read it (RFC 2822, 4.3)
        year += 2000 if year < 50 else 1900
    hour = int(match["hour"] or 0)
    half = {"오전": "a", "오후": "p"}.get(match["half"] or "", (match["half"] or match["am"] or "").lower()[:1])
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    second = min(int(match["second"] or 0), 60)
    micro = int(((match["fraction"] or "") + "000000")[:6])
    try:
        time = dt.time(hour, int(match["minute"] or 0), min(second, 59), micro, within)
        return dt.datetime.combine(dt.date(year, month, int(match["day"])), time)
    except (ValueError, OverflowError):
        return None


def _month(text: str) -> int | None:
    """1–12 of `8`, `08`, `Aug`, `Sept`, `August`; None for other words."""
    if text.isdecimal():
        return int(text)
    return next((place for place, name in enumerate(MONTHS, 1) if text.lower().startswith(name)), None)
