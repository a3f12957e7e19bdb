"""The workbook a person labels: one row a response, nothing of what the machine said, and a page on how to label."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from engagement_lib import sheets
from engagement_lib.contracts import Broken
from engagement_lib.services import Codebook, Service

MEANS = {
    "failure": "Something was not done, or not done right, and they say so.",
    "value": "An ordinary request for what this service is there to do. Nothing went wrong before.",
    "none": "Asks for nothing: thanks, an opinion, a wish, or nothing said.",
    "unclear": "The words do not let you tell.",
    "hazard": "Damp or mould, no heating or hot water, gas, electrics, fire, water coming in, falls, vermin, needles, violence, "
    "somebody who may harm themselves or cannot keep safe, a lift out where somebody depends on it.",
    "wrong_door": "It says so, or asks for what is not this service's job:",
    "mixed": "Thanks or praise for anything, however small, in a comment that shows a failure.",
}
"""What labels of demand and flags mean, on the sheet and on the bench."""


def kind(book: Codebook) -> sheets.Kind:
    """The workbook of comments to code."""
    columns = (
        sheets.Column("response_id", 19), sheets.Column("question", 28), sheets.Column("text", 80),
        sheets.Column("demand", 12, asked=True, choices=tuple(book.demand)), sheets.Column("failure types", 28, asked=True),
        sheets.Column("flags", 22, asked=True), sheets.Column("value type", 18, asked=True, choices=tuple(book.value_types)),
        sheets.Column("none type", 18, asked=True, choices=tuple(book.none_types)), sheets.Column("note", 28, asked=True),
    )  # fmt: skip
    return sheets.Kind("Comments", "How to label", "engagement label draw", columns)


_JUDGE = [
    "Judge it by what the service is for in residents' eyes, not by its own targets.",
    "Failure goes before value, and value before no demand, when a comment holds several.",
    "Go by the words alone, and by what was asked. Do not look the case up, and do not ask what the machine said.",
    "How long something has lasted does not make it a failure; that somebody was told, or should have come, does.",
    "A regular service that did not come is a failure. A thing newly broken, told for the first time, is value.",
    "A wish or a suggestion is {none}, unless the words also say what went wrong.",
    "A plain question is value; one that nobody should have needed to ask is a failure of information.",
    "An ordinary request that is not this service's job is value all the same: flag it as {wrong_door}. It can be counted either way.",
    "Do not leave out the hard ones: choose {unclear} where the words do not let you tell.",
    "If a name or an address is left in a comment, tell whoever looks after the data.",
]


def judge(called: Callable[[str], str] = repr) -> list[str]:
    """How to judge, on the sheet and on the bench, which call the labels by other names: ``called`` gives them."""
    return [rule.format_map({name: called(name) for name in ("none", "unclear", "wrong_door")}) for rule in _JUDGE]


_STEPS = [
    "Read each comment on the sheet 'To read' and choose a label in the column 'demand'.",
    *judge(),
    "For a failure, name its types if you can; separate several by a semicolon. The same goes for flags.",
    "What kind of request it is (value type), or of what asks for nothing (none type), may be left empty.",
    "A comment you have not got to stays empty. One in a language you do not read stays empty too.",
    "Do not change the ids. Your notes are kept with your labels: name nobody in them.",
]


def write(
    drawn: pd.DataFrame, responses: pd.DataFrame, service: Service, book: Codebook, drawn_id: str, path: Path
) -> Path:
    """Write the sheet: the drawn responses, in the order given, with empty columns for what a person says.

    Raises ``Broken`` if the responses were not redacted.
    """
    if "redactions" not in responses.columns or "raw_text" in responses.columns:
        raise Broken("a sheet is made of redacted responses only")
    rows = responses.loc[drawn.index, ["question", "text"]].astype(str)
    given = [(str(identifier), row["question"], row["text"]) for identifier, row in rows.iterrows()]
    return sheets.write(kind(book), drawn_id, given, _how_to(service, book), path)


def _how_to(service: Service, book: Codebook) -> list[tuple[str, str]]:
    return [
        *((f"Step {number}", step) for number, step in enumerate(_STEPS, 1)), ("", ""),
        ("Service", service.title), ("What it is for", service.purpose), ("Its job", "; ".join(service.in_scope)),
        ("Not its job", "; ".join(service.out_of_scope)), ("", ""),
        ("demand", ""), *((name, f"{title}. {MEANS.get(name, '')}".strip()) for name, title in book.demand.items()), ("", ""),
        ("failure types", ""),
        *((name, f"{type_.title}: “{type_.says}”. {type_.means}.") for name, type_ in book.failure_types.items()), ("", ""),
        ("flags", ""), *book.flags.items(), ("", ""), ("value type", ""), *book.value_types.items(), ("", ""),
        ("none type", ""), *book.none_types.items(),
    ]  # fmt: skip
