"""The first tables: labels, audits and the rows drawn for them, each guarded against change."""

import sqlalchemy as sa
from alembic import op

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
    guard = _guard_sqlite if op.get_bind().dialect.name == "sqlite" else _guard_postgresql
    for table in GUARDED:
        guard(table)


def _guard_sqlite(table: str) -> None:
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
            "BEGIN SELECT RAISE(ABORT, 'rows of the register are added, never changed'); END"
        )


def _guard_postgresql(table: str) -> None:
    op.execute(
        "CREATE OR REPLACE FUNCTION register_is_kept() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'rows of the register are added, never changed'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION register_is_kept()"
    )
