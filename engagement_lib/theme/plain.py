"""Answers that name no subject ("Nothing", "Very good", "Poor service"): they are grouped by their words, for by meaning they lie anywhere.

**Source:** BERTopic's tracker, 972: fewer than 500 survey answers gave two topics until "don't know" and "nothing to say" were taken out,
then eleven. The words are by judgement, from answers to open questions of public surveys.
"""

from __future__ import annotations

import re
from collections import Counter

NOTHING, GOOD, POOR = TITLES = ("Said only “nothing”", "Said only “good”", "Said only “poor”")

FEWEST = 3
"""Different answers of one kind that are a theme; of fewer each goes where its meaning lies."""

_WORD = re.compile(r"[a-z']+")
_NOTHING = set(
    """
    nothing nope no none nil na nowt nought naught nothink anything comment comments complain complaints grumble idea know opinion
    suggestions unsure
    """.split()
)
_GOOD = set(
    """
    good great fine ok okay excellent brilliant amazing fantastic wonderful perfect perfectly lovely nice happy satisfied pleased
    outstanding exceptional adequate alright decent fair satisfactory acceptable average faultless marvellous terrific tremendous
    positive impressed passable middling fab fabulous best superb super awesome brill impeccable exemplary delighted grateful
    thankful appreciated
    """.split()
)
_POOR = set(
    """
    bad poor poorly terrible awful dreadful appalling disgraceful shocking atrocious abysmal pathetic unsatisfactory horrible
    horrendous dire worst hopeless useless unacceptable disappointing disappointed unhappy dissatisfied
    """.split()
)
# What may stand beside them. No word of something done or not done: "nothing done" and "nobody came" tell of a failure.
_BESIDE = set(
    """
    a about absolutely add all always am and any anything are as at be been better but by can can't cannot cant could couldn't
    couldnt different don't dont else ever every everything experience extra extremely far for from generally great had has have
    here honestly how i i'm i've im improve improved improvement improvements in indeed is isn't isnt it it's its just me mention
    more much my n needed never nor not of on one other our out overall particular particularly personally please pretty quite
    really report say service services should simply so specific suggest sure than thank thanks that that's the there things think
    this to too totally truly us very was wasn't wasnt way we well were whatsoever whole with would x yet you your
    """.split()
)
# Turns of phrase, and the word that says as much; the comma keeps a "no" before them from denying it. A fault or a worry counts only
# where it is denied.
_SAID_OTHERWISE = {
    re.compile(pattern): word
    for pattern, word in {
        r"\b(?:comes?|springs?|leaps?) to mind\b": " ",
        r"\b(?:not (?:very )?(?:much|a lot)|very little)\b(?! (?:better|worse|good|use|improvement))": " nothing ",
        r"\bno(?:t any)? (?:concerns?|faults?|problems?|issues?|negatives?|worries|regrets|criticisms?)\b": " nothing ",
        r"\b(?:can ?not|can'?t|could not|couldn'?t) (?:really )?think of any\b": " nothing ",
        r"\b(?:can ?not|can'?t|could not|couldn'?t|wouldn'?t|would not) (?:really )?"
        r"(?:(?:fault|find (?:a|any) faults?(?: with)?)(?: anything)?|ask for (?:any )?(?:more|better))\b": ", good ",
        r"\bcould(?: not|n'?t) (?:really )?(?:have )?(?:been|be|do|done) (?:any ?)?(?:better|bettered|improved|more)\b": ", good ",
        r"\bkeep (?:up the (?:good|great) work|it up|(?:on )?doing what you(?:'re| are) doing|going)\b": " good ",
        r"\b(?:first|1st|top) (?:class|rate|notch)\b|\bspot on\b|\bsecond to none\b|\b(?:five|5) stars?\b": " good ",
        r"\b(?:going|gone|went) (?:very |really |quite )?(?:well|fine|ok|okay|smoothly)\b": " good ",
    }.items()
}

_WITHOUT = re.compile(r"\bno (?:services?|improvements?|better|more)\b")
"""It may be just what is wrong: "no service"."""

_DENIED = re.compile(
    rf"\b(?:not|no|never|isn'?t|wasn'?t)(?: (?:very|so|too|that|really|particularly|the))? (?:{'|'.join(sorted(_GOOD | _POOR))})\b"
)


def kind(text: str) -> str:
    """The title under which an answer belongs that names no subject; empty for any other.

    >>> kind("Nothing, it was all good"), kind("Excellent service"), kind("Not very good"), kind("Nothing was done")
    ('Said only “nothing”', 'Said only “good”', 'Said only “poor”', '')
    """
    low = text.lower().replace("’", "'")
    for pattern, word in _SAID_OTHERWISE.items():
        low = pattern.sub(word, low)
    low = " ".join(low.split())
    words = set(_WORD.findall(low))
    if words - _NOTHING - _GOOD - _POOR - _BESIDE:
        return ""
    if _WITHOUT.search(low):
        return ""
    denied = bool(_DENIED.search(low))
    if words & _NOTHING and not denied:
        return NOTHING
    if words & (_GOOD | _POOR):
        return GOOD if bool(words & _GOOD) != denied else POOR
    return ""


def kinds(texts: list[str]) -> list[str]:
    """For each of different texts its kind, empty where too few are of it.

    >>> kinds(["Good", "Very good", "All good", "Poor", "The lift"])
    ['Said only “good”', 'Said only “good”', 'Said only “good”', '', '']
    """
    each = [kind(text) for text in texts]
    many = Counter(each)
    return [one if many[one] >= FEWEST else "" for one in each]


def others(texts: list[str]) -> int:
    """How many of different texts are of no such kind."""
    return kinds(texts).count("")
