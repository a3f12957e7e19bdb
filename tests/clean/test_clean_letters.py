"""Letters: what the resident wrote stays, what machines and others wrote goes."""

from __future__ import annotations

import time

import pytest

from engagement_lib.clean import letters

DAMP = (
    "I have rung about the damp in the bathroom three times since August and nobody has ever come to look at it, "
    "and now the bedroom is wet too."
)


@pytest.mark.parametrize(
    "tail",
    [
        "Sent from my iPhone",
        "Sent from my Galaxy S9",
        "Get Outlook for Android",
        "Thanks,\nJo",
        "Thank you,\njo bloggs",
        "Kind regards,\nMary O'Brien\n12 Oak Road\nHavenport HV4 7QP\nTel: 07700 900123\nm.obrien@example.org",
        "--\nJo Bloggs",
        "Thanks,\nMary\nSent from my Samsung Galaxy smartphone",
        "On 3 October 2026 at 10:01, Repairs <repairs@example.org> wrote:\n> We will come on Tuesday.\n> Repairs",
        "On Tue, 3 Oct 2026 at 10:01, The Repairs Team\n<repairs@example.org> wrote:\n> We will come",
        "-----Original Message-----\nFrom: Repairs\n\nWe will come",
        "From: Repairs\nSent: 3 October 2026\nTo: A Resident\nSubject: Your repair\n\nWe will come",
        "This email and any attachments are confidential and intended for the addressee.",
    ],
)
def test_what_the_resident_did_not_write_goes(tail: str):
    assert letters.own_words(f"{DAMP}\n\n{tail}") == DAMP


@pytest.mark.parametrize(
    ("letter", "own"),
    [
        ("Still cold. Sent from my iPhone", "Still cold."),
        ("Still cold Sent from my Samsung Galaxy", "Still cold"),
        ("> Dear resident\n> We came on 3 May\n\nNo you did not come", "No you did not come"),
        ("On 3 October 2026 Repairs wrote:\n> We will come\n\nThey never came", "They never came"),
        ("Web form reference: 1234\nThe bin is full", "The bin is full"),
        ("CAUTION: This email originated from outside\nThe bin is full", "The bin is full"),
        ("No heat\n--\nJo Bloggs\n07700 900123", "No heat"),
    ],
)
def test_short_ones(letter: str, own: str):
    assert letters.own_words(letter) == own


@pytest.mark.parametrize(
    ("letter", "why"),
    [
        (f"{DAMP}\n\nThanks,\nThe lift is out too and my mum cannot get down.", "written on after Thanks, and the shorter part"),
        (f"Nobody came.\n\nThanks,\n{DAMP}", "written on after Thanks, and the longer part"),
        (f"{DAMP}\n\nTHANKS,\nTHE LIFT IS OUT TOO", "written on in capitals"),
        (f"{DAMP}\n\nThank you,\nJo Bloggs\n\nalso no heating", "written on below the name"),
        (f"{DAMP}\n\nKind regards,\n\nPS the stairs are filthy, please send somebody", "a postscript"),
        (f"{DAMP}\n\nThanks for nothing.\nYou are all useless.", "thanks that are none"),
        (f"{DAMP}\nOn Monday the plumber wrote: not home. But I was home.", "no heading of an answer"),
        ("The letter was\nsent from my doctor to you and you lost it", "no telephone's footer"),
        ("Cold\nSent from my phone yesterday and nobody replied", "a sentence, not a footer"),
        ("See the photos sent from my mobile last Tuesday to your office.", "a sentence, not a footer"),
        ("Caution: the stairs are wet\nand nobody comes", "a resident's own warning"),
        ("Under 3 months and\n> 3 calls made", "more than three, not a quotation"),
        ("Repairs please:\n- tap\n- door\n- light", "a list"),
        ("From: flat 12\nMy tap is leaking", "no heading of an answer"),
        ("> We came on Tuesday", "only a quotation: better than nothing"),
    ],
)  # fmt: skip
def test_what_the_resident_wrote_stays(letter: str, why: str):
    assert letters.own_words(letter) == letter, why


@pytest.mark.parametrize(
    "piece", ["From: a\n", "> q\n", "On 3 May 2026 x wrote:\n", "Thanks,\nJo\n", "--\n", "Sent from my iPhone "]
)
def test_a_long_letter_of_one_thing_is_read_in_time(piece: str):
    started = time.perf_counter()
    letters.own_words(piece * (100_000 // len(piece)))
    assert time.perf_counter() - started < 4
