"""Residents' words, titles and names are text and nothing else, wherever they come in."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import made
import pages
import pytest

from engagement_lib.problems import AlteredError, EngagementError
from engagement_lib.report import batch, parcels, read, run

STRINGS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</title></style></svg></script><iframe src=//evil.test>",
    "{{ 7 * 7 }} {% raw %} ${7*7} $x^2$ \\(x\\)",
    "![a](http://evil.test/x.png) [b](javascript:alert(1)) # heading | a | b |",
    "<!-- --> & &amp; &lt;b&gt; ]]>",
    "\u202etxet \u200bzero\u0000null\u0007bell 🏚 اَلْعَرَبِيَّةُ",
]


@pytest.mark.parametrize("words", STRINGS)
def test_words_stay_words(words: str):
    html = pages.of(made.hostile(words)) + pages.overview(made.hostile(words))
    page = pages.look(html)
    assert not page.find_all(["script", "img", "iframe", "form"])
    assert not [tag for tag in page.find_all(True) if any(name.startswith("on") for name in tag.attrs)]
    assert not [link for link in page.find_all("a", href=True) if ":" in link["href"]]
    quotes = page.find_all("blockquote")
    assert quotes and all(quote.get_text() == words for quote in quotes)
    assert {quote["lang"] for quote in quotes} == {"en-GB", "und"}


@pytest.mark.parametrize("slug", ["../evil", "a/b", "", "Ärger", "x" * 61, "a b", ".", "index", "overview"])
def test_a_slug_that_is_no_name_is_refused_before_anything_runs(slug: str, tmp_path):
    with pytest.raises(EngagementError):
        batch.make("2026-10", [slug], tmp_path / "processed", tmp_path / "reports")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("period", ["../2026-10", "october", "2026-10/..", "", "2026-10\n"])
def test_a_period_that_is_no_period_is_refused(period: str, tmp_path):
    with pytest.raises(EngagementError):
        batch.make(period, ["maintenance"], tmp_path / "processed", tmp_path / "reports")
    assert not list(tmp_path.iterdir())


PATHS = [
    "..",
    "../..",
    "..\\..\\evil",
    "/etc/passwd",
    "C:\\evil",
    "\\\\host\\share",
    "con",
    "nul.",
    "aux.html",
    "a\u0000b",
    "a\nb",
    "~root",
    "%2e%2e%2f",
    "....//",
    "file:///etc",
    "lift ",
    " lift",
    "lift.",
    "é",
    "a;b",
    "$(id)",
    "`id`",
    "|id",
    "*",
    "?",
    "<a>",
    '"',
    "'",
    "a" * 300,
    "-" * 61,
]


def test_no_name_of_a_service_leads_out_of_the_folder(tmp_path):
    names = list(PATHS)
    if shared := os.environ.get("ENGAGEMENT_SHARED"):
        names += json.loads((Path(shared) / "data/hostile/blns/blns.json").read_text(encoding="utf-8"))
    root = tmp_path / "root"
    root.mkdir()
    written = []
    for name in names:
        try:
            made = batch.make("2026-10", [name], root / "processed", root / "reports")
        except EngagementError:
            continue
        written.append(name)
        assert not made.pages
    assert not [name for name in written if not parcels.SLUG.fullmatch(name)]
    assert [path.name for path in tmp_path.iterdir()] == ["root"]


@pytest.mark.parametrize("name", [batch.SERVICE, batch.OVERVIEW])
def test_an_altered_notebook_is_refused(name: str, tmp_path, monkeypatch):
    monkeypatch.setattr(batch, "NOTEBOOKS", tmp_path / "notebooks")
    shutil.copytree(Path(__file__).parents[2] / "notebooks/reports", tmp_path / "notebooks")
    path = tmp_path / "notebooks" / name
    path.write_text(path.read_text(encoding="utf-8").replace("import", "import os; import", 1), encoding="utf-8")
    with pytest.raises(AlteredError, match=name) as caught:
        batch.make("2026-10", ["maintenance"], tmp_path / "p", tmp_path / "reports", notebooks=batch.NOTEBOOKS)
    assert caught.value.exit_code == 3 and not (tmp_path / "reports").exists()


def test_line_ends_alter_no_notebook(tmp_path):
    whole = (batch.NOTEBOOKS / batch.SERVICE).read_bytes()
    (tmp_path / batch.SERVICE).write_bytes(whole.replace(b"\n", b"\r\n"))
    run.check_unaltered(tmp_path / batch.SERVICE)


def test_a_hostile_parameter_name_is_refused():
    with pytest.raises(EngagementError, match="plain names"):
        run.check_parameters(batch.NOTEBOOKS / batch.SERVICE, {"x=[];__import__('os').system('id');z": 1})


def test_a_notebook_with_other_parameters_is_refused(tmp_path):
    notebook = json.loads((batch.NOTEBOOKS / batch.SERVICE).read_text(encoding="utf-8"))
    notebook["cells"][0]["source"] = ["service = 'a'\n", "month = '2026-10'"]
    (tmp_path / batch.SERVICE).write_text(json.dumps(notebook), encoding="utf-8")
    with pytest.raises(EngagementError, match="month"):
        batch.make("2026-10", ["a"], tmp_path / "p", tmp_path / "reports", notebooks=tmp_path)
    assert not (tmp_path / "reports").exists()


def test_a_summary_that_cannot_be_read_is_told_without_its_words(tmp_path):
    pages.write(made.full(), tmp_path)
    path = tmp_path / "maintenance/2026-10/summary.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"threshold": 5', '"threshold": "Anna"'), encoding="utf-8")
    with pytest.raises(EngagementError) as caught:
        read(tmp_path, "maintenance", "2026-10")
    assert "Anna" not in str(caught.value) and caught.value.__cause__ is None


def test_a_summary_of_another_format_is_refused(tmp_path):
    pages.write(made.full(format=99), tmp_path)
    with pytest.raises(EngagementError, match="format 99"):
        read(tmp_path, "maintenance", "2026-10")
