"""Keywords against texts: whole words, plurals, hyphens and case folded, Korean aliases, negatives.

Terms are looked up in an index of the day's word sequences, so thousands of profiles share one pass over the papers.
Keywords that mean one thing are one interest; how much a match of it counts depends on where it stands (title,
Hugging Face's topic words, abstract), how often, and how rare the interest is among the papers of the last weeks.
"""

from __future__ import annotations

import math
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Set
from functools import cache, lru_cache
from itertools import chain
from typing import NamedTuple

from pydantic import Field, model_validator

from digest.choose.keyword_aliases import ALIASES
from digest.lazy import pattern_of
from digest.models import Item, ScorePart, Value

MOST_WORDS = 100_000
"""Words whose singular is kept in memory."""
LONGEST_TERM = 6
"""Words in the longest term that can match."""
IN_TITLE, IN_TAGS, IN_ABSTRACT = 4.0, 1.0, 1.0
"""What one place counts: the title, the topic words that Hugging Face gives a paper, one mention in the abstract."""
MOST_MENTIONS = 4
"""Mentions in one abstract beyond these say nothing more."""
HALF = 3.0
"""The count that is worth half of the most: every further place adds less (the saturation of BM25)."""
FULL = 1 + HALF / (IN_TITLE + IN_TAGS + MOST_MENTIONS * IN_ABSTRACT)
"""So that a rare word in every place counts 1."""
RARE, COMMON = 0.01, 0.5
"""Share of papers up to which an interest counts in full, and from which on it counts least; logarithmic between."""
UNSEEN = 100
"""Papers that an unknown word is thought to be rare in, before any are seen: so that five do not make it broad."""
LEAST = 0.3
"""What the broadest interest still counts."""
BROAD = 0.6
"""An interest that counts less than this is a broad word: about every tenth paper holds it."""
JOINED_LENGTH = 5
"""Shorter runs of several words are not joined, so that "a I" never becomes "ai"; `U-Net` is found as it is written."""
# matrices → matrix
IRREGULAR = {
    "ais": "ai", "analyses": "analysis", "bias": "bias", "biases": "bias", "boxes": "box", "caches": "cache",
    "cpus": "cpu", "gpus": "gpu", "hypotheses": "hypothesis", "indices": "index", "lms": "lm", "matrices": "matrix",
    "npus": "npu", "taxes": "tax", "tpus": "tpu", "viruses": "virus",
}  # fmt: skip
"""Words of the field that the rules of `_singular` would take wrongly."""
WORD = pattern_of(r"[a-z0-9]+(?:\.[0-9]+)*|[가-힣]+")  # gpt · 4.5 · 확산
HANGUL = pattern_of(r"[가-힣]")  # RLHF로


class Keyword(Value):
    """관심사 하나. 적은 말 가운데 하나라도 나오면 한 번, 가중치만큼 셉니다. 또는 빼고 싶은 말."""

    any: tuple[str, ...] = ()
    """같은 관심사를 뜻하는 말들. 그냥 `diffusion`이라고 적으면 `{any: [diffusion]}`을 줄여 쓴 것입니다. 낱말 여럿은
    그 차례로 붙어 있어야 맞습니다: `LLM agent`는 LLM agents, LLM-agent와 맞고 LLM-based agent와는 맞지 않습니다.
    떨어져 있어도 되면 낱말을 따로 적으세요."""
    weight: float = Field(default=1.0, gt=0, le=10)
    """맞았을 때 얼마나 세는지. 논문에서 가장 잘 맞은 관심사는 전부, 그다음은 절반, 이런 식으로 줄어듭니다. 추천 수는
    많아야 1입니다."""
    veto: tuple[str, ...] = Field(default=(), alias="not")
    """이 말이 나오는 글은 뺍니다(직접 담은 링크는 빼지 않습니다). 따로 한 항목으로 적습니다: `{not: medical}`."""

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
    return list(map(_SINGULARS.__getitem__, WORD.findall(unicodedata.normalize("NFKC", text).casefold())))


class _Singulars(dict[str, str]):
    """The singular of every word that was met: quicker than a cached function, and a preview meets a million words."""

    def __missing__(self, word: str) -> str:
        if len(self) >= MOST_WORDS:
            self.clear()
        return self.setdefault(word, _singular(word))


_SINGULARS = _Singulars()


def _singular(word: str) -> str:
    if word in IRREGULAR:
        return IRREGULAR[word]
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
    """The folded forms a term is looked up by: itself and its Korean/English aliases, joined; `u net` beside `unet`."""
    words = fold(term)
    own = "".join(words)
    aliases = {"".join(fold(alias)) for group in _alias_groups().get(own, ()) for alias in group}
    written = {" ".join(words)} if len(own) < JOINED_LENGTH and not HANGUL.search(own) else set()
    return tuple(sorted({own} | aliases | written))


