"""Every figure of a summary as plain tables: text, whole numbers (counts) and fractions (shares). No resident's words.

A hidden number is the words that the page has for it, a cell that does not apply is ``None``. The faces of a summary that stand beside
the page (workbook, CSV, Markdown) are made from these tables, so that they say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engagement_lib.report import words
from engagement_lib.summary import Attribute, Corrected, Count, Estimate, Summary, Theme

Cell = str | int | float | None

ESTIMATE = (("n", "Comments"), ("of", "Of"), ("share", "Share"), ("low", "From"), ("high", "To"))


@dataclass(frozen=True)
class Table:
    """``columns`` have a short name and a title; the first ``fixed`` cells of a row say what the row is about."""

    name: str
    title: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[Cell, ...], ...]
    fixed: int = 1


def tables_of(summary: Summary) -> list[Table]:
    """The tables of a summary that have rows, in the order of the page."""
    every = [
        _headline(summary),
        _put_right(summary),
        _counts("demand", "How the comments divide", "Demand", summary.demand, summary),
        _failure_types(summary),
        _counts("value-types", "What residents ask the service for", "What is asked", summary.value_types, summary),
        _counts("none-types", "Comments that ask for nothing", "What was said", summary.none_types, summary),
        _themes(summary),
        _said_more(summary),
        _months(summary),
        *(_who(attribute, summary) for attribute in summary.who),
        _attention(summary),
        _sources(summary),
        _ledger(summary),
        _set_aside(summary),
        _redactions(summary),
        Table("versions", "What the figures were made with", (("part", "Part"), ("version", "Version")), summary.versions),
    ]  # fmt: skip
    return [table for table in every if table.rows]


def about(summary: Summary) -> Table:
    """Of which service, period and edition the figures are, and how to read them."""
    service, period = summary.service, summary.period
    readers = {
        "manager": f"For managers: {service.owner} and staff. Not for publication.",
        "public": "Public: anyone may read this.",
    }
    rows = (
        ("Organisation", summary.organisation),
        ("Service", service.title),
        ("What it is for, in residents’ eyes", service.purpose),
        ("Period", period.label),
        ("Days covered", words.days(period.starts, period.ends)),
        ("Edition", readers[summary.edition]),
        *notes(summary),
        *([("Themes", words.signed_off(summary.themes))] if summary.themes.grouped else []),
    )
    return Table("about", "About these figures", (("about", "About"), ("says", "What it says")), rows)


def notes(summary: Summary) -> tuple[tuple[str, str], ...]:
    """How to read the figures, in short."""
    few, cannot_tell = plain(words.count(None, summary.threshold)), words.CANNOT_TELL
    rounded = (
        "Every count, totals too, is rounded, and shares are worked out from rounded counts, so figures may not add up."
    )
    return (
        ("Hidden numbers", f"A count below {summary.threshold} is given as “{few}”. “{words.NOT_SHOWN.capitalize()}” means that a number, "
         f"or what is left without it, could point at single people. Where a share would rest on too little, we say “{cannot_tell}”."),
        *([("Rounded numbers", rounded)] if summary.edition == "public" else []),
        ("Ranges", "“From” and “To” are the ends of a 95 % interval: the true share lies within it 19 times in 20, if the comments are "
         "like those we did not get."),
        ("Counted by machine", "Single comments may be counted wrongly. These are the residents who got in touch or answered, not all."),
        *([("Our own codebook", words.codebook(summary))] if summary.codebook else []),
        ("Not for ranking staff", "Failure demand comes from how the work is arranged, not from the people who answer."),
    )  # fmt: skip


def plain(said: str) -> str:
    """Words of the page with ordinary spaces, so that they can be searched for.

    >>> plain(words.count(None, 5))
    'fewer than 5'
    """
    return said.replace(words.SPACE, " ")


def number(n: int | None, threshold: int) -> Cell:
    """A count, or the words for a hidden one."""
    return plain(words.count(None, threshold)) if n is None else n


def estimate(found: Estimate | None, threshold: int) -> tuple[Cell, ...]:
    """How many, of how many, share, and its range; empty cells when there is nothing to estimate.

    >>> estimate(Estimate(n=164, of=402, share=0.41, low=0.34, high=0.48), 5)
    (164, 402, 0.41, 0.34, 0.48)
    >>> estimate(Estimate(n=None, of=402, share=None, low=None, high=None), 5)
    ('not shown', 402, 'not shown', 'not shown', 'not shown')
    """
    if found is None:
        return (None,) * len(ESTIMATE)
    n = words.NOT_SHOWN if found.n is None and found.of else number(found.n, threshold)
    hidden = words.NOT_SHOWN if found.of else words.CANNOT_TELL
    shares = (hidden if share is None else float(share) for share in (found.share, found.low, found.high))
    return (n, number(found.of, threshold), *shares)


def _headline(summary: Summary) -> Table:
    many = summary.threshold
    rows = (
        ("Comments", number(summary.comments, many), None, None, None, None),
        ("Residents", number(summary.residents, many), None, None, None, None),
        ("Failure demand", *estimate(summary.failure, many)),
        ("Failure demand if requests meant for another service count too", *estimate(summary.failure_with_out_of_scope, many)),
        ("Failure demand of this service itself alone", *estimate(summary.failure_without_wrong_door, many)),
    )  # fmt: skip
    return Table("headline", "The month in short", (("row", "What"), ("n", "Number"), *ESTIMATE[1:]), rows)


def _put_right(summary: Summary) -> Table:
    """The figures that allow for the machine's error."""
    rule = summary.rule_of_95
    columns = (
        ("row", "What"), ("says", "Says"), *ESTIMATE[2:], ("of", "Of"), ("read", "Read by a person"), ("more", "More to read"),
        ("method", "How"),
    )  # fmt: skip
    hidden = None if summary.comments == 0 else words.NOT_SHOWN
    measured = rule.says in ("meets", "below")
    rows = (
        ("Failure demand, allowing for the machine’s errors", None, *_corrected(summary.corrected, hidden, None)),
        ("The rule of 95 %", words.verdict(rule)[0].rstrip("."), *_corrected(rule.value, words.NOT_SHOWN if measured else None, rule.more)),
    )  # fmt: skip
    return Table("put-right", "Allowing for the machine’s errors, and the rule of 95 %", columns, rows)


