"""Stored days once more for another reader: what would have come, and what would have gone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from digest.calendar.digest_days import DigestCalendar
from digest.choose.keywords import TextIndex
from digest.choose.rank import Candidate
from digest.day.replay import day_index, replay, usual_papers
from digest.day.setup import Profile
from digest.models import Item
from digest.store import Store


@dataclass(frozen=True)
class PreviewedDay:
    """One day with the digest that was made of it, and the one that would have been."""

    date: dt.date
    came: tuple[Candidate, ...]
    gone: tuple[Item, ...]
    stayed: int

    @property
    def before(self) -> int:
        """How many entries the digest had."""
        return self.stayed + len(self.gone)

    @property
    def now(self) -> int:
        """How many it would have."""
        return self.stayed + len(self.came)


def preview(
    store: Store, calendar: DigestCalendar, profile: Profile, first: dt.date, last: dt.date, now: dt.datetime
) -> Iterator[PreviewedDay]:
    """The stored digest days of a range, oldest first, against what `profile` would have been shown.

    What the earlier days of the preview show counts as shown, as it would have; nothing is written. A day that was
    never made is compared with nothing.
    """
    shown = store.digests.taken(profile.name, first, earlier=True)
    usual = TextIndex(usual_papers(store, last + dt.timedelta(days=1)))
    for date in store.sightings.days(first, last):
        if not calendar.is_digest_day(date):
            continue
        index = day_index(store, calendar.window(date, now), usual)
        made = replay(store, profile, index, shown)
        stored = store.digests.load(date, profile.name)
        before = {entry.item.key: entry.item for entry in stored.entries} if stored else {}
        then = {one.item.key: one for one in made.chosen}
        shown |= then.keys()
        yield PreviewedDay(
            date,
            tuple(one for key, one in then.items() if key not in before),
            tuple(item for key, item in before.items() if key not in then),
            len(before.keys() & then.keys()),
        )
