"""What moved: today's topic counts against the digest days before, without a model. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from digest.keyword_aliases import ALIASES
from digest.keywords import Keyword, TextIndex, display
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
    """Items of the day per topic: the configured keywords and the common AI terms."""
    topics = {group[0]: group[0] for group in ALIASES if group[0] not in TOO_COMMON}
    for keyword in keywords:
        topics |= {display(term): term for term in keyword.any[:1]}
    return {name: len(index.find(term)[1]) for name, term in sorted(topics.items())}


def find_trends(today: Mapping[str, int], history: Mapping[dt.date, Mapping[str, int]]) -> tuple[Trend, ...]:
    """At most three topics, the largest movement first; none before five days of history.

    history: counts by earlier digest day. usual: mean per digest day.
    """
    if len(history) < FEWEST_DAYS:
        return ()
    days = sorted(history)
    found = []
    for topic, count in today.items():
        past = [history[day].get(topic, 0) for day in days]
        usual = sum(past) / len(past)
        if count < FEWEST_ITEMS:
            continue
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
            {"topic": topic, "state": state, "count": count, "usual": round(usual, 1), "days": len(days)}
        )
        found.append((-movement, topic, trend))
    return tuple(trend for _, _, trend in sorted(found, key=lambda f: f[:2])[:MOST_TRENDS])


def silent_keywords(
    keywords: Iterable[Keyword], history: Mapping[dt.date, Mapping[str, int]], days: int
) -> tuple[str, ...]:
    """Labels of configured keywords without a single item in the last `days` recorded digest days."""
    recent = sorted(history)[-days:]
    if len(recent) < days:
        return ()
    labels = [keyword.label for keyword in keywords if keyword.any]
    return tuple(label for label in labels if not any(history[day].get(label, 0) for day in recent))
