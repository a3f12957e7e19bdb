"""``engagement codebook``: what would change is counted before anything is saved, and the next run counts by what was."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import calling
import pandas as pd
import pytest
from own_codebook import SPLIT, month

from engagement_lib import flow, register
from engagement_lib.label import answers
from engagement_lib.label import sheet as sheets
from engagement_lib.period import Period
from engagement_lib.problems import InputError, SettingsError, StoreError
from engagement_lib.report import show, words
from engagement_lib.services.versions import Versions
from engagement_lib.workspace import Workspace

BACK = SPLIT.split("[failure_types.conduct]")[0].replace('"2026-12"', '"2027-01"', 1)


def run(place: Workspace, *words: str, say: str = "") -> str:
    return calling.run(place, "codebook", *words, say=say)


def told(place: Workspace, *words: str) -> Any:
    return calling.told(place, "codebook", *words)


def test_a_look_tells_what_each_month_would_say_and_saves_nothing(place: Workspace, write: Callable):
    write(SPLIT)
    seen = told(place, "try")
    effects = {(effect["service"], effect["period"]): effect for effect in seen["effects"]}
    assert set(effects) == {("maintenance", "2026-09"), ("maintenance", "2026-10"), ("waste", "2026-10")}
    october = effects["maintenance", "2026-10"]
    assert october["before"] == {"no_response": 1, "delay": 1, "information": 1, "conduct": 3}
    assert october["after"] == {"no_response": 1, "delay": 1, "information": 3}
    assert (october["failing"], october["affected"], october["read_again"]) == (4, 3, 2)
    assert seen["totals"] == {"periods": 3, "comments": 3, "labels_to_read_again": 2}
    assert not (place.root / "codebook").exists() and Workspace.open(place.root).codebook == place.codebook


def test_the_table_names_types_by_their_titles(place: Workspace, write: Callable):
    shown = run(place, "try", str(write(SPLIT, "draft.toml")))
    assert "“Staff conduct” (conduct) is retired; its labels count as “Poor information”." in shown
    assert "“Delay” (delay) is now called “Too slow”." in shown and "Nothing was saved" in shown
    assert "“No call back” (no_callback) is split from “No response” (no_response)." in shown
    (line,) = [line.split() for line in shown.splitlines() if line.startswith("maintenance")]
    assert line == ["maintenance", "2026-10", "4", "3", "2", "Staff", "conduct", "3", "0"]


def test_labels_of_a_month_whose_tables_are_gone_are_counted_too(place: Workspace, write: Callable):
    said = pd.DataFrame({"demand": ["failure"], "failure_types": ["no_response"]}, index=["r0001"])
    with register.open(place) as kept:
        kept.add_labels(said, "maintenance", "2025-01", "coding", "Ayesha")
    write(SPLIT)
    assert told(place, "try")["totals"]["labels_to_read_again"] == 3


def test_saving_keeps_who_why_and_what_it_changed(place: Workspace, write: Callable):
    write(SPLIT)
    saved = told(place, "save", "--why", "Promised calls were lost", "--who", "Ayesha", "--yes")["saved"]
    assert saved["effect"] == {"periods": 3, "comments": 3, "labels_to_read_again": 2}
    shown = told(place, "show")
    assert [(entry["who"], entry["why"]) for entry in shown["history"]] == [("Ayesha", "Promised calls were lost")]
    assert shown["not_learned"] == ["no_callback"] and list(shown["retired"]) == ["conduct"]
    assert "people only" in run(place, "show")


def test_what_was_retired_comes_back_as_it_was(place: Workspace, write: Callable):
    told(place, "save", str(write(SPLIT)), "--why", "a", "--yes")
    seen = told(place, "try", str(write(BACK)))
    october = next(effect for effect in seen["effects"] if effect["affected"])
    assert october["after"] == {"no_response": 1, "delay": 1, "information": 1, "conduct": 3}
    assert october["read_again"] == 0  # the split is not new
    assert seen["changes"] == ["“Staff conduct” (conduct) is in use again."]


def test_it_asks_before_it_saves(place: Workspace, write: Callable):
    write(SPLIT)
    assert "counted under other types" in run(place, "save", "--why", "a", say="n\n")
    assert not (place.root / "codebook").exists()
    run(place, "save", "--why", "a", say="y\n")
    assert Workspace.open(place.root).codebook.version == "2026-12"
    with pytest.raises(InputError, match="--yes"):
        told(place, "save", "--why", "a")


def test_labels_given_before_a_split_are_counted_until_they_are_read_again(place: Workspace, write: Callable):
    told(place, "save", str(write(SPLIT)), "--why", "a", "--yes")
    history = place.root / "codebook/history.jsonl"
    at = Versions(place.root / "codebook").history()[0].at
    history.write_text(history.read_text().replace(at, "2999-01-01T00:00:00+00:00"))
    assert told(place, "show")["labels_before_split"] == {"no_callback": 2}


def test_a_draft_that_a_service_does_not_fit_is_refused(place: Workspace, write: Callable):
    (place.root / "services").mkdir()
    parks = 'slug = "parks"\ntitle = "Parks"\npurpose = "Green"\nowner = "A"\nin_scope = ["Grass"]\nfailure_types = ["conduct"]\n'
    write(parks, "services/parks.toml")
    with pytest.raises(SettingsError, match=r"services/parks.*names 'conduct'"):
        told(place, "save", str(write(SPLIT)), "--why", "a", "--yes")
    assert not (place.root / "codebook").exists()


def test_a_workspace_without_months_has_nothing_to_compare(tmp_path: Path, write: Callable):
    seen = told(Workspace.open(tmp_path), "try", str(write(SPLIT)))
    assert seen["effects"] == [] and seen["totals"]["comments"] == 0


def test_no_file_is_told(place: Workspace):
    with pytest.raises(SettingsError, match="no such file"):
        run(place, "try")


def test_people_may_use_every_type_that_was_ever_known(place: Workspace, write: Callable):
    told(place, "save", str(write(SPLIT)), "--why", "a", "--yes")
    place = Workspace.open(place.root)
    said = pd.DataFrame({"demand": "failure", "failure_types": ["no_callback", "conduct"]}, index=["r0003", "r0000"])
    with register.open(place) as kept:
        assert kept.add_labels(said, "maintenance", "2026-10", "coding", "Ben") == 2
        with pytest.raises(StoreError, match="1 values of failure_types not in the codebook"):
            kept.add_labels(said.iloc[:1].assign(failure_types="invented"), "maintenance", "2026-10", "coding", "Ben")


def test_a_sheet_asks_for_the_types_in_use_and_reads_the_retired(place: Workspace, write: Callable, tmp_path: Path):
    import openpyxl

    told(place, "save", str(write(SPLIT)), "--why", "a", "--yes")
    book = Workspace.open(place.root).codebook
    responses = month(["conduct", "delay"])
    drawn = pd.DataFrame({"stratum": "all", "inclusion": 1.0}, index=responses.index)
    path = sheets.write(drawn, responses, place.services["maintenance"], book, "a.b.c", tmp_path / "sheet.xlsx")
    sheet = openpyxl.load_workbook(path)
    how = [cell.value for row in sheet["How to label"].iter_rows() for cell in row]
    assert "no_callback" in how and "conduct" not in how
    page = sheet["To read"]
    columns = {cell.value: cell.column for cell in page[1]}
    for row, types in ((2, "Staff conduct"), (3, "No call back; Too slow")):
        page.cell(row, columns["demand"]).value = "failure"
        page.cell(row, columns["failure types"]).value = types
    sheet.save(path)
    back = answers.read(path, lambda _: responses.index, book)
    assert back.said["failure_types"].to_list() == ["conduct", "delay;no_callback"]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Real comments, to be run."""
    root = tmp_path_factory.mktemp("office")
    (root / "data/raw/desk").mkdir(parents=True)
    layout = 'source = "desk"\ntitle = "Desk"\nkind = "contact"\n[columns]\nrecord = "Ref"\nreceived_on = "Date"\nservice = "Service"\n'
    (root / "data/raw/desk/layout.toml").write_text(f'{layout}[[questions]]\ncolumn = "Comment"\n', encoding="utf-8")
    rows = [
        f"{n},0{n % 8 + 1}/10/2026,Maintenance,I told the office {n} times about the boiler and nobody answered"
        for n in range(3, 12)
    ]
    (root / "data/raw/desk/october.csv").write_text(
        "\n".join(["Ref,Date,Service,Comment", *rows]) + "\n", encoding="utf-8"
    )
    return Workspace.open(root)


