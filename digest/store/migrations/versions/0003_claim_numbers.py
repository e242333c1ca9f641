"""Claims carry a number that rises with each holder."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0004"


def upgrade() -> None:
    """Number the claims."""
    op.add_column("claims", sa.Column("number", sa.BigInteger(), nullable=False, server_default="0"))
