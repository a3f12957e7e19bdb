"""Labels out and in: whole, safe in a spreadsheet, nothing doubled, every fault at once and never in a resident's words."""

from __future__ import annotations

import csv
from pathlib import Path

import calling
import openpyxl
import pandas as pd
import pytest
from tables import themed

from engagement_lib import register, summarise
from engagement_lib.label import exchange
from engagement_lib.ledger import Ledger
from engagement_lib.period import Period
from engagement_lib.problems import EngagementError
from engagement_lib.store import Store
from engagement_lib.workspace import REGISTER_URL, Workspace

TEXTS = [
    '=HYPERLINK("http://example.org")',
    "Lift out, again; nobody came",
    "Thank you\nvery much",
    "-2 degrees in the hall",
]


@pytest.fixture(autouse=True)
def no_other_register(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv(REGISTER_URL, raising=False)


def workspace(root: Path) -> Workspace:
    """A workspace with four responses of one month computed, r0000 to r0003."""
    root.mkdir(exist_ok=True)
    place, responses = Workspace.open(root), themed(TEXTS)
    nothing = summarise.Found(pd.DataFrame(), pd.DataFrame(), False, "too few")
    summary = summarise.service(
        responses, nothing, place.services["maintenance"], Period.parse("2026-10"), Ledger(), organisation="Havenport", threshold=5,
        sources={}, versions={},
    )  # fmt: skip
    Store(place.processed).write("maintenance", "2026-10", {"responses": responses}, summary, "mark")
    return place


def add(place: Workspace, who: str, purpose: str = "coding", audit_id: str | None = None, **labels: str) -> None:
    said = pd.DataFrame({"demand": labels})
    said["failure_types"] = said["demand"].map({"failure": "delay;no_response"}).fillna("")
    with register.open(place) as kept:
        kept.add_labels(said, "maintenance", "2026-10", purpose, who, audit_id)


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    """Labels of two people, one of whom has a name that a spreadsheet would take for a formula."""
    place = workspace(tmp_path / "here")
    add(place, "Ann", r0000="failure", r0001="failure", r0002="none")
    add(place, "=Ben", r0001="value")
    return place


def held(place: Workspace) -> list[dict]:
    with register.open(place) as kept:
        return kept.labels(every=True).drop(columns=["id", "at"]).to_dict("records")


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_labels_go_to_a_colleague_and_come_back_without_doubling(place: Workspace, tmp_path: Path, ending: str):
    file, colleague = tmp_path / f"labels.{ending}", workspace(tmp_path / "there")
    assert calling.told(place, "label", "export", str(file))["labels"] == 4
    assert file.stat().st_mode & 0o777 == 0o600
    first = calling.told(colleague, "label", "import", str(file))
    assert (first["read"], first["new"], first["not_here"]) == (4, 4, 0)
    by = ["response_id", "who"]
    ours, theirs = (pd.DataFrame(held(one)).sort_values(by).reset_index(drop=True) for one in (place, colleague))
    pd.testing.assert_frame_equal(ours, theirs)
    assert calling.told(colleague, "label", "import", str(file))["new"] == 0
    assert calling.told(place, "label", "import", str(file))["new"] == 0
    assert len(held(colleague)) == 4 == len(held(place))


def test_an_old_file_does_not_bring_back_what_was_overruled_and_a_newer_one_counts(place: Workspace, tmp_path: Path):
    old, newer, colleague = tmp_path / "old.csv", tmp_path / "newer.csv", workspace(tmp_path / "there")
    calling.told(place, "label", "export", str(old))
    add(place, "Ann", r0000="value")
    assert calling.told(place, "label", "import", str(old))["new"] == 0
    calling.told(place, "label", "export", str(newer))
    assert (
        calling.told(colleague, "label", "import", str(old))["new"] == 4
        and calling.told(colleague, "label", "import", str(newer))["new"] == 1
    )
    assert calling.told(colleague, "label", "import", str(old))["new"] == 0
    with register.open(colleague) as kept:
        latest = kept.labels()
    assert latest[latest["response_id"] == "r0000"]["demand"].tolist() == ["value"]


def test_text_goes_along_only_when_asked_and_no_cell_is_a_formula(place: Workspace, tmp_path: Path):
    plain, table, book = (tmp_path / name for name in ("plain.csv", "text.csv", "text.xlsx"))
    calling.told(place, "label", "export", str(plain))
    assert "HYPERLINK" not in plain.read_text(encoding="utf-8-sig")
    calling.told(place, "label", "export", str(table), "--with-text")
    calling.told(place, "label", "export", str(book), "--with-text")
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["text"] for row in rows} == {"'" + TEXTS[0], TEXTS[1], TEXTS[2]}
    assert not [cell for row in rows for cell in row.values() if cell[:1] in "=+-@\t\r" and cell]
    cells = [cell for line in openpyxl.load_workbook(book)["Labels"].iter_rows() for cell in line]
    assert not [cell for cell in cells if cell.data_type == "f"] and "=Ben" in {cell.value for cell in cells}
    assert (
        calling.told(place, "label", "import", str(table))["new"]
        == 0
        == calling.told(place, "label", "import", str(book))["new"]
    )


