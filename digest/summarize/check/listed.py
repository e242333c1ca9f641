"""Counts that nobody wrote down: `수학·과학·코드 세 분야` counts the line's own list, `4개 데이터셋` the source's.

Writers count such lists by themselves, and rightly; a count that fits no list is still refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from digest.lazy import pattern_of
from digest.summarize.check.quantity import Quantity

_MOST = 12
_CLAUSE = pattern_of(r"(?:고|며|면|서|(?<!이)해|어|아|데|니|지만|다)$")
"""A part before a comma that ends so is a clause (`모델을 만들고, …`), not a member of a list."""
_OTHER_COUNT = pattern_of(r"\d\s?(?:개|가지|종|명|건|편|쌍)")
"""`과제 749개와 게임 6종`: the other count is no member."""
_AND = pattern_of(
    r"(?<=[가-힣A-Za-z0-9)])(?:와|과|랑|하고)\s|부터\s|\s(?:및|그리고)\s"
)  # 모델과 데이터 · 모델 및 데이터
_ALL_THESE = pattern_of(r"(?:,\s)?(?:이|이렇게|모두|총|등)\s$")
"""`수학과 과학, 이 두 분야`."""
_TWO_NAMES = pattern_of(r"(?:^|\s)[A-Za-z][\w.-]*,\s[A-Za-z][\w.-]*\s?$")
"""`FP-SFT, Omni-SFT 2종`: names with a comma are a list."""
_HYPHENED = pattern_of(r"(?:[가-힣]+-){2,}[가-힣]+\s$")  # `복선-촉발-회수 ` before 세 요소
_VERBS = pattern_of(r"(?:[가-힣]+고,\s){1,4}[가-힣]+(?:는|한)\s$")  # `보고, 추론하고, 편집하는 ` before 세 단계
_SUCH_AS = pattern_of(r"(?:([A-Za-z][\w.-]*)|[가-힣]{2,})\s?등(?:의|\s?총)?\s(?:[가-힣A-Za-z]+\s){0,3}$")
"""The `GAIA 등 벤치마크 ` of `GAIA 등 벤치마크 2종`."""
_BRACKETS = pattern_of(r"[^(),.]{0,24}\(([^()]{3,80})\)")
"""`세 언어(카자흐어, 키르기스어, 우즈베크어)`."""
_MARK = pattern_of(r"\((i{1,3}|iv|vi{0,3}|[1-9]|[a-h])\)")
"""`(i) … (ii) … (iii)`, `(1) … (2)`."""
_COUNTED = pattern_of(
    r"(?<=[가-힣])|\s?(?:개|가지|종|명|단계|갈래|분야|영역|언어|축|편|쌍|곳|대|항목|유형|범주|과제|모델|데이터|벤치마크|방법|방식|요소|모듈|전략"
    r"|모달리티|도메인|부분|부문|층|차원|측면|관점|기준|국|분류|문제|질문|역할|능력|작업|태스크)"
)
"""`3개`, `3 모듈`; not `3x8`, `3월`, `BLEU를 3 올리고`."""
_PART = pattern_of(r"(?:중|중에서|가운데)\s$")  # the end of `셋 중 ` before 하나
"""`10개 설정 중 6개`: a result, not the size of a list."""
_MEMBER = 6
"""Words that a member of an English list has at most."""


def counts_a_list(one: Quantity, line: str, source: str) -> bool:
    """Whether a small count of a line is the number of things that the line or the source lists."""
    if one.unit not in ("", "count") or not 2 <= one.value <= _MOST or one.value != int(one.value):
        return False
    written = line[one.start].isdigit()
    if (written and not _COUNTED.match(line, one.end)) or _PART.search(line[: one.start]):
        return False
    such_as = _SUCH_AS.search(line[: one.start])
    if such_as and one.value == 2 and _is_one_of_two(re.escape(such_as[1]) if such_as[1] else r"[A-Z][\w.-]*", source):
        return True
    listed = _listed_in_source(source)
    return int(one.value) in _listed_in_line(line, one) | (
        listed.names if written and not such_as else listed.names | listed.things
    )


def _is_one_of_two(name: str, source: str) -> bool:
    """`GAIA 등 벤치마크 2종` for "GAIA and XBench", `한국어 등 2개 언어` for "Korean and English".

    name: a pattern.
    """
    other = r"[A-Z][\w.-]*"
    # GAIA and XBench; not "A, GAIA and XBench"
    pairs = rf"(?<!,\s)(?<![\w.-])(?:{name}\sand\s{other}|{other}\sand\s{name}(?![\w-]))"
    return re.search(pairs, source) is not None


def _listed_in_line(line: str, one: Quantity) -> set[int]:
    """How many things stand right before a count, or in brackets right behind it."""
    before = _ALL_THESE.sub("", _OTHER_COUNT.split(line[: one.start])[-1])
    parts = before.split(",")
    run = 1
    while run < len(parts) and not _CLAUSE.search(parts[-run - 1].strip()):
        run += 1
    joined = len(_AND.findall(",".join(parts[-run:])))
    dots = parts[-1].count("·")
    sizes = {dots + 1, dots + 1 + joined}
    hyphened = _HYPHENED.search(before)
    if hyphened:
        sizes.add(hyphened[0].count("-") + 1)
    verbs = _VERBS.search(before)
    if verbs:
        sizes.add(verbs[0].count(",") + 1)
    if _TWO_NAMES.search(before):
        sizes.add(2)
    if run + joined > 2:  # one comma alone is no list
        inner = [part.count("·") + 1 for part in parts[len(parts) - run :]]
        sizes |= {run + joined, 1 + sum(inner[1:]), sum(inner)}
    product = re.search(r"(\d+)\s?x\s?(\d+)\D{0,6}$", line[: one.start])  # 2x2 네 갈래
    if product:
        sizes.add(int(product[1]) * int(product[2]))
    brackets = _BRACKETS.match(line, one.end)
    if brackets:
        # GSM8K, MATH·AIME → GSM8K | MATH | AIME
        sizes |= {len(re.split(r"[,·/]", brackets[1])), len(brackets[1].split(","))}
    return sizes - {1}


@dataclass(frozen=True)
class _Lists:
    """Sizes of the lists of three or more in a source."""

    names: frozenset[int]
    """Lists of names (`HotpotQA, MuSiQue, and Bamboogle`), in brackets, or with marks."""
    things: frozenset[int]
    """All others; only a native word (세, 네) may count them, a digit is more often wrong than such a list."""


@lru_cache(maxsize=64)
def _listed_in_source(source: str) -> _Lists:
    # on three sets (A, B, C) (see text) → A, B, C | see text
    names = {len(inner.split(",")) for inner in re.findall(r"\(([^()]{3,120})\)", source)}
    names.add(len(set(_MARK.findall(source))))
    things = set[int]()
    # v1.5 is here. It runs → v1.5 is here | It runs
    for sentence in re.split(r"[.;:()](?=\s|$)", source):
        parts = [part.strip() for part in sentence.split(",")]
        for index, part in enumerate(parts[1:], 1):
            # `and code`, the last of `math, vision, and code`
            oxford = re.match(r"(?:and|or)\s", part)
            # `fast vision and code`
            plain = not oxford and re.match(r"(?:\S+\s){1,4}(?:and|or)\s", part)
            if oxford or plain:
                short = index - 1
                while short > 0 and len(parts[short].split()) <= _MEMBER:
                    short -= 1
                # GSM8K · iNaturalist
                named = all(re.search(r"\w*[A-Z]", p) for p in parts[short + 1 : index + 1])
                (names if named else things).add(index - short + (1 if oxford else 2))
    return _Lists(frozenset(n for n in names if n >= 3), frozenset(n for n in things if n >= 3))
