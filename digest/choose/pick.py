"""The day's order → the few that are shown: a bar, places for what is talked about, and some variety. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from heapq import nlargest
from itertools import takewhile
from operator import attrgetter

from digest.choose.keywords import fold
from digest.choose.rank import Candidate

BAR = 0.3
"""The score from which on something is worth showing to a reader with interests: as much as one mention."""
FIRST_LINES = 3
"""Among these stands the day's most talked about, whatever the interests."""
TOPIC_SHARE = 3 / 8
"""Of the places, as many as one topic word may take while others are worth showing."""


def choose(ranked: Sequence[Candidate], size: int, keyed: bool, hot: int) -> tuple[Candidate, ...]:
    """The few that are shown, in their order; `size` is the most, and fewer come when fewer are worth it.

    size: how many were found by the bot; on top come the links the reader put aside, each of them, and one paper of an
    earlier list that became much talked about since. keyed: whether the digest has any interest at all; without one
    there is no bar. hot: that many of `size` are sure to be the day's most talked about, match or no match, and the
    first of them stands among the first three.
    """
    own = tuple(takewhile(attrgetter("item.asked_for"), ranked))
    found = [one for one in ranked[len(own) :] if not one.standing.second_look]
    talked_about = [one for one in found if one.standing.talk]
    sure = nlargest(min(hot, size), talked_about, key=attrgetter("talk")) if keyed else []
    chosen = _fill(found, sure, size, keyed)
    if sure and chosen.index(sure[0]) >= FIRST_LINES:
        chosen.remove(sure[0])
        chosen.insert(FIRST_LINES - 1, sure[0])
    return (*own, *chosen, *_second_look(ranked, keyed, hot))


def _fill(found: Sequence[Candidate], sure: Sequence[Candidate], size: int, keyed: bool) -> list[Candidate]:
    """`size` of what was found, at most: those that are sure, and by score what reaches the bar.

    Of one topic word not more than a few, unless nothing else is left that is worth showing.
    """
    most = max(1, round(size * TOPIC_SHARE))
    waiting = {one.item.key for one in sure}
    left = size - len(sure)
    held: Counter[str] = Counter()
    chosen: list[Candidate] = []
    passed: list[Candidate] = []
    for one in found:
        if not waiting and (not left or (keyed and one.score < BAR)):
            break
        certain = one.item.key in waiting
        if not certain and (not left or (keyed and not worthy(one))):
            continue
        topics = _topics(one.item.keywords)
        if not certain and any(held[topic] >= most for topic in topics):
            passed.append(one)
            continue
        if certain:
            waiting.remove(one.item.key)
        else:
            left -= 1
        chosen.append(one)
        held.update(topics)
    if left and passed:
        joining = {one.item.key for one in (*chosen, *passed[:left])}
        chosen = [one for one in found if one.item.key in joining]
    return chosen


def worthy(one: Candidate) -> bool:
    """Whether a reader with interests may see it: it reaches the bar, and more than a few votes speak for it."""
    return one.score >= BAR and (one.matched or one.liked or one.talk > 0 or one.item.kind == "post")


def _second_look(ranked: Sequence[Candidate], keyed: bool, hot: int) -> tuple[Candidate, ...]:
    """The one paper that a list shown before brought forward since; only what matches for who wants no hot places."""
    late = (one for one in ranked if one.standing.second_look and (hot or one.matched or not keyed))
    best = next(late, None)
    return (best,) if best else ()


@lru_cache(maxsize=10_000)
def _topics(tags: tuple[str, ...]) -> frozenset[str]:
    """The topic words of a paper, however they are written."""
    return frozenset(" ".join(fold(tag)) for tag in tags)
