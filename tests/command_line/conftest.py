"""What the tests of the command line are given."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_office import PERIOD, Office


@pytest.fixture(scope="session")
def vectors(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a first run keeps of the starter comments, so that not every test has to work it out again."""
    office = Office(tmp_path_factory.mktemp("first")).furnish()
    told = office.run("run", "--period", PERIOD, "--service", "bins")
    assert told.code == 0, told.err
    return office.root / "data/processed/.cache"


@pytest.fixture(scope="session")
def opened(vectors: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Office]:
    """Opens an office that has its vectors already."""

    def open_one(name: str, **given) -> Office:
        root = tmp_path_factory.mktemp(name)
        shutil.copytree(vectors, root / "data/processed/.cache")
        return Office(root, **given)

    return open_one
