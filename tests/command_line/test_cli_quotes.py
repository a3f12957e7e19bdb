"""``engagement quotes draw`` and ``apply``: only what a person agreed to, in those very words, stands on a public page."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import calling
import openpyxl
import pytest
from bs4 import BeautifulSoup

from engagement_lib import approval, flow, register
from engagement_lib.period import Period
from engagement_lib.problems import InputError
from engagement_lib.report import batch, contents, parcels
from engagement_lib.store import Store
from engagement_lib.workspace import REGISTER_URL, Workspace

OCTOBER = Period.parse("2026-10")


@pytest.fixture
def place(ran: tuple[Workspace, flow.Run], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A copy of the example month, so that a decision stays in its test."""
    monkeypatch.delenv(REGISTER_URL, raising=False)
    shutil.copytree(ran[0].root, tmp_path / "office")
    return Workspace.open(tmp_path / "office")


def told(place: Workspace, *words: str) -> Any:
    return calling.told(place, "quotes", *words)


def drawn(place: Workspace) -> Path:
    return Path(told(place, "draw", "--service", "maintenance", "--period", "2026-10")["sheet"])


def filled(sheet: Path, answers: dict[int, str], **cells: str) -> Path:
    book = openpyxl.load_workbook(sheet)
    for row, answer in answers.items():
        book["To read"][f"E{row}"] = answer
    for cell, words in cells.items():
        book["To read"][cell] = words
    book.save(sheet)
    return sheet


def public_quotes(place: Workspace) -> set[str]:
    public = parcels.read(place.processed, "maintenance", "2026-10", "public")
    assert all(not quote.response_id and not quote.why for _, quote in approval.quotes(public))
    every = [
        *public.value_quotes,
        *public.praise_quotes,
        *(quote for type_ in public.failure_types for quote in type_.quotes),
    ]
    every += [quote for theme in public.themes.themes for quote in (*theme.quotes, *theme.atypical)]
    return {quote.text for quote in every}


def test_a_quote_is_published_when_a_person_said_yes_and_as_long_as_its_words_stay(place: Workspace):
    sheet = drawn(place)
    rows = openpyxl.load_workbook(sheet)["To read"]
    yes, no = 2, 3
    words = rows[f"C{yes}"].value
    answer = told(place, "apply", str(filled(sheet, {yes: "Yes", no: "no"})), "--who", "Ann Example")
    assert (answer["publish"], answer["refuse"], answer["new"]) == (1, 1, 2)
    assert answer["undecided"] == rows.max_row - 3
    assert told(place, "apply", str(sheet), "--who", "Ann Example")["new"] == 0

    with register.open(place) as kept:
        decisions = kept.quote_approvals("maintenance", "2026-10")
    assert set(decisions["who"]) == {"Ann Example"} and decisions["publish"].sum() == 1
    (identifier,) = decisions.index[decisions["publish"]]
    texts = Store(place.processed).table("maintenance", "2026-10", "responses")["text"]
    assert register.published(decisions, texts) == {identifier}
    assert not register.published(decisions, texts + ".")

    assert not flow.run(place, OCTOBER, ["maintenance"]).failed
    assert public_quotes(place) == {words}
    made = batch.make("2026-10", ["maintenance"], place.processed, place.reports_of("public"), edition="public")
    page = made.pages[0].read_text(encoding="utf-8")
    quoted = BeautifulSoup(page, "html.parser").find_all("blockquote")
    assert quoted and {quote.get_text() for quote in quoted} == {words} and not made.failed

    told(place, "apply", str(filled(sheet, {yes: "no"})), "--who", "Ben Example")
    flow.run(place, OCTOBER, ["maintenance"])
    assert public_quotes(place) == set()
    again = batch.make("2026-10", ["maintenance"], place.processed, place.reports_of("public"), edition="public")
    assert not again.failed, "a quote taken back changes no figure, so the page may be made again"


def test_nothing_is_published_without_a_person(place: Workspace):
    drawn(place)
    assert public_quotes(place) == set()


def test_the_sheet_holds_what_the_page_quotes_and_nothing_twice(place: Workspace):
    summary = Store(place.processed).summary("maintenance", "2026-10")
    rows = openpyxl.load_workbook(drawn(place))["To read"]
    texts = [rows[f"C{row}"].value for row in range(2, rows.max_row + 1)]
    assert texts == [quote.text for _, quote in approval.quotes(summary)]
    assert len({rows[f"A{row}"].value for row in range(2, rows.max_row + 1)}) == len(texts) > 20
    with pytest.raises(InputError, match="there already"):
        drawn(place)


def test_every_fault_of_a_sheet_is_told_without_its_words(place: Workspace):
    sheet = filled(drawn(place), {2: "perhaps", 3: "yes", 4: "yes"}, C3="Quillfeather wrote this", A4="r999999")
    with pytest.raises(InputError) as raised:
        told(place, "apply", str(sheet))
    text = str(raised.value)
    assert "row 2: found another answer" in text and "row 3: found words that are not those" in text
    assert "row 4: found an id" in text and "Quillfeather" not in text and len(raised.value.faults) == 3


def test_a_released_page_is_not_replaced_by_other_figures_anywhere_in_it(place: Workspace):
    summary = parcels.read(place.processed, "maintenance", "2026-10", "public")
    first = summary.failure_types[0]
    other = first.model_copy(update={"estimate": first.estimate.model_copy(update={"n": (first.estimate.n or 0) + 5})})
    changed = summary.model_copy(update={"failure_types": (other, *summary.failure_types[1:])})
    assert contents.Entry.of(summary, "").figures != contents.Entry.of(changed, "").figures
    assert contents.Entry.of(summary, "a").figures == contents.Entry.of(summary, "b").figures
