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
from digest.summarize.check.hangul_names import is_named_in_hangul
from digest.summarize.check.korean_numbers import VAGUE, line_quantities, vague_numbers
from digest.summarize.check.listed import counts_a_list
from digest.summarize.check.names import is_named
from digest.summarize.check.quantity import MEASURED, Quantity, says_the_same
from digest.summarize.check.rounding import is_about, is_rounded
from digest.summarize.check.shares import FRACTION, holds_half, is_share, shares_told

_CHANGE = pattern_of(r"\s*(?:(?:accuracy|score|points?)\s)?(?:to|->|→|에서|대비|보다|대신)\s*~?")
"""Between the two numbers of a change: `from 11.3% to 34.5%`, `28%에서 54%`."""
_ORDER = pattern_of(
    r"\b(?:first(?:ly)?|then|second(?:ly)?|next|finally|followed by|subsequently|before|stages?|phases?|steps?)\b",
    re.IGNORECASE,
)
"""`first`, `in the second stage`: what 1단계 … 2단계 … may stand for."""
_STEP = pattern_of(r"\s?(?:단계|차(?!원|례)|국면|라운드|세대|부(?![가-힣])|회차)")  # 1단계
_SEVERAL = r"(?:several|a\s+few|many)\s+"  # several thousand
# 수천 for `several thousand`, 수십만 for `several hundred thousand`, 수백만 for `a few million`
# 수억 for `several hundred million`, 수십억 for `several billion`
# 수십 for `dozens of`, 수백 for `hundreds of`, 수천만 for `tens of millions`; 수천 배 for `orders of magnitude`
# `tens of thousands`, `hundreds of thousands`, `hundreds of millions`, `tens of billions`,
# `hundreds of billions`, `trillions`
_PLURALS = (
    (10, r"\b(?:tens|dozens|scores|decades)\b|orders of magnitude"),
    (100, r"\b(?:hundreds|centuries)\b|orders of magnitude"),
    (1000, rf"\bthousands\b|orders of magnitude|{_SEVERAL}thousand\b"), (10**4, r"\btens\s+of\s+thousands\b"),
    (10**5, rf"\bhundreds\s+of\s+thousands\b|{_SEVERAL}hundred\s+thousand\b"),
    (10**6, rf"\bmillions\b|{_SEVERAL}million\b"), (10**7, r"\btens\s+of\s+millions\b"),
    (10**8, rf"\bhundreds\s+of\s+millions\b|{_SEVERAL}hundred\s+million\b"),
    (10**9, rf"\bbillions\b|{_SEVERAL}billion\b"), (10**10, r"\btens\s+of\s+billions\b"),
    (10**11, r"\bhundreds\s+of\s+billions\b"), (10**12, r"\btrillions\b"),
)  # fmt: skip
# a few · several
_FEW = r"\b(?:a few|several|a couple|a handful)\b"
"""What 두세, 서너 … may stand for besides a number."""
_IN_ALL = pattern_of(r"(?:모두|총|합쳐|합해|합계|통틀어)\s(?:합쳐\s)?$")  # `모두 ` before a number
# ranks first · state-of-the-art · the most capable · outperforms all
_BEST = pattern_of(
    r"\b(?:best|top|highest|lowest|first|1st|strongest|lead(?:ing|s|er)?|topp(?:ing|ed)|tops|state-of-the-art|SOTA|winn(?:er|ing)|wins|won|gold"
    r"|champions?|fastest|largest|smallest|most\s(?:capable|accurate|advanced|powerful|efficient)"
    r"|(?:outperform|surpass|exceed|beat)\w*\s(?:all|every))\b",
    re.IGNORECASE,
)
"""What 1위 may stand for."""
_SECOND = pattern_of(r"\brunners?-up\b|\bsecond-best\b", re.IGNORECASE)  # runner-up
"""What 2위 may stand for besides second, 2nd and No. 2."""
_EVEN_THE_FIRST = pattern_of(r"(?:\s?(?:모델|에이전트|시스템|팀))?(?:도|조차|마저)(?![가-힣])")
"""The 도 of `1위도`: even the best, where no model does it."""
# 1인칭 · 3인칭
_PERSONS = {
    1: r"first-person|\bego|\bF\.?P\.?[SV]\b|\bPOV\b|head-mounted",  # egocentric, FPV
    3: r"third-person|\bexo(?:centric|-)",  # exocentric
}
"""What says whose eyes see a scene: egocentric, FPV, FPS games; exocentric."""
_MORE_THAN = pattern_of(r"(?:>|(?:more|greater|larger|longer)\s(?:\w+\s)?than|exceed\w*)\s?$", re.IGNORECASE)
"""What makes the 2 of "more than 2" a 3 or more."""
_AT_LEAST = pattern_of(r"\s?(?:개|가지|명|종|편|장|번)?\s?이상")
"""The 이상 of `셋 이상`."""
_ONLY = pattern_of(
    r"(\d(?:\.\d+)?)만(?=\s(?:쓰|사용|이용|허용|남기|담|갖|가지|취|떨어|줄|늘|높|낮|올|잃|손해))"
)  # `1만 쓰는`
# 1:1 for bilateral, 1인 2역 for "both … and"
_IDIOMS = (
    (
        pattern_of(r"1\s?[:대]\s?1(?!\d)"),
        r"\bone-(?:on|to)-one|\bbilateral (?:bargain|negotiat|trad|talk)|\bdyad|\bpairwise|\b1-(?:on|to)-1",
    ),
    (pattern_of(r"(?<=제)\s?1(?!\d)"), r"\b(?:primary|prime|first|chief|foremost)\b"),  # 제1 원리
    (pattern_of(r"1인\s?2역"), r"\bas both\b|\bplay\w* both\b|\bboth roles\b|\bdual[- ]roles?\b"),
    # 사진 1장 for "an image"
    (
        pattern_of(r"(?:사진|이미지|그림|프레임|화면|초상|시점)\s?1\s?장"),
        r"\b(?:an?|each|per|every) (?:\w+ ){0,2}(?:image|photo|picture|frame|figure|view|portrait)\b",
    ),
)
"""Numbers in set phrases, each with what a source says for it."""
_NAME_OF_YEAR = pattern_of(r"(?:년|도|판|의|와|과|[·,/]|\s|20\d\d)*([A-Za-z]+)(?![A-Za-z\d]|['’-]\d)")
"""The ` AIME` of `2025년 AIME`, and of `2024년과 2025년 AIME`."""
_ARTICLE = pattern_of(r"\s?(?:[~-]\s?\d+)?조(?!\s?\d+(?!\s?[항호\d]))")  # the ~17조 of 14~17조, the 조 of 5조 2항
_RESTATED = pattern_of(r"[가-힣A-Za-z\s]{0,8}\(\s?(?:약\s|즉\s|[A-Za-z]?\s?=\s?)?")
"""Between the two numbers of `0.4B(4억)` and `110억 파라미터(11B)`."""
# without labels · training-free
_NONE = pattern_of(r"\b(?:no|not|none|without|neither|never)\b|-free\b", re.IGNORECASE)
"""What 0개 may stand for."""
_ALL = pattern_of(r"\b(?:perfect\w*|flawless\w*|always|fully)\b", re.IGNORECASE)  # always
"""What 100% may stand for."""
_PADDED = pattern_of(r"0\d")
"""`05ms`, `000만`: digits that lost their point or head."""
_FORMULA = pattern_of(r"[!-~Α-ω]+[\^_=<>*/+(\[][!-~Α-ω]*")
"""`n^{1+o(1)}`, `O(1/n)`, `lr=3e-4`: a piece of notation."""


