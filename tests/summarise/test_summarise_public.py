"""What anyone may read: no words, no exact count, and nothing that subtraction gives back."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from engagement_lib import flow
from engagement_lib.report import parcels
from engagement_lib.store import Store
from engagement_lib.summarise.disclosure import Gate
from engagement_lib.workspace import Workspace

PUBLIC = Gate(10, 5)


@given(st.integers(0, 5_000))
def test_every_count_is_rounded_or_hidden(n: int):
    shown = PUBLIC.count(n)
    assert (shown is None) == (n < 10)
    assert shown is None or (shown % 5 == 0 and abs(shown - n) <= 2)


@settings(max_examples=200)
@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 400), min_size=1))
def test_shares_come_from_rounded_counts(tally: dict[str, int]):
    for estimate in PUBLIC.table(tally).values():
        if estimate.n is not None and estimate.of:
            assert estimate.n % 5 == 0 and estimate.of % 5 == 0
            assert estimate.share == round(estimate.n / estimate.of, 4)


def test_a_nought_looks_like_a_few():
    assert PUBLIC.table({"a": 0, "b": 40})["a"] == PUBLIC.table({"a": 9, "b": 31})["a"].model_copy(update={"of": 40})


def _bounds(gate: Gate, table: np.ndarray) -> list[tuple[float, float]]:
    """What anyone knows of each cell from what is shown of it."""
    known = []
    for n in table.ravel().tolist():
        shown = gate.count(n)
        known.append((0, gate.threshold - 1) if shown is None else (shown - 2, shown + 2))
    return known


@pytest.mark.slow
def test_no_hidden_cell_is_had_back_by_linear_programming():
    chance = np.random.default_rng(7)
    recovered = hidden = 0
    for _ in range(500):
        table = chance.multinomial(int(chance.integers(60, 500)), chance.dirichlet(np.full(20, 0.6))).reshape(5, 4)
        known = _bounds(PUBLIC, table)
        sums, low, high = [], [], []
        for axis, places in [(1, range(5)), (0, range(4))]:
            for place in places:
                row = np.zeros((5, 4))
                row[(place, slice(None)) if axis == 1 else (slice(None), place)] = 1
                shown = PUBLIC.count(int(table.sum(axis=axis)[place]))
                sums.append(row.ravel())
                low.append(0 if shown is None else shown - 2)
                high.append(9 if shown is None else shown + 2)
        above, bound = np.vstack([sums, -np.array(sums)]), np.array(high + [-value for value in low])
        for place in np.flatnonzero(table.ravel() < 10):
            hidden += 1
            aim = np.zeros(20)
            aim[place] = 1
            least, most = (linprog(sign * aim, A_ub=above, b_ub=bound, bounds=known).fun * sign for sign in (1, -1))
            recovered += np.ceil(least - 1e-6) == np.floor(most + 1e-6)
    assert hidden > 200 and recovered == 0


@pytest.mark.parametrize(("then", "more"), list(product([12, 23, 47, 160], [1, 2, 3])))
def test_a_few_rows_more_do_not_show(then: int, more: int):
    """Two releases a few rows apart differ by nothing or by a whole step, never by the rows."""
    difference = (PUBLIC.count(then + more) or 0) - (PUBLIC.count(then) or 0)
    assert difference in {0, 5}


@pytest.mark.parametrize("slug", ["maintenance", "voids", "estate-services"])
def test_the_public_edition_of_a_month_holds_no_words(ran: tuple[Workspace, flow.Run], slug: str):
    place, _ = ran
    public = parcels.read(place.processed, slug, "2026-10", "public")
    assert public.edition == "public"
    said = public.to_json().lower()
    for text in Store(place.processed).table(slug, "2026-10", "responses")["text"]:
        words = text.lower().split()
        for start in range(len(words) - 5):
            assert " ".join(words[start : start + 6]) not in said
    assert not public.ledger and not public.redactions and not public.campaigns
    assert not any(theme.spots or theme.quotes for theme in public.themes.themes)
    texts = Store(place.processed).table(slug, "2026-10", "responses")["text"].str.lower()
    for theme in public.themes.themes:
        assert all(texts.str.contains(word, regex=False).sum() >= 10 for word in theme.words), "one resident's words"
    counts = [count.estimate for count in (*public.demand, *public.value_types, *public.none_types)]
    for estimate in [public.failure, *counts, *(theme.estimate for theme in public.themes.themes)]:
        assert estimate.n is None or (estimate.n >= 10 and estimate.n % 5 == 0)
        assert estimate.of is None or estimate.of % 5 == 0
