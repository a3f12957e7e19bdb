"""``engagement audit draw`` and ``apply``, from a month that was run to a corrected share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import calling
import numpy as np
import openpyxl
import pandas as pd
import pytest
from tables import themed

from engagement_lib import audit, register, summarise
from engagement_lib.ledger import Ledger
from engagement_lib.period import Period
from engagement_lib.problems import EngagementError
from engagement_lib.store import Store
from engagement_lib.summarise import rate
from engagement_lib.workspace import REGISTER_URL, Workspace


@pytest.fixture(autouse=True)
def no_other_register(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv(REGISTER_URL, raising=False)


@pytest.fixture(scope="module")
def month() -> pd.DataFrame:
    """120 contacts; the machine is right about most. ``true`` is what a person would say."""
    random = np.random.default_rng(2)
    true = np.where(random.random(120) < 0.3, "failure", "value")
    chance = np.clip(np.where(true == "failure", 0.8, 0.2) + random.normal(0, 0.2, 120), 0.01, 0.99)
    return themed(
        [f"comment {number}" for number in range(120)], kind="contact", demand=np.where(chance >= 0.5, "failure", "value"),
        demand_confidence=np.maximum(chance, 1 - chance), p_failure=chance, true=true,
    )  # fmt: skip


@pytest.fixture
def place(month: pd.DataFrame, tmp_path: Path) -> Workspace:
    """A workspace with one month computed."""
    place = Workspace.open(tmp_path)
    summary = summarise.service(
        month, summarise.Found(pd.DataFrame(), pd.DataFrame(), False, "too few"), place.services["maintenance"],
            Period.parse("2026-10"), Ledger(),
        organisation="Havenport", threshold=5, sources={}, versions={"demand model": "made for a test"},
    )  # fmt: skip
    Store(place.processed).write("maintenance", "2026-10", {"responses": month.drop(columns="true")}, summary, "mark")
    return place


def told(place: Workspace, *words: str) -> Any:
    return calling.told(place, "audit", *words)


def drawn(place: Workspace, *more: str) -> dict:
    return told(place, "draw", "--service", "maintenance", "--period", "2026-10", *more)


def label(sheet: str, true: pd.Series, most: int = 10_000) -> None:
    """Fill in what people would say of each row."""
    book = openpyxl.load_workbook(sheet)
    page = book["To read"]
    for row in range(2, min(page.max_row, most + 1) + 1):
        page.cell(row, 4).value = true[page.cell(row, 1).value]
    book.save(sheet)


def test_from_a_month_that_was_run_to_a_corrected_share(place: Workspace, month: pd.DataFrame):
    made = drawn(place, "--n", "40", "--who", "Ann")
    sheet = Path(made["sheet"])
    assert made["drawn"] == 40 and sheet.parent == place.sheets and sheet.stat().st_mode & 0o777 == 0o600
    label(made["sheet"], month["true"], 25)
    first = told(place, "apply", made["sheet"], "--who", "Ann")
    assert (first["read"], first["unread"], first["new"]) == (25, 15, 25) and sum(first["demand"].values()) == 25
    label(made["sheet"], month["true"])
    second = told(place, "apply", made["sheet"], "--who", "Ann")
    assert (second["read"], second["unread"], second["new"]) == (40, 0, 15)

    table = Store(place.processed).table("maintenance", "2026-10", "responses")
    base = table[["kind"]].assign(stratum=audit.strata(table), chance=table["p_failure"])
    with register.open(place) as kept:
        estimate = rate.of(base, kept.sample("maintenance", "2026-10"))
    true = (month["true"] == "failure").mean()
    assert estimate and estimate.n_read == 40 and estimate.low <= true <= estimate.high

    again = told(place, "apply", made["sheet"], "--who", "Ann")
    assert again["new"] == 0
    with register.open(place) as kept:
        assert rate.of(base, kept.sample("maintenance", "2026-10")) == estimate, "the same file twice changes nothing"
        (kept_audit,) = kept.audits().to_dict("records")
    assert kept_audit["model"] == "made for a test" and kept_audit["fingerprint"] == Store(place.processed).fingerprint(
        "maintenance", "2026-10"
    )
    assert sum(group["drawn"] for group in kept_audit["strata"].values()) == 40


def test_a_second_audit_draws_from_what_was_not_read(place: Workspace, month: pd.DataFrame):
    first = drawn(place, "--n", "20")
    label(first["sheet"], month["true"])
    told(place, "apply", first["sheet"], "--who", "Ann")
    second = drawn(place, "--n", "2000")
    assert second["of"] == first["of"] - 20 == second["drawn"]
    label(second["sheet"], month["true"])
    told(place, "apply", second["sheet"], "--who", "Ann")
    with pytest.raises(EngagementError, match="no response left to read"):
        drawn(place)


def test_a_place_for_the_sheet_may_be_given_and_is_not_overwritten(place: Workspace, tmp_path: Path):
    out = str(tmp_path / "mine.xlsx")
    assert drawn(place, "--out", out)["sheet"] == out
    with pytest.raises(EngagementError, match="there already"):
        drawn(place, "--out", out)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["draw", "--service", "parks", "--period", "2026-10"], "parks"),
        (["draw", "--service", "maintenance", "--period", "October"], "October"),
        (["draw", "--service", "waste", "--period", "2026-10"], "no table 'responses'"),
        (["apply", "nowhere.xlsx"], "no such file"),
    ],
)
def test_what_cannot_be_done_is_told(place: Workspace, words: list[str], says: str):
    with pytest.raises(EngagementError, match=says) as raised:
        told(place, *words)
    assert raised.value.exit_code == 2


def test_it_waits_for_another_run(place: Workspace):
    with Store(place.processed).lock(), pytest.raises(EngagementError, match="another run") as raised:
        drawn(place)
    assert raised.value.exit_code == 4
