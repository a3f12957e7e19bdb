"""Which comments people were given to code, labels taken back, and notes."""

from __future__ import annotations

import pandas as pd
import pytest

from engagement_lib.problems import StoreError
from engagement_lib.register import Register, batches

CHOSEN = pd.DataFrame(
    {"why": ["chosen at random", "the machine was unsure", "chosen at random"]}, index=["r3", "r1", "r2"]
)
ABOUT = {"way": "uncertain", "seed": 4, "fingerprint": "f", "model": "m", "who": "Ann"}


def test_a_batch_keeps_its_order_and_its_reasons(kept: Register):
    first = batches.add(kept, CHOSEN, "lifts", "2026-10", **ABOUT)
    second = batches.add(kept, CHOSEN.iloc[:1], "bins", "2026-10", **ABOUT)
    assert list(batches.rows(kept, first).index) == ["r3", "r1", "r2"]
    assert list(batches.rows(kept, first)["why"]) == list(CHOSEN["why"])
    assert list(batches.every(kept)["id"]) == [first, second]
    assert list(batches.every(kept, "bins")["n"]) == [1]
    assert batches.rows(kept, "no such batch").empty


def test_every_fault_of_a_batch_is_told(kept: Register):
    bad = pd.DataFrame({"why": ["x" * 300, "y"]}, index=["Mrs Grace Okonkwo", "r1"])
    with pytest.raises(StoreError) as caught:
        batches.add(kept, bad, "lifts", "2026-10", **ABOUT | {"who": " "})
    assert len(caught.value.faults) == 3
    assert "Okonkwo" not in str(caught.value)
    assert batches.every(kept).empty


def said(**row: str) -> pd.DataFrame:
    return pd.DataFrame([row], index=["r1"])


def test_a_label_taken_back_is_kept_as_a_row_and_no_longer_counts(kept: Register):
    kept.add_labels(said(demand="failure", note="third visit"), "lifts", "2026-10", "coding", "Ann")
    assert list(kept.labels()["note"]) == ["third visit"]
    kept.add_labels(said(demand=""), "lifts", "2026-10", "coding", "Ann")
    assert kept.labels().empty
    assert list(kept.labels(every=True)["demand"]) == ["failure", ""]
    kept.add_labels(said(demand="value"), "lifts", "2026-10", "coding", "Ann")
    assert list(kept.labels()["demand"]) == ["value"]


def test_types_without_a_demand_and_long_notes_are_refused(kept: Register):
    with pytest.raises(StoreError) as caught:
        kept.add_labels(said(demand="", note="n" * 401), "lifts", "2026-10", "coding", "Ann")
    assert len(caught.value.faults) == 2
    assert kept.labels(every=True).empty


def test_an_agreed_label_is_a_purpose_of_its_own(kept: Register):
    kept.add_labels(said(demand="failure"), "lifts", "2026-10", "coding", "Ann")
    kept.add_labels(said(demand="value"), "lifts", "2026-10", "adjudication", "Ann")
    assert set(kept.labels()["purpose"]) == {"coding", "adjudication"}
