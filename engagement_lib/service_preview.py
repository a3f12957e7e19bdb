"""What a new or changed service would change: the comments already computed are labelled anew, and the sources heard again.

Both times the same model labels, once by the service as it is and once by the file, so that every difference comes from the file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
from pydantic import ValidationError

from engagement_lib import classify, flow
from engagement_lib.classify.train import Shelf
from engagement_lib.period import Period
from engagement_lib.problems import Fault, SettingsError
from engagement_lib.services import Service, faults_of, read_toml, unknown_types
from engagement_lib.store import Store
from engagement_lib.workspace import Workspace

HEARD = ("title", "sources")
"""Settings that decide which comments come to a service."""

LABELLED = ("failure_types", "in_scope", "out_of_scope")
"""Settings that decide how they are labelled."""


@dataclass(frozen=True)
class Changed:
    """One period: how many comments it has, how many would come in (or go: below nought), how many get another label. ``failure`` and
    ``wrong_door`` are counts before and after among those already computed."""

    period: str
    comments: int
    joined: int
    relabelled: int
    failure: tuple[int, int]
    wrong_door: tuple[int, int]


@dataclass(frozen=True)
class ServicePreview:
    """``known`` is false for a new service; ``told`` says what is different in plain words."""

    slug: str
    title: str
    known: bool
    told: list[str]
    periods: list[Changed]

    @property
    def totals(self) -> dict[str, int]:
        """Over all periods."""
        joined, other = (sum(getattr(row, name) for row in self.periods) for name in ("joined", "relabelled"))
        return {"periods": len(self.periods), "came_in": joined, "other_label": other}


def of(place: Workspace, file: Path, progress: Callable[[str, int, int], None]) -> ServicePreview:
    """What the file would change. Raises ``SettingsError`` with every fault of the file."""
    service = _read(place, file)
    old, changed = place.services.get(service.slug), replace(place, services={**place.services, service.slug: service})
    if old is None:
        heard = flow.listen(changed).responses
        mine = heard[(heard["service"] == service.slug) & heard["source"].map(service.listens_to).astype(bool)]
        months = mine["received_on"].dt.strftime("%Y-%m").value_counts().sort_index()
        periods = [Changed(str(month), 0, int(count), 0, (0, 0), (0, 0)) for month, count in months.items()]
        return ServicePreview(service.slug, service.title, False, [], periods)
    store, model = Store(place.processed), Shelf(place.models).model()
    keys = store.periods(old.slug)
    joined = dict.fromkeys(keys, 0)
    if any(getattr(old, name) != getattr(service, name) for name in HEARD):
        before, after = flow.listen(place), flow.listen(changed)
        for key in keys:
            when = Period.parse(key)
            joined[key] = len(after.of(service, when)) - len(before.of(old, when))
    relabel = any(getattr(old, name) != getattr(service, name) for name in LABELLED)
    periods = []
    for number, key in enumerate(keys, 1):
        table = store.table(old.slug, key, "responses")
        first, second = (
            classify.demand(table, one, store.root / ".cache", model=model) if relabel else table
            for one in (old, service)
        )
        labels = ["demand", "failure_types", "wrong_door"]
        other = int((first[labels] != second[labels]).any(axis=1).sum())
        periods.append(Changed(key, len(table), joined[key], other, (_failing(first), _failing(second)),
                               (int(first["wrong_door"].sum()), int(second["wrong_door"].sum()))))  # fmt: skip
        progress("classify", number, len(keys))
    return ServicePreview(service.slug, service.title, True, _told(old, service), periods)


def _read(place: Workspace, file: Path) -> Service:
    if not file.is_file():
        raise SettingsError(Fault(str(file), "no such file", "the TOML file of a service", "check the name"))
    try:
        service = Service.model_validate(read_toml(file, file.name))
    except ValidationError as error:
        raise SettingsError(faults_of(error, file.name)) from error
    if faults := unknown_types(service, place.codebook, file.name):
        raise SettingsError(faults)
    return service


def _failing(table: pd.DataFrame) -> int:
    return int((table["demand"] == "failure").sum())


def _told(old: Service, new: Service) -> list[str]:
    """Which settings are different: what is taken out, what is put in."""
    told = []
    for name, value in new.model_dump(exclude={"slug"}).items():
        before = getattr(old, name)
        if before == value:
            continue
        if isinstance(value, list):
            told += [f"{name}: without “{given}”" for given in before if given not in value]
            told += [f"{name}: with “{given}”" for given in value if given not in before]
            if sorted(before) == sorted(value):
                told.append(f"{name}: in another order")
        else:
            told.append(f"{name}: “{value}” instead of “{before}”")
    return told