def unsupported_number(line: str, quantities: Sequence[Quantity], source: str) -> str | None:
    """The first number of a `normal` line that a `normal` source does not hold, or None.

    quantities: `line_quantities(line)`.
    """
    known = list(source_quantities(source))
    if re.search(r"[가-힣]", source):  # a Korean post: 모델 5개를 공개했다
        known += line_quantities(source)
    changes = _changes(line, quantities) + _changes(source, known)
    shares = shares_told(line, quantities, source)
    backing: list[tuple[Quantity, set[int]]] = []
    for one in quantities:
        if _PADDED.match(line, one.start) and line[one.start : one.end] not in source:
            return line[one.start : one.end].strip()
        if one.start in shares or _is_in_formula(one, line, source) or _is_version(one, line, source):
            continue
        fraction = FRACTION.match(line, one.start)
        places = set() if fraction else {other.start for other in known if says_the_same(one, other)}
        if places:
            backing.append((one, places))
        elif not (_is_held_otherwise(one, line, known, source) or _is_change(one, changes, line)):
            return line[one.start : one.end].strip()
    spent = _said_twice(backing, line, source)
    if spent:
        return line[spent.start : spent.end].strip()
    if "절반" in line and not holds_half(line, quantities, source):
        return "절반"
    for word in vague_numbers(line):
        least, most = VAGUE[word]
        words = dict(_PLURALS).get(least, _FEW)
        if (
            word not in source
            and not re.search(words, source, re.IGNORECASE)
            and not any(least <= q.value <= most for q in known)
        ):
            return word
    return None


