"""``engagement train``: try, read, decide, go back; and what a scheduled run does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import calling
import pandas as pd
import pytest
from tables import themed
from typer.testing import CliRunner

from engagement_lib import register, summarise
from engagement_lib.__main__ import app
from engagement_lib.classify import starter
from engagement_lib.classify.shelf import Shelf
from engagement_lib.ledger import Ledger
from engagement_lib.period import Period
from engagement_lib.problems import EngagementError
from engagement_lib.store import Store
from engagement_lib.workspace import REGISTER_URL, Workspace


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory):
    """A month of 100 comments, labelled by Ann; Ben says otherwise of two. Few starter comments, so that learning is quick."""
    every = starter.comments()
    every = every[every["demand"] != "unclear"]
    few = every.groupby("hand").sample(12, random_state=1)
    rows = every[(every["hand"] == "a plain month") & ~every["text"].isin(few["text"])].head(100)
    place = Workspace.open(tmp_path_factory.mktemp("office"))
    responses = themed(list(rows["text"]), kind="contact")
    nothing = summarise.Found(pd.DataFrame(), pd.DataFrame(), False, "too few")
    summary = summarise.service(
        responses, nothing, place.services["maintenance"], Period.parse("2026-10"), Ledger(), organisation="Havenport", threshold=5,
        sources={}, versions={},
    )  # fmt: skip
    said = pd.DataFrame({"demand": rows["demand"].to_numpy()}, index=responses.index)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(REGISTER_URL, raising=False)
        patch.setattr(starter, "comments", lambda: few)
        Store(place.processed).write("maintenance", "2026-10", {"responses": responses}, summary, "mark")
        with register.open(place) as kept:
            kept.add_labels(said, "maintenance", "2026-10", "coding", "Ann")
            other = said.head(2).assign(
                demand=said["demand"].head(2).map(lambda label: "none" if label != "none" else "value")
            )
            kept.add_labels(other, "maintenance", "2026-10", "coding", "Ben")
            kept.add_labels(
                said.set_axis("old" + said.index), "maintenance", "2026-01", "coding", "Ann"
            )  # a month that was purged
        yield place


def run(place: Workspace, *words: str) -> str:
    return calling.run(place, "train", *words)


def told(place: Workspace, *words: str) -> Any:
    return calling.told(place, "train", *words)


def test_before_anything_was_tried(place: Workspace):
    assert told(place, "list") == {"in_use": "packaged", "models": [], "history": []}
    with pytest.raises(EngagementError, match="no model waits"):
        run(place, "accept", "--who", "Ann")


@pytest.mark.slow
def test_a_person_tries_reads_and_decides(place: Workspace):
    shown = run(place, "try", "--who", "Ann")
    assert "98 of your labels" in shown and "2 on which people differ" in shown and "100 whose text is gone" in shown
    assert "macro-F1" in shown and "Not in use. Decide: engagement train accept" in shown
    shelf = Shelf(place.models)
    (name,) = shelf.tried().index
    assert told(place, "list")["in_use"] == "packaged"
    written = "".join(
        path.read_text(encoding="utf-8") for path in [*place.models.glob("*.md"), *place.models.glob("*.json*")]
    )
    texts = Store(place.processed).table("maintenance", "2026-10", "responses")["text"]
    assert not [text for text in texts if len(text) > 15 and text in written], "the card holds no comment"
    assert told(place, "accept", "--who", "Ben", "--why", "as good") == {
        "decided": "accepted",
        "model": name,
        "in_use": name,
    }
    assert "model " + name in run(place, "list").replace("In use: ", "model ")
    assert told(place, "roll-back", "--who", "Ben")["in_use"] == "packaged"
    assert told(place, "refuse", name, "--who", "Ben")["decided"] == "refused"
    steps = told(place, "list")["history"]
    assert [(step["who"], step["what"]) for step in steps] == [
        ("Ann", "tried"), ("Ben", "accepted"), ("Ben", "rolled back"), ("Ben", "refused"),
    ]  # fmt: skip


@pytest.mark.slow
def test_a_scheduled_run_accepts_by_rule_and_says_so(place: Workspace):
    answer = told(place, "--accept-if-better", "--who", "the night run")
    gains = {row["measure"]: row["gain"] for row in answer["figures"]}
    assert answer["accepted"] == (gains["macro-F1"] >= 0 and gains.get("dangers found", 0) >= 0)
    assert all("text" not in change for change in answer["changed"])
    assert (told(place, "list")["in_use"] == answer["model"]) == answer["accepted"]


def test_options_before_the_verb_are_not_swallowed(place: Workspace):
    with pytest.raises(EngagementError, match="options before 'list'"):
        CliRunner().invoke(app, ["train", "--workspace", str(place.root), "list"], catch_exceptions=False)


def test_it_waits_for_another_run(place: Workspace):
    with Store(place.processed).lock(), pytest.raises(EngagementError, match="another run"):
        run(place, "refuse", "--who", "Ann")


def test_nothing_is_learned_from_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv(REGISTER_URL, raising=False)
    with pytest.raises(EngagementError, match="0 labels"):
        run(Workspace.open(tmp_path), "try", "--who", "Ann")
