"""Two groups side by side: counted by hand, residents not comments, nothing said of too few, and hardly ever where there is nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tables import themed

from engagement_lib import contracts, intervals, services
from engagement_lib.explore import compare, told
from engagement_lib.problems import InputError
from engagement_lib.report import findings
from engagement_lib.summarise.disclosure import Gate

TYPES, FLAGS = list(services.codebook().failure_types), list(services.codebook().flags)
THEMES = {"theme-a": "Damp", "theme-b": "Lifts"}


def said(n: int, failing: int = 0, **columns: object) -> pd.DataFrame:
    """``n`` residents, the first ``failing`` of whom tell of a delay."""
    demand = ["failure"] * failing + ["value"] * (n - failing)
    types = ["delay"] * failing + [""] * (n - failing)
    return themed(["It is late"] * n, **{"demand": demand, "failure_types": types, **columns})


def groups(one: pd.DataFrame, other: pd.DataFrame) -> tuple[compare.Group, compare.Group]:
    """Of different people."""
    renamed = other.assign(record_id="q" + other["record_id"]).rename(index=lambda key: f"q{key}")
    return compare.Group("Tenants", one), compare.Group("Leaseholders", renamed.rename_axis(contracts.ID))


def found(comparison: compare.Comparison, key: str) -> compare.Difference:
    return next(each for each in comparison.differences if each.measure.key == key)


def test_a_difference_is_counted_and_said_in_plain_words():
    comparison = compare.two(*groups(said(70, 56), said(80, 28)))
    failure = found(comparison, "failure")
    assert (failure.one, failure.of_one, failure.other, failure.of_other) == (56, 70, 28, 80)
    assert failure.says == "a difference"
    told_ = told.said(comparison)
    assert (
        "It may be said: “I have waited too long”, more often: Tenants 80 % (56 of 70) against Leaseholders 35 % (28 of 80), "
        "a difference of 30 to 57 points." in told_
    )
    assert "2 comparisons were made. Were there no difference anywhere, up to 0.1 of them" in told_
    assert told.SAME_DATA in told_


def test_the_larger_share_is_named_first_whichever_group_it_is():
    assert "Leaseholders 80 % (56 of 70) against Tenants 35 % (28 of 80), a difference of 30 to 57 points" in told.said(
        compare.two(*groups(said(80, 28), said(70, 56)))
    )


def test_a_resident_who_wrote_often_counts_once_as_saying_whatever_any_comment_says():
    often = said(30, 8, record_id=["loud"] * 9 + [f"p{number}" for number in range(21)])
    comparison = compare.two(*groups(often, said(22, 8)))
    failure = found(comparison, "failure")
    assert (failure.one, failure.of_one) == (1, 22)
    assert comparison.several == 1
    assert "1 wrote more than once here" in told.said(comparison)


@pytest.mark.parametrize("few", [0, 1, 9])
def test_no_share_is_told_of_fewer_than_ten(few: int):
    comparison = compare.two(*groups(said(few, few), said(80, 28)))
    assert comparison.differences == ()
    assert "%" not in told.said(comparison)
    assert told.table(comparison).empty
    assert told.picture(comparison).data.startswith(b"\x89PNG")


def test_what_hardly_anybody_says_is_not_compared_but_named():
    comparison = compare.two(*groups(said(30, 2), said(30, 2)))
    assert comparison.differences == ()
    assert set(comparison.rare) == {"Failure demand", "Delay"}


def test_a_failure_type_left_on_a_comment_that_is_no_failure_does_not_count():
    comparison = compare.two(*groups(said(40, 20), said(40, 0, failure_types="delay")))
    assert found(comparison, "delay").other == 0


def test_themes_and_flags_are_compared_too():
    one = said(40, 20, theme_ids=["theme-a;theme-b"] * 30 + [""] * 10, hazard=[1] * 25 + [0] * 15)
    comparison = compare.two(*groups(one, said(40, 20)), THEMES)
    assert [each.measure.key for each in comparison.differences] == ["failure", "delay", "theme-a", "theme-b", "hazard"]
    assert found(comparison, "theme-b").one == 30
    assert found(comparison, "hazard").says == "a difference"
    behind = compare.behind(*groups(one, said(40, 20)), "hazard")
    assert behind["group"].to_list() == ["Tenants"] * 25


def test_a_thought_written_down_beforehand_is_looked_at_alone():
    """The same numbers: a hint among others, a difference alone."""
    types = {
        "one": ["delay"] * 12 + ["conduct"] * 10 + ["poor_work"] * 28,
        "other": ["delay"] * 3 + ["conduct"] * 10 + ["poor_work"] * 37,
    }
    pair = groups(said(50, 50, failure_types=types["one"]), said(50, 50, failure_types=types["other"]))
    assert found(compare.two(*pair), "delay").says == "a hint"
    assert found(compare.two(*pair, only=["delay"]), "delay").says == "a difference"


def test_the_same_people_are_compared_with_themselves():
    """40 answered both questions; 10 more only the first. McNemar by hand: 12 against 2 changes, twice the binomial tail."""
    first = said(50, 0, question="Good?", demand=["failure"] * 32 + ["value"] * 18)
    second = said(40, 0, question="Bad?", demand=["failure"] * 20 + ["value"] * 12 + ["failure"] * 2 + ["value"] * 6)
    comparison = compare.two(
        compare.Group("Good?", first), compare.Group("Bad?", second.rename(index=lambda key: f"b{key}").rename_axis(contracts.ID))
    )  # fmt: skip
    assert comparison.paired and comparison.residents == (40, 40) and comparison.left_out == 10
    failure = found(comparison, "failure")
    assert failure.chance == pytest.approx(2 * sum([1, 14, 91]) / 2**14)
    assert (failure.low, failure.high) == intervals.paired_difference(20, 12, 2, 6)
    assert "not independent" in told.said(comparison)


def test_a_few_people_in_both_groups_are_left_out():
    comparison = compare.two(
        compare.Group("Good?", said(30, 15)), compare.Group("Bad?", said(40, 20).assign(record_id=[f"p{n}" for n in range(25, 65)]))
    )  # fmt: skip
    assert not comparison.paired
    assert comparison.residents == (25, 35)
    assert comparison.left_out == 5


def test_groups_that_came_in_by_other_ways_are_warned_of():
    assert "Mind how they came in" in told.said(compare.two(*groups(said(40, 20, source="complaints"), said(40, 20))))
    assert "Mind how they came in" not in told.said(compare.two(*groups(said(40, 20), said(40, 20))))


def test_splitting_by_values_and_against_everybody_else():
    table = said(4, resident_tenure=["Council tenant", "Leaseholder", "Prefer not to say", ""])
    one, other = compare.split(table, "resident_tenure", "Council tenant")
    assert (one.name, len(one.responses)) == ("Council tenant", 1)
    assert (other.name, other.responses["resident_tenure"].to_list()) == ("all others who answered", ["Leaseholder"])


def test_every_wrong_value_is_told_at_once_and_no_column_of_words_may_split():
    table = said(4, resident_tenure=["Council tenant", "Leaseholder", "Leaseholder", ""])
    with pytest.raises(InputError) as error:
        compare.split(table, "resident_tenure", ["Tenant", "Leaseholder"], ["Owner", "Leaseholder"])
    assert len(error.value.faults) == 3
    with pytest.raises(InputError, match="'text'"):
        compare.split(table, "text", "It is late")
    with pytest.raises(InputError, match="theme-x"):
        compare.two(*groups(said(20), said(20)), THEMES, only=["theme-x"])
    with pytest.raises(InputError, match="two groups called"):
        compare.two(compare.Group("A", said(20)), compare.Group("A", said(20)))


def test_the_tables_given_are_not_edited():
    pair = groups(said(20, 5), said(20, 5))
    before = [group.responses.copy() for group in pair]
    compare.two(*pair, THEMES)
    for group, table in zip(pair, before, strict=True):
        pd.testing.assert_frame_equal(group.responses, table)


def test_the_picture_says_in_words_what_it_shows():
    comparison = compare.two(*groups(said(70, 56), said(80, 28)), {"theme-a": "$5 & <b>£</b>"})
    picture = told.picture(comparison)
    assert picture.data.startswith(b"\x89PNG")
    assert picture.alt == told.alt(comparison)
    assert "more from Tenants. May be said: Failure demand +45 (+30 to +57)" in picture.alt


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_intervals_hold_the_difference_and_turn_with_it(a: int, b: int, c: int, d: int):
    if a + b and c + d:
        low, high = intervals.difference(a, a + b, c, c + d)
        assert -1 - 1e-9 <= low <= a / (a + b) - c / (c + d) <= high <= 1 + 1e-9
        turned = intervals.difference(c, c + d, a, a + b)
        assert turned == pytest.approx((-high, -low))
    if a + b + c + d:
        low, high = intervals.paired_difference(a, b, c, d)
        assert low - 1e-9 <= (b - c) / (a + b + c + d) <= high + 1e-9
        assert intervals.paired_difference(a, c, b, d) == pytest.approx((-high, -low))


def test_pages_and_notebooks_give_one_interval():
    """The page may know nothing but the summary, so it joins two rounded intervals itself."""
    page = findings.difference(Gate(5).estimate(56, 70), Gate(5).estimate(48, 80))
    assert page == pytest.approx(intervals.difference(56, 70, 48, 80), abs=2e-4)


def test_holm_against_worked_figures():
    """Four p values of a textbook's kind, worked by hand: times 4, 3, 2, 1, and never falling."""
    assert compare._holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])


