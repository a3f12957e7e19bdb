"""What a person sees in the terminal: progress with time left, head-counts as tables, faults in plain words."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from engagement_lib.ledger import Ledger
from engagement_lib.problems import EngagementError, Fault

if TYPE_CHECKING:
    import pandas as pd

out = Console(highlight=False, soft_wrap=not sys.stdout.isatty())
err = Console(stderr=True, highlight=False, soft_wrap=not sys.stderr.isatty())

ROOMS = {
    "redact": "taking the person out",
    "classify": "telling value from failure",
    "theme": "grouping",
    "report": "making pages",
    "send": "sending",
}


def faults(error: EngagementError) -> None:
    """Every fault on a line of its own, to standard error."""
    for fault in error.faults:
        err.print(f"error: {fault}", markup=False)


def warnings(found: list[Fault]) -> None:
    for fault in found:
        err.print(f"note: {fault}", markup=False)


def head_count(ledger: Ledger, title: str) -> None:
    """Rows in = rows on + rows set aside, a line a room, to standard output."""
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for heading in ("room", "rows in", "on", "set aside", "seconds"):
        table.add_column(heading, justify="left" if heading == "room" else "right")
    table.add_column("why")
    for line in ledger.lines:
        why = "; ".join(f"{reason} {count:,}" for reason, count in sorted(line.aside.items()))
        aside = sum(line.aside.values())
        table.add_row(line.room, f"{line.rows_in:,}", f"{line.rows_on:,}", f"{aside:,}", f"{line.seconds:.1f}", why)
    out.print(table, markup=False)


def listing(table: pd.DataFrame, right: Sequence[str] = (), title: str | None = None) -> None:
    """A small table as it is, to standard output. What is not known stays empty."""
    shown = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for heading in table.columns:
        shown.add_column(str(heading), justify="right" if heading in right else "left", overflow="fold")
    for row in table.itertuples(index=False):
        shown.add_row(*(Text("" if cell is None or cell != cell else str(cell)) for cell in row))
    out.print(shown, markup=False)


@contextmanager
def progress() -> Iterator[Callable[[str], Callable[[str, int, int], None]]]:
    """Bars with the time left on a terminal; nothing in a pipe. Gives a function: service -> (room, done, of) -> None."""
    if not err.is_terminal:
        yield lambda service: lambda room, done, of: None
        return
    bars = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=err,
        transient=True,
    )
    with bars:
        task = bars.add_task("starting", total=None)

        def of_service(service: str) -> Callable[[str, int, int], None]:
            def step(room: str, done: int, of: int) -> None:
                bars.update(task, description=f"{service}: {ROOMS.get(room, room)}", completed=done, total=of)

            return step

        yield of_service


def print_json(answer: Any) -> None:
    """For a program to read."""
    sys.stdout.write(json.dumps(answer, indent=1, ensure_ascii=False) + "\n")
