"""The head-count: rows in, rows on, rows set aside with the reason, and seconds, room by room."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Line:
    """One room's count."""

    room: str
    rows_in: int = 0
    rows_on: int = 0
    aside: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def balances(self) -> bool:
        return self.rows_in == self.rows_on + sum(self.aside.values())


@dataclass
class Ledger:
    """Every room's count in the order of the walk.

    >>> ledger = Ledger()
    >>> with ledger.room("clean", rows_in=10) as line:
    ...     line.rows_on, line.aside = 8, Counter({"nothing said": 2})
    >>> ledger.lines[0].balances
    True
    """

    lines: list[Line] = field(default_factory=list)

    @contextmanager
    def room(self, name: str, rows_in: int) -> Iterator[Line]:
        """Time one room; the caller fills in what went on and what was set aside."""
        line = Line(name, rows_in)
        started = time.perf_counter()
        yield line
        line.seconds = time.perf_counter() - started
        self.lines.append(line)
