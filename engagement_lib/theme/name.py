"""Name a theme in residents' own words."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cache

from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

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

FEW = 6
"""In a theme of fewer comments than this a phrase may name it that only one of them uses."""

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


RICHER = 0.2
"""A longer phrase takes the place of the word it holds when it is said at least this often beside it. **Source:** judgement."""

PARTS = 3
"""Phrases in a title."""

WORTH_ADDING = 0.12
"""A further phrase must be worth this much of the first. **Source:** judgement, on the titles of public comments."""

RARE = 0.05
LENGTH_COUNTS = {1: 1.0, 2: 2.2, 3: 2.6}
"""A phrase is worth its share here times the logarithm of that share against its share elsewhere and ``RARE``, times this for its words.
**Source:** judgement, on the titles of public comments."""

Phrases = list[dict[tuple[str, ...], str]]


def titles(said: Mapping[int, Phrases], words: Mapping[int, Sequence[str]]) -> dict[int, str]:
    """A short title for each theme: the phrases that many of its comments and few of the others use; its words where there is none.

    ``said`` holds for each comment of a theme its phrases (:func:`engagement_lib.theme.phrases.of`).

    >>> lift = [{("lift",): "lift", ("break", "lift"): "broken lift"}] * 2
    >>> titles({0: lift, 1: [{("rent",): "rent"}, {("rent",): "rent"}]}, {0: ["lift"], 1: ["rent"]})
    {0: 'Broken lift', 1: 'Rent'}
    """
    used = {theme: Counter(phrase for one in comments for phrase in one) for theme, comments in said.items()}
    everywhere = sum(used.values(), Counter())
    others = sum(map(len, said.values()))
    chosen: dict[int, str] = {}
    for theme in sorted(said):
        here, inside = used[theme], len(said[theme])
        worth = {
            phrase: _worth(count / inside, (everywhere[phrase] - count) / max(1, others - inside), len(phrase))
            for phrase, count in here.items() if count > 1 or inside < FEW
        }  # fmt: skip
        parts: list[tuple[str, ...]] = []
        least = WORTH_ADDING * max(worth.values(), default=0.0)
        for phrase in sorted(worth, key=lambda phrase: (-worth[phrase], phrase)):
            part = _richer(phrase, here)
            if (
                len(parts) < PARTS
                and worth[phrase] > max(0, least)
                and not any(_overlap(part, other) for other in parts)
            ):
                parts.append(part)
        title = ", ".join(_as_said(part, said[theme]) for part in parts) or ", ".join(words[theme][:3]) or "other"
        title = title[0].upper() + title[1:]
        chosen[theme] = title if title not in chosen.values() else f"{title} ({theme + 1})"
    return chosen


def _worth(inside: float, outside: float, length: int) -> float:
    """How much a phrase tells: said by many here and by few elsewhere; longer ones say more."""
    return inside * math.log(inside / (outside + RARE)) * LENGTH_COUNTS[min(length, 3)]


def _richer(phrase: tuple[str, ...], here: Counter[tuple[str, ...]]) -> tuple[str, ...]:
    """ "Bins" is said better by "bins not emptied", when that is what they mostly say of bins."""
    longer = [other for other in here if len(other) > len(phrase) and set(phrase) <= set(other) and here[other] > 1]
    best = max(longer, key=lambda other: (here[other], other), default=phrase)
    return best if len(phrase) == 1 and here[best] >= RICHER * here[phrase] else phrase


def _overlap(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return bool(set(one) & set(other) - {"not", "never"})


def _as_said(phrase: tuple[str, ...], comments: Phrases) -> str:
    """As most people put it."""
    ways = Counter(one[phrase] for one in comments if phrase in one)
    return min(ways, key=lambda way: (-ways[way], way)) if ways else " ".join(phrase)


def strongest(texts: Mapping[int, Sequence[str]], how_many: int = 10) -> dict[int, list[str]]:
    """The words that tell each theme from the others, by class-based TF-IDF.

    **Source:** Grootendorst, "BERTopic: neural topic modeling with a class-based TF-IDF procedure", 2022, section 3.3: each theme is one
    document.
    """
    counts = vectoriser()
    table = counts.fit_transform([" . ".join(texts[theme]) for theme in texts])
    weights = TfidfTransformer(sublinear_tf=True).fit_transform(table).toarray()
    terms = counts.get_feature_names_out()
    answer = {}
    for theme, row in zip(texts, weights, strict=True):
        ranked = sorted(zip((-row).tolist(), map(str, terms), strict=True))[:how_many]
        answer[theme] = [term for weight, term in ranked if weight < 0]
    return answer
