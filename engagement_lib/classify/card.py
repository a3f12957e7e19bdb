"""The model card: what a model learned from and how it compares, for a person to read before deciding. No comment's words are in it.

**Source:** the headings are those of Mitchell and others, "Model cards for model reporting", 2019.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

_LIMITS = (
    "Labelled comments are no random sample: audits draw more where the model in use was in doubt. So the figures are lower than on all "
    "comments, and the comparison leans towards the new model.",
    "Intervals (95 %) speak of chance alone: that other comments might have been held out. They do not cover errors of the people who "
    "labelled, nor comments of other services, periods or ways of asking.",
    "Each interval stands for itself: of twenty figures without any change, one is expected to look like one.",
    "English only; sarcasm, and failures told mildly or in passing, are missed more often.",
)


def markdown(facts: Mapping[str, Any], steps: Sequence[Mapping[str, Any]]) -> str:
    """The card as Markdown: ``facts`` as kept in its JSON, ``steps`` of the history that are about this model."""
    gathered, labels = facts["gathered"], facts["labels"]
    parts = [
        f"# Model card: demand model {facts['model']}",
        "## Model details", _list([
            "Sorts residents' comments into failure, value or no demand, with types of failure and flags (dangers among them).",
            f"Linear heads on a sentence encoder. Tried {facts['tried_at']} beside the model in use then ({facts['compared_with']}).",
            f"Package {facts['package']}; " + "; ".join(f"{name} {number}" for name, number in facts["versions"].items()) + ".",
            f"Hashes: encoder {facts['encoder_hash']}, starter comments {facts['starter_hash']}, own labels learned from "
            f"{facts['own_labels_hash']}, labels that judged {facts['judging_labels_hash']}.",
        ]),
        "## What was decided", _list([_step(step) for step in steps]),
        "## Intended use", _list([
            "For counting what residents ask of a service, so that the service can be made better; shares with their intervals.",
            "Not for decisions about a resident, and not for ranking or judging staff.",
        ]),
        "## Factors", _list([
            "How well it judges differs by service, by what was asked, and by how people write. Services with enough held-out labels stand "
            "in the table below; of the others nothing is known.",
            f"Own labels by service: {_counted(facts['services'])}.",
        ]),
        "## Metrics",
        "F1 by label and their mean (macro-F1); a comment it calls unclear counts as wrong. Micro-F1 of failure types where a person named "
        "some. The share of dangers found. Calibration error: how far its confidence is from how often it is right (lower is better).",
        "## Evaluation data", _list(_evaluation(facts)),
        "## Training data", _list([
            f"{facts['starter_comments']:,} starter comments, written for this project (data card in the package).",
            f"{facts['own_labels']:,} own labels ({_counted(labels)}): {facts['taught_by']:,} teach, {facts['calibrated_by']:,} calibrate.",
            f"Left out: {gathered['disputed_left_out']:,} on which people differ and nobody adjudicated, "
            f"{gathered['taken_back_left_out']:,} taken back, {gathered['text_gone_left_out']:,} whose text is no longer here.",
            _people(gathered),
        ]),
        "## Quantitative analyses", _table(facts["figures"]),
        f"Of the held-out comments {facts['right_to_wrong']} went from right to wrong and {facts['wrong_to_right']} from wrong to right.",
        "## Ethical considerations", _list([
            "It learned from redacted text only. It keeps words and runs of letters that three comments or more use: redaction misses some "
            "details, so treat its file as you treat the comments.",
            "A danger it misses is not followed up because of it: a person should read comments, not the figures alone.",
        ]),
        "## Caveats and recommendations", _list([_overused(facts), *_LIMITS]),
    ]  # fmt: skip
    return "\n\n".join(parts) + "\n"


def _evaluation(facts: Mapping[str, Any]) -> list[str]:
    return [
        f"{facts['compared_on']:,} own labels that neither model learned from: a quarter by a hash of the comment's id, always the same.",
        f"{facts['same_words_left_out']:,} more were left out, since a comment in the same words was learned from.",
        _overused(facts),
    ]


def _overused(facts: Mapping[str, Any]) -> str:
    """How often these labels were used to judge, and what that does to the figures."""
    before = facts["models_judged_before"]
    if not before:
        return "These labels have judged no other model before."
    return (
        f"{facts['labels_that_judged_before']:,} of these {facts['compared_on']:,} labels have judged {before} other model"
        f"{'s' if before > 1 else ''} before. The more often the same labels judge, the more the best figure is luck: have new comments "
        "labelled before you trust a small gain."
    )


def _people(gathered: Mapping[str, Any]) -> str:
    people = f"Labelled by {gathered['people']} {'person' if gathered['people'] == 1 else 'people'}"
    if gathered["alpha"] is None:
        return f"{people}. How far they agree is not known: too few comments were labelled by two."
    return (
        f"{people}; {gathered['labelled_by_two_or_more']:,} comments by two or more, who agree on demand with Krippendorff's alpha "
        f"{gathered['alpha']:.2f} (1 is always, 0 as by chance); {gathered['adjudicated']:,} were adjudicated."
    )


def _table(figures: Sequence[Mapping[str, Any]]) -> str:
    lines = ["| measure | comments | before | after | gain | |", "|---|---|---|---|---|---|"]
    for row in figures:
        cells = [
            f"{row[side]:.3f} ({row[f'{side}_low']:.3f} to {row[f'{side}_high']:.3f})"
            for side in ("before", "after", "gain")
        ]
        lines.append(f"| {plain(row['measure'])} | {row['n']:,} | {' | '.join(cells)} | {row['verdict']} |")
    return "\n".join(lines)


def _step(step: Mapping[str, Any]) -> str:
    why = f": {plain(step['why'])}" if step["why"] else ""
    return f"{step['what']} by {plain(step['who'])}, {step['at']}{why} (then in use: {step['in_use']})"


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{plain(name)} {count:,}" for name, count in counts.items())


def _list(lines: Sequence[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def plain(words: str) -> str:
    r"""Words that Markdown takes for nothing but words.

    >>> print(plain("Ann *Lee*\n# head | <b>"))
    Ann \*Lee\* \# head \| \<b\>
    """
    return re.sub(r"([\\`*_\[\]<>#|~])", r"\\\1", " ".join(words.split()))
