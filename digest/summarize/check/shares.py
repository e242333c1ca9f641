"""Parts of a whole, however they are said: 절반, `3분의 1`, `4분의 1 남짓(26%)`, `열 번 중 일곱 번`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from itertools import pairwise

from digest.lazy import pattern_of
from digest.summarize.check.english_numbers import source_quantities
from digest.summarize.check.quantity import Quantity, to_decimal

# half · 50% · twice
_HALF = pattern_of(
    r"\bhal(?:f|ves?|ved|ving)\b|\b50\s*(?:%|percent)|\b0\.5\b|\b2(?:\.0)?\s*x\b|\btwice\b|\b1/2\b|\bdoubl(?:es|ed|ing)\b"
    r"|\b(?:two|2)(?:-?fold| times)\b|\bfactor of (?:two|2)\b",
    re.IGNORECASE,
)
# 49% · 2.1x
_NEAR_HALF = pattern_of(r"\b(?:4\d|5\d)(?:\.\d+)?\s*(?:%|percent)|\b(?:1\.[89]|2\.\d)\d*\s*x\b", re.IGNORECASE)
_ABOUT_HALF = pattern_of(
    r"(?:거의|약|대략|채)\s절반"
    r"|절반(?:을|의|에|에도|도)?\s?(?:(?:조금|살짝|약간|겨우|간신히|갓|채|훌쩍)\s)?(?:(?P<above>넘|웃|이상)|(?P<below>밑|못\s?미|안\s?[되돼된됐]|이하)|가까|남짓|정도|가량|수준)"
)
"""`절반 가까이` for 47 %, `절반을 조금 넘는` for 53 %, `절반에도 못 미치는` for 31 %."""
# `half`, `one-third`, `two thirds`, `a quarter`, `three quarters`, `one fifth`, `two fifths`, `three fifths`
# `four fifths`, `one sixth`, `one seventh`, `an eighth`, `one ninth`, `an order of magnitude`, `a hundredth`
# `one thousandth`, `one-twentieth`, `a fiftieth`, `three tenths`, `seven tenths`, `nine tenths`, `five sixths`
# `three eighths`, `five eighths`, `seven eighths`
_SPELLED_FRACTIONS = {
    (1, 2): "half|halves|halved", (1, 3): r"(?:one|a)[- ]third", (2, 3): r"two[- ]thirds",
    (1, 4): r"(?:one|a)[- ](?:quarter|fourth)", (3, 4): r"three[- ](?:quarters|fourths)",
    (1, 5): r"(?:one|a)[- ]fifth", (2, 5): r"two[- ]fifths", (3, 5): r"three[- ]fifths", (4, 5): r"four[- ]fifths",
    (1, 6): r"(?:one|a)[- ]sixth", (1, 7): r"(?:one|a)[- ]seventh", (1, 8): r"(?:one|an)[- ]eighth",
    (1, 9): r"(?:one|a)[- ]ninth", (1, 100): r"(?:one|a)[- ]hundredth", (1, 1000): r"(?:one|a)[- ]thousandth",
    (1, 10): r"(?:one|a)[- ]tenth|an? order of magnitude", (1, 20): r"(?:one|a)[- ]twentieth",
    (1, 50): r"(?:one|a)[- ]fiftieth", (3, 10): r"three[- ]tenths", (7, 10): r"seven[- ]tenths",
    (9, 10): r"nine[- ]tenths", (5, 6): r"five[- ]sixths", (3, 8): r"three[- ]eighths", (5, 8): r"five[- ]eighths",
    (7, 8): r"seven[- ]eighths",
}  # fmt: skip
# reduces · fewer
_LESS = pattern_of(r"\b(?:reduc|cut|sav|less|fewer|lower|smaller|drop|decreas|shrink)\w*", re.IGNORECASE)
_OUT_OF = pattern_of(r"\s?(?:중(?:에서)?|가운데)\s")
"""`16개 중 13개`."""
_WHOLE_OF = pattern_of(r"\s?(?:번|명|곳|건|문제)?\s?(?:중(?:에서)?|가운데)\s")  # the ` 번 중 ` of `열 번 중 일곱 번`
FRACTION = pattern_of(r"(?:(\d[\d,.]*)분의\s?(\d+)(?!\.?\d)|(1)/(\d+))")  # 3분의 1 · 1/3
_ONE = pattern_of(r"(?:한|하나)(?:\s?(?:개|번|명|건|편|곳|문제))?(?![가-힣]{2})")  # the `한 개` of `1만 개 중 한 개꼴`
_MORE = pattern_of(r"\s?(?:번|개|명|건|편|곳)?(?:을|를|은|이)?\s?(?:남짓|넘|이상|웃)")  # 일곱 번 넘게
_LESS_THAN = pattern_of(
    r"\s?(?:번|개|명|건|편|곳)?(?:을|를|에|은|이)?\s?(?:가까이|가까운|못\s?미|미만|이하)"
)  # 셋 가까이
_ABOUT = pattern_of(r"\s?(?:번|개|명|건|편|곳)?\s?(?:꼴|정도|수준|안팎|가량)")  # 97번꼴


_HALF_BEFORE = pattern_of(r"절반(?:인|에\s해당하는|\()\s?$")
"""The `절반인 ` before the 다섯 of `열 가지 측면의 절반인 다섯 측면`."""
_TELLING = 10
"""A whole up to which `열 번 중 일곱 번` may stand for a percentage: `500개 중 350개` counts things."""
_SETS = pattern_of(r"(?:벤치마크|데이터셋|지표|설정|언어|도메인|분야|기준선)\s?$")
"""What is counted and no share of a percentage: `벤치마크 10개 중 7개`."""


def holds_half(line: str, quantities: Sequence[Quantity], source: str) -> bool:
    """Whether 절반 is in the source, or counted by the line itself: `열 가지 측면의 절반인 다섯 측면`."""
    if "절반" in source or _HALF.search(source):
        return True
    halves = [q for q in quantities if _HALF_BEFORE.search(line[: q.start])]
    if any(whole.start < part.start and whole.value == 2 * part.value for part in halves for whole in quantities):
        return True
    about = _ABOUT_HALF.search(line)
    if about and about["below"]:
        return any(20 < percent < 50 for percent in _percents(source))
    return bool(about and _NEAR_HALF.search(source))


def _percents(source: str) -> list[Decimal]:
    """All percentages of a source."""
    return [q.value for q in source_quantities(source) if q.unit == "percent"]


def part_above_whole(line: str, quantities: Sequence[Quantity]) -> str | None:
    """`지표 13개 중 16개`: a part that is larger than its whole, or None."""
    ordered = sorted(quantities, key=lambda q: q.start)
    for whole, part in pairwise(ordered):
        if (
            whole.unit == part.unit == "count"
            and part.value > whole.value
            and _OUT_OF.match(line, whole.end)
            and not re.search(r"[,.]", line[whole.end : part.start])  # `가운데, ` between them
        ):
            return line[whole.start : part.end]
    return None


def shares_told(line: str, quantities: Sequence[Quantity], source: str) -> set[int]:
    """Where the numbers of shares stand that say a percentage of the source: `열 번 중 일곱 번 넘게` for 74.1 %."""
    told = set[int]()
    percents = _percents(source)
    for whole, part, end in _shares(line, quantities):
        share, behind = 100 * part[1] / whole.value, line[end:]
        step = min(100 / whole.value, Decimal(10))  # `두 번 중 한 번 넘게` is no 74 %
        for percent in percents:
            above = percent - share
            if (
                not above
                or (_MORE.match(behind) and 0 < above < step)
                or (_LESS_THAN.match(behind) and -step < above < 0)
                or (_ABOUT.match(behind) and abs(above) <= step / 2)
            ):
                told |= {whole.start, part[0]}
    return told


def _shares(line: str, quantities: Sequence[Quantity]) -> Iterator[tuple[Quantity, tuple[int, Decimal], int]]:
    """(whole, (where the part stands, part), where it ends) of every `100번 중 97번`, `1만 개 중 한 개`."""
    ordered = sorted(quantities, key=lambda q: q.start)
    for whole in ordered:
        between = _WHOLE_OF.match(line, whole.end)
        if whole.unit not in ("", "count") or whole.value < 2 or not between or _SETS.search(line[: whole.start]):
            continue
        one = _ONE.match(line, between.end())
        part = next((q for q in ordered if q.start == between.end()), None)
        if one:
            yield whole, (one.start(), Decimal(1)), one.end()
        elif part and part.value < whole.value and (whole.value <= _TELLING or whole.value in (100, 1000)):
            yield whole, (part.start, part.value), part.end


def is_share(one: Quantity, line: str, source: str) -> bool:
    """`3분의 1` ↔ a third, 1/3, 3x; `10분의 1` ↔ 10%, and 90% less; `25%` ↔ a quarter."""
    parts = FRACTION.match(line, one.start)
    if not parts:
        shares = [words for (part, whole), words in _SPELLED_FRACTIONS.items() if one.value * whole == 100 * part]
        return one.unit == "percent" and any(re.search(rf"\b(?:{words})\b", source, re.IGNORECASE) for words in shares)
    whole, part = to_decimal(parts[1] or parts[4]), int(parts[2] or parts[3])
    spelled = _SPELLED_FRACTIONS.get((part, int(whole)), "$^") if whole == int(whole) else "$^"
    behind, share = line[parts.end() :], 100 * part / whole
    for percent in _percents(source):
        above, near = percent - share, min(share / 8, Decimal(5))  # `4분의 1 남짓` for 26 %
        if (_MORE.match(behind) and 0 < above <= near) or (_LESS_THAN.match(behind) and 0 < -above <= near):
            return True
        if _ABOUT.match(behind) and abs(above) <= share / 10:
            return True
    said = [rf"\b{part}\s*/\s*{re.escape(f'{whole}')}(?:th|rd|nd)?\b", rf"\b(?:{spelled})\b"]
    # 3x, a factor of 2.6, six times
    if part == 1 and any(q.unit == "times" and q.value == whole for q in source_quantities(source)):
        return True
    if 10000 * part % whole == 0:  # 12.5% for an eighth
        said.append(rf"(?<![\d.]){re.escape(f'{share:f}')}\s?(?:%|percent)")
    if part == 1 and whole <= 100 and _LESS.search(source):
        rest = 100 - 100 / whole
        rounded = {
            f"{rest.quantize(Decimal(digits), how).normalize():f}"
            for digits in ("1", ".1")
            for how in (ROUND_DOWN, ROUND_HALF_UP)
        }
        said.append(rf"(?<![\d.])(?:{'|'.join(map(re.escape, sorted(rounded)))})\s?(?:%|percent)")
    return bool(re.search("|".join(said), source, re.IGNORECASE))
