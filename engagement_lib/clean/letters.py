"""Keep what the resident wrote in a letter or e-mail; drop quoted replies, signatures and forms' boilerplate."""

from __future__ import annotations

import re

from mailparser_reply.parser import EmailMessage

_SIGNED = re.compile(
    r"\W*(?:[A-ZÀ-Þ](?:['’]?[A-ZÀ-Þ]?[a-zà-ÿ'’.-]+[A-ZÀ-Þ]?[a-zà-ÿ]*)?|\S*\d\S*|\S+[@.]\S+|of|the|and|at|de|van|)\W*"
)
"""Words of a line of names, numbers and addresses. **Source:** the reply parser cuts from "Thanks," on, and residents go on writing
after it; a line of ordinary words is theirs, so it stays."""

_QUOTED = re.compile(r"^>(?!\s*\d+ [a-z]).*$", re.M)
_QUOTED_FIRST = re.compile(r"\A\s*On .{6,120}wrote:[ \t]*\n(?=>)", re.I)
_REPLY_HEADER = re.compile(
    r"^(?:On (?=.{0,80}\d).{6,120}wrote:[ \t]*$|-{2,} ?(?:Original|Forwarded) message ?-{2,}|From: [^\n]+\n(?:Sent|Date|To): ).*",
    re.I | re.M | re.S,
)
_DEVICE = (
    r"my (?:i?phone|ipad|android|samsung|galaxy|mobile|huawei|nokia|pixel|tablet|blackberry)"
    r"(?: (?:(?-i:[A-Z0-9])\w*|phone|device|tablet|smartphone)){0,3}\.?"
)
_BOILERPLATE = re.compile(
    r"^[ \t]*(?:"
    rf"sent from (?:{_DEVICE}|outlook\b.*|yahoo\b.*|mail for\b.*)[ \t]*|get outlook for .*|"
    r"this (?:e-?mail|message) (?:and any attachments? )?(?:is|are|may be) (?:confidential|intended).*|"
    r"\[?(?:external|caution)(?: e-?mail)?\]?:.*\b(?:e-?mail|sender|originated|attachments?)\b.*|"
    r"(?:web ?)?form (?:reference|submitted|id)\b.*|"
    r"please consider the environment before printing.*"
    r")$",
    re.I | re.M,
)
_TRAILING_SENT_FROM = re.compile(rf"(?:(?<=[\n.!?,-])\s*sent|\s(?-i:Sent)) from {_DEVICE}\Z", re.I)


def own_words(text: str) -> str:
    """The newest message of a letter, without quotes, signature and boilerplate; the whole text if nothing else is left.

    >>> own_words("Nobody came on Tuesday.\\n\\nSent from my iPhone\\n\\nOn 3 October 2026 Repairs wrote:\\n> We will come")
    'Nobody came on Tuesday.'
    """
    kept = _TRAILING_SENT_FROM.sub("", text)
    if "\n" in text:
        kept = _BOILERPLATE.sub("", _without_reply(kept))
        kept = _without_signature(re.sub(r"\n{3,}", "\n\n", kept).strip()).strip()
    return kept or text


def _without_reply(text: str) -> str:
    """Cut from the header of the quoted message on, unless the resident wrote below the quote."""
    header = _REPLY_HEADER.search(text)
    if header and text[: header.start()].strip():
        text = text[: header.start()]
    return _QUOTED.sub("", _QUOTED_FIRST.sub("", text))


def _without_signature(text: str) -> str:
    replies = EmailMessage(text=text, languages=["en"], keep_hyphen_lists=True).read().replies
    signature = replies[0].signatures if replies else ""
    if not signature or signature not in text:
        return text
    return text[: text.rindex(signature)] if _is_signature(signature.splitlines()) else text


def _is_signature(lines: list[str]) -> bool:
    """Whether nothing but a closing word, a name and an address stands here. The name may be in small letters."""
    closing, *below = [line.split() for line in lines if line.strip()]
    if below and len(below[0]) <= 2:
        below = below[1:]
    return len(closing) <= 4 and all(_SIGNED.fullmatch(word) for line in below for word in line)
