"""From the cells of one file to records: the date read, the service known, or the reason why not."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from engagement_lib.contracts import RESIDENT_PREFIX
from engagement_lib.intake import dates, service_names
from engagement_lib.intake.layout import Layout
from engagement_lib.intake.table import Table
from engagement_lib.problems import Fault, InputError
from engagement_lib.services import Service

TOO_LONG = "more cells than headers"
NO_DATE = "no readable date"
DATE_OUT_OF_RANGE = "date out of range"
NO_SERVICE = "no service given"
SERVICE_UNKNOWN = "service not known"

MOST_UNREADABLE_SHARE, FEWEST_UNREADABLE = 0.1, 3
"""More unreadable dates than this share, and at least this many, and the column or the order is wrong."""

UNKNOWN_SERVICES_SHOWN = 10


def from_table(table: Table, layout: Layout, services: Mapping[str, Service], where: str) -> pd.DataFrame:
    """One row a row of the file, index its number; ``reason`` is empty for rows that go on.

    Columns: ``record``, ``received_on``, ``service``, ``channel``, ``question`` (empty unless the file gives it),
    ``score``, ``resident_...``, ``text_0`` and so on, ``reason``. Warnings are added to the table's.

    Raises:
        InputError: when too many dates are unreadable, or no service is known in the whole file.
    """
    cells = table.cells.apply(lambda column: column if column.name.startswith("text_") else column.str.strip())
    blank = pd.Series("", index=cells.index, dtype="str")
    records = pd.DataFrame({"record": cells.get("record", blank), "reason": blank})
    records.loc[table.too_long, "reason"] = TOO_LONG

    faults = []
    for add in (_add_dates, _add_services):
        try:
            add(records, cells, table, layout, services, where)
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(faults)

    records["channel"] = _channels(cells.get("channel", blank), layout)
    records["question"] = cells.get("question", blank).str.split().str.join(" ").astype("str")
    records["score"] = cells.get("score", blank)
    for key in layout.resident:
        name = f"{RESIDENT_PREFIX}{key}"
        records[name] = cells.get(name, blank)
        if name not in cells:
            headers = " or ".join(f"'{header}'" for header in layout.resident[key])
            todo = "nothing, if this file never had it"
            table.warnings.append(Fault(where, f"no column {headers}", "the column of the layout", todo))
    for number in range(len(layout.questions)):
        records[f"text_{number}"] = _joined([cells[name] for name in layout.text_columns(number)])
    return records


def _add_dates(
    records: pd.DataFrame, cells: pd.DataFrame, table: Table, layout: Layout, _: Mapping[str, Service], where: str
) -> None:
    rule = layout.dates
    if layout.columns.received_on.fixed:
        fixed = pd.Series(pd.Timestamp(layout.columns.received_on.fixed), index=cells.index)
        records["received_on"] = fixed.astype("datetime64[s]")
        return
    system = rule.system or table.system or 1900
    records["received_on"], serials = dates.read(cells["received_on"], rule.order, system)
    going = records["reason"] == ""
    unread = going & records["received_on"].isna()
    unreadable = unread & (cells["received_on"] != "")
    if unreadable.sum() >= FEWEST_UNREADABLE and unreadable.sum() > MOST_UNREADABLE_SHARE * going.sum():
        first = unreadable.idxmax()
        share = f"{unreadable.sum():,} of {going.sum():,} dates"
        found = f"{share} that cannot be read {rule.order}, the first on {table.unit} {first}"
        todo = "check columns.received_on, and [dates] order, in layout.toml"
        raise InputError(Fault(where, found, f"dates written {rule.order}", todo))
    if serials.any():
        found = f"dates as bare Excel numbers on {table.named(cells.index[serials.to_numpy()])}, counted from {system}"
        todo = f"check one; if wrong, add [dates] system = {1904 if system == 1900 else 1900}"
        table.warnings.append(Fault(where, found, "dates", todo))
    _warn_of_mixed_orders(cells["received_on"][unreadable], layout, table, where)
    believable = dates.believable(records["received_on"], rule.earliest, rule.latest)
    records.loc[unread, "reason"] = NO_DATE
    records.loc[going & ~unread & ~believable, "reason"] = DATE_OUT_OF_RANGE


def _warn_of_mixed_orders(unreadable: pd.Series, layout: Layout, table: Table, where: str) -> None:
    """Tell when dates are impossible in the declared order and possible in the other: the rest may be mixed too."""
    other = "month-first" if layout.dates.order == "day-first" else "day-first"
    swapped = [row for row, cell in unreadable.items() if dates.day(cell, other)]
    if swapped:
        found = f"dates that cannot be {layout.dates.order} but could be {other} on {table.named(swapped)}, set aside"
        todo = "ask the sender: other dates of this file may be the wrong way round and still look right"
        table.warnings.append(Fault(where, found, f"all dates {layout.dates.order}", todo))


def _add_services(
    records: pd.DataFrame,
    cells: pd.DataFrame,
    table: Table,
    layout: Layout,
    services: Mapping[str, Service],
    where: str,
) -> None:
    rule = layout.service
    if rule.fixed:
        records["service"] = pd.Series(rule.fixed, index=cells.index, dtype="str")
        return
    given = cells["service"]
    # values of the layout come before slugs and titles, which always work
    values = {service_names.plain(value): slug for value, slug in rule.values.items()}
    records["service"] = service_names.slugs(given, service_names.by_name(services) | values, rule.otherwise)
    counted = ~cells.index.isin(table.too_long)
    unknown = (records["service"] == "") & counted
    not_blank = unknown & (given != "")
    told = _told(given, not_blank, table) if not_blank.any() else ""
    todo = "add the values to [service] values in layout.toml, or give [service] otherwise"
    if counted.any() and unknown.sum() == counted.sum():
        found = f"no row with a known service{': ' if told else ''}{told}"
        raise InputError(Fault(where, found, "values that name a service", todo))
    if told:
        found = f"services not known: {told}; their rows are set aside"
        table.warnings.append(Fault(where, found, "values that name a service", todo))
    going = records["reason"] == ""
    records.loc[going & not_blank, "reason"] = SERVICE_UNKNOWN
    records.loc[going & unknown & ~not_blank, "reason"] = NO_SERVICE


def _told(given: pd.Series, unknown: pd.Series, table: Table) -> str:
    """The unknown values that can be shown, and the rows of the others.

    A service is named again and again. A value given once, or in a column that hardly repeats itself, may be what a
    resident wrote, and is never shown.
    """
    repeats = given.nunique() <= len(given) / 2
    counts = given[unknown].value_counts()
    safe = counts[counts > 1] if repeats else counts[:0]
    most = safe.head(UNKNOWN_SERVICES_SHOWN)
    shown = [f"'{str(value)[:60]}' ({count:,})" for value, count in most.items()]
    if len(safe) > len(most):
        shown.append(f"{len(safe) - len(most):,} more")
    if (hidden := unknown & ~given.isin(safe.index)).any():
        shown.append(f"{'other ' if shown else ''}values on {table.named(given.index[hidden.to_numpy()])}")
    return ", ".join(shown)


def _channels(cells: pd.Series, layout: Layout) -> pd.Series:
    rule = layout.channel
    if rule.fixed is not None:
        return pd.Series(rule.fixed, index=cells.index, dtype="str")
    values = {service_names.plain(value): channel for value, channel in rule.values.items()}
    known = {cell: values.get(service_names.plain(cell), cell) for cell in cells.drop_duplicates()}
    return cells.map(known).astype("str")


def _joined(parts: list[pd.Series]) -> pd.Series:
    """Several columns as one text, one below the other, empty ones left out."""
    if len(parts) == 1:
        return parts[0]
    rows = zip(*parts, strict=True)
    joined = ["\n".join(part for part in row if part.strip()) for row in rows]
    return pd.Series(joined, index=parts[0].index, dtype="str")
