"""The corrected share: what it is when all, some or none were read, how often it holds, and what it says of the rule of 95 %."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement_lib.contracts import Broken
from engagement_lib.summarise import rate
from engagement_lib.summarise.rate import Cell, Measured, Rate

MEASURED = Measured(sensitivity=0.9, specificity=0.9, failures=300, others=300, spread=0.5)


def base(n: int = 100, failing: int = 40, kind: str = "contact") -> pd.DataFrame:
    """The machine is sure of ``failing`` of ``n``."""
    sure = np.arange(n) < failing
    return pd.DataFrame(
        {"kind": kind, "stratum": np.where(sure, "failure", "other"), "chance": np.where(sure, 0.9, 0.1)},
        index=pd.Index([f"r{number:04d}" for number in range(n)], name="response_id"),
    )


def read(table: pd.DataFrame, true: np.ndarray, places: list[int]) -> pd.DataFrame:
    rows = table.iloc[places]
    share = rows["stratum"].map(rows["stratum"].value_counts() / table["stratum"].value_counts())
    return pd.DataFrame(
        {"demand": np.where(true[places], "failure", "value"), "stratum": rows["stratum"], "inclusion": share}
    )


def cells(*figures: tuple[int, int, int]) -> tuple[Cell, ...]:
    return tuple(Cell(f"c{place}", size, seen, found, 0.1) for place, (size, seen, found) in enumerate(figures))


def a_rate(*figures: tuple[int, int, int], label: str = "failure", kinds: tuple[str, ...] = ("contact",)) -> Rate:
    of = cells(*figures)
    return Rate(*rate.interval(of), "told", sum(c.read for c in of), sum(c.size for c in of), label, kinds, of)


def test_reading_all_leaves_no_doubt():
    table, true = base(), np.arange(100) % 3 == 0
    estimate = rate.of(table, read(table, true, list(range(100))))
    assert estimate and (estimate.low, estimate.share, estimate.high) == (0.34, 0.34, 0.34)
    assert (estimate.n_read, estimate.base, estimate.kinds) == (100, 100, ("contact",))


def test_the_machine_s_error_is_put_right():
    """The machine says 40 of 100, but of those read a quarter are none and none of the others is one."""
    table, true = base(), np.arange(100) % 4 != 0
    true[40:] = False
    estimate = rate.of(table, read(table, true, [*range(24), *range(40, 70)]))
    assert estimate and estimate.low <= 0.30 <= estimate.high
    assert estimate.share == pytest.approx(0.30, abs=0.01) and estimate.high < 0.40
    assert estimate.method.startswith("A person read 54 of 100 responses")


def test_what_was_read_is_a_bound_no_interval_passes():
    estimate = a_rate((100, 30, 3), (100, 30, 30))
    assert 33 / 200 <= estimate.low <= estimate.share <= estimate.high <= 1 - 27 / 200


@given(
    st.lists(
        st.tuples(st.integers(0, 300), st.floats(0, 1), st.floats(0, 1)).map(
            lambda given: (given[0], round(given[0] * given[1]), round(round(given[0] * given[1]) * given[2]))
        ),
        min_size=1, max_size=5,
    ).filter(lambda groups: sum(size for size, _, _ in groups) > 0)
)  # fmt: skip
def test_an_interval_holds_its_share_lies_within_nought_and_one_and_mirrors(figures: list[tuple[int, int, int]]):
    share, low, high = rate.interval(cells(*figures))
    assert 0 <= low <= high <= 1 and low - 0.02 <= share <= high + 0.02
    mirrored = rate.interval(cells(*((size, seen, seen - found) for size, seen, found in figures)))
    one = 1 / sum(size for size, _, _ in figures)  # a tie in a discrete distribution may fall to either side
    assert mirrored[0] == pytest.approx(1 - share) and mirrored[1] == pytest.approx(1 - high, abs=one + 1e-9)


def test_more_reading_narrows():
    widths = [high - low for _, low, high in (rate.interval(cells((400, n, n // 10))) for n in (20, 50, 100, 200, 400))]
    assert widths == sorted(widths, reverse=True) and widths[-1] == 0


def test_a_large_base_is_no_trouble():
    share, low, high = rate.interval(cells((60_000, 200, 10), (40_000, 100, 90)))
    assert low < share < high and high - low < 0.1


def test_the_interval_holds_the_true_share_as_often_as_it_says():
    """A short run of ``benchmarks/corrected_rate.py``: a poor machine, small samples."""
    random, held, trials = np.random.default_rng(5), 0, 400
    for _ in range(trials):
        n = int(random.integers(40, 300))
        true = random.random(n) < random.uniform(0.03, 0.6)
        told = np.where(random.random(n) < 0.85, true, ~true)
        table = base(n, 0).assign(stratum=np.where(told, "failure", "other"))
        places = [int(p) for name in ("failure", "other") for p in _some(random, table, name)]
        estimate = rate.of(table, read(table, true, places))
        held += bool(estimate and estimate.low - 1e-9 <= true.mean() <= estimate.high + 1e-9)
    assert held / trials >= 0.93


def _some(random: np.random.Generator, table: pd.DataFrame, name: str) -> np.ndarray:
    members = np.flatnonzero(table["stratum"] == name)
    return random.choice(members, min(len(members), 20), replace=False)


def test_rows_drawn_before_the_machine_changed_its_mind_weigh_by_their_chance():
    """All 50 that were then called failure were read, and 10 of 50 others; now the machine calls all the same."""
    table, true = base(100, 50), np.arange(100) < 50
    sample = read(table, true, list(range(60)))
    now = table.assign(stratum="failure")
    estimate = rate.of(now, sample)
    assert estimate and estimate.low <= 0.5 <= estimate.high
    assert estimate.cells[0].weighed is not None and estimate.cells[0].weighed[0] < 60
    plain = rate.of(table, sample)
    assert plain and plain.low <= 0.5 <= plain.high and plain.cells[0].weighed is None


def test_without_an_audit_the_interval_is_wide_and_says_so():
    estimate = rate.of(base(), measured=MEASURED)
    assert estimate and estimate.n_read == 0 and estimate.share == pytest.approx(0.42)
    assert estimate.low < 0.32 and estimate.high > 0.52
    assert "by machine alone" in estimate.method and "600 comments" in estimate.method
    worse = rate.of(base(), measured=Measured(0.7, 0.7, 50, 50, 1.0))
    assert worse and worse.low < estimate.low and worse.high > estimate.high
    assert rate.of(base()) is None and rate.of(base().iloc[:0], measured=MEASURED) is None


@pytest.mark.parametrize("chance", [0.0, 1.0])
def test_a_machine_that_is_certain_is_not_believed(chance: float):
    estimate = rate.of(base().assign(chance=chance), measured=MEASURED)
    assert estimate and 0 < estimate.low < estimate.high < 1


def test_rows_read_that_are_not_in_the_base_are_passed_over():
    table, true = base(), np.arange(100) < 40
    sample = read(table, true, list(range(60)))
    contacts = table.iloc[20:]
    estimate = rate.of(contacts, sample)
    assert estimate and (estimate.n_read, estimate.base) == (40, 80)


def test_the_caller_s_tables_are_not_edited():
    table, true = base(), np.arange(100) < 40
    sample = read(table, true, list(range(60)))
    before = table.copy(deep=True), sample.copy(deep=True)
    rate.of(table, sample)
    pd.testing.assert_frame_equal(table, before[0])
    pd.testing.assert_frame_equal(sample, before[1])


@pytest.mark.parametrize("demand", [["failure", "late"], ["failure", None]])
def test_a_label_out_of_the_codebook_is_a_fault_of_the_program(demand: list):
    table = base()
    sample = pd.DataFrame({"demand": demand, "stratum": "failure", "inclusion": 0.5}, index=table.index[:2])
    with pytest.raises(Broken):
        rate.of(table, sample)


VERDICTS = [
    ((400, 400, 8), "meets", "every one read, 2 % failure"),
    ((400, 400, 20), "meets", "at the line is on it"),
    ((400, 400, 21), "below", "one more is not"),
    ((4000, 400, 4), "meets", "1 % in 400 of 4,000"),
    ((4000, 400, 80), "below", "20 % in 400"),
    ((4000, 40, 0), "cannot tell yet", "none in 40 is too few to tell"),
    ((4000, 400, 18), "cannot tell yet", "too near the line"),
]


@pytest.mark.parametrize(("figures", "says", "why"), VERDICTS)
def test_what_the_rule_says(figures: tuple[int, int, int], says: str, why: str):
    verdict = rate.verdict(a_rate(figures))
    assert verdict.says == says, why
    assert (verdict.more > 0) == (says == "cannot tell yet")
    assert verdict.low <= verdict.share <= verdict.high


def test_how_many_more_is_enough_if_all_goes_as_expected():
    asked = a_rate((4000, 40, 0))
    more = rate.verdict(asked).more
    assert 20 < more < 200
    assert rate.verdict(a_rate((4000, 40 + more, 0))).says == "meets"
    near = a_rate((300, 60, 3))
    assert 0 < rate.verdict(near).more <= 240, "never more than there are"


def test_a_share_of_value_is_taken_as_it_is():
    other = rate.verdict(a_rate((400, 400, 8)))
    same = rate.verdict(a_rate((400, 400, 392), label="value"))
    assert (same.says, same.share) == (other.says, pytest.approx(other.share))


def test_a_machine_alone_never_decides():
    estimate = rate.of(base(500, 0).assign(chance=0.001), measured=Measured(1.0, 1.0, 10_000, 10_000, 0.0))
    assert estimate
    verdict = rate.verdict(estimate)
    assert verdict.says == "cannot tell yet" and 0 < verdict.more <= 500


@pytest.mark.parametrize("kind", ["complaint", "survey", "report", "note"])
def test_only_live_contacts_enter_the_rule(kind: str):
    with pytest.raises(Broken, match=kind):
        rate.verdict(a_rate((400, 400, 8), kinds=("contact", kind)))
