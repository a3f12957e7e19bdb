"""The figures of one summary: small tables counted by hand, any order, nothing of a person behind a small number."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from tables import themed

from engagement_lib import contracts, services, summarise
from engagement_lib.intervals import wilson
from engagement_lib.ledger import Ledger
from engagement_lib.period import Period
from engagement_lib.summarise import quotes, rate
from engagement_lib.summary import Summary

OCTOBER = Period.parse("2026-10")
SERVICE = services.read([services.PACKAGED])["maintenance"]
NO_THEMES = pd.DataFrame({name: [] for name in contracts.THEMES})
NO_CHANGES = pd.DataFrame({name: [] for name in ("theme_id", "change", "before", "before_of", "title")})


def summed(
    table: pd.DataFrame, themes: pd.DataFrame = NO_THEMES, grouped: bool = False, threshold: int = 5,
    changes: pd.DataFrame = NO_CHANGES, **more: Any,
) -> Summary:  # fmt: skip
    return summarise.service(
        table, summarise.Found(themes, changes, grouped, "told"), SERVICE, OCTOBER, Ledger(),
        organisation="Havenport", threshold=threshold, sources={"survey": ("Residents' survey", "survey")},
        **more,
    )  # fmt: skip


def month() -> tuple[pd.DataFrame, pd.DataFrame]:
    """40 failures, 30 requests, 20 thanks; two themes; people of three ages; words alike in several rows."""
    n = 90
    demand = ["failure"] * 40 + ["value"] * 30 + ["none"] * 20
    table = themed(
        [f"the repair number {number // 3} was told to me in these words" for number in range(n)],
        demand=demand,
        failure_types=["" if d != "failure" else "delay;no_response" if i % 2 else "delay" for i, d in enumerate(demand)],
        value_type=["repair" if d == "value" else "" for d in demand],
        none_type=["praise" if d == "none" else "" for d in demand],
        wrong_door=[int(i < 6) for i in range(n)],
        hazard=[int(i < 7) for i in range(n)],
        theme_id=["one" if i % 3 == 0 else "two" if i % 3 == 1 else "" for i in range(n)],
        theme_fit=[0.5] * n,
        resident_age=["18 to 34" if i % 2 else "65 and over" if i % 4 else "" for i in range(n)],
        record_id=[f"p{i // 2}" for i in range(n)],
        look_at="",
        redactions=["name 2, date of birth 1" if i < 10 else "" for i in range(n)],
    )  # fmt: skip
    themes = pd.DataFrame(
        {
            "title": ["Lift", "Rent"],
            "named_by": ["", "Ann"],
            "words": ["lift;out", "rent"],
            "responses": [30, 30],
            "typical": ["", ""],
            "atypical": ["r0003", ""],
            "stability": [1.0, 0.6],
            "middle": [[1.0, 0.0], [0.0, 1.0]],
        },
        index=pd.Index(["one", "two"], name="theme_id"),
    )
    return table, themes


@pytest.fixture(scope="module")
def summary() -> Summary:
    return summed(*month(), grouped=True)


def test_a_theme_says_what_changed_and_who_says_it_more():
    table, themes = month()
    table["theme_ids"] = ["one;two" if i < 20 else "one" if i < 30 else "" for i in range(90)]
    table["resident_tenure"] = ["tenant" if i < 24 or i >= 80 else "leaseholder" for i in range(90)]
    changes = pd.DataFrame({
        "theme_id": ["one", "two", "old", "tiny"], "change": ["grown", "new", "gone", "gone"], "before": [12, 0, 9, 2],
        "before_of": [100] * 4, "title": ["Lift", "Rent", "Keys", "Parking of one person"],
    })  # fmt: skip
    found = summed(table, themes, grouped=True, changes=changes, signed_off="Ann, 3 November 2026").themes
    lift, rent = found.themes
    assert (lift.change, lift.before.n, lift.before.of, lift.estimate.n) == ("grown", 12, 100, 30)
    assert (rent.change, rent.before, rent.estimate.n, rent.named_by) == ("new", None, 20, "Ann")
    assert [(more.attribute, more.group, more.inside.of) for more in lift.said_more] == [("Tenure", "tenant", 34)]
    assert found.gone == ("Keys",), "a title made from two people's words is not shown"
    assert found.not_themed.n == 60 and found.signed_off == "Ann, 3 November 2026"
    assert len(lift.spots) == 30


def test_counts_are_those_counted_by_hand(summary: Summary):
    assert (summary.comments, summary.residents, summary.hazards) == (90, 45, 7)
    assert {row.key: row.estimate.n for row in summary.demand} == {"failure": 40, "value": 30, "none": 20}
    assert (summary.failure.n, summary.failure.of, summary.failure.share) == (40, 90, 0.4444)
    assert summary.failure_without_wrong_door.n == 34
    assert [(kind.key, kind.estimate.n, kind.estimate.of) for kind in summary.failure_types] == [
        ("delay", 40, 40),
        ("no_response", 20, 40),
    ]
    assert [(card.title, card.estimate.n) for card in summary.themes.themes] == [("Lift", 30), ("Rent", 30)]
    assert summary.themes.not_themed.n == 30
    assert summary.redactions == (("date of birth", 10), ("name", 20))


def test_each_resident_counts_once_among_who_we_heard_from(summary: Summary):
    (age,) = summary.who
    assert age.title == "Age"
    assert sum(row.estimate.n or 0 for row in age.rows) + (age.not_given.n or 0) <= 45


def test_the_order_of_rows_changes_not_a_letter(summary: Summary):
    table, themes = month()
    before = table.copy(deep=True)
    for seed in range(4):
        shuffled = summed(table.sample(frac=1, random_state=seed), themes, grouped=True)
        assert shuffled.to_json() == summary.to_json()
    pd.testing.assert_frame_equal(table, before)


def test_out_to_json_and_back(summary: Summary, tmp_path):
    path = tmp_path / "summary.json"
    path.write_text(summary.to_json(), encoding="utf-8")
    assert Summary.read(path) == summary


@pytest.mark.parametrize("n", [0, 1, 3, 4])
def test_a_handful_of_comments_shows_no_share(n: int):
    summary = summed(themed([f"the repair {number} took far too long for us" for number in range(n)]))
    assert summary.comments == (0 if n == 0 else None)
    assert summary.failure.share is None
    assert all(row.estimate.n is None for row in summary.demand)
    assert all(kind.estimate.n is None and not kind.quotes for kind in summary.failure_types)


def test_a_small_theme_is_not_shown_on_its_own():
    table, themes = month()
    table["theme_id"] = table["theme_ids"] = ["one" if i < 3 else "two" for i in range(90)]
    summary = summed(table, themes, grouped=True)
    assert [card.title for card in summary.themes.themes] == ["Rent"]


def test_comments_in_other_languages_are_counted_by_language():
    summary = summed(themed(["words"] * 12, language=["pl"] * 6 + ["bn"] * 2 + ["en"] * 4))
    assert dict(summary.other_languages) == {"bn": None, "pl": 6}


def test_a_campaign_is_named_with_its_copies_and_counts_once():
    words = "I am writing to object to the closure of the estate office at once please"
    summary = summed(
        themed(
            [words, *["the lift is out again and nobody came"] * 9],
            campaign=["campaign-1"] + [""] * 9,
            copies=[26] + [1] * 9,
        )
    )
    assert summary.comments == 10
    assert [(campaign.opening, campaign.copies) for campaign in summary.campaigns] == [
        ("I am writing to object to the closure of the estate office …", 26)
    ]


MEASURED = rate.Measured(sensitivity=0.9, specificity=0.9, failures=400, others=600, spread=0.2)


@pytest.mark.parametrize(("kind", "says"), [("contact", "cannot tell yet"), ("survey", "not measured here")])
def test_the_rule_of_95_is_never_decided_by_a_machine(kind: str, says: str):
    for measured in (None, MEASURED):
        assert summed(themed(["nobody came"] * 9, kind=kind), measured=measured).rule_of_95.says == says


def test_what_a_person_read_corrects_the_share_and_decides_the_rule():
    table = themed([f"call number {number}" for number in range(60)], kind="contact", p_failure=0.9)
    read = pd.DataFrame(
        {"demand": ["value"] * 40 + ["failure"] * 20, "stratum": "all", "inclusion": 1.0}, index=table.index
    )
    summary = summed(table, read=read)
    assert summary.failure.share == 1  # what the machine said
    assert summary.corrected is not None
    assert summary.corrected.share == pytest.approx(1 / 3, abs=1e-4)
    assert (summary.corrected.n_read, summary.corrected.of) == (60, 60)
    assert summary.rule_of_95.says == "below"


def test_without_a_reading_the_interval_is_widened_and_says_so():
    table = themed([f"call number {number}" for number in range(60)], p_failure=[0.9] * 30 + [0.1] * 30)
    found = summed(table, measured=MEASURED).corrected
    assert found is not None and "nobody has read" in found.method
    low, high = wilson(30, 60)
    assert found.low < low and found.high > high


def test_a_reading_does_not_give_a_small_count_away():
    table = themed([f"call number {number}" for number in range(60)], kind="contact")
    read = pd.DataFrame(
        {"demand": ["value"] * 58 + ["failure"] * 2, "stratum": "all", "inclusion": 1.0}, index=table.index
    )
    summary = summed(table, read=read)
    assert summary.corrected is None
    assert summary.rule_of_95.value is None


QUOTED = [
    ("the lift has been out since Monday", {}, True, "short and clear"),
    ("too slow", {}, False, "too few words to say anything"),
    ("word " * 46, {}, False, "too long, and never cut"),
    ("Mrs [name] and [name] at [address] said so twice", {}, False, "too much taken out"),
    ("Mrs [name] said it would be done on Monday", {}, True, "one mask is fine"),
    ("winda nie działa od tygodnia i nikt", {"language": "pl"}, False, "not in English"),
]


@pytest.mark.parametrize(("text", "columns", "picked", "why"), QUOTED)
def test_which_comments_are_quoted(text: str, columns: dict, picked: bool, why: str):
    assert bool(quotes.pick(themed([text.strip()], **columns), 3)) is picked, why


def test_one_person_and_one_text_are_quoted_once():
    said = ["the lift is out again today", "the bins are full again today", "the lift is out again today"]
    picked = quotes.pick(themed(said, record_id=["a", "a", "b"]), 3)
    assert [quote.response_id for quote in picked] == ["r0000"]


@pytest.mark.parametrize(("text", "shown"), [("one two", "one two"), ("a b c d", "a b c …"), ("", "")])
def test_the_opening_of_a_text(text: str, shown: str):
    assert quotes.opening(text, 3) == shown
