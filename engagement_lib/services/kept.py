"""A workspace's own services, version after version: what was saved, who saved it, when and why.

``services/<slug>.toml`` is in force. Beside it ``services/versions/`` keeps each file as it was saved, what stood there before, and
``history.jsonl`` with one line a saving.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from engagement_lib import whole
from engagement_lib.problems import Fault, SettingsError
from engagement_lib.services import history

KEPT = "versions"
"""The folder below the services. Files in it are not read as services."""


@dataclass(frozen=True)
class Saved:
    """One saving: the hash of the file (also of the one it replaced, empty where there was none), and what it changed in past figures."""

    slug: str
    fingerprint: str
    replaced: str
    who: str
    at: str
    why: str
    effect: dict[str, int]


def saved(services: Path) -> list[Saved]:
    """Every saving, oldest first. Raises ``SettingsError`` naming the line that cannot be read."""
    return history.read(services / KEPT, f"services/{KEPT}", Saved)


def save(services: Path, slug: str, content: bytes, who: str, why: str, effect: Mapping[str, int]) -> Saved:
    """Put a service's file in force. Raises ``SettingsError`` where nobody signs it, or nothing in it is new.

    ``content`` was checked before; ``effect`` is what it changes in past figures, so that nobody saves without having worked that out.
    """
    current = services / f"{slug}.toml"
    before = current.read_bytes() if current.is_file() else b""
    faults = history.unsigned(who, why)
    if content == before:
        faults.append(
            Fault(f"services/{slug}.toml", "the very file that is in force", "a change", "nothing is left to do")
        )
    if faults:
        raise SettingsError(faults)
    replaced = _name(before) if before else ""
    entry = Saved(slug, _name(content), replaced, who.strip(), history.now(), why.strip(), dict(effect))
    entries = [*saved(services), entry]
    (services / KEPT).mkdir(parents=True, exist_ok=True)
    for version in filter(None, (before, content)):
        whole.write(services / KEPT / f"{slug}.{_name(version)}.toml", version)
    history.write(services / KEPT, entries)
    whole.write(current, content)
    return entry


def _name(content: bytes) -> str:
    return sha256(content).hexdigest()[:12]
