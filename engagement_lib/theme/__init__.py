"""What people talk about: group comments that say like things, name the groups, follow them over time, and say so when there are too few.

``responses`` is the verb. :mod:`.discover` finds themes (:mod:`.consensus` decides what holds), :mod:`.name` and :mod:`.phrases` give
each a title in residents' words, :mod:`.decide` applies what people decided, :mod:`.follow` says what became of last period's,
:mod:`.order` puts like comments beside each other. :mod:`.evaluate` measures it all on labelled texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.cluster.hierarchy import fcluster, linkage

from engagement_lib.encode import PACKAGED, Encoded, Encoder, Progress, remembered, vectors
from engagement_lib.theme import decide, follow, order, plain
from engagement_lib.theme.decide import Decision
from engagement_lib.theme.discover import Found, Granularity, also, themes
from engagement_lib.theme.words import has_words

__all__ = ["FEWEST", "Before", "Decision", "Themed", "broader", "decisions", "responses"]

FEWEST = 30
"""Below this many comments nothing is grouped. **Source:** topic models return noise on less (BERTopic's tracker: no topics on 20-30
texts, all outliers on 100), so the comments are put in an order for reading instead."""

TOO_FEW = f"That is too few to group: below {FEWEST}, groups would be chance."
TOO_VARIED = "They differ too much to group: no two themes are found again when a fifth of the comments is left out."

MOST_A_COMMENT = 3
"""Themes a comment may carry."""

TYPICAL = 3


class Themed(NamedTuple):
    """``responses`` with ``theme_id`` (the main theme, empty when not themed), ``theme_ids`` (all, joined by ``;``), ``theme_fit``
    (how near its middle is, 0 to 1), ``reading_order`` (like beside like, from 1) and a place on the map (``map_x``, ``map_y``, 0 to 1);
    ``themes``, one row a theme; how it was done; and what became of last period's themes."""

    responses: pd.DataFrame
    themes: pd.DataFrame
    grouped: bool
    explanation: str
    changes: pd.DataFrame


class Before(NamedTuple):
    """Last period's ``responses`` and ``themes``, as this room left them."""

    responses: pd.DataFrame
    themes: pd.DataFrame


def decisions(kept: pd.DataFrame) -> list[Decision]:
    """Rows of the register, oldest first, as this room takes them."""
    return [
        Decision(row["action"], tuple(row["middle"]), tuple(row["other"]), row["title"], row["who"])
        for _, row in kept.iterrows()
    ]


def responses(
    classified: pd.DataFrame, cache: Path | None = None, progress: Progress | None = None, *,
    granularity: Granularity = "standard", before: Before | None = None, decisions: Sequence[Decision] = (),
    encoder: Encoder = PACKAGED,
) -> Themed:  # fmt: skip
    """Group the responses of one service and period. The order of the rows changes nothing; the caller's table is not edited.

    ``themes`` has the index ``theme_id`` and the columns ``title``, ``named_by`` (who named it; empty when the machine did), ``words``
    (joined by ``;``), ``responses`` (how many), ``typical`` (ids of the three nearest to its middle), ``atypical`` (id of the farthest),
    ``stability`` (the share of samples in which it is found again) and ``middle`` (its mean vector). ``changes`` is described in
    :func:`.follow.changes`.
    """
    encoded = remembered(partial(vectors, cache_folder=cache, progress=progress, encoder=encoder))
    distinct = sorted(text for text in classified.loc[_says(classified), "text"].unique() if has_words(text))
    about = plain.others(distinct)
    if about < FEWEST:
        return _not_grouped(classified, distinct, about, TOO_FEW, encoded)
    found = themes(distinct, granularity, encoded)
    held = [found.stability[theme] for theme, title in found.titles.items() if title not in plain.TITLES]
    if not decisions and len(held) < 2 and min(held, default=0) < 1:
        return _not_grouped(classified, distinct, about, TOO_VARIED, encoded)
    decided = decide.apply(found, decisions, encoded)
    themed = _themed(classified, found, encoded)
    table = _table(themed, found, decided.named_by)
    themed, table, changed = _followed(themed, table, before, encoded)
    themed["reading_order"] = _by_theme(themed, table)
    themed["map_x"], themed["map_y"] = _on_a_map(themed, table, encoded).T
    return Themed(themed, table, True, _explanation(distinct, themed, table, decided), changed)


