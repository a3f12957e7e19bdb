"""Where processed tables live: Parquet, one folder a service and period; redacted text only; written whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pandas as pd
from filelock import FileLock, Timeout

from engagement_lib.problems import BusyError, Fault, StoreError
from engagement_lib.summary import FILES, Summary

SUMMARY, PUBLIC = FILES["manager"], FILES["public"]

DONE = "done.json"
"""Written last: a folder without it, or with a summary that is not the one it names, counts as absent."""


@dataclass(frozen=True)
class Store:
    """Processed tables below one folder."""

    root: Path

    def folder(self, service: str, period: str) -> Path:
        return self.root / service / period

    def fingerprint(self, service: str, period: str) -> str | None:
        """What the tables were computed from, or ``None`` when they are not there whole."""
        folder = self.folder(service, period)
        try:
            done = json.loads((folder / DONE).read_text(encoding="utf-8"))
            whole = done["summary"] == sha256((folder / SUMMARY).read_bytes()).hexdigest()
            return str(done["fingerprint"]) if whole else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def periods(self, service: str) -> list[str]:
        """The keys of the periods whose tables are there whole, in order."""
        folders = (self.root / service).glob("*")
        return sorted(folder.name for folder in folders if self.fingerprint(service, folder.name))

    def decided(self, service: str, period: str) -> dict[str, str]:
        """What people had decided when this was computed: a short hash of each kind, as the register gave them."""
        try:
            done = json.loads((self.folder(service, period) / DONE).read_text(encoding="utf-8"))
            return {str(kind): str(short) for kind, short in done["decided"].items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return {}

    def write(
        self, service: str, period: str, tables: dict[str, pd.DataFrame], summary: Summary, fingerprint: str,
        public: Summary | None = None, decided: Mapping[str, str] | None = None,
    ) -> Path:  # fmt: skip
        """Replace what is kept of one service and period; ``decided`` is what people had decided by then.

        Raises ``StoreError`` if a table still holds raw text.
        """
        for name, table in tables.items():
            if "raw_text" in table.columns or ("text" in table.columns and "redactions" not in table.columns):
                raise StoreError(
                    Fault(
                        f"table '{name}'",
                        "text that was not redacted",
                        "redacted text only",
                        "call redact.responses first",
                    )
                )
        final = self.folder(service, period)
        with _whole_folder(final) as temporary:
            for name, table in tables.items():
                table.to_parquet(temporary / f"{name}.parquet")
            (temporary / SUMMARY).write_text(summary.to_json(), encoding="utf-8")
            if public is not None:
                (temporary / PUBLIC).write_text(public.to_json(), encoding="utf-8")
            done = {
                "fingerprint": fingerprint,
                "summary": sha256((temporary / SUMMARY).read_bytes()).hexdigest(),
                "rows": {name: len(table) for name, table in tables.items()},
                "decided": dict(decided or {}),
            }
            (temporary / DONE).write_text(json.dumps(done, indent=1) + "\n", encoding="utf-8")
        return final

    def table(self, service: str, period: str, name: str) -> pd.DataFrame:
        """One processed table. Raises ``StoreError`` if it was not computed yet."""
        path = self.folder(service, period) / f"{name}.parquet"
        if self.fingerprint(service, period) is None or not path.exists():
            raise StoreError(
                Fault(
                    f"{service}, {period}",
                    f"no table '{name}'",
                    "a computed service",
                    f"run: engagement run --period {period}",
                )
            )
        return pd.read_parquet(path)

    def summary(self, service: str, period: str) -> Summary:
        """The summary kept. Raises ``StoreError`` if it was not computed yet."""
        path = self.folder(service, period) / SUMMARY
        if self.fingerprint(service, period) is None or not path.exists():
            raise StoreError(
                Fault(
                    f"{service}, {period}", "no summary", "a computed service", f"run: engagement run --period {period}"
                )
            )
        return Summary.read(path)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the workspace for one writer. Raises ``BusyError`` when another run has it."""
        self.root.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.root / ".lock")
        try:
            lock.acquire(timeout=1)
        except Timeout as error:
            raise BusyError(
                Fault(
                    str(self.root),
                    "another run at work here",
                    "one run at a time",
                    "wait until it ends, then run again",
                )
            ) from error
        try:
            yield
        finally:
            lock.release()


@contextmanager
def _whole_folder(final: Path) -> Iterator[Path]:
    """A temporary folder beside ``final`` that takes its place when all went well, and is removed when not."""
    final.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{final.name}-", dir=final.parent))
    try:
        yield temporary
        for path in temporary.iterdir():
            with path.open("rb+") as file:
                os.fsync(file.fileno())
        if final.exists():
            shutil.rmtree(final)
        temporary.replace(final)
        final.chmod(0o755)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise
