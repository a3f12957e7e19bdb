"""What the commands print: for a person, for a pipe, for a program."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_office import CANARY, HEADERS, PERIOD, ROWS, Office, csv


def tree(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_check_tells_what_would_run_and_writes_nothing(tmp_path):
    office = Office(tmp_path).furnish()
    office.write("data/raw/desk/november.csv", csv([["7", "02/11/2026", "Parks", CANARY], ["8", "", "Bins", CANARY]]))
    before = tree(tmp_path)
    told = office.run("check", "--period", PERIOD)
    assert told.code == 0 and "All is well. Nothing was computed." in told.out
    assert told.err == (
        "note: desk/november.csv: found services not known: values on line 2; their rows are set aside; expected values "
        "that name a service. What to do: add the values to [service] values in layout.toml, or give [service] otherwise.\n"
    )
    assert "no readable date 1; service not known 1" in told.out and "October 2026" in told.out
    asked = office.run("check", "--json")
    answer = json.loads(asked.out)
    assert asked.code == 0 and not asked.err
    assert answer["responses"] == {"bins": 3, "lifts": 3} and not answer["example"] and len(answer["notes"]) == 1
    assert answer["sources"]["desk"] == {"in": 8, "kept": 6, "aside": {"no readable date": 1, "service not known": 1}}
    assert tree(tmp_path) == before and CANARY not in told.words + asked.words
    assert not (tmp_path / "data/processed").exists() and not (tmp_path / "reports").exists()


@pytest.mark.slow
def test_a_month_with_next_to_nothing_in_it(opened: Callable[..., Office]):
    """Headers without rows are no fault; blanks, emoji and three comments are no theme and no figure."""
    services = {"lifts": "Lifts", "smiles": "Smiles", "quiet": "Quiet"}
    office = opened("nothing", services=services).furnish(ROWS[:3])
    office.write("data/raw/desk/headers.csv", csv([]))
    blanks = [" ", "n/a", "-", "", "."]
    smiles = ["\N{THUMBS UP SIGN}", "\N{SMILING FACE WITH SUNGLASSES}" * 3, "and the of to", "the"]
    rows = [("Quiet", words) for words in blanks] + [("Smiles", words) for words in smiles]
    numbered = enumerate(rows, start=20)
    odd = [[str(number), "12/10/2026", service, words] for number, (service, words) in numbered]
    office.write("data/raw/desk/odd.csv", csv(odd, HEADERS))
    told = office.run("report", "--period", PERIOD)
    assert told.code == 0 and "Traceback" not in told.words and not told.faults
    assert "note: desk/headers.csv: found headers and no rows; expected rows of responses." in told.err
    assert "\x1b" not in told.words and "\r" not in told.words and "3 pages. Open " in told.out
    for slug in services:
        summary = json.loads(office.summary(slug).read_text(encoding="utf-8"))
        assert not summary["themes"]["grouped"] and summary["themes"]["themes"] == []
        assert summary["failure"]["n"] is None and summary["failure"]["share"] is None
        assert "oo few" in office.page(slug).read_text(encoding="utf-8")
    assert CANARY not in told.words


@pytest.mark.slow
def test_headers_and_no_rows_at_all(opened: Callable[..., Office]):
    office = opened("headers").furnish([])
    told = office.run("run", "--period", PERIOD, "--service", "bins")
    assert told.code == 0 and "Traceback" not in told.words
    assert told.err.startswith("note: desk/october.csv: found headers and no rows") and told.err.count("\n") == 1
    assert json.loads(office.summary("bins").read_text(encoding="utf-8"))["comments"] in (0, None)


def test_the_doctor_finds_this_machine_well(tmp_path):
    told = Office(tmp_path).run("doctor", "--json")
    found = json.loads(told.out)
    assert told.code == 0 and not told.err and found and all(finding["ok"] for finding in found)


def test_the_doctor_makes_no_workspace_of_a_folder_that_is_not_there(tmp_path):
    told = Office(tmp_path).run("doctor", "--workspace", "nowhere")
    assert told.code == 2 and not (tmp_path / "nowhere").exists()
    assert "NOT  workspace" in told.out and "no such folder" in told.out and "lambda" not in told.out


@pytest.mark.parametrize(
    ("words", "says"), [(["run"], "--period"), (["walk"], "walk"), (["report", "--month", "10"], "--month")]
)
def test_a_mistyped_command_is_told_how_it_is_used(words: list[str], says: str, tmp_path):
    told = Office(tmp_path).run(*words)
    assert told.code == 2 and says in told.err and "Usage: " in told.err and "Traceback" not in told.err
