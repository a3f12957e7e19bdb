"""What was saved, when, by whom and why: a file to which a line of JSON is added with each saving."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from engagement_lib import whole
from engagement_lib.problems import Fault, SettingsError, nameless

HISTORY = "history.jsonl"

LONGEST_REASON = 500
"""Letters in the reason of a version. **Source:** judgement: a long paragraph."""

Entry = TypeVar("Entry")


def read(folder: Path, where: str, entry: Callable[..., Entry]) -> list[Entry]:
    """Every saving below a folder, oldest first, each as an ``entry``.

    Raises ``SettingsError`` naming the line that cannot be read; ``where`` is the folder's name for people.
    """
    path = folder / HISTORY
    if not path.is_file():
        return []
    entries = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            entries.append(entry(**json.loads(line)))
        except (ValueError, TypeError) as error:
            at = f"{where}/{HISTORY}, line {number}"
            raise SettingsError(
                Fault(at, "a line that is not as it was saved", "it untouched", "put the file back from a copy")
            ) from error
    return entries


def write(folder: Path, entries: Sequence[Any]) -> None:
    """The savings of a folder, given as dataclasses, oldest first."""
    whole.write(folder / HISTORY, "".join(f"{json.dumps(asdict(one))}\n" for one in entries).encode())


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def unsigned(who: str, why: str) -> list[Fault]:
    """What is wrong with who saves a version, and why."""
    faults = nameless(who, "--who")
    if not why.strip() or len(why) > LONGEST_REASON:
        found = "a very long reason" if why.strip() else "no reason"
        faults.append(Fault("--why", found, "the reason in a sentence", "give --why"))
    return faults
