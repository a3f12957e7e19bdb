"""Two people who coded apart: who they are, how well they agree, and what may be said of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from engagement_lib import register, services
from engagement_lib.label import agree, agree_measures
from engagement_lib.label.agree_measures import Measure
from engagement_lib.problems import InputError

BOOK = services.codebook()


def labels(said: dict[str, str], who: str, purpose: str = "coding", **columns: object) -> pd.DataFrame:
    """As the register returns them: what one person said, a comment's id to its demand."""
    table = pd.DataFrame({"response_id": list(said), "demand": list(said.values())})
    given = {
        "service": "waste", "period": "2026-10", "failure_types": "", "value_type": "", "none_type": "", "flags": "", "purpose": purpose,
        "who": who, "at": pd.Timestamp("2026-11-02", tz="UTC"), **columns,
    }  # fmt: skip
    return table.assign(**given)


def numbered(demands: list[str]) -> dict[str, str]:
    return {f"r{number:03d}": demand for number, demand in enumerate(demands)}


def two_people(ann: list[str], bob: list[str]) -> agree.Pair:
    return agree.pair(pd.concat([labels(numbered(ann), "Ann"), labels(numbered(bob), "Bob")]))


# Alpha, reckoned by hand.


def test_alpha_of_two_people_is_what_a_hand_gets():
    """10 comments, they differ on 2. Of 20 labels 9 are failure, 6 value and 5 none: (20 - 1) * 4 / (20² - 9² - 6² - 5²) = 76 / 258."""
    ann = ["failure"] * 4 + ["value"] * 3 + ["none"] * 3
    bob = ["failure"] * 4 + ["value"] * 2 + ["failure"] + ["none"] * 2 + ["value"]
    found = agree.between(two_people(ann, bob), BOOK)
    assert found.alpha.value == pytest.approx(1 - 76 / 258)
    assert found.same.value == 0.8 and found.same.n == found.alpha.n == 10
    assert found.same.low == pytest.approx(0.4902, abs=1e-4) and found.same.high == pytest.approx(0.9433, abs=1e-4)


def test_alpha_of_three_people_with_gaps_is_what_a_hand_gets():
    """Three, two, two and one label: the last comment does not count, so 7 labels, 5 failure and 2 value.

    Differing pairs: the first has 4 of 3 labels, / 2 = 2; the third has 2 of 2 labels, / 1 = 2. So (7 - 1) * 4 / (7² - 5² - 2²) = 24 / 20.
    """
    said = pd.DataFrame({
        "Ann": ["failure", "failure", "failure", None], "Bob": ["failure", "failure", None, "none"], "Cem": ["value", None, "value", None],
    })  # fmt: skip
    assert agree_measures.alpha(said).value == pytest.approx(1 - 24 / 20)
    said.loc[4] = [
        "value",
        "value",
        "value",
    ]  # 10 labels, 5 failure and 5 value: (10 - 1) * 4 / (10² - 5² - 5²) = 36 / 50
    assert agree_measures.alpha(said).value == pytest.approx(1 - 36 / 50)
    assert agree_measures.alpha(said).n == 4


def test_alpha_of_sets_is_what_a_hand_gets():
    """MASI of {a} and {a, b} is 1 - 1/2 * 2/3 = 2/3, twice in the second comment. By chance: 2 * 3 * 1 * 2/3 = 4, as {a} stands thrice."""
    sets = pd.DataFrame(
        {"Ann": [frozenset("a"), frozenset("a")], "Bob": [frozenset("a"), frozenset("ab")]}, dtype=object
    )
    assert agree_measures.alpha(sets, agree_measures.masi).value == pytest.approx(1 - (4 - 1) * (4 / 3) / 4)
    assert agree_measures.masi(frozenset(), frozenset()) == 0 and agree_measures.masi(frozenset(), frozenset("a")) == 1


@pytest.mark.parametrize("seed", range(5))
def test_the_fast_alpha_of_the_resamples_is_nltk_s(seed: int):
    chance = np.random.default_rng(seed)
    codes = chance.integers(-1, 3, size=(25, 4))
    said = pd.DataFrame(codes).astype(object).map(lambda code: None if code < 0 else "abc"[code])
    codes, names = agree_measures.codes_of(said)
    fast = agree_measures.alphas(codes, np.ones((1, 25), dtype=int), 1 - np.eye(len(names)))
    assert agree_measures.alpha(said).value == pytest.approx(fast[0])


