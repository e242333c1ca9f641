"""What was seen, when, with its metrics at that age."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from typing import NamedTuple

import sqlalchemy as sa

from digest.calendar.window import Window
from digest.models import Sighting
from digest.store.engine import upsert
from digest.store.paper_index import forget_abstracts, note_sightings
from digest.store.tables import sightings as table

# the same paper seen again, `late` this time
NOT_OBSERVED = ("seen_at", "late", "again")
"""Fields that say how something was come by; two observations that differ in them alone are one."""


class Observation(NamedTuple):
    """One row: who saw something when, and for which digest day first."""

    source: str
    for_date: dt.date
    list_date: dt.date | None
    seen_at: dt.datetime
    sighting: Sighting | None
    """None for what was thinned out: that it was seen is all that is left."""


class SightingTable:
    """Append-only evidence; the same observation is stored once, changed metrics are a new row."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def add(self, seen: Iterable[Sighting], for_date: dt.date) -> int:
        """Store what a digest day's window showed; gives how many observations were new."""
        seen, rows = list(seen), {}
        for sighting in seen:
            payload = sighting.model_dump(mode="json", exclude_defaults=True)
            stable = {name: value for name, value in payload.items() if name not in NOT_OBSERVED}
            mark = hashlib.sha256(json.dumps(stable, sort_keys=True).encode()).hexdigest()
            rows[mark] = {
                "fingerprint": mark,
                "key": sighting.key,
                "source": sighting.source,
                "for_date": for_date,
                "list_date": sighting.list_date,
                "published": sighting.published,
                "seen_at": sighting.seen_at,
                "payload": json.dumps(payload, ensure_ascii=False),
            }
        with self._engine.begin() as connection:
            new = upsert(connection, table, list(rows.values()), keep=True)
            if new:
                note_sightings(connection, seen, for_date)
            return new

    def recall(self, source: str, window: Window) -> tuple[Sighting, ...]:
        """What a source showed for the window on earlier occasions, the newest observation of each thing.

        What stood in one of its lists, and what was collected for that digest day or for one before it that was
        skipped afterwards; never anything dated after the window or seen after `window.now`. An arXiv paper submitted
        inside a window is announced after it, so lying inside is no sign of belonging.
        """
        return self._seen(source, window, sa.or_(table.c.list_date.in_(window.list_dates), _until(window, window.date)))

    def of_skipped_days(self, source: str, window: Window) -> tuple[Sighting, ...]:
        """What of that was collected for days that have no digest of their own any more (a pause came later)."""
        return self._seen(source, window, _until(window, window.date - dt.timedelta(days=1)))

    def days(self, first: dt.date, last: dt.date) -> tuple[dt.date, ...]:
        """Digest days of a range that anything was seen for and that are not thinned out, oldest first."""
        c = table.c
        inside = (c.for_date >= first, c.for_date <= last, c.payload != "")
        with self._engine.connect() as connection:
            return tuple(connection.scalars(sa.select(c.for_date).where(*inside).distinct().order_by(c.for_date)))

    def of_day(self, window: Window) -> tuple[Sighting, ...]:
        """What all sources showed for a digest day, as it was when that day was made, however it changed later."""
        inside = sa.or_(table.c.list_date.in_(window.list_dates), _until(window, window.date))
        return self._newest(sa.and_(inside, table.c.for_date <= window.date), window)

    def _seen(self, source: str, window: Window, inside: sa.ColumnElement[bool]) -> tuple[Sighting, ...]:
        known = (table.c.source == source, table.c.seen_at <= window.now)
        return self._newest(sa.and_(*known, inside), window)

    def _newest(self, inside: sa.ColumnElement[bool], window: Window) -> tuple[Sighting, ...]:
        """The newest observation of each thing; of its own lists a day has no second look."""
        c = table.c
        whole = c.payload != ""  # "": thinned, see `tidy`
        query = sa.select(c.payload).where(inside, whole).order_by(c.seen_at, c.fingerprint)
        with self._engine.connect() as connection:
            found = [Sighting.model_validate_json(payload) for (payload,) in connection.execute(query)]
        found = [sighting for sighting in found if not sighting.of_week]
        newest = {(s.source, s.key, s.list_date, s.post_url): s for s in found}
        listed = window.list_dates
        return tuple(s.model_copy(update={"again": False}) if s.list_date in listed else s for s in newest.values())

    def of_list(self, source: str, list_date: dt.date, window: Window) -> tuple[Sighting, ...]:
        """What earlier digest days' windows saw in one list of a source, the newest observation of each thing."""
        inside = (table.c.source == source, table.c.list_date == list_date, table.c.for_date <= window.previous)
        query = sa.select(table.c.payload).where(*inside, table.c.payload != "").order_by(table.c.seen_at)
        with self._engine.connect() as connection:
            found = [Sighting.model_validate_json(payload) for payload in connection.scalars(query)]
        return tuple({sighting.key: sighting for sighting in found if not sighting.of_week}.values())

    def known_before(self, source: str, list_date: dt.date, window: Window) -> frozenset[str]:
        """Keys that earlier digest days' windows saw in one list of a source."""
        c = table.c
        query = sa.select(c.key).where(c.source == source, c.list_date == list_date, c.for_date <= window.previous)
        with self._engine.connect() as connection:
            return frozenset(connection.scalars(query))

    def keys_before(self, source: str, window: Window) -> frozenset[str]:
        """Keys that earlier digest days' windows saw at a source; days skipped since then do not count as any."""
        c = table.c
        query = sa.select(c.key).where(c.source == source, c.for_date <= window.previous).distinct()
        with self._engine.connect() as connection:
            return frozenset(connection.scalars(query))

    def has_published(self, source: str, start: dt.datetime, end: dt.datetime, window: Window) -> bool:
        """Whether a source showed earlier digest days something published in [start, end)."""
        c = table.c
        inside = sa.and_(c.published >= start, c.published < end)
        query = sa.select(c.key).where(c.source == source, inside, c.for_date <= window.previous).limit(1)
        with self._engine.connect() as connection:
            return connection.scalar(query) is not None

    def collected_between(self, after: dt.date, before: dt.date) -> bool:
        """Whether any source was read for a digest day D with after < D < before."""
        query = sa.select(table.c.key).where(table.c.for_date > after, table.c.for_date < before).limit(1)
        with self._engine.connect() as connection:
            return connection.scalar(query) is not None

    def sample(self, before: dt.date, days: int, count: int) -> tuple[Sighting, ...]:
        """At most `count` observations of the days before a date, always the same ones, drawn as if by lot."""
        c = table.c
        inside = (c.for_date < before, c.for_date >= before - dt.timedelta(days=days), c.payload != "")
        query = sa.select(c.payload).where(*inside).order_by(c.fingerprint).limit(count)
        with self._engine.connect() as connection:
            return tuple(Sighting.model_validate_json(payload) for payload in connection.scalars(query))

    def lists(self, until: dt.date, days: int) -> dict[dt.date, tuple[Sighting, ...]]:
        """The newest `days` daily lists up to a date, oldest first, each paper once and as it was last seen.

        A paper that stands in two lists belongs to the earlier one. A list whose texts were dropped in part (`tidy`)
        is left out: what stays of it are the papers of digests, and they are no fair part of it.
        """
        c = table.c
        listed = (c.list_date.is_not(None), c.list_date <= until)
        dropped = sa.select(c.list_date).where(*listed, c.payload == "").distinct()
        whole = sa.select(c.list_date).where(*listed, c.list_date.not_in(dropped)).distinct()
        with self._engine.connect() as connection:
            dates = list(connection.scalars(whole.order_by(c.list_date.desc()).limit(days)))
            query = sa.select(c.key, c.list_date, c.payload).where(c.list_date.in_(dates))
            rows = connection.execute(query.order_by(c.list_date.desc(), c.seen_at, c.fingerprint)).all()
        newest: dict[str, dict[dt.date, str]] = {}
        for key, date, payload in rows:
            newest.setdefault(key, {})[date] = payload
        found: dict[dt.date, list[Sighting]] = {date: [] for date in sorted(dates)}
        for payloads in newest.values():
            first = min(payloads)
            found[first].append(Sighting.model_validate_json(payloads[first]))
        return {date: tuple(sorted(papers, key=lambda s: s.key)) for date, papers in found.items() if papers}

    def best(self, keys: Iterable[str]) -> dict[str, Sighting]:
        """The newest sighting with a title of each key, from any source."""
        whole = (table.c.key.in_(list(keys)), table.c.payload != "")
        query = sa.select(table.c.payload).where(*whole).order_by(table.c.seen_at)
        with self._engine.connect() as connection:
            found = [Sighting.model_validate_json(payload) for payload in connection.scalars(query)]
        return {sighting.key: sighting for sighting in found if sighting.title}

    def history(self, key: str) -> tuple[Observation, ...]:
        """Everything that was seen of one thing, oldest first; what is thinned out has no sighting any more."""
        c = table.c
        query = sa.select(c.source, c.for_date, c.list_date, c.seen_at, c.payload).where(c.key == key)
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(c.seen_at, c.fingerprint)).all()
        return tuple(
            Observation(source, for_date, list_date, at, Sighting.model_validate_json(payload) if payload else None)
            for source, for_date, list_date, at, payload in rows
        )

    def forget_texts(self, key_prefix: str, before: dt.datetime) -> int:
        """Drop the abstracts of sightings whose key begins so and that were seen before an instant.

        The fingerprint stays, so the same observation is not taken for a new one. Gives how many were changed.
        """
        c = table.c
        query = sa.select(c.fingerprint, c.payload).where(
            c.key.startswith(key_prefix, autoescape=True), c.seen_at < before, c.payload.contains('"abstract"')
        )
        with self._engine.begin() as connection:
            changed = 0
            found = connection.execute(query).all()
            forget_abstracts(connection, {json.loads(payload)["key"] for _mark, payload in found})
            for mark, payload in found:
                kept = {name: value for name, value in json.loads(payload).items() if name != "abstract"}
                row = {"payload": json.dumps(kept, ensure_ascii=False)}
                changed += connection.execute(sa.update(table).where(c.fingerprint == mark).values(row)).rowcount
        return changed


def _until(window: Window, last: dt.date) -> sa.ColumnElement[bool]:
    """What was collected for a day after prev(D), up to `last`, and is not dated after the window."""
    c = table.c
    not_later = sa.or_(c.published.is_(None), c.published < window.end)
    return sa.and_(c.for_date > window.previous, c.for_date <= last, not_later)
