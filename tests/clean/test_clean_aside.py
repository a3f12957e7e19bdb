"""Who is set aside for saying nothing, and who says little but says it."""

from __future__ import annotations

import pandas as pd
import pytest

from engagement_lib.clean import aside


def reason(text: str, asks: str = "open") -> str | None:
    return aside.reasons(pd.Series([text]), pd.Series([asks])).get(0)


@pytest.mark.parametrize("text", ["", "  ", "\n\t"])
def test_blank(text: str):
    assert reason(text) == "blank"


@pytest.mark.parametrize(
    "text",
    [
        "n/a", "N/A", "NA.", "not applicable", "none", "None.", "nil", "no", "nope", "No comment", "no comments", "Nothing to add, thanks",
        "nothing really", "Nothing springs to mind", "no issues at the moment", "don't know", "Dont know", "not sure", "no idea",
        "see above",
        "as above", "same as before", "pass", "x", "xxx", "test", "-", "...", "?!", "can't complain", "prefer not to say", "unknown",
        "Sent from my iPhone",
    ],
)  # fmt: skip
def test_nothing_said(text: str):
    assert reason(text) == "nothing said"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("no heating", "a fault"),
        ("None of my repairs were done", "a failure"),
        ("Nothing ever gets done", "a failure"),
        ("no one came", "a failure"),
        ("Pass the message on", "a wish"),
        ("not sure why my rent went up", "a question"),
        ("test results lost", "not a trial row"),
        ("8/10", "a verdict"),
        ("ok", "a verdict"),
        ("Good", "a verdict"),
        ("\N{THUMBS UP SIGN}", "a verdict in one sign"),
        ("\N{POUTING FACE}\N{POUTING FACE}", "a verdict in two signs"),
        ("نہیں", "another language may say it shortly"),
        ("no comment from you in three weeks", "a failure"),
        ("see above my door, the light is out", "a fault"),
    ],
)
def test_little_said_but_said(text: str, why: str):
    assert reason(text) is None, why


@pytest.mark.parametrize(
    ("text", "asks", "expected"),
    [
        ("Nothing", "good", None),
        ("absolutely nothing", "good", None),
        ("nowt", "good", None),
        ("Nothing", "better", "nothing said"),
        ("Nothing", "open", "nothing said"),
        ("no comment", "good", "nothing said"),
        ("n/a", "good", "nothing said"),
    ],
)
def test_nothing_is_a_verdict_only_after_what_was_good(text: str, asks: str, expected: str | None):
    assert reason(text, asks) == expected
