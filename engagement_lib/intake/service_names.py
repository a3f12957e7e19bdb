"""Which service a row speaks of."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from engagement_lib.services import Service


def plain(name: str) -> str:
    """A name as it is compared: without case, spaces and punctuation; "&" reads "and".

    >>> plain("Repairs & Maintenance "), plain("anti-social behaviour")
    ('repairsandmaintenance', 'antisocialbehaviour')
    """
    return "".join(letter for letter in name.replace("&", "and").casefold() if letter.isalnum())


def by_name(services: Mapping[str, Service]) -> dict[str, str]:
    """The slug for every slug and title, as they are compared."""
    titles = {plain(service.title): slug for slug, service in services.items()}
    return titles | {plain(slug): slug for slug in services}


def slugs(cells: pd.Series, values: Mapping[str, str], otherwise: str | None) -> pd.Series:
    """The slug of each cell, or empty. ``values`` gives the slug of a name as it is compared.

    >>> list(slugs(pd.Series(["Repairs!", "", "Parks"]), {"repairs": "maintenance"}, None))
    ['maintenance', '', '']
    """
    known = {cell: values.get(plain(cell)) or otherwise or "" for cell in cells.drop_duplicates()}
    return cells.map(known).astype("str")
