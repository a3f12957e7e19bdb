"""Cues: words that are evidence, and words that only look like it."""

from __future__ import annotations

import time

import pytest

from engagement_lib import services
from engagement_lib.classify import cues
from engagement_lib.sentences import spans


def names(text: str) -> set[str]:
    return {match.cue.name for match in cues.found(text)}


@pytest.mark.parametrize("cue", cues.CUES, ids=lambda cue: cue.name)
def test_each_cue_finds_its_example_and_spares_its_near_miss(cue: cues.Cue):
    assert cue.name in names(cue.shows)
    assert cue.name not in names(cue.spares)


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("I reported it three weeks ago", "told_before"),
        ("my sister told your office in May", "told_before"),
        ("this is the fourth time", "many_contacts"),
        ("nobody ever rang me back", "nobody_acted"),
        ("heard nothing since", "no_reply"),
        ("nothing has been done", "nothing_done"),
        ("I am still waiting", "chasing"),
        ("the plumber didn't turn up", "did_not_come"),
        ("it is still not fixed", "still_not"),
        ("it keeps leaking", "came_back"),
        ("a bodged job", "bad_work"),
        ("it took three weeks", "too_long"),
        ("bins not emptied", "round_missed"),
        ("nobody told us", "not_told"),
        ("from pillar to post", "passed_on"),
    ],
)
def test_evidence_is_found(text: str, cue: str):
    assert cue in names(text)


@pytest.mark.parametrize(
    ("text", "cue", "why"),
    [
        ("the fence has been falling apart for months", "told_before", "how long is not who was told"),
        ("I report a broken lamp", "told_before", "a first report"),
        ("I called the police about the fight", "told_before", "another body was told"),
        ("is the caretaker here on Monday?", "did_not_come", "a plain question"),
        ("please fix the tap", "still_not", "an ordinary request"),
        ("the crew collected everything", "round_missed", "it was done"),
        ("household rubbish and bags of rubbish", "verdict", "the thing, not the verdict"),
        ("I did not have to wait at all", "waited", "no wait"),
        ("could not have been better", "not_good", "praise"),
        ("", "chasing", "nothing said"),
    ],
)
def test_near_misses_are_no_evidence(text: str, cue: str, why: str):
    assert cue not in names(text), why


def test_every_cue_speaks_for_something_in_the_codebook():
    book = services.codebook()
    known = {*book.failure_types, *book.flags, "value", "none"}
    assert {cue.label for cue in cues.CUES} <= known
    assert len({cue.name for cue in cues.CUES}) == len(cues.CUES)


def test_a_match_lies_within_the_sentence_it_was_looked_for_in():
    text = "Nobody came. The paint is lovely"
    assert [match.cue.name for match in cues.found(text, 13)] == ["thanks"]
    assert all(13 <= match.start < match.end <= len(text) for match in cues.found(text, 13))


@pytest.mark.parametrize(
    "piece", ["not ", "reported ", "still not ", "nobody ", "wait ", "a' ", "x", " ", "\n", "bins ", "they ", "never "]
)
def test_a_hostile_comment_is_read_in_time(piece: str):
    started = time.thread_time()
    text = piece * (20_000 // len(piece))
    for span in spans(text):
        cues.found(text, *span)
    assert time.thread_time() - started < 10
