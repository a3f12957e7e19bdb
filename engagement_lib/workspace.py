"""A workspace: the folder a team works in, with its settings, services, raw files, processed tables and reports.

::

    engagement.toml             settings (optional)
    services/*.toml             services of one's own (optional); services/versions/ holds those saved before
    codebook/                   changes of one's own to the codebook, each version as it was saved (optional)
    lists/*.csv                 homes and staff of one's own (optional)
    data/raw/<source>/          files as they arrive, with a layout.toml beside them
    data/processed/<service>/<period>/
    data/register/register.sqlite   what people decided; never computed anew, so keep a copy of it
    reports/<period>/           pages for managers; reports/public/<period>/ those that anyone may read
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from engagement_lib import brand, services
from engagement_lib.problems import EngagementError, Fault, SettingsError
from engagement_lib.services.book import Codebook
from engagement_lib.services.book import codebook as packaged_codebook
from engagement_lib.services.versions import Versions

SETTINGS = "engagement.toml"

CODEBOOK = "codebook"

REGISTER_URL = "ENGAGEMENT_REGISTER_URL"
"""The environment variable that names the register. It goes before the setting, so that a password need not stand in a file."""

OVERVIEW = "overview"
"""Stands in the recipients for the page with the services side by side."""

_ADDRESS = re.compile(
    r"(?=.{6,254}\Z)(?=.{1,64}@)[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*"
    r"@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])\Z",
    re.ASCII,
)


def _address(given: str) -> str:
    """One plain address: no name beside it, no second one, no line end, ASCII only. **Source:** RFC 5321, 4.1.2, without quoted forms."""
    if not _ADDRESS.match(given):
        raise PydanticCustomError("address", "one plain address, such as name@example.org")
    return given


def _each_once(given: list[str]) -> list[str]:
    if len({address.lower() for address in given}) < len(given):
        raise PydanticCustomError("address", "each address once")
    return given


Address = Annotated[str, AfterValidator(_address)]


Granularity = Literal["coarse", "standard", "fine"]


class Settings(BaseModel):
    """What a team may set for its workspace."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    organisation: Annotated[str, Field(min_length=1, max_length=120)] = "Havenport City Council (an invented example)"
    accent: Annotated[str, Field(pattern=r"^(#[0-9a-f]{6})?$")] = ""
    """Its colour on light pages, as ``#00566b``: dark enough to read on white."""
    logo: Annotated[str, Field(max_length=200)] = ""
    """Its logo, a PNG, JPEG or SVG file of this workspace."""
    packaged_services: bool = True
    """Whether the ten housing services of the package are listened to as well."""
    threshold: Annotated[int, Field(ge=2, le=50)] = 5
    """Counts below this are hidden. **Source:** common council practice for internal reports."""
    public_threshold: Annotated[int, Field(ge=5, le=100)] = 10
    public_rounding: Annotated[int, Field(ge=5, le=20)] = 5
    """What anyone may read: counts below the threshold are hidden, the others rounded. **Source:** Office for National Statistics."""
    months_shown: Annotated[int, Field(ge=1, le=36)] = 6
    """How many periods the figure over time goes back, this one included."""
    granularity: Granularity = "standard"
    """How many themes: 3 to 8, 5 to 15 or 8 to 25, as far as there are comments for them."""
    encoder: Annotated[str, Field(min_length=1, max_length=200)] = "packaged"
    """How comments are compared to group them: ``packaged``; ``static``, for tens of thousands of comments; or a folder of this workspace
    with a sentence model of one's own (:func:`engagement_lib.encode.named`). Labels are given by the packaged one alone."""
    processes: Annotated[int, Field(ge=1, le=16)] = 1
    """How many processes look for personal details at once. One is enough for some thousands of comments; each takes 400 MB."""
    register_url: Annotated[str, Field(max_length=500)] = ""
    """Where what people decided is kept, if not in a file of this workspace: ``postgresql://user@server/database``."""
    mail_from: Address = ""
    """The address that pages are sent from. The mail server is named in the environment alone (:mod:`engagement_lib.send.post`)."""
    recipients: dict[str, Annotated[list[Address], AfterValidator(_each_once)]] = {}
    """Who is sent which page: addresses by the slug of a service, or by ``overview``."""


