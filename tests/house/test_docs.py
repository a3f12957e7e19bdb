"""Docstring examples run, and the README's commands are commands that exist."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

import engagement_lib

ROOT = Path(__file__).parents[2]
MODULES = [
    module.name
    for module in pkgutil.walk_packages(engagement_lib.__path__, "engagement_lib.")
    if "__main__" not in module.name
]


@pytest.mark.parametrize("name", MODULES)
def test_docstring_examples_run(name: str):
    result = doctest.testmod(importlib.import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert result.failed == 0


def commands() -> list[str]:
    """The `engagement ...` lines of the README and the documents."""
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    blocks = [
        block
        for page in pages
        for block in re.findall(r"```(?:sh|console|bash)\n(.*?)```", page.read_text(encoding="utf-8"), re.S)
    ]
    lines = [line.strip().split("#")[0].strip() for block in blocks for line in block.splitlines()]
    return sorted(
        {
            line.removeprefix(".venv/bin/")
            for line in lines
            if "engagement " in line and not line.startswith(("git", "cp", "conda"))
        }
    )


@pytest.mark.parametrize("line", commands())
def test_documented_commands_exist(line: str):
    from engagement_lib.__main__ import app

    words = line.split()[1:]
    names = [word for word in words[:2] if not word.startswith("-") and re.fullmatch("[a-z]+", word)]
    shown = CliRunner().invoke(app, [*names, "--help"])
    assert shown.exit_code == 0, shown.output
    options = re.findall(r"(?<!\w)(--[a-z-]+)", line)
    assert all(option in shown.output for option in options), f"{options} not all in the help of {names}"


def test_make_targets_of_the_readme_exist():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"(?m)(?:^|`)make ([a-z]+)", (ROOT / "README.md").read_text(encoding="utf-8"))):
        assert re.search(rf"^{target}:", makefile, re.M), target
