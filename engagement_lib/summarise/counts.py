"""Count labels, types, themes and sources. Counts go out through the gate; no HTML here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

import pandas as pd

from engagement_lib import summary
from engagement_lib.services import Codebook
from engagement_lib.summarise import quotes
from engagement_lib.summarise.disclosure import Gate


def by_label(labels: pd.Series, titles: Mapping[str, str], gate: Gate) -> tuple[summary.Count, ...]:
    """One row a label, in the codebook's order, labels nobody used left out; not in public, where that would tell a nought from a few."""
    tally = {key: int((labels == key).sum()) for key in titles}
    shown = gate.table({key: n for key, n in tally.items() if n or gate.public})
    return tuple(summary.Count(key=key, title=titles[key], estimate=estimate) for key, estimate in shown.items())


def failure_types(failing: pd.DataFrame, book: Codebook, gate: Gate) -> tuple[summary.FailureType, ...]:
    """Failure types, most frequent first. A comment may have several, so they do not add up to the whole."""
    names = failing["failure_types"].str.split(";")
    tally = Counter(name for row in names for name in row if name)
    named = book.failure_types if gate.public else tally
    ordered = sorted(named, key=lambda name: (-(gate.count(tally[name]) or 0) if gate.public else -tally[name], name))
    return tuple(
        summary.FailureType(
            key=name,
            title=book.failure_types[name].title,
            says=book.failure_types[name].says,
            act=book.failure_types[name].act,
            estimate=gate.estimate(tally[name], len(failing)),
            quotes=quotes.pick(failing[names.map(lambda row, name=name: name in row)], 2)
            if tally[name] >= gate.threshold
            else (),
        )
        for name in ordered
        if name in book.failure_types
    )


def sources(themed: pd.DataFrame, known: Mapping[str, tuple[str, str]], gate: Gate) -> tuple[summary.Source, ...]:
    tally = gate.table({str(name): int(n) for name, n in themed["source"].value_counts().sort_index().items()})
    return tuple(
        summary.Source(
            name=name, title=known.get(name, (name, ""))[0], kind=known.get(name, (name, ""))[1], comments=estimate.n
        )
        for name, estimate in tally.items()
    )


def languages(themed: pd.DataFrame, gate: Gate) -> tuple[tuple[str, int | None], ...]:
    """Languages other than English, by their codes."""
    others = themed.loc[themed["language"] != "en", "language"].value_counts().sort_index()
    shown = [(str(code), gate.count(int(n))) for code, n in others.items()]
    return tuple(row for row in shown if row[1] is not None or not gate.public)


def redactions(themed: pd.DataFrame, gate: Gate) -> tuple[tuple[str, int | None], ...]:
    """How many of each kind of personal detail were replaced."""
    tally: Counter[str] = Counter()
    for line in themed["redactions"]:
        for kind, n in re.findall(r"([A-Za-z][A-Za-z -]*) (\d+)", line):
            tally[kind] += int(n)
    return tuple((kind, gate.count(n)) for kind, n in sorted(tally.items()))
