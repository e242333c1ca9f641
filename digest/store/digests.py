"""The digests as they were composed, and which items they hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import sqlalchemy as sa

from digest.models import Digest, Entry
from digest.store.engine import upsert
from digest.store.ledger import MAY_STAND
from digest.store.paper_index import note_digest
from digest.store.tables import deliveries, digest_items, digests, outbox, topic_counts

# a paper of a digest that is `sent` or `pending` was shown; of one that `failed` everywhere it was not
COUNTED = ("pending", *MAY_STAND)


class DigestTable:
    """One row per (date, name), replaced as a whole; saved before anything is sent."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def save(self, digest: Digest, now: dt.datetime) -> bool:
        """Save a digest; gives False (and writes nothing) when the stored one is identical."""
        payload = digest.model_dump_json(exclude_defaults=True)
        row = {
            "date": digest.date,
            "name": digest.name,
            "content_hash": digest.content_hash(),
            "payload": payload,
            "made_at": now,
        }
        shown = (*digest.entries, *(entry for missed in digest.missed for entry in missed.best))
        items = [
            {"date": digest.date, "name": digest.name, "item_key": entry.item.key, "position": place}
            for place, entry in enumerate(shown)
        ]
        with self._engine.begin() as connection:
            query = sa.select(digests.c.payload).where(digests.c.date == digest.date, digests.c.name == digest.name)
            if connection.scalar(query) == payload:
                return False
            upsert(connection, digests, [row])
            connection.execute(
                sa.delete(digest_items).where(digest_items.c.date == digest.date, digest_items.c.name == digest.name)
            )
            upsert(connection, digest_items, items)
            note_digest(connection, digest)
        return True

    def load(self, date: dt.date, name: str) -> Digest | None:
        """The stored digest, or None."""
        query = sa.select(digests.c.payload).where(digests.c.date == date, digests.c.name == name)
        with self._engine.connect() as connection:
            payload = connection.scalar(query)
        return Digest.model_validate_json(payload) if payload else None

    def dates(self, name: str) -> tuple[dt.date, ...]:
        """All stored dates of a digest, oldest first."""
        query = sa.select(digests.c.date).where(digests.c.name == name).order_by(digests.c.date)
        with self._engine.connect() as connection:
            return tuple(connection.scalars(query))

    def before(self, date: dt.date, name: str, count: int) -> tuple[Digest, ...]:
        """The last `count` digests of a name before a date, oldest first."""
        c = digests.c
        query = sa.select(c.payload).where(c.name == name, c.date < date).order_by(c.date.desc()).limit(count)
        with self._engine.connect() as connection:
            found = [Digest.model_validate_json(payload) for payload in connection.scalars(query)]
        return tuple(reversed(found))

    def versions(self, name: str) -> dict[dt.date, str]:
        """Every stored date of a digest, oldest first, with a mark that changes whenever its digest does."""
        c = digests.c
        query = sa.select(c.date, c.content_hash, c.made_at).where(c.name == name).order_by(c.date)
        with self._engine.connect() as connection:
            return {row[0]: f"{row[1][:16]}-{row[2]:%Y%m%dT%H%M%S}" for row in connection.execute(query)}

    def first_dates(self) -> dict[str, dt.date]:
        """The oldest stored date of every digest."""
        query = sa.select(digests.c.name, sa.func.min(digests.c.date)).group_by(digests.c.name)
        with self._engine.connect() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def taken(self, name: str, date: dt.date, *, earlier: bool = False) -> frozenset[str]:
        """Item keys shown by, or reserved for, other dates' digests of this name; earlier: only of dates before."""
        counted = (
            sa.select(deliveries.c.date)
            .where(
                deliveries.c.name == name,
                deliveries.c.date == digest_items.c.date,
                deliveries.c.target != "console",
                deliveries.c.state.in_(COUNTED),
            )
            .exists()
        )
        queued = sa.select(outbox.c.date).where(outbox.c.name == name, outbox.c.date == digest_items.c.date).exists()
        query = sa.select(digest_items.c.item_key).where(
            digest_items.c.name == name,
            digest_items.c.date < date if earlier else digest_items.c.date != date,
            sa.or_(counted, queued),
        )
        with self._engine.connect() as connection:
            return frozenset(connection.scalars(query))

    def shown_between(self, first: dt.date, before: dt.date, key_prefix: str) -> tuple[str, ...]:
        """Keys of what any digest of these days held, the newest day first."""
        held = sa.select(digest_items.c.item_key, sa.func.max(digest_items.c.date).label("day")).where(
            digest_items.c.date >= first, digest_items.c.date < before, digest_items.c.item_key.startswith(key_prefix)
        )
        query = held.group_by(digest_items.c.item_key).order_by(sa.text("day DESC"), digest_items.c.item_key)
        with self._engine.connect() as connection:
            return tuple(row.item_key for row in connection.execute(query))

    def holding(self, key: str) -> tuple[tuple[dt.date, str], ...]:
        """(date, name) of the digests that hold an item, oldest first."""
        query = sa.select(digest_items.c.date, digest_items.c.name).where(digest_items.c.item_key == key)
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(digest_items.c.date, digest_items.c.name)).all()
        return tuple((date, name) for date, name in rows)

    def forget_texts(self, key_prefix: str, before: dt.datetime) -> int:
        """Drop the abstracts of stored digests' items whose key begins so; hashes do not change.

        before: only digests made before this instant. Gives how many digests were changed.
        """
        query = sa.select(digests.c.date, digests.c.name, digests.c.payload).where(
            digests.c.made_at < before, digests.c.payload.contains(key_prefix, autoescape=True)
        )
        with self._engine.begin() as connection:
            changed = 0
            for date, name, payload in connection.execute(query).all():
                digest = Digest.model_validate_json(payload)
                entries = tuple(_silent(entry, key_prefix) for entry in digest.entries)
                missed = tuple(
                    day.model_copy(update={"best": tuple(_silent(entry, key_prefix) for entry in day.best)})
                    for day in digest.missed
                )
                kept = digest.model_copy(update={"entries": entries, "missed": missed})
                if kept != digest:
                    row = {"payload": kept.model_dump_json(exclude_defaults=True)}
                    here = sa.and_(digests.c.date == date, digests.c.name == name)
                    changed += connection.execute(sa.update(digests).where(here).values(row)).rowcount
        return changed


