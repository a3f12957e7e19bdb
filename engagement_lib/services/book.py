"""The codebook: the labels people and the machine give, with their plain names.

A label once given is never rewritten, neither in the register nor in a processed table. :meth:`Codebook.now` says under which types of
the codebook in force it is counted, so that a type can be retired and brought back, and every figure follows.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from engagement_lib.services.files import Words, read_toml

OTHER = "other"
"""The failure type under which everything else is counted. It stays."""


class FailureType(BaseModel):
    """One way a service can fail, as a manager and as a resident would say it."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    title: Words
    says: Words
    means: Words
    act: Words
    """What a manager could look at first. It is about how the work is arranged, never about single staff."""


class Retired(FailureType):
    """A failure type people no longer choose: ``since`` which month, and under which type its labels are counted now."""

    since: str
    goes_to: str


class Split(BaseModel):
    """A failure type that was part of another, and since which day (as in ``2026-11-03``) it stands by itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    of: str
    since: str


class Codebook(BaseModel):
    """The labels and their plain names. ``since`` is the day this version was saved; the packaged one has none."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    version: str
    since: str = ""
    demand: dict[str, str]
    failure_types: dict[str, FailureType]
    value_types: dict[str, str]
    none_types: dict[str, str]
    flags: dict[str, str]
    retired: dict[str, Retired] = {}
    splits: dict[str, Split] = {}

    @property
    def known(self) -> dict[str, FailureType]:
        """Every failure type that people were ever asked to use, retired ones first."""
        return {**self.retired, **self.failure_types}

    @property
    def label(self) -> str:
        """The version as figures name it; one of your own with the first digits of a hash of all it says."""
        return f"{self.version}, {self.fingerprint()}" if self.since else self.version

    def fingerprint(self) -> str:
        """The first 12 hex digits of a hash of all it says."""
        return sha256(self.model_dump_json().encode()).hexdigest()[:12]

    def now(self, names: str) -> str:
        """The failure types under which a label is counted now, joined by ``;`` in order. What no codebook knew is ``other``.

        >>> codebook().now("no_response;delay"), codebook().now("forgotten"), codebook().now("")
        ('delay;no_response', 'other', '')
        """
        said = {name for name in names.split(";") if name}
        counted = {self._now(name) for name in said}
        if len(counted) > 1 and OTHER not in said:
            counted.discard(OTHER)  # it means none of these
        return ";".join(sorted(counted))

    def title(self, name: str) -> str:
        """The title of a failure type, retired or not."""
        return self.known[name].title

    def _now(self, name: str) -> str:
        if name in self.failure_types:
            return name
        return self.retired[name].goes_to if name in self.retired else OTHER


@cache
def codebook() -> Codebook:
    """The packaged codebook. A workspace may have changes of its own: ``Workspace.codebook`` is the one in force there.

    >>> codebook().failure_types["no_response"].title
    'No response'
    """
    return Codebook.model_validate(read_toml(Path(__file__).with_name("codebook.toml"), "codebook.toml"))
