"""What was found in a text is kept under its hash, as places and kinds: it is looked for once, and a run cut short goes on."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from itertools import chain
from pathlib import Path

from engagement_lib.cache import through
from engagement_lib.redact.known import Known
from engagement_lib.redact.spans import Span

AT_ONCE = 500
"""Texts that one process reads before they are kept. **Source:** judgement: one to two seconds' work."""

Find = Callable[[list[str]], list[list[Span]]]
Progress = Callable[[int, int], None]


def spans(
    texts: Collection[str], find: Find, told: str, folder: Path | None, processes: int, progress: Progress | None
) -> dict[str, list[Span]]:
    """The spans of each text by ``find``, as before where it was looked at before. ``told`` names all that ``find`` goes by but the text.

    With ``folder`` they are kept there. Several ``processes`` share the work.
    """
    done = 0

    def make(missing: list[str]) -> dict[str, bytes]:
        nonlocal done
        pieces = [missing[start : start + AT_ONCE] for start in range(0, len(missing), AT_ONCE)]
        found = list(chain.from_iterable(run(find, pieces)))
        done += len(missing)
        if progress:
            progress(min(done, len(texts)), len(texts))
        return {text: json.dumps(of).encode() for text, of in zip(missing, found, strict=True)}

    with _workers(processes) as run:
        kept = through(folder, f"details-{version()}-{told}", texts, make, AT_ONCE * processes)
    return {text: [Span(*one) for one in json.loads(of)] for text, of in kept.items()}


def fingerprint(known: Known, more: str) -> str:
    """Stands for the organisation's lists, and whatever ``more`` the finding goes by."""
    return sha256(json.dumps([more, *(sorted(map(list, entries)) for entries in known)]).encode()).hexdigest()[:12]


@contextmanager
def _workers(processes: int) -> Iterator[Callable[[Find, list[list[str]]], Iterable[list[list[Span]]]]]:
    if processes == 1:
        yield map
        return
    with ProcessPoolExecutor(processes) as pool:
        yield pool.map


@cache
def version() -> str:
    """A hash of this room's code and lists: what another one found is never read."""
    room, digest = Path(__file__).parent, sha256()
    for path in sorted([*room.rglob("*.py"), *(room / "lists").iterdir()]):
        if path.is_file():
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]
