"""Two groups of residents, two months or two questions side by side: what may be said of their difference, and what cannot be told yet.

``split`` makes two groups of one table, ``two`` compares them. :mod:`.told` puts the result into words and a picture.
The unit is the resident: who wrote several comments counts once, as saying whatever any of them says.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from engagement_lib import intervals
from engagement_lib.contracts import check, given, resident_columns
from engagement_lib.problems import Fault, InputError
from engagement_lib.services import Codebook, codebook

SMALLEST = 10
"""No shares are worked out for a group with fewer residents. **Source:** judgement: one person more or less would be ten points."""

RAREST = 5
"""What fewer residents of both groups together say is not compared, as on the pages a smaller count is hidden. **Source:** judgement.
Leaving it out by its total alone favours no difference (R. E. Tarone, Biometrics 46, 1990)."""

SURE = 0.05
"""The chance, over all comparisons together, that one is called a difference where there is none. **Source:** convention."""

SAME_PEOPLE = 0.5
"""When at least this share of the smaller group is in the other too, those people are compared with themselves. **Source:** judgement."""

PLACES = ("source", "kind", "channel", "question", "asks", "language")
"""Columns a table may be split by, beside those about residents. None holds what a resident wrote."""

Says = Literal["a difference", "a hint", "cannot tell yet"]


class Group(NamedTuple):
    """What a group is called, and its responses as the theming room left them."""

    name: str
    responses: pd.DataFrame


class Measure(NamedTuple):
    """Something a comment may say: its ``key``, its ``kind``, a ``title`` for tables and how it ``says`` in a sentence."""

    key: str
    kind: str
    title: str
    says: str


@dataclass(frozen=True)
class Difference:
    """How many residents of each group say it, the difference of the shares with its 95 % interval, and how likely chance alone is.

    ``chance`` is the p value of the exact test, ``guarded`` the same after Holm's correction over all comparisons made.
    """

    measure: Measure
    one: int
    of_one: int
    other: int
    of_other: int
    low: float
    high: float
    chance: float
    guarded: float

    @property
    def points(self) -> float:
        """The first share less the second, from -1 to 1."""
        return self.one / self.of_one - self.other / self.of_other

    @property
    def says(self) -> Says:
        """A difference must pass the guard, and its own interval must leave out nought."""
        if not self.low <= 0 <= self.high:
            if self.guarded < SURE:
                return "a difference"
            if self.chance < SURE:
                return "a hint"
        return "cannot tell yet"


@dataclass(frozen=True)
class Comparison:
    """Two groups side by side. ``differences`` is empty when a group is too small."""

    names: tuple[str, str]
    residents: tuple[int, int]
    """How many were compared in each group."""
    paired: bool
    """Whether the same people were compared with themselves."""
    left_out: int
    """Residents not compared: in both groups when the groups should be apart, or in one when the same people are compared."""
    several: int
    """Residents who wrote more than one of the comments."""
    ways_apart: float
    """How unlike the two groups came in, by source and question: 0 alike, 1 not one in common."""
    differences: tuple[Difference, ...]
    rare: tuple[str, ...]
    """Titles of what too few said to be compared."""

    @property
    def surest(self) -> str:
        """The key of what is least likely to be chance; empty when nothing was compared."""
        return min(self.differences, key=lambda one: one.chance).measure.key if self.differences else ""


def first_choice(responses: pd.DataFrame, columns: Sequence[str]) -> tuple[str, list[str], list[str]]:
    """A column to begin with and its two commonest values: the first column where two values have ``SMALLEST`` responses each.

    Empty where there is none; :func:`split` makes two empty groups of that, of which nothing can be told.

    >>> said = pd.DataFrame({"source": ["survey"] * 31, "channel": ["web"] * 20 + ["phone"] * 10 + ["desk"]})
    >>> first_choice(said, ["source", "channel"])
    ('channel', ['web'], ['phone'])
    """
    for column in columns:
        values = responses[column].fillna("").astype(str).str.strip()
        common = values[given(values)].value_counts().sort_index().sort_values(ascending=False, kind="stable")
        if len(common[common >= SMALLEST]) > 1:
            return column, [str(common.index[0])], [str(common.index[1])]
    return "", [], []


def split(
    responses: pd.DataFrame, column: str, one: str | Sequence[str], other: str | Sequence[str] = ()
) -> tuple[Group, Group]:
    """Two groups of one table, by the values of a column about residents, or one of ``PLACES``.

    Without ``other`` the second group is everybody else who gave an answer. Without a column both groups are empty.

    Raises:
        InputError: with every value that is not there, or that stands in both groups.
    """
    if not column:
        return Group("one group", responses.iloc[:0]), Group("another group", responses.iloc[:0])
    allowed = [*resident_columns(responses), *PLACES]
    if column not in allowed or column not in responses.columns:
        raise InputError(Fault("column", f"'{column}'", f"one of {', '.join(allowed)}", "correct the name"))
    values = responses[column].fillna("").astype(str).str.strip()
    known = sorted(values[given(values)].unique())
    first, second = _listed(one), _listed(other) or [value for value in known if value not in _listed(one)]
    faults = [
        Fault(column, f"no response with '{value}'", "; ".join(known) or "none in this table", "correct the value")
        for value in [*first, *second]
        if value not in known
    ]
    faults += [
        Fault(column, f"'{value}' in both groups", "each value in one group", "take it out of one")
        for value in first
        if value in second
    ]
    if faults:
        raise InputError(faults)
    names = (" or ".join(first), " or ".join(second) if other else "all others who answered")
    return Group(names[0], responses[values.isin(first)]), Group(names[1], responses[values.isin(second)])


def two(
    one: Group, other: Group, themes: Mapping[str, str] | pd.Series | None = None, only: Collection[str] = (),
    book: Codebook | None = None,
) -> Comparison:  # fmt: skip
    """Compare two groups in failure demand, each way of failing, each theme and each flag.

    Args:
        one, other: the groups. People who are in both are compared with themselves where they are at least half of the smaller group;
            else they are left out, so that the groups are of different people.
        themes: titles of the themes to compare, by ``theme_id``. Group two months together first: each by itself is grouped another way.
        only: keys of what to compare, where a thought was written down beforehand: ``failure``, a way of failing, a theme's id, a flag.
            Fewer comparisons leave less to chance, so a smaller difference can be told.
        book: the workspace's codebook; the packaged one unless given.

    **Source:** Fisher's exact test, or McNemar's exact test where people are compared with themselves (SciPy); intervals:
    :mod:`engagement_lib.intervals`; guard: S. Holm, "A simple sequentially rejective multiple test procedure", 1979.

    Raises:
        InputError: two groups of one name, or something to compare that is not there.
    """
    measures = _measures(themes if themes is not None else {}, only, book or codebook())
    if one.name == other.name:
        raise InputError(Fault("groups", f"two groups called '{one.name}'", "two names", "call one something else"))
    for group in (one, other):
        check(group.responses, "theme")
    first, second = (_residents(group.responses, measures) for group in (one, other))
    several = sum(int((group.responses.groupby("record_id").size() > 1).sum()) for group in (one, other))
    everybody, both = first.index.union(second.index), first.index.intersection(second.index)
    paired = len(both) >= max(SMALLEST, SAME_PEOPLE * min(len(first), len(second)))
    first, second = (said.loc[both] if paired else said.drop(both) for said in (first, second))
    enough = min(len(first), len(second)) >= SMALLEST
    total = first.sum() + second.sum()
    tried = [measure for measure in measures if total[measure.key] >= RAREST] if enough else []
    found = [_compared(first[measure.key], second[measure.key], paired) for measure in tried]
    guarded = _holm([chance for *_, chance in found])
    return Comparison(
        names=(one.name, other.name),
        residents=(len(first), len(second)),
        paired=paired,
        left_out=len(everybody) - len(first.index.union(second.index)),
        several=several,
        ways_apart=_apart(one.responses, other.responses),
        differences=tuple(
            Difference(
                measure, int(first[measure.key].sum()), len(first), int(second[measure.key].sum()), len(second), low, high, chance, held
            )
            for measure, (low, high, chance), held in zip(tried, found, guarded, strict=True)
        ),
        rare=tuple(measure.title for measure in measures if enough and 0 < total[measure.key] < RAREST),
    )  # fmt: skip


def behind(one: Group, other: Group, key: str) -> pd.DataFrame:
    """The comments behind a difference, for a person to read: ``group`` and ``text`` (redacted), by ``response_id``."""
    sides = [
        group.responses.loc[_marks(group.responses).get(key, pd.Series(False, group.responses.index)), ["text"]].assign(group=group.name)
        for group in (one, other)
    ]  # fmt: skip
    return pd.concat(sides)[["group", "text"]]


def _listed(values: str | Sequence[str]) -> list[str]:
    return [values] if isinstance(values, str) else list(values)


def _measures(themes: Mapping[str, str] | pd.Series, only: Collection[str], book: Codebook) -> list[Measure]:
    known = [
        Measure("failure", "demand", book.demand["failure"], book.demand["failure"]),
        *(Measure(key, "way of failing", type_.title, f"“{type_.says}”") for key, type_ in book.failure_types.items()),
        *(Measure(str(key), "theme", f"“{title}”", f"The theme “{title}”") for key, title in themes.items()),
        *(Measure(key, "flag", key.replace("_", " ").capitalize(), says) for key, says in book.flags.items()),
    ]
    keys = [measure.key for measure in known]
    if unknown := [key for key in only if key not in keys]:
        raise InputError([Fault("only", f"'{key}'", f"some of {', '.join(keys)}", "correct it") for key in unknown])
    return [measure for measure in known if not only or measure.key in only]


def _marks(responses: pd.DataFrame) -> pd.DataFrame:
    """One row a response, one column each thing it may say: whether it says it."""
    failing = responses["demand"] == "failure"
    named = (
        responses["failure_types"].fillna("").astype(str).where(failing, "")
        + ";"
        + responses["theme_ids"].fillna("").astype(str)
    )
    said = named.str.get_dummies(";").drop(columns="", errors="ignore") == 1
    return said.join((responses[list(codebook().flags)] == 1).assign(failure=failing))


def _residents(responses: pd.DataFrame, measures: Sequence[Measure]) -> pd.DataFrame:
    """One row a resident (``record_id``), one column a measure: 1 where any of their comments says it."""
    said = _marks(responses).reindex(columns=[measure.key for measure in measures], fill_value=False)
    return said.astype(int).groupby(responses["record_id"]).max()


def _compared(one: pd.Series, other: pd.Series, paired: bool) -> tuple[float, float, float]:
    """The 95 % interval of the difference and the p value."""
    from scipy.stats import binomtest, fisher_exact

    n, m = int(one.sum()), int(other.sum())
    if not paired:
        chance = float(fisher_exact([[n, len(one) - n], [m, len(other) - m]])[1])
        return *intervals.difference(n, len(one), m, len(other)), chance
    both = int((one & other).sum())
    first, second = n - both, m - both
    chance = float(binomtest(first, first + second, 0.5).pvalue) if first + second else 1.0
    return *intervals.paired_difference(both, first, second, len(one) - both - first - second), chance


def _holm(chances: Sequence[float]) -> list[float]:
    """Each p value times the number of those not smaller, and never below that of a surer one.

    >>> [round(value, 2) for value in _holm([0.04, 0.01, 0.03])]
    [0.06, 0.03, 0.06]
    """
    ordered = pd.Series(chances, dtype=float).sort_values(kind="stable")
    held = (ordered * np.arange(len(ordered), 0, -1)).cummax().clip(upper=1)
    return held.sort_index().to_list()


def _apart(one: pd.DataFrame, other: pd.DataFrame) -> float:
    """Half the summed differences between the shares of each source and question (total variation)."""
    shares = pd.DataFrame(
        {side: table.groupby(["source", "question"]).size() / max(len(table), 1) for side, table in (("one", one), ("other", other))}
    ).fillna(0)  # fmt: skip
    return float((shares["one"] - shares["other"]).abs().sum() / 2)
