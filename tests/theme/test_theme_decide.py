"""What people decide about themes: kept in the register, found again by content, applied on every run."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from tables import classified

from engagement_lib import register, services, theme
from engagement_lib.problems import StoreError
from engagement_lib.register.desk import Desk

LIFT = [f"The lift {way}" for way in ("is out again", "is stuck", "will not open", "has broken down", "is out of order", "does not come",
                                      "stops between floors", "was never mended", "door jams", "has been out for days")]  # fmt: skip
RENT = [f"My rent {way}" for way in ("went up", "statement is wrong", "account is in arrears", "was taken twice", "letter never came",
                                     "is too high", "payment was lost", "refund is late", "is not shown", "bill is wrong")]  # fmt: skip
BINS = [f"The bins {way}" for way in ("are full", "were not emptied", "are overflowing", "stink", "have rats in them", "were missed again",
                                      "are blocked in", "need new lids", "were left in the road", "are never cleaned")]  # fmt: skip
DAMP = [f"There is mould {way}" for way in ("in the bathroom", "on the bedroom wall", "behind the wardrobe", "again after painting",
                                            "and damp in the hall", "round the window", "in my son's room", "on the ceiling",
                                            "under the sink", "in every corner")]  # fmt: skip
TABLE = classified([*LIFT, *RENT, *BINS, *DAMP])


class Place:
    def __init__(self, folder: Path):
        self.register = f"sqlite:///{folder}/register/register.sqlite"
        self.codebook = services.codebook()


@pytest.fixture(scope="module")
def first() -> theme.Themed:
    return theme.responses(TABLE)


def key_of(themed: theme.Themed, text: str) -> str:
    return str(themed.responses.loc[themed.responses["text"] == text, "theme_id"].iloc[0])


def again(place: Place, table: pd.DataFrame = TABLE) -> theme.Themed:
    with register.open(place) as kept:
        return theme.responses(table, decisions=theme.decisions(kept.theme_decisions("lifts")))


def test_four_matters_are_four_themes(first: theme.Themed):
    for texts in (LIFT, RENT, BINS, DAMP):
        assert first.responses.loc[first.responses["text"].isin(texts), "theme_id"].value_counts().iloc[0] >= 8
    assert 3 <= len(first.themes) <= 5


def test_a_persons_name_wins_and_comes_back_when_other_comments_are_there(first: theme.Themed, tmp_path: Path):
    place = Place(tmp_path)
    Desk(place, "lifts", "2026-10", "Ann", first.themes).rename(key_of(first, LIFT[0]), "Lifts that stand still")
    named = again(place, TABLE.drop(index=TABLE.index[[3, 14, 25]]))
    (row,) = [row for _, row in named.themes.iterrows() if row["named_by"]]
    assert (row["title"], row["named_by"]) == ("Lifts that stand still", "Ann")
    assert named.themes.index[named.themes["named_by"] == "Ann"][0] == key_of(named, LIFT[0])


def test_a_line_run_again_after_its_theme_got_another_name_changes_nothing(first: theme.Themed, tmp_path: Path):
    place, old = Place(tmp_path), key_of(first, LIFT[0])
    Desk(place, "lifts", "2026-10", "Ann", first.themes).rename(old, "Lifts that stand still")
    desk = Desk(place, "lifts", "2026-10", "Ann", again(place).themes)
    desk.rename(old, "Lifts that stand still")
    assert desk.decided()["action"].to_list() == ["rename"]
    with pytest.raises(StoreError, match="no theme"):
        desk.drop(old)
    bins, rent = key_of(first, BINS[0]), key_of(first, RENT[0])
    Desk(place, "lifts", "2026-10", "Ann", first.themes).merge(bins, rent)
    desk = Desk(place, "lifts", "2026-10", "Ann", again(place).themes)
    desk.merge(bins, rent)
    assert desk.decided()["action"].to_list() == ["rename", "merge"]


def test_merged_dropped_and_split(first: theme.Themed, tmp_path: Path):
    place = Place(tmp_path)
    desk = Desk(place, "lifts", "2026-10", "Ann", first.themes)
    desk.merge(key_of(first, LIFT[0]), key_of(first, BINS[0]))
    desk.drop(key_of(first, RENT[0]))
    done = again(place)
    assert key_of(done, LIFT[0]) == key_of(done, BINS[0]) != ""
    assert key_of(done, RENT[0]) == ""
    assert "People's decisions" in done.explanation
    Desk(place, "lifts", "2026-10", "Ann", done.themes).split(key_of(done, LIFT[0]))
    assert len(again(place).themes) > len(done.themes)


def test_a_pinned_theme_is_there_when_the_machine_does_not_find_it(first: theme.Themed, tmp_path: Path):
    place = Place(tmp_path)
    Desk(place, "lifts", "2026-10", "Ann", first.themes).pin(key_of(first, DAMP[0]), "Damp and mould")
    few = again(place, classified([*LIFT, *RENT, *BINS, *DAMP[:3]]))
    assert "Damp and mould" in set(few.themes["title"])
    assert few.themes.loc[few.themes["title"] == "Damp and mould", "responses"].iloc[0] >= 2


def test_signed_off_until_the_themes_change(first: theme.Themed, tmp_path: Path):
    place = Place(tmp_path)
    Desk(place, "lifts", "2026-10", "Ann", first.themes).sign_off()
    with register.open(place) as kept:
        decisions = kept.theme_decisions("lifts")
    assert register.signed_off(decisions, "2026-10", first.themes.index).startswith("Ann, ")
    assert register.signed_off(decisions, "2026-11", first.themes.index) == ""
    assert register.signed_off(decisions, "2026-10", first.themes.index[1:]) == ""


def test_what_cannot_be_decided_is_said(first: theme.Themed, tmp_path: Path):
    place = Place(tmp_path)
    with pytest.raises(StoreError, match="no theme 'theme-none'"):
        Desk(place, "lifts", "2026-10", "Ann", first.themes).drop("theme-none")
    with pytest.raises(StoreError, match="no name"):
        Desk(place, "lifts", "2026-10", "", first.themes).drop(first.themes.index[0])
    with pytest.raises(StoreError, match="no title"):
        Desk(place, "lifts", "2026-10", "Ann", first.themes).rename(first.themes.index[0], " ")
    with register.open(place) as kept:
        assert kept.theme_decisions().empty


def test_a_theme_that_goes_on_keeps_its_id_and_its_persons_name(first: theme.Themed, tmp_path: Path):
    named = first._replace(themes=first.themes.assign(named_by="Ann", title="A name of Ann's"))
    later = theme.responses(
        TABLE.drop(index=TABLE.index[[3, 14, 25]]), before=theme.Before(named.responses, named.themes)
    )
    went_on = set(later.themes.index) & set(first.themes.index)
    assert len(went_on) >= len(first.themes) - 1
    assert (later.themes.loc[sorted(went_on), "title"] == "A name of Ann's").all()
    assert set(later.changes["change"]) <= {"continued", "grown", "faded", "split", "merged", "new", "gone"}
    assert set(later.responses["theme_id"]) - {""} == set(later.themes.index)


def test_themes_in_larger_groups(first: theme.Themed):
    table = theme.broader(first.themes, 2)
    assert table["group"].nunique() == 2 and sorted(table.index) == sorted(first.themes.index)