def test_everyone_who_coded_is_in_one_alpha_whatever_they_left_out():
    three = [
        labels(numbered(["failure", "value"]), "Ann"),
        labels({"r000": "failure"}, "Bob"),
        labels({"r001": "none"}, "Cem"),
    ]
    assert agree.everyone(pd.concat(three)).value == pytest.approx(1 - 3 * 2 / (4**2 - 2**2 - 1 - 1))


# Intervals that do not lie.


def test_full_agreement_on_few_is_not_certainty():
    found = agree.between(two_people(["failure"] * 8 + ["value"] * 4, ["failure"] * 8 + ["value"] * 4), BOOK)
    assert found.alpha.value == 1 and found.alpha.low < 0.85 and found.same.low < 0.8
    assert found.verdict.says == "too few to tell"
    assert found.labels.loc["failure", "f1"] == 1 and found.labels.loc["failure", "low"] < 0.85


def test_full_agreement_on_many_is_reliable():
    many = ["failure", "value", "none"] * 40
    assert agree.between(two_people(many, many), BOOK).verdict.says == "reliable"


def test_where_only_one_label_occurs_alpha_is_not_told():
    found = agree.between(two_people(["failure"] * 12, ["failure"] * 12), BOOK)
    assert found.alpha.value is None and found.same.value == 1
    assert "cannot be told" in found.verdict.sentence and "76%" in found.verdict.sentence
    assert np.isnan(found.figures.loc["same demand label beyond chance, alpha", "value"])


@pytest.mark.parametrize(
    ("value", "low", "high", "n", "says"),
    [
        (0.90, 0.80, 0.95, 90, "reliable"),
        (0.90, 0.80, 0.95, 9, "too few to tell"),
        (0.74, 0.67, 0.79, 300, "tentative"),
        (0.74, 0.60, 0.79, 300, "too few to tell"),
        (0.88, 0.70, 0.95, 60, "too few to tell"),
        (0.40, 0.20, 0.66, 60, "not to be relied on"),
    ],
)
def test_the_verdict_says_no_more_than_the_interval_lets_it(value: float, low: float, high: float, n: int, says: str):
    told = agree.verdict(Measure(value, low, high, n), agree_measures.share(n, n))
    assert told.says == says and f"{value:.2f}" in told.sentence
    assert ("at least" in told.sentence) == (low == 0.70) and ("at most" in told.sentence) == (low == 0.60)


@pytest.mark.slow
@pytest.mark.parametrize("n", [30, 100])
def test_the_interval_of_alpha_holds_the_truth_about_as_often_as_it_says(n: int):
    """Two people who err on a tenth of comments: of three labels, alike often. ``benchmarks/agreement.py`` has more."""
    chance, error, worlds = np.random.default_rng(7), 0.1, 200
    alike = (1 - error) ** 2 + error**2 / 2
    truth, held = 1 - (1 - alike) / (2 / 3), 0
    for _ in range(worlds):
        true = chance.integers(3, size=(n, 1))
        codes = (true + (chance.random((n, 2)) < error) * chance.integers(1, 3, size=(n, 2))) % 3
        found = agree_measures.alpha(pd.DataFrame(np.array(["failure", "value", "none"])[codes]))
        held += found.low <= truth <= found.high
    assert 0.91 <= held / worlds <= 0.99


# Types and flags.


def test_types_are_measured_where_both_call_it_a_failure_and_name_some():
    both = numbered(["failure"] * 4 + ["value"])
    ann = labels(both, "Ann", failure_types=["delay", "delay;conduct", "delay", "charge", ""])
    bob = labels(both, "Bob", failure_types=["delay", "delay", "conduct", "", ""])
    found = agree.between(agree.pair(pd.concat([ann, bob])), BOOK)
    assert found.untyped == 1 and found.types_f1.n == 3
    assert found.types_f1.value == pytest.approx((1 + 2 / 3 + 0) / 3)
    assert found.types.loc["delay", ["one", "other", "both"]].tolist() == [3, 2, 2]
    assert found.types.loc["delay", "f1"] == pytest.approx(4 / 5)
    assert 0 <= found.types_f1.low <= found.types_f1.value <= found.types_f1.high <= 1


