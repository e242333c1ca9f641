"""What a listed paper is about: names from titles and keyword lists, and who of a list's papers holds them. Pure.

A topic has one name however it is spelt ("world models", "world-model", 월드 모델). Names come from the configured
keywords, the common aliases, the keywords a list gives its papers, and the noun phrases of titles; whether a paper
holds one is asked of its title and abstract alone, for those do not depend on when the list was read.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from digest.choose.keyword_aliases import ALIASES
from digest.choose.keywords import JOINED_LENGTH, LONGEST_TERM, Keyword, display, fold, variants
from digest.lazy import pattern_of

NAMED = 2
"""Papers whose title or keywords must name a phrase before it is a topic; an abstract alone names nothing."""
PHRASE = (2, 3)
"""Words in a title's phrase; what is shorter is a topic only as an acronym, a model's name or a known term."""
LONGEST_KEYWORD = 4
"""Words in a keyword of a list that may be a topic: "group relative policy optimization"."""
# `추론` alone is no topic
TOO_COMMON = frozenset({"거대언어모델", "벤치마크", "트랜스포머", "추론", "정렬"})
"""Known terms of nearly every day; their noise would drown the rest unless a reader configured them."""
PARTS = pattern_of(r"[:;,.?!()\[\]{}\"“”/&|]|\s[-–—]\s")
"""What ends a phrase: "Scaling Laws: Why …" holds no topic "laws why"; a hyphen inside a word ends none."""
ACRONYM = pattern_of(r"\b(?=\w*[A-Z]\w*[A-Z]|[a-z]*\d|[A-Z]\w*\d)[A-Za-z][A-Za-z0-9]+\b")
"""GRPO, DiT, o1, R1, Qwen3: one word with two capitals or with a digit after a letter."""
SHORT = pattern_of(r"\(([^()]+)\)")
"""The short form that a keyword carries: "group relative policy optimization (GRPO)"."""


@dataclass(frozen=True)
class Listed:
    """One paper as it stood in a list."""

    key: str
    title: str
    day: dt.date
    """The list's own date."""
    words: tuple[str, ...]
    """Title and abstract in the form words are compared in."""
    names: Mapping[str, str]
    """What its title and keywords name, by joined form, each as it is written there."""


def listed(key: str, title: str, abstract: str, keywords: Iterable[str], day: dt.date) -> Listed:
    """A paper of a list, read once. keywords: as the list gives them, e.g. Hugging Face's `ai_keywords`."""
    title = " ".join(title.split())
    names = {**_named_by(keywords), **_phrases(title), **_acronyms(title)}
    return Listed(key, title, day, tuple(fold(f"{title} . {abstract}")), names)


def vocabulary(papers: Iterable[Listed], keywords: Iterable[Keyword] = ()) -> dict[str, str]:
    """Topics that the papers of a list name, by joined form; every spelling of a topic leads to the same name.

    keywords: the configured ones are always topics, and so are the common terms.
    """
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for paper in papers:
        for form, spelling in paper.names.items():
            spellings[form][spelling] += 1
    topics = {form: _usual(told) for form, told in spellings.items() if told.total() >= NAMED}
    for group in ALIASES:
        if group[0] not in TOO_COMMON:
            topics.update(dict.fromkeys(("".join(fold(alias)) for alias in group), group[0]))
    no_topic = _stop().whole
    topics = {form: name for form, name in topics.items() if form not in no_topic and display(name) not in TOO_COMMON}
    for keyword in keywords:
        for term in keyword.any:
            topics.update(dict.fromkeys(variants(term), keyword.topic))
    return topics


def holders(papers: Sequence[Listed], topics: Mapping[str, str]) -> dict[str, list[Listed]]:
    """The papers that hold each topic of a vocabulary, each once, in the order given."""
    begins = {form[:end] for form in topics for end in range(1, len(form) + 1)}
    found: dict[str, list[Listed]] = defaultdict(list)
    for paper in papers:
        for topic in {topics[form] for form in _forms(paper.words, topics, begins)}:
            found[topic].append(paper)
    return dict(found)


def _forms(words: Sequence[str], topics: Mapping[str, str], begins: set[str]) -> Iterator[str]:
    """Forms of topics among the words; a form shorter than five letters is one word, so "a I" is not "AI".

    Unless it is a topic that is written in several (`U-Net`).
    """
    for start in range(len(words)):
        joined = ""
        for end in range(start, min(start + LONGEST_TERM, len(words))):
            joined += words[end]
            if joined not in begins:
                break
            whole = end == start or len(joined) >= JOINED_LENGTH or " ".join(words[start : end + 1]) in topics
            if joined in topics and whole:
                yield joined


def _usual(told: Counter[str]) -> str:
    """The spelling most papers use; of equals the shortest, then the first by letter."""
    return min(told, key=lambda spelling: (-told[spelling], len(spelling), spelling))


def _phrases(title: str) -> dict[str, str]:
    """Runs of two or three words of a title that may be a topic, e.g. "World Models for Driving" → world models."""
    found = {}
    for part in PARTS.split(title):
        for run in _runs(part):
            for size in PHRASE:
                for start in range(len(run) - size + 1):
                    words = run[start : start + size]
                    if _may_be_topic([word for word, _ in words]):
                        found["".join(word for word, _ in words)] = " ".join(written for _, written in words).lower()
    return found


def _runs(part: str) -> Iterator[list[tuple[str, str]]]:
    """Words between the small words, each as compared and as written."""
    run: list[tuple[str, str]] = []
    # GPT-4o를 → GPT | 4o | 를
    for written in re.findall(r"[A-Za-z0-9.]+|[가-힣]+", part):
        folded = fold(written)
        if len(folded) != 1 or folded[0] in _stop().between:
            if run:
                yield run
            run = []
        else:
            run.append((folded[0], written))
    if run:
        yield run


def _may_be_topic(words: Sequence[str]) -> bool:
    stop = _stop()
    return words[0] not in stop.first and words[-1] not in stop.last and "".join(words) not in stop.whole


def _acronyms(title: str) -> dict[str, str]:
    return {"".join(fold(word)): word.removesuffix("s") for word in ACRONYM.findall(title)}


def _named_by(keywords: Iterable[str]) -> dict[str, str]:
    """What a list says its papers are about: phrases as they stand, short forms in brackets, acronyms."""
    found = {}
    for keyword in keywords:
        whole = " ".join(SHORT.sub(" ", keyword).split())
        words = fold(whole)
        if PHRASE[0] <= len(words) <= LONGEST_KEYWORD and _may_be_topic(words):
            found["".join(words)] = whole
        for short in SHORT.findall(keyword):
            found.update(_acronyms(short))
        if len(words) <= 1:
            found.update(_acronyms(whole))
    return found


@dataclass(frozen=True)
class _Stop:
    """Words that are no topic, and where in a phrase they make it none."""

    between: frozenset[str]
    first: frozenset[str]
    last: frozenset[str]
    whole: frozenset[str]


@cache
def _stop() -> _Stop:
    from digest.yaml import read_yaml  # only a day that looks for topics needs it

    read = read_yaml(Path(__file__).with_name("stop_words.yaml"))
    words = {name: frozenset(read[name].split()) for name in ("between", "first", "last")}
    return _Stop(**words, whole=frozenset("".join(fold(phrase)) for phrase in read["whole"].split("|")))
