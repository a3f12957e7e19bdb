"""What people decided about quotes: whether a comment may stand on pages that anyone may read."""

import sqlalchemy as sa
from alembic import op

from engagement_lib.register.guard import guard

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table, then the triggers that refuse to change or delete a row."""
    op.create_table(
        "quote_approvals",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("service", sa.String(60), nullable=False, index=True),
        sa.Column("period", sa.String(40), nullable=False),
        sa.Column("response_id", sa.String(64), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("publish", sa.Boolean, nullable=False),
        sa.Column("who", sa.String(120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    guard("quote_approvals")
