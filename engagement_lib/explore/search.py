"""Find comments by their words or by their meaning. Only redacted text is searched, and what is asked is kept nowhere."""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from contextlib import closing

import numpy as np
import pandas as pd

from engagement_lib.problems import Fault, InputError

FLOOR = 0.3
"""From this likeness (cosine) on a comment counts as found by its meaning. **Source:** judgement, after a look at the example's 538
English comments: 9 in 10 pairs from different services lie below .29, and five queries about nothing a council does (a recipe, football,
a bank, physics, a timetable) found nothing but one comment at .32."""

SNIPPET = 32
"""Words of a comment shown around what was found; at most 64, by SQLite."""

_HOW = 'words; AND, OR, NOT in capitals; brackets; "a phrase" in double quotes; repair* for every word that begins so'
_PIECE = re.compile(r'"[^"]*"\*?|[()]|[^\s()"]+|"')
_OPERATORS = ("AND", "OR", "NOT")
_MASK = re.compile(r"\[([a-z][a-z -]*)\]")
_MARK = "\ue000"
"""Put before the words of a mask such as [phone], so that a search for phone finds those who speak of one. FTS5 takes it for a letter."""


def words(responses: pd.DataFrame, query: str) -> pd.DataFrame:
    """Comments that hold the words asked for, the most relevant first, with ``found``: the place in the comment, hits between « and ».

    Words side by side must all be there. ``NOT`` goes before ``AND``, ``AND`` before ``OR``; brackets decide otherwise. Case, accents and
    endings make no difference: repairs finds repair and Repaired; ``repair*`` finds all that begins so, and other endings of these.
    A mask is found as it stands: ``[phone]``.

    **Source:** order by BM25, endings by M. F. Porter, 1980, both by SQLite FTS5.

    Args:
        responses: one row a response, with redacted ``text``.
        query: what to look for.

    Raises:
        InputError: when the query cannot be read, with how to write it.

    >>> said = pd.DataFrame({"text": ["Two repairs failed", "My café was repaired", "Ring me"]})
    >>> words(said, "repair NOT cafe")["found"].to_list()
    ['Two «repairs» failed']
    """
    _text_of(responses)
    pieces = _pieces(query)
    texts = [_MASK.sub(_marked, text) for text in responses["text"].astype(str)]
    with closing(sqlite3.connect(":memory:")) as database:
        for name, tokens in (
            ("said", "porter unicode61 remove_diacritics 2"),
            ("plain", "unicode61 remove_diacritics 2"),
        ):
            database.execute(f"CREATE VIRTUAL TABLE {name} USING fts5(text, tokenize='{tokens}')")
            database.executemany(f"INSERT INTO {name} (rowid, text) VALUES (?, ?)", enumerate(texts))
        database.execute("CREATE VIRTUAL TABLE spoken USING fts5vocab(plain, 'row')")
        asked = " ".join(_beginnings(piece, database) for piece in pieces)
        try:
            found = database.execute(
                "SELECT rowid, snippet(said, 0, '«', '»', ' … ', ?) FROM said WHERE said MATCH ? ORDER BY rank, rowid",
                (SNIPPET, asked),
            ).fetchall()
        except sqlite3.OperationalError:
            raise InputError(_fault(query, "words and operators that do not go together")) from None
    places = [place for place, _ in found]
    return responses.iloc[places].assign(found=[text.replace(_MARK, "").strip() for _, text in found])


