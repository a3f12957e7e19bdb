"""The public edition: what anyone may read. No resident's words, no exact number, nothing that is there once a comment."""

from __future__ import annotations

from engagement_lib.summarise.disclosure import Gate
from engagement_lib.summary import Corrected, Rule, Summary, Theme, Themes

EXPLAINED = "Comments were grouped by meaning. A group is shown when it is found again after a fifth of the comments is left out."
TOO_FEW = "There are too few comments to group."


def without_words(made: Summary, gate: Gate) -> Summary:
    """The same findings without quotes, openings of letters, spots on the map, head-counts and counts of what was taken out.

    **Source:** a head-count step by step, or one spot a comment, gives an exact number beside the rounded one.
    """
    return made.model_copy(
        update={
            "edition": "public", "value_quotes": (), "praise_quotes": (), "campaigns": (), "ledger": (), "redactions": (),
            "failure_types": tuple(type_.model_copy(update={"quotes": ()}) for type_ in made.failure_types),
            "themes": _themes(made.themes),
            "corrected": _corrected(made.corrected, gate),
            "rule_of_95": _rule(made.rule_of_95, gate),
        }
    )  # fmt: skip


def _themes(themes: Themes) -> Themes:
    cards = tuple(map(_card, themes.themes))
    return themes.model_copy(update={"themes": cards, "explanation": EXPLAINED if themes.grouped else TOO_FEW})


def _card(theme: Theme) -> Theme:
    return theme.model_copy(update={"quotes": (), "atypical": (), "spots": ()})


def _corrected(found: Corrected | None, gate: Gate) -> Corrected | None:
    """To whole per cent, of a rounded base."""
    if found is None or (of := gate.count(found.of)) is None:
        return None
    ends = {name: round(getattr(found, name), 2) for name in ("share", "low", "high")}
    return found.model_copy(update={**ends, "of": of, "method": ""})


def _rule(rule: Rule, gate: Gate) -> Rule:
    return rule.model_copy(update={"value": _corrected(rule.value, gate), "more": 0})