def _says(classified: pd.DataFrame) -> pd.Series:
    """Which responses have anything to group: those in English that say anything."""
    return (classified["language"] == "en") & (classified["none_type"] != "no_content")


def broader(themes: pd.DataFrame, number: int) -> pd.DataFrame:
    """Themes put together into fewer, larger groups, one row a theme: ``group`` (its largest theme's title), ``title``, ``responses``."""
    if len(themes) < 2:
        return themes.assign(group=themes["title"])[["group", "title", "responses"]]
    middles = np.array(themes["middle"].to_list())
    of = fcluster(linkage(middles, "average", metric="cosine"), min(number, len(themes)), "maxclust")
    largest = themes.groupby(of)["responses"].transform("max") == themes["responses"]
    names = {group: themes.loc[largest & (of == group), "title"].iloc[0] for group in set(of)}
    return themes.assign(group=[names[group] for group in of])[["group", "title", "responses"]].sort_values(
        ["group", "responses"], ascending=[True, False]
    )


def _not_grouped(classified: pd.DataFrame, distinct: list[str], about: int, why: str, encoded: Encoded) -> Themed:
    there = "There is 1 different comment" if about == 1 else f"There are {about} different comments"
    explanation = f"{there} in English that say what they are about. {why} Read them instead; like ones stand together."
    place = {text: number for number, text in enumerate(order.reading(distinct, encoded(distinct)))}
    last = len(place)
    number = _numbered(classified["text"].map(lambda text: place.get(text, last)))
    themed = classified.assign(theme_id="", theme_ids="", theme_fit=0.0, reading_order=number, map_x=0.0, map_y=0.0)
    return Themed(themed, _no_themes(), False, explanation, _no_changes())


def _themed(classified: pd.DataFrame, found: Found, encoded: Encoded) -> pd.DataFrame:
    """Every comment with its themes, the clearest first: the one it was grouped into, then those its sentences speak of."""
    further, middles = also(found, encoded), found.middles()
    of, fit = {}, {}
    for text, vector, theme in zip(found.texts, found.vectors, found.of.tolist(), strict=True):
        more = further.get(text, {})
        ranked = ([theme] if theme >= 0 else []) + sorted(set(more) - {theme}, key=lambda one: (-more[one], one))
        of[text] = [_key(found, one) for one in ranked[:MOST_A_COMMENT]]
        fit[text] = max(0.0, float(vector @ middles[ranked[0]])) if ranked else 0.0
    mine = [of.get(text, []) if says else [] for text, says in zip(classified["text"], _says(classified), strict=True)]
    return classified.assign(
        theme_id=pd.Series([keys[0] if keys else "" for keys in mine], classified.index, dtype="object"),
        theme_ids=pd.Series([";".join(keys) for keys in mine], classified.index, dtype="object"),
        theme_fit=[round(fit[text], 3) if keys else 0.0 for text, keys in zip(classified["text"], mine, strict=True)],
    )


def _key(found: Found, theme: int) -> str:
    return "theme-" + sha256("|".join([found.titles[theme], *found.words.get(theme, [])]).encode()).hexdigest()[:8]


def _table(themed: pd.DataFrame, found: Found, named_by: dict[int, str]) -> pd.DataFrame:
    rows = {}
    for theme, middle in found.middles().items():
        key = _key(found, theme)
        members = _members(themed, key)
        nearest = (
            members.assign(besides=members["theme_id"] != key)
            .rename_axis("response_id")
            .reset_index()
            .sort_values(["besides", "theme_fit", "response_id"], ascending=[True, False, True])
        )
        ids = [*nearest.drop_duplicates("text")["response_id"], ""]
        rows[key] = {
            "title": found.titles[theme], "named_by": named_by.get(theme, ""), "words": ";".join(found.words.get(theme, [])),
            "responses": len(members), "typical": ";".join(filter(None, ids[:TYPICAL])),
            "atypical": ids[-2] if len(ids) > TYPICAL + 1 else "",
            "stability": round(found.stability.get(theme, 0.0), 3), "middle": [round(float(value), 4) for value in middle],
        }  # fmt: skip
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("theme_id") if rows else _no_themes()
    return table[table["responses"] > 0].sort_values(["responses", "title"], ascending=[False, True])


def _members(themed: pd.DataFrame, key: str) -> pd.DataFrame:
    return themed[[key in keys.split(";") for keys in themed["theme_ids"]]]


