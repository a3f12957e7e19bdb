"""What matplotlib draws, as shapes for an inline SVG: bare paths in the page's own colours, the same every time.

No word is drawn: words and numbers of a figure are HTML.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from xml.etree import ElementTree

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

WIDTH = 400
"""Units across; matplotlib calls them points."""

COLOURS = {"#111111": "ink", "#1f8299": "mark", "#767c83": "quiet", "#b9bfc6": "line"}
"""Colours as drawn, and what the stylesheet calls them: it gives each its light and its dark shade."""

INK, MARK, QUIET, LINE = COLOURS

_POINTS = 72
"""To an inch, in which matplotlib has its sizes."""

_SVG, _LINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
_NUMBER = re.compile(r"-?\d+\.\d+")


@contextmanager
def surface(height: int, across: tuple[float, float], down: tuple[float, float]) -> Iterator[Axes]:
    """Bare axes, ``WIDTH`` by ``height`` units. ``across`` are the values at the left and right edge, ``down`` at top and bottom.

    matplotlib's own settings are used, not those of whoever runs it.
    """
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        axes = Figure(figsize=(WIDTH / _POINTS, height / _POINTS)).add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_autoscale_on(False)
        axes.set(xlim=across, ylim=down[::-1])
        yield axes


def shapes(axes: Axes) -> str:
    """Everything drawn, in order, as ``<path>`` elements with a class for each colour."""
    file = io.BytesIO()
    figure = axes.get_figure(root=True)
    assert figure is not None
    figure.savefig(file, format="svg", transparent=True, metadata={"Date": None})
    drawn = ElementTree.fromstring(file.getvalue())
    # drawn once, and used wherever they are wanted
    marks = {mark.attrib["id"]: mark for mark in drawn.iterfind(f".//{_SVG}defs/{_SVG}path")}
    out = []
    for shape in drawn.iter():
        if not (colours := _colours(shape)) or shape in marks.values():
            continue
        if shape.tag == f"{_SVG}path":
            out.append(_path(shape, colours))
        elif shape.tag == f"{_SVG}use":
            place = _short(f"translate({shape.attrib['x']} {shape.attrib['y']})")
            out.append(_path(marks[shape.attrib[_LINK].removeprefix("#")], colours, f' transform="{place}"'))
    return "\n".join(out)


def _colours(shape: ElementTree.Element) -> str:
    """Its classes: none for what is not painted."""
    style = dict(part.split(": ", 1) for part in shape.attrib.get("style", "").split("; ") if ": " in part)
    named = ((paint, COLOURS.get(style.get(paint, ""))) for paint in ("fill", "stroke"))
    return " ".join(f"{paint}-{name}" for paint, name in named if name)


def _path(shape: ElementTree.Element, colours: str, more: str = "") -> str:
    return f'<path class="{colours}" d="{_short(" ".join(shape.attrib["d"].split()))}"{more}/>'


def _short(numbers: str) -> str:
    """Numbers to a tenth of a unit.

    >>> _short("M 12.04 3.16")
    'M 12 3.2'
    """
    return _NUMBER.sub(lambda number: f"{float(number[0]):.1f}".removesuffix(".0"), numbers)
