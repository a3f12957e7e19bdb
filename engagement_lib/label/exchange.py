"""Labels out and in, as CSV or XLSX: to read them elsewhere, to hand them to a colleague, to take a colleague's into this register.

``table`` and ``write`` make the file, ``read`` takes one back with all its faults told at once, ``new`` says which of its labels are not
in the register yet. No cell is ever a formula.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection, Iterable
from pathlib import Path

import pandas as pd

from engagement_lib import sheets
from engagement_lib.contracts import Broken
from engagement_lib.problems import LONGEST_NAME, EngagementError, Fault, InputError
from engagement_lib.services import Codebook

SAID = ["demand", "failure_types", "value_type", "none_type", "flags", "note"]
COLUMNS = ["response_id", "service", "period", *SAID, "purpose", "audit_id", "who", "at"]
NEEDED = ["response_id", "service", "period", "demand", "purpose", "who"]
"""Columns a file to take in must have; of the others, missing ones are taken as empty and unknown ones are not read."""

SHEET = "Labels"

_EXCEL = "put it back; Excel alters ids and periods of a CSV, so export to XLSX where you edit in Excel"

_SAME = ["response_id", "who", "purpose", *SAID]


def table(labels: pd.DataFrame, texts: Callable[[str, str], pd.DataFrame] | None = None) -> pd.DataFrame:
    """Labels as they go out: one row a response, person and purpose, columns ``COLUMNS``, in an order of their own.

    Args:
        labels: rows of the register. Those that were taken back (an empty ``demand``) stay behind.
        texts: gives the processed responses of a service and period; with it each row ends with the redacted ``text``, empty where the
            response is no longer there.

    Raises:
        Broken: if a table of responses was not redacted.
    """
    out = labels[labels["demand"] != ""].reindex(columns=COLUMNS)
    out["at"] = out["at"].map(lambda when: when.isoformat(timespec="seconds"))
    out = out.fillna("").astype(str).sort_values(["service", "period", "response_id", "purpose", "who"])
    out = out.reset_index(drop=True)
    return out if texts is None else out.assign(text=_texts(out, texts))


def write(out: pd.DataFrame, path: Path) -> Path:
    """Write labels as ``.csv`` (UTF-8 with a byte-order mark, every field in quotes, so that Excel reads it as such) or ``.xlsx``.

    Raises:
        InputError: for another ending.
    """
    _check_ending(path)
    unfinished = path.with_name(f".{path.name}.new{path.suffix}")
    try:
        if path.suffix.lower() == ".xlsx":
            rows = list(out.itertuples(index=False, name=None))
            sheets.write_tables(unfinished, [sheets.Grid(SHEET, tuple(map(str, out.columns)), rows)])
        else:
            with unfinished.open("w", encoding="utf-8-sig", newline="") as file:
                writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
                writer.writerow(out.columns)
                writer.writerows(out.map(sheets.mark).itertuples(index=False, name=None))
        unfinished.chmod(0o600)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return path


def read(
    path: Path, book: Codebook, services: Collection[str], purposes: Collection[str], period: Callable[[str], object]
) -> pd.DataFrame:
    """The labels of a file: columns ``COLUMNS`` as text but ``at`` (a time, or none), by their row in the file.

    Rows without anything said are left out. ``period`` raises ``EngagementError`` on what is no period. A fault names rows and columns,
    never what stands in them.

    Raises:
        InputError: with every fault of the file.
    """
    raw = _open(path)
    if missing := [name for name in NEEDED if name not in raw.columns]:
        found = f"no column {', '.join(missing)}"
        raise InputError(
            Fault(
                path.name,
                found,
                f"the columns {', '.join(NEEDED)}",
                "name the columns so; take the headers of an export",
            )
        )
    rows = raw.reindex(columns=COLUMNS, fill_value="")
    for column, several in {
        "failure_types": True,
        "flags": True,
        **dict.fromkeys(["demand", "value_type", "none_type"], False),
    }.items():
        rows[column] = rows[column].map(lambda cell, several=several: _sorted(cell) if several else cell.strip())
    rows["note"] = rows["note"].str.strip()
    rows = rows[(rows[SAID] != "").any(axis=1)]
    when = pd.to_datetime(rows["at"].where(rows["at"] != ""), utc=True, errors="coerce", format="ISO8601")
    doubtful = when.isna() & (rows["at"] != "")
    wrong = [
        *_faulty(rows, book, services, purposes, period),
        (
            doubtful,
            "a time that cannot be read in 'at'",
            "2026-10-05T09:30:00+00:00, as exported",
            "put it back, or empty it",
        ),
    ]
    if faults := [fault for one in wrong for fault in _faults(path, *one)]:
        raise InputError(faults)
    return rows.assign(at=when)


def unknown(rows: pd.DataFrame, ids: Callable[[str, str], Collection[str]]) -> pd.Series:
    """Which rows are about a response that is not here. ``ids`` gives the responses of a service and period, none if it has none."""
    known = {pair: set(ids(*map(str, pair))) for pair in set(zip(rows["service"], rows["period"], strict=True))}
    each = zip(rows["response_id"], rows["service"], rows["period"], strict=True)
    return pd.Series(
        [identifier not in known[service, period] for identifier, service, period in each], rows.index, dtype=bool
    )


def unknown_fault(path: Path, rows: pd.DataFrame, strange: pd.Series) -> Fault:
    """What is told of labels whose responses are not here, as in another organisation's file."""
    where = "; ".join(
        f"{service} {period} {len(part)}"
        for (service, period), part in rows[strange].groupby(["service", "period"], sort=True)
    )
    return Fault(
        f"{path.name}, {_numbers(strange)}", f"{int(strange.sum())} labels of responses that are not here ({where})",
        "labels of this workspace's own responses: without the response there is nothing to show or to learn from",
        "compute those periods first (engagement run), or leave them out with --known-only; labels of another organisation stay with it",
    )  # fmt: skip


