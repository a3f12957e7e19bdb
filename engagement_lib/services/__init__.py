"""Who we listen to: one TOML file a service, checked whole before anything runs.

The ten services of a council's housing department come with the package (``services/housing``). A workspace adds its
own in a folder ``services/``: a file with a new slug adds a service, a file with a known slug takes its place,
and ``engagement.toml`` may switch the packaged ones off.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from engagement_lib.problems import Fault, SettingsError

PACKAGED = Path(__file__).parent / "housing"
SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
Words = Annotated[str, Field(min_length=1, max_length=300)]


class FailureType(BaseModel):
    """One way a service can fail, as a manager and as a resident would say it."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    title: Words
    says: Words
    means: Words
    act: Words
    """What a manager could look at first. It is about how the work is arranged, never about single staff."""


class Codebook(BaseModel):
    """The labels and their plain names."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    version: str
    demand: dict[str, str]
    failure_types: dict[str, FailureType]
    value_types: dict[str, str]
    none_types: dict[str, str]
    flags: dict[str, str]


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


@cache
def codebook() -> Codebook:
    """The packaged codebook.

    >>> codebook().failure_types["no_response"].title
    'No response'
    """
    return Codebook.model_validate(read_toml(Path(__file__).with_name("codebook.toml"), "codebook.toml"))


def read_toml(path: Path, where: str) -> dict[str, Any]:
    """Read one TOML file. Raises ``SettingsError`` naming the line that cannot be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            Fault(where, f"a file that is not TOML ({error})", "TOML in UTF-8", "mend the line named")
        ) from error


def faults_of(error: ValidationError, where: str) -> list[Fault]:
    """Every fault of a settings file in plain words."""
    faults = []
    for detail in error.errors():
        key = ".".join(str(part) for part in detail["loc"]) or "the file"
        kind = detail["type"]
        if kind == "extra_forbidden":
            fault = Fault(
                where, f"an unknown setting '{key}'", "only known settings", "check the spelling or remove it"
            )
        elif kind == "missing":
            fault = Fault(where, f"no setting '{key}'", "a value for it", f"add a line: {key} = ...")
        else:
            given = repr(detail.get("input"))[:60]
            fault = Fault(where, f"{key} = {given}", detail["msg"][0].lower() + detail["msg"][1:], f"change '{key}'")
        faults.append(fault)
    return faults


def read(folders: Iterable[Path]) -> dict[str, Service]:
    """All services of the folders by slug, later folders winning, in the order of their slugs.

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
            faults += _unknown_types(service, path.name)
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


def _unknown_types(service: Service, name: str) -> list[Fault]:
    book = codebook()
    pairs: list[tuple[str, list[str], Iterable[str]]] = [
        ("failure_types", service.failure_types, book.failure_types),
        ("value_types", service.value_types, book.value_types),
    ]
    return [
        Fault(f"services/{name}", f"{setting} names '{given}'", f"one of {', '.join(known)}, or *", "correct the name")
        for setting, types, known in pairs
        for given in types
        if given != "*" and given not in known
    ]
