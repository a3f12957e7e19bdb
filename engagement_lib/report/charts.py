"""The figures: what is drawn, the words and numbers beside it, and the table of the same numbers.

Words and numbers are HTML: they wrap, grow with the reader's letters and are read aloud in their order, and so say in words all that
is drawn. Only bars, dots and lines are drawn, by matplotlib, and hidden from who listens.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from matplotlib.axes import Axes

from engagement_lib.report import drawing, tables, words
from engagement_lib.report.drawing import INK, LINE, MARK, QUIET, WIDTH
from engagement_lib.report.render import piece
from engagement_lib.report.tables import Table
from engagement_lib.summary import Count, Month, Summary

BAR, DOT = 14, 13
"""Units a bar is high, and a dot across."""

ROW = 18
"""Units from top to bottom of a bar or dot with its range."""

EDGE = 8 / WIDTH
"""Of a scale of dots, the part left free at either end, so that no dot is cut off."""

PLOT, MARGIN = 180, 0.05
"""Units from top to bottom of the line over time, and the part of them above and below its scale: the stylesheet knows it too."""

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


class Row(NamedTuple):
    """``shapes`` are its bar or dot, with its range."""

    title: str
    value: str
    shapes: str


class Point(NamedTuple):
    """One period. ``short`` is what stands below it, if anything."""

    title: str
    value: str
    percent: str
    short: Sequence[str]


class Pin(NamedTuple):
    """One theme on the map, and where its number stands."""

    number: int
    title: str
    value: str
    x: int
    y: int


def demand(summary: Summary) -> Chart | None:
    """One bar a label, from 0 to 100 %. ``None`` when there is no share to draw."""
    title = f"Failure demand by machine count: {words.share(summary.failure)}"
    rows = [_row(count, _bar(count)) for count in summary.demand if count.estimate.share is not None]
    if not rows:
        return None
    table = tables.shares("demand-table", "How the comments divide", "Kind of demand", summary.demand, summary)
    return Chart(title, f"How the comments divide. {NOTE}", piece("rows", rows=rows, width=WIDTH, height=ROW), table)


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
    for number, month in enumerate(months, 1):
        percent = "" if month.failure.share is None else words.percent(month.failure.share)
        named = (len(months) - number) % every == 0
        points.append(Point(month.label, words.share(month.failure), percent, _short(month) if named else ()))
    scale = [words.percent(share) for share in (top, top / 2, 0)]
    drawn = piece("line", points=points, scale=scale, shapes=_line(months, top), width=WIDTH, height=PLOT)
    note = f"Share of comments to {summary.service.title}, by machine count. {NOTE}"
    return Chart(title, note, drawn, tables.months(months, summary))


def theme_map(summary: Summary) -> Chart | None:
    """One dot a comment, comments of like meaning near each other, each theme with its number. ``None`` with fewer than two themes."""
    shown = [theme for theme in summary.themes.themes if theme.spots]
    if len(shown) < 2:
        return None
    pins = []
    with drawing.surface(
        MAP, *((-PIN / 2 / (size - PIN), 1 + PIN / 2 / (size - PIN)) for size in (WIDTH, MAP))
    ) as axes:
        for number, theme in enumerate(shown, start=1):
            # a line of no length, to which the stylesheet gives round ends, is a dot, and all of a theme are one shape
            across, down = ([end for x in ends for end in (x, x, math.nan)] for ends in zip(*theme.spots, strict=True))
            axes.plot(across, down, color=LINE)
            middle = [sorted(ends)[len(ends) // 2] for ends in zip(*theme.spots, strict=True)]
            x, y = (round(at * (size - PIN)) for at, size in zip(middle, (WIDTH, MAP), strict=True))
            pins.append(Pin(number, theme.title, words.share(theme.estimate), x, y))
        spots = drawing.shapes(axes)
    counts = [Count(key=theme.key, title=theme.title, estimate=theme.estimate) for theme in shown]
    table = tables.shares("themes-table", "Themes and how many talk of each", "Theme", counts, summary)
    note = "Each dot is a comment; comments that say like things lie near each other, only roughly. A comment may be in several themes."
    drawn = piece("map", pins=pins, shapes=spots, width=WIDTH, height=MAP, size=PIN)
    return Chart("What people talk about", note, drawn, table)


def _dots(title: str, note: str, counts: Iterable[Count], table: Table) -> Chart | None:
    known = [count for count in tables.largest_first(counts) if count.estimate.share is not None]
    if not known:
        return None
    top = _round_up(max(words.ends(count.estimate)[2] for count in known))
    rows = [_row(count, _dot(count, top)) for count in known]
    scale = [words.percent(share) for share in (0, top)]
    return Chart(title, note, piece("rows", rows=rows, width=WIDTH, height=ROW, scale=scale), table)


def _row(count: Count, shapes: str) -> Row:
    return Row(count.title, words.share(count.estimate), shapes)


def _bar(count: Count) -> str:
    """From nought to the share, on a scale to 100 %. Failure demand stands out."""
    with drawing.surface(ROW, (0, 1), (-ROW / 2, ROW / 2)) as axes:
        share, *ends = words.ends(count.estimate)
        axes.barh(0, share, BAR, color=MARK if count.key == "failure" else QUIET)
        _range(axes, share, ends)
        return drawing.shapes(axes)


def _dot(count: Count, top: float) -> str:
    """On a scale from nought to ``top``."""
    free = top * EDGE / (1 - 2 * EDGE)
    with drawing.surface(ROW, (-free, top + free), (-ROW / 2, ROW / 2)) as axes:
        share, *ends = words.ends(count.estimate)
        axes.plot([0, top], [0, 0], color=LINE)
        _range(axes, share, ends)
        axes.plot(share, 0, "o", color=MARK, markeredgecolor=INK, markersize=DOT)
        return drawing.shapes(axes)


def _range(axes: Axes, share: float, ends: Sequence[float]) -> None:
    axes.errorbar(share, 0, xerr=[[share - ends[0]], [ends[1] - share]], fmt="none", ecolor=INK, capsize=4)


def _line(months: Sequence[Month], top: float) -> str:
    """Each period in the middle of its part of the width."""
    free = top * MARGIN / (1 - 2 * MARGIN)
    with drawing.surface(PLOT, (-0.5, len(months) - 0.5), (top + free, -free)) as axes:
        for share in (top, top / 2, 0):
            axes.plot([-0.5, len(months) - 0.5], [share, share], color=LINE)
        known = {at: words.ends(month.failure) for at, month in enumerate(months) if month.failure.share is not None}
        for one, other in pairwise(known):
            if other == one + 1:
                axes.plot([one, other], [known[one][0], known[other][0]], color=MARK)
        for at, (share, low, high) in known.items():
            axes.plot([at, at], [low, high], color=INK)
            axes.plot(at, share, "o", color=MARK, markeredgecolor=INK, markersize=DOT - 2)
        return drawing.shapes(axes)


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
