"""A workspace's own services, version after version: what was saved, who saved it, when and why.

``services/<slug>.toml`` is in force. Beside it ``services/versions/`` keeps each file as it was saved, what stood there before, and
``history.jsonl`` with one line a saving.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from engagement_lib import whole
from engagement_lib.problems import Fault, SettingsError
from engagement_lib.services.versions import HISTORY, unsigned

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


def history(services: Path) -> list[Saved]:
    """Every saving, oldest first. Raises ``SettingsError`` naming the line that cannot be read."""
    path = services / KEPT / HISTORY
    if not path.is_file():
        return []
    entries = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            entries.append(Saved(**json.loads(line)))
        except (ValueError, TypeError) as error:
            where = f"services/{KEPT}/{HISTORY}, line {number}"
            raise SettingsError(
                Fault(where, "a line that is not as it was saved", "it untouched", "put the file back from a copy")
            ) from error
    return entries


def save(services: Path, slug: str, content: bytes, who: str, why: str, effect: Mapping[str, int]) -> Saved:
    """Put a service's file in force. Raises ``SettingsError`` where nobody signs it, or nothing in it is new.

    ``content`` was checked before; ``effect`` is what it changes in past figures, so that nobody saves without having worked that out.
    """
    current = services / f"{slug}.toml"
    before = current.read_bytes() if current.is_file() else b""
    faults = unsigned(who, why)
    if content == before:
        faults.append(
            Fault(f"services/{slug}.toml", "the very file that is in force", "a change", "nothing is left to do")
        )
    if faults:
        raise SettingsError(faults)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    entry = Saved(slug, _name(content), _name(before) if before else "", who.strip(), at, why.strip(), dict(effect))
    entries = [*history(services), entry]
    (services / KEPT).mkdir(parents=True, exist_ok=True)
    for version in filter(None, (before, content)):
        whole.write(services / KEPT / f"{slug}.{_name(version)}.toml", version)
    whole.write(services / KEPT / HISTORY, "".join(f"{json.dumps(asdict(one))}\n" for one in entries).encode())
    whole.write(current, content)
    return entry


def _name(content: bytes) -> str:
    return sha256(content).hexdigest()[:12]
