"""Flipped directions: "reduces latency by 30%" never becomes `지연을 30% 높인다`.

Only where number and verb stand in one clause on both sides, and only what cannot both be true: "reduces WER by 10%"
may well be `WER를 10% 개선`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest

from digest.lazy import pattern_of
from digest.summarize.check.quantity import Quantity

# 높인다 · 낮춘다 · 개선 · 악화
_KOREAN = pattern_of(
    r"(?P<up>높[이인였여임입]|올[리린렸려라랐림립]|오르|오른|늘[리린렸려어었림립]|증가|상승)"
    r"|(?P<down>낮[추춘췄춰아춤춥]|줄[이인였여어었임입]|떨어|감소|하락|절감)"
    r"|(?P<better>개선|향상|나아)|(?P<worse>악화|나빠|저하)"
)
# increases · reduces · improves · degrades
_ENGLISH = pattern_of(
    r"\b(?:(?P<up>increas\w*|rais\w+|boost\w*|grow\w*|ris(?:e|es|ing)|rose|higher|more(?! than))"
    r"|(?P<down>reduc\w+|decreas\w*|lower\w*|drop\w*|cut(?:s|ting)?|declin\w*|(?:fewer|less)(?! than)|shrink\w*|falls?"
    r"|fell|sav\w+)"
    r"|(?P<better>improv\w+|enhanc\w+|gain\w*|better|outperform\w*|surpass\w*|faster|speed-?ups?|accelerat\w+)"
    r"|(?P<worse>degrad\w+|worse\w*|deteriorat\w+))\b",
    re.IGNORECASE,
)
_GOOD = pattern_of(r"정확도|성능|점수|성공률|품질|일관성|충실도|재현율|정밀도|지표|속도|효율|처리량")
"""What is better when it is high: "improves accuracy by 5%" is never `정확도를 5% 낮춘다`."""
_PACE = pattern_of(r"속도|효율|처리량|빠르|빨라")
"""What goes up when a cost goes down: "cuts the time by 2x" may be `속도를 2배 높인다`."""
_COST = pattern_of(
    r"시간|지연|비용|오류|오차|손실|메모리|연산|저장|용량|크기|전력|에너지|파라미터|매개변수|호출|길이|토큰"
)
"""What goes down when a pace goes up: "raises throughput by 2x" may be `시간을 2배 줄인다`."""
_CLAUSE = pattern_of(r"[.;:](?=\s|$)|,\s|\b(?:while|but|whereas|and)\b")  # `faster, and smaller`

# `by up to ` before a number
_BY = pattern_of(r"\bby\s(?:(?:up\sto|about|over|nearly|roughly|around|an?\saverage\sof)\s)?[$~]?$")
_NEXT = pattern_of(
    r"\s?(?:-|to|~)\s?|\s?(?:(?:for|on|in|at)\s[^.;:,]{1,40}?)?\s?(?:,\s(?:and\s)?|\sand\s)(?:[\w-]+\s){0,2}(?:by\s|of\s)?"
)
"""Between two numbers that go one way: `-`, ` for BIWI and `, `, and by `."""


def flipped(line: str, quantities: Sequence[Quantity], known: Sequence[Quantity], source: str) -> str | None:
    """The number and verb of a line that say the opposite of the source, or None.

    known: the source's numbers.
    """
    ordered = sorted(quantities, key=lambda q: q.start)
    for one, following in zip_longest(ordered, ordered[1:]):
        if one.unit not in ("percent", "point", "times"):
            continue
        end = following.start if following else len(line)
        # `% 높인다, 빠르게 → % 높인다 | 빠르게`
        behind = re.split(r"[,.]", line[one.end : min(end, one.end + 16)])[0]
        said = _KOREAN.search(behind)
        # `속도를 높이고 비용을 → 속도를 높이 | 비용을`
        before = re.split(r"[,.]|[고며]\s", line[: one.start])[-1]
        if not said:
            continue
        told = [_direction(other, known, source) for other in known if other.value == one.value]
        if told and all(_contradicts(said.lastgroup or "", way, before + behind) for way in told):
            return f"{line[one.start : one.end].strip()} {said[0]}"
    return None


def _contradicts(said: str, told: str, clause: str) -> bool:
    """Whether a line's way and a source's way cannot both be true of what the line's clause names."""
    if said == "up":
        return told == "down" and not _PACE.search(clause)
    if said == "down":
        return not _COST.search(clause) and (told == "up" or (told == "better" and bool(_GOOD.search(clause))))
    return (said, told) in (("better", "worse"), ("worse", "better"))


def _direction(one: Quantity, known: Sequence[Quantity], source: str) -> str:
    """`up`, `down`, `better`, `worse` or "": the nearest such word in the clause of a source's number.

    `+5.7%` is up; the 13.7% of "reductions of 9.2% for A and 13.7% for B" goes the way of the 9.2%.
    """
    if source[: one.start].rstrip("$ ").endswith("+"):
        return "up"
    earlier = max((other for other in known if other.end <= one.start), key=lambda other: other.end, default=None)
    after_at = min((other.start for other in known if other.start >= one.end), default=len(source))
    between = source[earlier.end if earlier else 0 : one.start]
    before = _CLAUSE.split(between)[-1]
    after = _CLAUSE.split(source[one.end : after_at])[0]
    close = _ENGLISH.match(after.lstrip(" -"))
    last = [*_ENGLISH.finditer(before)][-1:]
    found = close or (last[0] if last else None)
    if not found and _BY.search(before):  # reduces the time to reach a 90% success rate by 15.2%
        found = next(reversed([*_ENGLISH.finditer(_CLAUSE.split(source[: one.start])[-1])]), None)
    found = found or _ENGLISH.search(after[:40])
    if not found and earlier and earlier.unit == one.unit and _NEXT.fullmatch(between):
        return _direction(earlier, known, source)
    return (found.lastgroup or "") if found else ""
