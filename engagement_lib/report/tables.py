"""Tables ready to print: every cell is already words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engagement_lib.report import words
from engagement_lib.summary import Attribute, Count, Estimate, Month, Summary


@dataclass(frozen=True)
class Table:
    """``name`` is its id on the page; the first cell of a row is the row's header.

    ``also`` names rows that exist but whose numbers are not shown, so that a small group is not passed over in silence.
    """

    name: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    also: tuple[str, ...] = ()


def largest_first(counts: Iterable[Count]) -> tuple[Count, ...]:
    """Counts with the largest share first and those we cannot tell last; ties keep their order."""

    def share(count: Count) -> float:
        return -1.0 if count.estimate.share is None else count.estimate.share

    return tuple(sorted(counts, key=share, reverse=True))


def shares(
    name: str, caption: str, first: str, counts: Iterable[Count], summary: Summary, counted: str = "Comments"
) -> Table:
    """One row a count: what, how many of how many, the share and its interval."""
    counts = tuple(counts)
    rows = tuple((count.title, *_cells(count.estimate, summary.threshold)) for count in counts if not _withheld(count))
    also = tuple(count.title for count in counts if _withheld(count))
    return Table(name, caption, (first, counted, "Share (range)"), rows, also)


def months(rows: Iterable[Month], summary: Summary) -> Table:
    """One row a period."""
    caption = f"Failure demand in {summary.service.title}, period by period"
    cells = tuple((month.label, *_cells(month.failure, summary.threshold)) for month in rows)
    return Table("over-time", caption, ("Period", "Comments", "Share (range)"), cells)


def attribute(number: int, about: Attribute, summary: Summary) -> Table:
    """Who we heard from, by one attribute, with those who did not say."""
    everyone = [*about.rows, Count(key="", title="Not given", estimate=about.not_given)]
    caption = f"Residents by {about.title.lower()}"
    return shares(f"who-{number}", caption, about.title, everyone, summary, counted="Residents")


def ledger(summary: Summary) -> Table:
    """The head-count: what came into each step, what went on, and what was set aside and why."""
    rows = tuple((line.title, f"{line.rows_in:,}", f"{line.rows_on:,}", _aside(line.aside)) for line in summary.ledger)
    return Table("ledger", "Comments counted step by step", ("Step", "Came in", "Went on", "Set aside, and why"), rows)


def redactions(summary: Summary) -> Table:
    """How often each kind of personal detail was taken out."""
    rows = tuple((kind, words.count(number, summary.threshold)) for kind, number in summary.redactions)
    return Table("redactions", "Personal details taken out", ("Kind of detail", "Times"), rows)


def sources(summary: Summary) -> Table:
    """Where the comments came from."""
    rows = tuple(
        (source.title, words.NOT_SHOWN if source.comments is None else words.count(source.comments, summary.threshold))
        for source in summary.sources
    )
    return Table("sources", "Where the comments came from", ("Source", "Comments"), rows)


def versions(summary: Summary) -> Table:
    """What the figures were made with."""
    return Table("versions", "What the figures were made with", ("Part", "Version"), summary.versions)


def _cells(estimate: Estimate, threshold: int) -> tuple[str, str]:
    return words.out_of(estimate, threshold), words.share(estimate)


def _withheld(count: Count) -> bool:
    return words.share(count.estimate) == words.NOT_SHOWN


def _aside(reasons: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{number:,} {reason}" for reason, number in reasons) or "none"
