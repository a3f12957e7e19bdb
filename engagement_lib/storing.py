"""Keep a learned model in one file without pickle, the same bytes for the same model; and read it back, trusting only known types."""

from __future__ import annotations

import io
import json
import re
import zipfile
from copy import copy
from hashlib import sha256
from pathlib import Path
from typing import Any

import skops.io
from sklearn.feature_extraction.text import TfidfVectorizer

from engagement_lib.problems import Fault, InputError

_SCHEMA = "schema.json"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


_BETWEEN = "\0"
"""Between the terms of a vectoriser, which are stored as one text: as a dictionary each would be two files, which take seconds to read."""


def dumps(parts: dict[str, Any]) -> bytes:
    """The parts as a skops file. Memory addresses and the time of day, which skops writes down, are replaced."""
    with zipfile.ZipFile(io.BytesIO(skops.io.dumps({name: _packed(part) for name, part in parts.items()}))) as told:
        files = {name: told.read(name) for name in told.namelist()}
    schema = files.pop(_SCHEMA).decode()
    numbers: dict[str, str] = {}
    for address in re.findall(r'"__id__": (\d+)', schema) + [Path(name).stem for name in files]:
        numbers.setdefault(address, str(len(numbers)))
    names = {name: f"{numbers[Path(name).stem]}{Path(name).suffix}" for name in files}
    schema = re.sub(r'"__id__": (\d+)', lambda found: f'"__id__": {numbers[found[1]]}', schema)
    schema = re.sub(r'"file": "([^"]+)"', lambda found: f'"file": "{names[found[1]]}"', schema)
    answer = io.BytesIO()
    with zipfile.ZipFile(answer, "w", zipfile.ZIP_DEFLATED) as kept:
        for name, content in [(_SCHEMA, schema.encode()), *sorted((names[old], files[old]) for old in files)]:
            kept.writestr(zipfile.ZipInfo(name, _LONG_AGO), content, zipfile.ZIP_DEFLATED, 9)
    return answer.getvalue()


def load(path: Path) -> dict[str, Any]:
    """The parts of a stored model. Raises ``InputError`` when the file is damaged or holds types nobody vouched for."""
    try:
        strange = skops.io.get_untrusted_types(file=path)
        if strange:
            raise InputError(Fault(str(path), f"types {strange}", "a model written by this program", "train it anew"))
        return {name: _unpacked(part) for name, part in skops.io.load(path, trusted=[]).items()}
    except (zipfile.BadZipFile, json.JSONDecodeError, KeyError, OSError) as error:
        raise InputError(
            Fault(str(path), f"no readable model ({type(error).__name__})", "a model file", "train it anew")
        ) from None


def _packed(part: Any) -> Any:
    if not isinstance(part, TfidfVectorizer):
        return part
    packed = copy(part)
    packed.terms_ = _BETWEEN.join(sorted(part.vocabulary_, key=part.vocabulary_.__getitem__))
    del packed.vocabulary_
    vars(packed).pop("_stop_words_id", None)  # a memory address, which scikit-learn sets anew
    return packed


def _unpacked(part: Any) -> Any:
    if hasattr(part, "terms_"):
        part.vocabulary_ = {term: place for place, term in enumerate(part.terms_.split(_BETWEEN))}
        del part.terms_
    return part


def fingerprint(stored: bytes) -> str:
    """The first 12 hex digits of the SHA-256 of a stored model."""
    return sha256(stored).hexdigest()[:12]
