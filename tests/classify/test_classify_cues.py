"""Cues: words that are evidence, and words that only look like it."""

from __future__ import annotations

import time

import pytest

from engagement_lib.classify import cues, reasons


def names(text: str) -> set[str]:
    return {match.cue.name for match in cues.found(text)}


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("I reported it three weeks ago", "reported_before"),
        ("I told you twice", "reported_before"),
        ("this is the fourth time", "many_contacts"),
        ("nobody ever rang me back", "nobody_acted"),
        ("heard nothing since", "no_reply"),
        ("nothing has been done", "nothing_done"),
        ("I am still waiting", "chasing"),
        ("the plumber didn't turn up", "did_not_come"),
        ("no one came on Monday", "did_not_come"),
        ("they missed the appointment", "appointment_missed"),
        ("it is still not fixed", "still_not"),
        ("it keeps leaking", "came_back"),
        ("the third plumber", "many_visits"),
        ("a bodged job", "bad_work"),
        ("took three weeks", "waited_long"),
        ("bins not emptied", "round_missed"),
        ("the stairs are filthy", "filthy"),
        ("nobody told us", "not_told"),
        ("the man was rude", "rude"),
        ("I can't get through on the phone", "cannot_reach"),
        ("from pillar to post", "passed_on"),
        ("I was overcharged", "wrong_bill"),
    ],
)
def test_evidence_is_found(text: str, cue: str):
    assert cue in names(text)


@pytest.mark.parametrize(
    ("text", "cue", "why"),
    [
        ("the fence has been falling apart for months", "reported_before", "how long is not who was told"),
        ("I report a broken lamp", "reported_before", "a first report"),
        ("is the caretaker here on Monday?", "did_not_come", "a plain question"),
        ("the lift came on time", "did_not_come", "it came"),
        ("still there", "still_not", "no service is named"),
        ("please fix the tap", "still_not", "an ordinary request"),
        ("the crew collected everything", "round_missed", "it was done"),
        ("the carpenter was polite", "rude", "he was not"),
        ("a lovely long garden", "waited_long", "no wait"),
        ("", "chasing", "nothing said"),
    ],
)
def test_near_misses_are_no_evidence(text: str, cue: str, why: str):
    assert cue not in names(text), why


def test_every_cue_speaks_for_something_in_the_codebook():
    from engagement_lib import services

    book = services.codebook()
    known = {*book.failure_types, *book.flags, "value", "none"}
    assert {cue.label for cue in cues.CUES} <= known
    assert len({cue.name for cue in cues.CUES}) == len(cues.CUES)


def test_a_reason_puts_the_types_that_were_chosen_first():
    text = "I rang twice and nobody came"
    told = reasons.basis(text, "failure", ["missed_appointment"], cues.found(text), "")
    assert told.startswith("“nobody came”")
    assert reasons.basis(text, "value", [], cues.found(text), "").startswith("no cue")


@pytest.mark.parametrize(
    "piece", ["not ", "reported ", "still not ", "nobody ", "wait ", "a' ", "x", " ", "\n", "bins "]
)
def test_a_hostile_comment_is_read_in_time(piece: str):
    started = time.perf_counter()
    cues.found(piece * (50_000 // len(piece)))
    assert time.perf_counter() - started < 3
