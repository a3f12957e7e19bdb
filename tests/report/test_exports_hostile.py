"""Whatever words the exports hold, they stay words: no formula, no link, no mark-up, in any of them."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
from pathlib import Path

import made
import mistune
import openpyxl
import pytest
from bs4 import BeautifulSoup
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from test_hostile import STRINGS
from test_hostile_many import MARKDOWN, strings

from engagement_lib import sheets
from engagement_lib.report import longform, markdown, workbook

FORMULAS = [
    "=1+1", "+1+1", "-1+1", "@SUM(1,1)", "\t=1+1", "\r=1+1", "\n=1+1", "＝1+1", "＋1", "－1", "＠SUM(1)", "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.test","x")', "'=1+1", "''=1+1", " =1+1", "\u200b=1+1", "\ufeff=1+1", "\u00a0\u200e=1", "\x00=1+1",
    "http://evil.test", "mailto:a@evil.test", "internal:Sheet2!A1", "external:c:\\evil.xlsx", "1E5", "007", "{=1+1}", '"=1+1', "a\r\n=1+1",
]  # fmt: skip
HOSTILE = [*STRINGS, *MARKDOWN, *FORMULAS]


@pytest.mark.parametrize("words", HOSTILE)
def test_no_cell_is_ever_a_formula_or_a_link(words: str, tmp_path: Path):
    path = workbook.write(made.hostile(words), tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(path)
    said = set()
    for sheet in book:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" and cell.hyperlink is None for cell in row)
            said |= {str(cell.value) for cell in row}
    told = {re.sub("_x([0-9A-F]{4})_", lambda found: chr(int(found[1], 16)), text) for text in said}
    assert {text.replace("\r\n", "\n") for text in told} & {words, words.replace("\r\n", "\n")}
    with zipfile.ZipFile(path) as parts:
        assert not [name for name in parts.namelist() if "externalLink" in name or "sheet1.xml.rels" in name]


@pytest.mark.parametrize("words", HOSTILE)
def test_no_field_of_the_csv_starts_a_formula(words: str):
    content = longform.write(made.hostile(words))
    assert content.startswith(b'\xef\xbb\xbf"table","row","measure","value"\r\n')
    raw = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert all(not starts_formula(field) for line in raw for field in line)
    told = {(table, measure): value for table, _, measure, value in longform.read(content)}
    assert told["about", "says"] and told["failure-types", "says"] == words and told["versions", "version"] == words


def starts_formula(field: str) -> bool:
    """Whether the first letter that is seen is a formula sign, or a tab or line end comes before it."""
    for letter in field:
        if letter in "\t\r\n" or unicodedata.normalize("NFKC", letter) in set("=+-@"):
            return True
        if unicodedata.category(letter) not in {"Cc", "Cf", "Zs", "Zl", "Zp"}:
            return False
    return False


@given(st.text(st.sampled_from("=+-@＝﹢\t\r\n' \u00a0\ufeff\u200b\u202e\x00\x1fa1\"")) | st.text())
def test_a_mark_is_stripped_again(cell: str):
    assert longform.unmark(longform.mark(cell)) == cell
    assert not starts_formula(longform.mark(cell))


PLUGINS = [
    "table",
    "url",
    "strikethrough",
    "footnotes",
    "task_lists",
    "def_list",
    "abbr",
    "mark",
    "insert",
    "superscript",
    "math",
    "spoiler",
]
READERS = {
    "mistune": mistune.create_markdown(escape=False, plugins=PLUGINS),
    "markdown-it": MarkdownIt("commonmark").enable(["table", "strikethrough"]).render,
}


def shown(reader: str, text: str) -> BeautifulSoup:
    return BeautifulSoup(READERS[reader](text), "html.parser")


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("words", HOSTILE)
def test_markdown_stays_text(words: str, reader: str):
    page = shown(reader, markdown.write(made.hostile(words)))
    same = shown(reader, markdown.write(made.hostile("harmless")))
    assert not page.find_all(["img", "a", "script", "iframe", "code", "pre", "em", "blockquote", "math", "mark", "b"])
    assert [tag.name for tag in page.find_all(True)] == [tag.name for tag in same.find_all(True)]
    expected = [cell.get_text().replace("harmless", one_line(words)) for cell in same.find_all("td")]
    assert [one_line(cell.get_text()) for cell in page.find_all("td")] == [one_line(text) for text in expected]


def one_line(words: str) -> str:
    return "".join(letter for letter in " ".join(words.split()) if not markdown._UNSEEN.match(letter))


@pytest.mark.parametrize("reader", READERS)
@example(words="1. a")
@example(words="1) a")
@example(words="12: http://a.b")
@given(words=st.text(st.sampled_from("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ab1 \n"), min_size=1))
def test_any_signs_stay_signs(words: str, reader: str):
    line = " ".join(words.split())
    for template, where in [("{}", "p"), ("# {}", "h1"), ("| a |\n| --- |\n| {} |", "td"), ("- x {}", "li")]:
        page = shown(reader, template.format(markdown.text(words)))
        found = page.find(where)
        assert (found.get_text().strip() if found else "") in {line, f"x {line}".strip()}
        assert not {tag.name for tag in page.find_all(True)} - {
            "p",
            "h1",
            "table",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
            "ul",
            "li",
        }


def test_thousands_of_strings_stay_text():
    for words in strings():
        assert not starts_formula(longform.mark(words)) and longform.unmark(longform.mark(words)) == words
        for reader in READERS:
            page = shown(reader, f"| a |\n| --- |\n| {markdown.text(words)} |")
            assert one_line(page.td.get_text()) == one_line(words).strip() and len(page.find_all(True)) == 7, words


@given(st.lists(st.text(st.sampled_from("[]:*?/\\'aAb \x00\u202e🏚ı"), max_size=40) | st.text(max_size=40), max_size=8))
def test_tabs_are_names_that_excel_takes(wanted: list[str]):
    names = sheets.tabs(wanted)
    assert len({name.casefold() for name in names}) == len(wanted)
    for name in names:
        assert 0 < len(name.encode("utf-16-le")) / 2 <= 31 and not set(name) & set("[]:*?/\\")
        assert name.isprintable() and name.casefold() != "history" and name == name.strip("' ")
