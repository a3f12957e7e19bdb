"""The one door to what stands beside a page: workbook, CSV, JSON, Markdown and PDF, from the same summary."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from engagement_lib.problems import Fault, SettingsError, StoreError
from engagement_lib.report import contents, longform, markdown, parcels, printed, workbook
from engagement_lib.summary import Summary

SCHEMA = "summary.schema.json"
"""What a summary as JSON holds, as a JSON Schema: written beside every JSON."""

_UNFINISHED = ".exporting-"

_WRITERS: dict[str, Callable[[Summary, Path], object]] = {
    "xlsx": workbook.write,
    "csv": lambda summary, path: path.write_bytes(longform.write(summary)),
    "json": lambda summary, path: _text(path, summary.to_json()),
    "md": lambda summary, path: _text(path, markdown.write(summary)),
}

KINDS = tuple(contents.KINDS)
DEFAULT = tuple(_WRITERS)
"""All that need no browser."""


def write(summary: Summary, page: Path | None, folder: Path, kinds: Sequence[str] = DEFAULT) -> list[Path]:
    """Write a summary as these kinds of file into a folder, and give their paths: each whole, or none of them.

    A PDF is printed from ``page``, the summary's page; the others need none. The same summary gives the same bytes, but for a PDF.
    Where the folder holds pages their index lists the new files. The caller holds the workspace's lock.

    Raises:
        EngagementError: for a kind or name that is none, a PDF without page or browser, and a public edition that was released with
            other figures.
    """
    check(summary, folder, kinds)
    slug = summary.service.slug
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=_UNFINISHED, dir=folder) as name:
        bench = Path(name)
        for kind in dict.fromkeys(kinds):
            path = bench / f"{slug}.{kind}"
            if kind == "pdf":
                _print(page, path)
            else:
                _WRITERS[kind](summary, path)
            if kind == "json":
                _text(bench / SCHEMA, schema())
        paths = [_put(path, folder) for path in sorted(bench.iterdir())]
        written = [contents.Export.of(summary, path) for path in paths if path.name != SCHEMA]
        contents.add_exports(folder, written, summary, bench)
    return paths


def check(summary: Summary, folder: Path, kinds: Sequence[str]) -> None:
    """Raises ``EngagementError`` for what :func:`write` refuses: kinds and names that are none, and figures released otherwise."""
    slug = summary.service.slug
    if unknown := sorted(set(kinds) - set(KINDS)):
        raise SettingsError(Fault("--kind", ", ".join(unknown), f"one of {', '.join(KINDS)}", "correct the kind"))
    if not parcels.SLUG.fullmatch(slug) or ("json" in kinds and f"{slug}.json" == contents.MANIFEST):
        raise StoreError(Fault("a service", repr(slug), "a name that files may have", "give it another slug"))
    if summary.edition == "public" and _released_otherwise(summary, folder):
        todo = "a reader could subtract one from the other: take the old files back (delete them) and say so, then export again"
        raise StoreError(
            Fault(f"{slug}, {summary.period.key}", "other figures released before", "the same figures", todo)
        )


def schema() -> str:
    """What a summary as JSON holds, as a JSON Schema."""
    draft = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return json.dumps({**draft, **Summary.model_json_schema()}, indent=1, ensure_ascii=False) + "\n"


def shows(summary: Summary, folder: Path) -> bool:
    """Whether the service's page in a folder is whole and says just these figures."""
    entry = _page_of(summary, folder)
    return entry is not None and entry.says(summary)


def settle(
    folder: Path, summaries: Sequence[Summary], gone: Collection[str]
) -> tuple[list[contents.Export], list[str]]:
    """Which exports stay beside pages that were just made of these summaries, and what became of the others, in words.

    Exports of other figures or words, and of services whose page is ``gone``, are deleted: they can be made again. One that a person has
    altered since is left, and told. Exports written before there was a page are known again by their bytes.
    """
    by_slug = {summary.service.slug: summary for summary in summaries}
    stay, told = [], []
    for export in contents.exports(folder):
        summary = by_slug.get(export.slug)
        if not (folder / export.name).exists():
            continue
        if export.slug not in gone and (summary is None or export.made_of == contents.digest(summary)):
            stay.append(export)
        elif export.is_whole(folder):
            (folder / export.name).unlink()
            told.append(f"{export.name} was of an earlier page and is deleted; engagement export makes it anew")
        else:
            stay.append(export)
            told.append(f"{export.name} is of an earlier page, and somebody has altered it; move it away")
    known = {export.name for export in stay}
    for summary in summaries:
        for path in sorted(folder.glob(f"{summary.service.slug}.*")):
            kind = path.name.partition(".")[2]
            if kind not in contents.KINDS or path.name in known:
                continue
            if kind in _WRITERS and _same(summary, kind, path):
                stay.append(contents.Export.of(summary, path))
            else:
                told.append(f"{path.name} may be of other figures than its page; export it again, or move it away")
    return sorted(stay, key=lambda export: export.name), told


def _same(summary: Summary, kind: str, path: Path) -> bool:
    """Whether a file is what would be written now."""
    with tempfile.TemporaryDirectory(prefix="engagement-") as name:
        again = Path(name) / path.name
        _WRITERS[kind](summary, again)
        return again.read_bytes() == path.read_bytes()


def _released_otherwise(summary: Summary, folder: Path) -> bool:
    """Whether the folder holds a page or a JSON of this service with other figures."""
    entry = _page_of(summary, folder)
    if entry is not None and not entry.says(summary):
        return True
    try:
        before = Summary.read(folder / f"{summary.service.slug}.json")
    except (OSError, ValueError):
        return False
    return before.edition == "public" and not contents.same_figures(before, summary)


def _page_of(summary: Summary, folder: Path) -> contents.Entry | None:
    """The service's page in a folder, if it is whole."""
    return next((entry for entry in contents.kept(folder, ()) if entry.slug == summary.service.slug), None)


def _print(page: Path | None, path: Path) -> None:
    if page is None:
        raise StoreError(Fault("a PDF", "no page to print", "the service's page", "run: engagement report"))
    if printed.write(page, path) is None:
        todo = "install Chromium, or print the page from your own browser"
        raise SettingsError(Fault("--kind pdf", "no Chromium on this machine", "Chromium, Chrome or Edge", todo))


def _text(path: Path, content: str) -> None:
    path.write_text(content, encoding="utf-8", newline="\n")


def _put(path: Path, folder: Path) -> Path:
    """Into its place, whole and kept even if the machine stops now."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
    return path.replace(folder / path.name)
