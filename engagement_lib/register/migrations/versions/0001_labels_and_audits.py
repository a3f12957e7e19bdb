"""The first tables: labels, audits and the rows drawn for them, each guarded against change."""

import sqlalchemy as sa
from alembic import op

from engagement_lib.register.guard import guard

revision = "0001"
down_revision = None

GUARDED = ("audits", "audit_rows", "labels")


def upgrade() -> None:
    """Make the tables, then the triggers that refuse to change or delete a row."""
    op.create_table(
        "audits",
        sa.Column("id", sa.String(120), primary_key=True),
        sa.Column("service", sa.String(60), nullable=False),
        sa.Column("period", sa.String(40), nullable=False),
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("seed", sa.Integer, nullable=False),
        sa.Column("strata", sa.JSON, nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("model", sa.String(120), nullable=False),
        sa.Column("who", sa.String(120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "audit_rows",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("audit_id", sa.String(120), sa.ForeignKey("audits.id"), nullable=False, index=True),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("response_id", sa.String(64), nullable=False),
        sa.Column("stratum", sa.String(60), nullable=False),
        sa.Column("inclusion", sa.Float, nullable=False),
        sa.Column("who", sa.String(120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "labels",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("response_id", sa.String(64), nullable=False, index=True),
        sa.Column("service", sa.String(60), nullable=False),
        sa.Column("period", sa.String(40), nullable=False),
        sa.Column("demand", sa.String(40), nullable=False),
        sa.Column("failure_types", sa.String(400), nullable=False),
        sa.Column("value_type", sa.String(40), nullable=False),
        sa.Column("none_type", sa.String(40), nullable=False),
        sa.Column("flags", sa.String(200), nullable=False),
        sa.Column("purpose", sa.String(20), sa.CheckConstraint("purpose IN ('audit', 'coding')"), nullable=False),
        sa.Column("audit_id", sa.String(120), sa.ForeignKey("audits.id"), nullable=True),
        sa.Column("who", sa.String(120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    for table in GUARDED:
        guard(table)
