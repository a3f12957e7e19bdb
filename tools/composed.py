"""Comments made of two: one slipped into another, so that an encoder learns to hear a failure that is told in passing.

The codebook says what two together are: failure goes before value, and value before no demand.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

from engagement_lib.classify.starter import DEMANDS, FLAGS
from engagement_lib.services import codebook

JOINS = [" ", ". ", ".. ", ", ", "\n", " - ", "  ", ".."]
OFTEN = [0.3, 0.2, 0.1, 0.2, 0.05, 0.05, 0.05, 0.05]
"""What people write between two thoughts, and how often. **Source:** judgement."""

HOST, GUEST = (6, 60), (3, 14)
"""Fewest and most words of the comment that stays whole and of the one that is slipped in."""

_GOES_BEFORE = {label: place for place, label in enumerate(("none", "value", "failure"))}
_TURN = re.compile(r"[.!?,]\s")


def composed(comments: pd.DataFrame, number: int, seed: int = 0) -> pd.DataFrame:
    """So many new comments in the columns of the starter comments, each of two of the same service and kind of contact.

    Half of those slipped in show a failure. Comments that say nothing, or came to the wrong door, are left out: beside another thought
    they would be something else.
    """
    chance = np.random.default_rng(seed)
    fit = comments[
        comments["demand"].isin(DEMANDS) & (comments["wrong_door"] == 0) & (comments["none_type"] != "no_content")
    ]
    words = fit["text"].str.split().str.len()
    kind = fit["register"].str.split("[:,]").str[0]
    guests = dict(list(fit[words.between(*GUEST)].groupby([fit["service"], kind])))
    hosts = fit[words.between(*HOST)]
    made: list[dict[str, Any]] = []
    for place in chance.permutation(len(hosts)):
        host = hosts.iloc[place]
        some = guests.get((host["service"], kind[host.name]))
        if some is None or len(made) == number:
            continue
        some = some[(some["demand"] == "failure") == (chance.random() < 0.5)]
        if len(some):
            made.append(_both(host, some.iloc[chance.integers(len(some))], chance))
    return pd.DataFrame(made, index=[f"composed-{place}" for place in range(len(made))])


def _both(host: pd.Series, guest: pd.Series, chance: np.random.Generator) -> dict[str, Any]:
    text = _joined(host["text"], guest["text"], chance)
    first = max((host, guest), key=lambda one: _GOES_BEFORE[one["demand"]])
    demand = first["demand"]
    failing = [one for one in (host, guest) if one["demand"] == "failure"]
    praise = any(one["none_type"] == "praise" or one["mixed"] for one in (host, guest))
    return {
        **host, "text": text, "demand": demand, "pair": "", "edge": 0,
        "failure_types": [name for name in codebook().failure_types if any(name in one["failure_types"] for one in failing)],
        "value_type": first["value_type"] if demand == "value" else "", "none_type": first["none_type"] if demand == "none" else "",
        **{flag: max(host[flag], guest[flag]) for flag in FLAGS}, "mixed": int(bool(failing) and praise),
        "because": [found for one in failing for said in one["because"] if (found := _as_it_stands(said, text))],
    }  # fmt: skip


def _joined(host: str, guest: str, chance: np.random.Generator) -> str:
    join = str(chance.choice(JOINS, p=OFTEN))
    guest = guest.rstrip(" .") if chance.random() < 0.6 else guest
    guest = guest[0].lower() + guest[1:] if chance.random() < 0.5 else guest
    turns = [match.end() for match in _TURN.finditer(host)]
    where = chance.integers(3)
    if where == 2:
        return guest + join + host
    if where == 1 and turns:
        turn = int(chance.choice(turns))
        return host[:turn].rstrip() + (join if join.strip() else " ") + guest + join + host[turn:].lstrip()
    return host.rstrip(" .") + join + guest


def _as_it_stands(said: str, text: str) -> str:
    """The words that show a failure, as they were slipped in; empty where they were cut in two."""
    lower = said[0].lower() + said[1:]
    return next((form for form in (said, lower, said.rstrip(" ."), lower.rstrip(" .")) if form in text), "")
