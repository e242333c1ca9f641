"""Keywords against texts: whole words, plurals, hyphens and case folded, Korean aliases, negatives.

Terms are looked up in an index of the day's word sequences, so thousands of profiles share one pass over the papers.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import cache, lru_cache
from operator import attrgetter
from typing import NamedTuple

from pydantic import Field, model_validator

from digest.choose.keyword_aliases import ALIASES
from digest.models import Item, Value

LONGEST_TERM = 6
"""Words in the longest term that can match."""
ELSEWHERE = 0.7
"""What a term counts that stands only outside the title."""
JOINED_LENGTH = 5
"""Shorter runs of several words are not joined, so that "a I" never becomes "ai"."""
WORD = re.compile(r"[a-z0-9]+(?:\.[0-9]+)*|[가-힣]+")
HANGUL = re.compile(r"[가-힣]")


class Keyword(Value):
    """One configured interest: any of the terms counts once, with a weight; or a veto."""

    any: tuple[str, ...] = ()
    """Terms that mean the same interest; a plain `diffusion` is short for `{any: [diffusion]}`."""
    weight: float = Field(default=1.0, gt=0, le=10)
    """How much a match counts: all of it for a paper's strongest match, half for the next, and so on; votes count up
    to 1."""
    veto: tuple[str, ...] = Field(default=(), alias="not")
    """Terms that keep an item out, unless the reader put it aside; stands alone: `{not: medical}`."""

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
            raise ValueError("`any: [말]`과 `not: [말]` 가운데 하나만 적으세요")
        for term in (*self.any, *self.veto):
            if not fold(term):
                raise ValueError(f"찾을 글자가 없습니다: {term!r}")
        return self

    @property
    def label(self) -> str:
        """How the keyword is named to its reader: as it was written."""
        return self.any[0]

    @property
    def topic(self) -> str:
        """What it is counted as day by day, however a person writes it: the Korean name where one is usual."""
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


@cache
def _alias_groups() -> dict[str, tuple[tuple[str, ...], ...]]:
    """The groups of aliases that a folded form belongs to; folded once, for any number of keywords."""
    groups: dict[str, tuple[tuple[str, ...], ...]] = {}
    for group in ALIASES:
        for form in {"".join(fold(alias)) for alias in group}:
            groups[form] = (*groups.get(form, ()), group)
    return groups


@lru_cache(maxsize=100_000)
def variants(term: str) -> tuple[str, ...]:
    """The folded forms a term is looked up by: itself and its Korean/English aliases."""
    own = "".join(fold(term))
    aliases = {"".join(fold(alias)) for group in _alias_groups().get(own, ()) for alias in group}
    return tuple(sorted({own} | aliases))


@lru_cache(maxsize=100_000)
def display(term: str) -> str:
    """The Korean name of a term where one is usual, else the term as it was configured."""
    groups = _alias_groups().get("".join(fold(term)), ())
    return groups[0][0] if groups else term


class Match(NamedTuple):
    """Which of a person's keywords an item matches."""

    labels: tuple[str, ...]
    points: tuple[float, ...]
    """The weight of each; a term found only outside the title counts 0.7 of it."""

    @property
    def score(self) -> float:
        """The strongest counts in full, every further one half as much as the one before.

        Abstracts hold many words: three matches there (1.23) stay near one in the title (1.0), and no number of
        them reaches two strong ones, so that what is much talked about (heat up to 1, mentions) is not buried.
        """
        total = 0.0
        for points in sorted(self.points):
            total = total / 2 + points
        return total

    def also(self, other: Match) -> Match:
        """Both keywords together."""
        return Match(self.labels + other.labels, self.points + other.points)


class TextIndex:
    """The words of some items and where they stand; lookups cost nothing per item that does not match.

    A term is compared without its spaces and hyphens ("long-context" is "longcontext"), so it is looked up by every
    way of cutting it into words that occur, and the words must then follow each other.
    """

    def __init__(self, items: Sequence[Item]) -> None:
        self.items = tuple(sorted(items, key=attrgetter("key")))
        self._titles: list[str] = []
        self._texts: list[str] = []
        self._holders: dict[str, set[int]] = defaultdict(set)
        self._hangul: list[tuple[int, str, str]] = []
        for place, item in enumerate(self.items):
            body = " . ".join((item.title, item.abstract, *item.keywords, *item.notes))
            title, text = fold(item.title), fold(body)
            self._titles.append(f" {' '.join(title)} ")
            self._texts.append(f" {' '.join(text)} ")
            for word in text:
                self._holders[word].add(place)
            if HANGUL.search(body):
                self._hangul.append((place, "".join(title), "".join(text)))
        self._longest = max(map(len, self._holders), default=0)
        self._found: dict[str, tuple[frozenset[int], frozenset[int]]] = {}
        self._matched: dict[Keyword, dict[int, Match]] = {}

    def _cuts(self, form: str, words: tuple[str, ...], places: Set[int]) -> Iterator[tuple[str, Set[int]]]:
        """Ways to write a form as up to six words (as ` a b `) with the items that hold all of them."""
        for end in range(1, min(len(form), self._longest) + 1):
            holders = self._holders.get(form[:end])
            together = holders & places if holders and words else holders
            if not together:
                continue
            if end == len(form):
                yield f" {' '.join((*words, form))} ", together
            elif len(words) + 1 < LONGEST_TERM:
                yield from self._cuts(form[end:], (*words, form[:end]), together)

    def find(self, term: str) -> tuple[frozenset[int], frozenset[int]]:
        """Places of items that hold the term (in the title, anywhere)."""
        if term not in self._found:
            titles: set[int] = set()
            texts: set[int] = set()
            for form in variants(term):
                cuts = self._cuts(form, (), frozenset()) if len(form) >= JOINED_LENGTH else self._whole(form)
                for phrase, places in cuts:
                    texts |= {place for place in places if phrase in self._texts[place]}
                    titles |= {place for place in places if phrase in self._titles[place]}
                if HANGUL.search(form):  # Korean words carry particles: a part of the word is a match
                    titles |= {place for place, title, _ in self._hangul if form in title}
                    texts |= {place for place, _, text in self._hangul if form in text}
            self._found[term] = (frozenset(titles), frozenset(texts | titles))
        return self._found[term]

    def _whole(self, form: str) -> list[tuple[str, Set[int]]]:
        return [(f" {form} ", self._holders[form])] if form in self._holders else []

    def match(self, keywords: Iterable[Keyword]) -> tuple[dict[int, Match], frozenset[int]]:
        """Matches by place of item, and the places a veto excludes."""
        matches: dict[int, Match] = {}
        vetoed: frozenset[int] = frozenset()
        for keyword in keywords:
            if keyword.veto:
                vetoed = vetoed.union(*(self.find(term)[1] for term in keyword.veto))
            if keyword.any:
                one = self._match_one(keyword)
                both = {place: matches[place].also(one[place]) for place in matches.keys() & one.keys()}
                matches.update(one)
                matches.update(both)
        return matches, vetoed

    def _match_one(self, keyword: Keyword) -> dict[int, Match]:
        """Matches of one keyword, found once however many people have it."""
        if keyword not in self._matched:
            found = [self.find(term) for term in keyword.any]
            titles = frozenset[int]().union(*(in_title for in_title, _ in found))
            texts = frozenset[int]().union(*(anywhere for _, anywhere in found))
            in_title = Match((keyword.label,), (keyword.weight,))
            elsewhere = Match((keyword.label,), (keyword.weight * ELSEWHERE,))
            self._matched[keyword] = {place: in_title if place in titles else elsewhere for place in texts}
        return self._matched[keyword]
