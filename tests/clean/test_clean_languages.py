"""Which language: those of other tongues reach a reader, those who misspell English are not sent away."""

from __future__ import annotations

import pandas as pd
import pytest
from tables import responses

from engagement_lib import clean
from engagement_lib.clean import languages

OTHERS = {
    "Winda nie działa od tygodnia i nikt nie przyszedł": "pl",
    "লিফট এক সপ্তাহ ধরে কাজ করছে না, কেউ আসেনি": "bn",
    "المصعد لا يعمل منذ أسبوع ولم يأت أحد": "ar",
    "Ліфт не працює вже тиждень і ніхто не прийшов": "uk",
    "Ascensorul nu funcționează de o săptămână și nu a venit nimeni": "ro",
    "Wiishka ma shaqeynayo todobaad": "so",
    "电梯坏了一个星期了，没有人来": "zh",
}


@pytest.mark.parametrize(("text", "code"), OTHERS.items())
def test_other_languages_are_guessed(text: str, code: str):
    assert list(languages.guess(pd.Series([text]))) == [code]


@pytest.mark.parametrize(
    "text",
    [
        "the liftt hasnt wrked fer a week nobdy cam",
        "boyler brok agen no hot warter",
        "heatin no werk plz fix",
        "lift bust agen innit",
        "gud servis alwez frendly",
        "Wkd svc cheers lads",
        "caretaker Dave brilliant top bloke",
        "damp mould mildew bathroom ceiling",
        "door entry system broken again, lock jammed",
        "ok",
        "8/10",
        "\N{THUMBS UP SIGN}",
        "",
    ],
)
def test_misspelt_or_short_english_stays_english(text: str):
    assert list(languages.guess(pd.Series([text]))) == ["en"]


def test_nobody_is_set_aside_for_a_language():
    kept, left = clean.responses(responses([*OTHERS, "Lift bust agen innit"]))
    assert left.empty
    assert list(kept["text"])[:4] == list(OTHERS)[:4]
    assert list(kept["language"]) == [*OTHERS.values(), "en"]


def test_no_table_at_all():
    assert list(languages.guess(pd.Series([], dtype="object"))) == []
