"""How big a dataset or benchmark says it is: `over 1.2 million text pairs` → 텍스트 쌍 120만 개 이상."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from digest.lazy import pattern_of
from digest.summarize.composed.glossary import Glossary
from digest.summarize.composed.parse import noun_end
from digest.summarize.composed.phrase import noun_phrase, tokens
from digest.summarize.source_text import sentences
from digest.summarize.word_tables import word_list

_MORE = pattern_of(r"^(?:over|more than|above|at least)$")  # more than · over
_ABOUT = pattern_of(r"^(?:about|around|approximately|nearly|roughly)$")  # about
_NUMBER = pattern_of(r"(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)([KM])?\+?")  # 12,345 · 1.5M · 10K+
_COUNTERS = {"장": ("이미지", "사진"), "명": ("사용자", "참가자", "환자", "화자", "피험자")}
"""How things are counted in Korean, all others by 개."""
_SAME_COUNT = pattern_of(r"(?:, )?and (?:[a-z]+ ){0,2}\d\S* (?:[\w-]+ ){0,4}?(?P<noun>\w+s)\b")
"""Another count behind a count: `and more than 370K synthetic images`."""
# 1.5M images → 1000000
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "K": 10**3, "M": 10**6}


_HOLDS = r"(?:contains|comprises|includes|consists of|features|covers|provides|offers|encompasses) "
"""`OakBench comprises 1,200 questions`."""
# which contains 1,400 samples
_WITHIN = pattern_of(
    r"\b(?:which |that )?(?:(?:contain|compris|consist|cover|featur)(?:s|es|ing)|includes)(?: of)? "
    r"(?P<rest>(?:over |more than |about |around |approximately )?\d.{5,160})"
)
"""How much it holds, said beside what it is; what comes behind `including` is a part of it."""
_ANOTHER = pattern_of(r"\b[A-Z][\w-]*[A-Z\d][\w-]*\s*$")  # OakNet-X
"""Stands right before what then is its own size."""
_NEXT_COUNT = pattern_of(r" and (?:\w+ )?(?=\d)")  # 919 videos and 1,034 pairs


def size(words: Sequence[str], at: int, glossary: Glossary) -> str:
    """The Korean of the size that stands at `at`, or "" when none does or it is not wholly understood."""
    if words[at : at + 1] == [","]:
        at += 1
    if at >= len(words):
        return ""
    if words[at].lower() in word_list("composed/holds"):
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
        return f"{before}{amount}시간 분량{after}"
    end = noun_end(words, at, glossary)
    counted = noun_phrase(words[at:end], glossary)
    if not counted or counted.kind in ("task", "method") or not words[end - 1].endswith("s"):
        return ""
    again = _SAME_COUNT.match(" ".join(words[end:]))
    if again and again["noun"] == words[end - 1]:
        return ""  # 170K real images and 370K synthetic images: not all of them
    # 이미지·영상 · 3개 언어
    if re.search(r"[·\d]", counted.ko):
        return ""  # two counts, not one
    counter = next((one for one, ends in _COUNTERS.items() if counted.ko.endswith(ends)), "개")
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


def told_sizes(abstract: str, name: str, glossary: Glossary) -> Iterator[str]:
    """How much a benchmark or dataset holds, told in a sentence of its own: `질문 1,200개`."""
    named = re.escape(name) if name else "It"
    it = rf"(?:(?:The|This|Our) (?:benchmark|dataset|corpus)|It|{named})"
    inside = rf"(?:[Ww]e \w+(?: \w+)? |^){named}(?![\w-])"
    for sentence in sentences(abstract):
        # `It contains 3,000 questions`
        found = re.search(rf"^{it} {_HOLDS}(?P<rest>.{{5,160}})", sentence)
        within = found or (re.search(inside, sentence) and _WITHIN.search(sentence))
        if not within or (not found and _ANOTHER.search(sentence[: within.start()])):
            continue
        counted = size(["with", *tokens(_NEXT_COUNT.split(within["rest"])[0])], 0, glossary)
        if counted:
            yield counted
