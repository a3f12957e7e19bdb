"""Anyone can read a page: axe finds nothing, text and marks stand out, and enlarged text stays within the window."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import made
import pages
import pytest

from engagement_lib.brand import contrast
from engagement_lib.report import render
from engagement_lib.report.contents import Entry, Export, Missing

pytestmark = pytest.mark.browser

FOUND = """async () => { const told = await axe.run(document);
  return [...told.violations, ...told.incomplete].map(one => `${one.id}: ${one.nodes[0].html.slice(0, 90)}`); }"""
"""What axe finds, and what it leaves for a person to judge."""


def every_page() -> dict[str, str]:
    full = made.full()
    index = render.page(
        "contents", label="October 2026", made=[Entry.of(full, "x")], missing=[Missing("waste", "Waste", "it stopped")], overview="",
        earlier=[("2026-09", "September 2026")], house=full, files={"maintenance": [Export("maintenance.csv", "", "", "")]},
    )  # fmt: skip
    return {
        "full": pages.of(full),
        "tiny": pages.of(made.tiny()),
        "empty": pages.of(made.empty()),
        "public": pages.of(made.full(edition="public")),
        "overview": pages.overview(full, made.tiny(), made.empty()),
        "index": index,
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["full", "tiny", "empty", "public", "overview", "index"])
def test_axe_finds_nothing_against_any_of_its_rules(browser: Any, name: str, scheme: str, tmp_path: Path):
    package = find_spec("axe_playwright_python")
    assert package is not None and package.origin is not None
    axe = (Path(package.origin).parent / "axe.min.js").read_text(encoding="utf-8")
    path = tmp_path / "page.html"
    path.write_text(every_page()[name], encoding="utf-8")
    context = browser.new_context(bypass_csp=True, color_scheme=scheme)  # the page's policy would keep axe out as well
    page = context.new_page()
    page.goto(path.as_uri())
    page.evaluate(axe)
    assert page.evaluate(FOUND) == []
    context.close()


@pytest.mark.parametrize("name", ["full", "overview", "index"])
def test_text_twice_as_large_stays_within_the_window(browser: Any, name: str, tmp_path: Path):
    path = tmp_path / "page.html"
    path.write_text(every_page()[name].replace("html { font-size: 100%;", "html { font-size: 200%;"), encoding="utf-8")
    page = browser.new_page(viewport={"width": 640, "height": 800})
    page.goto(path.as_uri())
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    page.close()


def test_marks_stand_out_from_the_page_and_words_more():
    """No word stands over a drawing, where no program could judge it; no mark has the page's own colour."""
    light = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", render.stylesheet().split("@media")[0]))
    assert light["paper"] == "#ffffff"
    for name, least in {"ink": 7, "soft": 4.5, "accent": 4.5, "warn": 4.5, "mark": 3, "quiet": 3}.items():
        assert contrast(light[name]) >= least, name
    assert "background: var(--paper); color: var(--ink)" in re.search(r"\.pin \{(.*?)\}", render.stylesheet())[1]
