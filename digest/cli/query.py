"""What a typed search means: its words in their spellings, and the same in English.

멀티모달 논문        → 멀티모달; papers write "multimodal"
VLM의 편향          → VLM or "vision language model", 편향; papers write "bias"
이미지생성 에이전트   → 이미지생성 or 이미지 생성, 에이전트; papers write "image generation", "agent"
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from digest.lazy import pattern_of

if TYPE_CHECKING:
    from digest.app import App
    from digest.store.search import AllOf, SearchQuery

Terms = Mapping[str, tuple[str, ...]]
"""Korean term without blanks → how papers write it in English, the usual word first."""
KOREAN = pattern_of(r"[가-힣 -]+")  # 긴 문맥, 시각-언어 모델; not LLM 추론, whose parts are turned one by one
PARTICLE = pattern_of(r"([가-힣A-Za-z0-9]{2,}?)(?:에서|으로|을|를|은|는|의|에|와|과)")  # 로봇의, LLM을; not 회의, 효과
IDLE = (
    " a an and are as at by do for from how in is it of on or that the this to using via what which with without "
    " 논문 연구 관련 관한 대한 최신 최근 이번 주 뭐 무엇 나왔어 있어 알려줘 찾아줘 "
)
"""Words that say nothing of what is looked for, beside others that do."""
MARKS = "?!.,~…"
"""May stand at the end of a question: 나왔어?"""
MOST_WORDS = 8
"""From which on parts of a query are not tried any more."""


def asked(app: App, text: str, options: Mapping[str, Any]) -> tuple[SearchQuery, str]:
    """The query that a text means, and the English words it was turned into ("" = none).

    Raises UsageError for a text without a word.
    """
    query, via = meant_by(text, english_terms(app.settings.summarizer.keyless.glossary))
    return query.model_copy(update=dict(options)), via


def meant_by(text: str, terms: Terms) -> tuple[SearchQuery, str]:
    """See `asked`."""
    from digest.identity import canonical_key
    from digest.store.search import SearchQuery, spoken_words

    typed = spoken_words(text)
    if not typed:
        raise click.UsageError(f"찾을 말이 없습니다: {text}")
    if len(typed) == 1 and (key := canonical_key(text.strip())):
        return SearchQuery(words=((typed[0],),), key=key), ""
    telling = [word for word in typed if f" {word.casefold().strip(MARKS)} " not in IDLE] or list(typed)
    words = tuple(map(tuple, spelled(telling, terms)))
    turned, via = in_english(telling, terms)
    loose = () if '"' in text else any_of(telling, words, terms)
    return SearchQuery(words=words, turned=turned, loose=loose), via


def spelled(words: Sequence[str], terms: Terms) -> list[list[str]]:
    """Each word in its spellings: as typed, without a particle, with and without blanks, its acronym or full name.

    ["RAG", "open", "vla"] → [["RAG", "retrieval augmented generation"], ["open", "openvla"], ["vla", "openvla"]]
    """
    others = _acronyms()
    found = []
    for place, word in enumerate(words):
        ways = [word, *others.get(word.casefold(), ())]
        if stem := PARTICLE.fullmatch(word):
            ways += [stem[1], *others.get(stem[1].casefold(), ())]
        if "-" in word:
            ways.append(word.replace("-", ""))
        if parts := in_terms(word, terms):
            ways.append(" ".join(parts))
        ways += [left + right for left, right in itertools.pairwise(words[max(0, place - 1) : place + 2])]
        found.append(list(dict.fromkeys(ways)))
    return found


def in_english(words: Iterable[str], terms: Terms) -> tuple[AllOf, str]:
    """A Korean query in English, by whole terms, the longest first; ((), "") when no word of it is a known term.

    ("긴", "문맥", "모델") → ((("long context",), ("model",)), "long context, model")
    """
    left, found, any_turned = list(words), [], False
    while left:
        for count in range(len(left), 0, -1):
            english = _english("".join(left[:count]), terms)
            if english:
                found += english
                any_turned, left = True, left[count:]
                break
        else:
            word = left.pop(0)
            found.append((word, *_acronyms().get(word.casefold(), ())))
    if not any_turned:
        return (), ""
    return tuple(found), ", ".join(dict.fromkeys(one_of[0] for one_of in found))


def any_of(words: Sequence[str], spellings: AllOf, terms: Terms) -> tuple[AllOf, ...]:
    """At least half of the words, each in all its spellings and in English: for when nothing holds them all.

    ["긴", "문맥", "로봇"] → any two of (긴 or "long context"), (문맥 or context or "long context"), (로봇 or robot)
    """
    ways = [list(one_of) for one_of in spellings]
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            for one_of in _english("".join(words[start:end]), terms):
                for way in ways[start:end]:
                    way += one_of
    if len(ways) > MOST_WORDS or (len(ways) == 1 and not ways[0][1:]):
        return ()
    all_of = [tuple(dict.fromkeys(way)) for way in ways]
    return tuple(itertools.combinations(all_of, (len(all_of) + 1) // 2))


def in_terms(word: str, terms: Terms) -> list[str]:
    """The known terms in a word: 이미지생성에이전트 → [이미지생성, 에이전트]; [] when it is one, or not all terms."""
    parts: list[str] = []
    while word:
        part = next((word[:end] for end in range(len(word), 1, -1) if word[:end] in terms), "")
        if not part:
            return []
        parts.append(part)
        word = word[len(part) :]
    return parts if len(parts) > 1 else []


def _english(korean: str, terms: Terms) -> list[tuple[str, ...]]:
    """What papers call it, a tuple a term; [] for what is no term."""
    word = korean.replace(" ", "")
    if stem := PARTICLE.fullmatch(word):
        word = word if word in terms else stem[1]
    if word in terms:
        return [terms[word]]
    return [terms[part] for part in in_terms(word, terms)]


@lru_cache(maxsize=1)
def _acronyms() -> dict[str, tuple[str, ...]]:
    """English words of one piece → other ways to write them: `rag` → retrieval augmented generation."""
    from digest.choose.keyword_aliases import ALIASES

    found: dict[str, tuple[str, ...]] = {}
    for group in ALIASES:
        english = [word for word in group if word.isascii()]
        for word in english:
            if " " not in word:
                found[word.casefold()] = tuple(other for other in english if other != word)
    return found


@lru_cache(maxsize=2)
def english_terms(own: Path | None) -> dict[str, tuple[str, ...]]:
    """Korean term without blanks → how papers write it in English, from the aliases and the glossary."""
    from digest.choose.keyword_aliases import ALIASES
    from digest.summarize.composed.glossary import load_glossary

    found: dict[str, list[str]] = {}
    for group in ALIASES:
        english = [word for word in group if word.isascii()]
        for word in group:
            if KOREAN.fullmatch(word):
                found.setdefault(word.replace(" ", ""), []).extend(english)
    glossary = load_glossary(own)
    known = {word: term.ko for terms in (glossary.heads, glossary.terms) for word, term in terms.items()}
    for word, korean in known.items():
        if KOREAN.fullmatch(korean):
            found.setdefault(korean.replace(" ", ""), []).append(word)
    for word, korean in known.items():
        first, _, last = word.rpartition(" ")
        shared = known.get(last, "")
        if first and shared and KOREAN.fullmatch(korean) and korean.endswith(f" {shared}"):
            # hate speech detection = 혐오 발언 탐지 and detection = 탐지, so hate speech = 혐오 발언
            found.setdefault(korean.removesuffix(shared).replace(" ", ""), []).append(first)
    return {korean: tuple(dict.fromkeys(words)) for korean, words in found.items()}
