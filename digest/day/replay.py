"""A stored day once more, from what the store saw for it: without network, without a model, without a trace."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from digest.calendar.window import Window
from digest.choose.keywords import TextIndex
from digest.choose.merge import merge
from digest.choose.pick import choose
from digest.choose.rank import Candidate, DayIndex, rank
from digest.collect import by_title_alone
from digest.day.learning import learned
from digest.day.setup import Profile
from digest.models import Item
from digest.store import Store

USUAL_DAYS = 21
USUAL_PAPERS = 600
"""Enough to know a word of every hundredth paper from one of every fiftieth."""


@dataclass(frozen=True)
class Replay:
    """What one reader would have been shown."""

    candidates: tuple[Candidate, ...]
    chosen: tuple[Candidate, ...]


def day_index(store: Store, window: Window, usual: TextIndex | None = None) -> DayIndex:
    """What the store saw for a day, as it was seen for that day and not later.

    usual: the papers by which rare words are told from broad ones; those of the weeks before when None.
    """
    seen = store.sightings.of_day(window)
    untitled = {s.key for s in seen} - {s.key for s in seen if s.title}
    known = store.sightings.best(untitled) if untitled else {}
    items = merge((*seen, *map(by_title_alone, known.values())))
    return DayIndex(items, usual_papers(store, window.date) if usual is None else usual)


def usual_papers(store: Store, date: dt.date) -> tuple[Item, ...]:
    """Some of what the weeks before a day showed, by which rare words are told from broad ones."""
    return merge(store.sightings.sample(date, USUAL_DAYS, USUAL_PAPERS))


def replay(store: Store, profile: Profile, index: DayIndex, taken: frozenset[str]) -> Replay:
    """Rank and choose for one digest. taken: what counts as shown on other days."""
    taste = learned(store, profile, index)
    candidates = rank(index, profile.keywords, taken, profile.people, taste)
    return Replay(candidates, choose(candidates, profile.size, profile.keyed, profile.hot))
