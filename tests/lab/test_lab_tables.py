"""Tables in notebooks: searched, sorted and paged, read out loud, and never taken for HTML."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import nbclient
import nbformat
import pandas as pd
import pytest
from nbconvert import HTMLExporter

from engagement_lib import tables_shown

FOUND = "async () => (await axe.run({include: [['.jp-OutputArea-output']]})).violations.map(one => `${one.id}: ${one.nodes[0].html}`)"

TABLES = [
    "comments",
    "comments.set_index('demand')",
    "comments['demand'].value_counts().to_frame()",
    "comments.groupby(['demand', 'source']).size().unstack(fill_value=0)",
    "comments.groupby(['demand', 'source'])[['sure']].agg(['mean', 'size'])",
    "comments['demand']",
    "comments.head(0)",
    "pd.DataFrame({'n': [1, 2]}, index=['a', 'b']).T",
]

START = """import pandas as pd
from engagement_lib import tables_shown
tables_shown.start()
comments = pd.DataFrame({"text": ["<img src=x onerror=alert(1)>", "one\\ntwo", None] * 8, "demand": ["failure", "value", "none"] * 8,
    "source": ["survey", "calls"] * 12, "sure": [0.5, 0.25, None] * 8})"""


def test_headings_say_something_and_nothing_is_lost_or_read_as_html():
    table = pd.DataFrame(
        {"text": ["<script>alert(1)</script>", "one\n two"]}, index=pd.Index(["r1", "r2"], name="response_id")
    )
    before = table.copy()
    shown = tables_shown.html(table)
    pd.testing.assert_frame_equal(table, before)
    assert (
        "<script>alert" not in shown and "one ¶ two" in shown and "response_id" in shown and "2 rows, 1 column" in shown
    )
    assert "://cdn" not in shown and "unpkg" not in shown


@pytest.mark.parametrize(
    "table",
    [
        pd.DataFrame(),
        pd.DataFrame({"a": [1], "b": [[1, 2]]}),
        pd.DataFrame([[1, 2]], columns=["same", "same"]),
        pd.DataFrame({"text": [1]}, index=pd.Index(["x"], name="text")),
        pd.DataFrame({1: [pd.NaT], 2: [pd.Timestamp("2026-10-01")]}),
        pd.DataFrame({"kind": pd.Categorical(["a", None])}),
    ],
    ids=["empty", "lists", "same names", "index named as a column", "dates", "categories"],
)
def test_odd_tables_are_shown_too(table: pd.DataFrame):
    assert ("<table" if len(table.columns) else "Nothing to show") in tables_shown.html(table)


def test_outside_a_notebook_it_does_nothing():
    tables_shown.start()
    assert "<table" in pd.DataFrame({"a": [1]}).to_html()


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_table_and_no_words_of_a_resident_are_run(
    browser: Any, page_of_tables: Path, scheme: str
):
    package = find_spec("axe_playwright_python")
    assert package is not None and package.origin is not None
    context = browser.new_context(bypass_csp=True, color_scheme=scheme)
    page = context.new_page()
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.goto(page_of_tables.as_uri())
    page.locator("table.dataTable").nth(len(TABLES) - 1).wait_for()
    page.evaluate((Path(package.origin).parent / "axe.min.js").read_text(encoding="utf-8"))
    assert page.evaluate(FOUND) == [] and not dialogs
    assert page.locator("table.dataTable caption").count() == len(TABLES)
    context.close()


@pytest.fixture(scope="module")
def page_of_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    cells = [nbformat.v4.new_code_cell(source) for source in [START, *TABLES]]
    notebook = nbformat.v4.new_notebook(cells=cells)
    nbclient.NotebookClient(notebook, kernel_name="python3", timeout=120).execute()
    path = tmp_path_factory.mktemp("tables") / "page.html"
    exporter = HTMLExporter(mathjax_url="", require_js_url="")
    path.write_text(exporter.from_notebook_node(notebook)[0], encoding="utf-8")
    return path