def _followed(
    themed: pd.DataFrame, table: pd.DataFrame, before: Before | None, encoded: Encoded
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Compare with last period; a theme that goes on keeps its id, and a title that a person gave it."""
    if before is None or before.themes.empty or table.empty:
        return themed, table, _no_changes()
    changed = follow.changes(_side(before.responses, before.themes, encoded), _side(themed, table, encoded))
    same = changed[changed["change"].isin(["continued", "grown", "faded"])]
    kept = {row["theme_id"]: row["was"] for _, row in same.iterrows()}
    gone = changed[changed["change"] == "gone"].set_index("theme_id")
    titles = table["title"].to_dict() | before.themes.loc[gone.index, "title"].to_dict()
    changed["title"] = changed["theme_id"].map(titles)
    for now, was in kept.items():
        if not table.at[now, "named_by"] and before.themes.at[was, "named_by"]:
            for column in ("title", "named_by"):
                table.at[now, column] = str(before.themes.at[was, column])
    themed = themed.assign(
        theme_id=themed["theme_id"].map(lambda key: kept.get(key, key)),
        theme_ids=[";".join(kept.get(key, key) for key in keys.split(";")) for keys in themed["theme_ids"]],
    )
    changed["theme_id"] = changed["theme_id"].map(lambda key: kept.get(key, key))
    return themed, table.rename(index=kept), changed


def _side(themed: pd.DataFrame, table: pd.DataFrame, encoded: Encoded) -> follow.Side:
    ids = sorted(table.index)
    place = {key: number for number, key in enumerate(ids)}
    members = themed[themed["theme_id"].isin(ids)]
    return follow.Side(
        ids, np.array([table.at[key, "middle"] for key in ids], dtype=np.float64).reshape(len(ids), -1),
        encoded(list(members["text"])), members["theme_id"].map(place).to_numpy(dtype=int), len(themed),
    )  # fmt: skip


def _by_theme(themed: pd.DataFrame, table: pd.DataFrame) -> pd.Series:
    """Theme by theme, the largest first, the clearest of each first; what is not themed last."""
    place = {key: number for number, key in enumerate(table.index)}
    return _numbered(themed["theme_id"].map(lambda key: place.get(key, len(place))), -themed["theme_fit"])


def _numbered(*keys: pd.Series) -> pd.Series:
    """The place of each response, from 1, when they are sorted by these keys and then by their ids."""
    index = keys[0].index
    order = pd.DataFrame({str(number): key for number, key in enumerate([*keys, index])}, index=index)
    ranked = order.sort_values(order.columns.to_list()).index
    return pd.Series(range(1, len(ranked) + 1), index=ranked, dtype="int64").reindex(index)


def _on_a_map(themed: pd.DataFrame, table: pd.DataFrame, encoded: Encoded) -> np.ndarray:
    """Across and down, 0 to 1, for themed comments; 0 for the others."""
    spots = np.zeros((len(themed), 2))
    mine = themed["theme_id"].isin(table.index).to_numpy()
    if mine.any():
        keys = themed.loc[mine, "theme_id"]
        middles = {key: np.array(table.at[key, "middle"]) for key in table.index}
        spots[mine] = order.spots(encoded(list(themed.loc[mine, "text"])), list(keys), middles)
    return spots.round(3)


def _explanation(distinct: list[str], themed: pd.DataFrame, table: pd.DataFrame, decided: decide.Decided) -> str:
    texts = set(distinct)
    left = len(
        {text for text, key in zip(themed["text"], themed["theme_id"], strict=True) if not key and text in texts}
    )
    number = "1 theme" if len(table) == 1 else f"{len(table)} themes"
    by_hand = " People's decisions about themes were applied." if decided.named_by or decided.dropped else ""
    short = (
        " Answers that name no subject are grouped by their words." if set(table["title"]) & set(plain.TITLES) else ""
    )
    return (
        f"{len(distinct):,} different comments were grouped by meaning into {number} that are found again when a fifth of the comments "
        f"is left out; {left:,} are not yet themed.{short}{by_hand}"
    )


def _no_themes() -> pd.DataFrame:
    columns = ["title", "named_by", "words", "responses", "typical", "atypical", "stability", "middle"]
    return pd.DataFrame({column: [] for column in columns}, index=pd.Index([], name="theme_id", dtype="object"))


def _no_changes() -> pd.DataFrame:
    return pd.DataFrame(columns=[*follow.COLUMNS, "title"])
