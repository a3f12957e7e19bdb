"""Tell a comment that says nothing from one that says little."""

from __future__ import annotations

import re

import pandas as pd

BLANK = "blank"
NOTHING = "nothing said"

_NOTHING_AT_ALL = re.compile(
    r"""(?:
      n\s*/?\s*a | not\ applicable | nil | null | unknown | x+ | test | blank
    | (?:i\ (?:have|had|ve\ got)\ )?(?:no|none|nowt|nothing|nothin|non|nope|nah|zero)
      (?:\ (?:comments?|answers?|reply|response|view|views|opinion|opinions|thoughts|ideas?|suggestions?|complaints?|problems?|issues?|changes?|concerns?|feedback))?
      (?:\ (?:really|thanks?|thank\ you|ta|sorry|else|more|further|much|at\ all|whatsoever|specific|in\ particular|particular|comes\ to\ mind|springs\ to\ mind|i\ can\ think\ of|that\ i\ can\ think\ of))*
      (?:\ (?:to\ (?:say|add|report|comment|mention|suggest|improve|change|complain\ about)))?
      (?:\ (?:really|thanks?|thank\ you|else|more|further|at\ all|at\ (?:this|the)\ (?:time|moment|present)|at\ present|for\ now|now|today|currently))*
    | (?:i\ )?(?:do\ not|dont|don\ t|cant|can\ t|cannot|could\ not)\ (?:know|no|think\ of\ (?:anything|any)|say|comment)
      (?:\ (?:really|sorry|at\ the\ moment|right\ now|atm|tbh|yet))*
    | not\ (?:sure|really)(?:\ (?:sorry|really))? | no\ idea | dunno | idk | dk | pass | ditto
    | (?:see|as)\ (?:above|before|previous(?:\ (?:answer|comment))?|my\ last(?:\ answer)?) | same\ as\ (?:above|before) | already\ (?:said|answered)
    | sent\ from\ my\ (?:i?phone|ipad|android|samsung|galaxy|mobile)(?:\ \w+){0,3}
    | prefer\ not\ to\ say | cant\ complain | can\ t\ complain
    )""",
    re.X,
)
"""What people put when they have nothing to put. **Source:** written from survey practice; "nothing to say" rows are what hides
themes in small surveys (BERTopic's tracker, no. 972: 2 topics with them, 11 without)."""

_MEANS_SOMETHING_AFTER_GOOD = re.compile(r"(?:absolutely |not(?:hing|hin)|nowt|none|zero|no|nil).{0,12}")
"""After "What do we do well?" a bare "nothing" is a verdict on the service, so it is kept."""

_CONTENT = re.compile(r"[^\W_]|[\u2600-\u27bf\U0001f300-\U0001faff]")


def reasons(texts: pd.Series, asks: pd.Series) -> pd.Series:
    """The reason for each text that says nothing; texts that say something are left out of the answer.

    ``texts`` and ``asks`` (``good``, ``better`` or ``open``) share an index.

    >>> import pandas as pd
    >>> texts = pd.Series(["", "N/A", "Nothing.", "Nothing", "8/10", "no heating"])
    >>> dict(reasons(texts, pd.Series(["open", "open", "better", "good", "open", "open"])))
    {0: 'blank', 1: 'nothing said', 2: 'nothing said'}
    """
    answers = [_reason(text, ask) for text, ask in zip(texts, asks, strict=True)]
    found = pd.Series(answers, index=texts.index, dtype="object")
    return found[found.notna()]


def _reason(text: str, asks: str) -> str | None:
    if not text.strip():
        return BLANK
    if not _CONTENT.search(text):
        return NOTHING
    plain = " ".join(re.sub(r"[^\w/]+", " ", text.lower()).split())
    if not _NOTHING_AT_ALL.fullmatch(plain):
        return None
    if asks == "good" and _MEANS_SOMETHING_AFTER_GOOD.fullmatch(plain) and "comment" not in plain:
        return None
    return NOTHING
