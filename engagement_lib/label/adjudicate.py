"""Where two people differ, which rule of the codebook decides, and what they settle on.

Nothing here shows what the machine said: two people who read together must not be led by it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import pandas as pd

from engagement_lib.label.agree import Pair
from engagement_lib.label.agree_measures import several
from engagement_lib.problems import Fault, InputError
from engagement_lib.services import Codebook

SAID = ["demand", "failure_types", "value_type", "none_type", "flags"]
"""What a person may say of a comment, in the register's order."""

JOINED = ["failure_types", "flags"]
"""Those that may hold several names, joined by a semicolon."""

_UNCLEAR = (
    "Judge by the words alone, and guess at nothing that is not there. “Unclear” is for what a careful reader cannot tell, not for what is "
    "hard to decide."
)
DEMAND_RULES = {
    frozenset({"failure", "value"}): "Failure goes before value. Do the words show that something was not done, or not done right? How "
    "long a thing has been broken is not enough; that somebody was told, was due, or should have done it as a matter of course is.",
    frozenset({"failure", "none"}): "Failure goes before none. Being dissatisfied with the service is failure, though it asks for nothing; "
    "thanks beside it are the flag “mixed”. A wish or an opinion that names nothing gone wrong is none.",
    frozenset({"value", "none"}): "Value goes before none. Does the comment ask, report or apply for something the service is here to do? "
    "Then it is value. Thanks, an opinion, a wish how things could be, or nothing said is none.",
    frozenset({"failure", "unclear"}): _UNCLEAR, frozenset({"value", "unclear"}): _UNCLEAR, frozenset({"none", "unclear"}): _UNCLEAR,
}  # fmt: skip
"""Two demand labels, and what decides between them: the codebook's order of precedence, in plain words."""

WRONG_DOOR = (
    "Is it this service's job at all? Where the words show that it is not, it is failure with the flag “wrong door”, "
    "so that it can be counted either way."
)

TYPE_RULES = {
    frozenset({"no_response", "delay"}): "Told before, and nothing came of it: no response. Something is under way, too slowly: delay.",
    frozenset({"no_response", "missed_appointment"}): "Somebody was due at a time and did not come: missed appointment. Nobody answered or "
    "acted on a report: no response. Both, where both are said.",
    frozenset({"no_response", "information"}): "No answer at all: no response. An answer that was wrong or unclear, or not being kept "
    "informed while work goes on: poor information.",
    frozenset({"no_response", "access"}): "Could not reach anybody: cannot get through. Reached them, and nothing followed: no response.",
    frozenset({"not_fixed", "poor_work"}): "The thing does not work still, or again: not fixed. It works, but the job is bad, dirty or "
    "unsafe: poor work. Both, where both are said.",
    frozenset({"not_fixed", "delay"}): "They came and it is not solved: not fixed. They have not come yet, and it takes long: delay.",
    frozenset({"routine_missed", "poor_work"}): "Work done by the calendar (cleaning, collections, grass): regular service missed, even if "
    "done badly. A single job done badly: poor work.",
    frozenset({"conduct", "decision"}): "How a person was treated: staff conduct. What was decided: unfair decision.",
    frozenset({"charge", "decision"}): "A sum of money: wrong charge. Any other refusal or decision: unfair decision.",
    frozenset({"passed_around", "information"}): "Sent from one team to another: passed around. One team that told them wrong: poor "
    "information.",
}  # fmt: skip
"""Two types of failure easily taken for each other, and what tells them apart. **Source:** judgement, from what each type means."""


def differences(two: Pair, responses: pd.DataFrame, book: Codebook) -> pd.DataFrame:
    """One row a comment on which the two differ, those about demand first.

    Columns: ``text``, each label of each person side by side, ``kind`` (what they differ in) and ``rule`` (what decides, in plain
    words). Types of value and none, which many leave out, differ only where both gave one.
    """
    a, b = two.who
    parts: dict[str, pd.Series] = {
        "text": responses.get("text", pd.Series(dtype=object)).reindex(two.one.index).fillna("")
    }
    for column in [*SAID, "note"]:
        if any(column in side and side[column].ne("").any() for side in (two.one, two.other)):
            parts |= {f"{column}, {name}": side[column] for name, side in ((a, two.one), (b, two.other))}
    pairs = list(zip(_records(two.one), _records(two.other), strict=True))
    parts["kind"] = pd.Series([_kind(one, other) for one, other in pairs], index=two.one.index, dtype=object)
    parts["rule"] = pd.Series([_rule(one, other, book) for one, other in pairs], index=two.one.index, dtype=object)
    first = (two.one["demand"] == two.other["demand"]).sort_values(kind="stable").index
    table = pd.DataFrame(parts, index=two.one.index).loc[first]
    return table[table["kind"] != ""]


def confused_types(two: Pair, book: Codebook) -> pd.DataFrame:
    """Types of failure that one of the two gave where the other gave another, or none: the most frequent first.

    One row two types: in how many ``comments``, and what tells them apart. Of comments that both call a failure and name types of.
    ``other`` is "(left out)" where the other person gave nothing in its stead.
    """
    tally: Counter[tuple[str, str]] = Counter()
    both = (two.one["demand"] == "failure") & (two.other["demand"] == "failure")
    for mine, yours in zip(two.one.loc[both, "failure_types"], two.other.loc[both, "failure_types"], strict=True):
        a, b = several(mine), several(yours)
        if a and b:
            tally.update((min(x, y), max(x, y)) for x in a - b for y in b - a)
            tally.update((x, "(left out)") for x in a ^ b if not (a - b and b - a))
    rows = [(one, other, count, _type_rule({one, other}, book)) for (one, other), count in tally.most_common()]
    return pd.DataFrame(rows, columns=["type", "other", "comments", "rule"])


