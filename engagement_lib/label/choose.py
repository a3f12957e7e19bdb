"""Which comments a person should code next.

Each way gives one row a comment, index ``response_id``, with the column ``why``. People code without seeing what the machine said, so
neither ``why`` nor the order of the rows tells it. Only comments chosen at random may ever enter a rate, and only when they were drawn for
that as an audit; the others are hard or odd on purpose (:data:`MAY_ENTER_A_RATE`).

The same table, ids and seed give the same choice, in whatever order the rows stand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from itertools import chain

import numpy as np
import pandas as pd

from engagement_lib.contracts import ID
from engagement_lib.problems import Fault, InputError

DEMANDS = ("failure", "none", "value")
CHANCES = [f"p_{label}" for label in DEMANDS]

MAY_ENTER_A_RATE = {"random": True, "uncertain": False, "varied": False, "suspected": False, "rare": False}
"""The ways of choosing, and whether a rate may be worked out from what they chose. A random choice may, if it was drawn as an audit:
what was coded already has to be part of the draw then, and here it is left out."""

WHY = {
    "random": "chosen at random",
    "uncertain": "the machine was unsure",
    "varied": "the machine was unsure, and nothing that says the same was coded or chosen",
    "suspected": "an earlier label may be a slip",
    "rare": "may be of a kind seldom coded, or was put in by chance",
}

AMONG = 5
"""Variety is sought among so many times the comments wanted, those of which the machine is least sure. **Source:** of ten ways tried on
three services with a draft of ``benchmarks/next_comments.py`` this gained most, by little."""

LEAST_UNSURE = 0.01
"""What a comment weighs at the least, from 0 to 1, so that variety counts where the machine is sure. **Source:** judgement."""

TWINS = 0.95
"""Comments whose vectors have at least this cosine say the same. **Source:** judgement; the benchmark of the starter comments counts
near-duplicates by it."""

BY_CHANCE = 4
"""Of the rare, one in so many is put in by chance. All would be failures otherwise, and whoever codes them would soon know.
**Source:** judgement."""


def chances(responses: pd.DataFrame) -> pd.DataFrame:
    """The machine's chance of each label, ``p_failure``, ``p_none`` and ``p_value``, one row a response.

    A processed table holds the chance of a failure, the likeliest label and its chance. That gives all three, but for the two lesser
    ones of a failure, which then share the rest.

    >>> table = pd.DataFrame({"demand": ["failure", "value"], "demand_confidence": [0.8, 0.6], "p_failure": [0.8, 0.3]})
    >>> chances(table).round(2).to_numpy().tolist()
    [[0.8, 0.1, 0.1], [0.3, 0.1, 0.6]]
    """
    if set(CHANCES) <= set(responses.columns):
        return responses[CHANCES].astype(float)
    failing = responses["p_failure"].to_numpy(dtype=float)
    most = np.maximum(responses["demand_confidence"].to_numpy(dtype=float), failing)
    label = responses["demand"].to_numpy(dtype=object)
    likeliest = (label == "failure") | (
        (label == "unclear") & (failing >= most - 0.001)
    )  # the confidence has three decimals
    rest = np.clip(1 - failing - most, 0, None)
    none = np.where(likeliest, (1 - failing) / 2, np.where(label == "none", most, rest))
    value = np.where(likeliest, (1 - failing) / 2, np.where(label == "none", rest, most))
    return pd.DataFrame({"p_failure": failing, "p_none": none, "p_value": value}, index=responses.index)


def unsure(responses: pd.DataFrame) -> pd.Series:
    """How unsure the machine is of each response, from 0 to 1: one less the distance between its two likeliest labels.

    **Source:** T. Scheffer, C. Decomain and S. Wrobel, 2001, for the margin.

    >>> table = pd.DataFrame({"p_failure": [0.5, 0.9], "p_none": [0.1, 0.0], "p_value": [0.4, 0.1]}, index=["a", "b"])
    >>> unsure(table).round(2).to_dict()
    {'a': 0.9, 'b': 0.2}
    """
    ranked = np.sort(chances(responses).to_numpy(), axis=1)
    return pd.Series(1 - (ranked[:, -1] - ranked[:, -2]), responses.index).clip(0, 1)


def random(responses: pd.DataFrame, n: int, coded: Collection[str] = (), seed: int = 0) -> pd.DataFrame:
    """So many at random, each response with the same chance, those with the same words too.

    Args:
        responses: one row a response, index ``response_id``.
        n: how many are wanted; fewer come where fewer are left.
        coded: ids that a person has coded already.

    Raises:
        InputError: when less than one is asked for, or the table lacks what this way needs.

    >>> table = pd.DataFrame({"text": ["damp again", "thank you", "lift stuck"]}, index=["a", "b", "c"])
    >>> len(random(table, 2, coded=["b"])), "b" in random(table, 2, coded=["b"]).index
    (2, False)
    """
    _check(responses, n, [])
    return _answer("random", responses.index.difference(list(coded)), n, seed)


def uncertain(responses: pd.DataFrame, n: int, coded: Collection[str] = (), seed: int = 0) -> pd.DataFrame:
    """Those of which the machine is least sure; of several with the same words one. Arguments as for :func:`random`.

    **Source:** D. Lewis and W. Gale, 1994, for reading what a classifier is least sure of.
    """
    _check(responses, n, ["text", *_machine(responses)])
    left = _left(responses, coded, seed)
    return _answer("uncertain", unsure(left).sort_values(ascending=False, kind="stable").index[:n], n, seed)


def varied(
    responses: pd.DataFrame, vectors: np.ndarray, n: int, coded: Collection[str] = (), seed: int = 0
) -> pd.DataFrame:
    """Those of which the machine is unsure, spread over what residents speak of: the way to get most out of a person's hour.

    Of what says the same one is taken, and nothing that says the same as what was coded; so fewer may come than were asked for. The five
    times as many of which the machine is least sure are cut into so many groups, the unsure weighing more, and the middle of each is taken.

    Args:
        vectors: one unit vector a response, in the order of ``responses``.
        responses, n, coded, seed: as for :func:`random`.

    In ``benchmarks/next_comments.py`` 200 labels of a service new to a plainer model, forty at a time with learning in between, gained
    1.41 times what 200 at random did (1.24 to 1.71, ten services; 1.51, 1.29 to 2.11, on the seven that the way was not chosen by); all
    200 chosen at once 1.30 (1.07 to 1.59). By doubt alone it was 1.42 and 1.31: variety added nothing; it spares people near-twins.

    **Source:** F. Zhdanov, "Diverse mini-batch active learning", 2019.
    """
    _check(responses, n, ["text", *_machine(responses)], vectors)
    left = _left(responses, coded, seed)
    doubt = unsure(left).sort_values(ascending=False, kind="stable")
    place = responses.index.get_indexer(doubt.index)
    kept = _different(vectors[place], vectors[responses.index.isin(list(coded))], AMONG * n)
    ids, points = doubt.index[kept], vectors[place[kept]]
    if len(ids) > n:
        ids = ids[_middles(points, doubt.to_numpy()[kept].clip(LEAST_UNSURE), n, seed)]
    return _answer("varied", ids, n, seed)


def rare(responses: pd.DataFrame, said: pd.Series, n: int, coded: Collection[str] = (), seed: int = 0) -> pd.DataFrame:
    """Failures of kinds that people have coded least so far, as far as the machine can tell, and one in four by chance.

    Kind by kind, the one with the fewest labels first, the comment with the highest chance of it is taken, until there are enough or the
    machine sees no more failures.

    Args:
        responses: as for :func:`random`, with the machine's ``failure_types`` (joined by ``;``) or its chances ``type_<name>``.
        said: the failure types that people gave so far, joined by ``;``, one row a label.
        n, coded, seed: as for :func:`random`.
    """
    _check(responses, n, ["text", "failure_types", *_machine(responses)])
    left = _left(responses, coded, seed)
    likely = _by_type(left)
    wanted = n - n // BY_CHANCE
    count: Counter[str] = Counter(chain.from_iterable(_types(kinds) for kinds in said))
    queues = {
        str(kind): column[column > 0].sort_values(ascending=False, kind="stable").index.to_list()
        for kind, column in likely.items()
    }
    chosen: dict[str, None] = {}
    while len(chosen) < wanted and (open_ := [kind for kind, queue in queues.items() if queue]):
        kind = min(open_, key=lambda kind: (count[kind], kind))
        identifier = queues[kind].pop(0)
        if identifier not in chosen:
            chosen[identifier] = None
            count[kind] += 1
    rest = left.index.difference(list(chosen))
    by_chance = rest[np.random.default_rng(seed).permutation(len(rest))[: -(-len(chosen) // (BY_CHANCE - 1))]]
    return _answer("rare", pd.Index([*chosen, *by_chance])[:n], n, seed)


def suspected(responses: pd.DataFrame, said: pd.Series, n: int) -> pd.DataFrame:
    """Labels people gave that may be slips, the likeliest first. These were coded already: they are to be read once more.

    How many are suspected is worked out by confident learning: where the machine gives another label as high a chance as it gives, on
    average, to comments that people gave that other label. Taken are those whose label it finds the least likely beside another one. A
    machine that has learned from a label does not suspect it, so the chances should come from one that has not, the packaged model for
    instance.

    Args:
        responses: as for :func:`random`.
        said: the demand that people gave, by ``response_id``. "Unclear", and what is not in ``responses``, is left out.
        n: how many are wanted; fewer come where fewer are suspected.

    **Source:** C. Northcutt, L. Jiang and I. Chuang, 2021, by the package cleanlab.
    """
    _check(responses, n, _machine(responses))
    said = said[said.isin(DEMANDS) & said.index.isin(responses.index)].sort_index()
    found: pd.Index = pd.Index([])
    if said.nunique() > 1:
        from cleanlab.filter import find_label_issues

        given = said.map({label: place for place, label in enumerate(DEMANDS)}).to_numpy(dtype=int)
        told = chances(responses.loc[said.index]).to_numpy()
        found = said.index[
            find_label_issues(given, told / told.sum(axis=1, keepdims=True), filter_by="low_normalized_margin",
                              return_indices_ranked_by="normalized_margin", n_jobs=1)
        ]  # fmt: skip
    return _answer("suspected", found[:n], n, None)


def _check(responses: pd.DataFrame, n: int, needed: list[str], vectors: np.ndarray | None = None) -> None:
    faults = []
    if n < 1:
        faults.append(Fault("how many to choose", str(n), "one or more", "ask for at least one"))
    if not responses.index.is_unique:
        faults.append(Fault("the responses", "the same id more than once", "each id once", "give each response once"))
    if missing := sorted(set(needed) - set(responses.columns)):
        faults.append(
            Fault(
                "the responses", f"no column {', '.join(missing)}", "a table of labelled responses", "label them first"
            )
        )
    if vectors is not None and (vectors.ndim != 2 or len(vectors) != len(responses)):
        faults.append(
            Fault("the vectors", f"an array of shape {vectors.shape}", f"{len(responses)} rows, one a response",
                  "give the vectors of these responses in their order")
        )  # fmt: skip
    if faults:
        raise InputError(faults)


def _machine(responses: pd.DataFrame) -> list[str]:
    """The columns that hold the machine's chances, in one of the two forms."""
    return CHANCES if set(CHANCES) <= set(responses.columns) else ["demand", "demand_confidence", "p_failure"]


