"""What people decided, apart from what is computed: labels, the audits they were asked for, themes, quotes.

``open`` is the verb. :mod:`.tables` says what is kept, :mod:`.database` where. Rows are added, never changed or deleted, and each says
who and when, so that every figure can be traced to a person's word. No text of a resident is in it, only ids, labels and coders' own notes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Protocol
from uuid import uuid4

import pandas as pd
import sqlalchemy as sa

from engagement_lib.problems import Fault, StoreError, nameless
from engagement_lib.register import checks, database, tables
from engagement_lib.services import Codebook, codebook

THEME_ACTIONS = ("rename", "merge", "split", "drop", "pin", "sign off")
LONGEST_TITLE = 120


class HasRegister(Protocol):
    """A workspace, as far as the register needs it."""

    @property
    def register(self) -> str: ...

    @property
    def codebook(self) -> Codebook: ...


@contextmanager
def open(workspace: HasRegister) -> Iterator[Register]:
    """The register of a workspace, made if it is not there. Raises ``StoreError`` if it cannot be opened."""
    engine = database.connect(workspace.register)
    try:
        yield Register(engine, workspace.codebook)
    finally:
        engine.dispose()


@dataclass(frozen=True)
class Register:
    """An open register."""

    engine: sa.Engine
    book: Codebook = field(default_factory=codebook)

    def add_labels(
        self, said: pd.DataFrame, service: str, period: str, purpose: str, who: str, audit_id: str | None = None
    ) -> int:
        """Keep what a person said of responses (``demand``, and any of the other columns), by ``response_id``. How many were new.

        What the same person said before in the same words is not kept twice. Raises ``StoreError`` with every fault.
        """
        rows = said.reindex(columns=tables.SAID, fill_value="").astype("object").fillna("").astype(str)
        faults = checks.labels(said, rows, purpose, who, self.book)
        if purpose == "audit" and not audit_id:
            faults.append(Fault("labels", "no audit", "the audit the rows were drawn for", "give its id"))
        if faults:
            raise StoreError(faults)
        shared = {"service": service, "period": period, "purpose": purpose, "who": who}
        one = (
            {"response_id": str(rows.index[0])} if len(rows) == 1 else {}
        )  # a bench keeps answers one by one, and soon
        with self.engine.begin() as connection:
            before = _latest(_read(connection, tables.labels, **shared, **one))
            known = {row["response_id"]: [*row[tables.SAID], row["audit_id"] or None] for _, row in before.iterrows()}
            new = [
                {"response_id": str(identifier), **row, **shared, "audit_id": audit_id, "at": _now()}
                for identifier, row in rows.to_dict("index").items()
                if known.get(str(identifier)) != [*row.values(), audit_id]
            ]
            if new:
                connection.execute(sa.insert(tables.labels), new)
        return len(new)

    def labels(
        self, service: str | None = None, period: str | None = None, purpose: str | None = None, every: bool = False
    ) -> pd.DataFrame:
        """One row a response and person: the latest that each said of each, unless taken back.

        With ``every``, all rows ever kept, oldest first.
        """
        found = self.read(tables.labels, service=service, period=period, purpose=purpose)
        if every:
            return found
        latest = _latest(found)
        return latest[latest["demand"] != ""].reset_index(drop=True)

    def read(self, table: sa.Table, **where: str | None) -> pd.DataFrame:
        """The rows of a table whose columns have the values given, oldest first."""
        with self.engine.begin() as connection:
            return _read(connection, table, **where)

    def add_audit(
        self, drawn: pd.DataFrame, service: str, period: str, *, seed: int, strata: Mapping[str, Any], fingerprint: str,
        model: str, who: str,
    ) -> str:  # fmt: skip
        """Keep which rows were drawn for a person to read (``stratum`` and ``inclusion`` by ``response_id``), and return the audit's id."""
        faults = [*nameless(who), *checks.ids(drawn.index)]
        if faults:
            raise StoreError(faults)
        audit_id, shared = f"{service}.{period}.{uuid4().hex[:8]}", {"who": who, "at": _now()}
        kept = {
            "id": audit_id, "service": service, "period": period, "n": len(drawn), "seed": seed, "strata": dict(strata),
            "fingerprint": fingerprint, "model": model, **shared,
        }  # fmt: skip
        rows = [
            {"audit_id": audit_id, "number": number, "response_id": str(identifier), **row, **shared}
            for number, (identifier, row) in enumerate(drawn[["stratum", "inclusion"]].to_dict("index").items(), 1)
        ]
        with self.engine.begin() as connection:
            connection.execute(sa.insert(tables.audits), [kept])
            if rows:
                connection.execute(sa.insert(tables.audit_rows), rows)
        return audit_id

    def audits(self, service: str | None = None, period: str | None = None) -> pd.DataFrame:
        """One row an audit, oldest first."""
        with self.engine.begin() as connection:
            return _read(connection, tables.audits, service=service, period=period)

    def audit_rows(self, audit_id: str) -> pd.DataFrame:
        """One row a response drawn for an audit, by ``response_id``, in the order of the sheet."""
        with self.engine.begin() as connection:
            found = _read(connection, tables.audit_rows, audit_id=audit_id)
        return found.sort_values("number").set_index("response_id")

    def sample(self, service: str, period: str) -> pd.DataFrame:
        """What people said of the rows drawn, one row a response, by ``response_id``: ``demand``, ``stratum``, ``inclusion``, ``who``.

        Where several people read one response, the last word counts. This is what ``rate.of`` takes as ``read``.
        """
        said = self.labels(service, period, "audit").drop_duplicates("response_id", keep="last")
        with self.engine.begin() as connection:
            drawn = pd.concat(
                [_read(connection, tables.audit_rows, audit_id=audit_id) for audit_id in said["audit_id"].unique()]
                or [_read(connection, tables.audit_rows, audit_id="")]
            )
        together = said.merge(drawn, on=["response_id", "audit_id"], suffixes=("", "_drew"), validate="one_to_one")
        return together.set_index("response_id")[["demand", "stratum", "inclusion", "who"]]

    def add_theme_decision(
        self, service: str, period: str, action: str, theme_id: str, who: str, *,
        middle: Sequence[float] = (), other: Sequence[float] = (), title: str = "",
    ) -> None:  # fmt: skip
        """Keep what a person decided about a theme (``THEME_ACTIONS``). Raises ``StoreError`` with every fault."""
        faults = nameless(who)
        if action not in THEME_ACTIONS:
            faults.append(Fault("theme", f"the action '{action}'", f"one of {', '.join(THEME_ACTIONS)}", "correct it"))
        if action in ("rename", "pin") and not title.strip():
            faults.append(Fault("theme", "no title", "a title in plain words", "give one"))
        if len(title) > LONGEST_TITLE:
            faults.append(Fault("theme", f"a title of {len(title)} letters", f"at most {LONGEST_TITLE}", "shorten it"))
        if action != "sign off" and not len(middle):
            faults.append(Fault("theme", "no middle", "the theme's 'middle' from the table of themes", "give it"))
        if action == "merge" and not len(other):
            faults.append(Fault("theme", "nothing to merge with", "the other theme's 'middle'", "give it as 'other'"))
        if faults:
            raise StoreError(faults)
        row = {
            "service": service, "period": period, "action": action, "theme_id": theme_id, "title": title.strip(), "who": who, "at": _now(),
            "middle": [float(value) for value in middle], "other": [float(value) for value in other],
        }  # fmt: skip
        with self.engine.begin() as connection:
            connection.execute(sa.insert(tables.theme_decisions), [row])

    def theme_decisions(self, service: str | None = None) -> pd.DataFrame:
        """One row a decision about a theme, oldest first."""
        with self.engine.begin() as connection:
            return _read(connection, tables.theme_decisions, service=service)

    def add_quote_approvals(self, decided: pd.DataFrame, service: str, period: str, who: str) -> int:
        """Keep which quotes a person lets stand on public pages: ``fingerprint`` and ``publish`` by ``response_id``. How many were new.

        Raises ``StoreError`` with every fault.
        """
        if faults := [*nameless(who), *checks.ids(decided.index)]:
            raise StoreError(faults)
        before = self.quote_approvals(service, period)[["fingerprint", "publish"]].to_dict("index")
        shared = {"service": service, "period": period, "who": who, "at": _now()}
        new = [
            {"response_id": str(identifier), **row, **shared}
            for identifier, row in decided[["fingerprint", "publish"]].to_dict("index").items()
            if before.get(identifier) != row
        ]
        with self.engine.begin() as connection:
            if new:
                connection.execute(sa.insert(tables.quote_approvals), new)
        return len(new)

    def quote_approvals(self, service: str, period: str) -> pd.DataFrame:
        """The latest decision about each quote, by ``response_id``: ``fingerprint``, ``publish``, ``who``, ``at``."""
        with self.engine.begin() as connection:
            found = _read(connection, tables.quote_approvals, service=service, period=period)
        latest = found.drop_duplicates("response_id", keep="last").set_index("response_id")
        return latest[["fingerprint", "publish", "who", "at"]].astype({"publish": bool})


