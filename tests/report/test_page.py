"""What every page keeps to: one language, one h1, headings in order, named tables and figures, nothing from outside."""

from __future__ import annotations

import re
from itertools import pairwise

import made
import pages
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from engagement_lib.problems import StoreError
from engagement_lib.report import export, render
from engagement_lib.summary import Action

EVERY_PAGE = {
    "full": lambda: pages.of(made.full()),
    "tiny": lambda: pages.of(made.tiny()),
    "empty": lambda: pages.of(made.empty()),
    "hostile": lambda: pages.of(made.hostile("<h1>Anna & $x$</h1>")),
    "overview": lambda: pages.overview(made.full(), made.tiny(), made.empty()),
    "contents": lambda: render.page("contents", label="October 2026", made=[], missing=[], overview="", earlier=[]),
}


@pytest.fixture(scope="module", params=EVERY_PAGE)
def html(request: pytest.FixtureRequest) -> str:
    return str(EVERY_PAGE[request.param]())


def test_language_title_and_landmarks(html: str):
    page = pages.look(html)
    assert html.startswith("<!DOCTYPE html>") and html.rstrip().endswith("</html>")
    assert page.html["lang"] == "en-GB"
    assert "October 2026" in page.title.string
    assert page.main and page.find("a", class_="skip")["href"] == "#main"


def test_headings_start_with_the_only_h1_and_skip_no_level(html: str):
    levels = [int(heading.name[1]) for heading in pages.look(html).find_all(re.compile(r"^h[1-6]$"))]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_table_has_a_caption_scopes_and_a_region_to_scroll_in(html: str):
    page = pages.look(html)
    for table in page.find_all("table"):
        assert table.caption.get_text().strip()
        assert all(cell.get("scope") in ("row", "col") for cell in table.find_all("th"))
        region = table.find_parent("section", class_="scroll")
        assert region["tabindex"] == "0" and page.find(id=region["aria-labelledby"]) is table.caption


def test_every_figure_says_in_words_what_is_drawn_and_has_a_table(html: str):
    page = pages.look(html)
    for drawing in page.find_all("svg"):
        assert drawing["aria-hidden"] == "true" and not drawing.get_text().strip(), "a drawing is for the eye alone"
        assert drawing.find_parent("figure") and len(str(drawing)) < 30_000
    for figure in page.find_all("figure", class_="figure"):
        assert figure.figcaption.strong.get_text().strip()
        table = figure.details.table.extract()
        for row in table.tbody.find_all("tr"):
            what, share = row.th.get_text(), row.find_all("td")[-1].get_text()
            assert "%" not in share or (what in figure.get_text() and share in figure.get_text())


def test_no_id_stands_twice_and_every_inner_link_arrives(html: str):
    page = pages.look(html)
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert len(ids) == len(set(ids)) and "" not in ids
    for link in page.find_all("a", href=re.compile("^#")):
        assert link["href"][1:] in ids


def test_nothing_runs_and_nothing_is_fetched(html: str):
    page = pages.look(html)
    policy = page.head.find("meta")
    assert policy["http-equiv"] == "Content-Security-Policy"
    assert policy["content"].startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'")
    assert not page.find_all(["script", "iframe", "form", "object", "embed", "img"])
    assert not [tag for tag in page.find_all(True) if any(name.startswith("on") for name in tag.attrs)]
    assert "http://" not in html and "https://" not in html and "mathjax" not in html.lower()
    assert len(page.find_all("style")) == 1


def test_the_page_holds_no_code_and_no_prompt(html: str):
    assert "show.headline" not in html and "import " not in html and "In [" not in html and "jp-" not in html


def test_title_names_service_and_period():
    assert pages.look(pages.of(made.full())).title.string == "Maintenance, October 2026"


def test_the_same_summary_gives_the_same_bytes():
    assert pages.of(made.full()) == pages.of(made.full())


def test_quotes_say_their_language():
    quotes = pages.look(pages.of(made.full())).find_all("blockquote")
    assert {"en-GB", "pl"} == {quote["lang"] for quote in quotes}
    assert all(quote.find_parent(attrs={"data-untrusted": True}) for quote in quotes)


def test_no_share_stands_without_its_interval():
    text = pages.look(pages.of(made.full())).main.get_text()
    for found in re.finditer(r"(?<!to )(?<!\d)\d+\u00a0%(?! ?\()", text):
        around = text[max(0, found.start() - 60) : found.end() + 40]
        assert re.search(r"95\u00a0%|\d to|\(\d", around) or found[0] in ("0\u00a0%", "40\u00a0%", "60\u00a0%"), around


def test_hidden_numbers_stay_hidden():
    text = pages.look(pages.of(made.tiny())).get_text()
    assert "cannot tell yet" in text.lower() and "fewer than\u00a05" in text
    assert "None" not in text and "nan" not in text


def test_an_empty_period_says_so():
    assert "No comments about Waste reached us in October 2026." in pages.look(pages.of(made.empty())).get_text()


def test_a_notebook_with_a_failed_cell_never_becomes_a_page():
    cell = new_code_cell("x", outputs=[new_output("error", ename="ValueError", evalue="Anna Kowalska", traceback=[])])
    with pytest.raises(StoreError) as caught:
        export.html(new_notebook(cells=[cell]), "x")
    assert "Anna" not in str(caught.value)


def test_only_our_own_fragments_come_onto_a_page():
    foreign = [
        new_output("stream", name="stdout", text="Anna Kowalska"),
        new_output("display_data", {"text/html": "<table><tr><td>Anna Kowalska</td></tr></table>"}),
        new_output("display_data", {"text/plain": "Anna Kowalska"}),
    ]
    page = export.html(new_notebook(cells=[new_code_cell("Anna", outputs=foreign)]), "x")
    assert "Anna" not in page


def test_you_said_we_did_is_there_when_something_was_done():
    done = Action(
        said="Nobody came <b>back</b> to us", did="Each report has a name beside it now", when="12 October 2026"
    )
    page = pages.look(pages.of(made.full(actions=(done,))))
    assert "You said, we did" in [heading.get_text() for heading in page.select("h3")]
    assert "You said: Nobody came <b>back</b> to us" in page.get_text()
    assert "We did: Each report has a name beside it now (12 October 2026)" in page.get_text()
    assert "You said, we did" not in pages.of(made.full())
