"""The parts of a page. Each function takes a ``Summary`` and gives a fragment that a notebook displays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from engagement_lib.report import charts, findings, tables, words
from engagement_lib.report.render import Fragment, fragment
from engagement_lib.report.tables import Table
from engagement_lib.summary import Count, FailureType, Summary

QUOTES = 3
"""Quotes shown below one heading: enough to hear a voice, few enough to read."""


def summary(of: Summary) -> Fragment:
    """What a summary shows of itself in a cell: its title, the first screen, and how the comments divide."""
    return Fragment("\n".join([title(of), headline(of), demand(of)]))


def counts(rows: Iterable[Count]) -> Fragment:
    """What the counts of a summary show of themselves in a cell: a table, the small numbers hidden as they are in it."""
    cells = tuple((row.title, _of_all(row), words.share(row.estimate)) for row in rows)
    return fragment("counts", table=Table("counts", "Counts", ("What", "Comments", "Share (range)"), cells))


def title(summary: Summary) -> Fragment:
    """The page's only ``h1``: service and period, what the service is for, who answers for it."""
    return fragment("title", summary=summary)


def headline(summary: Summary) -> Fragment:
    """The month in one sentence, the rule of 95 % where it speaks, and what to act on, to be proud of and what changed."""
    return fragment(
        "headline", summary=summary, lead=findings.lead(summary), act_on=findings.act_on(summary),
        proud_of=findings.proud_of(summary), changed=findings.changed(summary),
    )  # fmt: skip


def demand(summary: Summary) -> Fragment:
    """How the comments divide into value demand, failure demand and neither."""
    return fragment("demand", summary=summary, chart=charts.demand(summary))


def failure_types(summary: Summary) -> Fragment:
    """In which ways the service fails, and how residents say it."""
    quoted, heard = [], set()
    for type_ in _by_frequency(summary.failure_types):
        if new := [quote for quote in type_.quotes if quote.text not in heard]:
            quoted.append((type_, new))
            heard |= {quote.text for quote in new}
    return fragment("failure_types", summary=summary, chart=charts.failure_types(summary), quoted=quoted, most=QUOTES)


def value_demand(summary: Summary) -> Fragment:
    """What residents ask for when nothing has gone wrong before."""
    counts = tables.largest_first(summary.value_types)
    table = tables.shares("value-types", "What residents ask the service for", "What is asked", counts, summary)
    return fragment("value_demand", summary=summary, table=table, most=QUOTES)


def themes(summary: Summary) -> Fragment:
    """What people talk about, theme by theme; or why there is too little to group."""
    return fragment("themes", summary=summary, most=QUOTES, chart=charts.theme_map(summary))


def praise(summary: Summary) -> Fragment:
    """Thanks, and what else was said that asks for nothing."""
    counts = tables.largest_first(summary.none_types)
    table = tables.shares("none-types", "Comments that ask for nothing", "What was said", counts, summary)
    return fragment("praise", summary=summary, table=table, most=QUOTES)


def over_time(summary: Summary) -> Fragment:
    """Failure demand, period by period."""
    return fragment("over_time", summary=summary, chart=charts.over_time(summary))


def who(summary: Summary) -> Fragment:
    """Who we heard from, as far as the sources say."""
    shown = [tables.attribute(number, about, summary) for number, about in enumerate(summary.who, start=1)]
    return fragment("who", summary=summary, tables=shown)


def attention(summary: Summary) -> Fragment:
    """What should not wait for a report: counts only. Cases are on the restricted list, never on a page."""
    return fragment("attention", summary=summary)


def method(summary: Summary) -> Fragment:
    """How the figures were made, what may be wrong with them, and what they are not for."""
    parts = [tables.sources(summary), tables.ledger(summary), tables.redactions(summary), tables.versions(summary)]
    return fragment("method", summary=summary, tables=[table for table in parts if table.rows])


def overview_title(summaries: Sequence[Summary]) -> Fragment:
    """The overview's only ``h1``."""
    return fragment("overview_title", summaries=summaries)


def overview_chart(summaries: Sequence[Summary]) -> Fragment:
    """Failure demand of every service, with ranges."""
    return fragment("overview_chart", summaries=summaries, chart=charts.services(summaries))


def overview_table(summaries: Sequence[Summary]) -> Fragment:
    """The services side by side, each with a link to its page."""
    rows = [(summary, _most_frequent(summary), findings.direction(summary)) for summary in summaries]
    return fragment("overview_table", rows=rows)


def _of_all(row: Count) -> str:
    """How many of how many; the counts alone do not know below which number they are hidden."""
    return "too few to show" if row.estimate.n is None else words.out_of(row.estimate, 0)


def _by_frequency(types: Sequence[FailureType]) -> list[FailureType]:
    order = tables.largest_first(Count(key=type_.key, title=type_.title, estimate=type_.estimate) for type_ in types)
    by_key = {type_.key: type_ for type_ in types}
    return [by_key[count.key] for count in order]


def _most_frequent(summary: Summary) -> FailureType | None:
    """The failure named most often, if there is one we can tell."""
    return next((type_ for type_ in _by_frequency(summary.failure_types) if type_.estimate.share), None)
