"""Answers that name no subject are told from those that do."""

from __future__ import annotations

import pytest

from engagement_lib.theme import plain

SAID = {
    plain.NOTHING: [
        "Nothing", "none", "N/A nothing really", "No, everything was perfect", "Can't think of anything", "No complaints",
        "I would not know", "Nothing 😃", "NOTHING.", "No comment", "can’t complain", "Nothing bad", "Nothing comes to mind",
        "No concerns at all", "no faults", "Had no problems", "Not much", "Very little really", "nought", "Nothing to suggest",
        "can't think of anything", "No cant fault anything", "nothing in particular",
    ],
    plain.GOOD: [
        "Good", "Very good service, thank you", "not bad", "All excellent", "Fair to middling", "It’s been fine so far",
        "Everything is going well", "Keep up the good work", "First class service", "Spot on", "Everything was the best",
        "Very grateful", "Cannot fault it", "Can't really fault the service", "Couldn't have been better", "It could not be improved",
        "I couldn't ask for more", "not the worst", "Thank you very much, all good",
    ],
    plain.POOR: [
        "Poor", "Not good", "The service is not very good", "terrible", "wasn't great", "Not the best", "Not going well",
        "Very disappointed",
    ],
    "": [
        "Nothing was done", "nobody came", "No service", "no improvement", "No heating", "The lift is good", "Good caretaker",
        "poor lighting", "Never called back", "Not fixed", "No answer", "rubbish", "Better", "More staff", "Still waiting", "",
        "8/10", "Not working well", "Problems", "a fault", "No problem was solved", "not much better", "not much use",
        "Thank you very much", "very little improvement", "Nothing changed", "Nothing has changed", "Couldn't be more helpful",
        "You can't fault the caretaker", "The lift is going well", "Nothing works", "keep going on about the bins",
        "could not have been there",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("text", "kind"), [(text, kind) for kind, texts in SAID.items() for text in texts])
def test_what_an_answer_says_only(text: str, kind: str):
    assert plain.kind(text) == kind