def _corrected(found: Corrected | None, hidden: Cell, more: int | None) -> tuple[Cell, ...]:
    if found is None:
        return (hidden, hidden, hidden, None, None, more, None)
    return (
        float(found.share), float(found.low), float(found.high), found.of, found.n_read, more, found.method or None,
    )  # fmt: skip


def _counts(name: str, title: str, first: str, counts: Iterable[Count], summary: Summary) -> Table:
    rows = tuple((count.title, *estimate(count.estimate, summary.threshold)) for count in counts)
    return Table(name, title, (("row", first), *ESTIMATE), rows)


def _failure_types(summary: Summary) -> Table:
    rows = tuple(
        (type_.title, type_.says, *estimate(type_.estimate, summary.threshold)) for type_ in summary.failure_types
    )
    columns = (("row", "Way of failing"), ("says", "As residents say it"), *ESTIMATE)
    return Table("failure-types", "In which ways the service fails", columns, rows)


def _themes(summary: Summary) -> Table:
    """One row a theme; what fits none, and last period's themes that are gone, come last."""
    columns = (
        ("row", "Theme"), *ESTIMATE, *_within("failure", "Failure demand"), *_within("hazards", "Danger"), ("change", "Since last time"),
        *_within("before", "Last time"), ("stability", "Found again in samples"), ("named_by", "Named by"),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [(theme.title, *_theme(theme, summary.threshold)) for theme in summary.themes.themes]
    empty = (None,) * (len(columns) - 1)
    if (rest := summary.themes.not_themed) is not None:
        rows.append(("Fits no theme", *estimate(rest, summary.threshold), *empty[len(ESTIMATE) :]))
    gone = columns.index(("change", "Since last time")) - 1
    rows += [(title, *empty[:gone], "Not there now", *empty[gone + 1 :]) for title in summary.themes.gone]
    return Table("themes", "What people talk about", columns, tuple(rows))


def _theme(theme: Theme, threshold: int) -> Iterator[Cell]:
    yield from estimate(theme.estimate, threshold)
    yield from estimate(theme.failure, threshold)
    yield from estimate(theme.hazards, threshold)
    yield words.change(theme.model_copy(update={"before": None}), threshold) or None
    yield from estimate(theme.before, threshold)
    yield float(theme.stability)
    yield theme.named_by or None


def _within(name: str, title: str) -> tuple[tuple[str, str], ...]:
    return tuple((f"{name}_{short}", f"{title}: {long.lower()}") for short, long in ESTIMATE)


def _said_more(summary: Summary) -> Table:
    """Groups of residents who speak of a theme more often than the others do."""
    rows = tuple(
        (theme.title, more.attribute, more.group, *estimate(more.inside, summary.threshold), *estimate(more.others, summary.threshold))
        for theme in summary.themes.themes
        for more in theme.said_more
    )  # fmt: skip
    columns = (
        ("row", "Theme"), ("attribute", "Residents by"), ("group", "Group"), *ESTIMATE, *_within("others", "The others"),
    )  # fmt: skip
    return Table("said-more", "Who speaks of a theme more than the others", columns, rows, fixed=3)


def _months(summary: Summary) -> Table:
    rows = tuple(
        (month.label, month.period, number(month.comments, summary.threshold), *estimate(month.failure, summary.threshold))
        for month in summary.months
    )  # fmt: skip
    columns = (("row", "Period"), ("period", "Key"), ("comments", "Comments"), ("n", "Failure demand"), *ESTIMATE[1:])
    return Table("over-time", "Failure demand, period by period", columns, rows)


def _who(about: Attribute, summary: Summary) -> Table:
    rows = [*about.rows, Count(key="", title="Not given", estimate=about.not_given)]
    cells = tuple((row.title, *estimate(row.estimate, summary.threshold)) for row in rows)
    columns = (("row", about.title), ("n", "Residents"), *ESTIMATE[1:])
    return Table(f"who-{about.key}", f"Residents by {about.title.lower()}", columns, cells)


def _attention(summary: Summary) -> Table:
    """What needs a person. Like the page, the public edition has no such table, and letters are counted without their words."""
    rows = [("Danger to health or safety", summary.hazards), ("Complaint", summary.complaints)]
    rows += [(f"In another language: {words.language(code)}", n) for code, n in summary.other_languages]
    rows += [
        (f"A text that many people sent, number {place}: times sent", campaign.copies)
        for place, campaign in enumerate(summary.campaigns, start=1)
    ]
    cells = tuple((said, number(n, summary.threshold)) for said, n in rows)
    columns = (("row", "What"), ("n", "Comments"))
    return Table("attention", "Comments that need a person", columns, cells if summary.edition == "manager" else ())


def _sources(summary: Summary) -> Table:
    rows = tuple(
        (source.title, source.kind, words.NOT_SHOWN if source.comments is None else source.comments)
        for source in summary.sources
    )
    return Table(
        "sources", "Where the comments came from", (("row", "Source"), ("kind", "Kind"), ("n", "Comments")), rows
    )


def _ledger(summary: Summary) -> Table:
    rows = tuple((line.title, line.rows_in, line.rows_on) for line in summary.ledger)
    columns = (("row", "Step"), ("in", "Came in"), ("on", "Went on"))
    return Table("ledger", "Comments counted step by step", columns, rows)


def _set_aside(summary: Summary) -> Table:
    rows = tuple((line.title, reason, n) for line in summary.ledger for reason, n in line.aside)
    columns = (("row", "Step"), ("reason", "Why"), ("n", "Set aside"))
    return Table("set-aside", "Comments set aside, and why", columns, rows, fixed=2)


def _redactions(summary: Summary) -> Table:
    rows = tuple((kind, number(n, summary.threshold)) for kind, n in summary.redactions)
    return Table("redactions", "Personal details taken out", (("row", "Kind of detail"), ("n", "Times")), rows)
