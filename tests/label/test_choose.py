"""Which comments are chosen: never one coded already, the same by the same seed, and nothing told of the machine's label."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tables import classified

from engagement_lib.label import choose
from engagement_lib.problems import InputError

CODEBOOK = ("failure", "value", "none", "unclear", "machine was sure")


def month(n: int, twins: int = 0, seed: int = 0) -> tuple[pd.DataFrame, np.ndarray]:
    """Responses of all three labels, of which the last ``twins`` repeat the words of the first, and their vectors."""
    random = np.random.default_rng(seed)
    chances = random.dirichlet([0.6, 0.6, 0.6], n)
    label = (
        np.array(["failure", "none", "value"], dtype=object)[chances.argmax(axis=1)]
        if n
        else np.array([], dtype=object)
    )
    texts = [f"comment {number}" for number in range(n)]
    vectors = random.normal(size=(n, 16)).astype(np.float32)
    for place in range(twins):
        texts[n - 1 - place] = texts[place].upper() + " "
        vectors[n - 1 - place] = vectors[place]
    kinds = np.where(
        label == "failure", random.choice(["delay", "delay;wrong_answer", "not_done"], n, p=[0.8, 0.05, 0.15]), ""
    )
    table = classified(
        texts, demand=label, demand_confidence=chances.max(axis=1).round(3) if n else [], p_failure=chances[:, 0].round(4),
        failure_types=kinds,
    )  # fmt: skip
    return table, vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)


def chosen(way: str, table: pd.DataFrame, vectors: np.ndarray, n: int, coded: list[str], seed: int) -> pd.DataFrame:
    said = table["failure_types"].loc[table.index.isin(coded)]
    return {
        "random": lambda: choose.random(table, n, coded, seed),
        "uncertain": lambda: choose.uncertain(table, n, coded, seed),
        "varied": lambda: choose.varied(table, vectors, n, coded, seed),
        "rare": lambda: choose.rare(table, said, n, coded, seed),
    }[way]()


BLIND_WAYS = ["random", "uncertain", "varied", "rare"]


@pytest.mark.parametrize("way", BLIND_WAYS)
@settings(max_examples=25, deadline=None)
@given(
    n=st.integers(0, 60),
    twins=st.integers(0, 5),
    asked=st.integers(1, 70),
    coded=st.integers(0, 60),
    seed=st.integers(0, 99),
)
def test_as_many_as_asked_none_twice_and_none_coded_already(
    way: str, n: int, twins: int, asked: int, coded: int, seed: int
):
    table, vectors = month(n, min(twins, n // 2), seed)
    before = table.copy()
    done = list(table.index[:coded])
    answer = chosen(way, table, vectors, asked, done, seed)
    assert answer.index.is_unique and answer.index.isin(table.index.difference(done)).all()
    assert answer.index.name == "response_id" and set(answer["why"]) <= {choose.WHY[way]}
    left = table.drop(done)
    words = left["text"].str.casefold().str.strip()
    spoken = set(table.loc[done, "text"].str.casefold().str.strip())
    if way == "random":
        assert len(answer) == min(asked, len(left))
    else:
        assert words[answer.index].is_unique and not words[answer.index].isin(spoken).any()
    if way == "uncertain":
        assert len(answer) == min(asked, len(set(words) - spoken))
    assert len(answer) <= asked
    pd.testing.assert_frame_equal(table, before)


@pytest.mark.parametrize("way", BLIND_WAYS)
def test_the_same_seed_chooses_the_same_whatever_the_order_of_the_rows(way: str):
    table, vectors = month(80, 4)
    order = np.random.default_rng(1).permutation(80)
    first = chosen(way, table, vectors, 20, list(table.index[:9]), 3)
    again = chosen(way, table.iloc[order], vectors[order], 20, list(table.index[:9]), 3)
    pd.testing.assert_frame_equal(first, again)
    assert first.index.to_list() != chosen(way, table, vectors, 20, list(table.index[:9]), 4).index.to_list()


@pytest.mark.parametrize("way", BLIND_WAYS)
def test_neither_the_order_nor_the_reason_tells_the_label(way: str):
    table, vectors = month(400)
    places = []
    for seed in range(8):
        answer = chosen(way, table, vectors, 60, [], seed)
        failing = (table.loc[answer.index, "demand"] == "failure").to_numpy()
        places.append(np.arange(len(answer))[failing].mean() / (len(answer) - 1))
    assert 0.42 < np.mean(places) < 0.58
    assert not any(word in why for why in choose.WHY.values() for word in CODEBOOK)


def test_the_least_sure_are_chosen():
    table, _ = month(200)
    answer = choose.uncertain(table, 30)
    doubt = choose.unsure(table)
    assert doubt[answer.index].min() >= doubt.drop(answer.index).max()


def test_every_response_has_the_same_chance_when_chosen_at_random():
    table, _ = month(30, 10)
    times = pd.Series(0, table.index)
    for seed in range(600):
        times[choose.random(table, 10, seed=seed).index] += 1
    assert times.between(150, 250).all()


def test_the_varied_hold_no_near_twins_and_nothing_like_what_was_coded():
    random = np.random.default_rng(2)
    middles = random.normal(size=(20, 32))
    near = np.repeat(middles, 10, axis=0) + random.normal(
        scale=0.05, size=(200, 32)
    )  # twenty things said ten times each
    vectors = near / np.linalg.norm(near, axis=1, keepdims=True)
    table, _ = month(200)
    table = table.assign(demand="failure", demand_confidence=0.5, p_failure=0.5)
    of = pd.Series(np.repeat(np.arange(20), 10), table.index)
    answer = choose.varied(table, vectors, 15, coded=table.index[:50].to_list())
    assert of[answer.index].is_unique and (of[answer.index] >= 5).all()


def test_what_the_machine_is_sure_of_is_not_chosen_for_being_odd():
    table, vectors = month(300)
    answer = choose.varied(table, vectors, 30)
    assert choose.unsure(table)[answer.index].mean() > choose.unsure(table).mean() + 0.1


def test_kinds_seldom_coded_come_first_and_some_others_hide_them():
    table, _ = month(600)
    said = pd.Series(["delay"] * 50 + ["wrong_answer"])
    answer = choose.rare(table, said, 20)
    drawn = table.loc[answer.index]
    kinds = drawn["failure_types"].str.split(";").explode().value_counts()
    assert kinds["wrong_answer"] >= 4 and kinds["not_done"] >= 4
    assert len(answer) == 20 and 1 <= (drawn["failure_types"] == "").sum() <= 5


def test_chances_by_type_are_used_where_they_are_given():
    table, _ = month(100)
    table = table.assign(type_delay=0.5, type_no_reply=0.0)
    wanted = table.index[table["demand"] == "failure"][3]
    table.loc[wanted, "type_no_reply"] = 0.9
    assert wanted in choose.rare(table, pd.Series(["delay"] * 5), 4).index


def test_labels_that_were_slips_are_found_and_ranked():
    random = np.random.default_rng(4)
    truth = random.integers(0, 3, 240)
    chances = 0.8 * np.eye(3)[truth] + 0.2 * random.dirichlet([1, 1, 1], 240)
    table = classified([f"comment {n}" for n in range(240)]).assign(**dict(zip(choose.CHANCES, chances.T, strict=True)))
    said = pd.Series(np.array(choose.DEMANDS, dtype=object)[truth], table.index)
    slips = table.index[:20]
    said[slips] = np.array(choose.DEMANDS, dtype=object)[(truth[:20] + 1) % 3]
    answer = choose.suspected(table, said, 50)
    assert set(answer.index) <= set(slips) and len(answer) >= 15
    assert set(choose.suspected(table, said, 5).index) == set(answer.index[:5])


def test_nothing_is_suspected_where_too_little_was_said():
    table, _ = month(10)
    assert choose.suspected(table, pd.Series(dtype="object"), 5).empty
    assert choose.suspected(table, pd.Series("failure", table.index), 5).empty
    assert choose.suspected(table, pd.Series("unclear", table.index), 5).empty
    assert choose.suspected(table, pd.Series(["failure", "value"], ["gone", "lost"]), 5).empty


def test_the_chances_of_a_processed_table_add_up_and_keep_the_label():
    table, _ = month(200)
    made = choose.chances(table)
    assert np.allclose(made.sum(axis=1), 1, atol=0.002)
    assert (np.array(choose.DEMANDS, dtype=object)[made.to_numpy().argmax(axis=1)] == table["demand"]).all()


def test_only_what_is_chosen_at_random_may_enter_a_rate():
    assert [way for way, may in choose.MAY_ENTER_A_RATE.items() if may] == ["random"]
    assert set(choose.WHY) == set(choose.MAY_ENTER_A_RATE)


def test_every_fault_is_told_at_once():
    table, vectors = month(5)
    with pytest.raises(InputError) as told:
        choose.varied(table.drop(columns="p_failure"), vectors[:3], 0)
    assert len(told.value.faults) == 3
