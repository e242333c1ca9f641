"""The main result of an abstract in a few Korean words: `GenEval 74%`, `mIoU +18.1`, `최대 3.2배 가속`.

Only what `own.py` finds to be the paper's own, and for benchmarks what the best model reaches, or how big they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.lazy import pattern_of
from digest.summarize.composed.best import best_of_others, papers_read
from digest.summarize.composed.gains import FASTER, GAINS, SPEED, WORDS_OF_MOST, bound, lower_is_better, said
from digest.summarize.composed.glossary import Glossary
from digest.summarize.composed.own import Claim, claims, held, unit_of
from digest.summarize.composed.parse import read_noun
from digest.summarize.composed.phrase import tokens
from digest.summarize.composed.size import told_sizes

_NEXT_GAIN = pattern_of(
    r"[,.;:](?: |$)| (?:while|without|compared|over|than|by)\b| and (?=(?:an? |up to |over )?\d|\w+(?:ing|es) )"
)
"""Where the words end that a number holds for: 13.7x speedup in attention computation` and a 2.2x …`."""
_NARROWER = pattern_of(
    r"\b(?:with(?! (?:no|negligible|minimal|little|comparable|great))|when|under|at|using|whose|where)\b"
)
"""What makes the words too narrow to be told short: ` for users with ultra-long sequences`."""
_MEASURES = ("정확도", "성공률", "성능", "품질", "정밀도", "재현율", "효율", "점수", "비율")
"""What is measured, no place: `정확도 +18점`, never 정확도에서 +18점."""
_MEASURED = ("score", "more", "less", "metric", "bench")
"""Groups of a match that say what is measured: `score`."""
_RIVALS_SCORE = pattern_of(
    r"[^;]{0,60}?\b(?:compared (?:to|with)|versus|vs\.?|against|below|behind) (?:an? |the |only )?[^,;\d]{0,30}?"
    r"(?P<other>\d+(?:\.\d+)?)"
)
"""What another gets, behind a score: 58.0%`, compared with 59.8` for ElmNet."""
MOST_OF_A_PART = 30
"""Characters; a longer one is a tale of its own."""


def result_of(
    abstract: str, name: str, label: str, glossary: Glossary, *, sized: bool = False, joined: bool = False
) -> str:
    """The result in Korean, or "" when none is surely the paper's own.

    abstract: plain. name: what the line calls the contribution; "" for none. label: its kind (`벤치마크`, `제안` …).
    sized: the line tells a size already. joined: it tells of two things (`추론·검색 성능`); a gain may be that of one.
    """
    return next(_results(abstract, name, label, glossary, sized, joined), "")


def _results(abstract: str, name: str, label: str, glossary: Glossary, sized: bool, joined: bool) -> Iterator[str]:
    if label == "서베이":
        yield from papers_read(abstract)
    elif label in ("벤치마크", "데이터셋"):
        yield from best_of_others(abstract)
        yield from () if sized else told_sizes(abstract, name, glossary)
    else:
        yield from _gains(abstract, name, glossary, joined)


def _gains(abstract: str, name: str, glossary: Glossary, joined: bool) -> Iterator[str]:
    """What the paper's own thing gains, in the order of `GAINS`."""
    own = claims(abstract, name)
    speeds = {match["value"] for match in SPEED.finditer(abstract)}
    for _, pattern, form in GAINS:
        found = [(claim, match) for claim in own for match in pattern.finditer(claim.sentence, claim.at)]
        told = [(match["value"], _told(claim, match, form, name, abstract, glossary)) for claim, match in found]
        values = {value for value, text in told if text} | (speeds if form == FASTER else set())
        for (_, match), (_, text) in zip(found, told, strict=True):
            # of two speed-ups none is that of everything
            placed = "{bench}" in form or "에서 " in text
            one = len(values) <= 1 or placed or "최대" in text or match.groupdict().get("sped")
            if text and one and (placed or not joined):
                yield text


def _told(claim: Claim, match: re.Match[str], form: str, name: str, abstract: str, glossary: Glossary) -> str:
    """A found number with where it holds; "" when it is not surely the paper's own, or that is not understood."""
    where, most = held(claim, match), bound(match)
    # `up to 3.2`x
    if not most and re.search(rf"\bup to (?:an? )?{re.escape(match['value'])}(?![\d.]*\d){unit_of(match)}", abstract):
        most = "up to "  # as another sentence says it
    part = _part(where.part, glossary) if where and where.part else ""
    # `up to 13.5x in the wild`: the most of all parts, whichever
    if not where or (where.part and not part and "최대" not in WORDS_OF_MOST[most]) or _beaten(match):
        return ""
    place = where.place if "{bench}" not in form and where.place.lower() != name.lower() else ""
    measured = form == FASTER or any(match.groupdict().get(key) for key in _MEASURED)
    # outperforms others by 30 %: in what? in MPJPE: which is no place
    if not measured and not place and not (part and not where.part.startswith(" in ")):
        return ""
    text = said(form, match, most)
    if part.endswith(_MEASURES):  # performance gains of 18 points in accuracy: 정확도 +18점
        part, text = "", f"{part} {text.removeprefix('성능 ')}"
    return " ".join([f"{one}에서" for one in (place, part) if one] + [text])


def _beaten(match: re.Match[str]) -> bool:
    """Whether the same sentence gives a better score of somebody else's."""
    score = match.groupdict().get("score")
    other = _RIVALS_SCORE.match(match.string, match.end()) if score else None
    if not score or not other:
        return False
    ours, theirs = float(match["value"]), float(other["other"])
    return theirs < ours if lower_is_better(score) else theirs > ours


def _part(words: str, glossary: Glossary) -> str:
    """What a number holds for in Korean: 44%` on video understanding` → 영상 이해; "" when not understood."""
    told = _NEXT_GAIN.split(words)[0]
    # for users with ultra-long sequences: not for all users
    read = None if _NARROWER.search(told) else read_noun(tokens(told), 1, glossary)
    return read[0].ko if read and len(read[0].ko) < MOST_OF_A_PART else ""
