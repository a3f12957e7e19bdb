"""One executed notebook as one page, through nbconvert and a template of our own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment

from engagement_lib.problems import Fault, StoreError
from engagement_lib.report import render
from engagement_lib.report.jupyter import HTMLExporter, NotebookNode
from engagement_lib.report.render import MARK, TEMPLATES, stylesheet, without_cell_style

_VOID = re.compile(r"<(meta|link|br|img|hr|col|wbr)\b([^<>]*?)\s*/>")
"""Tags that HTML never closes, as nbconvert closes them. Residents' words hold no raw ``<``."""
_HEADING = re.compile(r"##\s+(?P<words>.+)")


@dataclass(frozen=True)
class Page:
    """What the template needs beside the notebook; ``home`` is the page one level up, or empty."""

    title: str
    home: str
    css: str
    accent: str = ""


class PageExporter(HTMLExporter):
    """nbconvert's exporter with our template, and with autoescape, which nbconvert leaves off."""

    def _create_environment(self) -> Environment:
        environment = super()._create_environment()
        environment.autoescape = True
        environment.trim_blocks = environment.lstrip_blocks = True
        return environment


def html(notebook: NotebookNode, title: str, home: str = "index.html", accent: str = "") -> str:
    """The notebook as one self-contained page, the same every time.

    Raises:
        StoreError: when a cell failed. Such a notebook is never made a page: its error may quote anything.
    """
    exporter = PageExporter(
        template_name="engagement",
        extra_template_basedirs=[str(TEMPLATES)],
        extra_template_paths=[str(TEMPLATES)],
        exclude_anchor_links=True,
    )
    page, _ = exporter.from_notebook_node(
        _only_ours(notebook), {"page": Page(title, home, stylesheet(), render.accent(accent))}
    )
    return _VOID.sub(r"<\1\2>", page.strip()) + "\n"


def _only_ours(notebook: NotebookNode) -> NotebookNode:
    """Markdown, and outputs that are fragments of ours.

    The list of contents stands before the second heading: who opens the page reads the finding first.
    """
    cells: list[NotebookNode] = []
    contents: list[tuple[str, str]] = []
    first_part: NotebookNode | None = None
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            heading = _HEADING.match(cell.source)
            anchor = _anchor(heading["words"]) if heading else ""
            if heading:
                if len(contents) == 1:
                    first_part = cells[-1]
                contents.append((anchor, heading["words"]))
            cells.append(NotebookNode(cell, metadata={"anchor": anchor}))
        elif outputs := [output for output in cell.get("outputs", []) if _is_ours(output)]:
            cells.append(NotebookNode(cell, outputs=[_as_on_a_page(output) for output in outputs], metadata={}))
    if first_part is not None and len(contents) > 2:
        first_part.metadata["contents"] = contents[1:]
    return NotebookNode(notebook, cells=cells, metadata={})


def _is_ours(output: dict[str, Any]) -> bool:
    if output["output_type"] == "error":
        raise StoreError(
            Fault("a notebook", "a cell that failed", "one that ran to its end", "mend it and run it again")
        )
    return "".join(output.get("data", {}).get("text/html", "")).startswith(MARK)


def _as_on_a_page(output: NotebookNode) -> NotebookNode:
    html = without_cell_style("".join(output["data"]["text/html"]))
    return NotebookNode(output, data=NotebookNode({"text/html": html}))


def _anchor(heading: str) -> str:
    """A heading as an id.

    >>> _anchor("Who we heard from")
    'who-we-heard-from'
    """
    return re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-")
