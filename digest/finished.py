"""Which digests of which days were brought to all their targets; a stored digest alone may have been cut short."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from digest.store import Store


def finish(store: Store, date: dt.date, names: Iterable[str], now: dt.datetime) -> None:
    """Note that these digests went to all their targets, whatever became of it; called by the holder of the day."""
    known = finished(store, date)
    if not known.issuperset(names):
        store.notes.put(_note(date), sorted(known.union(names)), now)


def finished(store: Store, date: dt.date) -> frozenset[str]:
    """Names of the digests of a day that `finish` was told of."""
    note = store.notes.get(_note(date))
    return frozenset(note[0]) if note else frozenset()


def _note(date: dt.date) -> str:
    return f"finished:{date}"