def test_the_next_run_counts_by_what_was_saved_and_the_page_says_so(office: Workspace, tmp_path: Path):
    when = Period.parse("2026-10")
    before = flow.run(office, when, ["maintenance"]).summaries["maintenance"]
    (named,) = [type_ for type_ in before.failure_types if type_.key == "no_response"]
    assert named.title == "No response" and before.codebook is None and words.codebook(before) == ""
    draft = tmp_path / "codebook.toml"
    draft.write_text(SPLIT + '\n[failure_types.no_response]\ntitle = "No reply"\n', encoding="utf-8")
    told(office, "save", str(draft), "--why", "a", "--yes")
    after = flow.run(Workspace.open(office.root), when, ["maintenance"]).summaries["maintenance"]
    (renamed,) = [type_ for type_ in after.failure_types if type_.key == "no_response"]
    assert (renamed.title, renamed.estimate) == ("No reply", named.estimate)
    assert after.codebook is not None and after.codebook.not_learned == ("No call back",)
    assert dict(after.versions)["codebook"].startswith("2026-12, ")
    page = show.method(after)._repr_html_()
    for said in ("“No call back” stands apart from “No reply” since", "“Staff conduct” is no longer chosen since December 2026",
                 "has not learned “No call back” yet"):  # fmt: skip
        assert said in page


