"""Every number on a page is one of its summary, and every figure of the summary is on the page as it stands there."""

from __future__ import annotations

import re
from collections.abc import Iterator

import made
import pages
import pytest

from engagement_lib import flow
from engagement_lib.report import findings, parcels, words
from engagement_lib.summary import Estimate, Summary
from engagement_lib.workspace import Workspace

OURS = {"95", "19", "20", "5", "0", "1", "100"}
"""Numbers of our own sentences: the rule of 95 %, 19 times in 20, small numbers, the ends of a scale."""


def leaves(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        for inside in value.values():
            yield from leaves(inside)
    elif isinstance(value, list | tuple):
        for inside in value:
            yield from leaves(inside)
    else:
        yield value


def allowed(summary: Summary) -> set[str]:
    found = set(OURS)
    for leaf in leaves(summary.model_dump(exclude={"themes": {"themes": {"__all__": {"spots"}}}})):
        if isinstance(leaf, str):
            found |= set(re.findall(r"\d[\d,]*", leaf)) | {piece.lstrip("0") for piece in re.findall(r"\d+", leaf)}
        elif isinstance(leaf, int):
            found.add(f"{leaf:,}")
        elif isinstance(leaf, float) and 0 <= leaf <= 1:
            found.add(str(words.whole(leaf)))
    found |= {str(number) for number in range(1, len(summary.themes.themes) + 1)}  # their places on the map
    return found | {"40", "60", "80", "30", "50", "10"}  # ticks of the scales


def shown(html: str) -> set[str]:
    page = pages.look(html)
    return set(re.findall(r"(?<![\w.,])\d+(?:,\d{3})*(?!\w)", page.main.get_text(" ").replace("\u00a0", " ")))


def figures(summary: Summary) -> Iterator[Estimate]:
    yield from (count.estimate for count in (*summary.demand, *summary.value_types, *summary.none_types))
    yield from (type_.estimate for type_ in summary.failure_types)
    yield from (theme.estimate for theme in summary.themes.themes)
    yield from (theme.failure for theme in summary.themes.themes)
    yield from (month.failure for month in summary.months)
    yield from (row.estimate for attribute in summary.who for row in attribute.rows)


def check(summary: Summary) -> None:
    html = pages.of(summary)
    assert shown(html) <= allowed(summary), shown(html) - allowed(summary)
    text = pages.look(html).get_text(" ")
    for estimate in figures(summary):
        if estimate.share is not None:
            assert words.share(estimate) in text
            assert words.out_of(estimate, summary.threshold) in text
    lead = findings.lead(summary)
    assert lead is None or pages.look(html).find("p", class_="lead").get_text() == "".join(lead)


@pytest.mark.parametrize("summary", [made.full(), made.tiny(), made.empty()], ids=["full", "tiny", "empty"])
def test_of_pages_made_by_hand(summary: Summary):
    check(summary)


@pytest.mark.parametrize("slug", ["maintenance", "voids", "estate-services"])
@pytest.mark.parametrize("edition", ["manager", "public"])
def test_of_the_example_in_both_editions(ran: tuple[Workspace, flow.Run], slug: str, edition: str):
    check(parcels.read(ran[0].processed, slug, "2026-10", edition))
