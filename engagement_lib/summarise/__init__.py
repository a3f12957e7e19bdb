"""The findings: counts with intervals, quotes, small numbers hidden.

``service`` is the verb. Counting happens in :mod:`.counts`, hiding in :mod:`.disclosure`, quotes are picked in :mod:`.quotes`.
Nothing here knows what a page looks like.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import pandas as pd

from engagement_lib import services, summary
from engagement_lib.contracts import check
from engagement_lib.ledger import Ledger
from engagement_lib.period import Period
from engagement_lib.summarise import counts, people, published, quotes, rate, themes
from engagement_lib.summarise.disclosure import Gate
from engagement_lib.summarise.themes import Found

ROOM_TITLES = {
    "period": "Received in this period",
    "clean": "Tidied; blank, empty and repeated comments set aside",
    "redact": "Personal details replaced",
    "classify": "Labelled value, failure or no demand",
    "theme": "Grouped into themes",
}


def service(
    themed: pd.DataFrame,
    found: Found,
    about: services.Service,
    period: Period,
    ledger: Ledger,
    *,
    organisation: str,
    threshold: int,
    sources: Mapping[str, tuple[str, str]],
    months: Sequence[tuple[Period, pd.DataFrame]] = (),
    versions: Mapping[str, str] | None = None,
    strata: pd.Series | None = None,
    read: pd.DataFrame | None = None,
    measured: rate.Measured | None = None,
    signed_off: str = "",
    accent: str = "",
    logo: str = "",
    rounded: int = 1,
    approved: Collection[str] = (),
    book: services.Codebook | None = None,
    learned: Collection[str] | None = None,
) -> summary.Summary:
    """Everything one report may say, with counts below ``threshold`` hidden.

    ``themed`` is one row a response (after the theming room), ``found`` its themes, ``signed_off`` who signed them off, ``sources`` gives
    each source's title and kind, ``months`` are earlier periods with their classified responses, oldest first;
    ``strata`` is the group of each response an audit draws from, ``read`` what a person said of a random sample, ``measured`` how the
    machine did on comments people had labelled (:mod:`.rate`). With ``rounded`` above 1 it is the public edition: counts to the nearest
    multiple of it, and no resident's words but those of responses a person ``approved``. Failure types are counted by ``book`` (the
    packaged codebook unless given), whatever they were called when they were labelled; ``learned`` are those the machine knows.
    """
    check(themed, "theme")
    gate = Gate(threshold, rounded)
    book = book or services.codebook()
    themed = themed.assign(failure_types=themed["failure_types"].map(book.now))
    failing = themed[themed["demand"] == "failure"]
    misplaced = int(((themed["demand"] == "value") & (themed["wrong_door"] == 1)).sum())
    said = themed[themed["none_type"] != "no_content"]
    made = summary.Summary(
        organisation=organisation, accent=accent, logo=logo,
        service=summary.ServiceCard(
            slug=about.slug, title=about.title, purpose=about.purpose, owner=about.owner,
            in_scope=tuple(about.in_scope), out_of_scope=tuple(about.out_of_scope),
        ),
        period=summary.PeriodCard(
            key=period.key, label=period.label, starts=period.starts.isoformat(), ends=period.ends.isoformat()
        ),
        threshold=threshold,
        comments=gate.count(len(themed)),
        residents=gate.count(themed["record_id"].nunique()),
        sources=counts.sources(themed, sources, gate),
        demand=counts.by_label(themed["demand"], book.demand, gate),
        failure=gate.estimate(len(failing), len(themed)),
        failure_with_out_of_scope=gate.estimate(len(failing) + misplaced, len(themed)),
        failure_without_wrong_door=gate.estimate(int((failing["wrong_door"] == 0).sum()), len(themed)),
        corrected=_corrected(_rate(themed, strata, read, measured), gate),
        rule_of_95=_rule(themed[themed["kind"] == rate.LIVE], strata, read, measured, gate),
        failure_types=counts.failure_types(failing, book, gate),
        value_types=counts.by_label(_of(themed, "value")["value_type"], book.value_types, gate),
        none_types=counts.by_label(_of(themed, "none")["none_type"], book.none_types, gate),
        value_quotes=quotes.pick(_of(themed, "value"), 3),
        praise_quotes=quotes.pick(themed[themed["none_type"] == "praise"], 4),
        themes=themes.cards(said, found, gate, signed_off),
        hazards=gate.count(int((themed["hazard"] == 1).sum())),
        complaints=gate.count(int((themed["complaint"] == 1).sum())),
        other_languages=counts.languages(themed, gate),
        campaigns=tuple(
            summary.Campaign(opening=quotes.opening(row["text"]), copies=int(row["copies"]))
            for _, row in themed[themed["campaign"] != ""].sort_index().iterrows()
        ),
        months=tuple(_month(when, table, gate) for when, table in [*months, (period, themed)]),
        who=people.who(themed, gate),
        ledger=tuple(
            summary.LedgerLine(
                room=line.room, title=ROOM_TITLES.get(line.room, line.room), rows_in=line.rows_in, rows_on=line.rows_on,
                aside=tuple(sorted(line.aside.items())),
            )
            for line in ledger.lines
        ),
        redactions=counts.redactions(themed, gate),
        versions=tuple(sorted((versions or {}).items())),
        codebook=_codebook(book, learned),
    )  # fmt: skip
    return published.edition(made, gate, approved) if gate.public else made


def _codebook(book: services.Codebook, learned: Collection[str] | None) -> summary.Codebook | None:
    """What a reader should know of a codebook of one's own; the packaged one needs no words."""
    if not book.since:
        return None
    return summary.Codebook(
        version=book.version,
        since=book.since,
        splits=tuple((book.title(name), book.title(split.of), split.since) for name, split in book.splits.items()),
        retired=tuple((type_.title, book.title(type_.goes_to), type_.since) for type_ in book.retired.values()),
        not_learned=tuple(
            type_.title for name, type_ in book.failure_types.items() if learned is not None and name not in learned
        ),
    )


