"""The index page of a period, and the manifest that says which pages are whole."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from engagement_lib.problems import Fault, StoreError
from engagement_lib.report import render, words
from engagement_lib.report.parcels import PERIOD, SLUG
from engagement_lib.summary import Summary

INDEX, OVERVIEW, MANIFEST = "index.html", "overview.html", "manifest.json"


@dataclass(frozen=True)
class Entry:
    """A page that was made, as the index lists it: every value is already words."""

    slug: str
    title: str
    comments: str
    failure: str
    size: str
    sha256: str
    figures: str
    """A hash of every number of the summary: what a later page of the same period must say again."""

    @classmethod
    def of(cls, summary: Summary, page: str) -> Entry:
        return cls(
            slug=summary.service.slug,
            title=summary.service.title,
            comments=words.count(summary.comments, summary.threshold),
            failure=words.share(words.best(summary)),
            size=f"{len(page.encode()) // 1024 + 1}{words.SPACE}KB",
            sha256=_hash(page.encode()),
            figures=_figures(summary),
        )

    def says(self, summary: Summary) -> bool:
        """Whether the page was made of just these figures."""
        return self.figures == _figures(summary)


@dataclass(frozen=True)
class Missing:
    """A page that was not made, and why in our own words."""

    slug: str
    title: str
    message: str


def same_figures(one: Summary, other: Summary) -> bool:
    return _figures(one) == _figures(other)


def _figures(summary: Summary) -> str:
    return _hash(json.dumps(list(_numbers(summary.model_dump()))).encode())


def _numbers(value: object, where: str = "") -> Iterator[tuple[str, float | None]]:
    """Every number below a value, hidden ones too, with its place."""
    if isinstance(value, dict):
        for name, inside in value.items():
            yield from _numbers(inside, f"{where}/{name}")
    elif isinstance(value, list | tuple):
        for place, inside in enumerate(value):
            yield from _numbers(inside, f"{where}/{place}")
    elif value is None or isinstance(value, int | float):
        yield where, value


def check_free(slugs: Collection[str]) -> None:
    """Raises ``StoreError`` for a service whose page would take the place of the index or the overview."""
    if taken := {f"{slug}.html" for slug in slugs} & {INDEX, OVERVIEW}:
        fault = Fault("a service", f"a page called {', '.join(sorted(taken))}", "another name", "give it another slug")
        raise StoreError(fault)


def kept(folder: Path, renewed: Collection[str]) -> list[Entry]:
    """Pages of an earlier run that are still whole and that this run does not make anew."""
    found = []
    for values in _manifest(folder).get("pages", []):
        try:
            entry = Entry(**values)
            whole = _hash((folder / f"{entry.slug}.html").read_bytes()) == entry.sha256
        except (TypeError, OSError):
            continue
        if whole and SLUG.fullmatch(entry.slug) and entry.slug not in renewed:
            found.append(entry)
    return found


def label_of(folder: Path) -> str:
    """The period as a sentence says it, as an earlier run wrote it down; else the folder's name."""
    return str(_manifest(folder).get("label", folder.name))


def write(
    folder: Path,
    label: str,
    entries: Sequence[Entry],
    missing: Sequence[Missing],
    bench: Path,
    house: Summary | None = None,
) -> None:
    """The index page, and last of all the manifest. ``house`` is a summary that knows the organisation's name, colour and logo."""
    overview = OVERVIEW if (folder / OVERVIEW).exists() else ""
    values = {"label": label, "made": entries, "missing": missing, "overview": overview, "earlier": _earlier(folder)}
    put(folder / INDEX, render.page("contents", **values, house=house), bench)
    manifest = {
        "format": 1,
        "period": folder.name,
        "label": label,
        "pages": [asdict(entry) for entry in entries],
        "missing": [asdict(gone) for gone in missing],
        "sha256": {name: _hash((folder / name).read_bytes()) for name in (INDEX, OVERVIEW) if (folder / name).exists()},
    }
    put(folder / MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", bench)


def put(path: Path, text: str, bench: Path) -> None:
    """Write a file whole: nobody sees a part of it, and a full disk leaves what was there before."""
    unfinished = bench / path.name
    with unfinished.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def _earlier(folder: Path) -> list[tuple[str, str]]:
    """Periods before this one that have an index page, the latest first."""
    names = [path.parent.name for path in folder.parent.glob(f"*/{INDEX}")]
    names = sorted((name for name in names if PERIOD.fullmatch(name) and name < folder.name), reverse=True)
    return [(name, label_of(folder.parent / name)) for name in names]


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
