"""Which page was sent to whom: the functions of the table ``sendings``, so that nobody is sent the same page twice.

A sending has a row for each step, each in a transaction of its own that is on the disk before the next step: ``began`` just before the
last bytes of the mail go out, ``sent`` when the server has taken it, ``failed`` when it surely has not. Whoever is killed between the first
and the others leaves ``began`` alone. Then nobody knows whether the server has the mail, and a person decides: it is taken for sent, or
sent again with the same Message-ID as before, by which most mail servers and mail programs drop or fold a mail that they have already.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from engagement_lib.problems import BusyError, Fault, StoreError, nameless
from engagement_lib.register import Register, tables

BEGAN, SENT, FAILED = STATES = ("began", "sent", "failed")

_ONE_SENDER = 7_236_002
"""The number of the lock that keeps two from sending out of one PostgreSQL register at once. Any number, always this one."""


@dataclass(frozen=True)
class Sending:
    """One page to one recipient: what happens once. ``page`` is its SHA-256, ``recipient`` an address in small letters."""

    service: str
    period: str
    edition: str
    recipient: str
    page: str


def add(kept: Register, sending: Sending, message_id: str, state: str, who: str) -> None:
    """Keep a step (``STATES``). When this returns it is on the disk. Raises ``StoreError`` when it cannot be kept."""
    if state not in STATES:
        raise StoreError(Fault("sending", f"the state '{state}'", f"one of {', '.join(STATES)}", "correct it"))
    if faults := nameless(who):
        raise StoreError(faults)
    row = {**asdict(sending), "message_id": message_id, "state": state, "who": who, "at": datetime.now(UTC)}
    try:
        with kept.engine.begin() as connection:
            connection.execute(sa.insert(tables.sendings), [row])
    except sa.exc.SQLAlchemyError as error:  # its message is left out: it holds the address
        found = f"a register that takes no row ({type(error).__name__})"
        todo = "mend that and send again: nothing that was sent is sent twice"
        raise StoreError(Fault("register", found, "one that may be written", todo)) from error


def states(kept: Register, period: str, edition: str) -> dict[Sending, str]:
    """How far each sending of a period came, oldest first: ``sent`` for good once it was sent, else its latest state."""
    table = tables.sendings
    wanted = sa.select(table).where(table.c.period == period, table.c.edition == edition).order_by(table.c.id)
    with kept.engine.begin() as connection:
        rows = connection.execute(wanted).mappings().all()
    found: dict[Sending, str] = {}
    for row in rows:
        sending = Sending(row["service"], row["period"], row["edition"], row["recipient"], row["page"])
        if found.get(sending) != SENT:
            found[sending] = row["state"]
    return found


@contextmanager
def alone(kept: Register) -> Iterator[None]:
    """Hold a register that a team shares for one sender. Raises ``BusyError`` when another has it.

    A register in a file of the workspace is held by the workspace's own lock.
    """
    if kept.engine.dialect.name != "postgresql":
        yield
        return
    with kept.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.scalar(sa.text("SELECT pg_try_advisory_lock(:number)"), {"number": _ONE_SENDER}):
            raise BusyError(Fault("register", "a colleague who is sending", "one at a time", "wait, then send again"))
        try:
            yield
        finally:
            connection.execute(sa.text("SELECT pg_advisory_unlock(:number)"), {"number": _ONE_SENDER})
