"""The workbook a person labels: one row a response, nothing of what the machine said, and a page on how to label."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import xlsxwriter

from engagement_lib.contracts import Broken
from engagement_lib.services import Codebook, Service

TO_READ, HOW_TO = "To read", "How to label"
AUDIT = "Audit"
COLUMNS = ["response_id", "question", "text", "demand", "failure types", "flags", "note"]
LONGEST = 32_000
"""Letters in one cell; Excel holds 32,767."""

_WIDTHS = [19, 28, 80, 12, 28, 22, 28]

_DEMAND = {
    "failure": "Something was not done, or not done right, and that is why they wrote. Also: it is not this service's job.",
    "value": "An ordinary request for what this service is there to do. Nothing went wrong before.",
    "none": "Asks for nothing: thanks, an opinion, a wish, or nothing said.",
    "unclear": "The words do not let you tell.",
}

_STEPS = [
    "Read each comment on the sheet 'To read' and choose a label in the column 'demand'.",
    "Judge it by what the service is for in residents' eyes, as written below, not by its own targets.",
    "Failure goes before value, and value before none, when a comment holds several.",
    "Go by the words alone. Do not look the case up, and do not ask what the machine said.",
    "For a failure, name its types if you can; separate several by a semicolon. The same goes for flags.",
    "A comment you have not got to stays empty. Do not leave out the hard ones only: choose 'unclear'.",
    "Do not change the ids. Your notes stay in this file; they are not kept elsewhere.",
    "If a name or an address is left in a comment, tell whoever looks after the data.",
]


def write(
    drawn: pd.DataFrame, responses: pd.DataFrame, service: Service, book: Codebook, audit_id: str, path: Path
) -> Path:
    """Write the sheet: the drawn responses, in the order given, with empty columns for what a person says.

    Every cell is written as plain text, so that a comment that begins with ``=`` is never a formula. Raises ``Broken`` if the
    responses were not redacted.
    """
    if "redactions" not in responses.columns or "raw_text" in responses.columns:
        raise Broken("a sheet is made of redacted responses only")
    with xlsxwriter.Workbook(
        path, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    ) as workbook:
        workbook.set_properties({"title": f"{AUDIT} {audit_id}"})
        _to_read(workbook, responses.loc[drawn.index], book)
        _how_to(workbook, service, book, audit_id)
    return path


def _to_read(workbook: xlsxwriter.Workbook, rows: pd.DataFrame, book: Codebook) -> None:
    sheet = workbook.add_worksheet(TO_READ)
    bold = workbook.add_format({"bold": True, "bottom": 1, "valign": "top"})
    given = workbook.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
    asked = workbook.add_format({"text_wrap": True, "valign": "top", "bg_color": "#FFF8DC", "border": 4})
    for place, (title, width) in enumerate(zip(COLUMNS, _WIDTHS, strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, title, bold)
    for number, (identifier, row) in enumerate(rows.iterrows(), 1):
        for place, words in enumerate([str(identifier), str(row["question"]), str(row["text"])]):
            sheet.write_string(number, place, words if len(words) <= LONGEST else words[:LONGEST] + " …", given)
        for place in range(3, len(COLUMNS)):
            sheet.write_blank(number, place, None, asked)
    sheet.data_validation(1, 3, max(len(rows), 1), 3, {
        "validate": "list", "source": list(book.demand), "error_title": "Not a label",
        "error_message": "Choose one of the list; the sheet 'How to label' explains them.",
    })  # fmt: skip
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)


def _how_to(workbook: xlsxwriter.Workbook, service: Service, book: Codebook, audit_id: str) -> None:
    sheet = workbook.add_worksheet(HOW_TO)
    bold, wrap = workbook.add_format({"bold": True, "valign": "top"}), workbook.add_format({"text_wrap": True})
    sheet.set_column(0, 0, 24, bold)
    sheet.set_column(1, 1, 110, wrap)
    lines = [
        (AUDIT, audit_id), ("", ""),
        *((f"Step {number}", step) for number, step in enumerate(_STEPS, 1)), ("", ""),
        ("Service", service.title), ("What it is for", service.purpose), ("Its job", "; ".join(service.in_scope)),
        ("Not its job", "; ".join(service.out_of_scope)), ("", ""),
        ("demand", ""), *((name, f"{title}. {_DEMAND.get(name, '')}".strip()) for name, title in book.demand.items()), ("", ""),
        ("failure types", ""),
        *((name, f"{kind.title}: “{kind.says}”. {kind.means}.") for name, kind in book.failure_types.items()), ("", ""),
        ("flags", ""), *book.flags.items(),
    ]  # fmt: skip
    for number, (left, right) in enumerate(lines):
        sheet.write_string(number, 0, left)
        sheet.write_string(number, 1, right)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
