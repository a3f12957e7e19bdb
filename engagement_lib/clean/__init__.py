"""Tidy the words, and set aside what says nothing, with the reason.

``responses`` is the verb. Words are mended (:mod:`.normalise`), letters stripped to what the resident wrote
(:mod:`.email`), and rows that carry no comment, or the same comment again, are set aside (:mod:`.aside`,
:mod:`.repeats`).
"""

from __future__ import annotations

import pandas as pd

from engagement_lib.clean import aside, languages, letters, normalise, repeats
from engagement_lib.contracts import Sorted, check_nobody_lost, set_aside


def responses(raw: pd.DataFrame) -> Sorted:
    """Tidy every response; set aside those with no words to listen to.

    Adds ``text``, ``language`` (a two-letter code, ``"en"`` when in doubt), ``copies`` (how many responses this
    one stands for) and ``campaign`` (its name, or empty); drops ``raw_text``. The caller's table is not edited.

    >>> import pandas as pd
    >>> raw = pd.DataFrame({"raw_text": ["  The lift is out &amp; I am 82 ", "n/a"], "asks": "open", "kind": "survey", "repeats": "once",
    ...     "source": "survey", "service": "maintenance", "record_id": ["a", "b"]},
    ...     index=pd.Index(["r1", "r2"], name="response_id"))
    >>> kept, left = responses(raw)
    >>> list(kept["text"]), dict(left["reason"])
    (['The lift is out & I am 82'], {'r2': 'nothing said'})
    """
    distinct = raw["raw_text"].drop_duplicates()
    tidied = {words: letters.own_words(normalise.text(words)) for words in distinct}
    text = raw["raw_text"].map(tidied).astype("object")

    left = [set_aside(reasons.index, reasons) for reasons in [aside.reasons(text, raw["asks"])]]
    going = raw.drop(columns="raw_text").assign(text=text).drop(index=left[0].index)

    going, again = repeats.collapse(going)
    going = going.assign(language=languages.guess(going["text"]))
    return check_nobody_lost(raw, Sorted(going, pd.concat([*left, again])), "clean")
