"""The bench of a workspace: draw comments to code, and open them in a notebook or as a sheet.

An *audit* is a random sample that corrects a rate; a *batch* is chosen for what it teaches, and never enters a rate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

import pandas as pd

from engagement_lib import audit, redact, register, services
from engagement_lib.label.pile import Pile
from engagement_lib.options import login
from engagement_lib.period import Period
from engagement_lib.problems import Fault, InputError
from engagement_lib.register import Register, batches
from engagement_lib.services import Service
from engagement_lib.store import Store
from engagement_lib.workspace import Workspace

if TYPE_CHECKING:
    from engagement_lib.label.bench import Bench

AUDIT = "audit"


@dataclass(frozen=True)
class Drawn:
    """Comments a person was given: ``why`` by ``response_id``, in the order they are to be read."""

    id: str
    service: str
    period: str
    way: str
    rows: pd.DataFrame
    of: int | None = None

    @property
    def purpose(self) -> str:
        return "audit" if self.way == AUDIT else "coding"


def draw_audit(place: Workspace, service: str, period: str, n: int, who: str) -> Drawn:
    """Draw a stratified random sample of responses that no audit has read yet. Raises ``InputError`` where none is left."""
    place.check_named([service])
    when, store = Period.parse(period), Store(place.processed)
    with register.open(place) as kept:
        responses, mark = store.table(service, when.key, "responses"), store.fingerprint(service, when.key) or ""
        rest = responses[~responses.index.isin(kept.sample(service, when.key).index)]
        if rest.empty:
            raise InputError(
                Fault(f"{service}, {when.label}", "no response left to read", "some", "nothing is left to do")
            )
        seed = _seed(service, when.key, mark, len(kept.audits(service, when.key)))
        drawn, groups = audit.draw(rest, n, seed), audit.strata(rest).value_counts()
        strata = {
            str(name): {"size": int(size), "drawn": int((drawn["stratum"] == name).sum())}
            for name, size in groups.items()
        }
        audit_id = kept.add_audit(
            drawn, service, when.key, seed=seed, strata=strata, fingerprint=mark, model=_model(store, service, when), who=who
        )  # fmt: skip
    return Drawn(audit_id, service, when.key, AUDIT, drawn.assign(why="chosen at random"), len(rest))


def find(place: Workspace, drawn_id: str) -> Drawn:
    """An audit or a batch drawn before. Raises ``InputError`` for an id that the register does not know."""
    with register.open(place) as kept:
        for every, rows_of, way in (
            (kept.audits(), kept.audit_rows, AUDIT),
            (batches.every(kept), lambda one: batches.rows(kept, one), ""),
        ):
            known = every[every["id"] == drawn_id]
            if len(known):
                about, rows = known.iloc[0], rows_of(drawn_id)
                rows = rows if "why" in rows else rows.assign(why="chosen at random")
                return Drawn(drawn_id, str(about["service"]), str(about["period"]), way or str(about["way"]), rows)
    raise InputError(
        Fault(drawn_id[:120], "no such audit or batch", "the id of one drawn here", "see 'engagement label list'")
    )


def latest(place: Workspace, service: str, period: str) -> str | None:
    """The id of what was drawn last for a service and period, audit or batch."""
    with register.open(place) as kept:
        both = pd.concat(
            [every[["id", "at"]] for every in (kept.audits(service, period), batches.every(kept, service, period))]
        )
    return str(both.sort_values("at")["id"].iloc[-1]) if len(both) else None


def said_by(kept: Register, drawn: Drawn, who: str) -> tuple[dict[str, dict[str, str]], list[str]]:
    """What a person said of what was drawn, oldest first, and what they put off."""
    every = kept.labels(drawn.service, drawn.period, drawn.purpose, every=True)
    mine = every[(every["who"] == who) & every["response_id"].isin(drawn.rows.index)]
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
    if "note" in said and (said["note"] != "").any():
        noted = said["note"].astype(str)
        said = said.assign(note=[clean for clean, _ in redact.texts(list(noted))])
    return kept.add_labels(
        said, drawn.service, drawn.period, drawn.purpose, who, drawn.id if drawn.way == AUDIT else None
    )


def open(place: Workspace, service: str, period: str, who: str = "", drawn_id: str = "", n: int = 30) -> Bench:
    """The bench on an audit or batch: the one named, else the latest, else an audit of ``n`` drawn now. ``who`` codes.

    Each answer is in the register before the next comment comes, so a closed tab or a kernel started anew loses nothing:
    open the bench again, and it goes on where this person was.
    """
    from engagement_lib.label.bench import Bench

    who, when = who or login(), Period.parse(period)
    place.check_named([service])
    known = drawn_id or latest(place, service, when.key)
    drawn = find(place, known) if known else draw_audit(place, service, when.key, n, who)
    responses = Store(place.processed).table(drawn.service, drawn.period, "responses")
    comments = drawn.rows[["why"]].join(responses[["text", "question", "source"]], how="inner")
    kept = Register(register.database.connect(place.register))  # held open as long as the bench is
    said, put_off = said_by(kept, drawn, who)

    def keep_one(identifier: str, words: Mapping[str, str]) -> None:
        keep(kept, drawn, pd.DataFrame([dict(words)] if words else [{"demand": ""}], index=[identifier]), who)

    return Bench(Pile(comments, keep_one, said, put_off), _service(place, drawn), services.codebook(), who)


def _service(place: Workspace, drawn: Drawn) -> Service:
    place.check_named([drawn.service])
    return place.services[drawn.service]


def _model(store: Store, service: str, period: Period) -> str:
    return dict(store.summary(service, period.key).versions).get("demand model", "")


def _seed(*parts: object) -> int:
    return int(sha256(" ".join(map(str, parts)).encode()).hexdigest()[:7], 16)
