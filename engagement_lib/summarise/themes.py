"""One card a theme: how many, how they divide, who says it more, what changed."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
from scipy.stats import fisher_exact

from engagement_lib import summary
from engagement_lib.contracts import given, resident_columns
from engagement_lib.summarise import people, quotes
from engagement_lib.summarise.disclosure import Gate

SURE = 0.05
"""A group says something more when so large a difference would come by chance less often than this, all groups of the theme taken together.
**Source:** Holm, "A simple sequentially rejective multiple test procedure", 1979, with Fisher's exact test."""

MOST_SPOTS = 120

UNNAMED = "A theme that nobody has named yet"
"""In public a machine's title is shown only after sign-off, for it may be one resident's words."""


class Found(NamedTuple):
    """What the theming room found: ``themes``, one row a theme; ``changes`` since last period; whether and how comments were grouped."""

    themes: pd.DataFrame
    changes: pd.DataFrame
    grouped: bool
    explanation: str


def cards(said: pd.DataFrame, found: Found, gate: Gate, signed_off: str) -> summary.Themes:
    """Themes large enough to show, the largest first; the rest count as not yet themed."""
    if not found.grouped:
        return summary.Themes(grouped=False, explanation=found.explanation)
    changes = {row["theme_id"]: row for _, row in found.changes.iterrows()}
    of = said["theme_ids"].str.split(";")
    shown, counted = [], pd.Series(False, index=said.index)
    for key, row in found.themes.iterrows():
        inside = of.map(lambda keys, key=str(key): key in keys)
        if inside.sum() >= gate.threshold:
            shown.append(_card(str(key), row, changes.get(key), said, inside, gate, bool(signed_off)))
            counted |= inside
    shown.sort(key=lambda card: (-(card.estimate.n or 0), card.title))
    gone = found.changes.loc[(found.changes["change"] == "gone") & (found.changes["before"] >= gate.threshold), "title"]
    gone = gone[:0] if gate.public and not signed_off else gone
    return summary.Themes(
        grouped=True, explanation=found.explanation, themes=tuple(shown), signed_off=signed_off,
        not_themed=gate.estimate(int((~counted).sum()), len(said)), gone=tuple(sorted(gone)),
    )  # fmt: skip


def _card(
    key: str, row: pd.Series, change: pd.Series | None, said: pd.DataFrame, inside: pd.Series, gate: Gate, signed_off: bool
) -> summary.Theme:  # fmt: skip
    members = said[inside].assign(besides=said["theme_id"] != key).rename_axis("response_id")
    members = members.sort_values(["besides", "theme_fit", "response_id"], ascending=[True, False, True])
    words = [word for word in row["words"].split(";") if word]
    title = row["title"]
    if gate.public:
        words = _common(words, members["text"], gate)
        title = title if signed_off or row["named_by"] else ", ".join(words[:3]).capitalize() or UNNAMED
    return summary.Theme(
        key=key,
        title=title,
        named_by=row["named_by"],
        words=tuple(words),
        stability=row["stability"],
        estimate=gate.estimate(len(members), len(said)),
        failure=gate.estimate(int((members["demand"] == "failure").sum()), len(members)),
        hazards=gate.estimate(int((members["hazard"] == 1).sum()), len(members)),
        change="" if change is None else change["change"],
        before=None
        if change is None or change["change"] == "new"
        else gate.estimate(int(change["before"]), int(change["before_of"])),
        said_more=_said_more(said, inside, gate),
        quotes=quotes.pick(members, 3, nearest=True),
        atypical=quotes.pick(members[members.index == row["atypical"]], 1, nearest=True),
        spots=tuple((round(x, 2), round(y, 2)) for x, y in zip(members["map_x"], members["map_y"], strict=True))[
            :MOST_SPOTS
        ],
    )


def _common(words: list[str], texts: pd.Series, gate: Gate) -> list[str]:
    """Words that at least as many people use as a public count must have: one person's turn of phrase stays out."""
    low = texts.str.lower()
    return [word for word in words if low.str.contains(word, regex=False).sum() >= gate.threshold]


def _said_more(said: pd.DataFrame, inside: pd.Series, gate: Gate) -> tuple[summary.SaidMore, ...]:
    """Groups of residents who say it more than the others who gave an answer, the surest first."""
    tried = []
    for column in resident_columns(said):
        answered = said[given(said[column])]
        mine = inside[answered.index]
        for group in sorted(answered[column].astype(str).unique()):
            here = answered[column].astype(str) == group
            a, b = int((mine & here).sum()), int(here.sum())
            c, d = int((mine & ~here).sum()), int((~here).sum())
            if min(a, c, b - a, d - c) >= gate.threshold and a / b > c / d:
                chance = float(fisher_exact([[a, b - a], [c, d - c]])[1])
                title = people.title(column)
                tried.append(
                    (
                        chance,
                        summary.SaidMore(
                            attribute=title, group=group, inside=gate.estimate(a, b), others=gate.estimate(c, d)
                        ),
                    )
                )
    tried.sort(key=lambda one: (one[0], one[1].attribute, one[1].group))
    kept = []
    for place, (chance, found) in enumerate(tried):
        if chance * (len(tried) - place) >= SURE:
            break
        kept.append(found)
    return tuple(kept)
