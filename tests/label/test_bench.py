"""The bench without a browser: what it sends to the page, what it takes from it, and what it keeps."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from engagement_lib import bench, register, services
from engagement_lib.label.bench import Bench, guide
from engagement_lib.label.pile import SHOWN, Pile
from engagement_lib.store import Store
from engagement_lib.workspace import Workspace

SERVICE, PERIOD = "maintenance", "2026-10"


def press(shown: Bench, action: str, identifier: str | None = None, **said: str) -> None:
    """As the page sends it."""
    shown._handle_custom_msg(
        {"do": action, "id": shown.screen["comment"]["id"] if identifier is None else identifier, "said": said}, []
    )


def every(place: Workspace) -> pd.DataFrame:
    with register.open(place) as kept:
        return kept.labels(every=True)


def test_an_answer_is_in_the_register_before_the_next_comment_comes(place: Workspace):
    shown = bench.open(place, SERVICE, PERIOD, "Ann", n=12)
    first = shown.screen["comment"]["id"]
    press(shown, "answer", demand="failure", failure_types="delay;no_response", flags="hazard")
    rows = every(place)
    assert list(rows["response_id"]) == [first] and rows["failure_types"].iloc[0] == "delay;no_response"
    assert rows["purpose"].iloc[0] == "audit"
    assert shown.screen["done"] == 1 and shown.screen["told"] == "Saved."


def test_an_answer_to_a_comment_that_is_no_longer_in_hand_is_not_taken(place: Workspace):
    shown = bench.open(place, SERVICE, PERIOD, "Ann", n=12)
    first = shown.screen["comment"]["id"]
    press(shown, "answer", demand="value")
    press(shown, "answer", first, demand="failure")  # the same key sent twice
    press(shown, "nonsense")
    assert len(every(place)) == 1


def test_what_is_wrong_is_told_and_the_comment_stays(place: Workspace):
    shown = bench.open(place, SERVICE, PERIOD, "Ann", n=12)
    press(shown, "answer", demand="a demand nobody knows")
    assert shown.screen["wrong"] and "codebook" in shown.screen["told"] and shown.screen["done"] == 0
    assert every(place).empty


def test_it_goes_on_where_this_person_was_and_not_where_another_was(place: Workspace):
    shown = bench.open(place, SERVICE, PERIOD, "Ann", n=12)
    press(shown, "answer", demand="value")
    press(shown, "skip")
    third = shown.screen["comment"]["id"]
    again = bench.open(place, SERVICE, PERIOD, "Ann")
    assert again.screen["comment"]["id"] == third and again.screen["done"] == 1
    assert bench.open(place, SERVICE, PERIOD, "Ben").screen["done"] == 0
    press(again, "undo")
    assert again.screen["earlier"]["demand"] == "value"
    assert list(every(place)["demand"]) == ["value", "", ""]


def test_a_note_is_kept_without_the_person_in_it(place: Workspace):
    shown = bench.open(place, SERVICE, PERIOD, "Ann", n=12)
    press(shown, "answer", demand="failure", note="ring Mrs Okonkwo on 07700 900417")
    note = every(place)["note"].iloc[0]
    assert "Okonkwo" not in note and "07700" not in note and note.startswith("ring")


def test_nothing_the_machine_said_is_sent_to_the_page(place: Workspace):
    """The same pile with every label of the machine turned round sends the same page, letter by letter."""
    store = Store(place.processed)
    responses = store.table(SERVICE, PERIOD, "responses")
    turned = responses.assign(
        demand=responses["demand"].map({"failure": "value", "value": "none", "none": "failure"}).fillna("value"),
        failure_types="conduct", demand_basis="turned round", demand_confidence=0.5,
        p_failure=1 - responses["p_failure"], hazard=1 - responses["hazard"],
    )  # fmt: skip
    about, book = place.services[SERVICE], services.codebook()

    def all_pages(table: pd.DataFrame) -> list[str]:
        shown = Bench(
            Pile(table.assign(why="chosen at random")[list(SHOWN)].head(40), lambda identifier, said: None),
            about,
            book,
            "Ann",
        )
        pages = [json.dumps(shown.get_state(["screen", "guide"]), sort_keys=True)]
        while shown.screen["comment"]:
            press(shown, "answer", demand="unclear")
            pages.append(json.dumps(shown.get_state(["screen", "guide"]), sort_keys=True).split('"minutes"')[0])
        return pages

    assert all_pages(responses) == all_pages(turned)
    every_key = set(json.loads(all_pages(responses)[0])["screen"]["comment"])
    assert every_key == {"id", *SHOWN}


def test_every_label_of_the_codebook_has_a_key_of_its_own():
    book = services.codebook()
    shown = guide(a_service(), book, "Ann")
    for kinds in shown["kinds"].values():
        keys = [one["key"] for group in (shown["demand"], kinds, shown["flags"]) for one in group]
        assert all(keys) and len(set(keys)) == len(keys)
        assert not set(keys) & set("npsu?")


def a_service():
    return services.read([services.PACKAGED])[SERVICE]


def test_an_unknown_batch_is_told(place: Workspace):
    from engagement_lib.problems import InputError

    with pytest.raises(InputError, match="no such audit or batch"):
        bench.open(place, SERVICE, PERIOD, "Ann", "nothing")


def test_comments_listed_to_be_read_by_hand_are_one_batch_however_often_they_are_listed(place: Workspace):
    listed = Store(place.processed).table(SERVICE, PERIOD, "responses").index[[4, 2, 7]]
    first = bench.hand_out(place, SERVICE, PERIOD, listed, "Ann")
    assert bench.hand_out(place, SERVICE, PERIOD, listed, "Ben") == first
    assert bench.hand_out(place, SERVICE, PERIOD, listed[::-1], "Ann") != first
    assert list(bench.find(place, first).rows.index) == list(listed)
    assert bench.open(place, SERVICE, PERIOD, "Ann", first).screen["of"] == 3
