"""``engagement register`` as typed: a copy, the way back into another workspace, and who did what."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
from cli_office import PERIOD, Office

from engagement_lib import register
from engagement_lib.workspace import Workspace


def test_what_people_decided_is_copied_moved_and_listed(tmp_path: Path):
    one, other = Office(tmp_path / "one").furnish(), Office(tmp_path / "other").furnish()
    assert "Nobody has decided anything yet" in one.run("register", "show").out
    with register.open(Workspace.open(one.root)) as kept:
        kept.add_labels(
            pd.DataFrame({"demand": {"r1": "failure", "r2": "value"}}), "lifts", PERIOD, "coding", "Ann [red]"
        )
    copy = tmp_path / "copy.sqlite"
    told = one.run("register", "backup", str(copy))
    assert told.code == 0 and not told.err and "2 rows copied" in told.out
    restored = other.run("register", "restore", str(copy), "--json")
    answer = json.loads(restored.out)
    assert restored.code == 0 and answer["restored"] == 2 and answer["sha256"] in told.out
    assert json.loads(other.run("register", "restore", str(copy), "--json").out)["restored"] == 0
    (line,) = json.loads(other.run("register", "show", "--json").out)
    assert (line["what"], line["kind"], line["who"], line["rows"]) == ("labels", "coding", "Ann [red]", 2)
    assert "Ann [red]" in other.run("register", "show").out


def test_what_cannot_be_done_is_told_in_one_line(tmp_path: Path):
    office = Office(tmp_path).furnish()
    copy = office.write("copy.sqlite", "minutes of the meeting")
    for words, told in [
        (("backup", str(copy)), "there already"),
        (("restore", str(copy)), "no database"),
        (("restore", "none"), "no such file"),
    ]:
        answer = office.run("register", *words)
        assert answer.code == 2 and len(answer.faults) == 1 and told in answer.err
    assert copy.read_text() == "minutes of the meeting"
