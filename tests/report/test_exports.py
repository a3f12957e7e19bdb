"""What stands beside a page says the page's figures, every one and no other, and whatever words they come with stay words."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import made
import openpyxl
import pages
import pytest
from markdown_it import MarkdownIt
from typer.testing import CliRunner

from engagement_lib.__main__ import app
from engagement_lib.problems import EngagementError
from engagement_lib.report import contents, exports, figures, longform, markdown, printed, workbook
from engagement_lib.summarise import published
from engagement_lib.summarise.disclosure import Gate
from engagement_lib.summary import Estimate, Source, Summary

HIDDEN_FROM_BOTH = {"format", "threshold", "spots"}
"""Numbers of a summary that are no figures: how it is written, and where points lie on a map."""
NOT_PUBLIC = {"hazards", "complaints", "other_languages"}


def public() -> Summary:
    return published.edition(made.full(threshold=10), Gate(10, 5))


MANY = {"full": made.full(), "tiny": made.tiny(), "empty": made.empty(), "public": public()}


def numbers(value: object, left_out: set[str]) -> Iterator[float]:
    """Every number below a value."""
    if isinstance(value, dict):
        for name, inside in value.items():
            of_a_theme = name == "hazards" and isinstance(inside, dict)  # that stands on the public page
            if name not in left_out or of_a_theme:
                yield from numbers(inside, left_out)
    elif isinstance(value, list | tuple):
        for inside in value:
            yield from numbers(inside, left_out)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield float(value)


def wanted(summary: Summary) -> Counter[float]:
    left_out = HIDDEN_FROM_BOTH | (NOT_PUBLIC if summary.edition == "public" else set())
    return Counter(numbers(summary.model_dump(), left_out))


def cells(path: Path) -> list[object]:
    book = openpyxl.load_workbook(path)
    return [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]


@pytest.mark.parametrize("name", MANY)
def test_the_workbook_holds_every_figure_and_no_other(name: str, tmp_path: Path):
    found = cells(workbook.write(MANY[name], tmp_path / "a.xlsx"))
    told = Counter(round(float(cell), 14) for cell in found if isinstance(cell, int | float))
    assert told == Counter(round(number, 14) for number in wanted(MANY[name]).elements()), "Excel holds 15 digits"


@pytest.mark.parametrize("name", MANY)
def test_the_csv_holds_every_figure_and_no_other(name: str):
    lines = longform.read(longform.write(MANY[name]))
    told = Counter(float(value) for *_, value in lines if re.fullmatch(r"\d+(\.\d+)?(e-\d+)?", value))
    assert told == wanted(MANY[name])
    assert len({line[:3] for line in lines}) == len(lines), "a figure is found by its table, row and measure"


def test_a_figure_is_where_its_names_say():
    found = {line[:3]: line[3] for line in longform.read(longform.write(made.full()))}
    assert found["failure-types", "No response", "n"] == "71"
    assert found["failure-types", "Staff conduct", "n"] == "fewer than 5"
    assert float(found["put-right", "The rule of 95 %", "high"]) == 0.47
    assert found["said-more", "Boiler, heating and hot water, Tenure, Leaseholder", "others_of"] == "300"
    assert found["over-time", "September 2026", "n"] == "171"


def test_themes_that_nobody_has_named_are_told_apart():
    summary = made.full()
    themes = tuple(theme.model_copy(update={"title": "Unnamed"}) for theme in summary.themes.themes)
    alike = summary.model_copy(update={"themes": summary.themes.model_copy(update={"themes": themes})})
    found = {line[:3]: line[3] for line in longform.read(longform.write(alike))}
    assert [found["themes", row, "n"] for row in ("Unnamed", "Unnamed (2)", "Unnamed (3)")] == ["96", "58", "41"]


def test_hidden_figures_are_the_words_of_the_page():
    small = Estimate(n=None, of=402, share=None, low=None, high=None)
    assert figures.estimate(small, 5) == ("not shown", 402, "not shown", "not shown", "not shown")
    assert figures.estimate(made.HIDDEN, 5) == ("fewer than 5", "fewer than 5", *["cannot tell yet"] * 3)
    hidden_source = made.full(sources=(Source(name="a", title="Survey", kind="survey", comments=None),))
    sources = next(table for table in figures.tables_of(hidden_source) if table.name == "sources")
    assert sources.rows == (("Survey", "survey", "not shown"),)


@pytest.mark.parametrize("name", MANY)
def test_tables_are_whole(name: str):
    for table in [figures.about(MANY[name]), *figures.tables_of(MANY[name])]:
        assert table.rows and all(len(row) == len(table.columns) for row in table.rows), table.name


def test_nobody_is_quoted(tmp_path: Path):
    summary = made.full()
    exports.write(summary, None, tmp_path, ["xlsx", "csv", "md"])
    with zipfile.ZipFile(tmp_path / "maintenance.xlsx") as book:
        said = "".join(book.read(part).decode() for part in book.namelist())
    said += (tmp_path / "maintenance.csv").read_text(encoding="utf-8") + (tmp_path / "maintenance.md").read_text(
        "utf-8"
    )
    quoted = [summary.value_quotes, summary.praise_quotes, *(type_.quotes for type_ in summary.failure_types)]
    quoted += [theme.quotes for theme in summary.themes.themes]
    opening = summary.campaigns[0].opening
    for text in [opening, *(quote.text for quotes in quoted for quote in quotes), "3f9a21"]:
        assert text not in said and text[:20] not in said


def test_the_public_edition_tells_no_more_than_its_page(tmp_path: Path):
    exports.write(public(), None, tmp_path, ["xlsx", "csv", "md"])
    assert not {"Attention", "Ledger", "Redactions"} & set(
        openpyxl.load_workbook(tmp_path / "maintenance.xlsx").sheetnames
    )
    assert "Head of Repairs" not in (tmp_path / "maintenance.csv").read_text(encoding="utf-8")


def test_the_json_is_the_summary_and_keeps_to_its_schema(tmp_path: Path):
    for name, summary in MANY.items():
        exports.write(summary, None, tmp_path / name, ["json"])
        schema = json.loads((tmp_path / name / exports.SCHEMA).read_text(encoding="utf-8"))
        path = tmp_path / name / f"{summary.service.slug}.json"
        assert Summary.read(path) == summary
        jsonschema.Draft202012Validator.check_schema(schema)
        jsonschema.validate(json.loads(path.read_text(encoding="utf-8")), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**json.loads(summary.to_json()), "comments": "many"}, schema)


def test_markdown_says_what_the_page_says():
    text = pages.look(MarkdownIt("commonmark").enable("table").render(markdown.write(made.full()))).get_text()
    page = pages.look(pages.of(made.full()))
    for sentence in [item.get_text(" ", strip=True) for item in page.select("section.findings-card li")]:
        assert " ".join(figures.plain(sentence).split()) in text
    assert "fewer than 5" in text and "41 %" in text


def test_the_same_summary_gives_the_same_bytes(tmp_path: Path):
    for folder in ("a", "b"):
        exports.write(made.full(), None, tmp_path / folder)
    names = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert names == [*(f"maintenance.{kind}" for kind in ("csv", "json", "md", "xlsx")), exports.SCHEMA]
    assert all((tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes() for name in names)
    assert openpyxl.load_workbook(tmp_path / "a/maintenance.xlsx").properties.created.year == 2000, "no clock"


def test_a_failure_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    exports.write(made.full(), None, tmp_path, ["csv"])
    before = (tmp_path / "maintenance.csv").read_bytes()
    with pytest.raises(EngagementError, match="no page"):
        exports.write(made.full(failed=99), None, tmp_path, ["csv", "pdf"])
    assert [path.name for path in tmp_path.iterdir()] == ["maintenance.csv"]
    assert (tmp_path / "maintenance.csv").read_bytes() == before


def test_what_is_no_name_or_kind_is_refused(tmp_path: Path):
    with pytest.raises(EngagementError, match="docx"):
        exports.write(made.full(), None, tmp_path, ["csv", "docx"])
    for slug in ("../evil", "", "a b", "manifest"):
        with pytest.raises(EngagementError, match="name"):
            exports.write(made.full(slug), None, tmp_path / "x", ["json"])
    assert not list(tmp_path.iterdir())


def test_a_public_release_with_other_figures_is_refused(tmp_path: Path):
    first, other = public(), public().model_copy(update={"comments": 405})
    exports.write(first, None, tmp_path, ["json", "csv"])
    exports.write(first, None, tmp_path, ["json", "csv"])
    with pytest.raises(EngagementError, match="subtract"):
        exports.write(other, None, tmp_path, ["csv"])
    page = tmp_path / "b" / "maintenance.html"
    page.parent.mkdir()
    page.write_text("a page", encoding="utf-8")
    contents.write(page.parent, "October", [contents.Entry.of(first, "a page")], [], page.parent)
    with pytest.raises(EngagementError, match="subtract"):
        exports.write(other, None, page.parent, ["csv"])
    assert not (page.parent / "maintenance.csv").exists()


@pytest.mark.browser
@pytest.mark.skipif(printed.browser() is None, reason="Chromium is not installed")
def test_a_page_is_printed(tmp_path: Path):
    page = tmp_path / "maintenance.html"
    page.write_text(pages.of(made.full()), encoding="utf-8")
    exports.write(made.full(), page, tmp_path, ["pdf"])
    content = (tmp_path / "maintenance.pdf").read_bytes()
    assert content.startswith(b"%PDF-") and len(content) > 20_000
    assert len(re.findall(rb"/Type\s*/Page\b", content)) > 2
    with pytest.raises(EngagementError, match="no whole PDF"):
        printed.write(page, tmp_path / "b.pdf", seconds=0.01)


def test_without_a_browser_there_is_no_pdf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(printed, "browser", lambda: None)
    page = tmp_path / "maintenance.html"
    page.write_text("<p>a</p>", encoding="utf-8")
    assert printed.write(page, tmp_path / "a.pdf") is None
    with pytest.raises(EngagementError, match="no Chromium"):
        exports.write(made.full(), page, tmp_path, ["pdf"])


def test_workbooks_need_no_pandas_and_pages_no_workbooks():
    code = "import sys, {}; print(' '.join(sorted(sys.modules)))"
    loaded = {}
    for name in ("engagement_lib.report.workbook", "engagement_lib.report.show"):
        done = subprocess.run([sys.executable, "-c", code.format(name)], capture_output=True, text=True, check=True)
        loaded[name] = set(done.stdout.split())
    assert "pandas" not in loaded["engagement_lib.report.workbook"]
    assert not {"pandas", "xlsxwriter", "engagement_lib.sheets"} & loaded["engagement_lib.report.show"]


def told(root: Path, *words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["export", "--period", "2026-10", "--workspace", str(root), *words])
    if isinstance(done.exception, EngagementError):
        return done.exception.exit_code, str(done.exception)
    return done.exit_code, done.output


def test_the_command_writes_beside_the_pages(tmp_path: Path):
    processed = tmp_path / "data/processed"
    for summary in (made.full(), made.tiny()):
        pages.write(summary, processed)
    code, said = told(tmp_path, "--json")
    assert code == 0 and len(json.loads(said)["files"]) == 9
    assert (tmp_path / "reports/2026-10/voids.xlsx").is_file()
    code, said = told(tmp_path, "--service", "voids", "--kind", "md", "--kind", "csv", "--to", str(tmp_path / "out"))
    assert code == 0 and sorted(path.name for path in (tmp_path / "out").iterdir()) == ["voids.csv", "voids.md"]
    (processed / "voids/2026-10/public.json").write_text(public().to_json(), encoding="utf-8")
    code, said = told(tmp_path, "--service", "voids", "--edition", "public", "--kind", "md")
    assert code == 0 and (tmp_path / "reports/public/2026-10/maintenance.md").is_file(), said


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--service", "voids"], "no summary"),
        (["--service", "nowhere"], "nowhere"),
        (["--period", "2026-11"], "no computed service"),
        (["--kind", "pdf"], "no page"),
        (["--kind", "docx"], "docx"),
    ],
)
def test_the_command_tells_what_is_missing(words: list[str], says: str, tmp_path: Path):
    pages.write(made.full(), tmp_path / "data/processed")
    code, said = told(tmp_path, *words)
    assert code == 2 and says in said
    assert not (tmp_path / "reports").exists()
