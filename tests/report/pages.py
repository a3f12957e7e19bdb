"""Pages made in this process, without a kernel, and how to look at them."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import nbformat
from bs4 import BeautifulSoup
from nbformat.v4 import new_output

from engagement_lib.report import export, show
from engagement_lib.report.batch import NOTEBOOKS
from engagement_lib.summary import Summary


def of(summary: Summary) -> str:
    """The page of one service, from the cells of the report notebook."""
    return _page("service_insight.ipynb", {"summary": summary}, f"{summary.service.title}, {summary.period.label}")


def overview(*summaries: Summary) -> str:
    return _page("all_services.ipynb", {"summaries": summaries}, "All services, October 2026")


def look(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def write(summary: Summary, processed: Path) -> None:
    folder = processed / summary.service.slug / summary.period.key
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "summary.json").write_text(summary.to_json(), encoding="utf-8")


def _page(notebook: str, names: dict[str, Any], title: str) -> str:
    executed = nbformat.read(NOTEBOOKS / notebook, as_version=4)
    for cell in executed.cells:
        if cell.cell_type == "code" and cell.source.startswith("show."):
            call = ast.parse(cell.source, mode="eval").body
            assert isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
            made = getattr(show, call.func.attr)(*names.values())
            cell.outputs = [new_output("execute_result", {"text/html": made._repr_html_(), "text/plain": repr(made)})]
    return export.html(executed, title)
