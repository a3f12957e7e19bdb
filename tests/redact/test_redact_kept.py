"""What was found is kept: the same answer from a cache, in several processes, and after a run that was cut short."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from tables import responses

from engagement_lib import clean, redact
from engagement_lib.redact import kept, known
from engagement_lib.redact.spans import Span

TEXTS = [f"Ring Mrs Okonkwo at Flat {number}, Samphire House, the lift is out again" for number in range(30)]


@pytest.fixture(scope="module")
def cleaned() -> pd.DataFrame:
    return clean.responses(responses([*TEXTS, "Winda nie dziala od tygodnia i nikt nie przyszedl do nas"]))[0]


def test_from_a_cache_and_in_two_processes_the_same(
    cleaned: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    fresh = redact.responses(cleaned)
    monkeypatch.setattr(kept, "AT_ONCE", 7)
    shared = redact.responses(cleaned, cache=tmp_path, processes=2)
    pd.testing.assert_frame_equal(fresh, shared)
    monkeypatch.setattr(redact.names, "find", None)
    pd.testing.assert_frame_equal(fresh, redact.responses(cleaned, cache=tmp_path))
    (file, *_) = tmp_path.glob("details-*.sqlite")
    assert b"Okonkwo" not in file.read_bytes()


def test_other_lists_of_the_organisation_are_another_cache(cleaned: pd.DataFrame, tmp_path: Path):
    redact.responses(cleaned, cache=tmp_path)
    mine = known.Known(staff=frozenset({("lift", "is")}))
    again = redact.responses(cleaned, cache=tmp_path, known=mine)
    assert "the [name] out again" in again["text"].iloc[0]


def test_what_was_read_before_a_run_was_cut_short_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(kept, "AT_ONCE", 4)
    read: list[str] = []
    told: list[tuple[int, int]] = []

    def find(texts: list[str]) -> list[list[Span]]:
        if len(read) >= 8 and not told[-1:] == [(99, 99)]:
            raise KeyboardInterrupt
        read.extend(texts)
        return [[Span(0, 4, "name", "a test")] for _ in texts]

    with pytest.raises(KeyboardInterrupt):
        kept.spans(TEXTS, find, "test", tmp_path, 1, lambda done, of: told.append((done, of)))
    assert told == [(4, 30), (8, 30)]
    told.append((99, 99))
    again = kept.spans(TEXTS, find, "test", tmp_path, 1, None)
    assert sorted(read) == sorted(TEXTS) and set(again) == set(TEXTS)
