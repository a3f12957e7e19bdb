"""The bench of a workspace: draw comments to code, and open them in a notebook or as a sheet.

An *audit* is a random sample that corrects a rate; a *batch* is chosen for what it teaches, and never enters a rate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from engagement_lib import audit, encode, redact, register
from engagement_lib.label import answers, choose, sheet
from engagement_lib.label.pile import Pile
from engagement_lib.options import login, private
from engagement_lib.period import Period
from engagement_lib.problems import Fault, InputError
from engagement_lib.register import Register, batches
from engagement_lib.services import Service
from engagement_lib.store import Store
from engagement_lib.workspace import Workspace

if TYPE_CHECKING:
    from engagement_lib.label.bench import Bench

AUDIT = "audit"
AT_RANDOM = "chosen at random"
BY_HAND = "listed to be read by hand"


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
    return Drawn(audit_id, service, when.key, AUDIT, drawn.assign(why=AT_RANDOM), len(rest))


def draw(place: Workspace, service: str, period: str, way: str, n: int, who: str) -> Drawn:
    """Choose comments to code, in one of the ways of :mod:`engagement_lib.label.choose`, of those nobody has coded.

    Raises ``InputError`` where there is none to choose.
    """
    place.check_named([service])
    when, store = Period.parse(period), Store(place.processed)
    with register.open(place) as kept:
        responses, mark = store.table(service, when.key, "responses"), store.fingerprint(service, when.key) or ""
        labels = kept.labels(service).drop_duplicates("response_id", keep="last").set_index("response_id")
        seed = _seed(service, when.key, mark, way, len(batches.every(kept, service, when.key)))
        chosen = _chosen(place, responses, labels, way, n, seed)
        if chosen.empty:
            todo = "code some comments first" if way == "suspected" else "nothing is left to do"
            raise InputError(Fault(f"{service}, {when.label}", f"no comment to choose by '{way}'", "some", todo))
        batch_id = batches.add(
            kept, chosen, service, when.key, way=way, seed=seed, fingerprint=mark, model=_model(store, service, when), who=who
        )  # fmt: skip
    return Drawn(batch_id, service, when.key, way, chosen, len(responses))


def hand_out(place: Workspace, service: str, period: str, listed: pd.Index, who: str = "") -> str:
    """The id of the batch of just these comments in this order: drawn before, or made now. For comments a person chose to read."""
    place.check_named([service])
    when, store = Period.parse(period), Store(place.processed)
    with register.open(place) as kept:
        for drawn_id in batches.every(kept, service, when.key)["id"]:
            if list(batches.rows(kept, str(drawn_id)).index) == list(listed):
                return str(drawn_id)
        return batches.add(
            kept, pd.DataFrame({"why": BY_HAND}, index=listed), service, when.key, way="by hand", seed=0,
            fingerprint=store.fingerprint(service, when.key) or "", model=_model(store, service, when), who=who or login(),
        )  # fmt: skip


def _chosen(
    place: Workspace, responses: pd.DataFrame, labels: pd.DataFrame, way: str, n: int, seed: int
) -> pd.DataFrame:
    coded = list(labels.index)
    if way == "suspected":
        return choose.suspected(responses, labels["demand"], n)
    if way == "rare":
        return choose.rare(responses, labels["failure_types"], n, coded, seed)
    if way == "varied":
        vectors = encode.vectors(list(responses["text"]), place.processed / ".cache")
        return choose.varied(responses, vectors, n, coded, seed)
    return (choose.uncertain if way == "uncertain" else choose.random)(responses, n, coded, seed)


def listing(place: Workspace, service: str | None = None, period: str | None = None) -> pd.DataFrame:
    """One row an audit or batch, oldest first: ``id``, ``way``, ``n``, who drew it and when, and who has ``read`` how much of it."""
    with register.open(place) as kept:
        audits = kept.audits(service, period).assign(way=AUDIT)
        every = pd.concat([audits, batches.every(kept, service, period)]).sort_values("at").reset_index(drop=True)
        read = [_readers(kept, find_in(kept, str(drawn_id))) for drawn_id in every["id"]]
    return every[["id", "service", "period", "way", "n", "who", "at"]].assign(read=read)


def _readers(kept: Register, drawn: Drawn | None) -> str:
    """Who has read how much of what was drawn."""
    if drawn is None:
        return ""
    labels = kept.labels(drawn.service, drawn.period, drawn.purpose)
    counts = labels.loc[labels["response_id"].isin(drawn.rows.index), "who"].value_counts().sort_index()
    return ", ".join(f"{who} {count}" for who, count in counts.items())


def find(place: Workspace, drawn_id: str) -> Drawn:
    """An audit or a batch drawn before. Raises ``InputError`` for an id that the register does not know."""
    with register.open(place) as kept:
        drawn = find_in(kept, drawn_id)
    if drawn is None:
        raise InputError(
            Fault(drawn_id[:120], "no such audit or batch", "the id of one drawn here", "see 'engagement label list'")
        )
    return drawn


def find_in(kept: Register, drawn_id: str) -> Drawn | None:
    """An audit or a batch that a register holds, if it does."""
    for every, rows_of in ((kept.audits(), kept.audit_rows), (batches.every(kept), partial(batches.rows, kept))):
        for about in every[every["id"] == drawn_id].to_dict("records"):
            rows = rows_of(drawn_id)
            rows = rows if "why" in rows else rows.assign(why=AT_RANDOM)
            return Drawn(drawn_id, str(about["service"]), str(about["period"]), str(about.get("way", AUDIT)), rows)
    return None


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
    kept = Register(register.database.connect(place.register), place.codebook)  # held open as long as the bench is
    said, put_off = said_by(kept, drawn, who)

    def keep_one(identifier: str, words: Mapping[str, str]) -> None:
        keep(kept, drawn, pd.DataFrame([dict(words)] if words else [{"demand": ""}], index=[identifier]), who)

    return Bench(Pile(comments, keep_one, said, put_off), _service(place, drawn), place.codebook, who)


def beside_machine(place: Workspace, service: str, period: str, who: str = "") -> pd.DataFrame:
    """What a person said of comments beside what the machine says, and why: only comments this person has coded."""
    when = Period.parse(period)
    with register.open(place) as kept:
        labels = kept.labels(service, when.key)
    mine = (
        labels[labels["who"] == (who or login())].drop_duplicates("response_id", keep="last").set_index("response_id")
    )
    responses = Store(place.processed).table(service, when.key, "responses")
    said = mine[["demand", "failure_types", "note"]].rename(columns={"demand": "you", "failure_types": "your types"})
    machine = responses[["text", "demand", "failure_types", "demand_basis", "demand_confidence"]]
    both = said.join(machine.rename(columns={"demand": "machine", "failure_types": "its types"}), how="inner")
    return both.assign(same=both["you"] == both["machine"]).sort_values(
        ["same", "demand_confidence"], ascending=[True, False]
    )


def _service(place: Workspace, drawn: Drawn) -> Service:
    place.check_named([drawn.service])
    return place.services[drawn.service]


def _model(store: Store, service: str, period: Period) -> str:
    return dict(store.summary(service, period.key).versions).get("demand model", "")


def _seed(*parts: object) -> int:
    return int(sha256(" ".join(map(str, parts)).encode()).hexdigest()[:7], 16)
