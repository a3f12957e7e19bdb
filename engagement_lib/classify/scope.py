"""Is a comment for this service at all? Compare what it speaks of with what the service says is in and out of its scope."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from engagement_lib import encode
from engagement_lib.services import Service

NEAR = 0.45
MARGIN = 0.1
"""A comment is out of scope when it is this near in meaning (cosine) to a note of what is out, and this much nearer than to any note
of what is in. **Source:** judgement. Of 5,353 requests among the starter comments sent to the ten packaged services these borders name 41,
of which 13 are labelled wrong door; the label asks for words that disown it, so others of the 41 may be out of scope all the same."""


def outside(texts: Sequence[str], service: Service, cache: Path | None = None) -> np.ndarray:
    """One truth value a text: it speaks of what the service's own notes leave to others.

    >>> from engagement_lib import services
    >>> repairs = services.read([services.PACKAGED])["maintenance"]
    >>> outside(["There is a deep pothole in the road, please mend it", "The kitchen tap leaks"], repairs).tolist()
    [True, False]
    """
    if not service.out_of_scope or not len(texts):
        return np.zeros(len(texts), dtype=bool)
    said = encode.vectors(texts, cache)
    near_in = (said @ encode.vectors(service.in_scope, cache).T).max(axis=1)
    near_out = (said @ encode.vectors(service.out_of_scope, cache).T).max(axis=1)
    return (near_out >= NEAR) & (near_out - near_in >= MARGIN)
