"""Teach the name finder residents' language: learn from comments in which people marked the names, and write its weights.

Run when the starter comments, the marked comments or the features change: ``python tools/teach_names.py`` (about two minutes). It reads
``tools/marked_names.json`` (comments written for this project, every personal detail marked by its writer) and the starter comments, whose
names the rules and lists find where they are written with capitals. Each comment is learned as it stands, in small letters, and with other
names from the lists put in, so that the words around a name are learned, not the name. It writes ``ordinary_words.txt`` and ``weights.npz``
into ``engagement_lib/redact/lists``; the same input gives the same weights.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from engagement_lib.classify import starter
from engagement_lib.redact import guess, listed, lists, names

MARKED = Path(__file__).parent / "marked_names.json"
ORDINARY = Path(lists.__file__).parent / "ordinary_words.txt"

TWICE, OFTEN = 2, 8
"""A word is ordinary when residents write it in small letters so often, outside names; more often if it is on a list of names."""

WITHOUT_NAMES = 12_000
"""Starter comments without a name that are learned from."""

COPIES, IN_SMALL_LETTERS, UNLISTED = 4, 0.6, 0.25
"""How often a comment is repeated with other names, how many of these in small letters, and how many names are learned as if on no list."""

MARKED_WEIGHT = 3.0
STRENGTH = 0.3
"""Inverse of the penalty on weights. **Source:** of .3, 1 and 3, by writers whose comments were left out in turn."""

LEAST = -2.0
"""Log-odds from which a word counts as a name. **Source:** by the same: at -2 about .94 of the names in ordinary comments in small
letters, and .71 to .97 of what is taken is a name; a name missed costs more than a word masked."""

SMALLEST = 0.01
"""Weights below this are left out of the file."""

Spans = list[tuple[int, int]]


def ordinary_words(texts: Sequence[str]) -> list[str]:
    """Words that residents use as words."""
    often: Counter[str] = Counter()
    for text in texts:
        if text == text.upper():
            continue
        taken = _surely_names(text)
        often.update(
            token.plain
            for token in guess.tokens(text)
            if token.word
            and text[token.start].islower()
            and not any(start <= token.start < end for start, end in taken)
        )
    known = lists.given().sure | lists.family().sure
    return sorted(word for word, count in often.items() if count >= (OFTEN if word in known else TWICE))


def _surely_names(text: str) -> Spans:
    """By titles, cues and lists; not by the language model, which takes many a capital for a name."""
    found = [*names.by_rule(text), *listed.find(text)]
    return [(span.start, span.end) for span in found]


def marked() -> list[tuple[str, Spans]]:
    rows = json.loads(MARKED.read_text(encoding="utf-8"))
    return [(row["text"], [(start, end) for start, end, kind, *_ in row["spans"] if kind == "NAME"]) for row in rows]


def swapped(
    text: str, spans: Spans, chance: random.Random, given: Sequence[str], family: Sequence[str]
) -> tuple[str, Spans]:
    """The comment with other people in it."""
    out, place, new = "", 0, []
    for start, end in sorted(spans):
        words = text[start:end].split(" ")
        for number, word in enumerate(words):
            plain = word.lower().strip(".,'’")
            last = len(words) > 1 and number == len(words) - 1
            other = chance.choice(family if last or plain in lists.family().sure - lists.given().sure else given)
            words[number] = other.title() if word[:1].isupper() else other
        said = " ".join(words)
        out += text[place:start]
        new.append((len(out), len(out) + len(said)))
        out, place = out + said, end
    return out + text[place:], new


def versions(
    text: str, spans: Spans, chance: random.Random, given: Sequence[str], family: Sequence[str]
) -> Iterator[tuple[str, Spans, float]]:
    yield text, spans, 1.0
    if len(text.lower()) == len(text) and text.lower() != text:
        yield text.lower(), spans, 1.0
    for _ in range(COPIES if spans else 0):
        other, places = swapped(text, spans, chance, given, family)
        small = chance.random() < IN_SMALL_LETTERS and len(other.lower()) == len(other)
        yield other.lower() if small else other, places, 0.7


def learn(comments: Sequence[tuple[str, Spans, float]]) -> LogisticRegression:
    chance = random.Random(0)
    given = sorted(lists.given().sure | lists.given().also_words)
    family = sorted(lists.family().sure | lists.family().also_words)
    rows: list[list[str]] = []
    truth: list[bool] = []
    weight: list[float] = []
    for text, spans, worth in comments:
        for said, places, share in versions(text, spans, chance, given, family):
            found = guess.tokens(said)
            inside = [any(start <= token.start < end for start, end in places) for token in found]
            unlisted = frozenset(place for place, name in enumerate(inside) if name and chance.random() < UNLISTED)
            rows += guess.features(said, found, unlisted)
            truth += [name for token, name in zip(found, inside, strict=True) if token.word]
            weight += [worth * share] * sum(token.word for token in found)
    return LogisticRegression(C=STRENGTH, max_iter=300, solver="liblinear", random_state=0).fit(
        guess.columns(rows), np.array(truth), sample_weight=np.array(weight)
    )


def main() -> None:
    texts = sorted(set(starter.comments()["text"]))
    ORDINARY.write_text("\n".join(ordinary_words(texts)) + "\n", encoding="utf-8")
    lists.ordinary.cache_clear()
    found = [(text, _surely_names(text), 1.0) for text in texts]
    without = [row for row in found if not row[1]]
    random.Random(1).shuffle(without)
    by_people = [(text, spans, MARKED_WEIGHT) for text, spans in marked()]
    model = learn([row for row in found if row[1]] + without[:WITHOUT_NAMES] + by_people)
    weights = model.coef_[0].astype(np.float32)
    places = np.flatnonzero(np.abs(weights) > SMALLEST)
    np.savez_compressed(
        guess.WEIGHTS, places=places.astype(np.int32), weights=weights[places].astype(np.float16),
        intercept=np.float32(model.intercept_[0]), least=np.float32(LEAST),
    )  # fmt: skip
    print(
        f"learned from {len(by_people):,} marked and {len(found):,} starter comments; {len(places):,} weights in {guess.WEIGHTS}"
    )


if __name__ == "__main__":
    main()
