"""Which of people's labels count, from a real register."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd
import pytest

from engagement_lib import register
from engagement_lib.classify.last_word import gather
from engagement_lib.services import Codebook, codebook


@dataclass(frozen=True)
class Place:
    register: str
    codebook: Codebook = field(default_factory=codebook)


def responses(service: str, period: str) -> pd.DataFrame:
    ids = pd.Index(["r1", "r2", "r3", "r4"], name="response_id")
    return pd.DataFrame({"text": [f"words of {one}" for one in ids], "asks": "open", "kind": "contact"}, index=ids)


@pytest.fixture
def said(tmp_path) -> pd.DataFrame:
    """Ann and Ben label four responses, differ on r2 and r3, and one more response is no longer there."""
    with register.open(Place(f"sqlite:///{tmp_path}/register.sqlite")) as kept:
        for who, labels in (
            ("Ann", {"r1": "value", "r2": "failure", "r3": "value", "gone": "none"}),
            ("Ben", {"r1": "failure", "r2": "value", "r3": "failure", "r4": "none"}), ("Ann", {"r1": "failure"}),
        ):  # fmt: skip
            kept.add_labels(pd.DataFrame({"demand": labels}), "lifts", "2026-10", "coding", who)
        return kept.labels()


def settled(said: pd.DataFrame, **labels: str) -> pd.DataFrame:
    """With labels that somebody gave to settle, as a register keeps them."""
    rows = pd.DataFrame([said.iloc[0].to_dict() | {"response_id": key, "demand": one} for key, one in labels.items()])
    return pd.concat([rows.assign(purpose="adjudication", who="Eve"), said], ignore_index=True)


def test_people_must_agree_or_the_response_is_left_out_and_counted(said: pd.DataFrame):
    found = gather(said, responses)
    assert found.own["demand"].to_dict() == {"r1": "failure", "r4": "none"}
    assert found.own.loc["r1", ["text", "setting"]].tolist() == ["words of r1", "contact"]
    assert (found.disputed, found.absent, found.people, found.twice) == (2, 1, 2, 3)
    assert found.alpha is not None and found.alpha < 0.5
    assert "disputed_left_out" in repr(found) and found._repr_html_()


def test_an_adjudicated_label_goes_before_the_others_however_old_it_is(said: pd.DataFrame):
    found = gather(settled(said, r1="value", r2="none"), responses)
    assert found.own["demand"].to_dict() == {"r1": "value", "r2": "none", "r4": "none"}
    assert (found.disputed, found.adjudicated) == (1, 2)
    assert found.alpha == gather(said, responses).alpha, "who settles is not one of the coders"


def test_a_label_taken_back_is_as_if_it_were_never_given(said: pd.DataFrame):
    bens = (said["who"] == "Ben") & said["response_id"].isin(["r2", "r4"])
    found = gather(said.assign(demand=said["demand"].mask(bens, "")), responses)
    assert found.own["demand"].to_dict() == {"r1": "failure", "r2": "failure"}
    assert found.taken_back == 1 and found.disputed == 1


def test_no_labels_are_no_fault(said: pd.DataFrame):
    found = gather(said.iloc[:0], responses)
    assert found.own.empty and found.alpha is None and found.people == 0
