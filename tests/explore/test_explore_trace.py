"""Every number of a summary is followed to rows that give it. That a page holds no other numbers is tried in ``report/test_numbers.py``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tables import themed

from engagement_lib import audit, flow, services, summarise
from engagement_lib.explore import trace
from engagement_lib.explore.filters import Tables
from engagement_lib.ledger import Ledger
from engagement_lib.period import Period
from engagement_lib.problems import InputError
from engagement_lib.report import findings, parcels, words
from engagement_lib.store import Store
from engagement_lib.summarise import rate
from engagement_lib.summary import Summary
from engagement_lib.workspace import Workspace

SLUGS = ["maintenance", "voids", "estate-services"]
NOT_FROM_ROWS = {("format",), ("threshold",)}
"""Numbers of ours; the spots on the map are places, not counts."""
MEASURED = rate.Measured(sensitivity=0.9, specificity=0.9, failures=400, others=600, spread=0.2)


@pytest.fixture(params=SLUGS)
def page(request: pytest.FixtureRequest, ran: tuple[Workspace, flow.Run]) -> tuple[Summary, Tables]:
    """A page and the tables it was counted from: large, with few comments, and with a campaign."""
    store = Store(ran[0].processed)
    summary = store.summary(request.param, "2026-10")
    return summary, trace.tables(store, summary)


def leaves(value: object, at: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], float]]:
    if isinstance(value, dict):
        for key, inside in value.items():
            yield from leaves(inside, (*at, key))
    elif isinstance(value, list | tuple):
        for inside in value:
            yield from leaves(inside, at)
    elif (
        isinstance(value, int | float) and not isinstance(value, bool) and at not in NOT_FROM_ROWS and "spots" not in at
    ):
        yield at, float(value)


def unhidden(summary: Summary, tables: Tables, ran: tuple[Workspace, flow.Run], **more: Any) -> Summary:
    """The same page with nothing hidden."""
    themes = Store(ran[0].processed).table(summary.service.slug, summary.period.key, "themes")
    assert tables.changes is not None
    return summarise.service(
        tables.responses, summarise.Found(themes, tables.changes, summary.themes.grouped, "told"), ran[0].services[summary.service.slug],
        Period.parse(summary.period.key), Ledger(), organisation="Havenport", threshold=1,
        sources={source.name: (source.title, source.kind) for source in summary.sources},
        months=[(Period.parse(key), table) for key, table in tables.earlier.items()], **more,
    )  # fmt: skip


def test_every_printed_figure_is_given_by_its_rows(page: tuple[Summary, Tables]):
    counted = trace.check(*page)
    assert counted["equal"].fillna(True).all(), counted[~counted["equal"].fillna(True)]
    worked_out = counted[counted["printed"].notna() & counted["recounted"].isna()]
    assert set(worked_out["path"].str.split("/").str[-1] + " " + worked_out["figure"]) <= {
        "corrected low", "corrected high", "rule_of_95 low", "rule_of_95 high", "stability number", "more number",
    }  # fmt: skip


def test_no_number_of_the_summary_is_left_out(page: tuple[Summary, Tables]):
    summary = page[0]
    skipped = ("rule_of_95", "more") if summary.rule_of_95.says == "not measured here" else ()
    there = Counter(round(value, 4) for at, value in leaves(summary.model_dump()) if at != skipped)
    traced = Counter(round(value, 4) for value in trace.check(*page)["printed"].dropna())
    assert traced == there


def test_the_column_counts_for_adds_up(page: tuple[Summary, Tables]):
    summary, tables = page
    listed = trace.numbers(summary)
    for path in listed.index:
        found = trace.follow(summary, path, tables)
        added = found.rows["counts_for"].sum()
        if found.recounted is not None:
            assert found.recounted == pytest.approx(
                added if path != "corrected" else found.rows["counts_for"].mean(), abs=1e-9
            )
        if found.printed is None:
            assert listed.at[path, "hidden"] and "does not show" in found.said
        elif found.recounted is not None:
            assert "the rows give the same" in found.said
        if "text" in found.rows and "/aside/" not in path:
            assert set(found.rows["demand_basis"].notna()) <= {True}


def test_what_the_page_hides_is_counted_right_too(page: tuple[Summary, Tables], ran: tuple[Workspace, flow.Run]):
    bare = unhidden(*page, ran, measured=MEASURED)
    counted = trace.check(bare, page[1])
    assert counted["equal"].fillna(True).all()
    assert counted.loc[counted["printed"].isna(), "recounted"].fillna(0).eq(0).all(), (
        "only what has no base stays hidden"
    )
    paths = {
        path
        for path in trace.numbers(page[0]).index
        if not re.search("ledger/|/said_more/|corrected/read|not_themed", path)
    }
    assert paths <= set(trace.numbers(bare).index)


@cache
def contacts() -> pd.DataFrame:
    random = np.random.default_rng(5)
    n = 240
    chance = random.beta(0.6, 0.6, n).round(4)
    return themed(
        [f"comment number {number}" for number in range(n)], p_failure=chance, demand=np.where(chance >= 0.5, "failure", "value"),
        failure_types=["delay" if one else "" for one in chance >= 0.5], value_type=["" if one else "repair" for one in chance >= 0.5],
        demand_confidence=np.maximum(chance, 1 - chance), kind=random.choice(["contact", "survey"], n),
    )  # fmt: skip


@pytest.mark.parametrize("n", [0, 12, 60, 240])
@pytest.mark.parametrize("changed", [False, True], ids=["as drawn", "judged anew since"])
def test_the_estimate_is_the_mean_of_what_each_row_counts_for(n: int, changed: bool):
    table, random = contacts(), np.random.default_rng(n)
    drawn = audit.draw(table, n, seed=n)
    read = drawn.assign(demand=random.choice(["failure", "value", "none"], len(drawn)), who="Ann")
    now = table.assign(demand_confidence=random.permutation(table["demand_confidence"])) if changed else table
    tables = Tables(now, read=read, strata=audit.strata(now))
    summary = summarise.service(
        now, summarise.Found(pd.DataFrame(), pd.DataFrame(), False, "told"), services.read([services.PACKAGED])["maintenance"],
        Period.parse("2026-10"), Ledger(), organisation="Havenport", threshold=5, sources={}, read=read, strata=tables.strata,
        measured=MEASURED,
    )  # fmt: skip
    assert summary.corrected is not None and summary.rule_of_95.value is not None
    counted = trace.check(summary, tables).set_index(["path", "figure"])
    assert counted["equal"].fillna(True).all()
    assert counted.at[("corrected", "share"), "equal"] and counted.at[("rule_of_95", "share"), "equal"]
    behind = trace.rows(summary, "corrected/read", tables)
    assert behind["person_says"].to_dict() == read["demand"].to_dict()
    assert "foretold" in trace.follow(summary, "rule_of_95/more", tables).said


def test_paths_of_all_kinds(ran: tuple[Workspace, flow.Run]):
    store = Store(ran[0].processed)
    summary = store.summary("estate-services", "2026-10")
    tables = trace.tables(store, summary)
    letter = trace.follow(summary, "campaigns/1", tables)
    assert len(letter.rows) == letter.printed == summary.campaigns[0].copies
    assert (letter.rows["reason"] != "").sum() == len(letter.rows) - 1
    came_in = trace.rows(summary, "ledger/clean/in", tables)
    assert tables.aside is not None and len(came_in) == len(tables.responses) + len(tables.aside)
    assert (trace.rows(summary, "months/2026-09", tables)["received_on"].dt.month == 9).all()
    theme = summary.themes.themes[0]
    assert (
        theme.before is None
        or theme.before.n is None
        or len(trace.rows(summary, f"themes/{theme.key}/before", tables)) == theme.before.n
    )
    among = trace.rows(summary, f"themes/{theme.key}/failure", tables, among=True)
    assert len(among) == theme.estimate.n
    assert trace.rows(summary, "failure", tables).columns[:4].to_list() == ["received_on", "source", "text", "demand"]


def test_a_quote_is_found_by_its_id_and_by_its_words(page: tuple[Summary, Tables]):
    summary, tables = page
    for kind in summary.failure_types:
        for quote in kind.quotes:
            for said in (quote.response_id, quote.text, f"“{quote.text[:30].upper()}"):
                found = trace.quote(summary, said, tables)
                assert quote.response_id in found.index and f"failure_types/{kind.key}" in set(found["path"])
            assert (found["demand_basis"] == quote.why).any()
            for identifier, path in found["path"].items():
                assert identifier in trace.rows(summary, path, tables).index


def test_every_number_of_a_sentence_is_at_its_paths(page: tuple[Summary, Tables]):
    summary, _ = page
    listed = list(trace.places.of(summary))
    figures = {number.path: _as_printed(number.printed) for number in listed}
    sentences = findings.first_screen(summary)
    assert sentences
    for finding in sentences:
        told = re.sub(r"“[^”]*”|19 times in 20|\d{4}", "", f"{finding.said} {finding.why}".replace("\u00a0", " "))
        numbers = set(re.findall(r"\d[\d,]*", told.replace("95 %", "")))
        assert set(finding.paths) <= set(figures), finding.paths
        assert numbers <= set().union(*(figures[path] for path in finding.paths)), (finding, numbers)


def _as_printed(printed: object) -> set[str]:
    if printed is None:
        return {"5"}  # fewer than 5
    dumped = printed.model_dump() if hasattr(printed, "model_dump") else {"number": printed}
    numbers = [value for value in dumped.values() if isinstance(value, int | float)]
    return {f"{value:,}" for value in numbers} | {str(words.whole(value)) for value in numbers if value <= 1}


def test_faults_say_what_to_do(ran: tuple[Workspace, flow.Run]):
    store = Store(ran[0].processed)
    summary, other = store.summary("maintenance", "2026-10"), store.summary("voids", "2026-10")
    tables = trace.tables(store, summary)
    with pytest.raises(InputError, match="failure_types/no_response"):
        trace.rows(summary, "failure_types/no_respons", tables)
    with pytest.raises(InputError, match="responses to maintenance"):
        trace.rows(other, "failure", tables)
    with pytest.raises(InputError, match="public edition"):
        trace.check(parcels.read(ran[0].processed, "maintenance", "2026-10", "public"), tables)
    with pytest.raises(InputError, match="no quote"):
        trace.quote(summary, "words that nobody ever wrote here", tables)
    with pytest.raises(InputError, match="no quote"):
        trace.quote(summary, " ", tables)
    with pytest.raises(InputError, match="no responses of 2026-09"):
        trace.rows(summary, "months/2026-09", replace(tables, earlier={}))
    with pytest.raises(InputError, match="no table 'aside'"):
        trace.rows(summary, "ledger/period/in", replace(tables, aside=None))


def test_a_page_of_another_run_is_told(page: tuple[Summary, Tables]):
    summary, tables = page
    fewer = replace(tables, responses=tables.responses.iloc[1:])
    assert "not of one run" in trace.follow(summary, "comments", fewer).said
    assert not trace.check(summary, fewer)["equal"].fillna(True).all()


def test_nothing_is_edited(page: tuple[Summary, Tables]):
    summary, tables = page
    before = tables.responses.copy(deep=True)
    trace.check(summary, tables)
    pd.testing.assert_frame_equal(tables.responses, before)
