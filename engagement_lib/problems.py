"""What can go wrong and be mended by a person: where, what was found, what was expected, what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing to mend, told in plain words. It never carries a resident's words.

    >>> print(Fault("survey.csv, row 1", "no column 'Comment'", "a column with the text", "add it to [columns]"))
    survey.csv, row 1: found no column 'Comment'; expected a column with the text. What to do: add it to [columns].
    """

    where: str
    found: str
    expected: str
    todo: str

    def __str__(self) -> str:
        return f"{self.where}: found {self.found}; expected {self.expected}. What to do: {self.todo}."


LONGEST_NAME = 120
"""Letters in the name of whoever decided something, as the register has room for."""


def nameless(person: str, where: str = "who") -> list[Fault]:
    """What is wrong with the name of whoever decides something.

    >>> [str(fault) for fault in nameless(" ")]
    ['who: found no name; expected who decided. What to do: give a name.']
    """
    if person.strip() and len(person) <= LONGEST_NAME:
        return []
    return [Fault(where, "a very long name" if person.strip() else "no name", "who decided", "give a name")]


class EngagementError(Exception):
    """Something a person can mend. Holds every fault found, not only the first."""

    exit_code = 2

    def __init__(self, faults: Fault | Iterable[Fault]):
        self.faults = [faults] if isinstance(faults, Fault) else list(faults)
        super().__init__("\n".join(map(str, self.faults)))


class SettingsError(EngagementError):
    """A service, layout or setting is wrong."""


class InputError(EngagementError):
    """A raw file cannot be read as its layout says."""


class StoreError(EngagementError):
    """A processed table is missing, locked, or would hold text that was not redacted."""

    exit_code = 2


class AlteredError(EngagementError):
    """A file of the program itself is not the one that was delivered."""

    exit_code = 3


class BusyError(EngagementError):
    """Another run is writing to this workspace."""

    exit_code = 4
