"""What a number of a text says: its value and what it counts."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

RELATIVE = frozenset({"percent", "times", "point"})
PHYSICAL = frozenset(
    {"ms", "second", "minute", "hour", "day", "week", "month", "year", "KB", "MB", "GB", "TB", "Hz", "kHz", "fps"}
    | {"mm", "cm", "m", "km", "bit"}
)
SCALES = {
    "hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12,
    "k": 10**3, "m": 10**6, "b": 10**9, "t": 10**12,
}  # fmt: skip
DIGITS = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"


@dataclass(frozen=True)
class Quantity:
    """A number found at text[start:end]; `end` is behind its unit when the unit is directly there."""

    value: Decimal
    start: int
    end: int
    unit: str = ""
    """Written right behind the number: `percent`, `times`, `point`, `count`, a physical unit, or nothing."""
    alone: bool = False
    """A particle follows: a score or a value, not a count of something."""
    spelled: bool = False
    """Written as a word (`three`, `first`)."""
    near: frozenset[str] = frozenset()
    """Units that the words around may also mean, and `version` for `Claude 3`, `bare` before
    punctuation, `ordinal`, `rank`; only a source has them."""


def to_decimal(digits: str) -> Decimal:
    """`12,345.6` as a number."""
    return Decimal(digits.replace(",", ""))
