"""The bench of a workspace: what was drawn (:mod:`engagement_lib.drawn`) opened in a notebook or as a sheet, and what people said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from engagement_lib import redact, register
from engagement_lib.drawn import AUDIT, Drawn, draw, draw_audit, every, find, find_in, hand_out
from engagement_lib.label import answers, sheet
from engagement_lib.label.pile import Pile
from engagement_lib.options import login, private
from engagement_lib.period import Period
from engagement_lib.register import Register
from engagement_lib.services import Service
from engagement_lib.store import Store
from engagement_lib.workspace import Workspace

if TYPE_CHECKING:
    from engagement_lib.label.bench import Bench

__all__ = ["AUDIT", "Drawn", "draw", "draw_audit", "find", "find_in", "hand_out"]


def listing(place: Workspace, service: str | None = None, period: str | None = None) -> pd.DataFrame:
    """One row an audit or batch, oldest first: ``id``, ``way``, ``n``, who drew it and when, and who has ``read`` how much of it."""
    with register.open(place) as kept:
        known = every(kept, service, period)
        read = [_readers(kept, drawn) for drawn_id in known["id"] if (drawn := find_in(kept, str(drawn_id)))]
    return known[["id", "service", "period", "way", "n", "who", "at"]].assign(at=known["at"].dt.date, read=read)


def _readers(kept: Register, drawn: Drawn) -> str:
    """Who has read how much of what was drawn."""
    labels = kept.labels(drawn.service, drawn.period, drawn.purpose)
    counts = labels.loc[labels["response_id"].isin(drawn.rows.index), "who"].value_counts().sort_index()
    return ", ".join(f"{who} {count}" for who, count in counts.items())


def to_read(place: Workspace, service: str, period: str, who: str) -> str | None:
    """The id of what a person has begun, else of what they have not read, else of what they have; of several the latest drawn.

    ``None`` where nothing was drawn.
    """
    with register.open(place) as kept:
        known = [find_in(kept, str(drawn_id)) for drawn_id in every(kept, service, period)["id"][::-1]]
        read = {drawn.id: len(said_by(kept, drawn, who)[0]) for drawn in known if drawn}
    left = {drawn.id: len(drawn.rows) - read[drawn.id] for drawn in known if drawn}
    order = sorted(
        left, key=lambda drawn_id: (left[drawn_id] == 0, read[drawn_id] == 0)
    )  # the latest first among equals
    return order[0] if order else None


def said_by(kept: Register, drawn: Drawn, who: str) -> tuple[dict[str, dict[str, str]], list[str]]:
    """What a person said of what was drawn, oldest first, and what they put off."""
    labels = kept.labels(drawn.service, drawn.period, drawn.purpose, every=True)
    mine = labels[(labels["who"] == who) & labels["response_id"].isin(drawn.rows.index)]
    last = mine.drop_duplicates("response_id", keep="last").set_index("response_id")
    words = last[register.tables.SAID].astype(str)
    answered = words["demand"] != ""
    said = {
        str(identifier): {str(name): str(word) for name, word in row.items()}
        for identifier, row in words[answered].to_dict("index").items()
    }
    return said, [str(identifier) for identifier in words.index[~answered]]


def keep(kept: Register, drawn: Drawn, said: pd.DataFrame, who: str) -> int:
    """Keep what a person said of what was drawn, notes with personal details taken out. How many rows were new."""
    audit_id = drawn.id if drawn.way == AUDIT else None
    return kept.add_labels(tidy(said), drawn.service, drawn.period, drawn.purpose, who, audit_id)


def tidy(said: pd.DataFrame) -> pd.DataFrame:
    """What people said, with personal details taken out of their notes."""
    if "note" not in said or not (said["note"] != "").any():
        return said
    return said.assign(note=[clean for clean, _ in redact.texts(list(said["note"].astype(str)))])


def write_sheet(place: Workspace, drawn: Drawn, path: Path | None = None) -> Path:
    """Write what was drawn as a workbook, for people without JupyterLab."""
    path = path or place.sheets / f"{drawn.id}.xlsx"
    responses = Store(place.processed).table(drawn.service, drawn.period, "responses")
    rows = drawn.rows[drawn.rows.index.isin(responses.index)]
    sheet.write(rows, responses, _service(place, drawn), place.codebook, drawn.id, private(path))
    path.chmod(0o600)
    return path


@dataclass(frozen=True)
class Applied:
    """What a sheet gave: the answers in it, and how many of them were new to the register."""

    answers: answers.Answers
    new: int


def apply_sheet(place: Workspace, file: Path, who: str) -> Applied:
    """Keep what a person wrote into a sheet. Raises ``InputError`` with every fault of it."""
    with register.open(place) as kept:
        drawn_in = cache(partial(find_in, kept))
        read = answers.read(
            file,
            lambda drawn_id: drawn.rows.index if (drawn := drawn_in(drawn_id)) else pd.Index([]),
            place.codebook,
        )
        drawn = drawn_in(read.drawn_id)
        assert drawn is not None  # else the sheet was refused
        return Applied(read, keep(kept, drawn, read.said, who))


def open(place: Workspace, service: str, period: str, who: str = "", drawn_id: str = "", n: int = 30) -> Bench:
    """The bench on an audit or batch: the one named, else one ``who`` has begun, else one unread, else the latest.

    Where nothing was drawn, an audit of ``n`` is.

    Each answer is in the register before the next comment comes, so a closed tab or a kernel started anew loses nothing:
    open the bench again, and it goes on where this person was.
    """
    from engagement_lib.label.bench import Bench

    who, when = who or login(), Period.parse(period)
    place.check_named([service])
    known = drawn_id or to_read(place, service, when.key, who)
    drawn = find(place, known) if known else draw_audit(place, service, when.key, n, who)
    responses = Store(place.processed).table(drawn.service, drawn.period, "responses")
    comments = drawn.rows[["why"]].join(responses[["text", "question", "source", "language"]], how="inner")
    kept = Register(register.database.connect(place.register), place.codebook)  # held open as long as the bench is
    said, put_off = said_by(kept, drawn, who)

    def keep_one(identifier: str, words: Mapping[str, str]) -> None:
        keep(kept, drawn, pd.DataFrame([dict(words)] if words else [{"demand": ""}], index=[identifier]), who)

    kind = "Audit" if drawn.way == AUDIT else "Batch"
    about = f"{kind} of {Period.parse(drawn.period).label}, read as {who}"
    return Bench(Pile(comments, keep_one, said, put_off), _service(place, drawn), place.codebook, who, about)


def beside_machine(place: Workspace, service: str, period: str, who: str = "") -> pd.DataFrame:
    """What a person said of comments beside what the machine says, and why: only comments this person has coded, differing ones first."""
    when, titles = Period.parse(period), {name: type_.title for name, type_ in place.codebook.known.items()}
    with register.open(place) as kept:
        labels = kept.labels(service, when.key)
    mine = (
        labels[labels["who"] == (who or login())].drop_duplicates("response_id", keep="last").set_index("response_id")
    )
    its = Store(place.processed).table(service, when.key, "responses")
    its, mine = (
        its[its.index.isin(mine.index)],
        mine[mine.index.isin(its.index)].reindex(its.index[its.index.isin(mine.index)]),
    )

    def named(types: pd.Series) -> list[str]:
        return ["; ".join(titles.get(name, name) for name in cell.split(";") if name) for cell in types]

    both = pd.DataFrame({
        "comment": its["text"], "you": mine["demand"].map(place.codebook.demand), "the machine": its["demand"].map(place.codebook.demand),
        "its reason": its["demand_basis"], "how sure it was": its["demand_confidence"], "your kinds": named(mine["failure_types"]),
        "its kinds": named(its["failure_types"]), "same": mine["demand"] == its["demand"],
    })  # fmt: skip
    return both.sort_values(["same", "how sure it was"], ascending=[True, False])


def _service(place: Workspace, drawn: Drawn) -> Service:
    place.check_named([drawn.service])
    return place.services[drawn.service]