def test_a_changed_service_is_tried_on_what_is_computed(office: Workspace, tmp_path: Path):
    flow.run(office, Period.parse("2026-10"), ["maintenance"])
    now = office.services["maintenance"]
    file = tmp_path / "maintenance.toml"
    file.write_text(_toml(replace_scope(now)), encoding="utf-8")
    found = told(office, "try-service", str(file))
    (october,) = found["periods"]
    assert found["known"] and october["comments"] == 9 and october["joined"] == 0
    assert october["wrong_door"][1] > october["wrong_door"][0]
    assert any("out_of_scope: with" in line for line in found["told"])
    assert not (office.root / "services").exists()


def test_a_new_service_tells_how_many_comments_name_it(office: Workspace, tmp_path: Path):
    rows = "1,02/10/2026,Parks,The gate is broken\n2,03/11/2026,parks,Mow the grass please\n"
    (office.root / "data/raw/desk/parks.csv").write_text(f"Ref,Date,Service,Comment\n{rows}", encoding="utf-8")
    file = tmp_path / "parks.toml"
    file.write_text(
        'slug = "parks"\ntitle = "Parks"\npurpose = "Green"\nowner = "A"\nin_scope = ["Grass"]\n', encoding="utf-8"
    )
    found = told(office, "try-service", str(file))
    assert not found["known"] and [(month_["period"], month_["joined"]) for month_ in found["periods"]] == [
        ("2026-10", 1),
        ("2026-11", 1),
    ]
    file.write_text('slug = "parks"\nfailure_types = ["x"]\n', encoding="utf-8")
    with pytest.raises(SettingsError, match="no setting 'title'"):
        told(office, "try-service", str(file))


def test_a_service_is_saved_with_who_and_why_and_what_stood_before_is_kept(place: Workspace, tmp_path: Path):
    file, folder = tmp_path / "draft.toml", place.root / "services"
    first, second = (
        _toml(place.services["voids"].model_copy(update={"purpose": words})) for words in ("Ready", "Clean and ready")
    )
    for text, why in ((first, "plainer"), (second, "plainer still")):
        file.write_text(text, encoding="utf-8")
        saved = told(place, "save-service", str(file), "--why", why, "--who", "Ayesha", "--yes")["saved"]
        assert (folder / "voids.toml").read_text(encoding="utf-8") == text
        assert Workspace.open(place.root).services["voids"].purpose in text
    assert (folder / "versions" / f"voids.{saved['replaced']}.toml").read_text(encoding="utf-8") == first
    assert (folder / "versions" / f"voids.{saved['fingerprint']}.toml").read_text(encoding="utf-8") == second
    history = told(place, "show")["services"]
    assert [(entry["who"], entry["why"], entry["slug"]) for entry in history] == [
        ("Ayesha", "plainer", "voids"), ("Ayesha", "plainer still", "voids")
    ]  # fmt: skip
    assert history[0]["replaced"] == "" and history[1] == saved
    with pytest.raises(SettingsError, match="the very file that is in force"):
        told(place, "save-service", str(file), "--why", "again", "--yes")
    with pytest.raises(InputError, match="no reason"):
        told(place, "save-service", str(file), "--yes")
    assert "Nothing was saved" in run(place, "save-service", str(file), "--why", "a look", say="n\n")


def replace_scope(service):
    return service.model_copy(
        update={
            "in_scope": ["Painting walls"],
            "out_of_scope": ["Boilers", "Telling the office about a boiler, and no answer"],
        }
    )


def _toml(service) -> str:
    return "\n".join(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in service.model_dump().items())
