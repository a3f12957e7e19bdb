"""Text files: what goes in, what comes out."""

from __future__ import annotations

import json

import pytest

from engagement_lib.intake import characters, delimited
from engagement_lib.problems import InputError

ROWS = [("1", "3/10/2026", "a, b; c"), ("2", "4/10/2026", 'she said "no"'), ("3", "5/10/2026", "two\nlines")]


def written(delimiter: str, end: str = "\n") -> str:
    lines = [["Id", "Date", "Comment"], *ROWS]
    return end.join(delimiter.join('"' + cell.replace('"', '""') + '"' for cell in line) for line in lines) + end


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(given, delimiter, end):
    read = given.responses({"a.csv": written(delimiter, end)})
    assert sorted(read.kept["raw_text"]) == sorted(text for _, _, text in ROWS)
    assert read.warnings == []


@pytest.mark.parametrize(
    ("text", "texts", "aside", "warned"),
    [
        pytest.param("Residents' survey\n\nId,Date,Comment\n1,3/10/26,hi\n", ["hi"], [], "", id="title above"),
        pytest.param("sep=;\nId;Date;Comment\n1;3/10/26;a,b\n", ["a,b"], [], "", id="Excel's hint"),
        pytest.param("Id,Date,Comment\n1,3/10/26,hi\n\n,,\n", ["hi"], [], "", id="empty rows"),
        pytest.param("Id,Date,Comment,,\n1,3/10/26,hi,,\n", ["hi"], [], "", id="empty columns"),
        pytest.param("Id,Date,Comment\n1,3/10/26,hi,,,\n", ["hi"], [], "", id="empty cells too many"),
        pytest.param("Id,Date,Comment\n1,3/10/26\n", [""], [], "fewer cells than headers on line 2", id="too short"),
        pytest.param(
            "Id,Date,Comment\n1,3/10/26,hi, there\n2,3/10/26,ok\n",
            ["ok"],
            ["more cells than headers"],
            "",
            id="too long",
        ),
        pytest.param("Id,Date,Comment\n", [], [], "headers and no rows", id="headers only"),
        pytest.param("Id,Date,Comment\n1,3/10/26,\n", [""], [], "", id="blank text stays"),
        pytest.param('Id,Date,Comment\n1,3/10/26,6" pipe\n', ['6" pipe'], [], "", id="a mark inside"),
        pytest.param('Id,Date,Comment\n1,3/10/26,"a "b" c"\n', ['a b" c"'], [], "do not pair", id="marks unpaired"),
        pytest.param("Id,Date,Comment,N\n1,3/10/26,hi,4\n,,,4\n", ["hi"], [], "on line 3 at the end", id="totals"),
        pytest.param("Id,Date,Comment\n1,3/10/26,#REF!\n", [""], [], "formula errors on line 2", id="formula error"),
    ],
)
def test_text_files(given, text, texts, aside, warned):
    read = given.responses({"a.csv": text})
    assert list(read.kept["raw_text"]) == texts
    assert list(read.aside["reason"]) == aside
    assert warned in " ".join(map(str, read.warnings))
    assert bool(warned) == bool(read.warnings)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "an empty file"),
        ("\n\n  \n", "an empty file"),
        ("\ufeff", "an empty file"),
        ("nothing like a header\nat all\n", "none of the headers"),
        ('Id,Date,Comment\n1,3/10/26,"never closed\n2,3/10/26,x\n', "never closed"),
        ("<html><table><tr><td>Id</td></tr></table>", "a web page"),
        ("%PDF-1.7", "a PDF"),
    ],
)
def test_text_files_that_cannot_be_read(given, text, found):
    with pytest.raises(InputError, match=found):
        given.responses({"a.csv": text})


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("Id,Date", "no column 'Comment'"),
        ("Id,Comment", "no column 'Date'"),
        ("Id,When,Remarks", "no column 'Date'; no column 'Comment'"),
        ("Id,Date,Comment,Comment", "more than one column 'Comment'"),
        ("Id,Date,Comment,COMMENT *", "more than one column 'Comment'"),
        ("Id;Date.Comment", "no column 'Date'"),
    ],
)
def test_wrong_headers_name_the_columns_and_no_value(given, header, words):
    with pytest.raises(InputError) as caught:
        given.responses({"a.csv": header + "\n7,3/10/26,My name is Pat,x\n"})
    assert words in str(caught.value)
    assert "headers it has are 'Id'" in str(caught.value)
    assert "Pat" not in str(caught.value)


def test_a_file_without_headers_is_not_shown(given):
    with pytest.raises(InputError) as caught:
        given.responses({"a.csv": "7,3/10/26,My name is Pat\n8,3/10/26,I am Sam\n"})
    assert "Pat" not in str(caught.value)
    assert "'Comment'" in str(caught.value)


@pytest.mark.parametrize(
    "header",
    [
        "ID, date ,comment",
        "Id,Date,Comment *",
        "\ufeffId,Date,Comment:",
        'Id,Date,"Comment\n"',
        "Id,Date,\u00a0Comment\u00a0",
    ],
)
def test_headers_match_as_a_person_reads_them(given, header):
    assert list(given.responses({"a.csv": header + "\n1,3/10/26,hi\n"}).kept["raw_text"]) == ["hi"]


def test_synonyms_in_order(given, layout):
    read = given.responses(
        {"a.csv": "Id,Date,Old,New\n1,3/10/26,old,new\n"}, layout.replace('"Comment"', '["New", "Old"]')
    )
    assert list(read.kept["raw_text"]) == ["new"]
    assert list(read.kept["question"]) == ["New"]


def test_declared_delimiter_and_header_row(given, layout):
    text = "Id;Date;Comment\nId:Date:Comment\n1:3/10/26:a;b\n"
    read = given.responses({"a.csv": text}, 'delimiter = ":"\nheader_row = 2\n' + layout)
    assert list(read.kept["raw_text"]) == ["a;b"]
    with pytest.raises(InputError, match="none of the headers"):
        given.responses({"a.csv": text}, 'delimiter = "|"\n' + layout)


NOT_COMPARED = {"location_coordinates": "Contact Phone Number"}
"""Here the copy of csv-spectrum disagrees with itself: another phone number stands in the JSON than in the CSV."""


def test_csv_spectrum(hostile):
    paths = sorted((hostile / "csv-spectrum" / "csvs").glob("*.csv"))
    assert len(paths) == 12
    for path in paths:
        expected = json.loads((hostile / "csv-spectrum" / "json" / f"{path.stem}.json").read_text(encoding="utf-8"))
        rows, warnings = delimited._rows(characters.tidy(path.read_bytes().decode("utf-8")), ",", path.name)
        (_, headers), *below = rows
        read = [dict(zip(headers, cells, strict=True)) for _, cells in below]
        for row in [*read, *expected] if isinstance(expected, list) else [*read, expected]:
            row.pop(NOT_COMPARED.get(path.stem), None)
        assert json.dumps(read if isinstance(expected, list) else read[0]) == json.dumps(expected).replace(
            r"\r\n", r"\n"
        )
        assert warnings == []
