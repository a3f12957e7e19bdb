"""What people talk about: group comments that say like things, name the groups, and say so when there are too few.

``responses`` is the verb. :mod:`.discover` groups (BERTopic with parts of our own), :mod:`.name` gives each group a title
in residents' words.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pandas as pd

from engagement_lib.encode import Progress

FEWEST = 30
"""Below this many comments nothing is grouped. **Source:** topic models return noise on less (BERTopic's tracker: no topics on 20-30
texts, all outliers on 100), so the comments are listed for reading instead."""


class Themed(NamedTuple):
    """``responses`` with ``theme_id`` (empty when not themed) and ``theme_fit`` (0 to 1); ``themes``, one row a theme; how it was done."""

    responses: pd.DataFrame
    themes: pd.DataFrame
    grouped: bool
    explanation: str


def responses(classified: pd.DataFrame, cache: Path | None = None, progress: Progress | None = None) -> Themed:
    """Group the responses of one service and period. The order of the rows changes nothing; the caller's table is not edited.

    ``themes`` has the index ``theme_id`` and the columns ``title``, ``words`` (joined by ``;``), ``responses`` (how many) and
    ``typical`` (ids of the three nearest to the middle, joined by ``;``).
    """
    from engagement_lib.theme import discover, name

    english = classified[classified["language"] == "en"]
    distinct = sorted(text for text in english["text"].unique() if name.has_words(text))
    if len(distinct) < FEWEST:
        there = (
            "There is 1 different comment" if len(distinct) == 1 else f"There are {len(distinct)} different comments"
        )
        explanation = (
            f"{there} in English. That is too few to group: below {FEWEST}, groups would be chance. Read them instead."
        )
        return Themed(classified.assign(theme_id="", theme_fit=0.0), _no_themes(), False, explanation)

    groups = discover.groups(distinct, cache, progress)
    themed = classified.assign(
        theme_id=classified["text"].map(groups.theme_of).fillna("").astype("object"),
        theme_fit=classified["text"].map(groups.fit_of).fillna(0.0).round(3),
    )
    themes = groups.themes.assign(
        responses=[int((themed["theme_id"] == theme).sum()) for theme in groups.themes.index],
        typical=[_typical(themed, theme) for theme in groups.themes.index],
    ).sort_values(["responses", "title"], ascending=[False, True])
    return Themed(themed, themes, True, groups.explanation)


def _typical(themed: pd.DataFrame, theme: str) -> str:
    members = themed[themed["theme_id"] == theme].rename_axis("response_id").reset_index()
    nearest = members.sort_values(["theme_fit", "response_id"], ascending=[False, True]).head(3)
    return ";".join(nearest["response_id"])


def _no_themes() -> pd.DataFrame:
    index = pd.Index([], name="theme_id", dtype="object")
    return pd.DataFrame({"title": [], "words": [], "responses": [], "typical": []}, index=index)
