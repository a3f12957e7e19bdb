"""A workspace's own changes to the packaged codebook, version after version.

A version is one TOML file with all of the workspace's changes::

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

:class:`Versions` keeps them in the workspace's folder ``codebook/``: the files as they were saved, and ``history.jsonl``, which says who
saved each, when and why. The last line of it is in force. No type that was once saved can be taken out, only retired: so every name in
the register has a meaning for ever.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from engagement_lib.problems import Fault, SettingsError
from engagement_lib.services.book import OTHER, Codebook, FailureType, Retired, Split, codebook
from engagement_lib.services.files import Words, faults_of, read_toml

HISTORY = "history.jsonl"
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


@dataclass(frozen=True)
class Entry:
    """One saved version: its hash, who saved it, when (ISO 8601, UTC), why, and what it changed in past figures as it was saved."""

    version: str
    fingerprint: str
    who: str
    at: str
    why: str
    effect: dict[str, int]


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


@dataclass(frozen=True)
class Versions:
    """The saved versions below one folder."""

    folder: Path

    def history(self) -> list[Entry]:
        """Every version saved, oldest first. Raises ``SettingsError`` naming the line that cannot be read."""
        path = self.folder / HISTORY
        if not path.exists():
            return []
        entries = []
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            try:
                entries.append(Entry(**json.loads(line)))
            except (ValueError, TypeError) as error:
                where = f"codebook/{HISTORY}, line {number}"
                raise SettingsError(
                    Fault(where, "a line that is not as it was saved", "it untouched", "put the file back from a copy")
                ) from error
        return entries

    def codebook(self) -> Codebook:
        """The codebook in force: the last version saved, or the packaged one. Raises ``SettingsError`` with every fault."""
        saved = list(self._saved())
        return applied(saved[-1][1], saved, saved[-1][0].at) if saved else codebook()

    def draft(self, changes: Changes) -> Codebook:
        """The codebook as it would be, were it saved today. Raises ``SettingsError`` with every fault that stands against saving it."""
        return applied(changes, list(self._saved()), _now(), draft=True)

    def save(self, file: Path, who: str, why: str, effect: dict[str, int]) -> Entry:
        """Keep a file of changes as the version in force. Raises ``SettingsError`` with every fault.

        ``effect`` is what it changes in past figures, so that nobody saves a version without having worked that out.
        """
        changes = read(file)
        faults = [
            Fault(option, "nothing" if not given.strip() else "very long", expected, f"give {option}")
            for option, given, most, expected in (("--who", who, 120, "who decided"), ("--why", why, 500, "the reason in a sentence"))
            if not given.strip() or len(given) > most
        ]  # fmt: skip
        try:
            self.draft(changes)
        except SettingsError as error:
            faults += error.faults
        if faults:
            raise SettingsError(faults)
        entry = Entry(changes.version, changes.fingerprint(), who.strip(), _now(), why.strip(), dict(effect))
        self.folder.mkdir(parents=True, exist_ok=True)
        history = [*self.history(), entry]
        _write(self.folder / f"{changes.version}.toml", file.read_bytes())
        _write(self.folder / HISTORY, "".join(f"{json.dumps(asdict(one))}\n" for one in history).encode())
        return entry

    def _saved(self) -> Iterator[tuple[Entry, Changes]]:
        for entry in self.history():
            changes = read(self.folder / f"{entry.version}.toml")
            if changes.fingerprint() != entry.fingerprint:
                raise SettingsError(
                    Fault(
                        f"codebook/{entry.version}.toml", "other words than those that were saved", "the file untouched",
                        "put it back from a copy, and save changes as a new version with 'engagement codebook save'",
                    )
                )  # fmt: skip
            yield entry, changes


def applied(changes: Changes, saved: list[tuple[Entry, Changes]], at: str, draft: bool = False) -> Codebook:
    """The packaged codebook with changes. ``saved`` are the versions so far; they say since when a type is split off.

    Raises ``SettingsError`` with every fault.
    """
    book, given = codebook(), changes.failure_types
    said = {name: _said(name, change, book) for name, change in given.items()}
    live = {name: given[name].retired is None for name in given}
    names = [*book.failure_types, *(name for name in given if name not in book.failure_types)]
    if faults := [
        *_incomplete(said), *_wrong_places(given, {name for name in names if live.get(name, True)}, set(names)),
        *_same_titles({name: said[name] if name in said else dict(book.failure_types[name]) for name in names if live.get(name, True)}),
        *_lost(given, saved), *(_used(changes, saved) if draft else []),
    ]:  # fmt: skip
        raise SettingsError(faults)
    types = {name: FailureType(**said[name]) if name in said else book.failure_types[name] for name in names}
    retired = {
        name: Retired(**dict(types[name]), since=change.retired, goes_to=change.goes_to or OTHER)
        for name, change in given.items()
        if change.retired
    }
    splits = {
        name: Split(of=change.split_from, since=_since(name, change.split_from, saved, at))
        for name, change in given.items()
        if change.split_from and not change.retired
    }
    return book.model_copy(
        update={
            "version": changes.version, "since": at[:10], "retired": retired, "splits": splits,
            "failure_types": {name: type_ for name, type_ in types.items() if live.get(name, True)},
        }
    )  # fmt: skip


def _said(name: str, change: Change, book: Codebook) -> dict[str, Any]:
    """What a type says, the packaged words where nothing else is given."""
    known = book.failure_types.get(name)
    own = {key: getattr(change, key) for key in ASKED if getattr(change, key) is not None}
    return {**(dict(known) if known else {}), **own}


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


def _lost(given: dict[str, Change], saved: list[tuple[Entry, Changes]]) -> list[Fault]:
    """Types of earlier versions that are not there any more."""
    own = {name: entry.version for entry, changes in saved for name in changes.failure_types}
    gone = [name for name in own if name not in given and name not in codebook().failure_types]
    return [
        Fault(_at(name), f"nothing of it, though version {own[name]} has it", "every type that was ever used",
              "keep it, and retire it if nobody should choose it any more")
        for name in gone
    ]  # fmt: skip


def _used(changes: Changes, saved: list[tuple[Entry, Changes]]) -> list[Fault]:
    if changes.version not in {codebook().version, *(entry.version for entry, _ in saved)}:
        return []
    return [Fault("version", f"'{changes.version}', which is saved already", "a new one", "choose another version")]


def _since(name: str, of: str, saved: list[tuple[Entry, Changes]], at: str) -> str:
    """The day from which on every version has this split."""
    day = at
    for entry, changes in reversed(saved):
        change = changes.failure_types.get(name)
        if change is None or change.split_from != of or change.retired:
            break
        day = entry.at
    return day[:10]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all."""
    new = path.with_suffix(".new")
    with new.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