@dataclass(frozen=True)
class Workspace:
    """Where things are, and what was set."""

    root: Path
    settings: Settings
    services: dict[str, services.Service]
    codebook: Codebook = field(default_factory=packaged_codebook)
    """The codebook in force: the packaged one with the changes last saved."""

    @classmethod
    def open(cls, root: Path) -> Workspace:
        """Read settings and services. Raises ``SettingsError`` with every fault of every file."""
        root = root.resolve()
        if not root.is_dir():
            raise SettingsError(Fault(str(root), "no such folder", "the folder of a workspace", "check --workspace"))
        faults: list[Fault] = []
        settings, known, book = Settings(), {}, packaged_codebook()
        try:
            settings = _settings(root / SETTINGS)
        except EngagementError as error:
            faults += error.faults
        folders = [services.PACKAGED] if settings.packaged_services else []
        try:
            book = Versions(root / CODEBOOK).codebook()
        except EngagementError as error:
            faults += error.faults
        try:
            known = services.read([*folders, root / "services"], book)
        except EngagementError as error:
            faults += error.faults
        faults += brand.faults(root, settings.accent, settings.logo)
        if not faults and not known:
            faults.append(
                Fault(
                    "services/",
                    "no service",
                    "at least one",
                    "add services/<slug>.toml or set packaged_services = true",
                )
            )
        if settings.encoder not in ("packaged", "static"):
            from engagement_lib import encode

            try:
                encode.named(settings.encoder, root)
            except SettingsError as error:
                faults += error.faults
        if not faults:
            faults += _unknown_recipients(settings, known)
        if faults:
            raise SettingsError(faults)
        return cls(root, settings, known, book)

    def check_named(self, slugs: Iterable[str]) -> None:
        """Raises ``SettingsError`` for services that are not known."""
        if unknown := sorted(set(slugs) - set(self.services)):
            expected = f"one of {', '.join(self.services)}"
            raise SettingsError(Fault("--service", ", ".join(unknown), expected, "correct the name"))

    def house(self) -> dict[str, str]:
        """The organisation's name, colour and logo, as a page shows them."""
        logo = brand.logo(self.root, self.settings.logo) if self.settings.logo else ""
        return {"organisation": self.settings.organisation, "accent": self.settings.accent, "logo": logo}

    @property
    def raw(self) -> Path:
        """The folder of raw files: the shipped example only while nothing else is there."""
        raw = self.root / "data" / "raw"
        own = [path for path in sorted(raw.rglob("layout.toml")) if "example" not in path.relative_to(raw).parts[:1]]
        return raw if own or not (raw / "example").is_dir() else raw / "example"

    @property
    def reads_example(self) -> bool:
        return self.raw.name == "example"

    @property
    def lists(self) -> Path:
        """Where the organisation's own lists of homes and staff lie, if it has any."""
        return self.root / "lists"

    @property
    def own_services(self) -> Path:
        """Where the organisation's own services lie, if it has any."""
        return self.root / "services"

    @property
    def versions(self) -> Versions:
        """The workspace's own changes to the codebook, version after version."""
        return Versions(self.root / CODEBOOK)

    @property
    def processed(self) -> Path:
        return self.root / "data" / "processed"

    @property
    def models(self) -> Path:
        """Where the organisation's own models lie, learned from its own labels."""
        return self.processed / ".models"

    @property
    def register(self) -> str:
        """The address of what people decided: the environment's, else the settings', else a file of this workspace."""
        own = self.root / "data" / "register" / "register.sqlite"
        return os.environ.get(REGISTER_URL) or self.settings.register_url or f"sqlite:///{own.as_posix()}"

    @property
    def sheets(self) -> Path:
        """Where sheets for people to label are written, beside the register and as private."""
        return self.root / "data" / "register" / "sheets"

    @property
    def reports(self) -> Path:
        return self.root / "reports"

    def reports_of(self, edition: str) -> Path:
        """Where the pages of an edition go: the public ones into a folder of their own, so that it can be handed out whole."""
        return self.reports / "public" if edition == "public" else self.reports


def _settings(path: Path) -> Settings:
    if not path.exists():
        return Settings()
    try:
        return Settings.model_validate(services.read_toml(path, path.name))
    except ValidationError as error:
        raise SettingsError(services.faults_of(error, path.name)) from error


def _unknown_recipients(settings: Settings, known: Iterable[str]) -> list[Fault]:
    pages = [*known, OVERVIEW]
    return [
        Fault(SETTINGS, f"recipients of '{slug[:60]}'", f"one of {', '.join(pages)}", "correct the name of the service")
        for slug in settings.recipients
        if slug not in pages
    ]
