"""The comments a person is to read, one after the other, and how far they are: what the bench shows, without the showing."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import median

import pandas as pd

SAID = ("demand", "failure_types", "value_type", "none_type", "flags", "note")
"""What a person may say of a comment, as the register keeps it."""

SHOWN = ("text", "question", "source", "language", "why")
"""All of a comment that is shown: nothing the machine said of it."""

Keep = Callable[[str, Mapping[str, str]], None]
"""Keeps what was said of a response, for good, before it returns. Nothing said means: taken back, or put off."""

PAUSE = 120.0
"""Seconds after which a person is taken to have been away. **Source:** judgement."""

FEWEST_TIMED, LAST = 5, 10
"""Answers before a time is told, and how many of the last it goes by. **Source:** judgement: the first are slow for everybody."""


@dataclass
class Pile:
    """``comments`` by ``response_id`` in the order they are to be read; ``said`` what this person said of them before, oldest first."""

    comments: pd.DataFrame
    keep: Keep
    said: dict[str, dict[str, str]] = field(default_factory=dict)
    put_off: list[str] = field(default_factory=list)
    earlier: dict[str, str] = field(default_factory=dict)
    """What was said of the comment in hand before it was taken back."""

    def __post_init__(self) -> None:
        ids = [str(identifier) for identifier in self.comments.index]
        shown = self.comments[list(SHOWN)].astype(str)
        rows = [dict(zip(SHOWN, row, strict=True)) for row in shown.itertuples(index=False)]
        self._shown = dict(zip(ids, rows, strict=True))
        self.said = {identifier: dict(words) for identifier, words in self.said.items() if identifier in self._shown}
        later = [identifier for identifier in self.put_off if identifier in self._shown and identifier not in self.said]
        self._waiting = [identifier for identifier in ids if identifier not in self.said and identifier not in later]
        self._waiting = [*self._waiting, *later][::-1]  # the next one is the last of the list
        self._took: list[float] = []
        self._since = time.monotonic()

    @property
    def current(self) -> str | None:
        """The comment in hand; ``None`` when all are read."""
        return self._waiting[-1] if self._waiting else None

    def comment(self) -> dict[str, str]:
        """The comment in hand, as far as a person may see it."""
        return {"id": self._waiting[-1], **self._shown[self._waiting[-1]]} if self._waiting else {}

    def answer(self, said: Mapping[str, str]) -> None:
        """Keep what was said of the comment in hand, and go on to the next."""
        if self.current is None:
            return
        words = {name: str(said.get(name, "")) for name in SAID}
        self.keep(self.current, words)
        self._took.append(time.monotonic() - self._since)
        self.said[self._waiting.pop()] = words
        self._turn()

    def skip(self) -> None:
        """Put the comment in hand at the end."""
        if self.current is None:
            return
        self.keep(self.current, {})
        self._waiting.insert(0, self._waiting.pop())
        self._turn()

    def undo(self) -> bool:
        """Take the last answer back, and take that comment in hand again; whether there was one."""
        if not self.said:
            return False
        last = next(reversed(self.said))
        self.keep(last, {})
        self._turn()
        self.earlier = self.said.pop(last)
        self._waiting.append(last)
        return True

    @property
    def minutes_left(self) -> float | None:
        """At the pace of the last answers, pauses left out; ``None`` before there is one.

        >>> comments = pd.DataFrame({name: ["a", "b"] for name in SHOWN}, index=["r1", "r2"])
        >>> Pile(comments, lambda identifier, said: None).minutes_left is None
        True
        """
        timed = [seconds for seconds in self._took if seconds < PAUSE]
        return median(timed[-LAST:]) * len(self._waiting) / 60 if len(timed) >= FEWEST_TIMED else None

    def tally(self) -> dict[str, int]:
        """How many comments this person gave each label of demand."""
        counts = pd.Series([words["demand"] for words in self.said.values()], dtype="object").value_counts()
        return {str(label): int(count) for label, count in counts.sort_index().items()}

    def _turn(self) -> None:
        self.earlier, self._since = {}, time.monotonic()
