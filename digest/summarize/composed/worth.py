"""Whether a composed line tells enough, and whether it keeps what its title is about; a line that does not is refused.

`RL framework` is true of hundreds of papers, and a medical model is not a model: then the key sentence serves better.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from digest.lazy import pattern_of
from digest.summarize.composed.glossary import Glossary
from digest.summarize.composed.parse import verb
from digest.summarize.composed.phrase import word_term
from digest.summarize.word_tables import table, word_list

TASK_WORDS = 2
"""Words that say what a named thing is for, however common: `영상 생성 모델`, not `강화학습 프레임워크`."""
GOOD = 1.5
"""One word that few papers share and a common task, or three common words."""
FRESH = 1.5
"""What a line must say beyond its title where its kind tells something (`벤치마크`, `에이전트`, `파이프라인`).

A word that few papers share counts 1, a common one ½. Of the lines without a figure that reach their bar readers found
about 80 % useful, of all others about 35 %.
"""
FRESH_OF_ANYTHING = 2.5
"""The same where the kind is what most papers call their thing (`프레임워크`, `방법`), and where it has no name."""
_HOW = pattern_of(r"통해|활용해|이용해|없이|분리하는|결합하는")  # 희소 어텐션을 통해
_FIGURE = pattern_of(r"\(|, [^,]*\d")  # (질문 1,200개) · , GenEval 74%
_KIND = pattern_of(r"\[(\w+)\] (.+ — )?")  # [제안] OakNet —
_UNTRAINED = "추가 학습 없는"
_PARTICLE = pattern_of(
    r"(?<=[가-힣A-Z])(?:에서의|에서|으로의|에|을|를|의|용|인|이고|하는|시키는)$"
)  # 검색에서의 · LLM을 · 생성하는


@cache
def domains() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """(what a title says a paper is about, what its line must then name): `arabic`, `아랍`."""
    return tuple((pattern_of(title, re.I), pattern_of(line)) for title, line in table("composed/title_domains").items())


def body(line: str) -> str:
    """A composed line without its kind and name."""
    return line.split("] ", 1)[-1].split(" — ", 1)[-1]


def worth(text: str) -> float:
    """How much the Korean of a contribution says: 0 for an empty word, ½ for a common one, 1 for any other."""
    return sum(_words(text)) + ("(" in text)


def _words(text: str) -> list[float]:
    # 언어 모델(LLM)의 학습 → 언어 모델의 학습
    bare = re.sub(r"\([^()]*\)", "", text).replace(_UNTRAINED, "").replace("사람 개입 없는", "")
    # 효율·속도 개선, 학습 → 효율 | 속도 | 개선 | 학습
    return [_word(word) for word in re.split(r"[\s·,]+", bare)]


def _word(word: str) -> float:
    stem = _PARTICLE.sub("", word)
    empty = {word, stem, stem + "적인"} & word_list("composed/empty_words")
    # 7B · 1.5
    if not stem or empty or re.fullmatch(r"[\d.]+[BMT]?", stem):
        return 0
    # RL · LoRA · VLM
    acronym = re.fullmatch(r"[a-z]?[A-Z][A-Za-z]?[A-Z]+", stem) and stem not in word_list("composed/telling_acronyms")
    return 0.5 if acronym or {word, stem, stem.removesuffix("적")} & word_list("composed/common_words") else 1


def worthiest(lines: Iterable[str], title: str) -> str:
    """The first line that says much, else the first that gives a name its task; never one that drops the domain."""
    named = ""
    for line in lines:
        if not line or not _keeps_domain(line, title):
            continue
        if worth(body(line)) >= GOOD:
            return line
        named = named or (line if " — " in line and sum(map(bool, _words(body(line)))) >= TASK_WORDS else "")
    return named


def tells_only_title(line: str, title: str, glossary: Glossary) -> bool:
    """Whether a line says hardly a telling word beyond the Korean of its title's words; one with a figure says more.

    `FancyVideo — 영상 생성 모델` under `FancyVideo: … Video Generation …` tells nothing that the title does not, and
    `SDD — 분포 인지 정렬 프레임워크` hardly more; nor does what a survey or an analysis is about.
    """
    kind = _KIND.match(line)
    if not kind or _FIGURE.search(line):
        return False
    if kind[1] in ("서베이", "분석"):
        return True
    said = body(line)
    known = _said_by(title, glossary)
    fresh = [
        word
        for word in re.split(r"[\s·,]+", said)
        if not {word.lower(), _PARTICLE.sub("", word), _PARTICLE.sub("", word).lower()} & known
    ]
    # Training-Free Long-Context Scaling
    untrained = _UNTRAINED in said and not re.search("training-free", title, re.I)
    how = 0.5 * bool(_HOW.search(said))
    anything = kind[1] in ("제안", "공개") and (said.split()[-1] in word_list("composed/any_heads") or not kind[2])
    return sum(map(_word, fresh)) + 0.5 * untrained + how < (FRESH_OF_ANYTHING if anything else FRESH)


def _said_by(title: str, glossary: Glossary) -> set[str]:
    """A title's words and their Korean, each with what says the same."""
    # Long-Context Scaling → Long-Context | Scaling
    words = re.findall(r"[\w-]+", title)
    known: set[str] = set()
    for length in (1, 2, 3):
        for at in range(len(words) - length + 1):
            term = glossary.term(" ".join(words[at : at + length]))
            term = term or (word_term(words[at], glossary) if length == 1 and "-" in words[at] else None)
            done = verb(words[at], "gerund", glossary) if length == 1 else None
            # 프롬프트·문맥 압축 → 프롬프트 | 문맥 | 압축
            known |= set(re.split(r"[\s·]+", term.ko if term else "")) | {done or ""}
    return _with_alike(known | {word.lower() for word in words})


def _with_alike(words: set[str]) -> set[str]:
    """The words and those that say the same: 합성 and 생성."""
    pairs = table("composed/alike").items()
    return words | {one for pair in pairs if words & set(pair) for one in pair}


def _keeps_domain(line: str, title: str) -> bool:
    return all(in_line.search(line) for in_title, in_line in domains() if in_title.search(title))
