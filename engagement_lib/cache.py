"""Keep what was computed from a text under the text's hash, in one SQLite file, so that it is computed once. No text is kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from hashlib import sha256
from pathlib import Path

AT_ONCE = 500
"""Texts asked for in one query; SQLite allows 999 values in the oldest builds in use."""


def through(
    folder: Path | None, name: str, texts: Iterable[str], make: Callable[[list[str]], dict[str, bytes]], pieces: int = 0
) -> dict[str, bytes]:
    """What is known of each text; what is not yet is made, in sorted order, and kept, so many ``pieces`` at a time (0: all at once).

    Without a folder all is made and nothing kept.
    """
    wanted = set(texts)
    cache = Cache(folder, name) if folder else None
    known = cache.read(wanted) if cache else {}
    missing = sorted(wanted - set(known))
    step = pieces or max(1, len(missing))
    for start in range(0, len(missing), step):
        fresh = make(missing[start : start + step])
        if cache:
            cache.keep(fresh)
        known |= fresh
    return known


class Cache:
    """``name`` says what is kept and by which model, so that another model never reads it."""

    def __init__(self, folder: Path, name: str):
        self.path = folder / f"{name}.sqlite"

    def read(self, texts: Iterable[str]) -> dict[str, bytes]:
        """What is known of these texts."""
        wanted = {_key(text): text for text in texts}
        keys, found = list(wanted), {}
        with closing(self._open()) as connection:
            for start in range(0, len(keys), AT_ONCE):
                some = keys[start : start + AT_ONCE]
                marks = ",".join("?" * len(some))
                for key, value in connection.execute(f"select text, vector from vectors where text in ({marks})", some):
                    found[wanted[key]] = value
        return found

    def keep(self, fresh: Mapping[str, bytes]) -> None:
        """Add what was computed."""
        with closing(self._open()) as connection, connection:
            connection.executemany(
                "insert or replace into vectors values (?, ?)", [(_key(text), value) for text, value in fresh.items()]
            )

    def _open(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.parent.chmod(0o700)
        connection = sqlite3.connect(self.path, timeout=30)
        connection.execute(
            "create table if not exists vectors (text blob primary key, vector blob not null) without rowid"
        )
        return connection


def _key(text: str) -> bytes:
    return sha256(text.encode("utf-8", "surrogatepass")).digest()[:16]
