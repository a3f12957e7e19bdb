"""How well two people who coded the same comments apart agree.

``pair`` chooses the people and their comments, ``between`` measures them. How the machine does beside them stands in :mod:`.agree_machine`,
where they differ and how they settle it in :mod:`.adjudicate`, the measures in :mod:`.agree_measures`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import pandas as pd

from engagement_lib.label.agree_measures import Measure, alpha, each, masi, sample_f1, several, share
from engagement_lib.problems import Fault, InputError
from engagement_lib.services import Codebook

RELIABLE, TENTATIVE = 0.80, 0.667
"""Alpha from which labels may be relied on, and from which they bear tentative conclusions. **Source:** K. Krippendorff, "Content
analysis", 2nd edition, 2004, chapter 11."""

FEWEST = 10
"""Comments below which nothing is said. **Source:** judgement; at 10 the interval of alpha may hold in 81 %
only (``benchmarks/agreement.py``)."""

SETTLED = "adjudication"
"""The purpose of labels that two people agreed on afterwards. They are no third opinion, so they do not count as coded apart."""


@dataclass(frozen=True)
class Pair:
    """Two people, and what they said of the comments both coded.

    ``one`` and ``other`` have one row a comment, by ``response_id``, in the same order, with the columns of the register's labels.
    ``settled`` is what was agreed afterwards on some of these comments. ``next_step`` says what to do now.
    """

    service: str
    period: str
    who: tuple[str, str]
    one: pd.DataFrame
    other: pd.DataFrame
    settled: pd.DataFrame
    next_step: str

    @property
    def agreed(self) -> pd.Series:
        """The demand label both gave or settled on, by ``response_id``; missing where they differ still."""
        alike = self.one["demand"].where(self.one["demand"] == self.other["demand"])
        return self.settled["demand"].reindex(alike.index).fillna(alike)

    @property
    def ready(self) -> bool:
        """Whether there is a comment that both coded."""
        return len(self.one) > 0


@dataclass(frozen=True)
class Verdict:
    """What alpha says by Krippendorff's lines, and that in plain words."""

    says: Literal["reliable", "tentative", "not to be relied on", "too few to tell"]
    sentence: str


@dataclass(frozen=True)
class Agreement:
    """How well two people agree.

    ``labels``, ``types`` and ``flags``: one row a label, with how often each person gave it, how often both, and F1 with its interval;
    ``flags`` with alpha too. ``types``, ``types_f1`` and ``types_alpha`` are of comments that both call a failure and name types of;
    ``untyped`` counts those left out because one of them named none.
    """

    who: tuple[str, str]
    same: Measure
    alpha: Measure
    verdict: Verdict
    labels: pd.DataFrame
    types_f1: Measure
    types_alpha: Measure
    untyped: int
    types: pd.DataFrame
    flags: pd.DataFrame

    @property
    def figures(self) -> pd.DataFrame:
        """The four figures that matter: ``value``, ``low``, ``high``, ``comments``."""
        told = {
            "same demand label, share of comments": self.same, "same demand label beyond chance, alpha": self.alpha,
            "same failure types, F1 averaged over comments": self.types_f1, "same failure types beyond chance, alpha": self.types_alpha,
        }  # fmt: skip
        rows = [(measure.value, measure.low, measure.high, measure.n) for measure in told.values()]
        table = pd.DataFrame(rows, columns=["value", "low", "high", "comments"], index=pd.Index(told, name="figure"))
        return table.astype({"value": float, "low": float, "high": float})


def apart(labels: pd.DataFrame) -> pd.DataFrame:
    """What people said on their own: one row a response and person, the latest. Labels taken back, or settled together, are left out."""
    mine = labels[(labels["demand"] != "") & (labels["purpose"] != SETTLED)]
    return mine.sort_values("at", kind="stable").drop_duplicates(["response_id", "who"], keep="last")


def who_coded(labels: pd.DataFrame) -> pd.DataFrame:
    """One row a service, period and person: how many comments that person coded, and when last."""
    by = apart(labels).groupby(["service", "period", "who"])
    return by.agg(comments=("response_id", "size"), last=("at", "max")).reset_index()


def pairs(labels: pd.DataFrame) -> pd.DataFrame:
    """One row a service, period and two people: how many comments ``both`` coded; the most first."""
    rows = [
        {"service": service, "period": period, "who_a": a, "who_b": b, "both": both}
        for (service, period), part in apart(labels).groupby(["service", "period"])
        for (a, mine), (b, yours) in combinations(part.groupby("who")["response_id"], 2)
        if (both := len(set(mine) & set(yours)))
    ]
    found = pd.DataFrame(rows, columns=["service", "period", "who_a", "who_b", "both"])
    return found.sort_values("both", ascending=False, kind="stable", ignore_index=True)


def everyone(labels: pd.DataFrame) -> Measure:
    """Alpha of demand over everybody who coded, however many they are and whatever gaps they left."""
    return alpha(apart(labels).pivot(index="response_id", columns="who", values="demand"))


