"""Take the person out. Only what leaves this room may be written to disk.

``responses`` is the verb; :mod:`.patterns` finds what has a shape (e-mails, phones, postcodes, references, addresses),
:mod:`.names` finds people. It finds most, never all: whatever is built on it must still say "may contain names".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import partial
from pathlib import Path

import pandas as pd

from engagement_lib.redact import guess, kept, leftovers, names, patterns, telling
from engagement_lib.redact.kept import Progress
from engagement_lib.redact.known import Known
from engagement_lib.redact.known import find as find_known
from engagement_lib.redact.spans import Span, as_given, replace, resolve

ROUNDS = 3
"""A text that changed is read again, since a name masked may show another; three rounds at most, by judgement."""

NOTHING_KNOWN = Known()

MEASURED = (
    "names 98 % with capitals, 94 % in small letters; addresses 91 % and 76 %; telephone numbers 100 %; "
    "e-mails and postcodes 100 %"
)
"""What was wholly masked of the details in comments by writers who did not know the rules: 1,890 persons of nine communities in 70
comments, and 220 comments with details of every kind. **Source:** ``engagement evaluate redaction`` on them; a test holds these figures to
what it measures."""


def responses(
    cleaned: pd.DataFrame,
    progress: Progress | None = None,
    known: Known = NOTHING_KNOWN,
    cache: Path | None = None,
    processes: int = 1,
) -> pd.DataFrame:
    """Replace every personal detail found in ``text`` by its kind in brackets: ``[name]``, ``[phone]``.

    Adds ``redactions``: what was replaced, as ``"name 2, phone 1"``, or empty; and ``look_at``, why a person should read it before
    its words travel, or empty. ``known`` are the organisation's own lists. Distinct texts are read once, and with a ``cache`` folder not
    again in a later run; ``processes`` share the work.

    >>> import pandas as pd
    >>> cleaned = pd.DataFrame({"text": ["Ring Mrs Okonkwo on 07700 900417"]}, index=["r1"])
    >>> list(responses(cleaned)["text"])
    ['Ring [name] on [phone]']
    """
    distinct = set(cleaned["text"])
    other = set(cleaned.loc[cleaned["language"] != "en", "text"]) if "language" in cleaned else set()
    found: dict[str, list[Span]] = {}
    for group, english in ((distinct - other, True), (distinct & other, False)):
        told = kept.fingerprint(known, f"english {english}")
        found |= kept.spans(group, partial(_spans, known, english), told, cache, processes, progress)
    masked = [replace(text, spans) for text, spans in found.items()]
    rows = list(zip(masked, map(_tally, found.values()), _look_at(masked, cache), strict=True))
    done = pd.DataFrame(
        rows, index=pd.Index(list(found), dtype="object"), columns=["text", "redactions", "look_at"], dtype="object"
    )
    return cleaned.assign(**{str(column): cleaned["text"].map(done[column]).astype("object") for column in done})


def _look_at(masked: list[str], cache: Path | None) -> list[str]:
    """Why a person should read each redacted text before its words travel, or empty."""
    reasons = [leftovers.find(text) for text in masked]
    return [
        "; ".join(filter(None, [*why, tells]))
        for why, tells in zip(reasons, telling.find(masked, reasons, cache), strict=True)
    ]


def texts(originals: Iterable[str], known: Known = NOTHING_KNOWN, english: bool = True) -> list[tuple[str, list[Span]]]:
    """Each text with the person taken out, and the spans of the original that were replaced."""
    given = list(originals)
    return [(replace(text, spans), spans) for text, spans in zip(given, _spans(known, english, given), strict=True)]


def _spans(known: Known, english: bool, given: list[str]) -> list[list[Span]]:
    """What to replace in each text.

    In texts that are not ``english`` the English name finder takes ordinary words for names, so its guesses in small letters are left.
    """
    found: list[list[Span]] = [[] for _ in given]
    current = list(given)
    waiting = list(range(len(given)))
    for _ in range(ROUNDS):
        people = names.find([current[place] for place in waiting])
        changed = []
        for place, persons in zip(waiting, people, strict=True):
            text = current[place]
            if not english:
                persons = [
                    span
                    for span in persons
                    if not span.guess or (span.why != guess.WHY and not text[span.start : span.end].islower())
                ]
            if spans := resolve([*patterns.find(text), *find_known(text, known), *persons], text):
                found[place] = sorted([*found[place], *as_given(spans, found[place])])
                current[place] = replace(given[place], found[place])
                changed.append(place)
        waiting = changed
    return found


def _tally(spans: list[Span]) -> str:
    return ", ".join(f"{kind} {count}" for kind, count in sorted(Counter(span.kind for span in spans).items()))
