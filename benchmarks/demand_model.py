"""How fast the demand model labels and learns: python benchmarks/demand_model.py

Labels 5,000 of the starter comments, first with nothing known, then with what the encoder read kept; learns twice from all starter comments
and compares the bytes. A plain loop beside each says how fast the machine was at that moment.
"""

from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path

from engagement_lib.classify import labels, starter, train
from engagement_lib.classify.model import packaged
from engagement_lib.services import PACKAGED, read

COMMENTS = 5_000


def machine() -> float:
    """Seconds for a fixed piece of arithmetic."""
    started = time.perf_counter()
    sum(number * number for number in range(5_000_000))
    return time.perf_counter() - started


def timed(work) -> dict[str, float]:
    before = machine()
    started = time.perf_counter()
    work()
    seconds = time.perf_counter() - started
    return {"seconds": round(seconds, 2), "machine": round((before + machine()) / 2, 3)}


def main() -> None:
    comments = starter.comments().sample(COMMENTS, random_state=1)
    texts = [f"{text} {number}" for number, text in enumerate(comments["text"])]  # all different
    model, service = packaged(), read([PACKAGED])["maintenance"]
    answer = {}
    with tempfile.TemporaryDirectory() as folder:
        cache = Path(folder)
        labels(texts[:50], model, None, service)  # loads what must be loaded
        for name in ("label, nothing known", "label, readings kept"):
            answer[name] = timed(lambda: labels(texts, model, cache, service))
            answer[name]["a second"] = round(COMMENTS / answer[name]["seconds"])
        kept = []
        for name in ("learn, nothing known", "learn, readings kept"):
            answer[name] = timed(lambda: kept.append(train.from_starter(cache).stored()))
        answer["same bytes twice"] = kept[0] == kept[1]
        answer["bytes"] = len(kept[0])
    print(json.dumps(answer, indent=1))


if __name__ == "__main__":
    main()
