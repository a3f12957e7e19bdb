"""The figures: what is drawn, the words and numbers beside it, and the table of the same numbers.

Words and numbers are HTML: they wrap, grow with the reader's letters and are read aloud in their order, and so say in words all that
is drawn. Only bars, dots and lines are SVG, in units of ``WIDTH`` across, and hidden from who listens.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from engagement_lib.report import tables, words
from engagement_lib.report.render import piece
from engagement_lib.report.tables import Table
from engagement_lib.summary import Count, Month, Summary

WIDTH = 400
"""Units across."""

EDGE = 8
"""Units left free at either end of a scale, so that no dot is cut off."""

LINE, MARGIN = 180, 9
"""Units from top to bottom of the line over time, and how far the ends of its scale lie within: the stylesheet's 5 %."""

MAP, PIN = 300, 26
"""Units from top to bottom of the map of themes, and across the number of a theme."""

NAMED = 6
"""Periods named below the line at most, those with long names two fewer: so many have room on a telephone."""

NOTE = "The thin line shows the range in which the true share very likely lies."


class Chart(NamedTuple):
    """``title`` says what there is to see, ``note`` what was counted; ``drawing`` is finished HTML."""

    title: str
    note: str
    drawing: str
    table: Table


class Place(NamedTuple):
    """Where a share and both ends of its range are drawn."""

    at: str
    low: str
    high: str


class Row(NamedTuple):
    title: str
    value: str
    place: Place
    colour: str


class Point(NamedTuple):
    """One period. ``short`` is what stands below it, if anything; ``place`` is missing where the share is not known."""

    title: str
    value: str
    percent: str
    short: Sequence[str]
    x: str
    place: Place | None


class Pin(NamedTuple):
    """One theme on the map: where its number stands, and where its comments."""

    number: int
    title: str
    value: str
    x: str
    y: str
    spots: Sequence[tuple[str, str]]


def demand(summary: Summary) -> Chart | None:
    """One bar a label, from 0 to 100 %. ``None`` when there is no share to draw."""
    title = f"Failure demand by machine count: {words.share(summary.failure)}"
    rows = _rows(summary.demand, 0, WIDTH, "failure")
    if not rows:
        return None
    table = tables.shares("demand-table", "How the comments divide", "Kind of demand", summary.demand, summary)
    drawing = piece("rows", rows=rows, bars=True, width=WIDTH)
    return Chart(title, f"How the comments divide. {NOTE}", drawing, table)


def failure_types(summary: Summary) -> Chart | None:
    """One dot a way of failing, the most frequent first."""
    counts = tables.largest_first(
        Count(key=type_.key, title=type_.title, estimate=type_.estimate) for type_ in summary.failure_types
    )
    first = next((count for count in counts if count.estimate.share is not None), None)
    title = f"Named most often: {first.title.lower()}" if first else ""
    table = tables.shares("failure-types-table", "How the service fails residents", "Way of failing", counts, summary)
    note = f"Share of the comments that tell of a failure; one comment can name more than one way. {NOTE}"
    return _dots(title, note, counts, table)


def services(summaries: Sequence[Summary]) -> Chart | None:
    """One dot a service: its share of failure demand."""
    title = "Failure demand in each service"
    counts = tables.largest_first(
        Count(key=summary.service.slug, title=summary.service.title, estimate=words.best(summary))
        for summary in summaries
    )
    if not counts:
        return None
    rows = tuple((count.title, words.share(count.estimate)) for count in counts)
    table = Table("services-table", title, ("Service", "Estimated share (range)"), rows)
    return _dots(title, f"Share of comments, allowing for the machine’s errors. {NOTE}", counts, table)