def _silent(entry: Entry, key_prefix: str) -> Entry:
    if not entry.item.key.startswith(key_prefix):
        return entry
    seen = tuple(sighting.model_copy(update={"abstract": ""}) for sighting in entry.item.sightings)
    return entry.model_copy(update={"item": entry.item.model_copy(update={"abstract": "", "sightings": seen})})


# How many items of each digest day matched each topic; what trends are computed from.


class TopicTable:
    """Counts by (date, topic); each run of a day brings those of its own topics up to date."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def save(self, date: dt.date, counts: Mapping[str, int]) -> None:
        """Keep counts of a day; those of other topics stay: another job may make other digests of the day."""
        rows = [{"date": date, "topic": topic, "count": count} for topic, count in counts.items()]
        with self._engine.begin() as connection:
            upsert(connection, topic_counts, rows)

    def history(self, before: dt.date, days: int) -> dict[dt.date, dict[str, int]]:
        """Counts of the last `days` recorded digest days before a date."""
        with self._engine.connect() as connection:
            recent = sa.select(topic_counts.c.date).where(topic_counts.c.date < before).distinct()
            dates = list(connection.scalars(recent.order_by(topic_counts.c.date.desc()).limit(days)))
            rows = connection.execute(sa.select(topic_counts).where(topic_counts.c.date.in_(dates))).all()
        history: dict[dt.date, dict[str, int]] = {date: {} for date in sorted(dates)}
        for date, topic, count in rows:
            history[date][topic] = count
        return history
