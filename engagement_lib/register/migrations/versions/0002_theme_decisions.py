"""What people decided about themes: names, merges, splits, drops, pins and sign-offs."""

import sqlalchemy as sa
from alembic import op

from engagement_lib.register.guard import guard

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table, then the triggers that refuse to change or delete a row."""
    op.create_table(
        "theme_decisions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("service", sa.String(60), nullable=False, index=True),
        sa.Column("period", sa.String(40), nullable=False),
        sa.Column("action", sa.String(20), nullable=False),
        sa.Column("theme_id", sa.String(40), nullable=False),
        sa.Column("middle", sa.JSON, nullable=False),
        sa.Column("other", sa.JSON, nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("who", sa.String(120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    guard("theme_decisions")
