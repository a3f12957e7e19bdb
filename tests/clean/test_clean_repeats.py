"""The same comment again: when it is one person's, when two people's, when a campaign."""

from __future__ import annotations

import pandas as pd
import pytest
from tables import responses

from engagement_lib import clean

LONG = "I have rung three times about the damp in the bathroom and nobody has come to look at it"
LETTER = (
    "I am writing to object to the proposed closure of the estate office at Samphire House. Older residents depend on it to "
    "report repairs and pay their rent, and many do not use the internet. Please keep it open at least three days a week and "
    "consult us properly before any decision is made."
)
GREETINGS = ["Dear Councillor", "Dear Sir or Madam", "To whom it may concern", "Hello", "Good morning", "Dear team"]
CIRCULATED = [
    f"{GREETINGS[n % 6]}, {LETTER} Yours, "
    + ["a tenant", f"resident {n} of the estate", "a very worried neighbour"][n % 3]
    for n in range(26)
]


@pytest.mark.parametrize(
    ("texts", "people", "copies", "why"),
    [
        (["Too slow", "Too slow"], ["a", "b"], [1, 1], "two residents may well write the same few words"),
        (["Too slow", "Too slow"], ["a", "a"], [2], "one resident's form came twice"),
        (["Too slow", "too slow!"], ["a", "a"], [2], "the same words with another mark"),
        ([LONG, LONG], ["a", "b"], [2], "nobody shares so long a text by chance"),
        ([LONG, LONG.upper() + "!"], ["a", "b"], [2], "the same words, shouted"),
        ([LONG, "The lift in our block has been out since Monday and my mum can't get down"], ["a", "b"], [1, 1], "two comments"),
        ([LONG, LONG.replace("damp", "rats")], ["a", "b"], [1, 1], "one word changed the meaning"),
        ([LETTER, LETTER + " Thank you."], ["a", "b"], [2], "a letter with a line more"),
        ([LETTER[:60], LETTER], ["a", "b"], [1, 1], "the first line of a letter is not the letter"),
    ],
)  # fmt: skip
def test_repeats(texts: list[str], people: list[str], copies: list[int], why: str):
    kept, left = clean.responses(responses(texts, record_id=people))
    assert list(kept["copies"]) == copies, why
    assert list(left["reason"]) == ["same comment as r0000"] * (len(texts) - len(copies))
    assert list(kept["campaign"]) == [""] * len(copies)


def test_two_services_with_the_same_long_text_both_keep_it():
    kept, left = clean.responses(responses([LONG, LONG], service=["maintenance", "voids"]))
    assert len(kept) == 2 and left.empty


def test_where_repeats_are_kept_only_one_persons_own_are_joined():
    texts, people = [LONG, LONG, LONG, "Too slow", "Too slow"], ["a", "b", "a", "a", "b"]
    kept, left = clean.responses(responses(texts, record_id=people, repeats="keep"))
    assert list(kept["copies"]) == [2, 1, 1, 1]
    assert dict(left["reason"]) == {"r0002": "same comment as r0000"}


def test_the_earliest_is_the_one_kept():
    days = pd.to_datetime(["2026-10-09", "2026-10-01", "2026-10-05"])
    kept, left = clean.responses(responses([LONG] * 3, received_on=days))
    assert list(kept.index) == ["r0001"]
    assert set(left["reason"]) == {"same comment as r0001"}


def test_a_circulated_letter_is_one_campaign():
    kept, left = clean.responses(responses([*CIRCULATED, LONG, "No heating"]))
    assert list(kept["copies"]) == [26, 1, 1]
    assert kept["campaign"].iloc[0].startswith("campaign-") and list(kept["campaign"])[1:] == ["", ""]
    assert set(left["reason"]) == {"part of a campaign, counted once as r0000"}


def test_four_of_a_letter_are_no_campaign_yet():
    kept, _ = clean.responses(responses([LETTER] * 4))
    assert list(kept["copies"]) == [4] and list(kept["campaign"]) == [""]


def test_the_order_of_rows_changes_nothing():
    raw = responses([*CIRCULATED, LONG, LONG + ".", "Too slow", "Too slow", "n/a", "No heating"])
    kept, left = clean.responses(raw)
    for seed in range(3):
        again, left_again = clean.responses(raw.sample(frac=1, random_state=seed))
        pd.testing.assert_frame_equal(again.sort_index(), kept.sort_index())
        pd.testing.assert_frame_equal(left_again.sort_index(), left.sort_index())
