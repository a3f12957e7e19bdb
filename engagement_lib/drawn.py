"""What people of a workspace are given to code: drawn for an audit, chosen for what it teaches, or listed by a person.

An *audit* is a random sample that corrects a rate; a *batch* never enters a rate.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from hashlib import sha256

import pandas as pd

from engagement_lib import audit, encode, register
from engagement_lib.label import choose
from engagement_lib.options import login
from engagement_lib.period import Period
from engagement_lib.problems import Fault, InputError
from engagement_lib.register import Register, batches
from engagement_lib.store import Store
from engagement_lib.workspace import Workspace

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


def every(kept: Register, service: str | None, period: str | None) -> pd.DataFrame:
    """One row an audit or batch, oldest first."""
    audits = kept.audits(service, period).assign(way=AUDIT)
    return pd.concat([audits, batches.every(kept, service, period)]).sort_values("at").reset_index(drop=True)


def _model(store: Store, service: str, period: Period) -> str:
    return dict(store.summary(service, period.key).versions).get("demand model", "")


def _seed(*parts: object) -> int:
    return int(sha256(" ".join(map(str, parts)).encode()).hexdigest()[:7], 16)
