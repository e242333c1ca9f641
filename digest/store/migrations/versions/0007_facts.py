"""What other services know of papers, kept so that nobody is asked twice."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Create the facts."""
    op.create_table(
        "facts",
        sa.Column("teller", sa.Text(), nullable=False),
        sa.Column("item_key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("teller", "item_key", name=op.f("pk_facts")),
    )
