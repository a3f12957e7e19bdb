"""Name a theme in residents' own words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from functools import cache

from sklearn.feature_extraction.text import CountVectorizer

# What English writes most and means least. Words that carry a resident's meaning are left in on purpose:
# not, never, no, nobody, nothing, still, again, back, call, bill, fire, empty, out, off, wait, told.
STOP_WORDS = sorted(
    set(
        """a about after all also am an and any are as at be because been before being both but by can could did do does doing done down
        each either else even ever every few for from further get gets getting go goes going gone got had has have having he her here hers him his
        how however i if in into is it its itself just let like ll lot lots made make makes many may me might more most much must my myself
        now of oh on once one only or other our ours over own per put quite rather re really s said same say says see seen shall she should since so
        some something such t than that the their theirs them then there these they thing things this those though through thus to too took take
        under until up upon us use used ve very via was way we well were what when where whether which while who whom whose why will with
        within without would yes yet you your yours dont didnt wasnt isnt cant wont havent hasnt im ive id don didn wasn isn won haven hasn couldn wouldn doesn
        name address phone postcode reference mail link date birth number handle ni
        dear sir madam hi hello regards thanks thank please kind mr mrs ms dr
        council havenport""".split()
    )
)

_TOKEN = r"(?u)\b[a-zA-Z][a-zA-Z'’-]+\b"
_PLACEHOLDER = re.compile(r"\[[A-Za-z -]+\]")


def vectoriser() -> CountVectorizer:
    """Counts of words and word pairs without stop words and placeholders. ``min_df`` stays 1: BERTopic counts topics as documents."""
    return CountVectorizer(
        stop_words=STOP_WORDS, ngram_range=(1, 2), token_pattern=_TOKEN, preprocessor=_plain, max_features=20_000
    )


def has_words(text: str) -> bool:
    """Whether a text holds a word that can name a theme; emoji, scores and stop words alone cannot.

    >>> has_words("Lift out"), has_words("8/10"), has_words("it is what it is")
    (True, False, False)
    """
    return bool(_analyser()(text))


@cache
def _analyser() -> Callable[[str], list[str]]:
    return vectoriser().build_analyzer()


def _plain(text: str) -> str:
    return _PLACEHOLDER.sub(" ", text.lower()).replace("’", "'")


def titles(texts: dict[int, list[str]], words: dict[int, list[str]]) -> dict[int, str]:
    """A short title for each topic: of its strongest words, those that most of its comments and few others use.

    >>> titles({0: ["The lift is out", "lift out again"], 1: ["rent is late"]}, {0: ["lift", "lift out"], 1: ["rent"]})
    {0: 'Lift', 1: 'Rent'}
    """
    used = {topic: Counter(_phrases(members)) for topic, members in texts.items()}
    everywhere = sum(used.values(), Counter())
    chosen: dict[int, str] = {}
    for topic in sorted(words):
        here = used.get(topic, Counter())
        parts: list[str] = []
        for candidate in sorted(words[topic], key=lambda word: (-(here[word] ** 2) / max(1, everywhere[word]), word)):
            if not any(set(candidate.split()) & set(part.split()) for part in parts):
                parts.append(candidate)
            if len(parts) == 3:
                break
        title = ", ".join(parts) or "other"
        title = title[0].upper() + title[1:]
        chosen[topic] = title if title not in chosen.values() else f"{title} ({topic + 1})"
    return chosen


def _phrases(texts: list[str]) -> list[str]:
    """Words and word pairs, each once a text."""
    return [phrase for text in texts for phrase in set(_analyser()(text))]
