"""Look at a file before trusting it: too big, packed to burst, or not what its name says."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path

from engagement_lib.problems import Fault, InputError

DELIMITED = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz")
WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
SUPPORTED = DELIMITED + WORKBOOKS

MOST_BYTES = 2 * 1024**3
"""Of a text file, unpacked."""

MOST_WORKBOOK_BYTES = 500 * 1024**2
"""Of all parts of a workbook, unpacked. A real workbook of 100,000 rows is below 50 MB."""

MOST_RATIO = 200
"""A part of a workbook packed tighter than this is a trap; real ones are packed 5 to 30 times."""

SMALL_PART = 1024**2
"""Parts smaller than this may be packed as tightly as they like."""

_CHUNK = 1024**2
_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""The name of the part of an old Office file in which a modern workbook lies encrypted."""

_BEGINNINGS = [
    (_ZIP, "a zip file, such as an .xlsx or .ods workbook"),
    (_OLD_OFFICE, "an old Office file, such as an .xls workbook"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a gzip file"),
    (b"{\\rtf", "a rich text document"),
]


def read(path: Path, where: str) -> bytes:
    """The bytes of the file as it lies on disk. Raises ``InputError`` if it is too big or cannot be opened."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputError(_too_big(where))
        return path.read_bytes()
    except OSError as error:
        todo = "close it in other programs and check that you may read it"
        raise InputError(Fault(where, "a file that cannot be opened", "a readable file", todo)) from error


def unpack(data: bytes, where: str) -> bytes:
    """The bytes inside a gzip file, counted while reading. Raises ``InputError`` if broken or too big."""
    unpacked = io.BytesIO()
    try:
        with gzip.open(io.BytesIO(data)) as packed:
            while chunk := packed.read(_CHUNK):
                if unpacked.tell() + len(chunk) > MOST_BYTES:
                    raise InputError(_too_big(where))
                unpacked.write(chunk)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(Fault(where, "a broken gzip file", "a whole one", "copy or export it again")) from error
    return unpacked.getvalue()


def what_it_is(data: bytes) -> str:
    """What the bytes really are, in plain words; "plain text" when they look like nothing else.

    >>> what_it_is(b"<html><table>"), what_it_is(b"id,comment")
    ('a web page (HTML)', 'plain text')
    """
    for beginning, name in _BEGINNINGS:
        if data.startswith(beginning):
            return name
    start = data[:2048].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if b"urn:schemas-microsoft-com:office:spreadsheet" in start:
        return "an Excel 2003 XML spreadsheet"
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<head", b"<body")):
        return "a web page (HTML)"
    if start.startswith(b"<?xml"):
        return "XML"
    return "plain text" if start else "nothing but empty space"


def check_text(data: bytes, where: str) -> None:
    """Raises ``InputError`` if a text file is really something else."""
    kind = what_it_is(data)
    if kind == "nothing but empty space":
        raise InputError(Fault(where, "an empty file", "a row of headers and rows below", "export it again"))
    if kind != "plain text":
        raise InputError(Fault(where, kind, "a text file such as CSV", "open it and save it as CSV UTF-8 or .xlsx"))


def check_workbook(data: bytes, where: str) -> None:
    """Raises ``InputError`` if a workbook is something else, cut short, locked, or packed to burst."""
    if not data:
        raise InputError(Fault(where, "an empty file", "a workbook", "export it again"))
    if data.startswith(_ZIP):
        _check_packing(data, where)
    elif not data.startswith((_OLD_OFFICE, b"\x09\x00", b"\x09\x02", b"\x09\x04", b"\x09\x08")):
        kind = what_it_is(data)
        raise InputError(Fault(where, f"{kind}, not a workbook", "a workbook", "open it in Excel and save it as .xlsx"))
    elif _ENCRYPTED in data:
        raise InputError(password_protected(where))


def password_protected(where: str) -> Fault:
    """What to say of a workbook that only opens with a password."""
    return Fault(where, "a password-protected workbook", "one that opens", "save it without a password")


def _check_packing(data: bytes, where: str) -> None:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        found = "a workbook that is cut short or broken"
        raise InputError(Fault(where, found, "a whole workbook", "copy or export it again")) from error
    tight = any(part.file_size > SMALL_PART and part.file_size > MOST_RATIO * part.compress_size for part in parts)
    if tight or sum(part.file_size for part in parts) > MOST_WORKBOOK_BYTES or _says_less_than_it_holds(archive, parts):
        found = "a workbook that unpacks to far more than a workbook should"
        todo = "if it is a real one, save it as CSV UTF-8 and use that"
        raise InputError(Fault(where, found, "less than 500 MB unpacked, packed less than 200 to 1", todo))


def _says_less_than_it_holds(archive: zipfile.ZipFile, parts: Iterable[zipfile.ZipInfo]) -> bool:
    """Whether a part unpacks to more than its entry says. Read up to one byte more than that, without the check of its sum."""
    for part in parts:
        told, part.file_size = part.file_size, part.file_size + 1
        del part.CRC
        try:
            held = 0
            with archive.open(part) as unpacked:
                while piece := unpacked.read(_CHUNK):
                    held += len(piece)
        except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, zlib.error):
            continue  # whatever else is wrong with it is the reader's to tell
        if held > told:
            return True
    return False


def _too_big(where: str) -> Fault:
    return Fault(where, "more than 2 GB of text", "less than 2 GB", "split it into several files")
