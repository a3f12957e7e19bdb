"""What another codebook, or another wording of a service, changes in figures already computed: counted before it is saved.

For whoever keeps the codebook, at a terminal: small numbers are not hidden.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pandas as pd

from engagement_lib.services.book import Codebook


@dataclass(frozen=True)
class Effect:
    """One service and period: ``failing`` comments tell of a failure; ``affected`` of them are counted under other types than before.

    ``before`` and ``after`` say how many comments have each failure type. ``read_again`` are labels by people that name a type which
    is split, given before it was.
    """

    service: str
    period: str
    failing: int
    affected: int
    before: dict[str, int]
    after: dict[str, int]
    read_again: int

    @property
    def moved(self) -> dict[str, tuple[int, int]]:
        """Before and after of those types whose count is another: first those that lose, then those that gain."""
        pairs = {name: (self.before.get(name, 0), self.after.get(name, 0)) for name in {**self.before, **self.after}}
        return dict(
            sorted(
                ((name, pair) for name, pair in pairs.items() if pair[0] != pair[1]),
                key=lambda one: one[1][1] - one[1][0],
            )
        )


def of_codebook(
    service: str, period: str, responses: pd.DataFrame, said: pd.DataFrame, now: Codebook, then: Codebook
) -> Effect:
    """What changes when ``then`` takes the place of ``now``.

    Args:
        responses: the processed responses (``demand``, ``failure_types``); no rows where none are kept.
        said: what people said of them, the latest of each person (``failure_types``).
    """
    failing = responses.loc[responses["demand"] == "failure", "failure_types"]
    before, after = failing.map(now.now), failing.map(then.now)
    return Effect(
        service, period, len(failing), int((before != after).sum()), tally(before, now), tally(after, then),
        to_read_again(said, {split.of for name, split in then.splits.items() if now.splits.get(name) != split}),
    )  # fmt: skip


def to_read_again(said: pd.DataFrame, split: set[str]) -> int:
    """How many labels name a type that was split."""
    return sum(bool(split & set(names.split(";"))) for names in said["failure_types"])


def tally(types: pd.Series, book: Codebook) -> dict[str, int]:
    """How many comments have each failure type of the codebook, in its order; types that none has are left out.

    >>> from engagement_lib.services import codebook
    >>> tally(pd.Series(["delay;no_response", "delay"]), codebook())
    {'no_response': 1, 'delay': 2}
    """
    count = Counter(name for names in types for name in names.split(";") if name)
    return {name: count[name] for name in book.failure_types if count[name]}


def differences(now: Codebook, then: Codebook) -> list[str]:
    """What is new or different in ``then``, in plain sentences.

    >>> from engagement_lib.services import codebook
    >>> differences(codebook(), codebook())
    []
    """
    told = []
    for name, type_ in then.failure_types.items():
        old = now.failure_types.get(name)
        split = then.splits.get(name)
        if name in now.retired:
            told.append(f"“{type_.title}” ({name}) is in use again.")
        elif old is None:
            told.append(f"“{type_.title}” ({name}) is new.")
        elif old.title != type_.title:
            told.append(f"“{old.title}” ({name}) is now called “{type_.title}”.")
        if old and (old.says, old.means, old.act) != (type_.says, type_.means, type_.act):
            told.append(f"“{type_.title}” ({name}) is described in other words.")
        if split and now.splits.get(name) != split:
            told.append(f"“{type_.title}” ({name}) is split from “{then.title(split.of)}” ({split.of}).")
        if name in now.splits and not split:
            told.append(f"“{type_.title}” ({name}) is no longer said to be split from another.")
    for name, type_ in then.retired.items():
        was = now.retired.get(name)
        if was is None:
            told.append(f"“{type_.title}” ({name}) is retired; its labels count as “{then.title(type_.goes_to)}”.")
        elif was.goes_to != type_.goes_to:
            told.append(f"“{type_.title}” ({name}): its labels now count as “{then.title(type_.goes_to)}”.")
    return told
