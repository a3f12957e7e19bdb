"""The one rendering path: Jinja with autoescape, so that no resident's words can become markup."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from engagement_lib.report import words

TEMPLATES = Path(__file__).parent / "template"

MARK = '<div class="fragment">'
"""What every fragment begins with: ``export`` puts nothing else on a page."""


CELL_ONLY = '<style data-cell="">'
"""What a fragment ends with in a cell of a notebook: a page has its stylesheet once, in its head."""


class Fragment(str):
    """A finished part of a page. A notebook displays it with the page's looks, a template takes it as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return f"{self}\n{CELL_ONLY}{_cell_style()}</style>"

    def __repr__(self) -> str:
        return f"<a part of the page, {len(self):,} characters>"


@cache
def environment() -> Environment:
    """Templates with autoescape; a name a template does not know is an error, not a blank."""
    found = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    found.globals.update(words=words)
    return found


def fragment(name: str, **values: Any) -> Fragment:
    """Render ``fragments/<name>.html.j2``."""
    inside = environment().get_template(f"fragments/{name}.html.j2").render(values)
    return Fragment(f"{MARK}\n{inside.strip()}\n</div>")


def piece(name: str, **values: Any) -> str:
    """Render ``charts/<name>.html.j2``, which stands inside a fragment."""
    return environment().get_template(f"charts/{name}.html.j2").render(values).strip()


def page(name: str, **values: Any) -> str:
    """Render a whole page, ``<name>.html.j2``, in the one stylesheet."""
    house = values.get("house")
    given = {**values, "house": house, "accent": accent(house.accent) if house else "", "css": stylesheet()}
    return environment().get_template(f"{name}.html.j2").render(given)


def accent(colour: str) -> str:
    """The colour if it is one, for it goes into the stylesheet as it is; else nothing."""
    return colour if re.fullmatch(r"#[0-9a-f]{6}", colour) else ""


def without_cell_style(html: str) -> str:
    """What a cell showed, as it stands on a page."""
    return html.partition(f"\n{CELL_ONLY}")[0]


@cache
def _cell_style() -> str:
    """The stylesheet for fragments alone: the rest of a notebook keeps its own looks, and a fragment takes none of them."""
    own = re.sub(r"\bbody \{\s*margin: 0;", "& { padding: 1px 1rem;", stylesheet()).replace(":root", "&")
    notebooks = (
        "h1, h2, h3 { font-weight: 700; } table { font-size: 1em; } tr, th, td { background: none; color: inherit; }"
    )
    return f".fragment.fragment.fragment {{\n{notebooks}\n{own}}}\n"


@cache
def stylesheet() -> str:
    return (TEMPLATES / "style.css").read_text(encoding="utf-8")
