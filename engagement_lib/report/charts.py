"""The figures: what is drawn, what a screen reader says of it, and the table of the same numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.patches import Circle, Rectangle

from engagement_lib.report import svg, tables, words
from engagement_lib.report.tables import Table
from engagement_lib.summary import Count, Month, Summary


@dataclass(frozen=True)
class Chart:
    """``title`` says what there is to see, ``note`` what was counted; ``drawing`` is finished SVG."""

    title: str
    note: str
    drawing: str
    table: Table


ROW = 54
"""Units from one row to the next: a line of words, and the bar or dot below it."""

LONGEST = 26
"""Letters of a label that fit beside its value; the table has all of it."""

NOTE = "The thin line shows the range in which the true share very likely lies."


def demand(summary: Summary) -> Chart | None:
    """One bar a label, from 0 to 100 %. ``None`` when there is no share to draw."""
    title = f"Failure demand by machine count: {words.share(summary.failure)}"
    rows = _known(summary.demand)
    if not rows:
        return None
    with svg.canvas(len(rows) * ROW + 4) as axes:
        for place, row in enumerate(rows):
            _words(axes, place, row)
            y = place * ROW + 23
            colour = svg.MARK if row.key == "failure" else svg.QUIET
            share, low, high = (end * svg.WIDTH for end in words.ends(row.estimate))
            axes.add_patch(Rectangle((0, y), max(share, 1), 14, facecolor=colour, linewidth=0))
            _whisker(axes, low, high, y + 7)
        drawing = svg.of(axes, "chart-demand", title, _said(rows))
    table = tables.shares("demand-table", "How the comments divide", "Kind of demand", summary.demand, summary)
    return Chart(title, f"How the comments divide. {NOTE}", drawing, table)


def failure_types(summary: Summary) -> Chart | None:
    """One dot a way of failing, the most frequent first."""
    counts = tables.largest_first(
        Count(key=type_.key, title=type_.title, estimate=type_.estimate) for type_ in summary.failure_types
    )
    first = next(iter(_known(counts)), None)
    title = f"Named most often: {first.title.lower()}" if first else ""
    table = tables.shares("failure-types-table", "How the service fails residents", "Way of failing", counts, summary)
    note = f"Share of the comments that tell of a failure; one comment can name more than one way. {NOTE}"
    return _dots("chart-failure-types", title, note, counts, table)


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
    return _dots(
        "chart-services", title, f"Share of comments, allowing for the machine’s errors. {NOTE}", counts, table
    )


def over_time(summary: Summary) -> Chart | None:
    """One point a period, joined where neighbours are known. ``None`` with fewer than two known."""
    months = summary.months
    known = [(place, month) for place, month in enumerate(months) if month.failure.share is not None]
    if len(known) < 2:
        return None
    title = f"Failure demand, {months[0].label} to {months[-1].label}"
    top = _round_up(max(words.ends(month.failure)[2] for _, month in known))
    left, right, above, height = 48, svg.WIDTH - 22, 24, 170
    step = (right - left - 24) / (len(months) - 1)

    def x(place: int) -> float:
        return left + 14 + place * step

    def y(share: float) -> float:
        return above + height * (1 - share / top)

    with svg.canvas(above + height + 48) as axes:
        for share in (0, top / 2, top):
            axes.plot([left, right], [y(share)] * 2, color=svg.LINE, linewidth=1)
            svg.label(axes, left - 8, y(share) + 5, words.percent(share), anchor="right", size=13)
        for (place, month), (following, after) in pairwise(known):
            if following == place + 1:
                ends = [y(words.ends(month.failure)[0]), y(words.ends(after.failure)[0])]
                axes.plot([x(place), x(following)], ends, color=svg.MARK, linewidth=2)
        every = math.ceil(len(months) / 6)
        for place, month in known:
            share, low, high = words.ends(month.failure)
            axes.plot([x(place)] * 2, [y(low), y(high)], color=svg.INK, linewidth=1.5)
            axes.add_patch(Circle((x(place), y(share)), 5.5, facecolor=svg.MARK, edgecolor=svg.INK, linewidth=1))
            if (len(months) - 1 - place) % every == 0:
                svg.label(axes, x(place), y(high) - 6, words.percent(share), anchor="center", bold=True, size=13)
        for place, month in enumerate(months):
            if (len(months) - 1 - place) % every == 0:
                for line, part in enumerate(_short(month)):
                    svg.label(axes, x(place), above + height + 20 + line * 16, part, anchor="center", size=13)
        said = _said([Count(key=month.period, title=month.label, estimate=month.failure) for _, month in known])
        drawing = svg.of(axes, "chart-over-time", title, said)
    note = f"Share of comments to {summary.service.title}, by machine count. {NOTE}"
    return Chart(title, note, drawing, tables.months(months, summary))


def theme_map(summary: Summary) -> Chart | None:
    """One dot a comment, comments of like meaning near each other, each theme with its number. ``None`` with fewer than two themes."""
    shown = [theme for theme in summary.themes.themes if theme.spots]
    if len(shown) < 2:
        return None
    edge, across, down = 22, svg.WIDTH - 44, 300
    with svg.canvas(down + 2 * edge + len(shown) * 20) as axes:
        for theme in shown:
            for x, y in theme.spots:
                axes.add_patch(Circle((edge + x * across, edge + y * down), 2.6, facecolor=svg.LINE, linewidth=0))
        for number, theme in enumerate(shown, start=1):
            x, y = (sorted(spot[end] for spot in theme.spots)[len(theme.spots) // 2] for end in (0, 1))
            at = (edge + x * across, edge + y * down)
            axes.add_patch(Circle(at, 11, facecolor=svg.MARK, edgecolor=svg.INK, linewidth=1))
            svg.label(axes, at[0], at[1] + 5, str(number), anchor="center", bold=True, size=14)
            svg.label(axes, 0, down + 2 * edge + number * 20 - 6, f"{number}  {svg.plain(theme.title, 46)}", size=14)
        counts = [Count(key=theme.key, title=theme.title, estimate=theme.estimate) for theme in shown]
        drawing = svg.of(axes, "chart-themes", "Map of the themes", _said(_known(counts)))
    table = tables.shares("themes-table", "Themes and how many talk of each", "Theme", counts, summary)
    note = "Each dot is a comment; comments that say like things lie near each other, only roughly. A comment may be in several themes."
    return Chart("What people talk about", note, drawing, table)


def _dots(name: str, title: str, note: str, counts: Iterable[Count], table: Table) -> Chart | None:
    rows = _known(tables.largest_first(counts))
    if not rows:
        return None
    top = _round_up(max(words.ends(row.estimate)[2] for row in rows))
    edge = 8
    scale = (svg.WIDTH - 2 * edge) / top
    with svg.canvas(len(rows) * ROW + 24) as axes:
        for place, row in enumerate(rows):
            _words(axes, place, row)
            y = place * ROW + 30
            share, low, high = (edge + end * scale for end in words.ends(row.estimate))
            axes.plot([edge, svg.WIDTH - edge], [y, y], color=svg.LINE, linewidth=1)
            _whisker(axes, low, high, y)
            axes.add_patch(Circle((share, y), 6.5, facecolor=svg.MARK, edgecolor=svg.INK, linewidth=1))
        for share, anchor in ((0.0, "left"), (top, "right")):
            at = edge if anchor == "left" else svg.WIDTH - edge
            svg.label(axes, at, len(rows) * ROW + 17, words.percent(share), anchor=anchor, size=13)
        drawing = svg.of(axes, name, title, _said(rows))
    return Chart(title, note, drawing, table)


def _words(axes: Axes, place: int, row: Count) -> None:
    y = place * ROW + 17
    svg.label(axes, 0, y, svg.plain(row.title, LONGEST), bold=True)
    svg.label(axes, svg.WIDTH, y, words.share(row.estimate), anchor="right")


def _whisker(axes: Axes, low: float, high: float, y: float) -> None:
    axes.plot([low, high], [y, y], color=svg.INK, linewidth=1.5)
    for end in (low, high):
        axes.plot([end, end], [y - 4, y + 4], color=svg.INK, linewidth=1.5)


def _known(counts: Iterable[Count]) -> list[Count]:
    return [count for count in counts if count.estimate.share is not None]


def _said(rows: Iterable[Count]) -> str:
    """The text alternative, from the numbers."""
    return "; ".join(f"{svg.plain(row.title)}: {words.share(row.estimate)}" for row in rows) + "."


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
    >>> _short(Month(period="2026-10", label="October 2026", comments=None, failure=none))
    ['Oct', '2026']
    """
    name, _, year = month.label.partition(" ")
    return [name[:3], year] if year.isdigit() else month.period.split("--")
