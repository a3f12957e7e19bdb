"""The same file twice, a corrected file, ids used twice: who goes on."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st
from intake_folder import LAYOUT, Given

HEAD = "Id,Date,Comment\n"
NO_IDS = LAYOUT.replace('record = "Id"\n', "")


def lines(*texts: str) -> str:
    return HEAD + "".join(f"{text}\n" for text in texts)


@pytest.mark.parametrize(
    ("files", "kept", "aside"),
    [
        pytest.param(
            [["1,3/10/26,a"], ["1,3/10/26,a"]], ["a"], ["same row in another file"], id="same file twice"
        ),
        pytest.param([["1,3/10/26,a"], ["1,3/10/26,b"]], ["b"], ["replaced by a later file"], id="corrected"),
        pytest.param(
            [["1,3/10/26,a"], ["1,3/10/26,b"], ["1,3/10/26,a"]], ["a"], ["replaced by a later file"] * 2, id="and back"
        ),
        pytest.param(
            [["1,3/10/26,a"], ["1,3/10/26,a"], ["1,3/10/26,b"]],
            ["b"],
            ["replaced by a later file", "same row in another file"],
            id="repeated, then corrected",
        ),
        pytest.param([["1,3/10/26,a", "1,3/10/26,a"]], ["a"], ["same row twice in one file"], id="twice in a file"),
        pytest.param([["1,3/10/26,a", "1,3/10/26,b"]], ["a", "b"], [], id="id used again"),
        pytest.param([["1,3/10/26,a"], ["1,none,b"]], ["a"], ["no readable date"], id="a broken row replaces nothing"),
        pytest.param(
            [["1,03/10/2026,a"], ["1,3 Oct 2026, a "]], ["a"], ["same row in another file"], id="same, rewritten"
        ),
        pytest.param([[",3/10/26,a", ",3/10/26,a"]], ["a", "a"], [], id="two residents with the same words and no id"),
    ],
)  # fmt: skip
def test_with_declared_ids(given, files, kept, aside):
    read = given.responses({f"m{number}.csv": lines(*rows) for number, rows in enumerate(files)})
    assert sorted(read.kept["raw_text"].str.strip()) == kept
    assert sorted(read.aside["reason"]) == aside


def test_an_id_used_again_is_told_once_for_a_file(given):
    read = given.responses({"a.csv": lines("1,3/10/26,a", "1,3/10/26,b", "2,3/10/26,a", "2,3/10/26,b")})
    assert len(read.warnings) == 1
    assert "ids used again for other content on rows 3, 5" in str(read.warnings[0])


@pytest.mark.parametrize(
    ("files", "kept", "aside"),
    [
        ([["x,3/10/26,a", "y,3/10/26,a"]], ["a", "a"], []),
        ([["x,3/10/26,a", "y,3/10/26,a"], ["x,3/10/26,a"]], ["a", "a"], ["same row in another file"]),
        ([["x,3/10/26,a"], ["x,3/10/26,a", "y,3/10/26,a"]], ["a", "a"], ["same row in another file"]),
        ([["x,3/10/26,a"], ["x,3/10/26,b"]], ["a", "b"], []),
    ],
)
def test_without_ids(given, files, kept, aside):
    read = given.responses({f"m{number}.csv": lines(*rows) for number, rows in enumerate(files)}, NO_IDS)
    assert sorted(read.kept["raw_text"]) == kept
    assert list(read.aside["reason"]) == aside


def test_five_of_five_hundred_corrected(given):
    first = [f"{number},3/10/26,words {number}" for number in range(500)]
    second = [f"{number},3/10/26,{'new ' if number % 100 == 0 else ''}words {number}" for number in range(500)]
    read = given.responses({"1.csv": lines(*first), "2.csv": lines(*second)})
    assert len(read.kept) == 500 and read.kept["raw_text"].str.startswith("new").sum() == 5
    assert read.aside["reason"].value_counts().to_dict() == {
        "same row in another file": 495,
        "replaced by a later file": 5,
    }


def test_ids_are_the_stated_hashes(given):
    read = given.responses({"a.csv": lines("17,3/10/26,a")})
    assert list(read.kept.index) == [hashlib.sha256(b"survey|17|Comment").hexdigest()[:16]]
    assert list(read.kept["record_id"]) == [hashlib.sha256(b"survey|17").hexdigest()[:16]]
    assert read.files[0].sha256 == hashlib.sha256(lines("17,3/10/26,a").encode()).hexdigest()


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["", "1", "2", "3", "4"]),
        st.sampled_from(["3/10/26"] * 30 + ["4/10/26", "", "1/1/1900"]),
        st.sampled_from(["", "a", "b", "c, d"]),
    ),
    max_size=12,
)


def read_rows(files: list[list[tuple[str, str, str]]]):
    with TemporaryDirectory() as folder:
        return Given(Path(folder)).responses(
            {
                f"{number}.csv": HEAD + "".join(f'{record},{day},"{text}"\n' for record, day, text in rows)
                for number, rows in enumerate(files)
            }
        )


@settings(max_examples=60, deadline=None)
@for_all(st.lists(ROWS, min_size=1, max_size=3))
def test_nobody_is_lost(files):
    read = read_rows(files)
    blank = sum(not (record or day or text) for rows in files for record, day, text in rows)
    assert sum(len(rows) for rows in files) - blank == read.rows_in == len(read.kept) + len(read.aside)
    assert read.kept.index.is_monotonic_increasing


@settings(max_examples=60, deadline=None)
@for_all(st.lists(ROWS, min_size=1, max_size=3), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(files, chance: random.Random):
    shuffled = [chance.sample(rows, len(rows)) for rows in files]
    one, other = read_rows(files), read_rows(shuffled)
    pd.testing.assert_frame_equal(one.kept, other.kept)
    assert sorted(one.aside["reason"]) == sorted(other.aside["reason"])