def over_time(summary: Summary) -> Chart | None:
    """One point a period, joined where neighbours are known. ``None`` with fewer than two known."""
    months = summary.months
    known = [month.failure for month in months if month.failure.share is not None]
    if len(known) < 2:
        return None
    title = f"Failure demand, {months[0].label} to {months[-1].label}"
    top = _round_up(max(words.ends(failure)[2] for failure in known))
    most = NAMED if max(len(part) for month in months for part in _short(month)) <= 4 else NAMED - 2
    every = math.ceil(len(months) / most)
    points = []
    for number, month in enumerate(months):
        x, named = (number + 0.5) / len(months) * WIDTH, (len(months) - 1 - number) % every == 0
        value, percent, place = words.share(month.failure), "", None
        if month.failure.share is not None:
            percent = words.percent(month.failure.share)
            lengths = [share / top * (LINE - 2 * MARGIN) for share in words.ends(month.failure)]
            place = Place(*(_units(LINE - MARGIN - length) for length in lengths))
        points.append(Point(month.label, value, percent, _short(month) if named else (), _units(x), place))
    joined = [pair for pair in pairwise(points) if pair[0].place and pair[1].place]
    scale = [words.percent(share) for share in (top, top / 2, 0)]
    drawing = piece(
        "line", points=points, joined=joined, scale=scale, width=WIDTH, height=LINE, grid=(MARGIN, LINE // 2, LINE - MARGIN)
    )  # fmt: skip
    note = f"Share of comments to {summary.service.title}, by machine count. {NOTE}"
    return Chart(title, note, drawing, tables.months(months, summary))


def theme_map(summary: Summary) -> Chart | None:
    """One dot a comment, comments of like meaning near each other, each theme with its number. ``None`` with fewer than two themes."""
    shown = [theme for theme in summary.themes.themes if theme.spots]
    if len(shown) < 2:
        return None
    edge = PIN // 2
    pins = []
    for number, theme in enumerate(shown, start=1):
        spots = [(edge + x * (WIDTH - 2 * edge), edge + y * (MAP - 2 * edge)) for x, y in theme.spots]
        x, y = (sorted(spot[end] for spot in spots)[len(spots) // 2] - edge for end in (0, 1))
        drawn = [(_units(across), _units(down)) for across, down in spots]
        pins.append(Pin(number, theme.title, words.share(theme.estimate), _units(x), _units(y), drawn))
    counts = [Count(key=theme.key, title=theme.title, estimate=theme.estimate) for theme in shown]
    table = tables.shares("themes-table", "Themes and how many talk of each", "Theme", counts, summary)
    note = "Each dot is a comment; comments that say like things lie near each other, only roughly. A comment may be in several themes."
    drawing = piece("map", pins=pins, width=WIDTH, height=MAP, size=PIN)
    return Chart("What people talk about", note, drawing, table)


def _dots(title: str, note: str, counts: Iterable[Count], table: Table) -> Chart | None:
    known = [count for count in tables.largest_first(counts) if count.estimate.share is not None]
    if not known:
        return None
    top = _round_up(max(words.ends(count.estimate)[2] for count in known))
    rows = _rows(known, EDGE, (WIDTH - 2 * EDGE) / top)
    scale = [words.percent(share) for share in (0, top)]
    drawing = piece("rows", rows=rows, bars=False, width=WIDTH, track=(EDGE, WIDTH - EDGE), scale=scale)
    return Chart(title, note, drawing, table)


def _rows(counts: Iterable[Count], start: float, scale: float, marked: str | None = None) -> list[Row]:
    """One row a share that is known, drawn from ``start`` with ``scale`` units for the whole. ``marked`` is the key of the one that stands
    out, if not all do."""
    return [
        Row(
            count.title,
            words.share(count.estimate),
            Place(*(_units(start + share * scale) for share in words.ends(count.estimate))),
            "mark" if marked is None or count.key == marked else "quiet",
        )
        for count in counts
        if count.estimate.share is not None
    ]


def _units(length: float) -> str:
    """To a tenth of a unit.

    >>> _units(12.04), _units(12.06)
    ('12', '12.1')
    """
    return f"{length:.1f}".removesuffix(".0")


def _round_up(share: float) -> float:
    """The end of a scale: the next full 20 %, so that its middle is a round number too.

    >>> _round_up(0.41), _round_up(1.0)
    (0.6, 1.0)
    """
    return min(1.0, math.ceil(round(share * 5, 6)) / 5) or 0.2


def _short(month: Month) -> list[str]:
    """The period in two short lines below its point.

    >>> from engagement_lib.summary import Estimate
    >>> none = Estimate(n=None, of=None, share=None, low=None, high=None)
    >>> [_short(Month(period=key, label=label, comments=None, failure=none)) for key, label in
    ...  (("2026-10", "October 2026"), ("2026-Q3", "July to September 2026"))]
    [['Oct', '2026'], ['Q3', '2026']]
    """
    name, _, year = month.label.partition(" ")
    if year.isdigit():
        return [name[:3], year]
    return month.period.split("-")[::-1] if "-Q" in month.period else month.period.split("--")
