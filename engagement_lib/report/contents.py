"""The index page of a period, and the manifest that says which pages and exports are whole, and what they were made of."""

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

KINDS = {"xlsx": "Excel", "csv": "CSV", "json": "JSON", "md": "Markdown", "pdf": "PDF"}
"""What stands beside a page, by the ending of its file, and what a reader calls it."""


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
    made_of: str = ""
    """A hash of all of the summary, words too; empty in manifests of earlier versions."""

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
            made_of=digest(summary),
        )

    def says(self, summary: Summary) -> bool:
        """Whether the page was made of just these figures."""
        return self.figures == _figures(summary)


@dataclass(frozen=True)
class Export:
    """A file that ``engagement export`` wrote beside a page: its name, its own hash, and those of the summary it was made of."""

    name: str
    sha256: str
    made_of: str
    figures: str

    @classmethod
    def of(cls, summary: Summary, path: Path) -> Export:
        return cls(path.name, _hash(path.read_bytes()), digest(summary), _figures(summary))

    @property
    def slug(self) -> str:
        return self.name.partition(".")[0]

    @property
    def kind(self) -> str:
        return KINDS[self.name.partition(".")[2]]

    def says(self, summary: Summary) -> bool:
        """Whether it holds just these figures."""
        return self.figures == _figures(summary)

    def is_whole(self, folder: Path) -> bool:
        """Whether it lies there as it was written."""
        try:
            return _hash((folder / self.name).read_bytes()) == self.sha256
        except OSError:
            return False


@dataclass(frozen=True)
class Missing:
    """A page that was not made, and why in our own words."""

    slug: str
    title: str
    message: str


def same_figures(one: Summary, other: Summary) -> bool:
    return _figures(one) == _figures(other)


def digest(summary: Summary) -> str:
    """A hash of all that a page is made of."""
    return _hash(summary.to_json().encode())


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


def exports(folder: Path) -> list[Export]:
    """What the manifest knows of exports, whole or not."""
    found = []
    for values in _manifest(folder).get("exports", []):
        try:
            export = Export(**values)
        except TypeError:
            continue
        slug, _, ending = export.name.partition(".")
        if SLUG.fullmatch(slug) and ending in KINDS:
            found.append(export)
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
    beside: Sequence[Export] = (),
) -> None:
    """The index page, and last of all the manifest. ``house`` is a summary that knows the organisation's name, colour and logo.

    Of the exports ``beside`` the pages those are listed that are whole and made of just what their page was made of.
    """
    made_of = {entry.slug: entry.made_of for entry in entries}
    files: dict[str, list[Export]] = {}
    for export in sorted(beside, key=lambda export: list(KINDS.values()).index(export.kind)):
        if export.made_of == made_of.get(export.slug) and export.is_whole(folder):
            files.setdefault(export.slug, []).append(export)
    overview = OVERVIEW if (folder / OVERVIEW).exists() else ""
    values = {"label": label, "made": entries, "missing": missing, "overview": overview, "earlier": _earlier(folder)}
    put(folder / INDEX, render.page("contents", **values, files=files, house=house), bench)
    manifest = {
        "format": 1,
        "period": folder.name,
        "label": label,
        "pages": [asdict(entry) for entry in entries],
        "missing": [asdict(gone) for gone in missing],
        "exports": [asdict(export) for export in beside],
        "sha256": {name: _hash((folder / name).read_bytes()) for name in (INDEX, OVERVIEW) if (folder / name).exists()},
    }
    put(folder / MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", bench)


def add_exports(folder: Path, new: Sequence[Export], house: Summary, bench: Path) -> None:
    """List new exports in the index and the manifest of pages that lie there; nothing where there are no pages."""
    if not (found := _manifest(folder)):
        return
    names = {export.name for export in new}
    beside = [*(export for export in exports(folder) if export.name not in names), *new]
    missing = [Missing(**values) for values in found.get("missing", [])]
    write(folder, label_of(folder), kept(folder, ()), missing, bench, house, sorted(beside, key=lambda one: one.name))


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