def test_labels_taken_back_stay_behind(place: Workspace):
    with register.open(place) as kept:
        labels = kept.labels()
    out = exchange.table(labels.assign(demand=labels["demand"].where(labels["who"] != "Ann", "")))
    assert out["who"].tolist() == ["=Ben"] and list(out) == exchange.COLUMNS


def altered(place: Workspace, tmp_path: Path, **columns: object) -> Path:
    with register.open(place) as kept:
        out = exchange.table(kept.labels())
    return exchange.write(out.assign(**columns).astype(str), tmp_path / "altered.csv")


def test_every_fault_is_told_at_once_by_row_and_without_its_words(place: Workspace, tmp_path: Path):
    file = altered(
        place, tmp_path, demand=["failure", "secretword", "", "none"], failure_types="delay",
        period=["2026-10", "Oct-26", "2026-10", "2026-10"],
        service=["../../etc", "maintenance", "maintenance", "maintenance"], purpose="gossip", who=["", "Ann", "Ann", "Ann"],
        at=["yesterday", "", "", ""], response_id=["r 1", "r0001", "r0002", "r0002"],
    )  # fmt: skip
    with pytest.raises(EngagementError) as raised:
        calling.told(place, "label", "import", str(file))
    faults = str(raised.value)
    for one in (
        "row 3: found a demand", "row 4: found types or flags without a demand", "failure types where demand is not",
        "a period that is none",
        "a service that is not known here", "rows 2, 3, 4, 5: found a purpose", "no name in 'who'", "a time that cannot be read",
        "a response_id that is none", "rows 4, 5: found two words of one person",
    ):  # fmt: skip
        assert one in faults
    assert "secretword" not in faults and "etc" not in faults and "yesterday" not in faults
    assert len(held(place)) == 4


def test_another_organisations_labels_are_refused_and_may_be_left_out(place: Workspace, tmp_path: Path):
    file = altered(
        place, tmp_path, response_id=["elsewhere1", "elsewhere2", "r0003", "r0003"], who=["Zoe", "Zoe", "Zoe", "Yan"]
    )
    with pytest.raises(EngagementError, match=r"2 labels of responses that are not here \(maintenance 2026-10 2\)"):
        calling.told(place, "label", "import", str(file))
    assert len(held(place)) == 4
    done = calling.told(place, "label", "import", str(file), "--known-only")
    assert (done["new"], done["not_here"]) == (2, 2)
    assert {row["who"] for row in held(place)} == {"Ann", "=Ben", "Zoe", "Yan"}


def test_labels_of_an_audit_drawn_elsewhere_are_kept_as_coding(place: Workspace, tmp_path: Path):
    drawn = pd.DataFrame({"stratum": "other, sure", "inclusion": 0.5}, index=["r0000", "r0003"])
    with register.open(place) as kept:
        audit = kept.add_audit(
            drawn, "maintenance", "2026-10", seed=1, strata={}, fingerprint="f", model="m", who="Ann"
        )
    add(place, "Ann", "audit", audit, r0000="value", r0003="none")
    file, colleague = tmp_path / "labels.xlsx", workspace(tmp_path / "there")
    calling.told(place, "label", "export", str(file))
    done = calling.told(colleague, "label", "import", str(file))
    assert (done["read"], done["new"], done["audits_from_elsewhere"]) == (6, 5, 2), (
        "Ann's two words on r0000 become one"
    )
    assert {row["purpose"] for row in held(colleague)} == {"coding"}
    assert calling.told(colleague, "label", "import", str(file))["new"] == 0
    assert calling.told(place, "label", "import", str(file))["new"] == 0, "at home they are the audit's still"
    with register.open(colleague) as kept:
        assert kept.sample("maintenance", "2026-10").empty


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("gone.csv", None, "no such file"), ("labels.txt", b"x", "ending '.txt'"), ("labels.xlsx", b"no workbook", "cannot be read"),
        ("labels.csv", b"\xff\xfe\x00\xd8", "cannot be read"), ("labels.csv", b"a,b\n1,2\n", "no column response_id, service"),
    ],
)  # fmt: skip
def test_a_file_that_is_none_is_told(place: Workspace, tmp_path: Path, name: str, content: bytes | None, says: str):
    file = tmp_path / name
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(EngagementError, match=says) as raised:
        calling.told(place, "label", "import", str(file))
    assert raised.value.exit_code == 2


def test_a_file_that_is_there_is_not_overwritten(place: Workspace, tmp_path: Path):
    file = tmp_path / "labels.csv"
    file.write_text("mine", encoding="utf-8")
    with pytest.raises(EngagementError, match="there already"):
        calling.told(place, "label", "export", str(file))
    assert file.read_text(encoding="utf-8") == "mine"
