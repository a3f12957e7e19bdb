"""What a theme is called: residents' words that it has and others have not."""

from __future__ import annotations

import numpy as np
import pytest

from engagement_lib import encode
from engagement_lib.theme import name, phrases, words

LIFT = [
    "The lift is broken again",
    "Broken lift in our block",
    "Lift broken since Monday",
    "the lift has been broken all week",
    "Our lift was never repaired",
    "Stuck in the lift with the pram",
]
RENT = [
    "My rent statement is wrong",
    "the rent statement came twice",
    "Wrong rent on my statement",
    "My rent went up and nobody told me",
    "I paid the rent but the statement is wrong",
    "Rent account is in arrears by mistake",
]


def titled(*themes: list[str], fallback: dict[int, list[str]] | None = None) -> list[str]:
    texts = [text for mine in themes for text in mine]
    of = np.repeat(range(len(themes)), [len(texts) for texts in themes])
    titles = name.titles(texts, encode.vectors(texts), of, np.ones(len(texts)), fallback or words.strongest(texts, of))
    return list(titles.values())


def test_a_title_takes_phrases_that_tell_its_theme_from_others():
    lift, rent = titled(LIFT, RENT)
    assert "lift" in lift.lower() and "rent" not in lift.lower()
    assert "rent" in rent.lower() and "lift" not in rent.lower()
    assert len(lift.split()) > 1, "a phrase, not a word alone"


def test_a_title_says_no_word_twice():
    for title in titled(LIFT, RENT):
        said = [word for word in title.lower().replace(",", "").split() if word != "not"]
        assert len(said) == len(set(said))


def test_two_themes_never_share_a_title():
    assert len(set(titled(LIFT, LIFT))) == 2


def test_a_theme_without_phrases_is_named_by_its_words():
    assert titled(["never again"], fallback={0: ["hello", "there"]}) == ["Hello, there"]


@pytest.mark.parametrize(
    ("text", "phrase", "why"),
    [
        ("Bins not emptied for two weeks", "bins not emptied", "who did not what"),
        ("The bins haven't been emptied", "bins not emptied", "the same, otherwise said"),
        ("The food was cold", "cold food", "what was how"),
        ("Nobody called back", "nobody called back", "nobody is a subject that tells"),
        ("Still waiting for the repair", "waiting for repair", "a verb and what follows it"),
        ("Nobody touched the lights", "nobody touched lights", "what nobody did"),
        ("They put up my rent", "put up rent", "a verb of two words"),
        ("They put the rent up again", "put rent up", "a verb of two words, apart"),
        ("There is mould in the bathroom", "mould", "a noun alone"),
    ],
)
def test_phrases_that_could_name_a_theme(text: str, phrase: str, why: str):
    assert phrase in phrases.of([text])[0].values(), why


@pytest.mark.parametrize(
    "text", ["[name] and [date of birth]", "8/10", "it is what it is", "", "the other day a thing"]
)
def test_texts_that_name_nothing(text: str):
    assert set(phrases.of([text])[0].values()) <= {"birth", "date"}


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Thank you Dear Sir", []),
        ("[name] and [date of birth]", []),
        ("Nobody came back", ["nobody", "came", "back", "nobody came", "came back"]),
        ("it’s not OUT", ["not", "out", "not out"]),
        ("The caretaker’s key, I don't know", ["caretaker", "key", "caretaker key"]),
        ("8/10", []),
    ],
)
def test_words_that_may_name_a_theme(text: str, kept: list[str]):
    assert words.vectoriser().build_analyzer()(text) == kept
    assert words.has_words(text) is bool(kept)
