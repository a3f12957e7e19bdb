"""A small workspace of its own, and the real command line run against it in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

CANARY = "Quillfeather"
"""A word of a resident. It stands in every comment, and may stand in no message."""

PERIOD = "2026-10"

SETTINGS = """
organisation = "Harbour Trust"
packaged_services = false
"""

SERVICE = """
slug = "{slug}"
title = "{title}"
purpose = "{title} that work, all day"
owner = "Head of {title}"
in_scope = ["{title}"]
"""

LAYOUT = """
source = "{source}"
title = "Notes of the help desk"
kind = "contact"

[columns]
record = "Ref"
received_on = "Date"
service = "Service"

[[questions]]
column = "Comment"
"""

HEADERS = ["Ref", "Date", "Service", "Comment"]
ROWS = [
    ["1", "01/10/2026", "Lifts", f"The lift has been out for three weeks and nobody came, says {CANARY}"],
    ["2", "02/10/2026", "Lifts", f"Please mend the door of the lift in block two for {CANARY}"],
    ["3", "03/10/2026", "Lifts", f"Thank you for the quick repair, {CANARY}"],
    ["4", "05/10/2026", "Bins", f"The bins were not emptied again, {CANARY} rang twice"],
    ["5", "06/10/2026", "Bins", f"Can {CANARY} have a second bin please"],
    ["6", "07/10/2026", "Bins", f"The recycling was left behind, {CANARY} £5 poorer"],
]


@dataclass(frozen=True)
class Told:
    """What the command line answered, and how long it took."""

    code: int
    out: str
    err: str
    seconds: float

    @property
    def words(self) -> str:
        return self.out + self.err

    @property
    def faults(self) -> list[str]:
        return [line for line in self.err.splitlines() if line.startswith("error: ")]


@dataclass
class Office:
    """One workspace. Two services, one source of six comments, unless a test writes other files."""

    root: Path
    code: Path | None = None
    """Where another copy of the package lies, if not this one."""
    services: dict[str, str] = field(default_factory=lambda: {"bins": "Bins", "lifts": "Lifts"})

    def furnish(self, rows: Iterable[Sequence[str]] = ROWS, headers: Sequence[str] = HEADERS) -> Office:
        self.write("engagement.toml", SETTINGS)
        for slug, title in self.services.items():
            self.write(f"services/{slug}.toml", SERVICE.format(slug=slug, title=title))
        self.layout()
        self.write("data/raw/desk/october.csv", csv(rows, headers))
        return self

    def layout(self, changes: dict[str, str] | None = None, source: str = "desk", top: str = "") -> None:
        text = top + LAYOUT.format(source=source)
        for before, after in (changes or {}).items():
            assert before in text
            text = text.replace(before, after)
        self.write(f"data/raw/{source}/layout.toml", text)

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def start(self, *words: str) -> subprocess.Popen[str]:
        """The command as typed; for a workspace of this office unless the words name another."""
        place = [] if {"--workspace", "--help"} & set(words) else ["--workspace", str(self.root)]
        return subprocess.Popen(
            [sys.executable, "-m", "engagement_lib", *words, *place],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True, encoding="utf-8", cwd=self.root, env=self.surroundings,
        )  # fmt: skip

    def run(self, *words: str) -> Told:
        began = time.monotonic()
        process = self.start(*words)
        try:
            out, err = process.communicate(timeout=120)
        finally:
            process.kill()
        return Told(process.returncode, out, err, time.monotonic() - began)

    @property
    def surroundings(self) -> dict[str, str]:
        given = {name: value for name, value in os.environ.items() if name not in {"FORCE_COLOR", "ENGAGEMENT_DEBUG"}}
        own = {"PYTHONPATH": str(self.code)} if self.code else {}
        return given | {"PYTHONUTF8": "1"} | own

    @property
    def made(self) -> set[str]:
        """Everything below the processed tables and the reports but the lock and the vectors kept."""
        places = [self.root / "data/processed", self.root / "reports"]
        found = {path.relative_to(self.root).as_posix() for place in places for path in place.rglob("*")}
        return {name for name in found if not {".lock", ".cache"} & set(name.split("/"))}

    def summary(self, service: str = "lifts", period: str = PERIOD) -> Path:
        return self.root / "data/processed" / service / period / "summary.json"

    def page(self, name: str, period: str = PERIOD) -> Path:
        return self.root / "reports" / period / f"{name}.html"


def csv(rows: Iterable[Sequence[str]] = ROWS, headers: Sequence[str] = HEADERS) -> str:
    quoted = (['"' + cell.replace('"', '""') + '"' for cell in row] for row in [headers, *rows])
    return "".join(",".join(row) + "\n" for row in quoted)
