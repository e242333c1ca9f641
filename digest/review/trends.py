"""What moved: today's topic counts against the digest days before, without a model. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from digest.choose.keyword_aliases import ALIASES
from digest.choose.keywords import Keyword, TextIndex
from digest.models import Trend

FEWEST_DAYS = 5
"""Digest days of history before anything is called a trend."""
RECENT_DAYS = 5
"""A topic unseen for this many days, and seen before them, is "returning"."""
FEWEST_ITEMS = 3
RISE = 2.0
MOST_TRENDS = 3
TOO_COMMON = frozenset({"거대언어모델", "벤치마크", "트랜스포머", "추론", "정렬"})
"""Words of nearly every day; their noise would drown the rest unless a reader configured them."""


def count_topics(index: TextIndex, keywords: Iterable[Keyword]) -> dict[str, int]:
    """Items of the day per topic: the configured keywords, by any of their terms, and the common AI terms."""
    topics = {group[0]: {group[0]} for group in ALIASES if group[0] not in TOO_COMMON}
    for keyword in keywords:
        if keyword.any:
            topics.setdefault(keyword.topic, set()).update(keyword.any)
    return {name: _count(index, terms) for name, terms in sorted(topics.items())}


def _count(index: TextIndex, terms: Iterable[str]) -> int:
    """Items that hold any of the terms, each once."""
    return len(index.find(terms))


def find_trends(today: Mapping[str, int], history: Mapping[dt.date, Mapping[str, int]]) -> tuple[Trend, ...]:
    """At most three topics, the largest movement first; none before five days of history.

    history: counts by earlier digest day; a topic that a day does not name was not counted then (a keyword that
    came later), which is not zero. usual: mean per digest day.
    """
    found = []
    for topic, count in today.items():
        past = [history[day][topic] for day in sorted(history) if topic in history[day]]
        if count < FEWEST_ITEMS or len(past) < FEWEST_DAYS:
            continue
        usual = sum(past) / len(past)
        if not any(past):
            state = "new"
        elif not any(past[-RECENT_DAYS:]):
            state = "returning"
        elif count >= RISE * usual:
            state = "rising"
        else:
            continue
        movement = count / (usual + 1)
        trend = Trend.model_validate(
            {"topic": topic, "state": state, "count": count, "usual": round(usual, 1), "days": len(past)}
        )
        found.append((-movement, topic, trend))
    return tuple(trend for _, _, trend in sorted(found, key=lambda f: f[:2])[:MOST_TRENDS])


def silent_keywords(
    keywords: Iterable[Keyword], history: Mapping[dt.date, Mapping[str, int]], days: int
) -> tuple[str, ...]:
    """Configured keywords, as they were written, without a single item in the last `days` recorded digest days.

    A keyword that was not counted on all of them is too young to be called silent.
    """
    recent = sorted(history)[-days:]
    if len(recent) < days:
        return ()
    labels = _labels(keywords)
    return tuple(label for topic, label in labels.items() if all(history[day].get(topic) == 0 for day in recent))


def in_own_words(trends: Iterable[Trend], keywords: Iterable[Keyword]) -> tuple[Trend, ...]:
    """The day's trends for one reader: a topic that is a keyword of theirs is called as they wrote it."""
    labels = _labels(keywords)
    return tuple(trend.model_copy(update={"topic": labels.get(trend.topic, trend.topic)}) for trend in trends)


def _labels(keywords: Iterable[Keyword]) -> dict[str, str]:
    """What the first keyword of a topic calls it."""
    labels: dict[str, str] = {}
    for keyword in keywords:
        if keyword.any:
            labels.setdefault(keyword.topic, keyword.label)
    return labels
