"""Keywords against texts: whole words, plurals, hyphens and case folded, Korean aliases, negatives.

Terms are looked up in an index of the day's word sequences, so thousands of profiles share one pass over the papers.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pydantic import Field, model_validator

from digest.keyword_aliases import ALIASES
from digest.models import Item, Value

LONGEST_TERM = 6
"""Words in the longest term that can match."""
JOINED_LENGTH = 5
"""Shorter runs of several words are not joined, so that "a I" never becomes "ai"."""
WORD = re.compile(r"[a-z0-9]+(?:\.[0-9]+)*|[가-힣]+")
HANGUL = re.compile(r"[가-힣]")


class Keyword(Value):
    """One configured interest: any of the terms counts once, with a weight; or a veto."""

    any: tuple[str, ...] = ()
    weight: float = Field(default=1.0, gt=0, le=10)
    veto: tuple[str, ...] = Field(default=(), alias="not")

    @model_validator(mode="before")
    @classmethod
    def _from_short_form(cls, value: object) -> object:
        """`diffusion` means `{any: [diffusion]}`; `{not: medical}` means `{not: [medical]}`."""
        if isinstance(value, str):
            return {"any": (value,)}
        if isinstance(value, dict):
            lists = {
                name: (terms,) if isinstance(terms, str) else terms
                for name, terms in value.items()
                if name in ("any", "not")
            }
            return {**value, **lists}
        return value

    @model_validator(mode="after")
    def _something_to_match(self) -> Keyword:
        if bool(self.any) == bool(self.veto):
            raise ValueError("give either `any: [terms]` or `not: [terms]`")
        for term in (*self.any, *self.veto):
            if not fold(term):
                raise ValueError(f"{term!r} holds no letter to match")
        return self

    @property
    def label(self) -> str:
        """How the keyword is named to a Korean reader."""
        return display(self.any[0])


def fold(text: str) -> list[str]:
    """Words of a text in the form they are compared in: NFKC, lower case, singular; Hangul as it stands."""
    return [_singular(word) for word in WORD.findall(unicodedata.normalize("NFKC", text).casefold())]


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 5 and word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


@lru_cache(maxsize=100_000)
def variants(term: str) -> tuple[str, ...]:
    """The folded forms a term is looked up by: itself and its Korean/English aliases."""
    own = "".join(fold(term))
    found = {own}
    for group in ALIASES:
        forms = {"".join(fold(alias)) for alias in group}
        if own in forms:
            found |= forms
    return tuple(sorted(found))


@lru_cache(maxsize=100_000)
def display(term: str) -> str:
    """The Korean name of a term where one is usual, else the term as it was configured."""
    own = "".join(fold(term))
    for group in ALIASES:
        if own in {"".join(fold(alias)) for alias in group}:
            return group[0]
    return term


@dataclass(frozen=True)
class Match:
    """Which of a person's keywords an item matches."""

    labels: tuple[str, ...]
    score: float
    """Sum of the weights; a term found only outside the title counts 0.7."""


class TextIndex:
    """All word sequences of some items; lookups cost nothing per item that does not match."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.items = tuple(items)
        self._titles: dict[str, set[int]] = defaultdict(set)
        self._texts: dict[str, set[int]] = defaultdict(set)
        self._hangul: list[tuple[int, str, str]] = []
        for place, item in enumerate(self.items):
            body = " . ".join((item.title, item.abstract, *item.keywords, *item.notes))
            self._add(self._titles, place, item.title)
            self._add(self._texts, place, body)
            if HANGUL.search(body):
                self._hangul.append((place, "".join(fold(item.title)), "".join(fold(body))))
        self._found: dict[str, tuple[frozenset[int], frozenset[int]]] = {}

    @staticmethod
    def _add(postings: dict[str, set[int]], place: int, text: str) -> None:
        words = fold(text)
        for length in range(1, LONGEST_TERM + 1):
            for start in range(len(words) - length + 1):
                run = "".join(words[start : start + length])
                if length == 1 or len(run) >= JOINED_LENGTH:
                    postings[run].add(place)

    def find(self, term: str) -> tuple[frozenset[int], frozenset[int]]:
        """Places of items that hold the term (in the title, anywhere)."""
        if term not in self._found:
            titles: set[int] = set()
            texts: set[int] = set()
            for form in variants(term):
                titles |= self._titles.get(form, set())
                texts |= self._texts.get(form, set())
                if HANGUL.search(form):  # Korean words carry particles: a part of the word is a match
                    titles |= {place for place, title, _ in self._hangul if form in title}
                    texts |= {place for place, _, text in self._hangul if form in text}
            self._found[term] = (frozenset(titles), frozenset(texts | titles))
        return self._found[term]

    def match(self, keywords: Iterable[Keyword]) -> tuple[dict[int, Match], frozenset[int]]:
        """Matches by place of item, and the places a veto excludes."""
        labels: dict[int, list[str]] = defaultdict(list)
        scores: dict[int, float] = defaultdict(float)
        vetoed: set[int] = set()
        for keyword in keywords:
            for term in keyword.veto:
                vetoed |= self.find(term)[1]
            titles: set[int] = set()
            texts: set[int] = set()
            for term in keyword.any:
                in_title, anywhere = self.find(term)
                titles |= in_title
                texts |= anywhere
            for place in texts:
                labels[place].append(keyword.label)
                scores[place] += keyword.weight * (1.0 if place in titles else 0.7)
        matches = {place: Match(tuple(labels[place]), scores[place]) for place in labels}
        return matches, frozenset(vetoed)
