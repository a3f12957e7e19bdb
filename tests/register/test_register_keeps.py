"""What the register keeps: every word of every person, the latest first in line, and nothing of a resident."""

from __future__ import annotations

import pandas as pd
import pytest
import sqlalchemy as sa

from engagement_lib import register
from engagement_lib.problems import StoreError
from engagement_lib.register import Register
from engagement_lib.summarise import rate

DRAWN = pd.DataFrame(
    {"stratum": ["failure, sure", "other, sure", "other, sure"], "inclusion": [0.5, 0.25, 0.25]},
    index=["r1", "r2", "r3"],
)


def said(**labels: str) -> pd.DataFrame:
    return pd.DataFrame({"demand": labels})


def drawn(kept: Register, who: str = "Ann", period: str = "2026-10") -> str:
    return kept.add_audit(
        DRAWN, "lifts", period, seed=7, strata={"other, sure": {"size": 8, "drawn": 2}}, fingerprint="f", model="m", who=who
    )  # fmt: skip


def coded(kept: Register, who: str, **labels: str) -> int:
    return kept.add_labels(said(**labels), "lifts", "2026-10", "coding", who)


def test_the_latest_word_of_each_person_counts_and_earlier_ones_stay(kept: Register):
    assert coded(kept, "Ann", r1="failure", r2="value") == 2
    assert coded(kept, "Ben", r1="none") == 1
    assert coded(kept, "Ann", r1="value") == 1
    latest = kept.labels()
    assert {(row.who, row.response_id): row.demand for row in latest.itertuples()} == {
        ("Ann", "r1"): "value", ("Ann", "r2"): "value", ("Ben", "r1"): "none"
    }  # fmt: skip
    assert list(kept.labels(every=True)["demand"]) == ["failure", "value", "none", "value"]
    assert (latest["at"].dt.tz is not None) and latest["at"].is_monotonic_increasing


def test_the_same_words_again_are_not_kept_twice(kept: Register):
    assert coded(kept, "Ann", r1="failure") == 1
    assert coded(kept, "Ann", r1="failure") == 0
    assert coded(kept, "Ann", r1="value", r2="value") == 2
    assert coded(kept, "Ann", r1="failure") == 1, "back to what was said first is a new decision"
    assert len(kept.labels(every=True)) == 4


def test_a_search_finds_what_was_asked_for(kept: Register):
    audit_id = drawn(kept)
    coded(kept, "Ann", r9="value")
    kept.add_labels(said(r1="failure"), "lifts", "2026-10", "audit", "Ann", audit_id)
    kept.add_labels(said(r5="value"), "bins", "2026-09", "coding", "Ann")
    assert set(kept.labels("lifts")["response_id"]) == {"r1", "r9"}
    assert set(kept.labels(period="2026-09")["service"]) == {"bins"}
    assert list(kept.labels(purpose="audit")["audit_id"]) == [audit_id]
    assert kept.labels("parks").empty and kept.audits("parks").empty and kept.sample("parks", "2026-10").empty


def test_an_audit_is_read_back_as_it_was_drawn(kept: Register):
    audit_id = drawn(kept)
    (audit,) = kept.audits("lifts", "2026-10").to_dict("records")
    assert audit["id"] == audit_id and audit["strata"] == {"other, sure": {"size": 8, "drawn": 2}}
    assert (audit["n"], audit["seed"], audit["fingerprint"], audit["model"], audit["who"]) == (3, 7, "f", "m", "Ann")
    pd.testing.assert_frame_equal(
        kept.audit_rows(audit_id)[["stratum", "inclusion"]], DRAWN, check_names=False, check_dtype=False
    )
    assert kept.audit_rows("another").empty


def test_a_sample_is_one_row_a_response_and_the_last_word_counts(kept: Register):
    first, second = drawn(kept), drawn(kept, period="2026-11")
    kept.add_labels(said(r1="failure", r2="value"), "lifts", "2026-10", "audit", "Ann", first)
    kept.add_labels(said(r1="none"), "lifts", "2026-10", "audit", "Ben", first)
    kept.add_labels(said(r3="value"), "lifts", "2026-11", "audit", "Ann", second)
    coded(kept, "Cay", r2="failure")
    sample = kept.sample("lifts", "2026-10")
    assert sample["demand"].to_dict() == {"r2": "value", "r1": "none"}
    assert sample["inclusion"].to_dict() == {"r2": 0.25, "r1": 0.5}
    base = pd.DataFrame({"kind": "contact", "stratum": DRAWN["stratum"], "chance": 0.5}, index=DRAWN.index)
    estimate = rate.of(base, sample)
    assert estimate and (estimate.n_read, estimate.base) == (2, 3)


@pytest.mark.parametrize("table", ["labels", "audits", "audit_rows"])
@pytest.mark.parametrize("change", ["UPDATE {} SET who = 'Eve'", "DELETE FROM {}"])
def test_the_database_itself_refuses_to_change_a_row(kept: Register, table: str, change: str):
    audit_id = drawn(kept)
    kept.add_labels(said(r1="failure"), "lifts", "2026-10", "audit", "Ann", audit_id)
    with pytest.raises(sa.exc.DBAPIError, match="added, never changed"), kept.engine.begin() as connection:
        connection.exec_driver_sql(change.format(table))
    assert set(kept.labels()["who"]) == {"Ann"} and len(kept.audit_rows(audit_id)) == 3 and len(kept.audits()) == 1


def test_a_replacing_insert_or_a_truncate_does_not_slip_past(kept: Register):
    coded(kept, "Ann", r1="failure")
    sqlite = kept.engine.dialect.name == "sqlite"
    change = "INSERT OR REPLACE INTO labels SELECT * FROM labels" if sqlite else "TRUNCATE labels"
    with pytest.raises(sa.exc.DBAPIError, match="added, never changed"), kept.engine.begin() as connection:
        connection.exec_driver_sql(change)


def test_every_fault_is_told_at_once_and_nothing_is_kept(kept: Register):
    words = "Mrs Okonkwo's lift"
    table = pd.DataFrame(
        {"demand": ["failure", words], "failure_types": ["delay;late", ""], "text": words}, index=["r1", words]
    )
    with pytest.raises(StoreError) as raised:
        kept.add_labels(table, "lifts", "2026-10", "fun", " ")
    told = str(raised.value)
    assert len(raised.value.faults) == 6 and "Okonkwo" not in told
    for piece in ("no name", "no response ids", "purpose 'fun'", "columns ['text']", "of demand", "of failure_types"):
        assert piece in told
    assert kept.labels(every=True).empty


def test_an_audit_label_without_an_audit_is_refused(kept: Register):
    with pytest.raises(StoreError, match="no audit"):
        kept.add_labels(said(r1="value"), "lifts", "2026-10", "audit", "Ann")


def test_a_label_of_an_audit_that_is_not_there_is_refused(kept: Register):
    with pytest.raises(sa.exc.IntegrityError):
        kept.add_labels(said(r1="value"), "lifts", "2026-10", "audit", "Ann", "another")


def test_all_is_there_when_it_is_opened_again(place):
    with register.open(place) as kept:
        coded(kept, "Ann", r1="failure")
    with register.open(place) as kept:
        assert coded(kept, "Ann", r2="value") == 1
        assert set(kept.labels()["response_id"]) == {"r1", "r2"}
