"""Delete what is kept of old periods: tables, summaries, pages, sheets to read, and the cache of vectors."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from engagement_lib.period import Period
from engagement_lib.problems import EngagementError
from engagement_lib.workspace import Workspace


def older(place: Workspace, first_kept: Period) -> list[Path]:
    """Folders and files of periods that end before ``first_kept`` begins, and the cache, whose entries bear no date.

    Raw files and the register stay: the first are the organisation's own to delete, the second holds ids and labels, no words.
    """
    folders = [*place.processed.glob("*/*"), *place.reports.glob("*"), *place.reports_of("public").glob("*")]
    old = [folder for folder in folders if folder.is_dir() and _ends_before(folder.name, first_kept)]
    sheets = [
        path
        for path in place.sheets.glob("*.xlsx")
        if any(_ends_before(name, first_kept) for name in _KEY.findall(path.name))
    ]
    cache = place.processed / ".cache"
    return [*sorted(old), *sorted(sheets), *([cache] if cache.is_dir() and old else [])]


_KEY = re.compile(r"\d{4}-(?:\d{2}|Q[1-4])")


def _ends_before(name: str, first_kept: Period) -> bool:
    try:
        return Period.parse(name).ends < first_kept.starts
    except EngagementError:
        return False


def delete(paths: list[Path]) -> int:
    """Delete them, and services' folders that are empty then. Returns how many bytes they had."""
    size = 0
    for path in paths:
        files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
        size += sum(file.stat().st_size for file in files)
        if path.is_file():
            path.unlink()
        else:
            shutil.rmtree(path)
        if path.parent.is_dir() and not any(path.parent.iterdir()):
            path.parent.rmdir()
    return size
