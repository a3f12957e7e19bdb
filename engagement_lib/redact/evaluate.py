"""How well the person is taken out of texts whose personal details a person has marked."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from engagement_lib import redact
from engagement_lib.problems import Fault, InputError
from engagement_lib.redact.spans import Span

IGNORED = "IGNORE"
"""The kind of marked words that may be replaced or left: towns."""


def redaction(rows: Sequence[Mapping[str, Any]], languages: Sequence[str] | None = None) -> dict[str, Any]:
    """Figures for texts with marked details. A row has ``text`` and ``spans``, each ``[start, end, kind, ...]``; a text without any is
    clean. ``group``, where given, is the heritage of the name in it. ``languages``: one code a row, since a run reads English otherwise
    than the rest; all English unless given.

    Returns ``n``; ``recall`` by kind (``cased``, ``lower``, ``n``), the share of details of which every letter and digit was replaced;
    ``names_by_group``; ``precision``, the share of replacements that touch a marked detail; ``lost_clean``, the share of characters
    replaced in clean texts; ``texts_leaking`` (how many of those with details have something left), ``leaking_share``; ``per_second``.

    Raises :class:`InputError` where a span does not lie in its text.

    **Source:** Pilan and others, "The Text Anonymization Benchmark", 2022, section 4 (a detail counts as protected only when all of it is).
    """
    _check(rows)
    started = time.perf_counter()
    done = _redacted([str(row["text"]) for row in rows], languages or ["en"] * len(rows))
    seconds = time.perf_counter() - started
    kept: dict[tuple[str, str], list[bool]] = defaultdict(list)
    groups: dict[str, list[bool]] = defaultdict(list)
    true = made = lost = clean = leaking = marked = 0
    for row, (_, found) in zip(rows, done, strict=True):
        text = str(row["text"])
        wanted = [span for span in row["spans"] if span[2] != IGNORED]
        masked = [_masked(text, span, found) for span in wanted]
        for span, whole in zip(wanted, masked, strict=True):
            kept[span[2], "lower" if text == text.lower() else "cased"].append(whole)
            if span[2] == "NAME" and row.get("group"):
                groups[str(row["group"])].append(whole)
        marked += bool(wanted)
        leaking += not all(masked)
        touching = [any(span.start < end and start < span.end for start, end, *_ in row["spans"]) for span in found]
        true, made = true + sum(touching), made + len(found)
        if not row["spans"]:
            clean += len(text)
            lost += sum(span.end - span.start for span in found)
    return {
        "n": len(rows),
        "recall": {kind: _recall(kept, kind) for kind in sorted({kind for kind, _ in kept})},
        "names_by_group": {group: round(sum(held) / len(held), 4) for group, held in sorted(groups.items())},
        "precision": round(true / made, 4) if made else None,
        "lost_clean": round(lost / clean, 4) if clean else None,
        "texts_leaking": leaking,
        "leaking_share": round(leaking / marked, 4) if marked else None,
        "per_second": round(len(rows) / seconds, 1),
    }


def _redacted(texts: Sequence[str], languages: Sequence[str]) -> list[tuple[str, list[Span]]]:
    """Each text redacted as in a run."""
    done: dict[int, tuple[str, list[Span]]] = {}
    for english in (True, False):
        places = [place for place, code in enumerate(languages) if (code == "en") == english]
        done |= dict(zip(places, redact.texts([texts[place] for place in places], english=english), strict=True))
    return [done[place] for place in range(len(texts))]


def _masked(text: str, span: Sequence[Any], found: Sequence[Span]) -> bool:
    return all(
        any(one.start <= place < one.end for one in found) for place in range(span[0], span[1]) if text[place].isalnum()
    )


def _recall(kept: Mapping[tuple[str, str], list[bool]], kind: str) -> dict[str, Any]:
    shares = {style: kept.get((kind, style), []) for style in ("cased", "lower")}
    whole = {style: round(sum(held) / len(held), 4) if held else None for style, held in shares.items()}
    return whole | {"n": sum(map(len, shares.values()))}


def _check(rows: Sequence[Mapping[str, Any]]) -> None:
    faults = []
    for number, row in enumerate(rows, start=1):
        spans = row.get("spans") if isinstance(row, Mapping) else None
        if not isinstance(spans, list) or not isinstance(row.get("text"), str):
            faults.append(
                Fault(f"row {number}", "no 'text' or no list 'spans'", "both", "add them; 'spans' may be empty")
            )
        elif any(len(span) < 3 or not 0 <= span[0] < span[1] <= len(row["text"]) for span in spans):
            faults.append(
                Fault(f"row {number}", "a span outside its text", "[start, end, kind]", "count the characters again")
            )
    if faults:
        raise InputError(faults)
