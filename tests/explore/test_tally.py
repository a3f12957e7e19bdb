"""Demand read by hand: nothing of the machine is shown before the reading is done, and the counts are those one makes on paper."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from tables import responses as raw
from tables import themed

from engagement_lib import register
from engagement_lib.contracts import Broken
from engagement_lib.explore import tally
from engagement_lib.problems import InputError
from engagement_lib.workspace import Workspace

COMMENTS = [f"Comment {number}" for number in range(20)]


def listed() -> pd.DataFrame:
    """20 comments; the machine calls the first 12 failure, the others value, the last of them at the wrong door."""
    return themed(
        COMMENTS,
        demand=["failure"] * 12 + ["value"] * 8,
        failure_types=["delay"] * 12 + [""] * 8,
        wrong_door=[0] * 19 + [1],
        received_on=pd.to_datetime(["2026-10-20", "2026-10-02"] * 10),
    )


def said(demand: list[str], responses: pd.DataFrame, tmp_path: Path, **more: list[str]) -> pd.DataFrame:
    """As the register gives back what Ann said."""
    with register.open(Workspace.open(tmp_path)) as kept:
        table = pd.DataFrame({"demand": demand, **more}, index=responses.index[: len(demand)])
        kept.add_labels(table, "maintenance", "2026-10", "coding", "Ann")
        return kept.labels("maintenance", purpose="coding")


def test_the_list_shows_nothing_of_what_the_machine_said():
    shown = tally.verbatims(listed())
    assert list(shown.columns) == ["number", "received_on", "source", "question", "text"]
    assert shown["received_on"].is_monotonic_increasing
    assert shown["number"].to_list() == list(range(1, 21))


def test_a_random_order_is_the_same_each_time_and_whatever_order_the_rows_had():
    one, again = tally.verbatims(listed(), 3), tally.verbatims(listed().sample(frac=1, random_state=9), 3)
    assert one.index.equals(again.index)
    assert not one.index.equals(tally.verbatims(listed(), 4).index)
    assert set(one.index) == set(listed().index)


def test_text_that_was_not_redacted_is_not_listed():
    with pytest.raises(Broken):
        tally.verbatims(raw(COMMENTS))


def test_both_definitions_and_the_ways_of_failing_are_counted(tmp_path: Path):
    """20 read: 6 failures (one of them not our job), 10 value (two of them not our job), 3 none, 1 unclear."""
    demand = ["failure"] * 6 + ["value"] * 10 + ["none"] * 3 + ["unclear"]
    labels = said(
        demand, listed(), tmp_path,
        failure_types=["delay;conduct"] * 3 + ["delay"] * 2 + [""] * 15,
        flags=["wrong_door", *[""] * 5, "wrong_door;hazard", "wrong_door", *[""] * 12],
    )  # fmt: skip
    found = tally.of(labels, listed())
    assert (found.who, found.listed, found.read, found.done) == ("Ann", 20, 20, True)
    assert (found.portsmouth.n, found.portsmouth.of) == (8, 20)
    assert (found.portsmouth.low, found.portsmouth.high) == (0.2188, 0.6134)
    assert (found.seddon.n, found.seddon.share) == (5, 0.25)
    assert {count.key: count.estimate.n for count in found.demand} == {
        "failure": 6,
        "value": 10,
        "none": 3,
        "unclear": 1,
    }
    assert [(count.key, count.estimate.n, count.estimate.of) for count in found.failure_types] == [
        ("delay", 5, 6),
        ("conduct", 3, 6),
    ]
    assert found.failure_types[0].estimate.share is None, "six are too few for a share"
    assert found.table().loc["Failure demand, Portsmouth's way", "share (95 % interval)"] == "40 % (22 to 61 %)"
    assert found.said() == (
        "Ann has read 20 of 20 comments. Failure demand: 40 % (22 to 61 %) Portsmouth's way, 25 % (11 to 47 %) Seddon's way."
    )


def test_the_machine_is_kept_out_of_sight_until_all_is_read(tmp_path: Path):
    labels = said(["failure"] * 19, listed(), tmp_path)
    assert tally.beside_machine(labels, listed()) is None
    assert "19 of 20" in tally.of(labels, listed()).said()


def test_side_by_side_once_all_is_read(tmp_path: Path):
    """The person finds 6 failures among the machine's 12 and none elsewhere; the machine has one more at the wrong door."""
    beside = tally.beside_machine(said(["failure"] * 6 + ["value"] * 14, listed(), tmp_path), listed())
    assert beside is not None
    assert (beside.person.portsmouth.n, beside.machine.portsmouth.n) == (6, 13)
    assert beside.difference == pytest.approx(7 / 20)
    assert 0 < beside.low < 7 / 20 < beside.high
    assert beside.crossed.loc["value", "failure"] == 6
    assert len(beside.differing) == 6
    assert (beside.agree.n, beside.agree.of) == (14, 20)
    assert "35 points more failure demand than Ann" in beside.said()
    assert list(beside.table().columns) == ["Ann", tally.MACHINE]


def test_a_small_difference_is_not_made_much_of(tmp_path: Path):
    beside = tally.beside_machine(said(["failure"] * 11 + ["value"] * 9, listed(), tmp_path), listed())
    assert beside is not None and "about as much failure demand as Ann" in beside.said()


def test_nothing_read_is_no_fault(tmp_path: Path):
    with register.open(Workspace.open(tmp_path)) as kept:
        labels = kept.labels("maintenance", purpose="coding")
    found = tally.of(labels, listed())
    assert (found.read, found.done) == (0, False)
    assert found.portsmouth.share is None
    assert found.said().startswith("Nothing read yet of 20 comments. Label them first")
    assert tally.beside_machine(labels, listed()) is None
    assert not found.table().empty


def test_labels_of_other_comments_do_not_count(tmp_path: Path):
    labels = said(["failure"] * 20, listed(), tmp_path)
    found = tally.of(labels, listed().head(12))
    assert (found.read, found.elsewhere, found.done) == (12, 8, True)


def test_labels_of_two_people_or_of_no_known_kind_are_refused(tmp_path: Path):
    labels = said(["failure"] * 2, listed(), tmp_path)
    with pytest.raises(InputError, match="2 people"):
        tally.of(pd.concat([labels, labels.assign(who="Ben")]), listed())
    with pytest.raises(InputError) as error:
        tally.of(pd.concat([labels, labels.assign(demand="fault")]), listed())
    assert len(error.value.faults) == 2
