"""A workspace's own changes to the codebook (:mod:`.changes`), version after version.

:class:`Versions` keeps them in the workspace's folder ``codebook/``: the files as they were saved, and ``history.jsonl``, which says who
saved each, when and why. The last line of it is in force. No type that was once saved can be taken out, only retired: so every name in
the register has a meaning for ever.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from engagement_lib import whole
from engagement_lib.problems import Fault, SettingsError
from engagement_lib.services import history
from engagement_lib.services.book import OTHER, Codebook, FailureType, Retired, Split, codebook
from engagement_lib.services.changes import Changes, faults, read, words


@dataclass(frozen=True)
class Entry:
    """One saved version: its hash, who saved it, when (ISO 8601, UTC), why, and what it changed in past figures as it was saved."""

    version: str
    fingerprint: str
    who: str
    at: str
    why: str
    effect: dict[str, int]


@dataclass(frozen=True)
class Versions:
    """The saved versions below one folder."""

    folder: Path

    def history(self) -> list[Entry]:
        """Every version saved, oldest first. Raises ``SettingsError`` naming the line that cannot be read."""
        return history.read(self.folder, "codebook", Entry)

    def codebook(self) -> Codebook:
        """The codebook in force: the last version saved, or the packaged one. Raises ``SettingsError`` with every fault."""
        saved = list(self._saved())
        return applied(saved[-1][1], saved, saved[-1][0].at) if saved else codebook()

    def draft(self, changes: Changes) -> Codebook:
        """The codebook as it would be, were it saved today. Raises ``SettingsError`` with every fault that stands against saving it."""
        return applied(changes, list(self._saved()), history.now(), draft=True)

    def save(self, file: Path, who: str, why: str, effect: dict[str, int]) -> Entry:
        """Keep a file of changes as the version in force. Raises ``SettingsError`` with every fault.

        ``effect`` is what it changes in past figures, so that nobody saves a version without having worked that out.
        """
        changes = read(file)
        found = history.unsigned(who, why)
        try:
            self.draft(changes)
        except SettingsError as error:
            found += error.faults
        if found:
            raise SettingsError(found)
        entry = Entry(changes.version, changes.fingerprint(), who.strip(), history.now(), why.strip(), dict(effect))
        self.folder.mkdir(parents=True, exist_ok=True)
        entries = [*self.history(), entry]
        whole.write(self.folder / f"{changes.version}.toml", file.read_bytes())
        history.write(self.folder, entries)
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
    own = {name: entry.version for entry, before in saved for name in before.failure_types}
    if found := [*faults(changes, own), *(_used(changes, saved) if draft else [])]:
        raise SettingsError(found)
    types = {name: FailureType(**said) for name, said in words(changes).items()}
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
            "failure_types": {name: type_ for name, type_ in types.items() if name not in retired},
        }
    )  # fmt: skip


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
