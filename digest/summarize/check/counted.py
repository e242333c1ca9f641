"""What a number counts: `세 단계` is not supported by "three datasets" when the source speaks of two stages."""

from __future__ import annotations

import re
from collections.abc import Sequence

from digest.lazy import pattern_of
from digest.summarize.check.quantity import Quantity

_NOUNS = {
    "단계": r"stages?|steps?|phases?|pass(?:es)?", "과제": r"tasks?", "작업": r"tasks?", "벤치마크": r"benchmarks?",
    "데이터셋": r"datasets?|corpora", "모델": r"models?|LLMs?|VLMs?", "LLM": r"LLMs?|models?",
    "언어": r"languages?", "이미지": r"images?|photos?", "사진": r"images?|photos?|views?",
    "영상": r"videos?|clips?", "비디오": r"videos?|clips?",
    "측면": r"aspects?|perspectives?|dimensions?", "관점": r"perspectives?|aspects?|views?",
    "범주": r"categor\w+|class(?:es)?", "분야": r"fields?|domains?|sub-?fields?|areas?|disciplines?",
    "도메인": r"domains?", "하드웨어": r"hardware|platforms?", "프롬프트": r"prompts?",
    "질문": r"questions?|queries|prompts?", "문제": r"problems?|questions?|tasks?", "층": r"layers?",
    "전략": r"strateg\w+", "방식": r"methods?|ways?|strateg\w+|modes?",
    "방법": r"methods?|ways?|approaches", "문서": r"documents?|papers?|reports?",
    "논문": r"papers?|documents?|articles?|publications?", "국가": r"countr\w+|nations?",
    "환경": r"environments?", "로봇": r"robots?", "시점": r"views?|viewpoints?", "전문가": r"experts?",
    "에이전트": r"agents?", "물체": r"objects?", "장면": r"scenes?", "표본": r"samples?|examples?",
    "예시": r"examples?|samples?|shots?", "유형": r"types?|kinds?|categor\w+",
    "대화": r"dialog\w*|conversations?|turns?", "사용자": r"users?", "사람": r"people|humans?|users?",
    "지표": r"metrics?|measures?", "형식": r"formats?",
    "갈래": r"types?|categor\w+|branches|directions?", "경로": r"pathways?|paths?",
    "모듈": r"modules?|components?", "시기": r"phases?|periods?|eras?", "군집": r"cluster\w*",
    "분류": r"classif\w+", "표현": r"expressions?", "쌍": r"pairs?|paired|-\w+ pairs",
    "궤적": r"trajector\w+", "샘플": r"samples?|examples?", "사례": r"cases?|examples?",
    "텍스트": r"texts?", "기여": r"contributions?",
}  # fmt: skip
_NOUN = "|".join(sorted(_NOUNS, key=len, reverse=True))
_BEHIND = pattern_of(
    rf"\s?(?:개|가지|종|명|건|편|장|번|쌍|대|곳)?(?:의|인|짜리|[이가]\s넘는|\s이상의)?\s?(?:[가-힣]+[은는운인한된른런적]\s)??(?P<noun>{_NOUN})"
)
_BEFORE = pattern_of(rf"(?P<noun>{_NOUN})\s$")


def counts_something_else(
    one: Quantity, same: Sequence[Quantity], line: str, known: Sequence[Quantity], source: str
) -> bool:
    """Whether the source gives the noun that a line's number counts another number, and not this one.

    same: the source's numbers that have the value and a fitting unit.
    """
    noun = _noun_of(one, line)
    if one.unit != "count":
        return False
    if not noun:  # one, two and three are spelled in every abstract, counting anything
        return one.value <= 3 and line[one.start].isdigit() and all(other.spelled for other in same)
    if any(_is_near(quantity, known, noun, source) for quantity in same):
        return False
    if one.value <= 3:
        return True
    return any(quantity.value != one.value and _counts(quantity, noun, source) for quantity in known)


def _noun_of(one: Quantity, line: str) -> str:
    """English pattern of what a Korean number counts, or ""."""
    itself = re.search(r"단계$|층$|쌍$", line[one.start : one.end])
    behind = _BEHIND.match(line, one.end)
    before = _BEFORE.search(line[: one.start])
    if itself:
        return _NOUNS[itself[0]]
    if before:
        return _NOUNS[before["noun"]]
    return _NOUNS[behind["noun"]] if behind else ""


def _is_near(quantity: Quantity, known: Sequence[Quantity], noun: str, source: str) -> bool:
    """Whether the noun stands around a source's number, before the next number."""
    after = min((other.start for other in known if other.start > quantity.start), default=len(source))
    around = source[max(0, quantity.start - 12) : min(quantity.end + 70, max(after, quantity.end))]
    return bool(re.search(rf"\b(?:{noun})\b", around, re.IGNORECASE))


def _counts(quantity: Quantity, noun: str, source: str) -> bool:
    """Whether a source's number directly counts the noun (`three new datasets`, `two-stage`)."""
    return bool(
        re.match(rf"[\s-]+(?:[\w/-]+\s+){{0,3}}?(?:{noun})\b", source[quantity.end : quantity.end + 60], re.IGNORECASE)
    )
