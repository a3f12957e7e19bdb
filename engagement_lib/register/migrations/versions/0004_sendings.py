"""Which page was sent to whom, step by step, so that nobody is sent the same page twice."""

import sqlalchemy as sa
from alembic import op

from engagement_lib.register.guard import guard

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the table, then the triggers that refuse to change or delete a row."""
    op.create_table(
        "sendings",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("service", sa.String(60), nullable=False),
        sa.Column("period", sa.String(40), nullable=False, index=True),
        sa.Column("edition", sa.String(20), nullable=False),
        sa.Column("recipient", sa.String(254), nullable=False),
        sa.Column("page", sa.String(64), nullable=False),
        sa.Column("message_id", sa.String(330), nullable=False),
        sa.Column("state", sa.String(10), sa.CheckConstraint("state IN ('began', 'sent', 'failed')"), nullable=False),
        sa.Column("who", sa.String(120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    guard("sendings")
