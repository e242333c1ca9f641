"""Every number of a line must stand in the source, in whatever spelling, and must not carry another hard unit there.

Certain is: a value that the source holds nowhere, a unit that cannot mean the same, a part larger than its whole.
What a number counts is a guess and refuses nothing: `실패 유형 3가지` may be "3 key failure modes".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from digest.lazy import pattern_of
from digest.summarize.check.english_numbers import source_quantities
from digest.summarize.check.korean_numbers import VAGUE, line_quantities, vague_numbers
from digest.summarize.check.listed import counts_a_list
from digest.summarize.check.names import is_named
from digest.summarize.check.quantity import Quantity, can_mean

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
_OUT_OF = pattern_of(r"\s?(?:중(?:에서)?|가운데)\s")
"""`16개 중 13개`."""
_BEST = pattern_of(
    r"\b(?:best|top|highest|lowest|first|1st|strongest|leading|leads|state-of-the-art|SOTA)\b", re.IGNORECASE
)
"""What 1위 may stand for."""
_NONE = pattern_of(r"\b(?:no|not|none|without|neither|never)\b|-free\b", re.IGNORECASE)
"""What 0개 may stand for."""
_ABOUT_BEFORE = pattern_of(r"(?:약|대략|거의)\s$")
_ABOUT_BEHIND = pattern_of(r"\d[만천백억]?여(?![가-힣])|[%점배]대(?![가-힣])|가량|안팎|남짓|정도|가까이")
"""`49만7천여 건`, `90%대`, `1.8만 쌍가량`."""
_SLASHED = pattern_of(r"(?:(\d+)분의\s?(\d+)|(1)/(\d+))")


def unsupported_number(line: str, quantities: Sequence[Quantity], source: str) -> str | None:
    """The first number of a `normal` line that a `normal` source does not hold, or None.

    quantities: `line_quantities(line)`.
    """
    known = list(source_quantities(source))
    if re.search(r"[가-힣]", source):  # a Korean post
        known += line_quantities(source)
    backing: list[tuple[Quantity, set[int]]] = []
    for one in quantities:
        fraction = _SLASHED.match(line, one.start)
        places = set() if fraction else {other.start for other in known if says_the_same(one, other)}
        if places:
            backing.append((one, places))
        elif not _is_held_otherwise(one, line, known, source):
            return line[one.start : one.end].strip()
    spent = _said_twice(backing, line, source)
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


def part_above_whole(line: str, quantities: Sequence[Quantity]) -> str | None:
    """`지표 13개 중 16개`: a part that is larger than its whole, or None."""
    ordered = sorted(quantities, key=lambda q: q.start)
    for whole, part in pairwise(ordered):
        if (
            whole.unit == part.unit == "count"
            and part.value > whole.value
            and _OUT_OF.match(line, whole.end)
            and not re.search(r"[,.]", line[whole.end : part.start])
        ):
            return line[whole.start : part.end]
    return None


def _is_held_otherwise(one: Quantity, line: str, known: Sequence[Quantity], source: str) -> bool:
    """A version, a fraction, 1위 for the best, 두 for a pair nobody counted, 0개 for none, a list, fewer digits."""
    best = one.unit == "rank" and one.value == 1 and _BEST.search(source)
    pair = one.unit == "count" and one.value == 2 and not line[one.start].isdigit()
    none = one.unit == "count" and one.value == 0 and _NONE.search(source)
    return (
        bool(best or none or pair)
        or (not one.unit and is_named(line, one.start, one.end, source))
        or _is_fraction_of(one, line, source)
        or counts_a_list(one, line, source)
        or _is_rounded(one, line, known)
    )


def _said_twice(backing: list[tuple[Quantity, set[int]]], line: str, source: str) -> Quantity | None:
    """The number of a line that is left over when every number of the source backs only one of them.

    `10~10배` is not "10 to 70 times", although 10 stands there.
    """
    used: set[int] = set()
    for one, places in sorted(backing, key=lambda pair: len(pair[1])):
        free = places - used
        if not free and not _is_held_otherwise(one, line, (), source):
            return one
        used |= {min(free)} if free else set()
    return None


def says_the_same(line: Quantity, source: Quantity) -> bool:
    """Whether a source's number supports a line's: the same value, and a unit that does not disagree."""
    if line.value != source.value:
        return False
    if source.passing:
        return line.unit in ("ordinal", "rank")
    return can_mean(line.unit, source.unit)


def _is_rounded(one: Quantity, line: str, known: Sequence[Quantity]) -> bool:
    """`약 1.8만 쌍` for 18,438 pairs, `49만7천여 건` for 497,448: fewer digits of a number, and the line says so."""
    behind = _ABOUT_BEHIND.search(line[one.start : one.end + 8])
    if not behind and not _ABOUT_BEFORE.search(line[: one.start]):
        return False
    step = Decimal(1).scaleb(int(one.value.normalize().as_tuple().exponent))
    cut = behind is not None and behind[0][-1] in "여대"
    least, most = (Decimal(0), step) if cut else (-step / 2, step / 2)
    return any(
        can_mean(one.unit, other.unit)
        and least <= other.value - one.value <= most
        and abs(other.value - one.value) <= one.value / (5 if cut else 20)
        for other in known
        if not other.passing
    )


def _is_fraction_of(one: Quantity, line: str, source: str) -> bool:
    """`3분의 1` ↔ a third, 1/3, 3x; `10분의 1` ↔ 10%."""
    parts = _SLASHED.match(line, one.start)
    if not parts:
        return False
    whole, part = int(parts[1] or parts[4]), int(parts[2] or parts[3])
    spelled = _SPELLED_FRACTIONS.get((part, whole), "$^")
    fold = rf"|\b(?:{whole}|{whole:,})(?:\s*x|-?\s?fold|\s?times)\b" if part == 1 else ""
    share = rf"|\b{100 * part // whole}\s?(?:%|percent)" if 100 * part % whole == 0 else ""
    return bool(re.search(rf"\b{part}\s*/\s*{whole}\b|\b(?:{spelled})\b{fold}{share}", source, re.IGNORECASE))
