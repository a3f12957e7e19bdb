"""Keep what the resident wrote in a letter or e-mail; drop quoted replies, signatures and forms' boilerplate."""

from __future__ import annotations

import re

from mailparser_reply.parser import EmailMessage

MOST_OF_THE_TEXT = 0.5
"""A "signature" that takes more than this share of the words away is not one; the words stay.
**Source:** the reply parser cuts from the first "Thanks," on, and residents go on writing after it."""

_QUOTED = re.compile(r"^>.*$", re.M)
_REPLY_HEADER = re.compile(
    r"^(?:On .{6,120}wrote:|-{2,} ?(?:Original|Forwarded) message ?-{2,}|From: .+\n(?:Sent|Date|To): ).*", re.I | re.M | re.S
)
_BOILERPLATE = re.compile(
    r"^[ \t]*(?:"
    r"sent from (?:my|outlook|yahoo|mail for)\b.*|get outlook for .*|"
    r"this (?:e-?mail|message) (?:and any attachments? )?(?:is|are|may be) (?:confidential|intended).*|"
    r"\[?(?:external|caution)(?: e-?mail)?\]?:.*|"
    r"(?:web)?form (?:reference|submitted|id)\b.*|"
    r"please consider the environment before printing.*"
    r")$",
    re.I | re.M,
)
_TRAILING_SENT_FROM = re.compile(r"[\s.,-]*\bsent from my (?:i?phone|ipad|android|samsung|galaxy|mobile)[\w ]*\.?$", re.I)


def own_words(text: str) -> str:
    """The newest message of a letter, without quotes, signature and boilerplate; the whole text if nothing else is left.

    >>> own_words("Nobody came on Tuesday.\\n\\nSent from my iPhone\\n\\nOn 3 October 2026 Repairs wrote:\\n> We will come")
    'Nobody came on Tuesday.'
    """
    kept = _TRAILING_SENT_FROM.sub("", text)
    if "\n" in text:
        kept = _without_reply(kept)
        kept = _without_signature(_BOILERPLATE.sub("", kept))
        kept = re.sub(r"\n{3,}", "\n\n", kept).strip()
    return kept or text


def _without_reply(text: str) -> str:
    """Cut from the header of the quoted message on, unless the resident wrote below the quote."""
    header = _REPLY_HEADER.search(text)
    if header and text[: header.start()].strip():
        text = text[: header.start()]
    return _QUOTED.sub("", text)


def _without_signature(text: str) -> str:
    replies = EmailMessage(text=text, languages=["en"], keep_hyphen_lists=True).read().replies
    signature = replies[0].signatures if replies else ""
    if not signature or signature not in text:
        return text
    kept = text[: text.index(signature)]
    words_left, words_all = len(kept.split()), len(text.split())
    return kept if words_all and words_left / words_all >= 1 - MOST_OF_THE_TEXT else text
