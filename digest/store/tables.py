"""All tables, in SQLAlchemy Core; they mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={"pk": "pk_%(table_name)s", "ix": "ix_%(table_name)s_%(column_0_name)s"},
)


class Instant(sa.TypeDecorator[datetime]):
    """An aware UTC datetime on every engine (SQLite alone would forget the zone)."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Only aware values are let in; stored in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime must never reach the store")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Aware again."""
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


sightings = sa.Table(
    "sightings",
    metadata,
    sa.Column("fingerprint", sa.String(64), primary_key=True),  # sha256 of the payload without seen_at
    sa.Column("key", sa.Text, nullable=False, index=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("for_date", sa.Date, nullable=False),  # the digest day whose window first held it
    sa.Column("list_date", sa.Date),
    sa.Column("published", Instant),
    sa.Column("seen_at", Instant, nullable=False),
    sa.Column("payload", sa.Text, nullable=False),
    sa.Index("ix_sightings_source_list", "source", "list_date"),
    sa.Index("ix_sightings_source_published", "source", "published"),
)

summaries = sa.Table(
    "summaries",
    metadata,
    sa.Column("item_key", sa.Text, primary_key=True),
    sa.Column("abstract_hash", sa.String(64), primary_key=True),
    sa.Column("cache_id", sa.Text, primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("producer", sa.Text, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
)

digests = sa.Table(
    "digests",
    metadata,
    sa.Column("date", sa.Date, primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("content_hash", sa.String(64), nullable=False),
    sa.Column("payload", sa.Text, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
)

digest_items = sa.Table(
    "digest_items",
    metadata,
    sa.Column("date", sa.Date, primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("item_key", sa.Text, primary_key=True, index=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Index("ix_digest_items_name_key", "name", "item_key"),
)

deliveries = sa.Table(
    "deliveries",
    metadata,
    sa.Column("date", sa.Date, primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("target", sa.Text, primary_key=True),
    sa.Column("part", sa.Text, primary_key=True),  # "" = the delivery as a whole
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("content_hash", sa.String(64), nullable=False),
    sa.Column("receipt", sa.Text, nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
    sa.Column("changed_at", Instant, nullable=False),
    sa.Index("ix_deliveries_state", "state"),
)

journal_lines = sa.Table(
    "journal_lines",
    metadata,
    sa.Column("journal", sa.Text, primary_key=True),
    sa.Column("date", sa.Date, primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("item_key", sa.Text, primary_key=True),  # or "#heading", "#blank-1" … for the section's own frame
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("bytes", sa.LargeBinary, nullable=False),
    sa.Column("status", sa.String(16), nullable=False),  # own | user | gone
    sa.Column("file", sa.Text, nullable=False),
    sa.Column("heading", sa.Text, nullable=False),
    sa.Column("changed_at", Instant, nullable=False),
)

journal_writes = sa.Table(
    "journal_writes",
    metadata,
    sa.Column("file", sa.Text, primary_key=True),
    sa.Column("base_hash", sa.String(64), nullable=False),
    sa.Column("planned_hash", sa.String(64), nullable=False),
    sa.Column("planned", sa.Text, nullable=False),  # JSON: the journal_lines rows that become true with the rename
    sa.Column("changed_at", Instant, nullable=False),
)

http_cache = sa.Table(
    "http_cache",
    metadata,
    sa.Column("url", sa.Text, primary_key=True),
    sa.Column("etag", sa.Text, nullable=False),
    sa.Column("last_modified", sa.Text, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("changed_at", Instant, nullable=False),
)

source_memory = sa.Table(
    "source_memory",
    metadata,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)

tokens = sa.Table(
    "tokens",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
    sa.Column("changed_at", Instant, nullable=False),
)

topic_counts = sa.Table(
    "topic_counts",
    metadata,
    sa.Column("date", sa.Date, primary_key=True),
    sa.Column("topic", sa.Text, primary_key=True),
    sa.Column("count", sa.Integer, nullable=False),
)

inbox = sa.Table(
    "inbox",
    metadata,
    sa.Column("url", sa.Text, primary_key=True),  # canonical
    sa.Column("address", sa.Text, nullable=False),  # as a reader opens it
    sa.Column("for_date", sa.Date),
    sa.Column("added_at", Instant, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
)

runs = sa.Table(
    "runs",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("started_at", Instant, nullable=False, index=True),
    sa.Column("finished_at", Instant),
    sa.Column("command", sa.Text, nullable=False),
    sa.Column("exit", sa.Integer),
    sa.Column("record", sa.Text, nullable=False),  # JSON: stages, reports, usage, cost
)

claims = sa.Table(
    "claims",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("owner", sa.Text, nullable=False),
    sa.Column("until", Instant, nullable=False),
    sa.Column("number", sa.BigInteger, nullable=False, server_default="0"),  # rises with each holder
)

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("date", sa.Date, primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("target", sa.Text, primary_key=True),
    sa.Column("added_at", Instant, nullable=False),
)

signals = sa.Table(
    "signals",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("item_key", sa.Text, primary_key=True),
    sa.Column("origin", sa.Text, primary_key=True),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("share", sa.Integer, nullable=False),
    sa.Column("text", sa.Text, nullable=False),  # title and abstract
)

facts = sa.Table(
    "facts",
    metadata,
    sa.Column("teller", sa.Text, primary_key=True),  # the service that knows it
    sa.Column("item_key", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),  # JSON
    sa.Column("known_at", Instant, nullable=False),
)

settings_memory = sa.Table(
    "settings_memory",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),  # a pause, a day that is done …
    sa.Column("value", sa.Text, nullable=False),
    sa.Column("changed_at", Instant, nullable=False),
)

papers = sa.Table(
    "papers",
    metadata,
    sa.Column("id", sa.Integer, sa.Identity(), primary_key=True, info={"local": True}),  # the index's row number
    sa.Column("key", sa.Text, nullable=False, unique=True, index=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("abstract", sa.Text, nullable=False),
    sa.Column("authors", sa.Text, nullable=False),
    sa.Column("keywords", sa.Text, nullable=False),  # one a line, as sources and note
    sa.Column("sources", sa.Text, nullable=False),
    sa.Column("line", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("first_day", sa.Date, nullable=False, index=True),
)