def side_by_side(two: Pair, responses: pd.DataFrame, book: Codebook) -> pd.DataFrame:
    """A table for the two to fill in together: the comments still to settle, both labels, and an empty column for each agreed one.

    By ``response_id``. The columns ``demand``, ``failure_types`` and ``flags`` are the empty ones; give the table to :func:`settle` when
    it is filled in, in part or whole.
    """
    table = differences(two, responses, book)
    table = table[~table.index.isin(two.settled.index)]
    return table.assign(**dict.fromkeys(["demand", "failure_types", "flags"], ""))


def settle(agreed: pd.DataFrame, two: Pair, book: Codebook) -> pd.DataFrame:
    """What the two agreed on, checked, as ``Register.add_labels(..., purpose="adjudication")`` takes it.

    Args:
        agreed: ``demand``, and any other of ``SAID``, by ``response_id`` (as the index or a column). Rows without a demand are not settled
            yet and are left out; other columns are left alone.
        two: the people, whose common comments alone may be settled.

    Raises ``InputError`` with every fault; a cell's words are never told, only its row, counted from 1.
    """
    table = agreed.set_index("response_id") if "response_id" in agreed else agreed
    if "demand" not in table:
        raise InputError(
            Fault("the agreed labels", "no column 'demand'", "the table as it was given", "put the column back")
        )
    said = table[[column for column in SAID if column in table]].astype(object).fillna("").astype(str)
    said = said.apply(
        lambda column: column.map(lambda cell: ";".join(part.strip() for part in cell.split(";") if part.strip()))
    )
    labelled = said.ne("").any(axis=1).to_numpy()
    demand, ids = said["demand"], said.index.to_series()
    names: dict[str, Iterable[str]] = {
        "demand": book.demand, "failure_types": book.failure_types, "value_type": book.value_types,
        "none_type": book.none_types, "flags": book.flags,
    }  # fmt: skip
    found = [
        (~ids.isin(two.one.index), "an id that the two have not both coded", "the ids as they were", "put the id back"),
        (ids.duplicated(keep=False), "the same id more than once", "each id once", "keep one row of it"),
        *(
            (_unknown(said[column], names[column], column in JOINED), f"a {column} that is not in the codebook", ", ".join(names[column]),
             "correct it; separate types and flags by a semicolon")
            for column in said
        ),
        (demand.eq("") & labelled, "other labels without a demand", "a demand on every row that is settled", "choose a demand"),
        *(
            (demand.ne(label) & demand.ne("") & said[column].ne(""), f"a {column} where demand is not {label}", f"{column} of {label} only",
             f"choose {label}, or take it out")
            for column, label in (("failure_types", "failure"), ("value_type", "value"), ("none_type", "none")) if column in said
        ),
    ]  # fmt: skip
    faults = [Fault(_rows(wrong), *told) for wrong, *told in found if wrong.any()]
    if faults:
        raise InputError(faults)
    return said[demand != ""].rename_axis("response_id")


def _unknown(cells: pd.Series, names: Iterable[str], joined: bool) -> pd.Series:
    known = {*names, ""}
    return cells.map(lambda cell: not (several(cell) <= known if joined else cell in known)).astype(bool)


def _records(said: pd.DataFrame) -> list[dict[str, str]]:
    return [{str(name): str(cell) for name, cell in row.items()} for row in said.to_dict("records")]


def _rows(wrong: pd.Series) -> str:
    places = [str(place) for place, is_so in enumerate(wrong, 1) if is_so]
    return f"the agreed labels, row{'s' if len(places) > 1 else ''} {', '.join(places[:10])}{' …' if len(places) > 10 else ''}"


def _kind(one: Mapping[str, str], other: Mapping[str, str]) -> str:
    """What two people differ in: demand alone if they differ in that, for the rest follows from it."""
    if one["demand"] != other["demand"]:
        return f"{one['demand']} / {other['demand']}"
    found = [column for column in ("failure_types", "flags") if several(one[column]) != several(other[column])]
    found += [name for name in ("value_type", "none_type") if one[name] and other[name] and one[name] != other[name]]
    return "; ".join(found).replace("_", " ")


def _rule(one: Mapping[str, str], other: Mapping[str, str], book: Codebook) -> str:
    kind, flags = _kind(one, other), several(one["flags"]) ^ several(other["flags"])
    if one["demand"] != other["demand"]:
        rule = DEMAND_RULES.get(frozenset({one["demand"], other["demand"]}), "")
        return (
            f"{WRONG_DOOR} {rule}".strip() if "wrong_door" in several(one["flags"]) | several(other["flags"]) else rule
        )
    told = []
    if "failure types" in kind:
        told.append(_type_rule(several(one["failure_types"]) ^ several(other["failure_types"]), book))
    told += [WRONG_DOOR if flag == "wrong_door" else f"{flag}: {book.flags.get(flag, '')}." for flag in sorted(flags)]
    for column, names in (("value_type", book.value_types), ("none_type", book.none_types)):
        if column.replace("_", " ") in kind:
            told.append("; ".join(f"{side[column]}: {names.get(side[column], '')}" for side in (one, other)) + ".")
    return " ".join(told)


def _type_rule(types: Iterable[str], book: Codebook) -> str:
    """What tells these types apart: the rule for two, else what each means."""
    given = frozenset(types)
    if given in TYPE_RULES:
        return TYPE_RULES[given]
    means = [
        f"{book.failure_types[name].title}: {book.failure_types[name].means}."
        for name in sorted(given)
        if name in book.failure_types
    ]
    return " ".join(["Name every type the words show.", *means])
