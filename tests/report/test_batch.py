"""A batch: whole pages, the same every time, and one failure stops one page."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path

import made
import pages
import pytest

from engagement_lib.report import batch, read, run

PAGES = ["maintenance.html", "voids.html"]
SECRET = "Anna Kowalska, 12 Orchard Road"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("office {of} 1")
    for summary in (made.full(), made.tiny()):
        pages.write(summary, root / "processed")
    return root


@pytest.fixture(scope="module")
def first(room: Path) -> batch.Batch:
    (room / "reports/2026-09").mkdir(parents=True)
    (room / "reports/2026-09/index.html").write_text("earlier", encoding="utf-8")
    return make(room, ["maintenance", "voids", "waste"], failed={"estates": "could not be computed"})


def make(room: Path, services: list[str], **more) -> batch.Batch:
    return batch.make("2026-10", services, room / "processed", room / "reports", **more)


def contents(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


@pytest.mark.slow
def test_pages_index_overview_and_manifest(first: batch.Batch, room: Path):
    folder = room / "reports/2026-10"
    assert set(contents(folder)) == {*PAGES, "index.html", "overview.html", "manifest.json"}
    assert [page.name for page in first.pages] == PAGES and first.index.exists()
    assert set(first.failed) == {"waste", "estates"} and "no summary" in first.failed["waste"]
    index = pages.look(first.index.read_text(encoding="utf-8"))
    links = {link["href"] for link in index.find_all("a")}
    assert links >= {"maintenance.html", "voids.html", "overview.html", "../2026-09/index.html"}
    warning = index.find(class_="warning").get_text()
    assert "estates" in warning and "could not be computed" in warning and "waste" in warning
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    hashes = contents(folder)
    assert {f"{page['slug']}.html": page["sha256"] for page in manifest["pages"]}.items() <= hashes.items()
    assert manifest["sha256"].items() <= hashes.items()
    assert str(room) not in "".join(path.read_text(encoding="utf-8") for path in folder.iterdir())
    assert not list((room / "reports").glob(".making-*"))


@pytest.mark.slow
def test_a_page_of_the_batch_is_the_page_made_here(first: batch.Batch):
    assert first.pages[0].read_text(encoding="utf-8") == pages.of(made.full())


@pytest.mark.slow
def test_a_second_run_gives_the_same_bytes_and_a_run_of_one_service_keeps_the_rest(first: batch.Batch, room: Path):
    folder = room / "reports/2026-10"
    before = contents(folder)
    seen: list[tuple[int, int]] = []
    make(
        room,
        ["voids", "waste"],
        failed={"estates": "could not be computed"},
        progress=lambda at, of: seen.append((at, of)),
    )
    assert contents(folder) == before
    assert seen == [(1, 1)]


@pytest.mark.slow
def test_one_failing_notebook_stops_one_page(first: batch.Batch, room: Path, tmp_path: Path):
    root = tmp_path / "office"
    shutil.copytree(room, root)
    notebook = json.loads((batch.NOTEBOOKS / batch.SERVICE).read_text(encoding="utf-8"))
    notebook["cells"][2]["source"] = [
        f"if service == 'voids':\n    raise ValueError('{SECRET}')\n",
        "show.title(summary)",
    ]
    (tmp_path / batch.SERVICE).write_text(json.dumps(notebook), encoding="utf-8")
    shutil.copy(batch.NOTEBOOKS / batch.OVERVIEW, tmp_path)

    done = make(root, ["maintenance", "voids"], notebooks=tmp_path)

    folder = root / "reports/2026-10"
    assert [page.name for page in done.pages] == ["maintenance.html"]
    assert not (folder / "voids.html").exists(), "the page of the earlier run looks current"
    assert "at cell 4 (ValueError)" in done.failed["voids"]
    assert (root / "processed/voids/2026-10/failed.ipynb").exists()
    for path in folder.iterdir():
        assert SECRET not in path.read_text(encoding="utf-8")
    index = pages.look(done.index.read_text(encoding="utf-8"))
    assert "Voids" in index.find(class_="warning").get_text()
    assert "voids.html" not in (folder / "overview.html").read_text(encoding="utf-8")

    make(root, ["maintenance", "voids"])
    assert (folder / "voids.html").exists() and not (root / "processed/voids/2026-10/failed.ipynb").exists()


@pytest.mark.slow
def test_nothing_to_make_is_an_index_that_says_so(tmp_path: Path):
    done = batch.make("2026-Q3", [], tmp_path / "p", tmp_path / "reports", failed={"voids": "no files"})
    text = pages.look(done.index.read_text(encoding="utf-8")).get_text()
    assert done.pages == () and "No report was made." in text and "no files" in text
    assert not (done.index.parent / "overview.html").exists()


@pytest.mark.slow
def test_the_kernel_is_this_python_whatever_else_is_installed(room: Path, tmp_path: Path, monkeypatch):
    spec = tmp_path / "kernels/python3"
    spec.mkdir(parents=True)
    (spec / "kernel.json").write_text(json.dumps({"argv": ["/bin/false"], "display_name": "x", "language": "python"}))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "0")
    given = {"service": "voids", "period": "2026-10", "processed": str(room / "processed")}
    executed = run.notebook(batch.NOTEBOOKS / batch.SERVICE, given, tmp_path / "out.ipynb")
    assert any(cell.get("outputs") for cell in executed.cells)


def test_a_full_disk_leaves_the_earlier_page(tmp_path: Path, monkeypatch):
    from engagement_lib.report import contents as folder

    page = tmp_path / "maintenance.html"
    page.write_text("earlier", encoding="utf-8")
    bench = tmp_path / "bench"
    bench.mkdir()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError):
        folder.put(page, "later", bench)
    assert page.read_text(encoding="utf-8") == "earlier"


def test_a_relative_folder_is_found_from_where_the_notebook_lies(room: Path, monkeypatch):
    below = room / "notebooks/reports"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert read("processed", "maintenance", "2026-10") == made.full()