def meaning(
    responses: pd.DataFrame, vectors: np.ndarray, query_vector: np.ndarray, n: int = 20, floor: float = FLOOR
) -> pd.DataFrame:
    """The ``n`` comments nearest in meaning, the nearest first, with ``likeness`` (cosine, at most 1).

    None that is less like than ``floor``. So the answer may be empty: then nobody says such a thing, or not in a way the sentence model
    understands (it reads English).

    Args:
        responses: one row a response.
        vectors: one row a response in the same order, as :func:`engagement_lib.encode.vectors` gives them.
        query_vector: the vector of what is looked for.

    Raises:
        InputError: with every fault of the vectors.

    >>> said = pd.DataFrame({"text": ["the lift is out", "rent"]})
    >>> meaning(said, np.array([[1.0, 0.0], [0.1, 1.0]]), np.array([2.0, 0.0]))["likeness"].to_dict()
    {0: 1.0}
    """
    vectors, query_vector = np.asarray(vectors, float), np.asarray(query_vector, float)
    faults = []
    if vectors.ndim != 2 or len(vectors) != len(responses):
        faults.append(
            Fault(
                "vectors",
                f"the shape {vectors.shape}",
                f"{len(responses)} rows, one a response",
                "encode these responses' text",
            )
        )
    if query_vector.ndim != 1 or vectors.shape[-1:] != query_vector.shape:
        faults.append(
            Fault(
                "query vector",
                f"the shape {query_vector.shape}",
                "one vector of the same model",
                "encode one sentence, take [0]",
            )
        )
    if n < 1:
        faults.append(Fault("n", str(n), "1 or more", "say how many to show"))
    if faults:
        raise InputError(faults)
    size = np.linalg.norm(vectors, axis=1) * np.linalg.norm(query_vector)
    likeness = np.divide(vectors @ query_vector, size, out=np.zeros(len(vectors)), where=size > 0)
    order = [place for place in np.argsort(-likeness, kind="stable")[:n] if likeness[place] >= floor]
    return responses.iloc[order].assign(likeness=likeness[order].round(3))


def _pieces(query: str) -> list[str]:
    """The query in FTS5's own words: operators as they are, all else between quotes, so that no sign in a word is taken for grammar."""
    said = query.replace("“", '"').replace("”", '"')
    faults, pieces = list[Fault](), list[str]()
    for piece in _PIECE.findall(said):
        if piece == '"':
            faults.append(_fault(query, "a double quote that is never closed"))
        elif piece in _OPERATORS or piece in "()":
            if piece == "NOT" and pieces[-1:] == ["AND"]:
                pieces.pop()  # FTS5 knows NOT between two words only
            pieces += ["AND"] * (piece == "(" and _ends(pieces)) + [piece]
        elif not re.search(r"[^\W_]", piece):
            faults.append(_fault(query, f"{piece[:20]}, which holds no letter and no digit"))
        elif piece[0] in "-+":
            faults.append(_fault(query, f"{piece[:20]}, with a sign before the word"))
        else:
            star = "*" if piece.endswith("*") else ""
            inside = _MASK.sub(_marked, piece.rstrip("*").strip('"'))
            pieces += ["AND"] * _ends(pieces) + [f'"{inside}"{star}']
    if not pieces and not faults:
        faults.append(_fault(query, "nothing to look for"))
    elif pieces[:1] and pieces[0] in _OPERATORS:
        faults.append(_fault(query, f"{pieces[0]} with nothing before it"))
    if pieces[1:] and pieces[-1] in _OPERATORS:
        faults.append(_fault(query, f"{pieces[-1]} with nothing after it"))
    if pieces.count("(") != pieces.count(")"):
        faults.append(_fault(query, f"{pieces.count('(')} opening and {pieces.count(')')} closing brackets"))
    if faults:
        raise InputError(faults)
    return pieces


def _ends(pieces: list[str]) -> bool:
    """Whether a word or a closing bracket stands last, so that what follows must be joined to it."""
    return bool(pieces) and pieces[-1] not in (*_OPERATORS, "(")


def _beginnings(piece: str, database: sqlite3.Connection) -> str:
    """A beginning as the words it begins, for in the table that is searched words have lost their endings."""
    inside = piece.strip('"*')
    if not piece.endswith("*") or not inside.isalnum():
        return piece
    folded = "".join(sign for sign in unicodedata.normalize("NFKD", inside.lower()) if not unicodedata.combining(sign))
    spoken = database.execute("SELECT term FROM spoken WHERE term GLOB ? || '*' ORDER BY term", (folded,)).fetchall()
    return "(" + " OR ".join(f'"{term}"' for (term,) in spoken) + ")" if spoken else f'"{inside}"'


def _marked(mask: re.Match[str]) -> str:
    return "[" + re.sub(r"[a-z]+", rf"{_MARK}\g<0>", mask[1]) + "]"


def _text_of(responses: pd.DataFrame) -> None:
    if "text" not in responses.columns or "raw_text" in responses.columns:
        raise InputError(
            Fault(
                "responses",
                "no redacted text",
                "the column 'text' after redaction",
                "give the processed table 'responses'",
            )
        )


def _fault(query: str, found: str) -> Fault:
    return Fault(f"the search {query[:80]!r}", found, _HOW, 'mend the search; e.g. (damp OR mould*) NOT "no response"')