def made(random: np.random.Generator, n: int, shares: list[float]) -> pd.DataFrame:
    """Residents of whom each says each of twenty things with its own chance; some write twice."""
    columns = random.random((n, 20)) < shares
    types = [";".join(np.array(TYPES)[row[1 : 1 + len(TYPES)]]) for row in columns]
    left = columns[:, 1 + len(TYPES) :]
    flags = {flag: left[:, place].astype(int) for place, flag in enumerate(FLAGS)}
    themes = [";".join(np.array(list(THEMES))[row[len(FLAGS) :]]) for row in left]
    one = said(n, demand=["failure"] * n, failure_types=types, theme_ids=themes, **flags)
    again = one.sample(n // 5, random_state=int(random.integers(1 << 30))).rename(index=lambda key: f"again{key}")
    return pd.concat([one, again]).rename_axis(contracts.ID)


def test_where_there_is_no_difference_hardly_ever_is_one_told():
    """Twenty comparisons a run; without the guard about half of the runs would tell of one."""
    random, runs, any_told, any_hint = np.random.default_rng(7), 60, 0, 0
    for _ in range(runs):
        shares = random.uniform(0.1, 0.5, 20).tolist()
        comparison = compare.two(*groups(made(random, 60, shares), made(random, 80, shares)), THEMES)
        assert len(comparison.differences) >= 18
        says = {each.says for each in comparison.differences}
        any_told += "a difference" in says
        any_hint += "a hint" in says
    assert any_told / runs <= 0.05
    assert any_hint / runs > 0.2, "without the guard, chance would often be told as a difference"
