"""A summary in Markdown, for minutes and newsletters. It quotes nobody, and whatever a title or a name holds stays text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from engagement_lib.report import figures, findings, words
from engagement_lib.report.figures import Cell, Table
from engagement_lib.report.findings import Finding
from engagement_lib.summary import Summary

NARROW = {
    "failure-types": ("row", "n", "of", "share", "low", "high"),
    "themes": ("row", "n", "of", "share", "failure_n", "failure_of", "failure_share", "change"),
    "over-time": ("row", "n", "of", "share", "low", "high"),
}
"""The columns of a table that is too wide for a line of text."""

_SIGNS = re.compile(r"(?<=\d)[.):]|[.:](?!\s|$)|[!#$&*+\-/<=>@\[\\\]^_`{|}~]")
"""Signs of ASCII that can be more than themselves. Commas, quotation marks, brackets and the end of a sentence cannot, since a link or a
picture needs a square bracket and a numbered list a digit."""

_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")


def write(summary: Summary) -> str:
    """The whole of it."""
    return "\n\n".join(part for part in _parts(summary) if part) + "\n"


def text(said: str) -> str:
    r"""Any text as CommonMark that shows just that text, on one line.

    Every sign that could be more than itself gets a backslash, and the bar, which divides the cells of a table, its number.

    >>> print(text("# [a](b) | <b>, done.\n1. c"))
    \# \[a\](b) &#124; \<b\>, done. 1\. c
    """
    line = _UNSEEN.sub("", " ".join(figures.plain(said).split()))
    return _SIGNS.sub(lambda found: "&#124;" if found[0] == "|" else f"\\{found[0]}", line)


def _parts(summary: Summary) -> Iterator[str]:
    by_name = {table.name: table for table in figures.tables_of(summary)}
    service, readers = summary.service, {"manager": "Not for publication.", "public": "Anyone may read this."}
    heard = words.things(summary.comments, summary.threshold, "comment", "comments")
    if summary.residents:
        heard += f" from {words.things(summary.residents, summary.threshold, 'resident', 'residents')}"
    yield f"# {text(f'{service.title}: what residents told us, {summary.period.label}')}"
    yield text(summary.organisation)
    yield f"What the service is for, in residents’ eyes: {text(service.purpose)}"
    days = words.days(summary.period.starts, summary.period.ends)
    yield f"{text(heard[:1].upper() + heard[1:])}, {text(days)}. {readers[summary.edition]}"
    yield from _headline(summary)
    yield from _section("How the comments divide", by_name, ["demand"])
    yield from _section("In which ways the service fails", by_name, ["failure-types"])
    yield from _section("What residents ask the service for", by_name, ["value-types"])
    yield from _themes(summary, by_name)
    yield from _section("Comments that ask for nothing", by_name, ["none-types"])
    yield from _section("Over time", by_name, ["over-time"])
    yield from _section("Who we heard from", by_name, [name for name in by_name if name.startswith("who-")])
    yield from _section("What needs a person", by_name, ["attention"])
    yield from _section("Where the comments came from", by_name, ["sources"])
    yield "## How to read the figures"
    yield _bullets(f"{said}: {text(means)}" for said, means in figures.notes(summary))


def _headline(summary: Summary) -> Iterator[str]:
    """The sentences that the page begins with."""
    yield "## In short"
    if summary.comments == 0:
        yield f"No comments about {text(summary.service.title)} reached us in {text(summary.period.label)}."
        return
    if lead := findings.lead(summary):
        yield text("".join(lead))
        yield text(words.how_sure(summary))
    else:
        yield (
            f"We cannot tell yet how much of what residents told {text(summary.service.title)} in {text(summary.period.label)} came "
            "from something not done, or not done right."
        )
    verdict, reason = words.verdict(summary.rule_of_95)
    yield text(f"The rule of 95 %: {verdict.lower()} {reason}")
    yield from _findings("Act on", findings.act_on(summary))
    yield from _findings("Be proud of", findings.proud_of(summary))
    yield from _findings("What changed", findings.changed(summary))


def _findings(title: str, found: Sequence[Finding]) -> Iterator[str]:
    if found:
        yield f"### {title}"
        yield _bullets(text(f"{finding.said}. {finding.why}") for finding in found)


def _themes(summary: Summary, by_name: dict[str, Table]) -> Iterator[str]:
    yield "## What people talk about"
    yield text(summary.themes.explanation)
    if summary.themes.grouped:
        yield text(words.signed_off(summary.themes))
    if "themes" in by_name:
        yield _table(by_name["themes"])
    yield _bullets(
        text(f"{theme.title}: said more by {words.said_more(more)}")
        for theme in summary.themes.themes
        for more in theme.said_more
    )


def _section(title: str, by_name: dict[str, Table], names: Collection[str]) -> Iterator[str]:
    if shown := [by_name[name] for name in names if name in by_name]:
        yield f"## {title}"
        yield from map(_table, shown)


def _table(table: Table) -> str:
    """Numbers to the right, words to the left."""
    names = NARROW.get(table.name, tuple(name for name, _ in table.columns))
    places = [place for place, (name, _) in enumerate(table.columns) if name in names]
    rules = ["---:" if any(isinstance(row[place], int | float) for row in table.rows) else "---" for place in places]
    lines = [[text(table.columns[place][1]) for place in places], rules]
    lines += [[_shown(row[place]) for place in places] for row in table.rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _shown(cell: Cell) -> str:
    """A cell in words: counts with a comma, shares in whole per cent."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return text(cell)
    return f"{cell:,}" if isinstance(cell, int) else figures.plain(words.percent(cell))


def _bullets(lines: Iterator[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