def _of(themed: pd.DataFrame, demand: str) -> pd.DataFrame:
    return themed[themed["demand"] == demand]


def _rate(
    responses: pd.DataFrame, strata: pd.Series | None, read: pd.DataFrame | None, measured: rate.Measured | None
) -> rate.Rate | None:
    stratum = "all" if strata is None else strata.reindex(responses.index)
    base = pd.DataFrame({"kind": responses["kind"], "stratum": stratum, "chance": responses["p_failure"]})
    return rate.of(base, read, measured)


def _corrected(found: rate.Rate | None, gate: Gate) -> summary.Corrected | None:
    """Hidden where the count it stands for, or the rest of the base, would be: a person's reading may come close to a count."""
    if found is None or gate.estimate(round(found.share * found.base), found.base).share is None:
        return None
    return summary.Corrected(
        share=round(found.share, 4), low=round(found.low, 4), high=round(found.high, 4), method=found.method,
        n_read=found.n_read, of=found.base,
    )  # fmt: skip


def _rule(
    live: pd.DataFrame, strata: pd.Series | None, read: pd.DataFrame | None, measured: rate.Measured | None, gate: Gate
) -> summary.Rule:
    """The rule of 95 % speaks of live contacts alone."""
    if live.empty:
        return summary.Rule(says="not measured here")
    found = _rate(live, strata, read, measured)
    if found is None:
        return summary.Rule(says="cannot tell yet", more=len(live))
    verdict = rate.verdict(found)
    ends = {name: round(getattr(verdict, name), 4) for name in ("share", "low", "high")}
    failing = _corrected(found, gate)
    value = failing.model_copy(update=ends) if failing else None
    return summary.Rule(says=verdict.says, value=value, more=verdict.more)


def _month(when: Period, table: pd.DataFrame, gate: Gate) -> summary.Month:
    failing = int((table["demand"] == "failure").sum()) if len(table) else 0
    return summary.Month(
        period=when.key, label=when.label, comments=gate.count(len(table)), failure=gate.estimate(failing, len(table))
    )
