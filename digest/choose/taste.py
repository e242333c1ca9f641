"""What a reader's likes say of a day's papers: a TF-IDF centroid, scaled to percentiles within the day. Pure.

Rocchio's way: liked papers' word vectors are added up, disliked ones taken off; a paper counts by its cosine with that.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from digest.choose.keywords import UNSEEN, TextIndex, fold
from digest.choose.rank import DayIndex
from digest.models import Item, ScorePart, Value

ENOUGH = 20
"""Signals from which on learning counts: from fewer nothing beats keywords."""
MOST = 1.0
"""The part of the score that the paper nearest to a reader's taste gets; the farthest loses as much."""
TOO_COMMON = 0.2
"""Share of papers from which on a word says nothing of anybody's taste."""
TOLD = 3
"""Words that a reason names."""


class Reactions(Value):
    """메시지에 달린 반응의 뜻. Slack이 부르는 이름으로 적습니다."""

    like: tuple[str, ...] = ("+1", "thumbsup", "heavy_plus_sign", "eyes")
    """좋아요: 👍, ➕, 👀."""
    dislike: tuple[str, ...] = ("-1", "thumbsdown", "heavy_minus_sign")
    """싫어요: 👎, ➖."""


class Signal(NamedTuple):
    """One thing a reader did with a paper."""

    text: str
    """Title and abstract."""
    value: float
    """1 for a liked paper, -1 for a disliked one; less for what may have meant another."""


class Taste:
    """What somebody likes, as weights of words."""

    def __init__(self, signals: Sequence[Signal], papers: Sequence[TextIndex]) -> None:
        """papers: by which rare words are told from broad ones."""
        self._papers = papers
        self._count = sum(len(index.items) for index in papers)
        self.weights: dict[str, float] = defaultdict(float)
        for signal in signals:
            for word, weight in self._vector(fold(signal.text)).items():
                self.weights[word] += signal.value * weight
        self._length = _length(self.weights)

    def parts(self, index: DayIndex) -> dict[str, ScorePart]:
        """The part of every item's score, by key; nothing when nothing was learned."""
        if not self._length:
            return {}
        near = [self.nearness(index.words(place)) for place in range(len(index.items))]
        ranks = percentiles(near)
        found = {}
        for place, item in enumerate(index.items):
            value = round(MOST * (2 * ranks[place] - 1), 3)
            if value:
                found[item.key] = ScorePart(name="taste", value=value, why=self._why(item, index.words(place), value))
        return found

    def nearness(self, words: Iterable[str]) -> float:
        """Cosine of a text with what is liked, -1 to 1."""
        vector = self._vector(words)
        return sum(weight * self.weights.get(word, 0.0) for word, weight in vector.items()) / self._length

    def strongest(self, count: int) -> tuple[tuple[str, float], ...]:
        """The words that weigh most, liked or disliked."""
        return tuple(sorted(self.weights.items(), key=lambda pair: (-abs(pair[1]), pair[0]))[:count])

    def _why(self, item: Item, words: Iterable[str], value: float) -> str:
        """`취향 +0.21: mixture of experts, routing`: the item's topic words, else its words, that weigh most."""
        sign = 1 if value > 0 else -1
        vector = self._vector(words)
        weighed = {word: sign * weight * self.weights.get(word, 0.0) for word, weight in vector.items()}
        topics = {tag: sum(weighed.get(word, 0.0) for word in fold(tag)) for tag in item.keywords}
        best = [tag for tag in sorted(topics, key=lambda tag: (-topics[tag], tag)) if topics[tag] > 0]
        covered = {word for tag in best for word in fold(tag)}
        best += [word for word in sorted(weighed, key=lambda word: (-weighed[word], word)) if weighed[word] > 0]
        told = [word for word in dict.fromkeys(best) if word in item.keywords or word not in covered][:TOLD]
        return f"취향 {value:+.2f}" + (f": {', '.join(told)}" if told else "")

    def _vector(self, words: Iterable[str]) -> dict[str, float]:
        """TF-IDF weights of a text, of length 1."""
        counts = Counter(words)
        vector = {word: (1 + math.log(count)) * self._rarity(word) for word, count in counts.items()}
        length = _length(vector)
        return {word: weight / length for word, weight in vector.items() if weight} if length else {}

    def _rarity(self, word: str) -> float:
        held = sum(index.frequency(word) for index in self._papers)
        if len(word) < 2 or held > TOO_COMMON * (self._count + UNSEEN):
            return 0.0
        return math.log((self._count + UNSEEN) / (held + 1))


def percentiles(values: Sequence[float]) -> list[float]:
    """Where each value stands among all, 0 to 1; equal values stand together in their middle."""
    if len(values) < 2:
        return [0.5] * len(values)
    ordered = sorted(values)
    first = {value: place for place, value in reversed(list(enumerate(ordered)))}
    last = {value: place for place, value in enumerate(ordered)}
    return [(first[value] + last[value]) / 2 / (len(values) - 1) for value in values]


def _length(weights: dict[str, float]) -> float:
    return math.sqrt(sum(weight * weight for weight in weights.values()))