def pair(labels: pd.DataFrame, service: str = "", period: str = "", who_a: str = "", who_b: str = "") -> Pair:
    """The people named and the comments both coded; where a name is left empty, the pair that shares most.

    Raises ``InputError`` if somebody is named who coded nothing there while others did, or one person twice.
    """
    here = labels
    for column, wanted in (("service", service), ("period", period)):
        here = here[here[column] == wanted] if wanted else here
    mine, named = apart(here), [name for name in (who_a, who_b) if name]
    known = sorted(set(mine["who"]))
    faults = [
        Fault("who", f"nothing coded by '{name}'", f"one of {', '.join(known)}", "correct the name")
        for name in named
        if known and name not in known
    ]
    if len(set(named)) < len(named):
        faults.append(Fault("who", "the same person twice", "two people", "name the colleague"))
    if faults:
        raise InputError(faults)
    found = pairs(here)
    fits = [set(named) <= {a, b} for a, b in zip(found["who_a"], found["who_b"], strict=True)]
    if not any(fits):
        nobody = mine[:0].set_index("response_id")
        return Pair(service, period, (who_a, who_b), nobody, nobody, nobody, _nobody(mine))
    best = found[fits].iloc[0]
    here = here[(here["service"] == best["service"]) & (here["period"] == best["period"])]
    a, b = sorted([best["who_a"], best["who_b"]], key=lambda name: (name != who_a, name == who_b))
    said = apart(here).set_index("response_id").sort_index()
    one, other = said[said["who"] == a], said[said["who"] == b]
    one, other = one[one.index.isin(other.index)], other[other.index.isin(one.index)]
    done = here[(here["purpose"] == SETTLED) & (here["demand"] != "") & here["response_id"].isin(one.index)]
    done = done.sort_values("at", kind="stable").drop_duplicates("response_id", keep="last").set_index("response_id")
    left = int(((one["demand"] != other["demand"]) & ~one.index.isin(done.index)).sum())
    return Pair(str(best["service"]), str(best["period"]), (a, b), one, other, done, _next_step(a, b, len(one), left))


def between(two: Pair, book: Codebook) -> Agreement:
    """How well two people agree on demand, on the types of failure and on flags, each figure with its 95 % interval.

    "Unclear" counts as one more label. **Source** of F1 averaged over comments: the UK government's evaluation of its tool Consult,
    in which it was .75 on average between people.
    """
    a, b = two.one, two.other
    same = share(int((a["demand"] == b["demand"]).sum()), len(a))
    beyond = alpha(pd.DataFrame({"one": a["demand"], "other": b["demand"]}))
    failures = (a["demand"] == "failure") & (b["demand"] == "failure")
    types = [side.loc[failures, "failure_types"].map(several) for side in (a, b)]
    typed = (types[0].map(len) > 0) & (types[1].map(len) > 0)
    one, other = (side[typed] for side in types)
    return Agreement(
        two.who, same, beyond, verdict(beyond, same),
        each(book.demand, a["demand"].map(several), b["demand"].map(several)),
        sample_f1(book.failure_types, one, other), alpha(pd.DataFrame({"one": one, "other": other}), masi), int((~typed).sum()),
        each(book.failure_types, one, other),
        each(book.flags, a["flags"].map(several), b["flags"].map(several), beyond_chance=True),
    )  # fmt: skip


def verdict(beyond: Measure, same: Measure) -> Verdict:
    """What alpha says of the labels, by Krippendorff's lines, as far as its interval lets it.

    >>> verdict(Measure(0.9, 0.82, 0.96, 150), share(140, 150)).says
    'reliable'
    >>> print(verdict(Measure(0.78, 0.55, 0.93, 30), share(26, 30)).sentence)
    Too few comments to tell: alpha is 0.78 (95 % interval 0.55 to 0.93, 30 comments), and it could lie on either side of a line.
    Code more comments apart.
    """
    if not same.n:
        return Verdict(
            "too few to tell", "Nobody else has coded the same comments, so there is nothing to compare yet."
        )
    if beyond.value is None or beyond.low is None or beyond.high is None:
        return Verdict("too few to tell", f"Only one label occurs, so alpha cannot be told. The two agree on all {same.n} comments, "
                       f"and on {same.low:.0%} or more of such comments. Code comments that differ more.")  # fmt: skip
    told = f"alpha is {beyond.value:.2f} (95 % interval {beyond.low:.2f} to {beyond.high:.2f}, {beyond.n} comments)"
    if beyond.n >= FEWEST and beyond.low >= RELIABLE:
        return Verdict("reliable", f"The labels can be relied on: {told}.")
    if beyond.n >= FEWEST and beyond.low >= TENTATIVE and beyond.high < RELIABLE:
        return Verdict("tentative", f"Good for tentative conclusions only: {told}. Read together where you differ.")
    if beyond.n >= FEWEST and beyond.high < TENTATIVE:
        return Verdict("not to be relied on", f"The labels cannot be relied on: {told}. Read together where you differ, agree on "
                       "the rule, and code fresh comments apart.")  # fmt: skip
    side = "it could lie on either side of a line"
    if beyond.n >= FEWEST and beyond.low >= TENTATIVE:
        side = "it is good for tentative conclusions at least"
    elif beyond.n >= FEWEST and beyond.high < RELIABLE:
        side = "it is good for tentative conclusions at most"
    return Verdict("too few to tell", f"Too few comments to tell: {told}, and {side}. Code more comments apart.")


def _nobody(mine: pd.DataFrame) -> str:
    if mine.empty:
        return ("Nobody has coded a comment here yet. Choose some 50 comments, and let two people label the very same ones, each alone, "
                "without talking and without seeing the machine's labels. Then run this notebook again.")  # fmt: skip
    counts = "; ".join(f"{name} {count}" for name, count in mine["who"].value_counts().items())
    return f"No two of those asked for have coded the same comments yet ({counts}). Let a colleague label the very same ones, alone."


def _next_step(a: str, b: str, n: int, left: int) -> str:
    if left:
        return f"{a} and {b} coded {n} comments and differ in demand on {left}. Read those together and settle each."
    return f"{a} and {b} coded {n} comments, and in demand none is left to settle."
