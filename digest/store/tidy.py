"""What a store need not keep for ever: full texts of what old days showed, old runs, cached answers.

Left without care, a store grows by 3.5 MB a day. What stays of an old observation is the proof that it was seen,
on which day first: that is what tells a new entry of a feed from an old one. A daily list keeps one text a paper for
a year. Digests, deliveries, lines and what stood in a digest are never touched.
"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from digest.store.memory import Notes
from digest.store.runs import target_claim
from digest.store.summaries import REFUSED
from digest.store.tables import claims, digest_items, http_cache, outbox, runs, sightings, summaries

KEEP_DAYS = 90
"""Days whose observations are kept in full, and whose runs are."""
LIST_DAYS = 366
"""Days whose lists are kept with title and abstract, one observation a paper: what trends are counted from, and what
a claim of the last months is counted again from."""
CACHE_DAYS = 30
EVERY = dt.timedelta(days=7)
NOTE = "tidied"
AT_ONCE = 20_000
CHUNK = 500


def tidy_when_due(engine: sa.Engine, now: dt.datetime) -> int:
    """Once a week, drop what nobody will look at; gives how many observations were thinned.

    Safe beside other workers, and cheap when nothing is due. A run that pretends a later day drops nothing early.
    """
    notes, now = Notes(engine), min(now, dt.datetime.now(dt.UTC))
    last = notes.get(NOTE)
    if last and now - last[1] < EVERY:
        return 0
    notes.put(NOTE, "", now)
    drop_cached(engine, now, CACHE_DAYS)
    return tidy(engine, now)


def tidy(engine: sa.Engine, now: dt.datetime, days: int = KEEP_DAYS) -> int:
    """Thin what was seen for digest days more than `days` ago; gives how many observations that were.

    In small transactions, so that nobody waits for the database; what another worker thinned meanwhile is done.
    """
    edge, thinned = now - dt.timedelta(days=days), 0
    while found := _full(engine, edge.date()):
        for start in range(0, len(found), CHUNK):
            _thin(engine, found[start : start + CHUNK])
        thinned += len(found)
    with engine.begin() as connection:
        connection.execute(sa.delete(runs).where(runs.c.started_at < edge))
        connection.execute(sa.delete(outbox).where(outbox.c.added_at < edge))
        targets = claims.c.name.startswith(target_claim(""), autoescape=True)  # waiting messages need theirs
        connection.execute(sa.delete(claims).where(claims.c.until < edge, ~targets))
    return thinned


def drop_cached(engine: sa.Engine, now: dt.datetime, days: int) -> int:
    """Drop cached HTTP answers, and refusals of lines, that are older than `days`; gives how many."""
    before = now - dt.timedelta(days=days)
    refusals = (summaries.c.producer == REFUSED) & (summaries.c.made_at < before)
    with engine.begin() as connection:
        dropped = connection.execute(sa.delete(http_cache).where(http_cache.c.changed_at < before)).rowcount
        return dropped + connection.execute(sa.delete(summaries).where(refusals)).rowcount


def _full(engine: sa.Engine, before: dt.date) -> list[tuple[str, bool]]:
    """Some observations that are to be thinned, each with whether an earlier one of its thing and source is there."""
    c, other = sightings.c, sightings.alias()
    earlier = sa.or_(
        other.c.for_date < c.for_date, sa.and_(other.c.for_date == c.for_date, other.c.fingerprint < c.fingerprint)
    )
    known = sa.exists().where(other.c.key == c.key, other.c.source == c.source, earlier)
    shown = sa.exists().where(digest_items.c.date == c.for_date, digest_items.c.item_key == c.key)
    listed = sa.and_(c.list_date.is_not(None), c.for_date >= before - dt.timedelta(days=LIST_DAYS - KEEP_DAYS), ~known)
    full = (c.for_date < before, c.payload != "", ~shown, ~listed)
    query = sa.select(c.fingerprint, known).where(*full).limit(AT_ONCE)
    with engine.connect() as connection:
        return [(mark, bool(repeated)) for mark, repeated in connection.execute(query)]


def _thin(engine: sa.Engine, found: list[tuple[str, bool]]) -> None:
    """Drop the repeated, and the text of the first, which proves for ever that the thing was seen."""
    mark = sightings.c.fingerprint
    first = mark.in_([fingerprint for fingerprint, repeated in found if not repeated])
    again = mark.in_([fingerprint for fingerprint, repeated in found if repeated])
    with engine.begin() as connection:
        connection.execute(sa.update(sightings).where(first).values(payload=""))
        connection.execute(sa.delete(sightings).where(again))
