"""What matplotlib draws, as an inline SVG that has a name, follows the page's colours and is the same every time."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from xml.etree import ElementTree

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

WIDTH = 400
"""Units across. At 360 pixels a label of 16 units is still 13 pixels tall."""

COLOURS = {"#111111": "ink", "#1f8299": "mark", "#767c83": "quiet", "#b9bfc6": "line"}
"""Colours as drawn, and the class that gives each its light and dark shade. Ink is the text's own."""

INK, MARK, QUIET, LINE = COLOURS

_NAMESPACE = "{http://www.w3.org/2000/svg}"
_KEPT = ("d", "x", "y", "fill", "stroke", "stroke-width", "stroke-linecap", "text-anchor", "font-size", "font-weight")
_NUMBER = re.compile(r"-?\d+\.\d+")


@contextmanager
def canvas(height: float) -> Iterator[Axes]:
    """A bare surface, ``WIDTH`` by ``height`` units, the origin at the top left.

    matplotlib's own settings are used, not those of whoever runs it.
    """
    with matplotlib.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")  # the reader's own font draws it
        matplotlib.rcdefaults()
        matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "engagement", "path.simplify": False})
        figure = Figure(figsize=(WIDTH / 72, height / 72))
        figure.patch.set_visible(False)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set(xlim=(0, WIDTH), ylim=(height, 0))
        yield axes


def of(axes: Axes, name: str, title: str, description: str) -> str:
    """The drawing as one ``<svg>``; ``title`` and ``description`` are what a screen reader says."""
    file = io.BytesIO()
    figure = axes.get_figure()
    assert isinstance(figure, Figure)
    figure.savefig(file, format="svg", transparent=True, metadata={"Date": None})
    drawn = ElementTree.fromstring(file.getvalue())
    out = ElementTree.Element(
        "svg",
        {
            "class": "chart",
            "role": "img",
            "aria-labelledby": f"{name}-title {name}-desc",
            "viewBox": f"0 0 {WIDTH} {drawn.attrib['viewBox'].split()[3]}",
            "width": "520",
        },
    )
    ElementTree.SubElement(out, "title", {"id": f"{name}-title"}).text = title
    ElementTree.SubElement(out, "desc", {"id": f"{name}-desc"}).text = description
    shown = ElementTree.SubElement(
        out, "g", {"aria-hidden": "true"}
    )  # title and description say it; single marks would be noise
    for shape in drawn.iter():
        if shape.tag in (f"{_NAMESPACE}path", f"{_NAMESPACE}text") and "style" in shape.attrib:
            copy = ElementTree.SubElement(shown, shape.tag.removeprefix(_NAMESPACE), _attributes(shape))
            copy.text = shape.text
    return ElementTree.tostring(out, encoding="unicode")


def label(
    axes: Axes, x: float, y: float, words: str, *, anchor: str = "left", bold: bool = False, size: float = 16
) -> None:
    """Words on the drawing, level, taken as they are."""
    weight = "bold" if bold else "normal"
    axes.text(x, y, plain(words), ha=anchor, va="baseline", size=size, weight=weight, color=INK, parse_math=False)


def plain(words: str, longest: int = 300) -> str:
    """Words on one line without control characters, which SVG cannot hold; shortened if need be.

    >>> plain("Lifts\\x00 and\\n stairs"), plain("Anti-social behaviour", 12)
    ('Lifts and stairs', 'Anti-social…')
    """
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in words).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def _attributes(shape: ElementTree.Element) -> dict[str, str]:
    """Style as attributes, which a stylesheet may overrule; a class for each colour; numbers to a tenth of a unit."""
    style = dict(part.split(": ", 1) for part in shape.attrib["style"].split("; ") if ": " in part)
    found = {**shape.attrib, **style}
    kept = {key: _NUMBER.sub(_tenth, " ".join(found[key].split())) for key in _KEPT if key in found}
    classes = []
    for paint in ("fill", "stroke"):
        if named := COLOURS.get(kept.get(paint, "")):
            classes.append(f"{paint}-{named}")
            if named == "ink":
                kept[paint] = "currentColor"
    return {"class": " ".join(classes), **kept} if classes else kept


def _tenth(number: re.Match[str]) -> str:
    return f"{float(number[0]):.1f}".removesuffix(".0")
