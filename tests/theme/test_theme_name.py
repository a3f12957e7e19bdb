"""What a theme is called: residents' words that it has and others have not."""

from __future__ import annotations

import pytest

from engagement_lib.theme import name


def test_a_title_takes_words_that_tell_its_theme_from_others():
    texts = {0: ["lift out again", "the lift is out", "lift stuck"], 1: ["rent gone up again", "my rent", "rent again"]}
    titles = name.titles(texts, {0: ["lift", "again", "out"], 1: ["rent", "again"]})
    assert titles[0].startswith("Lift") and titles[1].startswith("Rent")


def test_a_title_says_no_word_twice():
    titles = name.titles({0: ["lift out", "lift out now"]}, {0: ["lift", "lift out", "out"]})
    words = titles[0].lower().replace(",", "").split()
    assert len(words) == len(set(words))


def test_two_themes_never_share_a_title():
    titles = name.titles({0: ["lift"], 1: ["lift"]}, {0: ["lift"], 1: ["lift"]})
    assert len(set(titles.values())) == 2


def test_a_theme_without_words_still_has_a_title():
    assert name.titles({0: []}, {0: []}) == {0: "Other"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Thank you Dear Sir", []),
        ("[name] and [date of birth]", []),
        ("Nobody came back", ["nobody", "came", "back", "nobody came", "came back"]),
        ("it’s not OUT", ["it's", "not", "out", "it's not", "not out"]),
        ("8/10", []),
    ],
)
def test_words_that_may_name_a_theme(text: str, words: list[str]):
    assert name.vectoriser().build_analyzer()(text) == words
    assert name.has_words(text) is bool(words)
