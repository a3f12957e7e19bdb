"""What people, and the systems that export their answers, put where nothing was said."""

from __future__ import annotations

import re

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
    | (?:did\ not|didn\ t|has\ not|declined\ to|chose\ not\ to)\ (?:answer|reply|respond|comment|say|answered|replied|responded)
    | (?:not|un)\ ?(?:answered|completed|stated|given|provided|recorded|specified) | no\ (?:answer|reply|response|comment|text|data)\ (?:given|left|entered|provided)
    | (?:question\ )?(?:skipped|left\ blank|not\ asked) | prefer\ not\ to\ say | cant\ complain | can\ t\ complain
    )""",
    re.X,
)
"""What people put when they have nothing to put. **Source:** written from survey practice; "nothing to say" rows are what hides
themes in small surveys (BERTopic's tracker, no. 972: 2 topics with them, 11 without)."""

_CONTENT = re.compile(r"[^\W_]|[\u2600-\u27bf\U0001f300-\U0001faff]")


def says_nothing(text: str) -> bool:
    """True for a blank, for marks alone, and for what stands for no answer.

    >>> [says_nothing(text) for text in ("n/a", "Nothing to add.", "Did not answer", "...", "no heating", "no reply to my e-mails")]
    [True, True, True, True, False, False]
    """
    return not _CONTENT.search(text) or bool(_NOTHING_AT_ALL.fullmatch(plain_words(text)))


_NOTHING = re.compile(r"(?:absolutely |not(?:hing|hin)|nowt|none|zero|no|nil).{0,12}")


def nothing_good(text: str) -> bool:
    """True for what after "What do we do well?" is a verdict on the service: a bare "nothing", not "n/a".

    >>> [nothing_good(text) for text in ("Nothing.", "None", "n/a", "no comment", "Nothing, the nurse was kind")]
    [True, True, False, False, False]
    """
    plain = plain_words(text)
    return says_nothing(text) and bool(_NOTHING.fullmatch(plain)) and "comment" not in plain


def plain_words(text: str) -> str:
    """The words in lower case with single spaces, without marks."""
    return " ".join(re.sub(r"[^\w/]+", " ", text.lower()).split())
