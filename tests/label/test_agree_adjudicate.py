"""Where two people differ, which rule decides, and what they settle on: side by side, blind, and checked."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest
from tables import classified

from engagement_lib import register, services
from engagement_lib.label import adjudicate, agree
from engagement_lib.problems import InputError

BOOK = services.codebook()
CANARY = "Quillfeather"
RESPONSES = classified(
    ["Broken for months", "Nobody came", "Thank you", "Rang twice, no answer, then rude", "Not your job I know", "All fine"],
    demand="failure", failure_types="not_fixed", demand_basis="machine's reason",
)  # fmt: skip
ANN = {
    "r0000": ("failure", "delay", ""), "r0001": ("failure", "missed_appointment", "hazard"), "r0002": ("none", "", ""),
    "r0003": ("failure", "no_response;conduct", ""), "r0004": ("failure", "other", "wrong_door"), "r0005": ("none", "", ""),
}  # fmt: skip
BOB = {
    "r0000": ("value", "", ""), "r0001": ("failure", "no_response", ""), "r0002": ("none", "", ""),
    "r0003": ("failure", "no_response;conduct;access", ""), "r0004": ("value", "", ""), "r0005": ("unclear", "", ""),
}  # fmt: skip


def labels(said: dict[str, tuple[str, str, str]], who: str, purpose: str = "coding") -> pd.DataFrame:
    table = pd.DataFrame.from_dict(said, orient="index", columns=["demand", "failure_types", "flags"])
    return table.rename_axis("response_id").reset_index().assign(
        service="waste", period="2026-10", value_type="", none_type="", purpose=purpose, who=who, at=pd.Timestamp("2026-11-02", tz="UTC")
    )  # fmt: skip


BOTH = pd.concat([labels(ANN, "Ann"), labels(BOB, "Bob")], ignore_index=True)
TWO = agree.pair(BOTH)


def test_one_row_a_difference_those_about_demand_first():
    found = adjudicate.differences(TWO, RESPONSES, BOOK)
    assert found["kind"].to_dict() == {
        "r0000": "failure / value", "r0004": "failure / value", "r0005": "none / unclear", "r0001": "failure types; flags",
        "r0003": "failure types",
    }  # fmt: skip
    assert list(found.index)[:3] == ["r0000", "r0004", "r0005"]
    assert found.loc["r0000", ["text", "demand, Ann", "demand, Bob"]].tolist() == [
        "Broken for months",
        "failure",
        "value",
    ]
    assert found["rule"].ne("").all()


def test_the_rule_is_the_codebook_s_in_plain_words():
    rule = adjudicate.differences(TWO, RESPONSES, BOOK)["rule"]
    assert rule["r0000"].startswith("Failure goes before value") and "service's job" not in rule["r0000"]
    assert rule["r0004"].startswith("Is it this service's job") and "Failure goes before value" in rule["r0004"]
    assert "words alone" in rule["r0005"]
    assert "Somebody was due at a time" in rule["r0001"] and BOOK.flags["hazard"] in rule["r0001"]
    assert BOOK.failure_types["access"].means in rule["r0003"]


def test_every_two_demand_labels_have_a_rule_and_every_rule_is_of_known_labels():
    assert set(adjudicate.DEMAND_RULES) == {frozenset(two) for two in combinations(BOOK.demand, 2)}
    assert all(types <= set(BOOK.failure_types) and len(types) == 2 for types in adjudicate.TYPE_RULES)


def test_types_that_are_confused():
    found = adjudicate.confused_types(TWO, BOOK)
    assert found[["type", "other", "comments"]].to_numpy().tolist() == [
        ["missed_appointment", "no_response", 1], ["access", "(left out)", 1],
    ]  # fmt: skip
    assert found["rule"].ne("").all()


def test_types_of_value_differ_only_where_both_gave_one():
    table = BOTH.assign(demand="value", failure_types="", flags="")
    table["value_type"] = ["repair", "repair", *[""] * 4, "report", *[""] * 5]
    found = adjudicate.differences(agree.pair(table), RESPONSES, BOOK)
    assert found["kind"].to_dict() == {"r0000": "value type"} and BOOK.value_types["report"] in found["rule"].iloc[0]


def test_notes_stand_beside_and_a_comment_that_is_gone_is_empty():
    noted = adjudicate.differences(agree.pair(BOTH.assign(note="was anybody told?")), RESPONSES.iloc[1:], BOOK)
    assert noted.loc["r0000", ["text", "note, Ann", "note, Bob"]].tolist() == [
        "",
        "was anybody told?",
        "was anybody told?",
    ]


def test_the_table_to_fill_in_is_blind_and_holds_what_is_left():
    table = adjudicate.side_by_side(TWO, RESPONSES, BOOK)
    assert len(table) == 5 and table[["demand", "failure_types", "flags"]].eq("").all(axis=None)
    assert "machine's reason" not in table.to_csv() and "not_fixed" not in table.to_csv()
    assert not {"demand_basis", "demand_confidence", "p_failure"} & set(table.columns)
    done = labels({"r0000": ("value", "", "")}, "Ann and Bob", "adjudication")
    assert "r0000" not in adjudicate.side_by_side(agree.pair(pd.concat([BOTH, done])), RESPONSES, BOOK).index


def filled(**cells: dict[str, str]) -> pd.DataFrame:
    table = adjudicate.side_by_side(TWO, RESPONSES, BOOK)
    for column, by_id in cells.items():
        for identifier, cell in by_id.items():
            table.loc[identifier, column] = cell
    return table


@pytest.mark.parametrize("as_column", [False, True])
def test_what_they_agree_on_is_what_the_register_takes(as_column: bool, tmp_path: Path):
    class Place:
        register = f"sqlite:///{tmp_path}/register.sqlite"
        codebook = services.codebook()

    table = filled(
        demand={"r0000": "value", "r0001": " failure "}, failure_types={"r0001": "missed_appointment; no_response"}
    )
    before = table.copy(deep=True)
    said = adjudicate.settle(table.reset_index() if as_column else table, TWO, BOOK)
    pd.testing.assert_frame_equal(table, before)
    assert said["demand"].to_dict() == {"r0000": "value", "r0001": "failure"}
    assert said.loc["r0001", "failure_types"] == "missed_appointment;no_response"
    purpose = "adjudication"
    with register.open(Place()) as kept:
        assert kept.add_labels(said, "waste", "2026-10", purpose, "Ann and Bob") == 2


def test_nothing_settled_yet_is_no_error():
    assert adjudicate.settle(filled(), TWO, BOOK).empty


def test_every_fault_is_told_at_once_and_never_in_a_resident_s_words():
    table = filled(
        demand={"r0000": CANARY, "r0004": "value", "r0001": "failure;value"}, failure_types={"r0004": "delay", "r0005": CANARY},
        flags={"r0003": f"hazard;{CANARY}"},
    )  # fmt: skip
    table = pd.concat([table, table.loc[["r0000"]], table.iloc[[1]].rename(index={"r0004": "elsewhere"})])
    with pytest.raises(InputError) as raised:
        adjudicate.settle(table, TWO, BOOK)
    told = str(raised.value)
    assert CANARY not in told and len(raised.value.faults) == 7
    for piece in ("row 7: found an id that the two", "rows 1, 6: found the same id", "rows 1, 4, 6: found a demand that",
                  "row 3: found a failure_types that", "row 5: found a flags that", "found other labels without a demand",
                  "a failure_types where demand is not failure"):  # fmt: skip
        assert piece in told, told


def test_a_table_without_the_column_is_told():
    with pytest.raises(InputError, match="no column 'demand'"):
        adjudicate.settle(filled().drop(columns="demand"), TWO, BOOK)


def test_two_who_coded_nothing_together_differ_in_nothing():
    nobody = agree.pair(BOTH[:0])
    assert adjudicate.differences(nobody, pd.DataFrame(), BOOK).empty
    assert adjudicate.side_by_side(nobody, pd.DataFrame(), BOOK).empty
    assert adjudicate.confused_types(nobody, BOOK).empty
