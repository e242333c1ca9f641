"""How many items of a day matched each configured keyword, and which keywords had none for long. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from digest.choose.keyword_aliases import ALIASES
from digest.choose.keywords import Keyword, TextIndex
from digest.models import Trend
from digest.review.topics import TOO_COMMON


def count_topics(index: TextIndex, keywords: Iterable[Keyword]) -> dict[str, int]:
    """Items of the day per topic: the configured keywords, by any of their terms, and the common AI terms."""
    topics = {group[0]: {group[0]} for group in ALIASES if group[0] not in TOO_COMMON}
    for keyword in keywords:
        if keyword.any:
            topics.setdefault(keyword.topic, set()).update(keyword.any)
    return {name: len(index.find(terms)) for name, terms in sorted(topics.items())}


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
