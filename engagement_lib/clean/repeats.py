"""Count the same comment once: a form sent twice, a copied text, a campaign."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from hashlib import sha256

import pandas as pd

from engagement_lib.contracts import set_aside

LONG_ENOUGH = 8
"""Two residents may well write the same seven words; the same eight or more are taken for one text sent twice.
**Source:** judgement, not measured."""

ALIKE = 0.6
"""From this share of three-word runs in common (of the shorter text's) two long texts are one. **Source:** judgement;
25 of the example's 26 circulated letters are found with it. False joins were not counted."""

ALIKE_SHORT = 0.85
"""The same (of all runs of both) for texts under ``LETTER`` words, where one changed word can change the meaning."""

LETTER = 25
CAMPAIGN = 5
"""This many near-identical long texts are a campaign: counted once, and named."""

_SAME = "same comment as {}"
_CAMPAIGN = "part of a campaign, counted once as {}"


def collapse(responses: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Keep one row of every group of repeats, with ``copies`` and ``campaign``; set the others aside.

    Texts are compared within one service; those of a source whose ``repeats`` are to be kept, within one record. The row
    kept is the earliest (by date, then id), so the order of the file changes nothing.
    """
    if responses.empty:
        return responses.assign(copies=1, campaign=""), set_aside(responses.index, "")
    order = [column for column in ("received_on",) if column in responses.columns]
    ordered = responses.rename_axis("response_id").sort_values([*order, "response_id"], kind="stable")
    words = {text: _words(text) for text in ordered["text"].drop_duplicates()}

    copies = pd.Series(1, index=ordered.index)
    campaign = pd.Series("", index=ordered.index, dtype="object")
    reasons: dict[str, str] = {}
    for group in _groups(ordered, words):
        first, *others = group
        copies[first] = len(group)
        length = len(words[ordered.at[first, "text"]])
        is_campaign = len(group) >= CAMPAIGN and length >= LETTER
        if is_campaign:
            campaign[first] = "campaign-" + sha256(str(first).encode()).hexdigest()[:8]
        for other in others:
            reasons[other] = (_CAMPAIGN if is_campaign else _SAME).format(first)
    again = set_aside(pd.Index(list(reasons)), pd.Series(reasons, dtype="object"))
    kept = responses.drop(index=again.index)
    return kept.assign(copies=copies.reindex(kept.index), campaign=campaign.reindex(kept.index)), again


def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", text.lower()))


_Key = tuple[str, ...]
"""A service and the words said there; for short texts the record too, so that two residents may say the same."""


def _groups(ordered: pd.DataFrame, words: dict[str, tuple[str, ...]]) -> Iterable[list[str]]:
    """Groups of ids that carry one comment, each in the order of the table."""
    columns = (ordered["service"], ordered["record_id"], ordered["text"], ordered["repeats"] == "keep")
    keys: list[_Key] = []
    long: list[_Key] = []
    for service, record, text, keep in zip(*columns, strict=True):
        said = words[text]
        if keep or len(said) < LONG_ENOUGH:
            keys.append((service, record, *said))
        else:
            keys.append((service, *said))
            long.append(keys[-1])
    first = _first_of_its_kind(list(dict.fromkeys(long)))

    groups: dict[_Key, list[str]] = defaultdict(list)
    for identifier, key in zip(ordered.index, keys, strict=True):
        groups[first.get(key, key)].append(identifier)
    return [group for group in groups.values() if len(group) > 1]


def _first_of_its_kind(keys: list[_Key]) -> dict[_Key, _Key]:
    """For each text the first one of its service that says nearly the same. Only first ones are compared with, so that
    a chain of small changes cannot join two texts that differ."""
    from datasketch import MinHash, MinHashLSH

    runs = [{" ".join(key[i : i + 3]).encode() for i in range(1, len(key) - 2)} for key in keys]
    index = MinHashLSH(threshold=ALIKE / 2, num_perm=64, weights=(0.2, 0.8))  # candidates: a cut letter shares less
    first: dict[_Key, _Key] = {}
    for number, sketch in enumerate(MinHash.generator(runs, num_perm=64, seed=1)):
        for other in sorted(index.query(sketch)):
            if keys[number][0] == keys[other][0] and _alike(runs[number], runs[other], keys[number], keys[other]):
                first[keys[number]] = keys[other]
                break
        else:
            index.insert(number, sketch, check_duplication=False)
    return first


def _alike(one: set[bytes], other: set[bytes], first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    shared = len(one & other)
    if min(len(first), len(second)) > LETTER:
        return shared / min(len(one), len(other)) >= ALIKE
    return shared / len(one | other) >= ALIKE_SHORT
