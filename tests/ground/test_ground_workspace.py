"""A workspace: what it is without a word said, and what it says when something is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from engagement_lib.problems import SettingsError
from engagement_lib.workspace import Workspace

PARKS = 'slug = "parks"\ntitle = "Parks"\npurpose = "Green"\nowner = "Head"\nin_scope = ["Grass"]\n'


def made(root: Path, **files: str) -> Path:
    for name, text in files.items():
        path = root / name.replace("__", "/")
        path = path.with_name(path.name + ".toml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def test_an_empty_folder_is_a_workspace_with_the_ten_services(tmp_path: Path):
    place = Workspace.open(tmp_path)
    assert len(place.services) == 10
    assert (place.settings.threshold, place.settings.months_shown) == (5, 6)
    assert place.raw == tmp_path / "data" / "raw" and not place.reads_example
    assert list(tmp_path.iterdir()) == []


def test_settings_and_services_of_ones_own(tmp_path: Path):
    root = made(tmp_path, engagement='organisation = "Our Town"\nthreshold = 10\n', services__parks=PARKS)
    place = Workspace.open(root)
    assert (place.settings.organisation, place.settings.threshold) == ("Our Town", 10)
    assert "parks" in place.services and len(place.services) == 11


def test_the_packaged_services_may_be_switched_off(tmp_path: Path):
    root = made(tmp_path, engagement="packaged_services = false\n", services__parks=PARKS)
    assert list(Workspace.open(root).services) == ["parks"]


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"engagement": "threshold = 1\n"}, ["engagement.toml", "threshold = 1"]),
        ({"engagement": 'threshold = "five"\n'}, ["threshold = 'five'"]),
        ({"engagement": "treshold = 5\n"}, ["unknown setting 'treshold'"]),
        ({"engagement": 'organisation = ""\n'}, ["organisation"]),
        ({"engagement": "months_shown = 0\n"}, ["months_shown = 0"]),
        ({"engagement": "packaged_services = false\n"}, ["no service", "packaged_services = true"]),
        ({"engagement": "threshold = \n"}, ["engagement.toml", "not TOML"]),
        ({"engagement": "threshold = 1\n", "services__parks": "slug = 1\n"}, ["threshold = 1", "services/parks.toml"]),
    ],
)
def test_every_fault_is_told_at_once(tmp_path: Path, files: dict[str, str], told: list[str]):
    with pytest.raises(SettingsError) as raised:
        Workspace.open(made(tmp_path, **files))
    assert not [piece for piece in told if piece not in str(raised.value)]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path):
    with pytest.raises(SettingsError, match="no such folder"):
        Workspace.open(tmp_path / "nowhere")


def test_the_example_is_read_only_while_nothing_else_is_there(tmp_path: Path):
    example = made(tmp_path, data__raw__example__survey__layout="")
    assert Workspace.open(example).reads_example
    own = made(tmp_path, data__raw__survey__layout="")
    assert not Workspace.open(own).reads_example
    assert Workspace.open(own).raw == tmp_path / "data" / "raw"
