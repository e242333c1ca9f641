"""Every number of a line must stand in the source, counting the same thing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from digest.lazy import pattern_of
from digest.summarize.check.counted import counts_something_else
from digest.summarize.check.english_numbers import source_quantities
from digest.summarize.check.korean_numbers import VAGUE, line_quantities, vague_numbers
from digest.summarize.check.quantity import PHYSICAL, RELATIVE, Quantity

_HALF = pattern_of(
    r"\bhal(?:f|ves?|ved|ving)\b|\b50\s*(?:%|percent)|\b0\.5\b|\b2(?:\.0)?\s*x\b|\btwice\b|\b1/2\b"
    r"|\btwo(?:-?fold| times)\b",
    re.IGNORECASE,
)
_SPELLED_FRACTIONS = {
    (1, 2): "half|halves|halved", (1, 3): r"(?:one|a)[- ]third", (2, 3): r"two[- ]thirds",
    (1, 4): r"(?:one|a)[- ](?:quarter|fourth)", (3, 4): r"three[- ](?:quarters|fourths)",
    (1, 5): r"(?:one|a)[- ]fifth", (1, 10): r"(?:one|a)[- ]tenth|an? order of magnitude",
}  # fmt: skip
_PLURALS = (
    (10, r"\b(?:tens|dozens|scores)\b|orders of magnitude"), (100, r"\bhundreds\b|orders of magnitude"),
    (1000, r"\bthousands\b|orders of magnitude"), (10**4, r"\btens\s+of\s+thousands\b"),
    (10**5, r"\bhundreds\s+of\s+thousands\b"), (10**6, r"\bmillions\b"), (10**7, r"\btens\s+of\s+millions\b"),
    (10**8, r"\bhundreds\s+of\s+millions\b"), (10**9, r"\bbillions\b"), (10**10, r"\btens\s+of\s+billions\b"),
    (10**11, r"\bhundreds\s+of\s+billions\b"), (10**12, r"\btrillions\b"),
)  # fmt: skip


def unsupported_number(line: str, quantities: Sequence[Quantity], source: str) -> str | None:
    """The first number of a `normal` line that a `normal` source does not hold, or None.

    quantities: `line_quantities(line)`.
    """
    known = list(source_quantities(source))
    if re.search(r"[가-힣]", source):  # a Korean post
        known += line_quantities(source)
    backing: list[tuple[Quantity, set[int]]] = []
    for one in quantities:
        named = _after_a_name(one, line, source)
        if named or (named is None and _is_fraction_of(one, line, source)):
            continue
        same = [] if named is False else [other for other in known if says_the_same(one, other)]
        if not same or counts_something_else(one, same, line, known, source):
            return line[one.start : one.end].strip()
        backing.append((one, {other.start for other in same}))
    spent = _said_twice(backing)
    if spent:
        return line[spent.start : spent.end].strip()
    if "절반" in line and "절반" not in source and not _HALF.search(source):
        return "절반"
    for word in vague_numbers(line):
        least, words = next((ten, words) for ten, words in _PLURALS if ten == VAGUE[word])
        if (
            word not in source
            and not re.search(words, source, re.IGNORECASE)
            and not any(least <= q.value < least * 10 for q in known)
        ):
            return word
    return None


def _said_twice(backing: list[tuple[Quantity, set[int]]]) -> Quantity | None:
    """The number of a line that is left over when every number of the source backs only one of them."""
    used: set[int] = set()
    for one, places in sorted(backing, key=lambda pair: len(pair[1])):
        free = places - used
        if not free:
            return one
        used.add(min(free))
    return None


def says_the_same(line: Quantity, source: Quantity) -> bool:
    """Whether a source's number supports a line's: the same value, and a unit that does not disagree."""
    if line.value != source.value:
        return False
    around = source.near | {source.unit}
    if not line.unit:
        return not source.spelled and (not line.alone or source.unit in RELATIVE or bool(around & {"bare", "percent"}))
    if "ordinal" in around and line.unit in ("count", "point"):
        return False
    if line.unit in around:
        return True
    if line.unit == "point":
        return not source.unit and "times" not in around and ("bare" in around or (source.spelled and source.value > 3))
    if line.unit in ("count", "token", "param"):
        other = {"token", "param"} - {line.unit} if line.unit != "count" else set()
        return source.unit not in RELATIVE | PHYSICAL and not around & other and "version" not in around
    return line.unit == "year" and not source.unit and source.value > 1000


def _after_a_name(one: Quantity, line: str, source: str) -> bool | None:
    """Whether `SAM 2`, `Llama 3.1`, `FID 2.21` stand in the source as such; None when no name is before it."""
    name = re.search(r"([A-Za-z][A-Za-z0-9.+-]*)\s$", line[: one.start])
    if not name or one.unit or one.value > Decimal(100) or not line[one.end - 1 : one.end].isdigit():
        return None
    digits = re.escape(line[one.start : one.end])
    return bool(
        re.search(rf"{re.escape(name[1])}[\W_]{{0,2}}{digits}(?![\d]|\.\d)", source, re.IGNORECASE)
        or re.search(rf"{re.escape(name[1])}\b[^.;]{{0,60}}?(?<![\w.]){digits}(?![\w]|\.\d)", source, re.IGNORECASE)
    )


def _is_fraction_of(one: Quantity, line: str, source: str) -> bool:
    """`3분의 1` ↔ a third, 1/3, 3x."""
    parts = re.match(r"(\d+)분의\s?(\d+)", line[one.start :])
    if not parts:
        return False
    whole, part = int(parts[1]), int(parts[2])
    spelled = _SPELLED_FRACTIONS.get((part, whole), "$^")
    fold = rf"|\b{whole}(?:\s*x|-?\s?fold|\s?times)\b" if part == 1 else ""
    return bool(re.search(rf"\b{part}\s*/\s*{whole}\b|\b(?:{spelled})\b{fold}", source, re.IGNORECASE))
