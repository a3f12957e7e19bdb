"""Pick comments by what is known of them: service, time, source, resident, label, theme, language, confidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

import pandas as pd

from engagement_lib.contracts import RESIDENT_PREFIX, resident_columns
from engagement_lib.problems import Fault, InputError
from engagement_lib.services import Codebook, codebook

Asked = str | Iterable[str] | None
"""One value, several of which any may hold, or ``None`` for all."""

FLAGS = ("hazard", "complaint", "wrong_door", "mixed")
_MOST_NAMED = 20


def rows(
    responses: pd.DataFrame, *, service: Asked = None, month: Asked = None, since: date | str | None = None,
    until: date | str | None = None, source: Asked = None, kind: Asked = None, channel: Asked = None,
    resident: Mapping[str, Asked] | None = None, demand: Asked = None,
    failure_type: Asked = None, value_type: Asked = None, none_type: Asked = None, flag: Asked = None, theme: Asked = None,
    language: Asked = None, confidence: tuple[float, float] | None = None, book: Codebook | None = None,
) -> pd.DataFrame:  # fmt: skip
    """The rows for which all that is asked holds, in the order they stood. The caller's table is not edited.

    Args:
        responses: one row a response, such as the processed table ``responses``; several services or periods may stand in one table.
        month: as ``"2026-10"``.
        since: the first day, as a date or ``"2026-10-05"``; ``until`` the last, included.
        resident: groups by attribute, as ``{"age_band": "65 and over", "tenure": ["Leaseholder", "Tenant"]}``.
        demand: a label of the codebook; so are ``failure_type``, ``value_type`` and ``none_type``.
        flag: ``hazard``, ``complaint``, ``wrong_door`` or ``mixed``.
        theme: the id of a theme; a comment in several themes is found by each.
        confidence: lowest and highest confidence in the demand label, 0 to 1, both included.
        book: the workspace's codebook; the packaged one unless given.

    Raises:
        InputError: with every fault at once: values that nobody has (or that are no label), columns that are not there, days that are none.

    >>> said = pd.DataFrame({"demand": ["failure", "value", "failure"], "failure_types": ["delay;access", "", "conduct"]})
    >>> rows(said, demand="failure", failure_type=["delay", "no_response"]).index.to_list()
    [0]
    >>> rows(said, demand="failur")
    Traceback (most recent call last):
    ...
    engagement_lib.problems.InputError: demand: found 'failur'; expected one of failure, value, none, unclear.
    What to do: correct the value.
    """
    book, faults = book or codebook(), list[Fault]()
    keep = pd.Series(True, index=responses.index)

    def there(column: str, where: str, known: Iterable[str] | None = None) -> bool:
        if column not in responses.columns:
            expected = f"one of {', '.join(known)}" if known else f"a table with the column '{column}'"
            faults.append(Fault(where, f"no column '{column}'", expected, "leave it out, or give a table that has it"))
        return column in responses.columns

    def ask(where: str, asked: Asked, column: str, known: Iterable[str] | None, cells: Callable[[], pd.Series]) -> None:
        nonlocal keep
        if asked is None or not there(column, where):
            return
        wanted = [asked] if isinstance(asked, str) else [str(value) for value in asked]
        held = cells()
        allowed = list(known) if known is not None else sorted(set(held.explode().dropna()) - {""})
        if strange := [value for value in wanted if value not in allowed]:
            faults.append(
                Fault(where, ", ".join(f"'{value[:60]}'" for value in strange), _one_of(allowed), "correct the value")
            )
        keep &= held.map(lambda one: not set(one).isdisjoint(wanted)).astype(bool)

    def one(column: str) -> Callable[[], pd.Series]:
        return lambda: responses[column].fillna("").astype(str).str.strip().map(lambda value: [value])

    def several(column: str) -> Callable[[], pd.Series]:
        return lambda: responses[column].fillna("").astype(str).str.split(";")

    simple = {"service": service, "source": source, "kind": kind, "channel": channel, "language": language}
    for name, asked in simple.items():
        ask(name, asked, name, None, one(name))
    ask(
        "month",
        month,
        "received_on",
        None,
        lambda: responses["received_on"].dt.strftime("%Y-%m").map(lambda value: [value]),
    )
    ask("demand", demand, "demand", book.demand, one("demand"))
    ask("failure_type", failure_type, "failure_types", book.failure_types, several("failure_types"))
    ask("value_type", value_type, "value_type", book.value_types, one("value_type"))
    ask("none_type", none_type, "none_type", book.none_types, one("none_type"))
    ask("theme", theme, "theme_ids", None, several("theme_ids"))
    attributes = [column.removeprefix(RESIDENT_PREFIX) for column in resident_columns(responses)]
    for attribute, group in (resident or {}).items():
        column = RESIDENT_PREFIX + attribute
        if there(column, f"resident, {attribute}", attributes):
            ask(f"resident, {attribute}", group, column, None, one(column))
    ask("flag", flag, FLAGS[0], FLAGS, lambda: _flagged(responses))
    days = {name: _day(name, given, faults) for name, given in (("since", since), ("until", until))}
    if days["since"] is not None and days["until"] is not None and days["since"] > days["until"]:
        faults.append(Fault("since, until", f"{since} after {until}", "the first day, then the last", "swap them"))
    if any(day is not None for day in days.values()) and there("received_on", "since, until"):
        when = responses["received_on"].dt.normalize()
        keep &= (when >= (days["since"] or when.min())) & (when <= (days["until"] or when.max()))
    if confidence is not None and there("demand_confidence", "confidence"):
        low, high = confidence
        if not 0 <= low <= high <= 1:
            faults.append(
                Fault("confidence", f"{low} to {high}", "lowest and highest, from 0 to 1", "e.g. confidence=(0, 0.6)")
            )
        keep &= responses["demand_confidence"].between(low, high)
    if faults:
        raise InputError(faults)
    return responses[keep]


def _flagged(responses: pd.DataFrame) -> pd.Series:
    flags = [name for name in FLAGS if name in responses.columns]
    held = [
        [name for name, value in zip(flags, line, strict=True) if value == 1] for line in responses[flags].to_numpy()
    ]
    return pd.Series(held, index=responses.index, dtype="object")


def _day(name: str, given: date | str | None, faults: list[Fault]) -> pd.Timestamp | None:
    if given is None:
        return None
    try:
        day = date.fromisoformat(given) if isinstance(given, str) else given
        return pd.Timestamp(day).normalize()
    except ValueError:
        faults.append(Fault(name, repr(given)[:60], "a day, as 2026-10-05", "correct the day"))
        return None


def _one_of(allowed: list[str]) -> str:
    if not allowed:
        return "nothing, for the table holds no such value"
    more = f" and {len(allowed) - _MOST_NAMED} more" if len(allowed) > _MOST_NAMED else ""
    return f"one of {', '.join(allowed[:_MOST_NAMED])}{more}"
