"""Demand read by hand, as Portsmouth does it: a person reads what residents said against the purpose, and counts value and failure.

``verbatims`` lists what to read, without a word of what the machine said; ``of`` counts what a person said of it; ``beside_machine``
puts the machine's count beside it, and only when everything listed has been read.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from engagement_lib import intervals
from engagement_lib.contracts import Broken
from engagement_lib.problems import Fault, InputError
from engagement_lib.services import Codebook, codebook
from engagement_lib.summary import Count, Estimate

SMALLEST = 10
"""No share is given of fewer comments. **Source:** judgement: one comment more or less would be ten points."""

MACHINE = "the machine"

VERBATIM = ["received_on", "source", "question", "text"]
"""What a reader sees of a response."""


@dataclass(frozen=True)
class Tally:
    """What one reader said of the comments listed. Shares are of the comments read, with Wilson's 95 % intervals.

    ``portsmouth`` counts value demand that is not this service's job as failure too; ``seddon`` leaves out failure that is not its job.
    ``failure_types`` are shares of the comments read as failure; one may have several.
    """

    who: str
    listed: int
    read: int
    elsewhere: int
    """Labels for responses that are not in the list: they do not count."""
    demand: tuple[Count, ...]
    portsmouth: Estimate
    seddon: Estimate
    failure_types: tuple[Count, ...]

    @property
    def done(self) -> bool:
        """Whether everything listed was read."""
        return self.listed > 0 and self.read == self.listed

    def table(self) -> pd.DataFrame:
        """One row a figure, to look at."""
        rows = [
            ("Failure demand, Portsmouth's way", self.portsmouth), ("Failure demand, Seddon's way", self.seddon),
            *((count.title, count.estimate) for count in (*self.demand, *self.failure_types)),
        ]  # fmt: skip
        shown = [(title, f"{estimate.n} of {estimate.of}", _said(estimate)) for title, estimate in rows]
        return pd.DataFrame(shown, columns=["", "comments", "share (95 % interval)"]).set_index("")

    def said(self) -> str:
        """Where the reading stands, and what it shows."""
        if not self.read:
            return f"Nothing read yet of {self.listed:,} comments. Label them first; then give your name as you gave it there."
        told = f"{self.who} has read {self.read:,} of {self.listed:,} comments."
        if self.portsmouth.share is None:
            return f"{told} Below {SMALLEST} no share is given."
        found = f"Failure demand: {_said(self.portsmouth)} Portsmouth's way, {_said(self.seddon)} Seddon's way."
        left = "" if self.done else " The rest may differ, unless the list is in random order."
        return f"{told} {found}{left}"


@dataclass(frozen=True)
class Beside:
    """A person's tally and the machine's of the same comments, side by side.

    ``crossed`` counts a person's labels (rows) against the machine's (columns); ``differing`` lists the comments on which they part;
    ``difference`` is the machine's failure share less the person's (Portsmouth's way), with the 95 % interval of two readings of the same
    comments.
    """

    person: Tally
    machine: Tally
    crossed: pd.DataFrame
    differing: pd.DataFrame
    agree: Estimate
    difference: float
    low: float
    high: float

    def table(self) -> pd.DataFrame:
        """Both tallies' shares, one row a figure."""
        sides = [tally.table()["share (95 % interval)"].rename(tally.who) for tally in (self.person, self.machine)]
        return pd.concat(sides, axis=1).fillna("–")

    def said(self) -> str:
        more, low, high = (round(100 * share) for share in (self.difference, self.low, self.high))
        if not self.low <= 0 <= self.high:
            way = f"{abs(more)} points {'more' if more > 0 else 'less'} failure demand than {self.person.who}"
        else:
            way = f"about as much failure demand as {self.person.who}, as far as can be told"
        return (
            f"They give the same label to {_said(self.agree)} of the comments. {MACHINE.capitalize()} finds {way}: a difference of "
            f"{more:+d} points, and in more comments like these from {low:+d} to {high:+d}."
        )


def verbatims(responses: pd.DataFrame, seed: int | None = None) -> pd.DataFrame:
    """What residents said, to read: ``number``, and the columns of ``VERBATIM``, by ``response_id``; nothing of what the machine said.

    In the order received, or with ``seed`` in a random order that is the same each time: then the first so many are a fair sample.
    Raises ``Broken`` if the responses were not redacted.
    """
    if "redactions" not in responses.columns or "raw_text" in responses.columns:
        raise Broken("verbatims are of redacted responses only")
    ordered = responses.rename_axis("response_id").sort_values(["received_on", "response_id"])
    if seed is not None:
        ordered = ordered.sort_index().sample(frac=1, random_state=seed)
    listed = ordered[VERBATIM]
    listed.insert(0, "number", range(1, len(listed) + 1))
    return listed


def of(labels: pd.DataFrame, responses: pd.DataFrame, book: Codebook | None = None) -> Tally:
    """Count what one person said.

    Args:
        labels: rows of the register (``response_id``, ``demand``, ``failure_types``, ``flags``, ``who``).
        responses: what was listed to read, by ``response_id``; labels of other responses do not count.
        book: the workspace's codebook; the packaged one unless given.

    Raises:
        InputError: labels of several people, two of one response, or labels that are not in the codebook.
    """
    book = book or codebook()
    _sound(labels, book)
    mine = labels[labels["response_id"].isin(responses.index)]
    demand, wrong_door = (
        mine["demand"],
        mine["flags"].str.split(";").map(lambda names: "wrong_door" in names).astype(bool),
    )
    failing = mine[demand == "failure"]
    named = failing["failure_types"].str.split(";").explode()
    tally = named[named != ""].value_counts()
    return Tally(
        who=str(labels["who"].iloc[0]) if len(labels) else "",
        listed=len(responses),
        read=len(mine),
        elsewhere=len(labels) - len(mine),
        demand=tuple(
            Count(key=key, title=title, estimate=_estimate(int((demand == key).sum()), len(mine)))
            for key, title in book.demand.items()
        ),
        portsmouth=_estimate(int(_failure(demand, wrong_door).sum()), len(mine)),
        seddon=_estimate(int(((demand == "failure") & ~wrong_door).sum()), len(mine)),
        failure_types=tuple(
            Count(key=str(key), title=book.known[str(key)].title, estimate=_estimate(int(n), len(failing)))
            for key, n in sorted(tally.items(), key=lambda item: (-item[1], item[0]))
        ),
    )  # fmt: skip


def beside_machine(labels: pd.DataFrame, responses: pd.DataFrame, book: Codebook | None = None) -> Beside | None:
    """A person's tally and the machine's, of the same comments. ``None`` while anything listed is still unread: a reader who has seen the
    machine's labels no longer judges for themselves.

    ``responses`` is what was listed, with what the machine said of each (``demand``, ``failure_types``, ``flags`` as columns). **Source**
    of the interval: :func:`engagement_lib.intervals.paired_difference`. Raises ``InputError`` as ``of`` does.
    """
    person = of(labels, responses, book)
    if not person.done:
        return None
    theirs = labels.set_index("response_id").loc[responses.index]
    its = _machine(responses).set_index("response_id")
    mine, machine = (_failure(said["demand"], said["flags"].str.contains("wrong_door")) for said in (theirs, its))
    both, more, less = int((machine & mine).sum()), int((machine & ~mine).sum()), int((~machine & mine).sum())
    low, high = intervals.paired_difference(both, more, less, len(mine) - both - more - less)
    same = theirs["demand"] == its["demand"]
    parted = pd.DataFrame({
        "text": responses["text"], "the person": theirs["demand"], MACHINE: its["demand"], "its reason": responses["demand_basis"],
    })[~same]  # fmt: skip
    return Beside(
        person=person,
        machine=of(_machine(responses), responses, book),
        crossed=_crossed(theirs["demand"], its["demand"]),
        differing=parted,
        agree=_estimate(int(same.sum()), len(same)),
        difference=(more - less) / len(mine),
        low=low,
        high=high,
    )


def _failure(demand: pd.Series, wrong_door: pd.Series) -> pd.Series:
    """Portsmouth's failure demand: also value demand that came to the wrong door."""
    return (demand == "failure") | ((demand == "value") & wrong_door)


def _crossed(person: pd.Series, machine: pd.Series) -> pd.DataFrame:
    order = list(codebook().demand)
    return pd.crosstab(
        pd.Categorical(person, order), pd.Categorical(machine, order), rownames=["the person"], colnames=[MACHINE]
    )


def _machine(responses: pd.DataFrame) -> pd.DataFrame:
    """What the machine said, as rows of the register would have it."""
    flags = responses[list(codebook().flags)] == 1
    return pd.DataFrame(
        {
            "response_id": responses.index,
            "demand": responses["demand"].to_numpy(),
            "failure_types": responses["failure_types"].fillna("").to_numpy(),
            "flags": [";".join(flags.columns[row]) for row in flags.to_numpy()],
            "who": MACHINE,
        }
    ).astype({"flags": "str", "failure_types": "str"})


def _estimate(n: int, of: int) -> Estimate:
    if of < SMALLEST:
        return Estimate(n=n, of=of, share=None, low=None, high=None)
    low, high = intervals.wilson(n, of)
    return Estimate(n=n, of=of, share=round(n / of, 4), low=round(low, 4), high=round(high, 4))


def _sound(labels: pd.DataFrame, book: Codebook) -> None:
    faults = []
    if (readers := labels["who"].nunique()) > 1:
        faults.append(Fault("labels", f"labels of {readers} people", "one person's", "choose one by 'who'"))
    elif twice := int(labels["response_id"].duplicated().sum()):
        faults.append(Fault("labels", f"{twice} responses labelled twice", "each once", "take the latest of each"))
    for column, allowed in (("demand", set(book.demand)), ("failure_types", {*book.known, ""})):
        bad = sum(not set(str(cell).split(";")) <= allowed for cell in labels[column])
        if bad:
            expected = ", ".join(sorted(allowed - {""}))
            faults.append(Fault("labels", f"{bad} values of {column} not in the codebook", expected, "correct them"))
    if faults:
        raise InputError(faults)


def _said(estimate: Estimate) -> str:
    """
    >>> _said(Estimate(n=12, of=50, share=0.24, low=0.143, high=0.374))
    '24 % (14 to 37 %)'
    """
    if estimate.share is None or estimate.low is None or estimate.high is None:
        return "too few to tell"
    share, low, high = (int(100 * end + 0.5 + 1e-9) for end in (estimate.share, estimate.low, estimate.high))
    return f"{share} % ({low} to {high} %)"
