"""In a cell of a notebook a summary and its tables show what the page shows, with the page's looks and no effect on the rest."""

from __future__ import annotations

import subprocess
import sys

import made
import nbformat
import pages
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from engagement_lib.report import export, show
from engagement_lib.report.render import CELL_ONLY
from engagement_lib.summary import Counts, Summary


@pytest.mark.parametrize("summary", [made.full(), made.tiny(), made.empty()], ids=["full", "tiny", "empty"])
def test_a_summary_shows_its_title_and_first_screen(summary: Summary):
    shown = summary._repr_html_()
    for part in (show.title(summary), show.headline(summary), show.demand(summary)):
        assert str(part) in shown
    assert shown.count(CELL_ONLY) == 1 and ".fragment.fragment.fragment {" in shown


def test_counts_show_themselves_as_a_table_and_hide_what_is_hidden():
    summary = Summary.model_validate_json(made.full().to_json())
    assert isinstance(summary.value_types, Counts) and isinstance(summary.who[0].rows, Counts)
    assert summary == made.full() and summary.to_json() == made.full().to_json()
    lines = pages.look(summary.value_types._repr_html_()).find_all("tr")
    rows = [[cell.get_text() for cell in line.find_all(["th", "td"])] for line in lines]
    assert rows[1][:2] == ["Something broken or worn to mend", "121 of 165"]
    assert rows[3] == ["Help wanted: support, money, care", "too few to show", "cannot tell yet"]
    assert not pages.look(Counts()._repr_html_()).find("table")


def test_a_hostile_title_stays_text_in_a_cell():
    hostile = Summary.model_validate(made.hostile("</style><script>alert(1)</script>").model_dump())
    for shown in (hostile._repr_html_(), hostile.demand._repr_html_()):
        page = pages.look(shown)
        assert not page.find("script") and "alert(1)" in page.get_text()


def test_the_looks_of_a_cell_do_not_come_onto_a_page():
    for html in (made.full()._repr_html_(), made.full().demand._repr_html_()):
        cell = new_code_cell("x", outputs=[new_output("execute_result", {"text/html": html, "text/plain": "x"})])
        notebook = nbformat.from_dict(new_notebook(cells=[cell]))
        page = export.html(notebook, "x")
        assert page.count("<style") == 1 and ".fragment.fragment" not in page and "Failure demand" in page


def test_a_summary_alone_loads_nothing_of_the_report():
    code = "import sys, engagement_lib.summary; print([name for name in sys.modules if 'report' in name or 'jinja' in name])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
