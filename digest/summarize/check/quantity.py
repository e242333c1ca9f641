"""What a number of a text says: its value and, where the text names one, its unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

# 7 billion → 1000000000
SCALES = {
    "dozen": 12, "hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12,
    "k": 10**3, "m": 10**6, "b": 10**9, "t": 10**12,
}  # fmt: skip
DIGITS = r"(?:\d{1,3}(?:[,']\d{3})+(?:\.\d+)?|\d{1,3}(?: 000)+(?![\d.,]*\d)|\d+(?:\.\d+)?|\.\d+)"
"""`12`, `12,345.6`, `3'123'253`, `10 000`, `.5`."""
# 30 ms
MEASURED = frozenset(
    [
        "us",
        "ms",
        "second",
        "minute",
        "hour",
        "KB",
        "MB",
        "GB",
        "TB",
        "mm",
        "cm",
        "km",
        "kHz",
        "Hz",
        "dollar",
        "cent",
        "bit",
    ]
)
"""Units that no source leaves out: `30초` needs a second somewhere."""
_MEASURES = (
    {"us": "0.000001", "ms": "0.001", "second": "1", "minute": "60", "hour": "3600", "day": "86400", "week": "604800"},
    {"month": "1", "year": "12", "decade": "120", "century": "1200"},
    {"KB": "1", "MB": "1e3", "GB": "1e6", "TB": "1e9"},
    {"mm": "1", "cm": "10", "m": "1000", "km": "1e6"},
    {"Hz": "1", "kHz": "1000"},
    {"cent": "1", "dollar": "100"},
)
"""Units that measure one thing: 90 minutes are 1.5 hours."""


@dataclass(frozen=True)
class Quantity:
    """A number found at text[start:end]; `end` is behind its unit when the unit is directly there."""

    value: Decimal
    start: int
    end: int
    unit: str = ""
    """A hard unit (`percent`, `point`, `times`, `dollar`, a time, a size, a rate …), `count` where the text counts
    things (`12 tasks`, `12개`), `rank` (3위), `ordinal` (first, 1인칭, 세 번째), `version` (Claude 3), `calendar`
    (March), `degree` (quadratic, 2차), or "" when the text leaves it open."""
    scaled: Decimal | None = None
    """What it says when it shares the scale of the next number: the 20 of `20~270억` is 20억 just as well."""


def to_decimal(digits: str) -> Decimal:
    """`12,345.6` as a number."""
    return Decimal(re.sub(r"[,' ]", "", digits))  # 12,345 → 12345


def says_the_same(line: Quantity, source: Quantity) -> bool:
    """Whether a source's number supports a line's: the same amount, and units that can mean the same."""
    if line.value == source.value or line.scaled == source.value:
        return can_mean(line.unit, source.unit, line.value)
    return _is_converted(line, source)


def can_mean(line: str, source: str, value: Decimal = Decimal(0)) -> bool:
    """Whether a number with one unit may say what the same number with another says; an open unit may mean anything.

    `2.3배` never says "2.3%", `12%` never says "12 tasks", `12개` never says "12 hours".
    """
    if source == "version":
        return line in ("ordinal", "rank")
    if source == "ordinal":
        return line in ("ordinal", "rank", "day", "") or (line == "count" and value >= 2)
    if source in ("calendar", "degree"):
        return not line or (source, line) == ("degree", "ordinal")
    counts = (line, source) in (("ordinal", "count"), ("count", "fps"))
    return line == source or not line or (not source and line not in MEASURED) or counts


def _is_converted(line: Quantity, source: Quantity) -> bool:
    """`90분` for 1.5 hours, `20년` for two decades, `87%` for 0.87, `3배` for 300 % and for 200 % more."""
    for measure in _MEASURES:
        if line.unit in measure and source.unit in measure:
            return line.value * Decimal(measure[line.unit]) == source.value * Decimal(measure[source.unit])
    if line.unit == "percent" and not source.unit:
        return 0 < source.value < 1 and line.value == 100 * source.value
    if (line.unit, source.unit) == ("times", "percent"):
        return source.value > 100 and source.value in (100 * line.value, 100 * (line.value - 1))
    if (line.unit, source.unit) == ("percent", "times"):
        return line.value > 100 and line.value == 100 * source.value
    return False
