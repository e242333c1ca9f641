"""Five-field cron as every Unix user means it; pure. `schedule.py` turns it into APScheduler's triggers.

APScheduler counts weekdays from Monday = 0 and joins day-of-month AND weekday; cron counts from Sunday = 0 (and 7)
and joins them with OR when both are given. Hence an own reading of the fields.
"""

from __future__ import annotations

from dataclasses import dataclass

from digest.calendar.names import MONTHS
from digest.lazy import pattern_of

# @daily → 0 0 * * *
SHORTCUTS = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}
# 0 7 * * mon-fri
WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
PART = pattern_of(r"(?P<first>\*|\w+)(?:-(?P<last>\w+))?(?:/(?P<step>\d+))?")  # */15 · mon-fri · 7


@dataclass(frozen=True)
class _Field:
    name: str
    low: int
    high: int
    names: tuple[str, ...] = ()


FIELDS = (
    _Field("분", 0, 59),
    _Field("시", 0, 23),
    _Field("일", 1, 31),
    _Field("월", 1, 12, MONTHS),
    _Field("요일", 0, 7, WEEKDAYS),
)


@dataclass(frozen=True)
class Cron:
    """The times a schedule line means."""

    text: str
    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    """0 = Sunday … 6 = Saturday."""
    any_day: bool
    """Day of month began with `*`: a day has to match both kinds of day, not either."""
    any_weekday: bool
    """Weekday began with `*`."""


def parse_cron(text: str) -> Cron:
    """Read `30 7 * * mon-fri`, `*/5 8-18 * * 1-5`, `@daily` …; raises ValueError that names the wrong part."""
    wanted = text.strip().lower()
    if wanted.startswith("@"):
        if wanted not in SHORTCUTS:
            raise ValueError(f"모르는 말입니다: {text} (쓸 수 있는 것: {', '.join(SHORTCUTS)}, 또는 다섯 칸)")
        wanted = SHORTCUTS[wanted]
    fields = wanted.split()
    if len(fields) != len(FIELDS):
        raise ValueError(f"다섯 칸(분 시 일 월 요일)이어야 하는데 {len(fields)}칸입니다: {text}")
    values = [_parse_field(field, given) for field, given in zip(FIELDS, fields, strict=True)]
    weekdays = frozenset(day % 7 for day in values[4])
    if not _ever(values[2], values[3]) and fields[4].startswith("*"):
        raise ValueError(f"오지 않는 날입니다: {text} (그 달에 그런 날이 없습니다)")
    return Cron(
        text=text,
        minutes=values[0],
        hours=values[1],
        days=values[2],
        months=values[3],
        weekdays=weekdays,
        any_day=fields[2].startswith("*"),
        any_weekday=fields[4].startswith("*"),
    )


def _parse_field(field: _Field, given: str) -> frozenset[int]:
    found: set[int] = set()
    for part in given.split(","):
        match = PART.fullmatch(part)
        if not match:
            raise ValueError(f"{field.name} 칸을 읽을 수 없습니다: {part}")
        step = int(match["step"] or 1)
        if step < 1:
            raise ValueError(f"{field.name} 칸의 간격이 0입니다: {part}")
        if match["first"] == "*":
            if match["last"]:
                raise ValueError(f"{field.name} 칸을 읽을 수 없습니다: {part}")
            first, last = field.low, field.high - (field.names == WEEKDAYS)
        else:
            first = _value(field, match["first"])
            last = _value(field, match["last"]) if match["last"] else field.high if match["step"] else first
            if field.names == WEEKDAYS and last < first and match["last"] in (*WEEKDAYS, "0"):
                last += 7  # fri-mon, 5-0: on through Sunday
        if last < first:
            raise ValueError(f"{field.name} 칸의 끝이 시작보다 앞입니다: {part}")
        found.update(range(first, last + 1, step))
    return frozenset(found)


def _value(field: _Field, text: str) -> int:
    if text in field.names:
        return field.names.index(text) + (1 if field.names == MONTHS else 0)
    if not text.isdecimal() or not field.low <= int(text) <= field.high:
        names = f" 또는 {field.names[0]}-{field.names[-1]}" if field.names else ""
        raise ValueError(f"{field.name} 칸에는 {field.low}-{field.high}{names}만 쓸 수 있습니다: {text}")
    return int(text)


def _ever(days: frozenset[int], months: frozenset[int]) -> bool:
    longest = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}
    return any(min(days) <= longest.get(month, 31) for month in months)