def test_flags_are_measured_one_by_one():
    both = numbered(["failure"] * 4)
    ann = labels(both, "Ann", flags=["hazard;complaint", "hazard", "", ""])
    bob = labels(both, "Bob", flags=["hazard", "", "", ""])
    flags = agree.between(agree.pair(pd.concat([ann, bob])), BOOK).flags
    assert list(flags.index) == list(BOOK.flags)
    assert flags.loc["hazard", "f1"] == pytest.approx(2 / 3)
    assert flags.loc["hazard", "alpha"] == pytest.approx(1 - 7 * 2 / (64 - 9 - 25))
    assert flags.loc["mixed", ["f1", "alpha"]].isna().all()


# Who coded what.


def test_the_pair_that_shares_most_is_taken_and_may_be_named():
    table = pd.concat([
        labels(numbered(["failure"] * 5), "Ann"), labels(numbered(["failure"] * 5), "Bob"), labels(numbered(["value"] * 3), "Cem"),
        labels({"x1": "value"}, "Ann", period="2026-09"), labels({"x1": "value"}, "Cem", period="2026-09"),
    ])  # fmt: skip
    before = table.copy(deep=True)
    assert agree.pairs(table)["both"].tolist() == [5, 3, 3, 1]
    assert agree.pair(table).who == ("Ann", "Bob") and len(agree.pair(table).one) == 5
    assert agree.pair(table, who_a="Cem").who == ("Cem", "Ann")
    assert agree.pair(table, who_a="Cem", who_b="Bob").who == ("Cem", "Bob")
    assert agree.pair(table, period="2026-09").who == ("Ann", "Cem")
    assert agree.who_coded(table)["comments"].tolist() == [1, 1, 5, 5, 3]
    pd.testing.assert_frame_equal(table, before)


def test_taken_back_settled_and_twice_said_do_not_count():
    table = pd.concat([
        labels(numbered(["failure", "failure", "failure"]), "Ann"),
        labels(numbered(["failure", "", "value"]), "Bob"),
        labels({"r002": "none"}, "Bob", purpose="audit", at=pd.Timestamp("2026-11-03", tz="UTC")),
        labels({"r002": "failure"}, "Ann and Bob", purpose="adjudication"),
    ])  # fmt: skip
    two = agree.pair(table)
    assert two.one.index.tolist() == ["r000", "r002"] and two.other["demand"].tolist() == ["failure", "none"]
    assert two.agreed.to_dict() == {"r000": "failure", "r002": "failure"}
    assert "none is left to settle" in two.next_step
    assert "Ann and Bob" not in set(agree.who_coded(table)["who"])


def test_names_that_are_wrong_are_told_all_at_once():
    table = pd.concat([labels(numbered(["failure"]), "Ann"), labels(numbered(["failure"]), "Bob")])
    with pytest.raises(InputError) as raised:
        agree.pair(table, who_a="Dan", who_b="Dan")
    assert len(raised.value.faults) == 3 and "one of Ann, Bob" in str(raised.value)


def test_one_who_coded_alone_is_told_what_to_do():
    two = agree.pair(labels(numbered(["failure"]), "Ann"), who_a="Ann")
    assert not two.ready and "Let a colleague label the very same ones" in two.next_step


def test_an_empty_register_is_no_error(tmp_path: Path):
    class Place:
        register = f"sqlite:///{tmp_path}/register.sqlite"
        codebook = services.codebook()

    with register.open(Place()) as kept:
        nothing = kept.labels()
    two = agree.pair(nothing, "waste", who_a="Ann")
    assert not two.ready and "Nobody has coded" in two.next_step
    assert agree.who_coded(nothing).empty and agree.pairs(nothing).empty and agree.everyone(nothing).value is None
    found = agree.between(two, BOOK)
    assert found.verdict.says == "too few to tell" and found.figures["comments"].tolist() == [0, 0, 0, 0]


def test_what_the_register_keeps_is_what_is_measured(tmp_path: Path):
    class Place:
        register = f"sqlite:///{tmp_path}/register.sqlite"
        codebook = services.codebook()

    ids = pd.Index(["a1", "a2", "a3"], name="response_id")
    ann = pd.DataFrame(
        {"demand": ["failure", "value", "none"], "failure_types": ["delay", "", ""], "flags": ["hazard", "", ""]}, ids
    )
    with register.open(Place()) as kept:
        kept.add_labels(ann, "waste", "2026-10", "coding", "Ann")
        kept.add_labels(ann.assign(demand=["failure", "value", "value"]), "waste", "2026-10", "coding", "Bob")
        two = agree.pair(kept.labels())
    assert two.service == "waste" and two.who == ("Ann", "Bob") and "differ in demand on 1" in two.next_step
    assert agree.between(two, BOOK).same.value == pytest.approx(2 / 3)
