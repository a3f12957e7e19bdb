"""How far a person is with a pile of comments."""

from __future__ import annotations

import pandas as pd
import pytest

from engagement_lib.label.pile import SHOWN, Pile
from engagement_lib.problems import Fault, StoreError

IDS = ["r1", "r2", "r3", "r4"]
COMMENTS = pd.DataFrame({name: [f"{name} of {one}" for one in IDS] for name in SHOWN}, index=IDS).assign(
    demand="failure"
)
FAILURE = {"demand": "failure", "failure_types": "delay", "note": "third visit"}


class Kept:
    """As much of a register as a pile needs."""

    def __init__(self):
        self.rows = []

    def __call__(self, identifier, said):
        self.rows.append((identifier, said.get("demand", "")))


def test_comments_come_in_order_and_each_answer_is_kept_at_once():
    kept = Kept()
    pile = Pile(COMMENTS, kept)
    while pile.current:
        pile.answer(FAILURE)
    assert kept.rows == [(one, "failure") for one in IDS]
    assert pile.comment() == {} and pile.tally() == {"failure": 4}
    pile.answer(FAILURE)  # there is none left
    pile.skip()
    assert len(kept.rows) == 4


def test_only_the_comment_is_shown_and_nothing_the_machine_said():
    assert set(Pile(COMMENTS, Kept()).comment()) == {"id", *SHOWN}


def test_one_put_off_comes_last_also_on_another_day():
    kept = Kept()
    pile = Pile(COMMENTS, kept)
    pile.skip()
    assert pile.current == "r2"
    pile.answer(FAILURE)
    assert kept.rows == [("r1", ""), ("r2", "failure")]
    later = Pile(COMMENTS, kept, {"r2": FAILURE}, ["r1"])
    seen = []
    while later.current:
        seen.append(later.current)
        later.answer(FAILURE)
    assert seen == ["r3", "r4", "r1"]


def test_answers_are_taken_back_one_after_the_other():
    kept = Kept()
    pile = Pile(COMMENTS, kept)
    pile.answer(FAILURE)
    pile.answer({"demand": "value"})
    assert pile.undo() and pile.current == "r2" and pile.earlier["demand"] == "value"
    assert pile.undo() and pile.current == "r1" and pile.earlier["note"] == "third visit"
    assert not pile.undo()
    pile.answer({"demand": "none"})
    assert pile.current == "r2" and pile.earlier == {}
    assert kept.rows == [("r1", "failure"), ("r2", "value"), ("r2", ""), ("r1", ""), ("r1", "none")]


def test_an_answer_that_cannot_be_kept_leaves_the_comment_in_hand():
    def refuse(identifier, said):
        raise StoreError(Fault("register", "a full disk", "room", "make room"))

    pile = Pile(COMMENTS, refuse)
    for act in (lambda: pile.answer(FAILURE), pile.skip):
        with pytest.raises(StoreError):
            act()
    assert pile.current == "r1" and not pile.said


def test_what_was_said_of_other_comments_does_not_count():
    pile = Pile(COMMENTS, Kept(), {"r1": FAILURE, "r9": FAILURE}, ["r8"])
    assert pile.current == "r2" and len(pile.said) == 1


def test_the_pace_is_told_after_some_comments():
    many = pd.concat([COMMENTS, COMMENTS.rename(index=lambda name: f"{name} again")])
    pile = Pile(many, Kept())
    assert pile.minutes_left is None
    for _ in range(5):
        pile.answer(FAILURE)
    assert pile.minutes_left is not None and pile.minutes_left >= 0
