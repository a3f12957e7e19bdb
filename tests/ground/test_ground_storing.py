"""A model is stored without pickle, the same bytes each time, and nothing strange is loaded."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import skops.io
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from engagement_lib import storing
from engagement_lib.classify.model import PACKAGED
from engagement_lib.problems import InputError


def parts() -> dict:
    rows = np.random.default_rng(0).normal(size=(40, 3))
    return {
        "head": LogisticRegression().fit(rows, rows[:, 0] > 0),
        "words": TfidfVectorizer(stop_words=["the"]).fit(["no heating", "no lift"]),
        "card": {"comments": 40, "gain": [0.1, -0.2]},
    }


def test_the_same_model_gives_the_same_bytes_and_comes_back(tmp_path: Path):
    one, other = parts(), parts()  # both at once: no object of one has the address of the other's
    stored = storing.dumps(one)
    assert stored == storing.dumps(other)
    path = tmp_path / "model.skops"
    path.write_bytes(stored)
    back = storing.load(path)
    assert back["card"] == parts()["card"]
    assert back["words"].vocabulary_ == parts()["words"].vocabulary_
    np.testing.assert_array_equal(back["head"].coef_, parts()["head"].coef_)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no zip", b"\x80\x04\x95pickle"])
def test_a_damaged_file_is_told(tmp_path: Path, content: bytes):
    path = tmp_path / "model.skops"
    path.write_bytes(content)
    with pytest.raises(InputError, match="train it anew"):
        storing.load(path)


def test_types_nobody_vouched_for_are_refused(tmp_path: Path):
    path = tmp_path / "model.skops"
    skops.io.dump({"path": Path, "strange": storing.fingerprint}, path)
    with pytest.raises(InputError, match="types"):
        storing.load(path)


def test_the_packaged_model_has_its_card():
    card = storing.load(PACKAGED)["card"]
    assert card["starter_comments"] > 4_000
    assert {"starter_hash", "encoder_hash", "package"} <= set(card)
