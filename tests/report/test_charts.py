"""Figures are the same every time, say their numbers, and leave out what is not known."""

from __future__ import annotations

import re

import made
import pytest

from engagement_lib.report import charts

EVERY = {
    "demand": lambda: charts.demand(made.full()),
    "failure_types": lambda: charts.failure_types(made.full()),
    "over_time": lambda: charts.over_time(made.full()),
    "services": lambda: charts.services([made.full(), made.full("waste", "Waste", 80), made.tiny()]),
}


@pytest.mark.parametrize("name", EVERY)
def test_a_figure_is_the_same_every_time(name: str):
    assert EVERY[name]() == EVERY[name]()


@pytest.mark.parametrize("name", EVERY)
def test_a_figure_takes_its_colours_and_letters_from_the_page(name: str):
    drawing = EVERY[name]().drawing
    assert "style=" not in drawing and "<text" not in drawing and "#" not in drawing and "http" not in drawing
    assert "fill-mark" in drawing and "stroke-ink" in drawing


def test_the_scale_of_a_drawing_is_that_of_its_numbers():
    summary = made.full()
    drawing = charts.demand(summary).drawing
    widths = [float(width) for width in re.findall(r'd="M 0 2 L ([\d.]+) 2', drawing)]
    assert widths == [round(count.estimate.share * charts.WIDTH, 1) for count in summary.demand]
    dots = [float(x) for x in re.findall(r'"fill-mark.*translate\(([\d.]+) 9\)', charts.failure_types(summary).drawing)]
    edge = charts.WIDTH * charts.EDGE
    top = charts.WIDTH - 2 * edge
    shares = sorted((type_.estimate.share for type_ in summary.failure_types if type_.estimate.share), reverse=True)
    assert dots == [pytest.approx(edge + share / 0.4 * top, abs=0.06) for share in shares]


def test_what_is_not_known_is_not_drawn_but_named():
    chart = charts.failure_types(made.full())
    assert "Staff conduct" not in chart.drawing
    assert chart.table.rows[-1][0] == "Staff conduct"


def test_failure_types_come_most_frequent_first():
    assert [row[0] for row in charts.failure_types(made.full()).table.rows][:2] == ["No response", "Not fixed"]


def test_one_period_makes_no_line():
    assert charts.over_time(made.tiny()) is None
    assert charts.over_time(made.full(months=made.full().months[:1])) is None


def test_a_gap_in_time_stays_a_gap():
    months = list(made.full().months)
    months[1] = months[1].model_copy(update={"failure": made.HIDDEN})
    whole, gap = charts.over_time(made.full()), charts.over_time(made.full(months=tuple(months)))
    assert whole.drawing.count('"stroke-mark"') == 3
    assert gap.drawing.count('"stroke-mark"') == 1
    assert gap.table.rows[1][2] == "cannot tell yet"


def test_three_years_of_months_still_have_room_for_their_labels():
    months = made.full().months
    drawn = charts.over_time(made.full(months=tuple(months[place % 4] for place in range(36))))
    assert len(drawn.drawing) < 30_000
    assert drawn.drawing.count(">2026<") == 6
    assert drawn.drawing.count('class="unseen"') == 36, "who listens hears every month"


@pytest.mark.parametrize("months, named", [(3, 3), (6, 3)])
def test_periods_with_long_names_have_fewer_of_them_below_the_line(months: int, named: int):
    one = made.full().months[0].model_copy(update={"period": "2026-04--2026-09", "label": "April to September 2026"})
    drawn = charts.over_time(made.full(months=(one,) * months)).drawing
    assert drawn.count("<span>2026-09</span>") == named


def test_nothing_known_is_no_figure():
    assert charts.demand(made.tiny()) is None and charts.failure_types(made.tiny()) is None
    assert charts.services([made.tiny(), made.empty()]) is None and charts.services([]) is None


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted([_luminance(one), _luminance(other)], reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_in_both_schemes():
    from engagement_lib.report.render import stylesheet

    schemes = re.findall(r":root \{(.*?)\}", stylesheet(), re.S)
    assert len(schemes) == 3
    for scheme in schemes:
        colour = dict(re.findall(r"--(\w+): (#\w{6})", scheme))
        for text in ("ink", "soft", "accent"):
            assert min(_contrast(colour[text], colour[back]) for back in ("paper", "panel")) >= 4.5
        for mark in ("mark", "quiet"):
            assert _contrast(colour[mark], colour["paper"]) >= 3
            assert _contrast(colour[mark], colour["ink"]) >= 3, (mark, scheme)
