"""What the register keeps of mails: each step, for good, and one sender at a time where a team shares it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from engagement_lib import register
from engagement_lib.problems import BusyError, StoreError
from engagement_lib.register import Register, sendings
from engagement_lib.register.sendings import Sending

ANN = Sending("lifts", "2026-10", "manager", "ann@example.org", "a" * 64)
BEN = Sending("lifts", "2026-10", "manager", "ben@example.org", "a" * 64)


def told(kept: Register, sending: Sending, *states: str) -> None:
    for state in states:
        sendings.add(kept, sending, "<1@example.org>", state, "Ann")


def test_the_latest_step_counts_and_what_was_sent_stays_sent(kept: Register):
    told(kept, ANN, "began")
    assert sendings.states(kept, "2026-10", "manager") == {ANN: "began"}
    told(kept, ANN, "failed", "began", "sent", "began", "failed")
    told(kept, BEN, "began", "failed")
    assert sendings.states(kept, "2026-10", "manager") == {ANN: "sent", BEN: "failed"}
    assert not sendings.states(kept, "2026-10", "public") and not sendings.states(kept, "2026-09", "manager")


def test_another_page_is_another_sending(kept: Register):
    changed = Sending("lifts", "2026-10", "manager", "ann@example.org", "b" * 64)
    told(kept, ANN, "began", "sent")
    told(kept, changed, "began")
    assert sendings.states(kept, "2026-10", "manager") == {ANN: "sent", changed: "began"}


def test_each_step_is_there_at_once_for_everybody(place, kept: Register):
    told(kept, ANN, "began")
    with register.open(place) as other:
        assert sendings.states(other, "2026-10", "manager") == {ANN: "began"}


@pytest.mark.parametrize("change", ["UPDATE sendings SET state = 'failed'", "DELETE FROM sendings"])
def test_the_database_itself_refuses_to_change_a_row(kept: Register, change: str):
    told(kept, ANN, "sent")
    with pytest.raises(sa.exc.DBAPIError, match="added, never changed"), kept.engine.begin() as connection:
        connection.exec_driver_sql(change)
    assert sendings.states(kept, "2026-10", "manager") == {ANN: "sent"}


def test_what_cannot_be_kept_is_told_without_the_address(kept: Register):
    for state, who in (("posted", "Ann"), ("sent", " "), ("sent", "A" * 121)):
        with pytest.raises(StoreError):
            sendings.add(kept, ANN, "<1@example.org>", state, who)
    with kept.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE sendings RENAME TO sendings_before")
    with pytest.raises(StoreError, match="takes no row") as raised:
        told(kept, ANN, "began")
    assert "ann@" not in str(raised.value)


def test_one_sender_at_a_time_where_a_team_shares_a_register(place, kept: Register):
    if kept.engine.dialect.name != "postgresql":
        pytest.skip("a file is held by the workspace's lock")
    with register.open(place) as other:
        with sendings.alone(kept), pytest.raises(BusyError, match="a colleague who is sending"), sendings.alone(other):
            pass
        with sendings.alone(other):
            pass