def new(rows: pd.DataFrame, here: pd.DataFrame) -> pd.DataFrame:
    """The rows that say something the register does not hold yet.

    A row is known when the same person has said the same of the same response for the same purpose, at that time or later: so a file
    taken in twice adds nothing, and an old file does not bring back what a person has since overruled.

    Args:
        rows: as ``read`` gives them.
        here: every label of the register, overruled ones too (``COLUMNS``).
    """
    latest = here.groupby(_SAME)["at"].max().rename("held")
    held = (
        rows.join(latest, on=_SAME)["held"] if len(here) else pd.Series(pd.NaT, rows.index, dtype="datetime64[ns, UTC]")
    )
    known = held.notna() & (rows["at"].isna() | (held >= rows["at"]))
    return rows[~known]


def _texts(out: pd.DataFrame, texts: Callable[[str, str], pd.DataFrame]) -> pd.Series:
    parts = [pd.Series("", out.index, dtype="object").iloc[:0]]
    for (service, period), rows in out.groupby(["service", "period"], sort=False):
        here = texts(str(service), str(period))
        if len(here) and ("redactions" not in here.columns or "raw_text" in here.columns):
            raise Broken("a file of labels is made of redacted responses only")
        words = here["text"].astype(str).to_dict() if len(here) else {}
        parts.append(rows["response_id"].map(lambda identifier, words=words: words.get(identifier, "")))
    return pd.concat(parts)


def _check_ending(path: Path) -> None:
    if path.suffix.lower() not in (".csv", ".xlsx"):
        raise InputError(
            Fault(path.name, f"the ending '{path.suffix}'", ".csv or .xlsx", "give the file another ending")
        )


