"""Which topics move: shares of what was listed, pooled over several list days, with a lower bound. Pure.

The newest lists (a fifth of those known, five to thirty days) are compared with up to four times as many before
them. A topic rises when the lower end of the ratio of its two shares is still well above 1. The bound is the usual
one for a ratio of two rates (Woolf's interval on the log scale, half a paper added to every count so that nothing is
divided by zero).
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

STEP = 5
"""List days by which the windows grow: a week of weekdays."""
LONGEST = 30
"""Recent list days at most: six weeks."""
FEWEST_DAYS = 15
"""List days known before anything is called a trend."""
Z = 1.64
"""Standard errors below the estimate: one chance in twenty that the true ratio is smaller."""
RISE = 1.5
"""How many times the usual share the lower end must reach."""
FEWEST_PAPERS = 6
LEAST_SHARE = 0.022
"""Part of the recent lists a topic needs: rarer ones come and go by chance."""
FEWEST_LISTS = 3
"""Different lists that must hold the topic: one list of a special issue is no movement."""
MOST = 2
"""Lines a day."""
QUIET_DAYS = 5
"""Digest days without another line about a topic, or about what is mostly the same papers."""
SAME_PAPERS = 0.6
"""Part of the smaller of two topics' papers that both must hold to be the same movement: "vision-language-action"
and "VLA"."""


class DayCount(NamedTuple):
    """How many papers one day's list held, and how many of them each topic."""

    day: dt.date
    size: int
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Movement:
    """A topic whose share rose, with exactly the numbers the test used."""

    topic: str
    count: int
    """Papers of the topic in the recent lists."""
    size: int
    """All papers of those lists."""
    days: int
    usual_count: int
    usual_size: int
    usual_days: int
    low: float
    """Lower end of the ratio of the two shares."""

    @property
    def share(self) -> float:
        """0–1, of the recent lists."""
        return self.count / self.size

    @property
    def usual(self) -> float:
        """0–1, of the lists before."""
        return self.usual_count / self.usual_size


def windows(known: int) -> tuple[int, int] | None:
    """(recent, usual) days to compare when so many list days are known; None while they are too few."""
    if known < FEWEST_DAYS:
        return None
    recent = min(LONGEST, max(STEP, known // (5 * STEP) * STEP))
    return recent, min(4 * recent, (known - recent) // STEP * STEP)


def movements(days: Sequence[DayCount]) -> tuple[Movement, ...]:
    """Topics that rise on the last of the days, the surest first.

    days: of every list, oldest first. Only topics that the last list holds are looked at.
    """
    chosen = windows(len(days))
    if chosen is None:
        return ()
    recent, usual = days[-chosen[0] :], days[-sum(chosen) : -chosen[0]]
    now, before = _sum(recent), _sum(usual)
    size, usual_size = sum(day.size for day in recent), sum(day.size for day in usual)
    enough = max(FEWEST_PAPERS, LEAST_SHARE * size)
    found = []
    for topic, count in now.items():
        on_lists = sum(1 for day in recent if day.counts.get(topic))
        if count < enough or on_lists < FEWEST_LISTS or not recent[-1].counts.get(topic):
            continue
        low = lower_bound(count, size, before[topic], usual_size)
        if low >= RISE:
            found.append(
                Movement(topic, count, size, len(recent), before[topic], usual_size, len(usual), round(low, 3))
            )
    return tuple(sorted(found, key=lambda m: (-m.low, m.topic)))


def pick(
    found: Sequence[Movement], papers: Mapping[str, frozenset[str]], told: Mapping[str, frozenset[str]]
) -> tuple[Movement, ...]:
    """The lines of a day: at most two, none about what was told within the quiet days.

    papers: keys of the recent papers of each topic; told: those of the topics of the last five digests, as they were.
    """
    lines: list[Movement] = []
    taken = dict(told)
    for movement in found:
        own = papers[movement.topic]
        if movement.topic in taken or any(_same(own, other) for other in taken.values()):
            continue
        lines.append(movement)
        taken[movement.topic] = own
        if len(lines) == MOST:
            break
    return tuple(lines)


def _same(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= SAME_PAPERS * max(1, min(len(one), len(other)))


def lower_bound(count: int, size: int, usual_count: int, usual_size: int) -> float:
    """Lower end of the ratio of two shares, e.g. 11 of 112 against 14 of 450 → 1.66."""
    ratio = (count + 0.5) / (size + 0.5) / ((usual_count + 0.5) / (usual_size + 0.5))
    return ratio * math.exp(-Z * math.sqrt(1 / (count + 0.5) + 1 / (usual_count + 0.5)))


def _sum(days: Sequence[DayCount]) -> Counter[str]:
    total: Counter[str] = Counter()
    for day in days:
        total.update(day.counts)
    return total
