"""Follow a printed number back to the words behind it.

Each number of a ``Summary`` has a path, such as ``failure_types/no_response`` or ``themes/<key>/failure``. ``numbers`` lists them,
``follow`` and ``rows`` give the comments behind one, ``check`` counts them all anew, ``quote`` finds the comment a quote was taken from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Protocol

import pandas as pd

from engagement_lib.explore import places
from engagement_lib.explore.filters import COUNTS_FOR, Tables
from engagement_lib.explore.places import Number, Printed
from engagement_lib.intervals import wilson
from engagement_lib.problems import EngagementError, Fault, InputError
from engagement_lib.summary import Corrected, Estimate, Quote, Summary

READ = ("received_on", "source", "text", "demand", "failure_types", "value_type", "none_type", "demand_basis", "demand_confidence",
        "person_says", "reason", COUNTS_FOR)  # fmt: skip
"""What a person reads of a row, and so the columns that stand first; ``demand_basis`` says why it has its label."""

NEAR_ENOUGH = 0.00006
"""Shares are printed to four places. **Source:** half of the last place, and room for the order of adding."""


class HasTables(Protocol):
    """A store, as far as tracing needs it."""

    def table(self, service: str, period: str, name: str) -> pd.DataFrame: ...


@dataclass(frozen=True)
class Followed:
    """A number and what is behind it. ``said`` tells in a sentence whether the rows give it.

    ``printed`` is ``None`` where the page hides it. ``rows`` has one row a comment; its column ``counts_for`` adds up to ``recounted``, or
    where that is an estimated share, is on average that. ``among`` are the rows the number is a share of.
    """

    path: str
    title: str
    printed: float | None
    recounted: float | None
    said: str
    rows: pd.DataFrame
    among: pd.DataFrame | None


def tables(
    store: HasTables, summary: Summary, read: pd.DataFrame | None = None, strata: pd.Series | None = None
) -> Tables:
    """The processed tables behind a summary.

    ``read`` (``Register.sample``) and ``strata`` (``audit.strata``) are needed where an audit was read. An earlier period that is no
    longer there is left out; only its own numbers cannot be followed then. Raises ``StoreError`` without the tables of the period itself.
    """
    slug, period = summary.service.slug, summary.period.key
    earlier = {}
    for month in summary.months:
        if month.period != period:
            try:
                earlier[month.period] = store.table(slug, month.period, "responses")
            except EngagementError:
                continue
    responses, aside, changes = (store.table(slug, period, name) for name in ("responses", "aside", "theme_changes"))
    return Tables(responses, aside, changes, earlier, read, strata)


def numbers(summary: Summary) -> pd.DataFrame:
    """Every number of the page, by its path: ``title``, ``number``, ``of``, ``share``, and ``hidden`` where the page does not show it.

    Where only a share is estimated ``number`` is empty. Raises ``InputError`` for a public edition, whose counts are rounded.
    """
    lines = [(number.path, number.title, *_shown(number.printed)) for number in _of(summary).values()]
    table = pd.DataFrame(lines, columns=["path", "title", "number", "of", "share", "hidden"]).set_index("path")
    return table.astype({"number": "Float64", "of": "Int64", "share": "Float64"})


def follow(summary: Summary, path: str, tables: Tables) -> Followed:
    """The number at a path with the rows behind it, and whether they give it. A number the page hides is followed as well: for the analyst.

    Raises:
        InputError: for a path that is not there (with those most like it), a public edition, tables of another service or a missing one.
    """
    number = _number(summary, path)
    _check_tables(summary, tables)
    found = _ordered(number.behind(tables))
    among = None if number.among is None else _ordered(number.among(tables))
    _, printed, recounted = next(_figures(number, tables))
    return Followed(path, number.title, printed, recounted, _said(number, printed, recounted), found, among)


def rows(summary: Summary, path: str, tables: Tables, among: bool = False) -> pd.DataFrame:
    """The comments behind a number, like ones together; with ``among`` those it is a share of. ``counts_for`` adds up to the number.

    Raises ``InputError`` as :func:`follow` does.
    """
    found = follow(summary, path, tables)
    return found.among if among and found.among is not None else found.rows


def check(summary: Summary, tables: Tables) -> pd.DataFrame:
    """Count every figure anew: ``path``, ``figure``, ``printed``, ``recounted``, ``equal``.

    Figures of an estimate are number, of, share, low and high. ``printed`` is empty where the page hides the figure, ``recounted`` where it
    is worked out, not counted (the ends of a corrected share, stability, how many more to read); ``equal`` is empty in both cases.

    **Source:** low and high by E. B. Wilson, 1927, by SciPy.
    """
    _check_tables(summary, tables)
    lines = [(number.path, *figure) for number in _of(summary).values() for figure in _figures(number, tables)]
    table = pd.DataFrame(lines, columns=["path", "figure", "printed", "recounted"]).astype(
        {"printed": "Float64", "recounted": "Float64"}
    )
    return table.assign(equal=(table["printed"] - table["recounted"]).abs() < NEAR_ENOUGH)


def quote(summary: Summary, said: str, tables: Tables) -> pd.DataFrame:
    """The comment a quote was taken from, from its ``response_id`` or some of its words: once for each place where the page has it.

    ``path`` is the number it stands beside; ``rows`` of that path hold the comment. Raises ``InputError`` when the page has no such quote.
    """
    _number(summary, "comments")
    _check_tables(summary, tables)
    wanted = _plain(said)
    found = [
        (path, one.response_id)
        for path, one in _quotes(summary)
        if wanted and (one.response_id == said.strip() or wanted in _plain(one.text))
    ]
    if not found:
        raise InputError(Fault("quote", "no quote of this page with these words", "words of a quote, or its response_id",
                               "copy some words from the page; other comments are found with search.words"))  # fmt: skip
    behind = _ordered(tables.responses.loc[[identifier for _, identifier in found]])
    behind.insert(0, "path", [path for path, _ in found])
    return behind.drop(columns=COUNTS_FOR)


def _of(summary: Summary) -> dict[str, Number]:
    if summary.edition == "public":
        raise InputError(
            Fault(
                "summary",
                "a public edition",
                "the managers' edition",
                "read summary.json: same paths, counts not rounded",
            )
        )
    return {number.path: number for number in places.of(summary)}


def _number(summary: Summary, path: str) -> Number:
    known = _of(summary)
    if path not in known:
        like = get_close_matches(path, known, 5, 0.4)
        expected = f"one of {', '.join(like)}" if like else "a path of trace.numbers"
        raise InputError(Fault("path", f"'{path[:80]}'", expected, "choose a path of trace.numbers(summary)"))
    return known[path]


def _check_tables(summary: Summary, tables: Tables) -> None:
    others = sorted(set(tables.responses["service"]) - {summary.service.slug})
    if others:
        raise InputError(
            Fault(
                "tables",
                f"responses to {', '.join(others)}",
                f"those to {summary.service.slug}",
                "give the tables of this page",
            )
        )


def _shown(printed: Printed) -> tuple[float | None, int | None, float | None, bool]:
    """Number, base, share, and whether it is hidden."""
    if isinstance(printed, Estimate):
        return printed.n, printed.of, printed.share, printed.n is None
    if isinstance(printed, Corrected):
        return None, printed.of, printed.share, False
    return printed, None, None, printed is None


def _figures(number: Number, tables: Tables) -> Iterator[tuple[str, float | None, float | None]]:
    """Each figure of a number: what it is, as printed, and counted anew. The first is the one a reader would name."""
    printed = number.printed
    if number.how:
        yield "number", _shown(printed)[0], None
        return
    n = _added(number.behind(tables))
    if number.among is None:
        yield "number", _shown(printed)[0], n
        return
    of = _added(number.among(tables))
    share = n / of if of else None
    if isinstance(printed, Estimate):
        low, high = wilson(round(n), round(of)) if of else (None, None)
        yield from (("number", printed.n, n), ("of", printed.of, of), ("share", printed.share, share))
        yield from (("low", printed.low, low), ("high", printed.high, high))
    elif isinstance(printed, Corrected):
        yield from (
            ("share", printed.share, share),
            ("of", printed.of, of),
            ("low", printed.low, None),
            ("high", printed.high, None),
        )
    else:
        yield "share", None, share


def _added(found: pd.DataFrame) -> float:
    return float(found[COUNTS_FOR].sum()) if COUNTS_FOR in found.columns else len(found)


def _said(number: Number, printed: float | None, recounted: float | None) -> str:
    if number.how:
        return f"The page says {_number_of(printed)}. This number is worked out, not counted. {number.how}"
    if printed is None:
        hidden = "The page does not show this number, for it may be small enough to point at single people."
        return f"{hidden} Behind it: {_number_of(recounted)}. Do not pass it on."
    if recounted is not None and abs(printed - recounted) < NEAR_ENOUGH:
        return f"The page says {_number_of(printed)}, and the rows give the same."
    differs = f"The page says {_number_of(printed)}, but the rows give {_number_of(recounted)}"
    return f"{differs}: page and tables are not of one run. Run it anew."


def _number_of(figure: float | None) -> str:
    if figure is None:
        return "nothing to count"
    return f"{figure:,.0f}" if float(figure).is_integer() else f"{figure:.4f}"


def _ordered(found: pd.DataFrame) -> pd.DataFrame:
    """What a person reads first; like comments together."""
    found = found if COUNTS_FOR in found.columns else found.assign(**{COUNTS_FOR: 1})
    first = [column for column in READ if column in found.columns]
    found = found[[*first, *(column for column in found.columns if column not in first)]]
    return found.sort_values("reading_order", kind="stable") if "reading_order" in found.columns else found


def _quotes(summary: Summary) -> Iterator[tuple[str, Quote]]:
    """Every quote of the page with the path of the number it stands beside."""
    yield from ((f"failure_types/{kind.key}", one) for kind in summary.failure_types for one in kind.quotes)
    yield from (("demand/value", one) for one in summary.value_quotes)
    yield from (("none_types/praise", one) for one in summary.praise_quotes)
    yield from (
        (f"themes/{theme.key}", one) for theme in summary.themes.themes for one in (*theme.quotes, *theme.atypical)
    )


def _plain(said: str) -> str:
    return " ".join(said.casefold().split()).strip("“”\"' ")
