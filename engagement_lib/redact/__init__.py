"""Take the person out. Only what leaves this room may be written to disk.

``responses`` is the verb; :mod:`.patterns` finds what has a shape (e-mails, phones, postcodes, references, addresses),
:mod:`.names` finds people. It finds most, never all: whatever is built on it must still say "may contain names".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable

import pandas as pd

from engagement_lib.redact import names, patterns
from engagement_lib.redact.spans import Span, replace, resolve

ROUNDS = 3
"""A text that changed is read again, since a name masked may show another; three rounds at most, by judgement."""

Progress = Callable[[int, int], None]


def responses(cleaned: pd.DataFrame, progress: Progress | None = None) -> pd.DataFrame:
    """Replace every personal detail found in ``text`` by its kind in brackets: ``[name]``, ``[phone]``.

    Adds ``redactions``: what was replaced, as ``"name 2, phone 1"``, or empty. Distinct texts are read once.

    >>> import pandas as pd
    >>> cleaned = pd.DataFrame({"text": ["Ring Mrs Okonkwo on 07700 900417"]}, index=["r1"])
    >>> list(responses(cleaned)["text"])
    ['Ring Mrs [name] on [phone]']
    """
    distinct = sorted(cleaned["text"].drop_duplicates())
    other = set(cleaned.loc[cleaned["language"] != "en", "text"]) if "language" in cleaned else set()
    done = dict(zip(distinct, texts(distinct, progress, other), strict=True))
    return cleaned.assign(
        text=cleaned["text"].map(lambda words: done[words][0]).astype("object"),
        redactions=cleaned["text"].map(lambda words: _tally(done[words][1])).astype("object"),
    )


def texts(
    originals: Iterable[str], progress: Progress | None = None, not_english: Collection[str] = ()
) -> list[tuple[str, list[Span]]]:
    """Each text with the person taken out, and the spans that were replaced (positions in the round they were found).

    In texts that are ``not_english`` the English name finder takes ordinary words for names, so its guesses in small letters are left.
    """
    current = list(originals)
    other = [text in not_english for text in current]
    found: list[list[Span]] = [[] for _ in current]
    waiting = list(range(len(current)))
    for _ in range(ROUNDS):
        people = names.find([current[place] for place in waiting], progress)
        changed = []
        for place, persons in zip(waiting, people, strict=True):
            if other[place]:
                persons = [
                    span for span in persons if not (span.guess and current[place][span.start : span.end].islower())
                ]
            spans = resolve([*patterns.find(current[place]), *persons], current[place])
            if spans:
                current[place] = replace(current[place], spans)
                found[place] += spans
                changed.append(place)
        waiting = changed
    return list(zip(current, found, strict=True))


def _tally(spans: list[Span]) -> str:
    return ", ".join(f"{kind} {count}" for kind, count in sorted(Counter(span.kind for span in spans).items()))