def signed_off(decisions: pd.DataFrame, period: str, themes: Iterable[str]) -> str:
    """Who signed off exactly these themes of the period, and when; empty where nobody did, or the themes have changed since.

    A sign-off names its themes by their :func:`fingerprint`.
    """
    mine = decisions[(decisions["action"] == "sign off") & (decisions["period"] == period)]
    wanted = fingerprint(themes)
    for _, row in mine.iloc[::-1].iterrows():
        if row["title"] == wanted:
            return f"{row['who']}, {row['at']:%-d %B %Y}"
    return ""


def fingerprint(themes: Iterable[str]) -> str:
    """Short for a set of theme ids, whatever their order."""
    return sha256(";".join(sorted(themes)).encode()).hexdigest()[:16]


def published(approvals: pd.DataFrame, texts: pd.Series) -> set[str]:
    """Responses a person lets be quoted in public, in the very words that person read."""
    now = texts.reindex(approvals.index).fillna("").map(text_fingerprint)
    return set(approvals.index[approvals["publish"] & (now == approvals["fingerprint"])])


def text_fingerprint(text: str) -> str:
    """Stands for the words of a quote in the register, which holds no text.

    >>> text_fingerprint("The lift is out again") == text_fingerprint("The lift is out again.")
    False
    """
    return sha256(text.encode()).hexdigest()


def _read(connection: sa.Connection, table: sa.Table, **where: str | None) -> pd.DataFrame:
    wanted = [table.c[name] == value for name, value in where.items() if value is not None]
    order = table.c["at"] if table in (tables.audits, tables.batches) else table.c["id"]
    result = connection.execute(sa.select(table).where(*wanted).order_by(order))
    found = pd.DataFrame(result.mappings().all(), columns=list(result.keys()))
    return found.assign(at=pd.to_datetime(found["at"], utc=True))  # SQLite forgets the zone; it is always UTC


def _latest(labels: pd.DataFrame) -> pd.DataFrame:
    return labels.drop_duplicates(["response_id", "who", "purpose"], keep="last").reset_index(drop=True)


def _now() -> datetime:
    return datetime.now(UTC)
