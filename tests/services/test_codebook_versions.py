"""Versions of the codebook: what may be saved, what is in force, and that nothing saved is lost or altered."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from own_codebook import SPLIT

from engagement_lib import services
from engagement_lib.problems import SettingsError
from engagement_lib.services.changes import read
from engagement_lib.services.versions import Versions
from engagement_lib.workspace import Workspace

EFFECT = {"comments": 0}
OWN = SPLIT.replace('"2026-12"', '"2026-11-b"', 1)


@pytest.fixture
def versions(tmp_path: Path) -> Versions:
    return Versions(tmp_path / "codebook")


def test_without_changes_the_packaged_one_is_in_force(versions: Versions):
    assert versions.codebook() is services.codebook() and versions.history() == []


def test_a_version_is_added_split_renamed_and_retired(versions: Versions, write: Callable):
    saved = versions.save(write(SPLIT), "Ayesha", "Promised calls were lost among the rest", EFFECT)
    book, packaged = versions.codebook(), services.codebook()
    assert set(book.failure_types) == {*packaged.failure_types, "no_callback"} - {"conduct"}
    assert book.failure_types["delay"].title == "Too slow"
    assert book.failure_types["delay"].says == packaged.failure_types["delay"].says
    assert book.splits["no_callback"].of == "no_response"
    assert set(book.known) == {*packaged.failure_types, "no_callback"}
    assert book.label.startswith("2026-12, ") and book.since == saved.at[:10]
    (entry,) = versions.history()
    assert (entry.who, entry.why) == ("Ayesha", "Promised calls were lost among the rest")


@pytest.mark.parametrize(
    ("said", "counted"),
    [
        ("conduct", "information"),
        ("conduct;delay", "delay;information"),
        ("no_response", "no_response"),
        ("", ""),
        ("gone", "other"),
        ("gone;delay", "delay"),
    ],
)
def test_a_label_is_counted_where_the_codebook_sends_it(versions: Versions, write: Callable, said: str, counted: str):
    assert versions.draft(read(write(SPLIT))).now(said) == counted


def test_a_type_retired_can_come_back_and_its_labels_with_it(versions: Versions, write: Callable):
    versions.save(write(SPLIT), "Ayesha", "why", EFFECT)
    versions.save(
        write(SPLIT.split("[failure_types.conduct]")[0].replace("2026-12", "2027-01")), "Ayesha", "why", EFFECT
    )
    assert versions.codebook().now("conduct") == "conduct"


def test_a_split_stands_since_the_first_version_that_has_it(versions: Versions, write: Callable):
    versions.save(write(SPLIT), "Ayesha", "why", EFFECT)
    history = versions.folder / "history.jsonl"
    history.write_text(history.read_text().replace(versions.history()[0].at, "2026-12-03T10:00:00+00:00"))
    versions.save(write(SPLIT.replace('"2026-12"', '"2027-01"', 1)), "Ayesha", "why", EFFECT)
    book = versions.codebook()
    assert book.splits["no_callback"].since == "2026-12-03" and book.since != "2026-12-03"


BROKEN = """
version = "2026-12"

[failure_types.no_respons]
title = "No response"

[failure_types.delay]
goes_to = "access"

[failure_types.other]
retired = "2026-12"

[failure_types.charge]
retired = "2026-12"
goes_to = "other"

[failure_types.access]
title = "Poor work"
split_from = "nothing"

