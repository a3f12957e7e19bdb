"""A workspace's own changes to the packaged codebook: one TOML file with all of them::

version = "2026-12"

[failure_types.no_callback]            # a new type says all four
title = "No call back"
says = "You said you would ring me, and nobody did"
means = "A call back was promised and did not come"
act = "Keep a list of the calls that were promised, and close it each evening"
split_from = "no_response"             # what people labelled so should be read again

[failure_types.delay]                  # a known type says only what is different
title = "Too slow"

[failure_types.conduct]
retired = "2026-12"                    # people no longer choose it from this month on
goes_to = "information"                # its labels are counted here; under "other" unless given
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from engagement_lib.problems import Fault, SettingsError
from engagement_lib.services.book import OTHER, codebook
from engagement_lib.services.files import Words, faults_of, read_toml

ASKED = ("title", "says", "means", "act")
"""What every failure type says."""

Title = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^;\n\r\t]+$")]
"""In sheets titles stand beside one another, set apart by semicolons."""

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$", max_length=40)]


class Change(BaseModel):
    """What is new or different about one failure type."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    title: Title | None = None
    says: Words | None = None
    means: Words | None = None
    act: Words | None = None
    split_from: str | None = None
    retired: Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")] | None = None
    goes_to: str | None = None


class Changes(BaseModel):
    """All that a workspace's codebook has beside the packaged one, or other than it."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    version: Annotated[str, Field(pattern=r"^\d{4}-\d{2}([-.][a-z0-9]+)*$", max_length=40)]
    failure_types: dict[Name, Change] = {}

    def fingerprint(self) -> str:
        """A hash of what it says; comments and line ends of the file do not count."""
        return sha256(self.model_dump_json(exclude_none=True).encode()).hexdigest()


def read(path: Path) -> Changes:
    """Read a file of changes. Raises ``SettingsError`` with every fault that the file alone shows."""
    if not path.is_file():
        raise SettingsError(
            Fault(str(path), "no such file", "a TOML file with changes to the codebook", "see 'The codebook' in the README")
        )  # fmt: skip
    try:
        return Changes.model_validate(read_toml(path, path.name))
    except ValidationError as error:
        raise SettingsError(faults_of(error, path.name)) from error


def words(changes: Changes) -> dict[str, dict[str, Any]]:
    """What each type says, changed or not: the packaged words where nothing else is given."""
    packaged = {name: dict(type_) for name, type_ in codebook().failure_types.items()}
    own = {
        name: {key: getattr(change, key) for key in ASKED if getattr(change, key) is not None}
        for name, change in changes.failure_types.items()
    }
    return {name: {**packaged.get(name, {}), **own.get(name, {})} for name in {**packaged, **own}}


def faults(changes: Changes, own: Mapping[str, str]) -> Iterator[Fault]:
    """Everything that stands against the changes. ``own`` are types of earlier versions, each with a version that has it."""
    given, said = changes.failure_types, words(changes)
    live = {name for name in said if name not in given or given[name].retired is None}
    yield from _incomplete(said)
    yield from _wrong_places(given, live, set(said))
    yield from _same_titles({name: said[name] for name in said if name in live})
    yield from _lost(said, own)


def _at(name: str) -> str:
    return f"failure_types.{name}"


def _incomplete(said: dict[str, dict[str, Any]]) -> list[Fault]:
    return [
        Fault(_at(name), f"no {', '.join(missing)}, and no packaged type of this name", f"{', '.join(ASKED)} of a new type",
              "add them, or correct the name")
        for name, words in said.items()
        if (missing := [key for key in ASKED if key not in words])
    ]  # fmt: skip


def _wrong_places(given: dict[str, Change], live: set[str], known: set[str]) -> list[Fault]:
    """Where a type comes from, and where its labels go."""
    faults, choice = [], ", ".join(sorted(live))
    for name, change in given.items():
        if name == OTHER and change.retired:
            faults.append(Fault(_at(name), "it retired", "it kept: what fits nowhere goes there", "retire another"))
        if change.goes_to is not None and not change.retired:
            faults.append(
                Fault(_at(name), "goes_to without retired", "both", 'add retired = "2026-12", or take goes_to out')
            )
        elif change.goes_to is not None and change.goes_to not in live:
            faults.append(
                Fault(_at(name), f"goes_to = '{change.goes_to[:40]}'", f"a type in use: {choice}", "correct the name")
            )
        if change.split_from is not None and change.split_from not in known - {name}:
            expected = f"another type: {', '.join(sorted(known - {name}))}"
            faults.append(Fault(_at(name), f"split_from = '{change.split_from[:40]}'", expected, "correct the name"))
    return faults


def _same_titles(said: dict[str, dict[str, Any]]) -> list[Fault]:
    """People write titles or names into sheets, so none may stand for two types."""
    titles = {name: str(words["title"]).casefold().strip() for name, words in said.items() if "title" in words}
    often = Counter(titles.values())
    return [
        Fault(_at(name), f"the title '{said[name]['title']}', which another type has as title or name", "a title of its own", "change one")
        for name, title in titles.items()
        if often[title] > 1 or title in said.keys() - {name}
    ]  # fmt: skip


def _lost(said: Mapping[str, Any], own: Mapping[str, str]) -> list[Fault]:
    """Types of earlier versions that are not there any more."""
    gone = [name for name in own if name not in said]
    return [
        Fault(_at(name), f"nothing of it, though version {own[name]} has it", "every type that was ever used",
              "keep it, and retire it if nobody should choose it any more")
        for name in gone
    ]  # fmt: skip