def _open(path: Path) -> pd.DataFrame:
    """The file as text, without marks against formulas, rows numbered as a spreadsheet shows them."""
    _check_ending(path)
    if not path.is_file():
        raise InputError(Fault(str(path), "no such file", "a file of labels", "check the path"))
    if path.stat().st_size > sheets.LARGEST:
        raise InputError(
            Fault(path.name, "a file too large for labels", f"up to {sheets.LARGEST:,} bytes", "check the file")
        )
    try:
        if path.suffix.lower() == ".xlsx":
            raw = pd.read_excel(path, dtype=str, keep_default_na=False, engine="calamine")
        else:
            raw = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig", index_col=False)
            raw = raw.fillna("").map(sheets.unmark)
    except Exception as error:  # readers raise many kinds, some with a cell's words in their message
        todo = "save it as XLSX, or as CSV with commas, in UTF-8"
        found = f"a file that cannot be read ({type(error).__name__})"
        raise InputError(Fault(path.name, found, "a CSV or XLSX file of labels", todo)) from None
    raw.columns = [str(name).strip().lower() for name in raw.columns]
    return raw.loc[:, ~raw.columns.duplicated()].set_axis(pd.RangeIndex(2, len(raw) + 2), axis=0)


def _sorted(cell: str) -> str:
    return ";".join(sorted({part.strip() for part in cell.split(";") if part.strip()}))


def _faulty(
    rows: pd.DataFrame,
    book: Codebook,
    services: Collection[str],
    purposes: Collection[str],
    period: Callable[[str], object],
) -> Iterable[tuple[pd.Series, str, str, str]]:
    allowed: dict[str, Collection[str]] = {
        "demand": book.demand, "failure_types": book.failure_types, "value_type": book.value_types, "none_type": book.none_types,
        "flags": book.flags,
    }  # fmt: skip
    for column, names in allowed.items():
        wrong = rows[column].map(lambda cell, names=names: not {part for part in cell.split(";") if part} <= set(names))
        yield (
            wrong,
            f"a {column} that is not in the codebook",
            ", ".join(names),
            "correct it; separate several by a semicolon",
        )
    yield (
        rows["demand"] == "",
        "types or flags without a demand",
        "a demand on every row that says something",
        "choose a demand",
    )
    wrong = rows["failure_types"].ne("") & rows["demand"].ne("failure")
    yield (
        wrong,
        "failure types where demand is not failure",
        "types of a failure only",
        "choose failure, or take the types out",
    )
    wrong = ~rows["response_id"].str.fullmatch(r"[A-Za-z0-9_-]{1,64}")
    yield wrong, "a response_id that is none", "the id as an export writes it", _EXCEL
    yield (
        ~rows["service"].isin(services),
        "a service that is not known here",
        ", ".join(services),
        "correct its name, or add it",
    )
    yield (
        ~rows["period"].map(lambda cell: _is_period(cell, period)),
        "a period that is none",
        "2026-10, 2026-Q3, 2026",
        _EXCEL,
    )
    yield ~rows["purpose"].isin(purposes), "a purpose that is none", ", ".join(purposes), "correct it"
    wrong = ~rows["who"].str.strip().str.len().between(1, LONGEST_NAME)
    yield wrong, "no name in 'who', or a very long one", "who labelled", "fill it in"
    twice = rows.duplicated(["response_id", "service", "period", "purpose", "who"], keep=False)
    yield (
        twice,
        "two words of one person on the same response",
        "one row a response, person and purpose",
        "keep one of them",
    )


def _is_period(cell: str, period: Callable[[str], object]) -> bool:
    try:
        return str(period(cell)) == cell
    except EngagementError:
        return False


def _faults(path: Path, wrong: pd.Series, found: str, expected: str, todo: str) -> list[Fault]:
    return [Fault(f"{path.name}, {_numbers(wrong)}", found, expected, todo)] if wrong.any() else []


def _numbers(wrong: pd.Series) -> str:
    listed = [str(number) for number in wrong.index[wrong]]
    shown = ", ".join(listed[:12]) + (f" and {len(listed) - 12} more" if len(listed) > 12 else "")
    return f"{'row' if len(listed) == 1 else 'rows'} {shown}"