[failure_types.information]
retired = "2026-12"
goes_to = "charge"
"""


def test_every_fault_of_a_file_is_told_at_once(versions: Versions, write: Callable):
    with pytest.raises(SettingsError) as raised:
        versions.draft(read(write(BROKEN)))
    words = str(raised.value)
    for told in (
        "no_respons: found no says, means, act", "goes_to without retired", "it retired; expected it kept", "goes_to = 'other'",
        "goes_to = 'charge'", "split_from = 'nothing'", "the title 'Poor work'", "the title 'No response'",
    ):  # fmt: skip
        assert told in words


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('version = "../../x"', "version"),
        ("", "no setting 'version'"),
        ('version = "2026-12"\n[failure_types.delay]\ntitle = "Slow; late"', "title"),
        ('version = "2026-12"\n[failure_types.delay]\nretired = "soon"', "retired"),
        ('version = "2026-12"\n[failure_types.delay]\ncolour = "red"', "unknown setting"),
        ('version = "2026-12"\n[failure_types."a;b"]\ntitle = "x"', "a;b"),
        ("version = ", "not TOML"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(write: Callable, text: str, told: str):
    with pytest.raises(SettingsError, match=told):
        read(write(text))


def test_nothing_is_saved_without_a_name_and_a_reason(versions: Versions, write: Callable):
    with pytest.raises(SettingsError) as raised:
        versions.save(write(BROKEN), " ", "", EFFECT)
    words = str(raised.value)
    assert "--who" in words and "--why" in words and "no_respons" in words and not versions.folder.exists()


def test_a_version_is_saved_once(versions: Versions, write: Callable):
    versions.save(write(SPLIT), "Ayesha", "why", EFFECT)
    with pytest.raises(SettingsError, match="saved already"):
        versions.save(write(SPLIT), "Ayesha", "why", EFFECT)
    with pytest.raises(SettingsError, match="saved already"):
        versions.draft(read(write(SPLIT.replace('"2026-12"', f'"{services.codebook().version}"', 1))))


def test_a_type_of_ones_own_is_retired_but_never_taken_out(versions: Versions, write: Callable):
    versions.save(write(OWN), "Ayesha", "why", EFFECT)
    with pytest.raises(SettingsError, match="nothing of it, though version 2026-11-b has it"):
        versions.draft(read(write('version = "2026-12"')))
    retired = SPLIT.replace('split_from = "no_response"', 'retired = "2027-01"\ngoes_to = "no_response"')
    assert versions.draft(read(write(retired))).now("no_callback") == "no_response"


def test_a_saved_file_altered_by_hand_is_refused_but_not_for_its_comments(versions: Versions, write: Callable):
    versions.save(write(SPLIT), "Ayesha", "why", EFFECT)
    file = versions.folder / "2026-12.toml"
    file.write_bytes(b"# as agreed\r\n" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert versions.codebook().version == "2026-12"
    file.write_text(SPLIT.replace("Too slow", "Slow"), encoding="utf-8")
    with pytest.raises(SettingsError, match="other words than those that were saved"):
        versions.codebook()


@pytest.mark.parametrize("line", ["{", '{"version": "2027-01"}', "[]", '{"version": "a", "surprise": 1}'])
def test_a_torn_history_is_told_by_line(versions: Versions, write: Callable, line: str):
    versions.save(write(SPLIT), "Ayesha", "why", EFFECT)
    with (versions.folder / "history.jsonl").open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    with pytest.raises(SettingsError, match=r"history\.jsonl, line 2"):
        versions.codebook()


def test_what_was_not_saved_to_the_end_is_not_in_force(versions: Versions, write: Callable):
    versions.folder.mkdir()
    (versions.folder / "2026-12.toml").write_text(SPLIT, encoding="utf-8")
    assert versions.codebook() is services.codebook()
    versions.save(write(SPLIT), "Ayesha", "why", EFFECT)
    assert versions.codebook().version == "2026-12"


def test_a_workspace_tells_a_broken_codebook_beside_its_other_faults(tmp_path: Path, write: Callable):
    Versions(tmp_path / "codebook").save(write(SPLIT), "Ayesha", "why", EFFECT)
    (tmp_path / "codebook" / "2026-12.toml").unlink()
    (tmp_path / "engagement.toml").write_text("threshold = 1\n", encoding="utf-8")
    with pytest.raises(SettingsError) as raised:
        Workspace.open(tmp_path)
    assert len({fault.where for fault in raised.value.faults}) == 2


def test_a_service_may_name_types_of_the_workspaces_own(tmp_path: Path, write: Callable):
    Versions(tmp_path / "codebook").save(write(SPLIT), "Ayesha", "why", EFFECT)
    (tmp_path / "services").mkdir()
    parks = 'slug = "parks"\ntitle = "Parks"\npurpose = "Green"\nowner = "A"\nin_scope = ["Grass"]\nfailure_types = ["{}"]\n'
    (tmp_path / "services" / "parks.toml").write_text(parks.format("no_callback"), encoding="utf-8")
    assert Workspace.open(tmp_path).services["parks"].failure_types == ["no_callback"]
    (tmp_path / "services" / "parks.toml").write_text(parks.format("conduct"), encoding="utf-8")
    with pytest.raises(SettingsError, match="names 'conduct'"):
        Workspace.open(tmp_path)


def test_the_history_is_one_line_of_json_a_version(versions: Versions, write: Callable):
    versions.save(write(SPLIT), "Ayesha", "Zeile\nzwei", {"comments": 3})
    (line,) = (versions.folder / "history.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["effect"] == {"comments": 3}
