"""Guess the language, so that a comment in another language reaches a person who can read it."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pandas as pd

SURE = 0.90
"""Below this probability a comment counts as English. **Source:** judgement, not measured;
short, misspelt English is what a detector most often takes for another language."""

FEWEST_WORDS = 4
"""Too few words to guess from, when they are written in Latin letters."""

SPOKEN = ["en", "pl", "ro", "pt", "es", "fr", "it", "de", "lt", "lv", "sk", "cs", "hu", "bg", "uk", "ru", "tr", "ku", "ar",
          "fa", "ur", "bn", "pa", "gu", "hi", "ta", "ne", "zh", "vi", "so", "sq", "el", "cy", "am", "ja", "ko", "th"]  # fmt: skip
"""Languages looked for. **Source:** main languages of England and Wales in the 2021 Census, as far as the detector knows them."""

_LATIN_WORD = re.compile(r"[A-Za-zÀ-ɏ']+")
_OTHER_SCRIPT = re.compile(r"[\u0370-\u1fff\u2e80-\ud7ff\uf900-\ufaff\ufb50-\ufdff]")
_COMMON_ENGLISH = re.compile(
    r"\b(?:the|and|is|was|to|of|in|it|my|for|are|not|have|been|they|you|with|very|no|please|can|on|we|but|good)\b", re.I
)


@cache
def _detector() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    detector = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    known = set(detector.nb_classes)
    detector.set_languages([code for code in SPOKEN if code in known])
    return detector


def guess(texts: pd.Series) -> pd.Series:
    """A two-letter code for each text; ``"en"`` when in doubt.

    >>> import pandas as pd
    >>> list(guess(pd.Series(["Winda nie działa od tygodnia i nikt nie przyszedł", "Lift is broke agen", "good"])))
    ['pl', 'en', 'en']
    """
    codes = {words: _of(words) for words in texts.drop_duplicates()}
    return texts.map(codes).astype("object")


def _of(words: str) -> str:
    foreign_letters = len(_OTHER_SCRIPT.findall(words))
    latin = _LATIN_WORD.findall(words)
    if foreign_letters < 4:
        if len(latin) < FEWEST_WORDS:
            return "en"
        if len(_COMMON_ENGLISH.findall(words)) * 6 >= len(latin):
            return "en"
    code, probability = _detector().classify(words)
    return str(code) if probability >= SURE else "en"
