"""Numbers in plain English. A share is never said without its base and its interval."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from engagement_lib.summary import Corrected, Estimate, Quote, Rule, SaidMore, Summary, Theme, Themes

SPACE = "\u00a0"
"""Keeps a number and its sign on one line."""

CANNOT_TELL = "cannot tell yet"
NOT_SHOWN = "not shown"

_LANGUAGES = {
    "am": "Amharic", "ar": "Arabic", "bg": "Bulgarian", "bn": "Bengali", "cs": "Czech", "cy": "Welsh", "de": "German",
    "el": "Greek", "en": "English", "es": "Spanish", "fa": "Persian", "fr": "French", "gu": "Gujarati", "hi": "Hindi",
    "hu": "Hungarian", "it": "Italian", "ja": "Japanese", "ko": "Korean", "ku": "Kurdish", "lt": "Lithuanian",
    "lv": "Latvian", "ne": "Nepali", "pa": "Panjabi", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian",
    "ru": "Russian", "sk": "Slovak", "so": "Somali", "sq": "Albanian", "ta": "Tamil", "th": "Thai", "tr": "Turkish",
    "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip


def count(number: int | None, threshold: int) -> str:
    """A count, or that it is hidden because it is small.

    >>> count(1204, 5), count(None, 5).replace(SPACE, " ")
    ('1,204', 'fewer than 5')
    """
    return f"fewer than{SPACE}{threshold}" if number is None else f"{number:,}"


def things(number: int | None, threshold: int, one: str, many: str) -> str:
    """A count with its noun.

    >>> things(1, 5, "comment", "comments"), things(0, 5, "comment", "comments")
    ('1 comment', 'no comments')
    """
    if number == 0:
        return f"no {many}"
    return f"{count(number, threshold)} {one if number == 1 else many}"


def percent(share: float) -> str:
    """A share in whole per cent, and never a nought or a hundred that is not one.

    >>> [percent(share).replace(SPACE, " ") for share in (0.41, 0, 0.001, 0.999, 1)]
    ['41 %', '0 %', 'under 1 %', 'over 99 %', '100 %']
    """
    if 0 < share < 0.005:
        return f"under 1{SPACE}%"
    if 0.995 <= share < 1:
        return f"over 99{SPACE}%"
    return f"{whole(share)}{SPACE}%"


def whole(share: float) -> int:
    """A share in whole per cent, halves up.

    >>> whole(0.345), whole(0.125)
    (35, 13)
    """
    return int(share * 100 + 0.5 + 1e-9)


def interval(estimate: Estimate | Corrected) -> str:
    """The 95 % interval.

    >>> interval(Estimate(n=164, of=402, share=0.41, low=0.34, high=0.48)).replace(SPACE, " ")
    '34 to 48 %'
    """
    if estimate.low is None or estimate.high is None:
        return CANNOT_TELL
    return f"{whole(estimate.low)} to {whole(estimate.high)} %".replace(" ", SPACE)


def share(estimate: Estimate) -> str:
    """The share and its interval; the base is said beside it with ``out_of``.

    A share without a number is one we cannot tell, or, when its base is large enough, one that is not shown because it
    or the rest is a handful of people.

    >>> share(Estimate(n=164, of=402, share=0.41, low=0.34, high=0.48)).replace(SPACE, " ")
    '41 % (34 to 48 %)'
    >>> share(Estimate(n=None, of=None, share=None, low=None, high=None))
    'cannot tell yet'
    >>> share(Estimate(n=None, of=402, share=None, low=None, high=None))
    'not shown'
    """
    if estimate.share is not None and estimate.low is not None and estimate.high is not None:
        return f"{percent(estimate.share)} ({interval(estimate)})"
    return NOT_SHOWN if estimate.of else CANNOT_TELL


def ends(estimate: Estimate) -> tuple[float, float, float]:
    """The share and both ends of its interval, of an estimate that has them."""
    assert estimate.share is not None and estimate.low is not None and estimate.high is not None
    return estimate.share, estimate.low, estimate.high


def out_of(estimate: Estimate, threshold: int) -> str:
    """How many of how many.

    >>> out_of(Estimate(n=1164, of=2402, share=0.48, low=0.44, high=0.52), 5)
    '1,164 of 2,402'
    """
    if estimate.n is None:
        return NOT_SHOWN if estimate.of else count(None, threshold)
    return f"{estimate.n:,} of {estimate.of:,}" if estimate.of else count(estimate.n, threshold)


def whole_share(estimate: Estimate, threshold: int) -> str:
    """Share, interval and base in one breath; when there is no share to say, only that.

    >>> whole_share(Estimate(n=164, of=402, share=0.41, low=0.34, high=0.48), 5).replace(SPACE, " ")
    '41 % (34 to 48 %), 164 of 402'
    """
    said = share(estimate)
    return said if estimate.share is None else f"{said}, {out_of(estimate, threshold)}"


def listing(items: Sequence[str]) -> str:
    """Items as a sentence lists them.

    >>> listing(["heating", "lifts", "damp"])
    'heating, lifts and damp'
    """
    return " and ".join([*([", ".join(items[:-1])] if items[1:] else []), *items[-1:]])


def codebook(summary: Summary) -> str:
    """What to mind about a codebook of the organisation's own; empty where it is the packaged one."""
    book = summary.codebook
    if book is None:
        return ""
    said = [
        f"Ways of failing are counted by a codebook of our own, version {book.version}, in force since {day(book.since)}. Pages made "
        "before may count them otherwise: do not compare them."
    ]
    said += [
        f"“{new}” stands apart from “{old}” since {day(since)}. Comments that were labelled “{old}” before stay there until somebody reads "
        "them again: do not compare either across that day."
        for new, old, since in book.splits
    ]
    said += [
        f"“{title}” is no longer chosen since {date.fromisoformat(f'{since}-01'):%B %Y}; its comments count as “{goes_to}”."
        for title, goes_to, since in book.retired
    ]
    if book.not_learned:
        titles = listing([f"“{title}”" for title in book.not_learned])
        said.append(
            f"The machine has not learned {titles} yet, and counts no comment so. That does not mean that nobody wrote of it."
        )
    return " ".join(said)


