"""From records to responses: one row for each text question of a record, with its id."""

from __future__ import annotations

import pandas as pd

from engagement_lib.contracts import AT_INTAKE, ID, RESIDENT_PREFIX, Sorted, set_aside
from engagement_lib.intake.identity import short_hash
from engagement_lib.intake.layout import Layout


def from_records(records: pd.DataFrame, layout: Layout, files: list[str]) -> Sorted:
    """Responses that go on, and those set aside with the reason, both in the order of their ids."""
    responses = pd.concat(_of_each_question(records, layout), ignore_index=True)
    responses["source"] = layout.source
    responses["kind"] = layout.kind
    responses["repeats"] = layout.repeats
    record_names = layout.source + "|" + responses["key"]
    names = record_names + "|" + responses["question"]
    file_names = responses["file"].map(dict(enumerate(files))).astype("str")
    places = names + "|" + file_names + "|" + responses["row"].astype("str")
    going = responses["reason"] == ""
    responses["record_id"] = record_names.map(short_hash).astype("str")
    responses.index = pd.Index(names.where(going, places).map(short_hash), dtype="str", name=ID)
    responses = responses.sort_index()

    going = responses["reason"] == ""
    about = [name for name in responses.columns if name.startswith(RESIDENT_PREFIX)]
    score = ["score"] if layout.columns.score else []
    aside = responses[~going]
    return Sorted(responses.loc[going, [*AT_INTAKE, *score, *about]], set_aside(aside.index, aside["reason"]))


def _of_each_question(records: pd.DataFrame, layout: Layout) -> list[pd.DataFrame]:
    texts = [f"text_{number}" for number in range(len(layout.questions))]
    shared = records.drop(columns=texts)
    if layout.question_column:
        asks = {_plain(question): asks for question, asks in layout.asks.items()}
        asked = {question: asks.get(_plain(question), "open") for question in records["question"].drop_duplicates()}
        return [shared.assign(asks=records["question"].map(asked).astype("str"), raw_text=records["text_0"])]
    return [
        shared.assign(question=question.words, asks=question.asks, raw_text=records[text])
        for question, text in zip(layout.questions, texts, strict=True)
    ]


def _plain(question: str) -> str:
    return " ".join(question.split()).casefold()
