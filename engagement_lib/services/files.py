"""Settings files in TOML: read, and what is wrong with them told in plain words."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError

from engagement_lib.problems import Fault, SettingsError

Words = Annotated[str, Field(min_length=1, max_length=300)]


def read_toml(path: Path, where: str) -> dict[str, Any]:
    """Read one TOML file. Raises ``SettingsError`` naming the line that cannot be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            Fault(where, f"a file that is not TOML ({error})", "TOML in UTF-8", "mend the line named")
        ) from error


def faults_of(error: ValidationError, where: str) -> list[Fault]:
    """Every fault of a settings file in plain words."""
    faults = []
    for detail in error.errors():
        key = ".".join(str(part) for part in detail["loc"]) or "the file"
        kind = detail["type"]
        if kind == "extra_forbidden":
            fault = Fault(
                where, f"an unknown setting '{key}'", "only known settings", "check the spelling or remove it"
            )
        elif kind == "missing":
            fault = Fault(where, f"no setting '{key}'", "a value for it", f"add a line: {key} = ...")
        else:
            given = repr(detail.get("input"))[:60]
            fault = Fault(where, f"{key} = {given}", detail["msg"][0].lower() + detail["msg"][1:], f"change '{key}'")
        faults.append(fault)
    return faults
