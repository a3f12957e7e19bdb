"""The same comments give the same summary, whatever file and order they come in; a correction changes only itself."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest
from cli_office import CANARY, PERIOD, Office, csv

pytestmark = pytest.mark.slow

WORDS = ["door", "light", "button", "noise", "stairs", "smell", "floor", "cable"]
MANY = [
    [str(number), f"{number:02}/10/2026", "Lifts", f"The {word} of the lift is broken since May, told {CANARY}"]
    for number, word in enumerate(WORDS, start=1)
]
SHORT = [["9", "10/10/2026", "Lifts", "No lift again"], ["10", "11/10/2026", "Lifts", "No lift again"]]
OCTOBER = [*MANY, *SHORT]
MENDED = "Thank you, the lift is as good as new"


@pytest.fixture(scope="module")
def offices(opened: Callable[..., Office]) -> dict[str, Office]:
    """The same month three times: as it came; shuffled and twice; and with a file that corrects one row."""
    made = {name: opened(name).furnish(OCTOBER) for name in ("once", "twice", "corrected")}
    made["twice"].write("data/raw/desk/october.csv", csv(OCTOBER[::-1]))
    made["twice"].write("data/raw/desk/october (2).csv", csv(OCTOBER[5:] + OCTOBER[:5]))
    mended = [*MANY[:2], [*MANY[2][:3], MENDED], *MANY[3:], *SHORT]
    made["corrected"].write("data/raw/desk/october-corrected.csv", csv(mended))
    with ThreadPoolExecutor(2) as pool:
        for told in pool.map(lambda office: office.run("run", "--period", PERIOD, "-s", "lifts"), made.values()):
            assert told.code == 0 and "nothing new" not in told.out, told.err
    return made


def comments(office: Office) -> pd.DataFrame:
    return pd.read_parquet(office.summary().with_name("responses.parquet"))


def test_run_again_nothing_is_computed(offices: dict[str, Office]):
    folder = offices["once"].summary().parent
    before = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    told = offices["once"].run("run", "--period", PERIOD, "-s", "lifts")
    assert told.code == 0 and "nothing new; kept as computed before" in told.out
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == before


def test_the_same_file_twice_in_any_order_changes_nothing(offices: dict[str, Office]):
    once, twice = offices["once"], offices["twice"]
    assert twice.summary().read_bytes() == once.summary().read_bytes()
    assert comments(twice).equals(comments(once))
    assert len(comments(once)) == len(OCTOBER), "two residents with the same few words are two"


def test_a_corrected_file_changes_only_what_it_corrects(offices: dict[str, Office]):
    before, after = comments(offices["once"]), comments(offices["corrected"])
    assert before.index.equals(after.index)
    differs = (before["text"] != after["text"]).to_numpy()
    assert differs.sum() == 1 and after.loc[differs, "text"].item() == MENDED
    places = ["reading_order", "map_x", "map_y"]  # where a comment stands among the others depends on them all
    assert before[~differs].drop(columns=places).equals(after[~differs].drop(columns=places))
    assert offices["corrected"].summary().read_bytes() != offices["once"].summary().read_bytes()
