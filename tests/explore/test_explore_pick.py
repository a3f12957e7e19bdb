"""Filters: what is asked holds for every row given, and every fault is told at once."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from tables import themed

from engagement_lib.explore import pick
from engagement_lib.problems import InputError

TABLE = themed(
    [f"comment {number}" for number in range(6)],
    demand=["failure", "failure", "value", "none", "failure", "unclear"],
    failure_types=["delay;access", "conduct", "", "", "delay", ""],
    value_type=["", "", "repair", "", "", ""],
    none_type=["", "", "", "praise", "", ""],
    hazard=[1, 0, 1, 0, 0, 0],
    mixed=[0, 1, 0, 0, 0, 0],
    theme_ids=["one;two", "two", "", "one", "", ""],
    language=["en", "pl", "en", "en", "en", "cy"],
    source=["survey"] * 3 + ["calls"] * 3,
    channel=["Web form", "Phone ", "Phone", "", "Phone", "Phone"],
    received_on=pd.to_datetime(["2026-09-30", "2026-10-01", "2026-10-05 23:10", "2026-10-06", "2026-10-31", "2026-11-01"],
                                format="ISO8601"),
    demand_confidence=[0.5, 0.6, 0.7, 0.8, 0.9, 0.99],
    resident_age_band=["18 to 34", "65 and over", "", None, "65 and over", "18 to 34"],
    resident_tenure=["Tenant", "Tenant", "Leaseholder", "Tenant", "Leaseholder", ""],
)  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, [0, 1, 2, 3, 4, 5]),
        ({"service": "maintenance"}, [0, 1, 2, 3, 4, 5]),
        ({"source": "calls"}, [3, 4, 5]),
        ({"channel": "Phone"}, [1, 2, 4, 5]),
        ({"month": "2026-10"}, [1, 2, 3, 4]),
        ({"month": ["2026-09", "2026-11"]}, [0, 5]),
        ({"since": "2026-10-05"}, [2, 3, 4, 5]),
        ({"since": date(2026, 10, 1), "until": pd.Timestamp("2026-10-05")}, [1, 2]),
        ({"demand": "failure"}, [0, 1, 4]),
        ({"demand": ("value", "none")}, [2, 3]),
        ({"failure_type": "delay"}, [0, 4]),
        ({"failure_type": ["access", "conduct"]}, [0, 1]),
        ({"failure_type": "routine_missed"}, []),
        ({"value_type": "repair"}, [2]),
        ({"none_type": "praise"}, [3]),
        ({"flag": "hazard"}, [0, 2]),
        ({"flag": ["hazard", "mixed"]}, [0, 1, 2]),
        ({"flag": "complaint"}, []),
        ({"theme": "one"}, [0, 3]),
        ({"language": ["pl", "cy"]}, [1, 5]),
        ({"resident": {"age_band": "65 and over"}}, [1, 4]),
        ({"resident": {"age_band": "65 and over", "tenure": ["Tenant"]}}, [1]),
        ({"confidence": (0.6, 0.8)}, [1, 2, 3]),
        ({"demand": "failure", "flag": "hazard", "theme": "two", "since": "2026-09-01"}, [0]),
    ],
)
def test_what_is_asked_holds(asked: dict, expected: list[int]):
    before = TABLE.copy(deep=True)
    assert pick.rows(TABLE, **asked).index.to_list() == [f"r{number:04d}" for number in expected]
    pd.testing.assert_frame_equal(TABLE, before)
    assert pick.rows(
        TABLE.iloc[:0], **{key: value for key, value in asked.items() if key in ("demand", "flag", "confidence")}
    ).empty


def test_every_unknown_value_is_told_at_once_with_those_there_are():
    with pytest.raises(InputError) as error:
        pick.rows(
            TABLE, service="maintainance", demand=["failure", "angry"], failure_type="late", flag="danger", theme="three", month="2026-12",
            resident={"age": "old", "tenure": "Owner"}, since="5 October", confidence=(0.9, 0.1), language="fr",
        )  # fmt: skip
    told = {fault.where: (fault.found, fault.expected) for fault in error.value.faults}
    assert set(told) == {
        "service", "language", "month", "demand", "failure_type", "theme", "resident, age", "resident, tenure", "flag", "since",
        "confidence",
    }  # fmt: skip
    assert told["demand"][0] == "'angry'"
    assert told["flag"][1] == "one of hazard, complaint, wrong_door, mixed"
    assert told["resident, age"][1] == "one of age_band, tenure"
    assert told["resident, tenure"][1] == "one of Leaseholder, Tenant"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"since": "2026-10-06", "until": "2026-10-05"}, "after"),
        ({"theme": "one"}, "no column 'theme_ids'"),
        ({"confidence": (-1, 2)}, "-1 to 2"),
    ],
)
def test_other_faults(asked: dict, found: str):
    with pytest.raises(InputError, match=found):
        pick.rows(TABLE.drop(columns="theme_ids"), **asked)
