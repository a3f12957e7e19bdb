"""How JupyterLab is set up: nothing fetched, this machine only, this Python, and no output on the disk."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import nbformat
import pytest
from jupyter_server.services.contents.filemanager import FileContentsManager
from traitlets.config import Config

from engagement_lib import lab

NOTEBOOKS = sorted((lab.HOME / "notebooks").rglob("*.ipynb"))


def saved(path: Path, folder: Path) -> Path:
    """A notebook opened, run and saved, through Jupyter's own manager of files with our settings."""
    manager = FileContentsManager(root_dir=str(folder), config=Config(lab.SERVER))
    shutil.copy(path, folder)
    model = manager.get(path.name, type="notebook", content=True)
    for cell in model["content"].cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [nbformat.v4.new_output("stream", text="Grace Okonkwo rang")], 5
    model["content"].metadata.kernelspec = {
        "name": "python3",
        "display_name": "engagement (Python 3.99)",
        "language": "python",
    }
    model["content"].metadata.language_info = {"name": "python", "version": "3.99"}
    manager.save(model, path.name)
    return folder / path.name


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_that_was_only_run_is_saved_as_it_was_byte_for_byte(path: Path, tmp_path: Path):
    assert saved(path, tmp_path).read_bytes() == path.read_bytes()


def test_outputs_are_saved_where_the_notebook_says_so(tmp_path: Path):
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell("1")], metadata={"engagement": {"save_outputs": True}}
    )
    mine = tmp_path / "mine"
    mine.mkdir()
    nbformat.write(notebook, tmp_path / "kept.ipynb")
    assert "Grace" in saved(tmp_path / "kept.ipynb", mine).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "about", [{"engagement": "save_outputs"}, {"engagement": {"save_outputs": "yes"}}, {"engagement": None}]
)
def test_anything_else_said_there_saves_none(about: dict[str, object], tmp_path: Path):
    mine = tmp_path / "mine"
    mine.mkdir()
    nbformat.write(
        nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")], metadata=about), tmp_path / "a.ipynb"
    )
    assert "Grace" not in saved(tmp_path / "a.ipynb", mine).read_text(encoding="utf-8")


def test_the_kernel_is_this_very_python(tmp_path: Path):
    lab.write_kernel(tmp_path / "kernels" / "python3")
    described = json.loads((tmp_path / "kernels/python3/kernel.json").read_text(encoding="utf-8"))
    assert described["argv"][0] == sys.executable and "{connection_file}" in described["argv"]
    assert described["display_name"] == f"engagement (Python {sys.version_info.major}.{sys.version_info.minor})"


def test_a_workspace_without_notebooks_is_given_the_tour_and_its_own_is_left(tmp_path: Path):
    assert lab.bring_tour(tmp_path) == lab.TOUR
    names = {path.name for path in (lab.HOME / lab.TOUR).glob("*.ipynb")}
    assert {path.name for path in (tmp_path / lab.TOUR).iterdir()} == names
    first = tmp_path / lab.TOUR / lab.FIRST
    first.write_text("mine", encoding="utf-8")
    (tmp_path / lab.TOUR / "2_check_the_redaction.ipynb").unlink()
    assert lab.bring_tour(tmp_path) == lab.TOUR
    assert (
        first.read_text(encoding="utf-8") == "mine"
        and not (tmp_path / lab.TOUR / "2_check_the_redaction.ipynb").exists()
    )


def test_where_the_notebooks_are_not_installed_none_is_opened(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(lab, "HOME", tmp_path / "site-packages")
    assert lab.bring_tour(tmp_path) is None and not (tmp_path / "notebooks").exists()


def test_plain_jupyter_lab_is_set_up_too_and_a_file_of_somebody_else_stays(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.setattr(sys, "base_prefix", "/another")
    assert not lab.settled()
    assert {path.relative_to(tmp_path / "etc/jupyter").as_posix() for path in lab.settle()} == set(lab.settings())
    assert lab.settled() and len(lab.settle()) == 3
    theirs = tmp_path / "etc/jupyter/jupyter_lab_config.json"
    theirs.write_text('{"LabApp": {"news_url": null}}', encoding="utf-8")
    assert theirs not in lab.settle() and "news_url" in theirs.read_text(encoding="utf-8") and not lab.settled()


def test_a_python_for_the_whole_machine_is_left_alone(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.setattr(sys, "base_prefix", str(tmp_path))
    with pytest.raises(lab.EngagementError, match="whole machine"):
        lab.settle()
    assert not list(tmp_path.iterdir())


def test_jupyterlab_knows_every_setting_and_every_part_that_is_switched_off():
    """A later JupyterLab that renames one would ask the internet again."""
    from jupyterlab.commands import get_app_dir
    from jupyterlab.labapp import LabApp

    assert set(lab.SERVER["LabApp"]) <= set(LabApp.class_traits(config=True))
    schemas = Path(get_app_dir()) / "schemas"
    for plugin, changes in lab.LOOK.items():
        package, name = plugin.split(":")
        known = json.loads((schemas / package / f"{name}.json").read_text(encoding="utf-8"))["properties"]
        assert set(changes) <= set(known)
    built = "".join(path.read_text(encoding="utf-8") for path in (Path(get_app_dir()) / "static").glob("*.js"))
    for part in lab.SWITCHED_OFF:
        assert part in built, part
