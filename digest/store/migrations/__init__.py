"""Alembic migrations, run from code; `digest db upgrade` and every first start use them."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config


def upgrade(engine: sa.Engine) -> None:
    """Bring the schema to the newest revision; two processes at once are serialised by the database."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(7193)"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
