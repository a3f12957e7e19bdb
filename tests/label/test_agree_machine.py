"""The machine beside two people: on the same comments, against the ceiling, and in one honest sentence."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import f1_score

from engagement_lib import services
from engagement_lib.label import agree, agree_machine

BOOK = services.codebook()
IDS = pd.Index([f"r{number:03d}" for number in range(60)], name="response_id")


def two_people(ann: list[str], bob: list[str], settled: dict[str, str] | None = None) -> agree.Pair:
    sides = [(pd.Series(ann, IDS), "Ann", "coding"), (pd.Series(bob, IDS), "Bob", "coding")]
    sides.append((pd.Series(settled or {}, dtype=object), "Ann and Bob", "adjudication"))
    tables = [
        pd.DataFrame({"response_id": said.index, "demand": said.to_numpy(object)}).assign(
            service="waste", period="2026-10", failure_types="", value_type="", none_type="", flags="", purpose=purpose, who=who,
            at=pd.Timestamp("2026-11-02", tz="UTC"),
        )
        for said, who, purpose in sides
    ]  # fmt: skip
    return agree.pair(pd.concat(tables))


def machine(said: list[str]) -> pd.DataFrame:
    return pd.DataFrame({"text": "words", "demand": said}, index=IDS)


TRUE = ["failure", "value", "none"] * 20
TURN = {"failure": "value", "value": "none", "none": "failure"}


def erring(every: int, first: int = 0) -> list[str]:
    return [TURN[label] if at % every == first else label for at, label in enumerate(TRUE)]


def test_the_figures_are_scikit_learn_s_on_the_same_comments():
    two = two_people(erring(10), erring(12, 1))
    found = agree_machine.beside(two, machine(erring(4, 2)), BOOK)
    assert found.n == 60 and found.left_out == 0 and found.unsettled == len(two.agreed) - two.agreed.notna().sum() > 0
    told = found.figures["macro_f1"]
    assert list(told.index) == [
        "the two people (the ceiling)", "the machine and Ann", "the machine and Bob", "the machine, mean over both people",
    ]  # fmt: skip
    assert told.iloc[0] == pytest.approx(f1_score(erring(10), erring(12, 1), average="macro"))
    assert told.iloc[1] == pytest.approx(f1_score(erring(10), erring(4, 2), average="macro"))
    assert told.iloc[3] == pytest.approx(told.iloc[1:3].mean())
    assert found.figures["difference"].iloc[3] == pytest.approx(told.iloc[3] - told.iloc[0])
    assert (found.figures["low"] <= told).all() and (told <= found.figures["high"]).all()
    assert found.labels.loc[("the machine and Ann", "failure"), "f1"] == pytest.approx(
        f1_score(erring(10), erring(4, 2), labels=["failure"], average="macro")
    )


def test_a_poor_machine_is_told_so():
    found = agree_machine.beside(two_people(TRUE, erring(20)), machine(erring(2)), BOOK)
    assert "less than they agree with each other" in found.sentence


def test_a_second_person_is_not_told_from_the_machine_on_few():
    found = agree_machine.beside(two_people(erring(10), erring(10, 1)), machine(erring(10, 2)), BOOK)
    assert "do not tell the machine from a second person" in found.sentence


def test_three_alike_are_not_certainty():
    mean = agree_machine.beside(two_people(TRUE, TRUE), machine(TRUE), BOOK).figures.iloc[-1]
    assert mean["difference"] == 0 and mean["difference_low"] < 0 < mean["difference_high"] and mean["low"] < 1


def test_what_they_agreed_on_is_compared_only_when_all_is_settled():
    bob = erring(20)
    differ = [identifier for identifier, one, other in zip(IDS, TRUE, bob, strict=True) if one != other]
    some, everything = dict.fromkeys(differ[:1], "none"), dict(zip(differ, ["failure", "none", "value"], strict=True))
    assert len(agree_machine.beside(two_people(TRUE, bob, some), machine(TRUE), BOOK).figures) == 4
    found = agree_machine.beside(two_people(TRUE, bob, everything), machine(TRUE), BOOK)
    assert found.unsettled == 0
    agreed = [everything.get(identifier, label) for identifier, label in zip(IDS, TRUE, strict=True)]
    assert found.figures.loc["the machine and what they agreed on", "macro_f1"] == pytest.approx(
        f1_score(agreed, TRUE, average="macro")
    )


def test_who_cannot_tell_is_never_right():
    ann = ["unclear" if at % 3 == 0 else label for at, label in enumerate(TRUE)]
    found = agree_machine.beside(two_people(ann, TRUE), machine(ann), BOOK)
    assert (
        found.figures.loc["the machine and Ann", "macro_f1"] == 1
    )  # failure was given by neither, so it is left out of the mean
    assert found.figures["macro_f1"].iloc[0] == pytest.approx(2 / 3)
    assert not set(found.labels.index.get_level_values("label")) & {"unclear"}


def test_comments_that_are_gone_and_none_at_all():
    found = agree_machine.beside(two_people(TRUE, TRUE), machine(TRUE).iloc[:50], BOOK)
    assert found.n == 50 and found.left_out == 10
    nothing = agree_machine.beside(two_people(TRUE, TRUE), machine(TRUE).iloc[:0], BOOK)
    assert nothing.n == 0 and nothing.figures.empty and "nothing to compare" in nothing.sentence
    unclear = agree_machine.beside(two_people(["unclear"] * 60, ["unclear"] * 60), machine(TRUE), BOOK)
    assert unclear.figures.empty and "could not tell" in unclear.sentence


def test_the_tables_given_are_not_changed():
    two, said = two_people(TRUE, erring(10)), machine(TRUE)
    one, responses = two.one.copy(deep=True), said.copy(deep=True)
    agree_machine.beside(two, said, BOOK)
    pd.testing.assert_frame_equal(two.one, one)
    pd.testing.assert_frame_equal(said, responses)
    assert np.isnan(agree_machine.beside(two, said, BOOK).figures["difference"].iloc[0])