@lru_cache(maxsize=100_000)
def display(term: str) -> str:
    """The Korean name of a term where one is usual, else the term as it was configured."""
    groups = _alias_groups().get("".join(fold(term)), ())
    return groups[0][0] if groups else term


class Count(NamedTuple):
    """Where and how often a term or an interest stands in an item."""

    title: int = 0
    tags: int = 0
    """In the topic words of Hugging Face, or in a note of the reader's own."""
    abstract: int = 0

    @property
    def worth(self) -> float:
        """The places by what each counts; a place counts once, the abstract up to four times."""
        abstract = IN_ABSTRACT * min(self.abstract, MOST_MENTIONS)
        return IN_TITLE * bool(self.title) + IN_TAGS * bool(self.tags) + abstract

    @property
    def where(self) -> str:
        """`제목·초록 2회`, in Korean."""
        told = ("제목" if self.title else "", "주제어" if self.tags else "")
        abstract = f"초록 {self.abstract}회" if self.abstract else ""
        return "·".join(part for part in (*told, abstract) if part)

    def also(self, other: Count) -> Count:
        """Both together."""
        return Count(self.title + other.title, self.tags + other.tags, self.abstract + other.abstract)


class Interest(NamedTuple):
    """What a person wants to read about: one topic, whatever its languages and spellings."""

    label: str
    """As its reader wrote it first."""
    terms: tuple[str, ...]
    weight: float


@lru_cache(maxsize=20_000)
def interests(keywords: tuple[Keyword, ...]) -> tuple[Interest, ...]:
    """Keywords that mean the same are one interest with the highest of their weights: `[multimodal, 멀티모달]`."""
    joined: list[tuple[set[str], list[Keyword]]] = []
    for keyword in keywords:
        if keyword.any:
            forms = {form for term in keyword.any for form in variants(term)}
            same = [each for each in joined if not forms.isdisjoint(each[0])]
            joined = [each for each in joined if forms.isdisjoint(each[0])]
            members = [member for each in same for member in each[1]]
            joined.append((forms.union(*(each[0] for each in same)), [*members, keyword]))
    return tuple(
        Interest(
            members[0].label,
            tuple(dict.fromkeys(term for member in members for term in member.any)),
            max(member.weight for member in members),
        )
        for _, members in joined
    )


class Hit:
    """One interest found in one item, and what that is worth. Shared by all who have the interest."""

    __slots__ = ("_why", "faint", "kind", "label", "points")

    def __init__(self, kind: str, label: str, points: float, why: Callable[[], str], *, faint: bool = False) -> None:
        """kind: `keyword`, `author` or `lab`. faint: a broad word that stands in the abstract alone."""
        self.kind = kind
        self.label = label
        self.points = points
        self.faint = faint
        self._why = why

    @classmethod
    def of_words(cls, interest: Interest, count: Count, rare: float) -> Hit:
        """A match of words. rare: see `rarity`."""
        worth = count.worth
        used = FULL * worth / (worth + HALF)

        def why() -> str:
            told = f"가중치 {interest.weight:g} × 드묾 {rare:.2f} × 쓰임 {used:.2f}"
            return f"{interest.label}({count.where}): {told}"

        faint = rare < BROAD and not (count.title or count.tags)
        return cls("keyword", interest.label, round(interest.weight * rare * used, 3), why, faint=faint)

    def part(self, place: int) -> ScorePart:
        """Its part of a score; of several the strongest counts in full (place 0), every further one half as much."""
        halved = f" ÷ {2**place}" if place else ""
        return ScorePart(name=self.kind, value=round(self.points / 2**place, 3), why=self._why() + halved)


