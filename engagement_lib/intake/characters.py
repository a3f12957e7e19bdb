"""From bytes to characters: which encoding, and which characters cannot go on."""

from __future__ import annotations

import codecs
import re

from engagement_lib.problems import Fault, InputError

DOUBLE_ENCODED = r"Ã[\u0080-\u00bf©¨ª«®¯°±²³´µ¶·¸¹º»¼½¾¿¡¢£¤¥¦§]|â€[™œ˜“”¦\u009d\u009c]|Â[£\u00a0°]"
"""What text looks like when UTF-8 was once read as Windows text and saved again."""

_MARKS = [
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
_SAMPLE = 4096
_MOSTLY = 0.4
"""Share of zero bytes in every second place that tells UTF-16; English text has nearly all of them."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def decode(data: bytes, declared: str | None, where: str) -> tuple[str, list[Fault]]:
    """The text of a file, and a warning when its encoding was guessed and is not UTF-8.

    The ladder: the declared encoding; a byte order mark; UTF-16 by its zero bytes; strict UTF-8; Windows-1252.

    Raises:
        InputError: when the bytes are not in the declared encoding.

    >>> decode("£5".encode("cp1252"), None, "a.csv")[0]
    '£5'
    """
    if declared:
        try:
            return data.decode(declared, errors="surrogatepass").removeprefix("\ufeff"), []
        except UnicodeError as error:
            todo = "correct or remove 'encoding' in layout.toml"
            raise InputError(Fault(where, f"bytes that are not {declared}", "the declared encoding", todo)) from error
    encoding = _guess(data)
    errors = "replace" if encoding == "cp1252" else "surrogatepass"
    try:
        text = data.decode(encoding, errors=errors).removeprefix("\ufeff")
    except UnicodeError as error:
        found = f"a file that begins as {encoding} and does not go on so"
        raise InputError(Fault(where, found, "a whole text file", "export it again, best as CSV UTF-8")) from error
    if encoding == "utf-8":
        return text, []
    todo = f"if pound signs and accents look wrong, declare it in layout.toml; if right, add: encoding = '{encoding}'"
    return text, [Fault(where, f"text that is not UTF-8, read as {encoding}", "UTF-8", todo)]


def _guess(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    sample = data[:_SAMPLE]
    pairs = max(len(sample) // 2, 1)
    if sample[1::2].count(0) > _MOSTLY * pairs:
        return "utf-16-le"
    if sample[0::2].count(0) > _MOSTLY * pairs:
        return "utf-16-be"
    try:
        data.decode("utf-8", errors="surrogatepass")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def tidy(text: str) -> str:
    """Line ends made one kind, control characters removed (tabs and new lines stay), halves of characters replaced.

    >>> tidy("a\\x00b\\r\\nc\\ud83d")
    'ab\\nc\N{REPLACEMENT CHARACTER}'
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", _CONTROL.sub("", text))
