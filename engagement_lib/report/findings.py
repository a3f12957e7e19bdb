"""What a reader should take away first: one sentence, what to act on, what to be proud of, what changed. By rules, from the numbers.

Where numbers are too small for a share, nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice, zip_longest
from math import sqrt
from typing import NamedTuple

from engagement_lib.report import words
from engagement_lib.summary import Estimate, FailureType, Month, Summary, Theme

SAME = "about as before"

OWN_COUNT = "By the machine’s own count (the share above allows for its errors)"
"""Said of shares that are compared with earlier ones: a correction is known of this period alone."""

NEARLY = 0.8
"""A way of failing named this much as often as another is named nearly as often. **Source:** judgement."""

MOST = 3
"""Findings under one heading: what a reader can keep in mind."""


FEWEST_WORDS = 3
"""Words that many comments of a theme share, and few others have: with fewer it is held together by how people answer ("good",
"nothing"), not by a thing they speak of, and its title is the phrase of one. **Source:** judgement, on the 84 themes of the example:
71 have so many; of the 13 others, "Good", "Other" and "Shut case" among them, one or two are about something."""


class Lead(NamedTuple):
    """The first sentence in its parts: the ``share`` is set off."""

    before: str
    share: str
    after: str


class Finding(NamedTuple):
    """What to do or to know, and the numbers it rests on; ``paths`` are theirs (:mod:`engagement_lib.explore.trace`)."""

    said: str
    why: str
    paths: tuple[str, ...] = ()


def lead(summary: Summary) -> Lead | None:
    """How many comments, and how much came from something going wrong. ``None`` when that cannot be told."""
    found = words.best(summary)
    if found.share is None:
        return None
    comments = words.things(summary.failure.of or summary.comments, summary.threshold, "comment", "comments")
    most = _most(summary)
    return Lead(
        f"Of {comments} in {summary.period.label}, an estimated ",
        words.percent(found.share),
        f" ({words.interval(found)}) came from something not done, or not done right.{most}",
    )


def first_screen(summary: Summary) -> list[Finding]:
    """Every sentence that says a number, the first one among them, with the paths of its numbers."""
    first, found = lead(summary), [*act_on(summary), *proud_of(summary), *changed(summary)]
    if first is None:
        return found
    paths = [f"failure_types/{type_.key}" for type_ in islice(_types(summary), 1)]
    best = ["corrected", "corrected/read"] if summary.corrected else []
    return [Finding("".join(first), words.how_sure(summary), (*best, "failure", *paths)), *found]


def act_on(summary: Summary) -> list[Finding]:
    """Dangers first; then the commonest way of failing, the theme that fails most, and so on in turn."""
    dangers = []
    if summary.edition == "manager" and summary.hazards != 0:
        number = _capital(words.things(summary.hazards, summary.threshold, "comment", "comments"))
        why = f"{number} may tell of a danger to health or safety; the machine flags too many rather than too few."
        dangers = [Finding("Have the comments about dangers read today", why, ("hazards",))]
    ways = [
        Finding(
            type_.act or f"Look into: {type_.title}",
            f"“{type_.says}”: {words.whole_share(type_.estimate, summary.threshold)} comments that tell of a failure.",
            (f"failure_types/{type_.key}",),
        )
        for type_ in _types(summary)
    ]
    themes = [
        Finding(
            f"Look into “{theme.title}”",
            f"{_of_theme(theme, summary)} tell of a failure, more than among the comments on the whole.",
            (f"themes/{theme.key}/failure", "failure"),
        )
        for theme in sorted(_telling(summary), key=lambda theme: -(theme.failure.low or 0))
        if theme.failure.low is not None and theme.failure.low > (summary.failure.share or 1)
    ]
    mixed = (one for pair in zip_longest(ways, themes) for one in pair if one)
    return list(islice(chain(dangers, mixed), MOST))


def proud_of(summary: Summary) -> list[Finding]:
    """Thanks, what got better, themes with few failures, and whether most come with an ordinary request."""
    return list(islice(_good(summary), MOST))


def changed(summary: Summary) -> list[Finding]:
    """What is different from the period before. Empty when there is none."""
    before = _before(summary)
    if before is None:
        return []
    month, paths = before[0], _since(before[0])
    told = f"{OWN_COUNT}: {words.share(summary.failure)} now, {words.share(month.failure)} then."
    way = direction(summary)
    said = {
        "rose": "More seems to go wrong than",
        "fell": "Less seems to go wrong than",
        SAME: "About as much goes wrong as",
    }[way]
    chance = " A change of this size may be chance." if way == SAME else " That is more than chance explains."
    found = [Finding(f"{said} in {month.label}", told + chance, paths)]
    for what, heading in (("new", "New"), ("grown", "Talked of more"), ("faded", "Talked of less")):
        themes = [theme for theme in _telling(summary) if theme.change == what][:MOST]
        if themes:
            titles = words.listing([f"“{theme.title}”" for theme in themes])
            found.append(Finding(f"{heading}: {titles}", "", tuple(f"themes/{theme.key}" for theme in themes)))
    return found[:MOST]


def direction(summary: Summary) -> str:
    """Whether failure demand rose or fell since the period before, more than chance explains; empty when that cannot be told."""
    before = _before(summary)
    if before is None:
        return ""
    low, high = before[1]
    return "rose" if low > 0 else "fell" if high < 0 else SAME


def difference(now: Estimate, then: Estimate) -> tuple[float, float]:
    """The 95 % interval of the difference of two shares.

    **Source:** Newcombe, "Interval estimation for the difference between independent proportions", Statistics in Medicine 17, 1998,
    method 10 (from the two score intervals).

    >>> low, high = difference(Estimate(n=56, of=70, share=.8, low=.691, high=.878), Estimate(n=48, of=80, share=.6, low=.491, high=.700))
    >>> round(low, 2), round(high, 2)
    (0.05, 0.33)
    """
    p, low, high = words.ends(now)
    q, lower, higher = words.ends(then)
    return p - q - sqrt((p - low) ** 2 + (higher - q) ** 2), p - q + sqrt((high - p) ** 2 + (q - lower) ** 2)


def _most(summary: Summary) -> str:
    """What residents say most often; only "often" where another way of failing is named nearly as much."""
    first, second = [*_types(summary), None, None][:2]
    if first is None:
        return " What goes wrong most often cannot be told from so few." if summary.failure_types else ""
    level = second is not None and (second.estimate.n or 0) >= NEARLY * (first.estimate.n or 0)
    return f" {'Often' if level else 'Most often'} residents say: “{first.says}”."


def _good(summary: Summary) -> Iterator[Finding]:
    praise = next((count for count in summary.none_types if count.key == "praise"), None)
    if praise and praise.estimate.n:
        said = words.things(praise.estimate.n, summary.threshold, "comment is", "comments are")
        why = f"{_capital(said)} thanks or praise."
        yield Finding("Pass the thanks on to the people who did the work", why, ("none_types/praise",))
    before = _before(summary)
    if before and direction(summary) == "fell":
        told = f"{words.share(summary.failure)} now, {words.share(before[0].failure)} in {before[0].label}"
        yield Finding("Less seems to go wrong than before", f"{OWN_COUNT}: {told}.", _since(before[0]))
    if summary.rule_of_95.says == "meets":
        yield Finding(
            "The rule of 95 % is met", words.verdict(summary.rule_of_95)[1], ("rule_of_95", "rule_of_95/read")
        )
    for theme in sorted(_telling(summary), key=lambda theme: theme.failure.high or 1):
        if theme.failure.high is not None and theme.failure.high < (summary.failure.share or 0):
            yield Finding(
                f"Keep up “{theme.title}”",
                f"{_of_theme(theme, summary)} tell of a failure, less than among the comments on the whole.",
                (f"themes/{theme.key}/failure", "failure"),
            )
    value = next((count for count in summary.demand if count.key == "value"), None)
    if value and value.estimate.low is not None and value.estimate.low > 0.5:
        yield Finding(
            "Most residents come with an ordinary request",
            f"{words.whole_share(value.estimate, summary.threshold)} comments ask for what the service is here to do.",
            ("demand/value",),
        )


def _types(summary: Summary) -> Iterator[FailureType]:
    """Ways of failing with a share that can be told, the most frequent first."""
    known = [type_ for type_ in summary.failure_types if type_.estimate.share is not None and type_.key != "other"]
    return iter(sorted(known, key=lambda type_: (-(type_.estimate.n or 0), type_.title)))


def _telling(summary: Summary) -> list[Theme]:
    """Themes about something that a manager can turn to: those a person named, and those whose comments share enough words.

    In public a theme keeps hardly any of its words, so there it is a person's sign-off that counts.
    """
    seen = summary.edition == "public" and bool(summary.themes.signed_off)
    return [theme for theme in summary.themes.themes if seen or theme.named_by or len(theme.words) >= FEWEST_WORDS]


def _before(summary: Summary) -> tuple[Month, tuple[float, float]] | None:
    """The period before with a share, and the interval of the difference."""
    if len(summary.months) < 2 or summary.months[-1].period != summary.period.key or summary.failure.share is None:
        return None
    month = summary.months[-2]
    return (month, difference(summary.failure, month.failure)) if month.failure.share is not None else None


def _since(month: Month) -> tuple[str, ...]:
    return ("failure", f"months/{month.period}/failure")


def _of_theme(theme: Theme, summary: Summary) -> str:
    return f"{words.whole_share(theme.failure, summary.threshold)} comments on it"


def _capital(said: str) -> str:
    return said[:1].upper() + said[1:]
