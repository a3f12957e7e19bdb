"""How much is found on comments whose details their writers marked, and which the rules were not written from."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from engagement_lib import contracts, redact
from engagement_lib.clean import normalise
from engagement_lib.problems import InputError
from engagement_lib.redact import MEASURED, evaluate, leftovers

MARKED = Path(__file__).parent / "marked"


@cache
def figures(name: str) -> dict[str, Any]:
    return evaluate.redaction(json.loads((MARKED / f"{name}.json").read_text(encoding="utf-8")))


# (kind, written with capitals, in small letters): somewhat under what was measured, so that a step back is seen
FLOORS = [
    ("EMAIL", 0.97, 0.97), ("PHONE", 0.97, 0.92), ("NINO", 0.97, 0.97), ("POSTCODE", 0.97, 0.9), ("REF", 0.9, 0.65), ("DOB", 0.9, 0.7),
    ("NAME", 0.95, 0.88), ("ADDRESS", 0.88, 0.72),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "cased", "lower"), FLOORS)
def test_details_in_careless_comments_are_found(kind: str, cased: float, lower: float):
    recall = figures("details")["recall"][kind]
    assert recall["cased"] >= cased and recall["lower"] >= lower, recall


def test_the_figures_that_pages_print_are_those_measured():
    recall = figures("details")["recall"] | {"NAME": figures("names")["recall"]["NAME"]}

    def said(kind: str, style: str) -> str:
        return f"{round(100 * recall[kind][style])} %"

    assert f"names {said('NAME', 'cased')} with capitals, {said('NAME', 'lower')} in small letters" in MEASURED
    assert f"addresses {said('ADDRESS', 'cased')} and {said('ADDRESS', 'lower')}" in MEASURED
    assert {said(kind, style) for kind in ("EMAIL", "POSTCODE", "PHONE") for style in ("cased", "lower")} == {"100 %"}


def test_little_else_is_taken():
    assert figures("details")["precision"] >= 0.92
    assert figures("details")["lost_clean"] <= 0.03


def test_public_addresses_are_found_without_a_list():
    recall = figures("addresses")["recall"]["ADDRESS"]
    assert recall["cased"] >= 0.85 and recall["lower"] >= 0.85, recall


def _marked(name: str) -> list[dict[str, Any]]:
    return json.loads((MARKED / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("name", "held_back", "ordinary"), [("telling", 0.95, 0.25), ("telling_stranger", 0.93, 0.5)])
def test_comments_that_point_at_a_person_without_a_name_are_to_be_looked_at(
    name: str, held_back: float, ordinary: float
):
    rows = pd.DataFrame(_marked(name)).assign(language="en")
    look_at = redact.responses(rows)["look_at"]
    kept_back = ~look_at.map(contracts.faint)
    assert (look_at[rows["tells"]] != "").mean() >= 0.98
    assert kept_back[rows["tells"]].mean() >= held_back
    assert kept_back[~rows["tells"]].mean() <= ordinary


def test_details_written_so_that_a_program_misses_them_are_masked_or_to_be_looked_at():
    rows = _marked("evasive")
    texts = [normalise.text(row["text"]) for row in rows]
    whole = 0
    for row, text, (masked, spans) in zip(rows, texts, redact.texts(texts), strict=True):
        start = text.index(detail := normalise.text(row["detail"]))
        covered = {place for span in spans for place in range(span.start, span.end)}
        missed = [
            place for place in range(start, start + len(detail)) if text[place].isalnum() and place not in covered
        ]
        whole += not missed
        assert not missed or leftovers.find(masked), row["text"]
    assert whole >= 18


def test_names_of_all_communities_are_found_alike():
    groups = figures("names")["names_by_group"]
    others = [share for group, share in groups.items() if group != "british-irish"]
    assert groups["british-irish"] - sum(others) / len(others) <= 0.05, groups
    assert min(groups.values()) >= 0.9, groups
    assert len(groups) == 9


@pytest.mark.skipif("ENGAGEMENT_SHARED" not in os.environ, reason="the larger set is not here")
def test_the_larger_set():
    rows = json.loads((Path(os.environ["ENGAGEMENT_SHARED"]) / "eval" / "pii_dev.json").read_text(encoding="utf-8"))
    recall = evaluate.redaction(rows)["recall"]
    for kind in ("EMAIL", "POSTCODE", "PHONE", "NINO"):
        assert min(recall[kind]["cased"], recall[kind]["lower"]) >= 0.99, (kind, recall[kind])
    for kind in ("DOB", "REF", "ADDRESS"):
        assert min(recall[kind]["cased"], recall[kind]["lower"]) >= 0.95, (kind, recall[kind])
    assert recall["NAME"]["cased"] >= 0.95 and recall["NAME"]["lower"] >= 0.9, recall["NAME"]


def test_a_detail_counts_only_when_all_of_it_is_masked():
    row = {"text": "ring 07700 900417 now", "spans": [[5, 21, "PHONE"]]}
    figures = evaluate.redaction([row])
    assert figures["recall"]["PHONE"] == {"cased": None, "lower": 0.0, "n": 1}
    assert figures["texts_leaking"] == 1 and figures["precision"] == 1.0


def test_all_faults_of_a_file_at_once():
    with pytest.raises(InputError) as caught:
        evaluate.redaction([{"text": "a"}, {"text": "a", "spans": [[0, 9, "NAME"]]}, {"text": "ok", "spans": []}])
    assert [fault.where for fault in caught.value.faults] == ["row 1", "row 2"]


def test_texts_in_other_languages_are_read_as_a_run_reads_them():
    clean = [
        {"text": "guriga waa qabow oo kuleyliyaha ma shaqeeyo", "spans": []},
        {"text": "my Vaillant ecoTEC shows a fault", "spans": []},
    ]
    assert evaluate.redaction(clean, ["so", "en"])["lost_clean"] == 0
    assert evaluate.redaction(clean[::-1], ["en", "so"])["n"] == 2
