"""Where each number of a ``Summary`` stands, what it is called, and which filter gives its rows: one line a number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from engagement_lib.contracts import RESIDENT_PREFIX
from engagement_lib.explore import filters
from engagement_lib.explore.filters import Rows
from engagement_lib.summary import Attribute, Corrected, Estimate, Summary, Theme

_FORETOLD = "It is foretold from what was read so far; the rows are those still to be drawn from."
_SAMPLED = "It is the share of random four fifths of the comments in which the theme was found again; the rows are its comments."

Printed = Estimate | Corrected | float | int | None


@dataclass(frozen=True)
class Number:
    """``behind`` gives the rows that were counted, ``among`` those they are a share of; ``how`` is told of a number that is worked out."""

    path: str
    title: str
    printed: Printed
    behind: Rows
    among: Rows | None = None
    how: str = ""


def of(summary: Summary) -> Iterator[Number]:
    """Every number of a summary, in the order of the page."""
    yield Number("comments", "Comments", summary.comments, filters.everyone)
    yield Number("residents", "Residents", summary.residents, lambda tables: filters.once_each(tables.responses))
    yield from _demand(summary)
    yield from _estimates(summary)
    failing = filters.where(demand="failure")
    for kind in summary.failure_types:
        yield Number(f"failure_types/{kind.key}", f"Way of failing: {kind.title}", kind.estimate,
                     partial(filters.holding, failing, "failure_types", kind.key), failing)  # fmt: skip
    for name, counts in (("value", summary.value_types), ("none", summary.none_types)):
        whole, column = filters.where(demand=name), f"{name}_type"
        among = partial(filters.any_of, whole, column, [count.key for count in counts])
        for count in counts:
            yield Number(
                f"{column}s/{count.key}",
                count.title,
                count.estimate,
                partial(filters.equal, whole, column, count.key),
                among,
            )
    yield from _themes(summary)
    for month in summary.months:
        rows = (
            filters.everyone if month.period == summary.period.key else partial(filters.month_of, period=month.period)
        )
        yield Number(f"months/{month.period}", f"Comments in {month.label}", month.comments, rows)
        yield Number(f"months/{month.period}/failure", f"Failure demand in {month.label}", month.failure,
                     partial(filters.equal, rows, "demand", "failure"), rows)  # fmt: skip
    for attribute in summary.who:
        yield from _who(attribute)
    yield Number("hazards", "Danger to health or safety", summary.hazards, filters.where(hazard=1))
    yield Number("complaints", "Complaint", summary.complaints, filters.where(complaint=1))
    for code, n in summary.other_languages:
        yield Number(f"other_languages/{code}", f"In another language: {code}", n, filters.where(language=code))
    for place, campaign in enumerate(summary.campaigns, start=1):
        title = f"A text that many people sent, number {place}: times sent"
        yield Number(f"campaigns/{place}", title, campaign.copies, partial(filters.campaign, place=place))
    for source in summary.sources:
        yield Number(f"sources/{source.name}", source.title, source.comments, filters.where(source=source.name))
    yield from _ledger(summary)
    for kind_of_detail, n in summary.redactions:
        yield Number(
            f"redactions/{kind_of_detail}",
            f"Taken out: {kind_of_detail}",
            n,
            partial(filters.taken_out, kind=kind_of_detail),
        )


def _demand(summary: Summary) -> Iterator[Number]:
    keys = [count.key for count in summary.demand]
    for count in summary.demand:
        yield Number(
            f"demand/{count.key}",
            count.title,
            count.estimate,
            filters.where(demand=count.key),
            partial(filters.any_of, filters.everyone, "demand", keys),
        )
    yield Number("failure", "Failure demand", summary.failure, filters.where(demand="failure"), filters.everyone)
    yield Number("failure_with_out_of_scope", "Failure demand if requests meant for another service count too",
                 summary.failure_with_out_of_scope, filters.with_out_of_scope, filters.everyone)  # fmt: skip
    yield Number("failure_without_wrong_door", "Failure demand of this service itself alone",
                 summary.failure_without_wrong_door, filters.where(demand="failure", wrong_door=0), filters.everyone)  # fmt: skip


def _estimates(summary: Summary) -> Iterator[Number]:
    live = filters.where(kind=filters.LIVE)
    if summary.comments != 0:
        yield Number(
            "corrected",
            "Failure demand, allowing for the machine’s errors",
            summary.corrected,
            partial(filters.weighed, filters.everyone),
            filters.everyone,
        )
        if summary.corrected is not None:
            yield Number(
                "corrected/read",
                "Read by a person",
                summary.corrected.n_read,
                partial(filters.read_by_a_person, filters.everyone),
            )
    rule = summary.rule_of_95
    if rule.says == "not measured here":
        return
    yield Number("rule_of_95", "Value demand among live contacts, allowing for the machine’s errors", rule.value,
                 partial(filters.weighed, live, value=True), live)  # fmt: skip
    if rule.value is not None:
        yield Number(
            "rule_of_95/read",
            "Live contacts read by a person",
            rule.value.n_read,
            partial(filters.read_by_a_person, live),
        )
    yield Number("rule_of_95/more", "Live contacts a person would need to read before the rule can be judged", rule.more,
                 partial(filters.unread, live), how=_FORETOLD)  # fmt: skip


def _themes(summary: Summary) -> Iterator[Number]:
    keys = [theme.key for theme in summary.themes.themes]
    for theme in summary.themes.themes:
        inside, path, title = (
            partial(filters.holding, filters.content, "theme_ids", theme.key),
            f"themes/{theme.key}",
            f"Theme “{theme.title}”",
        )
        yield Number(path, f"{title}: comments", theme.estimate, inside, filters.content)
        yield Number(
            f"{path}/failure",
            f"{title}: failure demand",
            theme.failure,
            partial(filters.equal, inside, "demand", "failure"),
            inside,
        )
        if theme.hazards is not None:
            yield Number(
                f"{path}/hazards",
                f"{title}: danger",
                theme.hazards,
                partial(filters.equal, inside, "hazard", 1),
                inside,
            )
        if theme.before is not None:
            period = summary.months[-2].period if len(summary.months) > 1 else ""
            last = partial(filters.month_of, period=period)
            yield Number(
                f"{path}/before",
                f"{title}: comments last time",
                theme.before,
                partial(filters.before, last, key=theme.key),
                last,
            )
        yield Number(f"{path}/stability", f"{title}: found again in samples", theme.stability, inside, how=_SAMPLED)  # fmt: skip
        yield from _said_more(theme, inside)
    if summary.themes.not_themed is not None:
        yield Number(
            "themes/not_themed",
            "Fits no theme",
            summary.themes.not_themed,
            partial(filters.in_none, keys=keys),
            filters.content,
        )


def _said_more(theme: Theme, inside: Rows) -> Iterator[Number]:
    for more in theme.said_more:
        path = f"themes/{theme.key}/said_more/{more.attribute.lower().replace(' ', '_')}/{more.group}"
        title = f"Theme “{theme.title}”, {more.attribute}: {more.group}"
        for suffix, name, found, here in (
            ("", title, more.inside, True),
            ("/others", f"{title}, the others", more.others, False),
        ):
            group = partial(filters.group_of, filters.content, more.attribute, more.group, here)
            yield Number(
                path + suffix, name, found, partial(filters.group_of, inside, more.attribute, more.group, here), group
            )


def _who(attribute: Attribute) -> Iterator[Number]:
    column, keys = RESIDENT_PREFIX + attribute.key, [row.key for row in attribute.rows]
    for row in attribute.rows:
        yield Number(f"who/{attribute.key}/{row.key}", f"Residents by {attribute.title.lower()}: {row.title}", row.estimate,
                     partial(filters.residents, column=column, answers=[row.key]),
                     partial(filters.residents, column=column, answers=keys))  # fmt: skip
    yield Number(f"who/{attribute.key}/not given", f"Residents by {attribute.title.lower()}: not given", attribute.not_given,
                 partial(filters.residents, column=column, answers=None), lambda tables: filters.once_each(tables.responses))  # fmt: skip


def _ledger(summary: Summary) -> Iterator[Number]:
    for line in summary.ledger:
        came_in = filters.received if line.room in ("period", "clean") else filters.everyone
        went_on = filters.received if line.room == "period" else filters.everyone
        yield Number(f"ledger/{line.room}/in", f"{line.title}: came in", line.rows_in, came_in)
        yield Number(f"ledger/{line.room}/on", f"{line.title}: went on", line.rows_on, went_on)
        for reason, n in line.aside:
            yield Number(
                f"ledger/{line.room}/aside/{reason}",
                f"{line.title}: {reason}",
                n,
                partial(filters.set_aside, reason=reason),
            )