def day(received: str) -> str:
    """A date as a sentence says it; anything else as it stands.

    >>> day("2026-10-04"), day("autumn")
    ('4 October 2026', 'autumn')
    """
    try:
        found = date.fromisoformat(received[:10])
    except ValueError:
        return received
    return f"{found.day} {found:%B %Y}"


def days(starts: str, ends: str) -> str:
    """From the first day to the last, without saying month or year twice.

    >>> days("2026-10-01", "2026-10-31"), days("2026-07-01", "2026-09-30")
    ('1 to 31 October 2026', '1 July to 30 September 2026')
    """
    first, last = day(starts).split(), day(ends).split()
    while len(first) > 1 and first[-1] == last[len(first) - 1]:
        first.pop()
    return f"{' '.join(first)} to {' '.join(last)}"


def language(code: str) -> str:
    """The name of a language; a code we do not know stays as it is."""
    return _LANGUAGES.get(code, code)


def language_tag(quote: Quote) -> str:
    """What goes into ``lang``: a well-formed tag, or ``und`` for undetermined."""
    if quote.language == "en":
        return "en-GB"
    return quote.language if re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", quote.language) else "und"


def credit(quote: Quote, summary: Summary) -> str:
    """Where and when something was said, and in what language."""
    titles = {source.name: source.title for source in summary.sources}
    said = f"{titles.get(quote.source, quote.source)}, {day(quote.received)}"
    return said if quote.language == "en" else f"{said}, in {language(quote.language)}"


_RULE = {
    "meets": "Met.",
    "below": "Not met.",
    "cannot tell yet": "Cannot tell yet.",
    "not measured here": "Not measured here.",
}
_NOT_LIVE = (
    f"The rule (a service is likely doing well when 95{SPACE}% of what reaches it is value demand) speaks of live contacts such as calls "
    "and visits. This data holds surveys, complaints or reports, which lean towards failure or opinion."
)


def verdict(rule: Rule) -> tuple[str, str]:
    """The verdict on the rule of 95 % in a word, and the reasons.

    >>> verdict(Rule(says="cannot tell yet", more=40))
    ('Cannot tell yet.', 'A person would need to read 40 more of the live contacts.')
    """
    if rule.says == "not measured here":
        return _RULE[rule.says], _NOT_LIVE
    reasons = []
    if rule.value:
        reasons.append(
            f"{percent(rule.value.share)} ({interval(rule.value)}) of {rule.value.of:,} live contacts were about what the service is "
            f"here for. {rule.value.method}"
        )
    if rule.more:
        reasons.append(f"A person would need to read {rule.more:,} more of the live contacts.")
    return _RULE[rule.says], " ".join(reasons)


def best(summary: Summary) -> Estimate:
    """The failure share allowing for the machine's errors; by machine count where there is no such estimate."""
    found = summary.corrected
    if found is None or summary.failure.share is None:
        return summary.failure
    return Estimate(n=round(found.share * found.of), of=found.of, share=found.share, low=found.low, high=found.high)


def how_sure(summary: Summary) -> str:
    """What the estimated share rests on, and how sure it is."""
    judged = f"The machine judged {out_of(summary.failure, summary.threshold)} comments to be of that kind."
    if summary.corrected is None:
        return f"Not yet checked by a person. {judged} The true share lies in the range in brackets 19 times in 20."
    read = summary.corrected.n_read
    checked = f"A person has read {read:,} of them." if read else "Not yet checked by a person, so the range is wide."
    return f"{checked} {judged} The estimate and its range allow for its errors."


_CHANGES = {
    "continued": "About as before",
    "grown": "Grown",
    "faded": "Faded",
    "new": "New: no theme of last time is like it",
    "merged": "Several themes of last time in one",
    "split": "Part of a larger theme last time",
}


def change(theme: Theme, threshold: int) -> str:
    """What became of a theme since last time, with last time's share."""
    said = _CHANGES.get(theme.change, "")
    return said if theme.before is None else f"{said}; last time {whole_share(theme.before, threshold)}"


def stability(theme: Theme) -> str:
    """In how many samples of the comments a theme was found again, and who named it."""
    named = f" Named by {theme.named_by}." if theme.named_by else ""
    return f"Found again in {percent(theme.stability)} of samples of these comments.{named}"


def said_more(more: SaidMore) -> str:
    """A group that speaks of a theme more than the others."""
    return f"{more.attribute}: {more.group}, {share(more.inside)} against {share(more.others)} of the others"


def signed_off(themes: Themes) -> str:
    """Whether a person has signed the themes off."""
    if themes.signed_off:
        return f"Signed off by {themes.signed_off}."
    return "A machine grouped and named these comments; no person has signed the themes off yet."
