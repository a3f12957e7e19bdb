"""As much of a workspace as a register needs."""

from __future__ import annotations

from dataclasses import dataclass, field

from engagement_lib.services import Codebook, codebook


@dataclass(frozen=True)
class Place:
    """As much of a workspace as the register needs."""

    register: str
    codebook: Codebook = field(default_factory=codebook)
