"""A workspace: the folder a team works in, with its settings, services, raw files, processed tables and reports.

::

    engagement.toml             settings (optional)
    services/*.toml             services of one's own (optional)
    lists/*.csv                 homes and staff of one's own (optional)
    data/raw/<source>/          files as they arrive, with a layout.toml beside them
    data/processed/<service>/<period>/
    data/register/register.sqlite   what people decided; never computed anew, so keep a copy of it
    reports/<period>/           pages for managers; reports/public/<period>/ those that anyone may read
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from engagement_lib import services
from engagement_lib.problems import EngagementError, Fault, SettingsError

SETTINGS = "engagement.toml"

REGISTER_URL = "ENGAGEMENT_REGISTER_URL"
"""The environment variable that names the register. It goes before the setting, so that a password need not stand in a file."""


class Settings(BaseModel):
    """What a team may set for its workspace."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    organisation: Annotated[str, Field(min_length=1, max_length=120)] = "Havenport City Council (an invented example)"
    packaged_services: bool = True
    """Whether the ten housing services of the package are listened to as well."""
    threshold: Annotated[int, Field(ge=2, le=50)] = 5
    """Counts below this are hidden. **Source:** common council practice for internal reports."""
    public_threshold: Annotated[int, Field(ge=5, le=100)] = 10
    public_rounding: Annotated[int, Field(ge=5, le=20)] = 5
    """What anyone may read: counts below the threshold are hidden, the others rounded. **Source:** Office for National Statistics."""
    months_shown: Annotated[int, Field(ge=1, le=36)] = 6
    """How many periods the figure over time goes back, this one included."""
    granularity: Literal["coarse", "standard", "fine"] = "standard"
    """How many themes: 3 to 8, 5 to 15 or 8 to 25, as far as there are comments for them."""
    processes: Annotated[int, Field(ge=1, le=16)] = 1
    """How many processes look for personal details at once. One is enough for some thousands of comments; each takes 400 MB."""
    register_url: Annotated[str, Field(max_length=500)] = ""
    """Where what people decided is kept, if not in a file of this workspace: ``postgresql://user@server/database``."""


@dataclass(frozen=True)
class Workspace:
    """Where things are, and what was set."""

    root: Path
    settings: Settings
    services: dict[str, services.Service]

    @classmethod
    def open(cls, root: Path) -> Workspace:
        """Read settings and services. Raises ``SettingsError`` with every fault of every file."""
        root = root.resolve()
        if not root.is_dir():
            raise SettingsError(Fault(str(root), "no such folder", "the folder of a workspace", "check --workspace"))
        faults: list[Fault] = []
        settings, known = Settings(), {}
        try:
            settings = _settings(root / SETTINGS)
        except EngagementError as error:
            faults += error.faults
        folders = [services.PACKAGED] if settings.packaged_services else []
        try:
            known = services.read([*folders, root / "services"])
        except EngagementError as error:
            faults += error.faults
        if not faults and not known:
            faults.append(
                Fault(
                    "services/",
                    "no service",
                    "at least one",
                    "add services/<slug>.toml or set packaged_services = true",
                )
            )
        if faults:
            raise SettingsError(faults)
        return cls(root, settings, known)

    def check_named(self, slugs: Iterable[str]) -> None:
        """Raises ``SettingsError`` for services that are not known."""
        if unknown := sorted(set(slugs) - set(self.services)):
            expected = f"one of {', '.join(self.services)}"
            raise SettingsError(Fault("--service", ", ".join(unknown), expected, "correct the name"))

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
