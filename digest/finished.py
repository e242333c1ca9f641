"""Which digests of which days are done with; a stored digest alone may have been cut short."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from digest.store import Store


def finish(store: Store, date: dt.date, names: Iterable[str], now: dt.datetime) -> None:
    """Note that these digests are made and in the journal or the outbox; called by the holder of the day."""
    known = _noted(store, date)
    if not known.issuperset(names):
        store.notes.put(_note(date), sorted(known.union(names)), now)


def finished(store: Store, date: dt.date) -> frozenset[str]:
    """Names of the digests of a day that `finish` was told of, and that went to all targets, whatever became of it."""
    return _noted(store, date) - {name for name, _target in store.outbox.waiting(date)}


def _noted(store: Store, date: dt.date) -> frozenset[str]:
    note = store.notes.get(_note(date))
    return frozenset(note[0]) if note else frozenset()


def _note(date: dt.date) -> str:
    return f"finished:{date}"
