"""Mend characters and spaces. ``text`` gives the same words when called twice."""

from __future__ import annotations

import html
import re
import unicodedata

import ftfy
from bs4 import BeautifulSoup
from ftfy.fixes import fix_surrogates

_TAG = re.compile(
    r"</?(?:p|br|div|span|b|i|u|em|strong|a|ul|ol|li|table|tr|td|th|font|html|body|h[1-6])\b[^<>]*>", re.I
)
_BLOCK_END = re.compile(r"<br\s*/?>|</(?:p|div|li|tr|h[1-6])>", re.I)
_ENTITY = re.compile(r"&(?:[a-z]{2,8}|#\d{2,5}|#x[0-9a-f]{2,4});", re.I)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_INVISIBLE = re.compile(r"[\u200b\u200c\u2060\ufeff\u00ad\u202a-\u202e\u2066-\u2069]")
_FTFY = ftfy.TextFixerConfig(unescape_html=False, uncurl_quotes=False, normalization="NFC")


def text(words: str) -> str:
    """One comment with its characters mended, mark-up removed and spaces made plain.

    Mended by ``ftfy``: mojibake, broken surrogates, odd line ends. Removed: HTML tags (only when the text really
    holds known tags, so "<3" and "rent < wages" stay), entities, control and invisible characters.

    >>> text("I donâ€™t know<br>why it&rsquo;s  Â£40")
    'I don’t know\\nwhy it’s £40'
    >>> text("rent < wages, i <3 my caretaker")
    'rent < wages, i <3 my caretaker'
    """
    for _ in range(4):  # "&amp;amp;" takes a round each; four is more than any form leaves
        once = _pass(words)
        if once == words:
            break
        words = once
    return words


def _pass(words: str) -> str:
    words = ftfy.fix_text(fix_surrogates(words), _FTFY)
    if _TAG.search(words):
        words = BeautifulSoup(_BLOCK_END.sub("\n", words), "html.parser").get_text()
    if _ENTITY.search(words):
        words = html.unescape(words)
    words = _INVISIBLE.sub("", _CONTROL.sub("", words.replace("\r\n", "\n").replace("\r", "\n")))
    words = unicodedata.normalize("NFC", words)
    lines = (re.sub(r"[^\S\n]+", " ", line).strip() for line in words.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
