"""What a number of a text says: its value and, where the text names one, its unit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

SCALES = {
    "hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12,
    "k": 10**3, "m": 10**6, "b": 10**9, "t": 10**12,
}  # fmt: skip
DIGITS = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
"""`12`, `12,345.6`, `.5`."""


@dataclass(frozen=True)
class Quantity:
    """A number found at text[start:end]; `end` is behind its unit when the unit is directly there."""

    value: Decimal
    start: int
    end: int
    unit: str = ""
    """A hard unit (`percent`, `point`, `times`, `dollar`, a time, a size, a rate …), `count` where the text counts
    things (`12 tasks`, `12개`), `rank` (3위), `ordinal` (1인칭, 세 번째), or "" when the text leaves it open."""
    passing: bool = False
    """`first`, `Claude 3`: it orders or names something, and supports no amount."""


def to_decimal(digits: str) -> Decimal:
    """`12,345.6` as a number."""
    return Decimal(digits.replace(",", ""))


def can_mean(line: str, source: str) -> bool:
    """Whether a number with one unit may say what a number with another says; an open unit may mean anything.

    `2.3배` never says "2.3%", `12%` never says "12 tasks", `12개` never says "12 hours".
    """
    return line == source or not line or not source or (line == "ordinal" and source == "count")
