"""A person decides which quotes may stand on pages that anyone may read: the sheet with those of a service's page, and what came back.

A machine cannot tell whether a neighbour would know who wrote a comment. **Source:** Information Commissioner's Office, "Anonymisation",
2025: whoever publishes asks what a motivated reader could find out, and records the answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from engagement_lib import sheets
from engagement_lib.problems import Fault, InputError
from engagement_lib.summary import Quote, Summary

YES, NO = "yes", "no"

SHEET = sheets.Kind(
    "Quotes of", "How to decide", "engagement quotes draw",
    (
        sheets.Column("response_id", 19), sheets.Column("where it would stand", 34), sheets.Column("text", 90),
        sheets.Column("look at", 24), sheets.Column("publish", 12, asked=True, choices=(YES, NO)), sheets.Column("note", 34, asked=True),
    ),
)  # fmt: skip

_STEPS = [
    "Read each comment on the sheet 'To read' as somebody would who knows the place: a neighbour, a colleague, a local journalist.",
    "Say 'no' if any name, address, number or date is left that could lead to a person, staff included.",
    "Say 'no' if the facts could tell who wrote: an illness, a family, a job, a floor, an event that was talked about.",
    "Say 'no' if it accuses somebody who could be known, or if the person who wrote would be hurt to see it in public.",
    "Say 'yes' only if you would let it hang on a notice board with the service's name above it.",
    "A comment without an answer is not published. You can do the rest later and apply the sheet again.",
    "What you say is kept with your name and the time, for these very words. If the words change, they are asked for again.",
    "Do not change the ids or the text. If something personal is left in a comment, tell whoever looks after the data.",
]


def quotes(summary: Summary) -> Iterator[tuple[str, Quote]]:
    """Every quote of a page with where it stands, each response once."""
    places = [
        *((f"Failure: {type_.title}", type_.quotes) for type_ in summary.failure_types),
        *((f"Theme: {theme.title}", (*theme.quotes, *theme.atypical)) for theme in summary.themes.themes),
        ("What residents ask for", summary.value_quotes), ("Thanks", summary.praise_quotes),
    ]  # fmt: skip
    seen: set[str] = set()
    for where, said in places:
        for quote in said:
            if quote.response_id not in seen:
                seen.add(quote.response_id)
                yield where, quote


def write(summary: Summary, look_at: Mapping[str, str], path: Path) -> int:
    """Write the sheet of a service's page; how many quotes are on it. ``look_at`` says of a response what a reader should look at."""
    rows = [
        (quote.response_id, where, quote.text, look_at.get(quote.response_id, "")) for where, quote in quotes(summary)
    ]
    lines = [(f"Step {number}", step) for number, step in enumerate(_STEPS, 1)]
    sheets.write(SHEET, f"{summary.service.slug} {summary.period.key}", rows, lines, path)
    return len(rows)


def read(file: Path) -> tuple[str, str, pd.DataFrame]:
    """The service and period a sheet is of, and its rows that are decided or undecided: ``text`` and ``publish`` as they stand.

    Raises:
        InputError: with every fault.
    """
    said_of, rows = sheets.read(SHEET, file, ["response_id", "text", "publish"])
    of = re.fullmatch(r"([a-z0-9-]{1,60}) ([0-9Q-]{4,17})", said_of)
    if of is None:
        raise InputError(Fault(f"{file.name}, sheet '{SHEET.how_to}'", "no service and period", "the line as it was written",
                               f"take the file that '{SHEET.command}' wrote"))  # fmt: skip
    return of[1], of[2], rows


def decided(file: Path, summary: Summary, rows: pd.DataFrame) -> pd.DataFrame:
    """What was decided, by ``response_id``: ``text``, ``publish``. ``summary`` is the page the quotes stand on now.

    Raises:
        InputError: with every fault, by row, without a resident's words.
    """
    words = {quote.response_id: quote.text for _, quote in quotes(summary)}
    ids, publish = rows["response_id"], rows["publish"].str.lower()
    known = ids.isin(words)
    changed = known & (rows["text"] != ids.map(words).fillna("").str.strip())
    found = [
        (~known, "an id that no quote of the page has", "the ids as they were", "draw a new sheet: the page was made anew since"),
        (ids.duplicated(keep=False) & known, "the same id more than once", "each id once", "keep one row of it"),
        (~publish.isin([YES, NO, ""]), "another answer", f"{YES} or {NO}", "choose one of the list"),
        (changed, "words that are not those of the page", "the words as they were", "put the words back, or draw a new sheet"),
    ]  # fmt: skip
    if faults := sheets.faults(file, found):
        raise InputError(faults)
    answers = pd.DataFrame({"text": ids.map(words), "publish": publish}).set_axis(ids, axis=0)
    answers = answers[answers["publish"] != ""]
    return answers.assign(publish=answers["publish"] == YES).rename_axis("response_id")
