"""The first screen: every sentence follows from the numbers, and none is said where numbers are too small."""

from __future__ import annotations

import made
import pages
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement_lib.report import findings
from engagement_lib.summary import Month, Rule, Summary


def said(found: list[findings.Finding]) -> str:
    return " | ".join(f"{one.said}. {one.why}" for one in found).replace("\u00a0", " ")


def test_the_first_sentence_gives_the_estimate_its_range_and_what_fails_most():
    lead = findings.lead(made.full())
    assert lead is not None
    assert "".join(lead).replace("\u00a0", " ") == (
        "Of 402 comments in October 2026, an estimated 41 % (36 to 47 %) came from something not done, or not done right. "
        "Most often residents say: “I told you before, and nothing happened”."
    )


@pytest.mark.parametrize("summary", [made.tiny(), made.empty()], ids=["tiny", "empty"])
def test_nothing_is_said_of_too_few(summary: Summary):
    assert findings.lead(summary) is None
    assert not findings.changed(summary) and not findings.proud_of(summary)
    assert not any("%" in one.said + one.why for one in findings.act_on(summary))


def test_dangers_come_first_and_ways_and_themes_take_turns():
    told = said(findings.act_on(made.full()))
    assert told.startswith("Have the comments about dangers read today. 23 comments may tell of a danger")
    assert told.index("I told you before") < told.index("Look into “Damp and mould”")
    assert "Doors and locks" not in told, "its share is not shown"
    public = said(findings.act_on(made.full(edition="public")))
    assert "danger" not in public


def test_a_theme_is_named_only_when_it_surely_fails_more_than_the_whole():
    base = made.full(hazards=0, failure_types=())
    even = base.model_copy(update={"failure": made.estimate(230, 402)})
    assert "Damp and mould" in said(findings.act_on(base))
    assert not findings.act_on(even)


@pytest.mark.parametrize(
    ("changes", "edition", "signed_off", "told"),
    [
        ({}, "manager", "", False),
        ({"named_by": "Ann Example"}, "manager", "", True),
        ({"words": ("boiler", "heating", "radiator")}, "manager", "", True),
        ({}, "manager", "Ann Example", False),
        ({}, "public", "", False),
        ({}, "public", "Ann Example", True),
    ],
    ids=["vague", "named", "many words", "signed off", "public", "public, signed off"],
)
def test_a_theme_held_together_by_how_people_answer_is_not_put_first(
    changes: dict, edition: str, signed_off: str, told: bool
):
    base = made.full(hazards=0, failure_types=(), edition=edition)
    boiler = base.themes.themes[0].model_copy(update={"title": "Good", "words": ("good", "nothing")})
    for change, sentence in (
        ("failure", "Look into “Good”"),
        ("praise", "Keep up “Good”"),
        ("grown", "Talked of more: “Good”"),
    ):
        failure = made.estimate(5 if change == "praise" else 90, 96)
        theme = boiler.model_copy(update={"failure": failure, "change": "grown", **changes})
        themes = base.themes.model_copy(update={"themes": (theme,), "signed_off": signed_off})
        found = base.model_copy(update={"themes": themes})
        every = [*findings.act_on(found), *findings.proud_of(found), *findings.changed(found)]
        assert (sentence in said(every)) == told


def months(then: int, now: int) -> Summary:
    both = (
        Month(period="2026-09", label="September 2026", comments=400, failure=made.estimate(then, 400)),
        Month(period="2026-10", label="October 2026", comments=402, failure=made.estimate(now, 402)),
    )
    return made.full(months=both, failure=made.estimate(now, 402))


@pytest.mark.parametrize(
    ("then", "now", "way"),
    [(100, 200, "More seems"), (200, 100, "Less seems"), (160, 165, "About as much"), (165, 165, "About as much")],
)
def test_a_change_is_one_only_when_chance_does_not_explain_it(then: int, now: int, way: str):
    told = said(findings.changed(months(then, now)))
    assert way in told
    assert ("may be chance" in told) == (way == "About as much")
    assert ("Less seems to go wrong" in said(findings.proud_of(months(then, now)))) == (way == "Less seems")


@given(st.integers(1, 400), st.integers(1, 400), st.integers(0, 400), st.integers(0, 400))
def test_the_range_of_a_difference_holds_it_and_mirrors(of: int, other: int, n: int, m: int):
    one, two = made.estimate(min(n, of), of), made.estimate(min(m, other), other)
    low, high = findings.difference(one, two)
    assert low <= (one.share or 0) - (two.share or 0) <= high
    back = findings.difference(two, one)
    assert (round(-back[1], 9), round(-back[0], 9)) == (round(low, 9), round(high, 9))


def test_the_page_shows_them_in_order_and_the_rule_where_it_speaks():
    page = pages.look(pages.of(made.full()))
    assert [card.h3.get_text() for card in page.find_all("section", class_="findings-card")] == [
        "Act on",
        "Be proud of",
        "What changed",
    ]
    assert page.find("p", class_="verdict")
    quiet = pages.look(pages.of(made.full(rule_of_95=Rule(says="not measured here"))))
    assert not quiet.find("p", class_="verdict")
    assert "Not measured here".lower() in quiet.get_text().lower()


def test_the_colour_and_the_logo_of_the_organisation_are_on_the_page():
    html = pages.of(made.full(logo="data:image/png;base64,AAAA"))
    assert (
        '<img alt="" class="logo" src="data:image/png;base64,AAAA">' in html
        or 'src="data:image/png;base64,AAAA"' in html
    )
    from engagement_lib.report import render

    assert render.accent("#00566b") == "#00566b"
    assert render.accent("red; } body { display: none") == "" and render.accent("#00566B;") == ""
