"""Which digests of which days are done with, and which days are given up; a stored digest alone may be cut short."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from digest.store import Store

MOST_FAILURES = 3
"""A day that broke the program so often is left to a person; the same bug would meet it again all day long."""


def finish(store: Store, date: dt.date, names: Iterable[str], now: dt.datetime) -> None:
    """Note that these digests are made and in the journal or the outbox; called by the holder of the day."""
    known = made(store, date)
    if not known.issuperset(names):
        store.notes.put(_note(date), sorted(known.union(names)), now)


def made(store: Store, date: dt.date) -> frozenset[str]:
    """Names of the digests of a day that `finish` was told of, on their way to the chats or there."""
    note = store.notes.get(_note(date))
    return frozenset(note[0]) if note else frozenset()


def finished(store: Store, date: dt.date) -> frozenset[str]:
    """Names of the digests of a day that `finish` was told of, and that went to all targets, whatever became of it."""
    return made(store, date) - {name for name, _target in store.outbox.waiting(date)}


def note_failure(store: Store, date: dt.date, now: dt.datetime) -> None:
    """Count an unexpected error of a day."""
    store.notes.put(_stumbles(date), _failures(store, date) + 1, now)


def given_up(store: Store, date: dt.date) -> bool:
    """Whether a day broke the program as often as it may; only `digest run --date` makes it now."""
    return _failures(store, date) >= MOST_FAILURES


def _failures(store: Store, date: dt.date) -> int:
    note = store.notes.get(_stumbles(date))
    return int(note[0]) if note else 0


def _stumbles(date: dt.date) -> str:
    return f"stumbles:{date}"


def _note(date: dt.date) -> str:
    return f"finished:{date}"
