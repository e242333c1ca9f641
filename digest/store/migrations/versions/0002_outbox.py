"""Messages on their way to chats, for any worker to take."""

import sqlalchemy as sa
from alembic import op

from digest.store.tables import Instant

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the outbox."""
    op.create_table(
        "outbox",
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("added_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("date", "name", "target", name=op.f("pk_outbox")),
    )
