"""Themes measured: on matters that are plainly apart, and by the command."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from test_theme_decide import BINS, DAMP, LIFT, RENT
from typer.testing import CliRunner

from engagement_lib.__main__ import app
from engagement_lib.theme import consensus, evaluate

TEXTS = [*LIFT, *RENT, *BINS, *DAMP]
LABELS = ["lift"] * 10 + ["rent"] * 10 + ["bins"] * 10 + ["damp"] * 10


@pytest.fixture(scope="module")
def figures() -> dict:
    return evaluate.themes(TEXTS, LABELS, resamples=5)


def test_matters_plainly_apart_are_found(figures: dict):
    assert set(figures) >= {
        "n",
        "themes",
        "left_out",
        "ari_labels",
        "nmi_labels",
        "ari_resamples",
        "npmi",
        "diversity",
        "seconds",
    }
    assert figures["n"] == 40 and figures["left_out"] <= 0.15
    assert figures["ari_labels"] > 0.5 and figures["ari_resamples"] > 0.5
    assert -1 <= figures["npmi"] <= 1 and 0 < figures["diversity"] <= 1


def test_texts_alike_count_once_and_their_order_does_not_matter(figures: dict):
    again = evaluate.themes([*TEXTS[::-1], *TEXTS[:7]], [*LABELS[::-1], *LABELS[:7]], resamples=5)
    assert {**again, "seconds": 0, "seconds_encoding": 0} == {**figures, "seconds": 0, "seconds_encoding": 0}


def test_too_few_are_no_themes():
    assert evaluate.themes(TEXTS[:10])["themes"] == 0


@pytest.mark.parametrize("number", [6, 40, 1_200])
def test_one_point_many_times_is_one_group(number: int):
    held = consensus.groups([str(i) for i in range(number)], np.tile(np.eye(1, 20), (number, 1)), 3, 5)
    assert set(held.of.tolist()) <= {0, -1}


def test_more_texts_than_decide_are_all_placed():
    chance = np.random.default_rng(3)
    points = np.repeat(np.eye(4, 30), 400, axis=0) + chance.normal(0, 0.1, (1_600, 30))
    held = consensus.groups([str(i) for i in range(1_600)], points, 3, 6)
    assert len(held.of) == 1_600 and (held.of == -1).mean() <= 0.15
    for start in range(0, 1_600, 400):
        assert len(set(held.of[start : start + 400]) - {-1}) == 1


def test_the_command_takes_headers_and_numbers(tmp_path: Path):
    pd.DataFrame({"said": TEXTS, "what": LABELS}).to_csv(tmp_path / "said.csv", index=False)
    pd.DataFrame({"said": TEXTS, "what": LABELS}).to_csv(tmp_path / "said.tsv", index=False, header=False, sep="\t")
    ask = ["evaluate", "themes", "--json", "-w", str(tmp_path)]
    named = CliRunner().invoke(app, [*ask, str(tmp_path / "said.csv"), "--text", "said", "--label", "what"])
    numbered = CliRunner().invoke(app, [*ask, str(tmp_path / "said.tsv"), "--text", "1", "--label", "2"])
    assert named.exit_code == numbered.exit_code == 0, named.output + numbered.output
    one, other = (json.loads(done.stdout) | {"seconds": 0, "seconds_encoding": 0} for done in (named, numbered))
    assert one == other
