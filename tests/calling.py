"""The command line, as tests call it. A plain module, since there are several files called conftest."""

from __future__ import annotations

import json
from typing import Any

from typer.testing import CliRunner

from engagement_lib.__main__ import app
from engagement_lib.problems import EngagementError
from engagement_lib.workspace import Workspace


def run(place: Workspace, *words: str, say: str = "") -> str:
    """What a command prints. A fault of a person's making is raised as it is."""
    done = CliRunner().invoke(app, [*words, "--workspace", str(place.root)], input=say)
    if isinstance(done.exception, EngagementError):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.stdout


def told(place: Workspace, *words: str) -> Any:
    """What a command answers to a program."""
    return json.loads(run(place, *words, "--json"))
