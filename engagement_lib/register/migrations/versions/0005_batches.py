"""Which comments people were given to code, and what they noted about them."""

import sqlalchemy as sa
from alembic import op

from engagement_lib.register.guard import guard

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the tables, then the triggers that refuse to change or delete a row."""
    op.create_table(
        "batches",
        sa.Column("id", sa.String(120), primary_key=True),
        sa.Column("service", sa.String(60), nullable=False, index=True),
        sa.Column("period", sa.String(40), nullable=False),
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("way", sa.String(20), nullable=False),
        sa.Column("seed", sa.Integer, nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("model", sa.String(120), nullable=False),
        sa.Column("who", sa.String(120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "batch_rows",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("batch_id", sa.String(120), sa.ForeignKey("batches.id"), nullable=False, index=True),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("response_id", sa.String(64), nullable=False),
        sa.Column("why", sa.String(200), nullable=False),
        sa.Column("who", sa.String(120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    guard("batches")
    guard("batch_rows")
    note = sa.Column("note", sa.String(400), nullable=False, server_default="")
    known = sa.CheckConstraint("purpose IN ('audit', 'coding', 'adjudication')", name="labels_purpose_check")
    if (
        op.get_bind().dialect.name == "sqlite"
    ):  # it changes no rule of a table: a copy takes the table's place, rows and all
        with op.batch_alter_table("labels", recreate="always", table_args=(known,)) as labels:
            labels.add_column(note)
        guard("labels")
        return
    op.add_column("labels", note)
    op.drop_constraint("labels_purpose_check", "labels")
    op.create_check_constraint("labels_purpose_check", "labels", str(known.sqltext))
