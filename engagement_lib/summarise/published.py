"""The public edition: what anyone may read. No words but those a person approved, no exact number, nothing that is there once a comment."""

from __future__ import annotations

from collections.abc import Collection

from engagement_lib.summarise.disclosure import Gate
from engagement_lib.summary import Corrected, Estimate, Quote, Rule, Summary, Theme, Themes

EXPLAINED = "Comments were grouped by meaning. A group is shown when it is found again after a fifth of the comments is left out."
TOO_FEW = "There are too few comments to group."


def edition(made: Summary, gate: Gate, approved: Collection[str] = ()) -> Summary:
    """The same findings without openings of letters, spots on the map, head-counts and counts of what was taken out.

    Of the quotes those stay that a person ``approved``, and only where the number they stand beside is shown.

    **Source:** a head-count step by step, or one spot a comment, gives an exact number beside the rounded one.
    """
    failure_types = tuple(
        type_.model_copy(update={"quotes": _let(type_.quotes, approved, type_.estimate)})
        for type_ in made.failure_types
    )
    return made.model_copy(
        update={
            "edition": "public", "hazards": None, "complaints": None, "other_languages": (), "campaigns": (), "ledger": (),
            "redactions": (), "failure_types": failure_types,
            "value_quotes": _let(made.value_quotes, approved), "praise_quotes": _let(made.praise_quotes, approved),
            "themes": _themes(made.themes, approved),
            "corrected": _corrected(made.corrected, gate),
            "rule_of_95": _rule(made.rule_of_95, gate),
        }
    )  # fmt: skip


def _let(quotes: tuple[Quote, ...], approved: Collection[str], beside: Estimate | None = None) -> tuple[Quote, ...]:
    """Without the response's id, by which the manager's page could be laid beside this one."""
    if beside is not None and beside.n is None:
        return ()
    return tuple(
        quote.model_copy(update={"response_id": "", "why": ""}) for quote in quotes if quote.response_id in approved
    )


def _themes(themes: Themes, approved: Collection[str]) -> Themes:
    cards = tuple(_card(theme, approved) for theme in themes.themes)
    return themes.model_copy(update={"themes": cards, "explanation": EXPLAINED if themes.grouped else TOO_FEW})


def _card(theme: Theme, approved: Collection[str]) -> Theme:
    quotes, atypical = (_let(said, approved, theme.estimate) for said in (theme.quotes, theme.atypical))
    return theme.model_copy(update={"quotes": quotes, "atypical": atypical, "spots": ()})


def _corrected(found: Corrected | None, gate: Gate) -> Corrected | None:
    """To whole per cent, of a rounded base."""
    if found is None or (of := gate.count(found.of)) is None:
        return None
    ends = {name: round(getattr(found, name), 2) for name in ("share", "low", "high")}
    return found.model_copy(update={**ends, "of": of, "method": ""})


def _rule(rule: Rule, gate: Gate) -> Rule:
    return rule.model_copy(update={"value": _corrected(rule.value, gate), "more": 0})