def _left(responses: pd.DataFrame, coded: Collection[str], seed: int) -> pd.DataFrame:
    """What is not coded yet, each text once and no text that was coded under another id; in an order drawn by lot, which settles ties."""
    ordered = responses.sort_index()
    words = ordered["text"].str.casefold().str.split().str.join(" ")
    done = ordered.index.isin(list(coded))
    left = ordered[~(done | words.isin(set(words[done])).to_numpy() | words.duplicated().to_numpy())]
    return left.iloc[np.random.default_rng(seed).permutation(len(left))]


def _different(vectors: np.ndarray, coded: np.ndarray, most: int) -> np.ndarray:
    """The places of the first so many vectors that say something else than those before them and than those coded."""
    free = (vectors @ coded.T < TWINS).all(axis=1) if len(coded) else np.ones(len(vectors), dtype=bool)
    kept: list[int] = []
    for place in range(len(vectors)):
        if free[place] and len(kept) < most:
            kept.append(place)
            free[place + 1 :] &= vectors[place + 1 :] @ vectors[place] < TWINS
    return np.array(kept, dtype=int)


def _middles(points: np.ndarray, weights: np.ndarray, n: int, seed: int) -> list[int]:
    """The place nearest to the middle of each of ``n`` groups."""
    from sklearn.cluster import KMeans
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):  # the same groups whatever the number of threads
        groups = KMeans(n, n_init=1, random_state=seed).fit(points, sample_weight=weights)
    away = np.linalg.norm(points - groups.cluster_centers_[groups.labels_], axis=1)
    return pd.Series(away).groupby(groups.labels_).idxmin().to_list()


def _by_type(responses: pd.DataFrame) -> pd.DataFrame:
    """How likely each failure type is, one column a type. Without chances by type: the chance of a failure where the type was named."""
    given = {str(name): str(name).removeprefix("type_") for name in responses.columns if str(name).startswith("type_")}
    held = responses["failure_types"].astype(object)  # of Arrow strings pandas makes a column for "" too
    named = held.str.get_dummies(";").astype(float)
    told = responses[list(given)].astype(float).rename(columns=given)
    both = pd.concat([told, named[named.columns.difference(told.columns)]], axis=1)
    return both.mul(chances(responses)["p_failure"], axis=0)


def _types(joined: str) -> list[str]:
    return [kind for kind in str(joined).split(";") if kind]


def _answer(way: str, ids: pd.Index, n: int, seed: int | None) -> pd.DataFrame:
    """So many of the ids, in an order drawn by lot unless there is no seed."""
    if seed is not None:
        ids = ids.sort_values()[np.random.default_rng(seed).permutation(len(ids))]
    return pd.DataFrame({"why": WHY[way]}, index=pd.Index(ids[:n], name=ID, dtype="str"))