def _is_held_otherwise(one: Quantity, line: str, known: Sequence[Quantity], source: str) -> bool:
    """A version, a fraction, a list, fewer digits; a word that says as much.

    1위 for the best, 2위 for a runner-up, 두 for a pair nobody counted, 0개 for none.
    """
    best = one.unit == "rank" and one.value == 1 and (_BEST.search(source) or _is_even_the_first(one, line, source))
    second = one.unit == "rank" and one.value == 2 and _SECOND.search(source)
    pair = one.unit == "count" and one.value == 2 and not line[one.start].isdigit()
    none = one.unit == "count" and one.value == 0 and _NONE.search(source)
    every = one.unit == "percent" and one.value == 100 and _ALL.search(source)
    return (
        bool(best or second or none or pair or every)
        or _adds_up(one, line)
        or _is_version(one, line, source)
        or is_share(one, line, source)
        or counts_a_list(one, line, source)
        or is_rounded(one, line, known)
        or _is_step(one, line, known, source)
        or _is_year_of_name(one, line, source)
        or _is_person(one, line, source)
        or _is_article(one, line, known, source)
        or _is_least(one, line, known, source)
        or _is_in_idiom(one, line, source)
        or _is_alone(one, line, known)
        or _is_next(one, line, source)
    )


def _is_even_the_first(one: Quantity, line: str, source: str) -> bool:
    """`1위도 40%에 그친다` for "no model exceeds 40%"."""
    # `even GPT-5`, `no model`, `none of them`
    return bool(_EVEN_THE_FIRST.match(line, one.end) and re.search(r"\b(?:even|no|none)\b", source, re.IGNORECASE))


def _is_person(one: Quantity, line: str, source: str) -> bool:
    """`1인칭` for egocentric and FPV, `3인칭` for exocentric."""
    words = _PERSONS.get(int(one.value)) if line[: one.end].endswith("인칭") else None
    return bool(words and re.search(words, source, re.IGNORECASE))


def _is_article(one: Quantity, line: str, known: Sequence[Quantity], source: str) -> bool:
    """`14~17조` for "Articles 14 to 17", which are no trillions."""
    # 17조 → 17
    digits = re.match(r"\d+", line[one.start :])
    article = digits and _ARTICLE.match(line, one.start + digits.end())
    # `Article 14`, `Section 230`
    law = article and re.search(r"\b(?:Art(?:icle)?|Section)s?\.?\s?\d", source, re.IGNORECASE)
    return bool(digits and law and any(other.value == int(digits[0]) for other in known))


