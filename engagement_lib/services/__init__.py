"""Who we listen to: one TOML file a service, checked whole before anything runs.

The ten services of a council's housing department come with the package (``services/housing``). A workspace adds its
own in a folder ``services/``: a file with a new slug adds a service, a file with a known slug takes its place,
and ``engagement.toml`` may switch the packaged ones off. :mod:`.book` holds the codebook, :mod:`.changes` a workspace's own
changes to it, :mod:`.versions` those saved, :mod:`.kept` the services saved, :mod:`.preview` what changes do to past figures.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from engagement_lib.problems import Fault, SettingsError
from engagement_lib.services.book import Codebook, FailureType, codebook
from engagement_lib.services.files import Words, faults_of, read_toml

__all__ = ["Codebook", "FailureType", "Service", "codebook", "faults_of", "read", "read_toml", "unknown_types"]

PACKAGED = Path(__file__).parent / "housing"
SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"


class Service(BaseModel):
    """One service: what it is for in residents' eyes, who answers for it, and where its text comes from."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    slug: Annotated[str, Field(pattern=SLUG, max_length=60)]
    title: Words
    purpose: Words
    owner: Words
    in_scope: list[Words] = Field(min_length=1)
    out_of_scope: list[Words] = []
    sources: list[str] = Field(default=["*"], min_length=1)
    failure_types: list[str] = ["*"]
    value_types: list[str] = ["*"]

    def listens_to(self, source: str) -> bool:
        return "*" in self.sources or source in self.sources


def read(folders: Iterable[Path], book: Codebook | None = None) -> dict[str, Service]:
    """All services of the folders by slug, later folders winning, in the order of their slugs.

    ``book`` is the codebook whose types they may name; the packaged one unless given.

    Raises:
        SettingsError: with every fault of every file.
    """
    services: dict[str, Service] = {}
    faults: list[Fault] = []
    for folder in folders:
        here: dict[str, str] = {}
        for path in sorted(folder.glob("*.toml")):
            where = f"services/{path.name}"
            try:
                service = Service.model_validate(read_toml(path, where))
            except SettingsError as error:
                faults += error.faults
                continue
            except ValidationError as error:
                faults += faults_of(error, where)
                continue
            faults += unknown_types(service, book or codebook(), where)
            if service.slug in here:
                faults.append(
                    Fault(
                        where,
                        f"the slug '{service.slug}', which {here[service.slug]} has too",
                        "one file a service",
                        "give one of them another slug",
                    )
                )
            here[service.slug] = path.name
            services[service.slug] = service
    if faults:
        raise SettingsError(faults)
    return dict(sorted(services.items()))


def unknown_types(service: Service, book: Codebook, where: str) -> list[Fault]:
    """Types that a service names and the codebook has not, or no longer."""
    pairs: list[tuple[str, list[str], Iterable[str]]] = [
        ("failure_types", service.failure_types, book.failure_types),
        ("value_types", service.value_types, book.value_types),
    ]
    return [
        Fault(where, f"{setting} names '{given}'", f"one of {', '.join(known)}, or *", "correct the name")
        for setting, types, known in pairs
        for given in types
        if given != "*" and given not in known
    ]