class TextIndex:
    """The words of some items and where they stand; lookups cost nothing per item that does not match.

    A term is compared without its spaces and hyphens ("long-context" is "longcontext"), so it is looked up by every
    way of cutting it into words that occur, and the words must then follow each other.
    """

    def __init__(self, items: Iterable[Item]) -> None:
        self.items = tuple(items)
        self._titles: list[str] = []
        self._tags: list[str] = []
        self._abstracts: list[str] = []
        self._holders: dict[str, set[int]] = defaultdict(set)
        self._hangul: list[tuple[int, str, str, str]] = []
        for place, item in enumerate(self.items):
            title, abstract = fold(item.title), fold(item.abstract)
            tags = [fold(tag) for tag in (*item.keywords, *item.notes)]
            self._titles.append(_spaced(title))
            self._tags.append("|".join(map(_spaced, tags)))
            self._abstracts.append(_spaced(abstract))
            for word in set(chain(title, abstract, *tags)):
                self._holders[word].add(place)
            if HANGUL.search(item.title) or HANGUL.search(item.abstract) or any(map(HANGUL.search, chain(*tags))):
                self._hangul.append((place, "".join(title), "|".join(map("".join, tags)), "".join(abstract)))
        self._longest = max(map(len, self._holders), default=0)
        self._found: dict[str, dict[int, Count]] = {}
        self._phrases: dict[str, list[str]] = defaultdict(list)

    def words(self, place: int) -> list[str]:
        """The folded words of an item's title and abstract."""
        return self._titles[place].split() + self._abstracts[place].split()

    def frequency(self, word: str) -> int:
        """How many items hold a folded word."""
        return len(self._holders[word]) if word in self._holders else 0

    def _cuts(self, form: str, words: tuple[str, ...], places: Set[int]) -> Iterator[tuple[str, Set[int]]]:
        """Ways to write a form as up to six words (as ` a  b `) with the items that hold all of them."""
        for end in range(1, min(len(form), self._longest) + 1):
            holders = self._holders.get(form[:end])
            together = holders & places if holders and words else holders
            if not together:
                continue
            if end == len(form):
                yield _spaced((*words, form)), together
            elif len(words) + 1 < LONGEST_TERM:
                yield from self._cuts(form[end:], (*words, form[:end]), together)

    def _whole(self, form: str) -> list[tuple[str, Set[int]]]:
        """A short form as it is written: one word, or `u net`."""
        places = set.intersection(*(self._holders.get(word, set()) for word in form.split()))
        return [(_spaced(form.split()), places)] if places else []

    def find(self, terms: Iterable[str]) -> dict[int, Count]:
        """Where any of some terms stands, in any of their languages and spellings, by place of the item."""
        together: dict[int, Count] = {}
        for form in sorted({form for term in terms for form in variants(term)}):
            for place, count in self._find_form(form).items():
                together[place] = count.also(together[place]) if place in together else count
        return together

    def phrases(self, terms: Iterable[str]) -> frozenset[str]:
        """How some terms are written in these items, as words with blanks around; in Hangul, as they are."""
        return frozenset(phrase for term in terms for form in variants(term) for phrase in self._phrases.get(form, ()))

    def holding(self, phrases: Iterable[str]) -> int:
        """How many items hold any of some phrases of another index; quicker than to find out where."""
        places: set[int] = set()
        for phrase in phrases:
            first, *others = phrase.split()
            if HANGUL.search(phrase):
                places.update(place for place, *fields in self._hangul if any(phrase in field for field in fields))
            elif not others:
                places |= self._holders.get(first, set())
            else:
                together = self._holders.get(first, set()).intersection(*(self._holders.get(w, ()) for w in others))
                texts = (self._titles, self._tags, self._abstracts)
                places.update(place for place in together if any(phrase in text[place] for text in texts))
        return len(places)

    def _find_form(self, form: str) -> dict[int, Count]:
        """Where a folded form stands."""
        known = self._found.get(form)
        if known is None:
            known = self._found[form] = {}
            for place, count in self._counts(form):
                if any(count):
                    known[place] = count.also(known[place]) if place in known else count
        return known

    def _counts(self, form: str) -> Iterator[tuple[int, Count]]:
        if HANGUL.search(form):  # Korean words carry particles: a part of the word is a match
            self._phrases[form].append(form)
            for place, title, tags, abstract in self._hangul:
                yield place, Count(title.count(form), tags.count(form), abstract.count(form))
            return
        titles, tagged, abstracts = self._titles, self._tags, self._abstracts
        whole = len(form) < JOINED_LENGTH or " " in form
        for phrase, places in self._whole(form) if whole else self._cuts(form, (), frozenset()):
            self._phrases[form].append(phrase)
            for place in places:
                told = abstracts[place].count(phrase)
                yield place, Count(titles[place].count(phrase), tagged[place].count(phrase), told)


def _spaced(words: Iterable[str]) -> str:
    """Words with blanks of their own around each, so that a word that stands twice in a row is counted twice."""
    return f" {'  '.join(words)} "


def rarity(holding: int, papers: int) -> float:
    """What an interest counts (`LEAST`–1) that so many of some papers hold: rare words tell, broad ones hardly do."""
    share = (holding + RARE * UNSEEN) / (papers + UNSEEN)
    if share <= RARE:
        return 1.0
    if share >= COMMON:
        return LEAST
    return LEAST + (1 - LEAST) * math.log(COMMON / share) / math.log(COMMON / RARE)
