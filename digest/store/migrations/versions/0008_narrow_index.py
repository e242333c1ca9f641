"""On PostgreSQL the index moves into a narrow table of its own, which is filled after the migration."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Drop the wide column, with its index."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.text("ALTER TABLE papers DROP COLUMN IF EXISTS words"))