def _is_least(one: Quantity, line: str, known: Sequence[Quantity], source: str) -> bool:
    """`셋 이상` for "more than two" and for ">2"."""
    return (
        bool(_AT_LEAST.match(line, one.end))
        and one.value <= 10
        and any(
            other.value == one.value - 1 and other.unit in ("", "count") and _MORE_THAN.search(source[: other.start])
            for other in known
        )
    )


def _is_next(one: Quantity, line: str, source: str) -> bool:
    """`두 번째 단계` for what the source tells behind "then" or "further"."""
    step = re.match(
        r"두\s?번째(?:로)?\s?(?:단계|과정|절차|순서|국면|훈련|학습)", line[one.start :]
    )  # not `두 번째로 높다`
    second = one.unit == "ordinal" and one.value == 2 and not line[one.start].isdigit() and step
    # `We further develop`
    return bool(second) and bool(_ORDER.search(source) or re.search(r"\bfurther\b", source, re.IGNORECASE))


def _is_alone(one: Quantity, line: str, known: Sequence[Quantity]) -> bool:
    """The 1 of `-1, 0, 1만 쓰는`, which is no 10,000."""
    alone = _ONLY.match(line, one.start)
    return bool(alone) and any(other.value == Decimal(alone[1]) for other in known if alone)


def _is_in_idiom(one: Quantity, line: str, source: str) -> bool:
    """`1:1 흥정` for "bilateral bargaining"."""
    return any(
        match.start() <= one.start < match.end() and re.search(words, source, re.IGNORECASE)
        for said, words in _IDIOMS
        for match in said.finditer(line)
    )


def _is_year_of_name(one: Quantity, line: str, source: str) -> bool:
    """`2025년 AIME` for AIME25, AIME'25 and AIME-2025; no year beside another word is one, whatever BM25 says."""
    year = str(one.value)
    if one.unit not in ("year", "") or not re.fullmatch(r"20[12]\d", year):  # 2025
        return False
    named = re.findall(rf"([A-Za-z]+)['’-]?(?:20)?{year[2:]}(?![\w.]?\d|[A-Za-z])", source)
    beside = _NAME_OF_YEAR.match(line, one.end)
    before = re.search(r"([A-Za-z]+)\s?\(?$", line[: one.start])  # the AIME of `AIME 2025년`
    return any(found and found[1] in named for found in (beside, before))


def _is_step(one: Quantity, line: str, known: Sequence[Quantity], source: str) -> bool:
    """`1단계` for "in the first stage", and `1단계는 …, 2단계는 …` where the source tells things in turn."""
    digits = str(one.value)
    step = _STEP.match(line, one.start + len(digits))
    if not step or not line.startswith(digits, one.start):
        return False
    if any(other.unit == "ordinal" and other.value == one.value for other in known):
        return True
    # `coarsely localize the goal … the fine pose`
    if one.value == 2 and re.search(
        r"\bcoarse(?:ly)?\b(?![- ]grain).{0,400}\bfine\b(?![- ](?:tun|grain))", source, re.IGNORECASE
    ):
        return True
    numbered = {int(n) for n in re.findall(rf"(?<![\d.,])([1-5]){step[0]}", line)}
    return len(numbered) > 1 and numbered == set(range(1, len(numbered) + 1)) and bool(_ORDER.search(source))


def _changes(text: str, quantities: Sequence[Quantity]) -> list[tuple[Quantity, Quantity]]:
    """(before, after) of every "from 11.3% to 34.5%" or `28%에서 54%` of a text."""
    ordered = sorted(quantities, key=lambda q: (q.start, q.end))
    return [
        (one, other)
        for one, other in pairwise(ordered)
        if one.end <= other.start
        and one.unit == other.unit
        and one.unit in ("percent", "point")  # "models from 1B to 10B" change nothing
        and _CHANGE.fullmatch(text, one.end, other.start)
    ]


