"""Alembic migrations, run from code; `digest db upgrade` and every first start use them."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.util import CommandError

from digest.errors import FatalError
from digest.store.failure import shown


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
            raise FatalError(
                f"저장소 {shown(engine.url)}: 더 새로운 digest가 쓴 것입니다",
                hint="digest를 판올림하거나(docs/operations.md의 Upgrade) 판올림하기 전의 백업을 되살리세요",
            ) from error
