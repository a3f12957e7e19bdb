"""The laws of the house, read off the source."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "engagement_lib"
ROOMS = [
    "intake",
    "clean",
    "redact",
    "classify",
    "theme",
    "audit",
    "register",
    "summarise",
    "report",
    "send",
    "label",
    "explore",
]
HEAVY = {
    "pandas",
    "numpy",
    "sklearn",
    "spacy",
    "bertopic",
    "scipy",
    "matplotlib",
    "papermill",
    "nbconvert",
    "onnxruntime",
    "pydantic",
}
MODULES = sorted(PACKAGE.rglob("*.py"))
NOTEBOOKS = sorted((PACKAGE.parent / "notebooks").rglob("*.ipynb"))


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_no_other_room_and_nothing_above_it(room: str):
    forbidden = {
        f"engagement_lib.{other}"
        for other in [*ROOMS, "flow", "__main__", "console", "store", "workspace"]
        if other != room
    }
    for path in (PACKAGE / room).rglob("*.py"):
        crossing = {
            name for name in imports(path) if any(name == bad or name.startswith(bad + ".") for bad in forbidden)
        }
        assert not crossing, f"{path.relative_to(PACKAGE)} imports {crossing}"


def test_report_knows_the_summary_and_nothing_behind_it():
    allowed = {"summary", "problems", "report", "sheets"}
    for path in (PACKAGE / "report").rglob("*.py"):
        own = {name.split(".")[1] for name in imports(path) if name.startswith("engagement_lib.")}
        assert own <= allowed, f"{path.name} imports {own - allowed}"
        assert not {"pandas", "sklearn", "spacy", "bertopic"} & {name.split(".")[0] for name in imports(path)}


def test_counting_code_holds_no_html():
    for room in set(ROOMS) - {"report", "clean"}:
        for path in (PACKAGE / room).rglob("*.py"):
            assert "</" not in path.read_text(encoding="utf-8"), path


def test_templates_hold_no_arithmetic():
    import re

    for path in PACKAGE.rglob("*.j2"):
        for inside in re.findall(r"\{[{%](.*?)[%}]\}", path.read_text(encoding="utf-8"), re.S):
            without_strings = re.sub(r"'[^']*'|\"[^\"]*\"", "", inside).strip("-").strip()
            assert not re.search(r"[\w)]\s*[+*/]\s*[\w(]|\w\s-\s\w|\bsum\b|\bround\b", without_strings), (
                f"{path.name}: {inside}"
            )


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_module_is_longer_than_300_lines(path: Path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


def test_the_front_door_is_light():
    code = "import sys, engagement_lib; print(' '.join(sorted({name.split('.')[0] for name in sys.modules})))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not HEAVY & set(loaded)


def test_report_notebooks_load_no_modelling_room():
    code = "import sys, engagement_lib.report.show; print(' '.join(sys.modules))"
    loaded = set(
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    )
    assert (
        not {"sklearn", "spacy", "bertopic", "onnxruntime", "engagement_lib.classify", "engagement_lib.theme"} & loaded
    )


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebooks_are_thin(path: Path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in code)
    for cell in code:
        for node in ast.walk(ast.parse("".join(cell["source"]))):
            assert not isinstance(node, ast.FunctionDef | ast.ClassDef | ast.For | ast.While | ast.Lambda)
    assert any(cell["cell_type"] == "markdown" and "".join(cell["source"]).startswith("#") for cell in cells)
    assert sum("parameters" in cell["metadata"].get("tags", []) for cell in cells) == 1


def test_nothing_reads_pickles_or_the_network():
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        for bad in (
            "pickle.load",
            "joblib.load",
            "allow_pickle=True",
            "torch.load",
            "requests.",
            "urllib.request",
            "snapshot_download",
        ):
            assert bad not in text, f"{path.name}: {bad}"