def _is_change(one: Quantity, changes: Sequence[tuple[Quantity, Quantity]], line: str) -> bool:
    """`23.2%p` where a text says "from 11.3% to 34.5%", `두 배 가까이` where it says "from 28% to 54%"."""
    digits = -int(min(0, int(one.value.as_tuple().exponent)))
    for before, after in changes:
        if one.start in (before.start, after.start) and line[one.start : one.end] == line[before.start : before.end]:
            continue
        least, most = sorted((before.value, after.value))
        if one.unit == "point" and one.value == round(most - least, digits):
            return True
        if one.unit == "times" and least and is_about(one, most / least, line):
            return True
    return False


def _said_twice(backing: list[tuple[Quantity, set[int]]], line: str, source: str) -> Quantity | None:
    """The number of a line that is left over when every number of the source backs only one of them.

    `10~10배` is not "10 to 70 times", although 10 stands there.
    """
    used: set[int] = set()
    bound = [pair for pair in backing if not _is_held_otherwise(pair[0], line, (), source)]
    for one, places in sorted(bound, key=lambda pair: len(pair[1])):
        free = places - used
        repeated = one.unit in MEASURED and _repeats(one, bound, line)
        if not free and not repeated and not any(_restates(one, other, line) for other, _ in bound):
            return one
        used |= {min(free)} if free else set()
    return None


def _restates(one: Quantity, other: Quantity, line: str) -> bool:
    """`0.4B(4억)`: one value said twice, the second time in brackets."""
    first, second = sorted((one, other), key=lambda q: q.start)
    between = _RESTATED.fullmatch(line, first.end, second.start) if first.end < second.start else None
    return bool(between) and (says_the_same(first, second) or says_the_same(second, first))


def _repeats(one: Quantity, others: Sequence[tuple[Quantity, set[int]]], line: str) -> bool:
    """`5MB부터 1GB까지 …, 1GB판은`: the very same size again, somewhere else in the line."""
    same = [q.start for q, _ in others if line[q.start : q.end] == line[one.start : one.end]]
    return max(same) - min(same) > 12


def _adds_up(one: Quantity, line: str) -> bool:
    """`공개 5종과 새로 모은 3종, 모두 8개`: a sum whose parts stand before it, where the source must hold them."""
    if one.unit != "count" or not _IN_ALL.search(line[: one.start]):
        return False
    parts = [q.value for q in line_quantities(line[: one.start]) if q.unit == "count"]
    return any(one.value == sum(parts[-many:]) for many in (2, 3, 4) if len(parts) >= many)


def _is_version(one: Quantity, line: str, source: str) -> bool:
    """`SAM 2로`, `라마 3`."""
    where = (line, one.start, one.end, source)
    bare = not one.unit or line[one.start : one.end].replace(".", "").isdigit()  # AIME 25에서 4.4%p
    return bare and (is_named(*where) or is_named_in_hangul(*where))


def _is_in_formula(one: Quantity, line: str, source: str) -> bool:
    """Whether the notation around a number stands in the source as it is, brackets and spaces aside."""
    for match in _FORMULA.finditer(line):
        # the 45배 of `32%/45배` has a unit of its own
        if match.start() <= one.start < match.end() and (not one.unit or one.end <= match.end()):
            # x^{ 2 } → x^2
            bare = re.sub(r"[\s{}]", "", match[0].rstrip(".,;:)"))
            loose = r"[{}\s]*".join(map(re.escape, bare))
            # `10^{ 6 }` for 10^6; not 10^6.5
            near = rf"(?<![\w.]){loose}(?!\d|\.\d)"
            return len(bare) > 2 and bool(re.search(near, source, re.IGNORECASE))
    return False
