"""The register's tables: one row a decision. Rows are added, never changed: a later row overrules an earlier one."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, DateTime, Float, ForeignKey, Integer, MetaData, String, Table

metadata = MetaData()


def _signed() -> tuple[Column, Column]:
    """Who, and when: how every row ends."""
    return Column("who", String(120), nullable=False), Column("at", DateTime(timezone=True), nullable=False)


def _drawn(indexed: bool) -> tuple[Column, ...]:
    """Whose comments were drawn, how many, and what would draw the same again."""
    return (
        Column("id", String(120), primary_key=True),
        Column("service", String(60), nullable=False, index=indexed),
        Column("period", String(40), nullable=False),
        Column("n", Integer, nullable=False),
        Column("seed", Integer, nullable=False),
        Column("fingerprint", String(64), nullable=False),  # of the processed table it was drawn from
        Column("model", String(120), nullable=False),
    )


audits = Table(
    "audits", metadata,
    *_drawn(indexed=False),
    Column("strata", JSON, nullable=False),  # each group: how many there were, how many were drawn
    *_signed(),
)  # fmt: skip

audit_rows = Table(
    "audit_rows", metadata,
    Column("id", Integer, primary_key=True),
    Column("audit_id", String(120), ForeignKey("audits.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),  # where it stands in the sheet
    Column("response_id", String(64), nullable=False),
    Column("stratum", String(60), nullable=False),
    Column("inclusion", Float, nullable=False),  # the chance it had to be drawn
    *_signed(),
)  # fmt: skip

labels = Table(
    "labels", metadata,
    Column("id", Integer, primary_key=True),
    Column("response_id", String(64), nullable=False, index=True),
    Column("service", String(60), nullable=False),
    Column("period", String(40), nullable=False),
    Column("demand", String(40), nullable=False),
    Column("failure_types", String(400), nullable=False),  # names joined by ;
    Column("value_type", String(40), nullable=False),
    Column("none_type", String(40), nullable=False),
    Column("flags", String(200), nullable=False),  # names joined by ;
    Column("note", String(400), nullable=False),  # the person's own, with personal details taken out
    Column("purpose", String(20), nullable=False),
    Column("audit_id", String(120), ForeignKey("audits.id"), nullable=True),
    *_signed(),
)  # fmt: skip

batches = Table(
    "batches", metadata,
    *_drawn(indexed=True),
    Column("way", String(20), nullable=False),  # how its comments were chosen
    *_signed(),
)  # fmt: skip

batch_rows = Table(
    "batch_rows", metadata,
    Column("id", Integer, primary_key=True),
    Column("batch_id", String(120), ForeignKey("batches.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),  # where it stands in the pile
    Column("response_id", String(64), nullable=False),
    Column("why", String(200), nullable=False),  # why a person should read it, without a word on what the machine said
    *_signed(),
)  # fmt: skip

theme_decisions = Table(
    "theme_decisions", metadata,
    Column("id", Integer, primary_key=True),
    Column("service", String(60), nullable=False, index=True),
    Column("period", String(40), nullable=False),  # the period whose themes the person was looking at
    Column("action", String(20), nullable=False),
    Column("theme_id", String(40), nullable=False),  # as it was then; the theme is found again by its middle
    Column("middle", JSON, nullable=False),  # the mean of its comments' vectors
    Column("other", JSON, nullable=False),  # of the theme it is merged into
    Column("title", String(120), nullable=False),
    *_signed(),
)  # fmt: skip

quote_approvals = Table(
    "quote_approvals", metadata,
    Column("id", Integer, primary_key=True),
    Column("service", String(60), nullable=False, index=True),
    Column("period", String(40), nullable=False),
    Column("response_id", String(64), nullable=False),
    Column("fingerprint", String(64), nullable=False),  # of the very words the person read: other words ask for a new decision
    Column("publish", Boolean, nullable=False),
    *_signed(),
)  # fmt: skip

sendings = Table(
    "sendings", metadata,
    Column("id", Integer, primary_key=True),
    Column("service", String(60), nullable=False),
    Column("period", String(40), nullable=False, index=True),
    Column("edition", String(20), nullable=False),
    Column("recipient", String(254), nullable=False),
    Column("page", String(64), nullable=False),  # the SHA-256 of the page that was attached
    Column("message_id", String(330), nullable=False),
    Column("state", String(10), nullable=False),  # began, sent or failed: a sending has a row for each step
    *_signed(),
)  # fmt: skip

SAID = ["demand", "failure_types", "value_type", "none_type", "flags", "note"]
"""The columns that hold what a person said of a response. All empty: taken back, or put off."""
