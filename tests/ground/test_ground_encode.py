"""Vectors: near in meaning is near in space, and the text alone decides."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import numpy as np
import pytest

from engagement_lib import encode
from engagement_lib.problems import SettingsError

SAID = [
    "the lift is broken",
    "our elevator does not work",
    "my rent went up",
    "",
    "\N{THUMBS UP SIGN}",
    "নেই",
    "word " * 600,
    "no",
]


@pytest.fixture(scope="module")
def vectors() -> np.ndarray:
    return encode.vectors(SAID)


def test_each_text_has_one_unit_vector(vectors: np.ndarray):
    assert vectors.shape == (len(SAID), encode.DIMENSIONS) and vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_near_in_meaning_is_near_in_space(vectors: np.ndarray):
    lift, elevator, rent = vectors[:3]
    assert lift @ elevator > lift @ rent + 0.2


def test_the_text_alone_decides(vectors: np.ndarray):
    for place, text in enumerate(SAID):
        assert np.array_equal(encode.vectors([text])[0], vectors[place])
    assert np.array_equal(encode.vectors(SAID[::-1])[::-1], vectors)


def test_the_same_text_twice_is_read_once_and_given_twice(vectors: np.ndarray):
    seen = []
    twice = encode.vectors([SAID[0], SAID[0]], progress=lambda done, of: seen.append((done, of)))
    assert np.array_equal(twice, vectors[[0, 0]])
    assert seen == [(1, 1)]


def test_no_text_is_no_vector():
    assert encode.vectors([]).shape == (0, encode.DIMENSIONS)


def test_what_is_kept_is_the_same_and_holds_no_words(
    vectors: np.ndarray, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    folder = tmp_path / "cache"
    assert np.array_equal(encode.vectors(SAID, folder), vectors)

    def not_again(*_: object) -> list[np.ndarray]:
        raise AssertionError("encoded again")

    monkeypatch.setattr(encode.PACKAGED, "encode", not_again)
    assert np.array_equal(encode.vectors(SAID, folder), vectors)
    (kept,) = folder.glob("*.sqlite")
    assert b"lift" not in kept.read_bytes()
    assert folder.stat().st_mode & 0o077 == 0
    with sqlite3.connect(kept) as connection:
        assert connection.execute("select count(*) from vectors").fetchone() == (len(SAID),)


@pytest.mark.slow
def test_words_looked_up_one_by_one_are_kept_and_near_where_they_mean_the_same(tmp_path: Path):
    first = encode.vectors(SAID, tmp_path, None, encode.STATIC)
    assert first.shape == (len(SAID), encode.STATIC.dimensions) and np.isfinite(first).all()
    assert np.allclose(np.linalg.norm(first, axis=1), 1, atol=1e-5)
    lift, elevator, rent = first[:3]
    assert lift @ elevator > lift @ rent + 0.2
    (table,) = tmp_path.glob("static*.npy")
    np.save(table, np.roll(np.load(table), 1, axis=0))
    assert not np.allclose(
        encode.vectors(["another text"], tmp_path, None, encode.STATIC),
        encode.vectors(["another text"], None, None, encode.STATIC),
    )


def test_a_model_in_a_folder_of_ones_own(tmp_path: Path, vectors: np.ndarray):
    folder = tmp_path / "model"
    folder.mkdir()
    with pytest.raises(SettingsError, match=r"no model\.onnx and no tokenizer\.json"):
        encode.named("model", tmp_path)
    shutil.copy(encode.PACKAGED.weights(), folder / "model.onnx")
    encode.PACKAGED.tokenizer().save(str(folder / "tokenizer.json"))
    own = encode.named("model", tmp_path)
    assert np.array_equal(encode.vectors(SAID, None, None, own), vectors)
    assert own.dimensions == encode.DIMENSIONS and own.hash() == encode.PACKAGED.hash()
    assert encode.named("packaged", tmp_path) is encode.PACKAGED and encode.named("static", tmp_path) is encode.STATIC
