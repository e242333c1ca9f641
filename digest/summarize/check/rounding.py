"""Numbers said roughly: `약 1.8만 쌍` for 18,438 pairs, `60%를 넘는` for 61.3 %."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from digest.lazy import pattern_of
from digest.summarize.check.quantity import SCALES, Quantity, can_mean

_BEFORE = pattern_of(r"(?:(?:약|대략|거의)\s|(?<![\d%배점초])[~≈]\s?)(?:\d[\d.,]*\s?[~-]\s?)?$")  # `약 ` of 약 20%
_BEHIND = pattern_of(
    r"(?P<above>\d[만천백억]?여(?![가-힣])|[%점배초]대(?![가-힣](?<![로의에를가인]))|이상|초과|넘|웃도|웃돌|상회|훌쩍)"
    r"|(?P<below>미만|이하|못\s?미|밑도|밑돌|가까이|가까운|육박)"
    r"|가량|안팎|남짓|정도|수준|내외"
)
"""`49만7천여 건`, `90%대`, `1.8만 쌍가량`, `60%를 넘는`, `두 배 가까이`."""
_EXACT = pattern_of(r"\d+\.(\d*0)(?!\d|\s?[십백천만억조KMBkmb])")  # 4.0배, which 4.39x is not
_SUFFIXED = pattern_of(r"(\d+(?:\.\d+)?)([KMB])(?![A-Za-z])", re.IGNORECASE)
"""`156K`, `2.97M`: what is written so was cut to these digits."""


def is_rounded(one: Quantity, line: str, known: Sequence[Quantity]) -> bool:
    """`약 1.8만 쌍` for 18,438 pairs, `60%를 넘는` for 61.3 %: fewer digits of a number, and the line says so.

    A number that keeps decimals needs no such word.
    """
    places = int(one.value.as_tuple().exponent)
    if places < 0 and one.value >= 1:  # 96.9% for 96.86 %
        step = Decimal(1).scaleb(places)
        if any(
            can_mean(one.unit, other.unit) and other.value.quantize(step, ROUND_HALF_UP) == one.value
            for other in known
            if other.value < 10**6 and int(other.value.as_tuple().exponent) < places
        ):
            return True
    written = _SUFFIXED.match(line, one.start)
    if written and len(written[1]) > 1:
        said, scale = Decimal(written[1]), SCALES[written[2].lower()]
        step = Decimal(1).scaleb(int(said.as_tuple().exponent))
        if any(
            can_mean(one.unit, other.unit)
            and said in [(other.value / scale).quantize(step, how) for how in (ROUND_HALF_UP, ROUND_DOWN)]
            for other in known
        ):
            return True
    if not _BEHIND.search(line[one.start : one.end + 8]) and not _BEFORE.search(line[: one.start]):
        return False
    return any(
        can_mean(one.unit, other.unit) and is_about(one, other.value, line)
        for other in known
        if other.unit not in ("ordinal", "version")
    )


def is_about(one: Quantity, value: Decimal, line: str) -> bool:
    """Whether a number of a line is a rounded value; how much is cut away depends on what the line says of it."""
    if one.unit == "percent" and one.value == 100:
        return False
    behind = _BEHIND.search(line[one.start : one.end + 8])
    step = Decimal(1).scaleb(int(one.value.normalize().as_tuple().exponent))
    exact = _EXACT.match(line, one.start)
    if exact:
        step = Decimal(1).scaleb(-len(exact[1]))
    bound = behind.lastgroup if behind else ""
    least, most = (Decimal(0), step) if bound == "above" else (-step, Decimal(0)) if bound else (-step / 2, step / 2)
    cut = value - one.value
    return (
        least <= cut <= most
        and abs(cut) <= one.value / (5 if bound else 8 if one.value < 10 else 20)
        and abs(cut) < step
    )
