"""The shelf: tried, accepted, refused, rolled back, and a card of each that tells who decided and how worn the labels are."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from engagement_lib import storing
from engagement_lib.classify import reading
from engagement_lib.classify.model import Model, packaged
from engagement_lib.classify.shelf import Shelf
from engagement_lib.classify.train import PACKAGED, Gathered, Trained
from engagement_lib.problems import InputError


def tried(number: int, judged_by: tuple[str, ...] = ("r1", "r2")) -> Trained:
    """A model that holds nothing but its number, with figures as a comparison gives them."""
    row = {"n": 40} | {f"{side}{end}": 0.5 for side in ("before", "after", "gain") for end in ("", "_low", "_high")}
    figures = pd.DataFrame([row | {"verdict": "better"}], index=pd.Index(["macro-F1"], name="measure"))
    card = {
        "package": "0.1.0", "starter_comments": 5, "starter_hash": "s", "encoder_hash": reading.version(), "own_labels": 160,
        "own_learned_from": 120, "own_labels_hash": "o", "taught_by": 80, "calibrated_by": 40, "compared_on": len(judged_by),
        "same_words_left_out": 1, "judging_labels_hash": "j", "labels": {"failure": 80, "value": 80}, "services": {"lifts": 160},
        "gathered": Gathered(pd.DataFrame(), people=2, twice=30, alpha=0.71, disputed=4).counts,
        "figures": figures.reset_index().to_dict("records"), "right_to_wrong": 1, "wrong_to_right": 2, "versions": {"codebook": "1"},
    }  # fmt: skip
    model = Model({"card": {"encoder_hash": reading.version()}, "number": number})
    return Trained(model, figures, pd.DataFrame(), judged_by, card)


@pytest.fixture
def shelf(tmp_path) -> Shelf:
    return Shelf(tmp_path / "models")


def test_a_candidate_is_kept_and_not_in_use(shelf: Shelf):
    name = shelf.keep(tried(1), "Ann")
    assert shelf.in_use() == "packaged" and shelf.model() is packaged() and not shelf.path.exists()
    assert shelf.fingerprint() == storing.fingerprint(PACKAGED.read_bytes())
    assert shelf.tried().loc[name, "stands"] == "waits for a decision"
    assert shelf.folder.stat().st_mode & 0o777 == 0o700


def test_a_person_accepts_and_it_is_told_who_when_and_why(shelf: Shelf):
    first, second = shelf.keep(tried(1), "Ann"), shelf.keep(tried(2), "Ann")
    assert shelf.accept("", "Ben", "reads dangers *better*") == second == shelf.in_use() == shelf.fingerprint()
    assert shelf.model().parts["number"] == 2
    step = shelf.history()[-1]
    assert (step["what"], step["who"], step["model"], step["before"]) == ("accepted", "Ben", second, "packaged")
    assert pd.Timestamp(step["at"]).tzinfo is not None
    card = shelf.card(second).read_text(encoding="utf-8")
    assert r"accepted by Ben" in card and r"reads dangers \*better\*" in card
    assert shelf.tried()["stands"].to_dict() == {second: "in use", first: "waits for a decision"}


def test_one_can_go_back_step_by_step_to_the_packaged_model(shelf: Shelf):
    one, two, three = (shelf.keep(tried(number), "Ann") for number in (1, 2, 3))
    for name in (one, two, three, one):
        shelf.accept(name, "Ann")
    assert [shelf.roll_back("Ben") for _ in range(4)] == [three, two, one, "packaged"]
    assert shelf.in_use() == "packaged" and shelf.model() is packaged()
    with pytest.raises(InputError, match="the packaged model in use"):
        shelf.roll_back("Ben")
    shelf.accept(two, "Ann")
    shelf.accept(three, "Ann")
    assert shelf.roll_back("Ben", to_packaged=True) == "packaged"
    shelf.accept(one, "Ann")
    assert shelf.roll_back("Ben") == "packaged", "what was left behind by going to the packaged one is not gone back to"


def test_a_model_in_use_from_before_the_history_can_be_gone_back_to(shelf: Shelf):
    shelf.folder.mkdir()
    shelf.path.write_bytes(tried(7).model.stored())
    old = shelf.in_use()
    shelf.accept(shelf.keep(tried(1), "Ann"), "Ann")
    assert shelf.roll_back("Ann") == old == shelf.in_use()


def test_a_refused_model_leaves_the_shelf_and_its_card_stays(shelf: Shelf):
    name = shelf.keep(tried(1), "Ann")
    assert shelf.refuse("", "Ben", "misses dangers") == name
    assert shelf.tried().loc[name, "stands"] == "refused" and "misses dangers" in shelf.card(name).read_text(
        encoding="utf-8"
    )
    assert not list(shelf.folder.glob("demand*"))
    with pytest.raises(InputError, match="no model"):
        shelf.accept(name, "Ann")
    with pytest.raises(InputError, match="no model waits"):
        shelf.accept("", "Ann")
    assert shelf.keep(tried(1), "Ann") == name, "the same labels give the same model"
    assert shelf.accept("", "Ann") == name


def test_the_very_model_in_use_learned_again_keeps_its_card(shelf: Shelf):
    name = shelf.accept(shelf.keep(tried(1), "Ann"), "Ann")
    card, steps = shelf.card(name).read_bytes(), shelf.history()
    assert shelf.keep(tried(1, ("r1", "r2", "r3")), "Ben") == name
    assert shelf.card(name).read_bytes() == card and shelf.history() == steps


def test_what_cannot_be_decided_is_told_and_changes_nothing(shelf: Shelf):
    name = shelf.keep(tried(1), "Ann")
    shelf.accept(name, "Ann")
    steps = len(shelf.history())
    for doing, says in (
        (lambda: shelf.accept(name, "Ann"), "in use already"), (lambda: shelf.refuse(name, "Ann"), "in use"),
        (lambda: shelf.accept("../../etc", "Ann"), "a name that is none"), (lambda: shelf.accept("0" * 12, "Ann"), "no model"),
        (lambda: shelf.roll_back(" "), "no name"),
    ):  # fmt: skip
        with pytest.raises(InputError, match=says):
            doing()
    assert len(shelf.history()) == steps and shelf.in_use() == name


def test_an_altered_file_is_not_taken_into_use(shelf: Shelf):
    name = shelf.keep(tried(1), "Ann")
    (shelf.folder / f"demand-{name}.skops").write_bytes(tried(2).model.stored())
    with pytest.raises(InputError, match="altered"):
        shelf.accept(name, "Ann")


def test_a_model_for_another_encoder_stays_on_the_shelf_unused(shelf: Shelf, monkeypatch):
    name, other = shelf.keep(tried(1), "Ann"), shelf.keep(tried(2), "Ann")
    shelf.accept(name, "Ann")
    monkeypatch.setattr(reading, "version", lambda: "another")
    assert shelf.model() is packaged() and shelf.in_use() == "packaged"
    with pytest.raises(InputError, match="another encoder"):
        shelf.accept(other, "Ann")


def test_the_card_tells_how_often_the_same_labels_have_judged(shelf: Shelf):
    first = shelf.keep(tried(1, ("r1", "r2")), "Ann")
    assert shelf.facts(first)["models_judged_before"] == 0
    shelf.keep(tried(2, ("r2", "r3")), "Ann")
    third = shelf.keep(tried(3, ("r1", "r2", "r9")), "Ann")
    facts = shelf.facts(third)
    assert (facts["models_judged_before"], facts["labels_that_judged_before"]) == (2, 2)
    assert "2 of these 3 labels have judged 2 other models" in shelf.card(third).read_text(encoding="utf-8")
    again = shelf.facts(shelf.keep(tried(3, ("r1", "r2", "r9")), "Ann"))
    assert again["models_judged_before"] == 2, "the same model judged again tells nothing new"
    fresh = shelf.facts(shelf.keep(tried(4, ("r20",)), "Ann"))
    assert fresh["models_judged_before"] == 0


def test_the_card_has_the_headings_of_model_cards_and_no_ids(shelf: Shelf):
    card = shelf.card(shelf.keep(tried(1, ("response-one",)), "Ann")).read_text(encoding="utf-8")
    for heading in ("Model details", "Intended use", "Factors", "Metrics", "Evaluation data", "Training data",
                    "Quantitative analyses", "Ethical considerations", "Caveats and recommendations"):  # fmt: skip
        assert f"## {heading}\n" in card
    assert "not for ranking or judging staff" in card and "alpha 0.71" in card and "response-one" not in card
    assert "4 on which people differ" in card


def test_history_is_one_line_a_step_and_only_added_to(shelf: Shelf):
    name = shelf.keep(tried(1), "Ann")
    before = (shelf.folder / "history.jsonl").read_bytes()
    shelf.accept(name, "Ann")
    after = (shelf.folder / "history.jsonl").read_bytes()
    assert after.startswith(before) and len(after.splitlines()) == 2
    assert json.loads(after.splitlines()[0])["judged_by"] == ["r1", "r2"]
