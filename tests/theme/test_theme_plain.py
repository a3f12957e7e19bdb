"""Answers that name no subject are told from those that do."""

from __future__ import annotations

import pytest

from engagement_lib.theme import plain

SAID = {
    plain.NOTHING: [
        "Nothing", "none", "N/A nothing really", "No, everything was perfect", "Can't think of anything", "No complaints",
        "I would not know", "Nothing 😃", "NOTHING.", "No comment", "can’t complain", "Nothing bad",
    ],
    plain.GOOD: ["Good", "Very good service, thank you", "not bad", "All excellent", "Fair to middling", "It’s been fine so far"],
    plain.POOR: ["Poor", "Not good", "The service is not very good", "terrible", "wasn't great"],
    "": [
        "Nothing was done", "nobody came", "No service", "no improvement", "No heating", "The lift is good", "Good caretaker",
        "poor lighting", "Never called back", "Not fixed", "No answer", "rubbish", "Better", "More staff", "Still waiting", "", "8/10",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("text", "kind"), [(text, kind) for kind, texts in SAID.items() for text in texts])
def test_what_an_answer_says_only(text: str, kind: str):
    assert plain.kind(text) == kind
