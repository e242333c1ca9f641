"""How big a dataset says it is: `comprising over 1.2 million image-text pairs` → 이미지-텍스트 쌍 120만 개 이상."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from digest.summarize.composed_parse import noun_end
from digest.summarize.composed_phrase import noun_phrase, word_set
from digest.summarize.glossary import Glossary

_HOLDS = word_set("comprising containing with of spanning covering including featuring contains comprises includes")
_MORE = re.compile(r"^(?:over|more than|above|at least)$")
_ABOUT = re.compile(r"^(?:about|around|approximately|nearly|roughly)$")
_NUMBER = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)([KM])?\+?")
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "K": 10**3, "M": 10**6}


def size(words: Sequence[str], at: int, glossary: Glossary) -> str:
    """The Korean of the size that stands at `at`, or "" when none does or it is not wholly understood."""
    if words[at : at + 1] == [","]:
        at += 1
    if at >= len(words):
        return ""
    if words[at].lower() in _HOLDS:
        return _counted(words, at + 1, glossary)
    if words[at].lower() == "consisting" and words[at + 1 : at + 2] == ["of"]:
        return _counted(words, at + 2, glossary)
    return ""


def _counted(words: Sequence[str], at: int, glossary: Glossary) -> str:
    before = after = ""
    for length in (2, 1):
        lead = " ".join(words[at : at + length]).lower()
        if _MORE.match(lead):
            after, at = " 이상", at + length
            break
        if _ABOUT.match(lead):
            before, at = "약 ", at + length
            break
    number = _NUMBER.fullmatch(words[at]) if at < len(words) else None
    if not number or at + 1 >= len(words):
        return ""
    if words[at].endswith("+"):
        after = " 이상"
    scale = number[2] or (words[at + 1] if words[at + 1] in _SCALES else "")
    at += 2 if scale and not number[2] else 1
    amount = korean_number(Decimal(number[1].replace(",", "")) * _SCALES.get(scale, 1))
    if at < len(words) and words[at].lower() == "hours":
        return f"{before}{amount}시간{after}"
    end = noun_end(words, at, glossary)
    counted = noun_phrase(words[at:end], glossary)
    if not counted or counted.kind in ("task", "method") or not words[end - 1].endswith("s"):
        return ""
    if re.search(r"[·\d]", counted.ko):
        return ""  # two counts, not one
    counter = "장" if counted.ko.endswith(("이미지", "사진")) else "개"
    space = " " if amount.endswith(("만", "억")) else ""
    return f"{counted.ko} {before}{amount}{space}{counter}{after}"


def korean_number(value: Decimal) -> str:
    """1200000 → 120만, 12500 → 1만 2,500, 1700 → 1,700."""
    whole = int(value)
    if whole != value or whole < 10_000:
        return f"{whole:,}" if whole == value else str(value.normalize())
    parts = []
    for unit, name in ((10**8, "억"), (10**4, "만")):
        if whole >= unit:
            parts.append(f"{whole // unit:,}{name}")
            whole %= unit
    if whole:
        parts.append(f"{whole:,}")
    return " ".join(parts)
