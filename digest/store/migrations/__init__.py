"""Alembic migrations, run from code; `digest db upgrade` and every first start use them."""

from __future__ import annotations

import sys
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.util import CommandError

from digest.store.engine import newer
from digest.store.paper_index import create_index, reindex

TOLD_FROM = 2_000
"""Papers from which on the progress is worth a word."""


def upgrade(engine: sa.Engine) -> None:
    """Bring the schema to the newest revision; two processes at once are serialised by the database.

    Raises FatalError for a store of a newer version, which is left as it is.
    """
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(7193)"))
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:  # a revision that this version does not know
            raise newer(engine.url) from error
        if "papers_index" not in sa.inspect(connection).get_table_names():  # new, or of an older version
            create_index(connection)
            _reindex(connection)


def _reindex(connection: sa.Connection) -> None:
    """Take in what an older version saw; a large store takes minutes, so this says how far it is."""
    told = 0

    def tell(done: int, total: int) -> None:
        nonlocal told
        if total >= TOLD_FROM and done * 10 // total > told:
            told = done * 10 // total
            sys.stderr.write(
                f"digest: 저장소를 새 판으로 옮기며 검색 색인을 만드는 중 {told * 10}% ({done:,}/{total:,})\n"
            )

    reindex(connection, tell)
