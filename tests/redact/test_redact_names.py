"""People's names, and what is no person though it is written with a capital."""

from __future__ import annotations

import pytest

from engagement_lib.redact import names, texts


def taken(words: str) -> str:
    [(redacted, _)] = texts([words])
    return redacted


@pytest.mark.parametrize(
    ("words", "redacted"),
    [
        ("Mrs Okonkwo never came", "[name] never came"),
        ("Dr. A. Khan saw me", "[name] saw me"),
        ("Mr and Mrs Ahmed next door", "[name] next door"),
        ("mr smith next door", "[name] next door"),
        ("Cllr Hussain knows", "Cllr [name] knows"),
        ("my name is ewelina", "my name is [name]"),
        ("i spoke to Grace Okonkwo on Monday", "i spoke to [name] on Monday"),
        ("my son Tom is 4", "my son [name] is 4"),
        ("the bins are full\nKind regards\nAmina Begum", "the bins are full\nKind regards\n[name]"),
        ("told siobhan o'connor twice", "told [name] twice"),
        ("Oluwaseun was rude", "[name] was rude"),
        ("i am Priya", "i am [name]"),
        ("ewelina's door is broken", "[name]'s door is broken"),
        ("please thank nimco on reception", "please thank [name] on reception"),
        ("asked for will in repairs", "asked for [name] in repairs"),
    ],
)
def test_a_person_is_taken_out(words: str, redacted: str):
    assert taken(words) == redacted


@pytest.mark.parametrize(
    "words",
    [
        "Awaab's Law says 10 working days",
        "Awaab’s Law applies here",
        "you break Awaab's Law every week",
        "the Worcester Bosch boiler is off",
        "Worcester Bosch boiler keeps failing",
        "a Baxi and a Stannah stairlift",
        "British Gas came twice",
        "I called British Gas",
        "I spoke to Customer Services on Monday",
        "Citizens Advice told me to write",
        "Havenport City Council never answers",
        "the Housing Ombudsman will hear of it",
        "Kind regards,\nHousing Team",
        "Universal Credit and Direct Debit",
        "Samphire House is filthy",
        "Email me please",
        "Nobody came on Monday or at Christmas",
        "they called Monday",
        "the grace period for rent",
        "a mark on the wall and the bill is wrong",
        "Will you come in May?",
        "Mum is ill and God help us",
        "Nelson Street floods at the dip",
        "St Aidan's is closed again",
        "the hall at Nelson Primary",
        "Graffiti on the Henry hoover",
        "where there's a will there's a way",
    ],
)
def test_what_is_no_person_stays(words: str):
    assert taken(words) == words


def test_a_comment_in_another_language_is_not_masked_wholesale():
    said = [
        "Winda nie działa od tygodnia i nikt nie przyszedł, proszę o pilną naprawę",
        "Ascensorul nu funcționează de o săptămână și nu a venit nimeni",
        "Wiishka ma shaqeynayo todobaad",
        "লিফট এক সপ্তাহ ধরে কাজ করছে না, কেউ আসেনি",
        "المصعد لا يعمل منذ أسبوع ولم يأت أحد",
        "Ліфт не працює вже тиждень і ніхто не прийшов",
    ]
    assert [words for words, _ in texts(said, english=False)] == said


def test_a_person_in_another_language_is_still_taken_out():
    said = ["Proszę dzwonić do pani Ewelina Kowalska, 07700 900417, winda nie działa"]
    [(redacted, _)] = texts(said, english=False)
    assert not [piece for piece in ("Ewelina", "Kowalska", "900417") if piece in redacted]
    assert "winda nie działa" in redacted


def test_a_long_text_is_read_in_pieces_and_a_name_across_the_cut_is_found():
    filler = "the lift is out again and nobody came " * 300
    for shift in range(0, 40, 8):
        words = filler[: names.LONGEST - 20 + shift] + " Mrs Adaeze Okonkwo told me so " + filler
        assert "Okonkwo" not in taken(words)


def test_every_hit_says_why():
    [(_, spans)] = texts(["Mrs Okonkwo of Flat 12, Samphire House rang 07700 900417"])
    assert [(span.kind, span.why) for span in spans] == [
        ("name", "a title before it"),
        ("address", "a flat and what follows it"),
        ("phone", "UK telephone number"),
    ]
