"""The last word on each response: which of people's labels a model may learn from, and how far people agree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
from nltk.metrics.agreement import AnnotationTask

from engagement_lib.classify import setting

ADJUDICATION = "adjudication"
"""The purpose of a label that settles what coders disagreed about: it goes before theirs."""

_NEEDED = ["response_id", "service", "period", "demand", "failure_types", "value_type", "none_type", "flags", "at"]


@dataclass(frozen=True, eq=False, repr=False)
class Gathered:
    """Labels to learn from, and how many were left out for what reason.

    ``own``: one row a response, index ``response_id``: ``service``, ``period``, ``text`` (redacted), ``setting``, ``demand``,
    ``failure_types``, ``value_type``, ``none_type``, ``flags``, ``at``. ``disputed``: responses on which people differ and nobody has
    adjudicated; ``taken_back``: responses whose labels were all taken back; ``absent``: labelled responses whose text is no longer here.
    ``people`` have labelled, ``twice`` responses were labelled by two or more, and ``alpha`` is their agreement on demand (Krippendorff's,
    nominal; ``None`` where it cannot be known). **Source:** K. Krippendorff, "Content analysis", 2004, chapter 11; NLTK.
    """

    own: pd.DataFrame
    disputed: int = 0
    taken_back: int = 0
    absent: int = 0
    adjudicated: int = 0
    people: int = 0
    twice: int = 0
    alpha: float | None = None

    @property
    def counts(self) -> dict[str, int | float | None]:
        """Everything but the labels themselves."""
        return {
            "labelled_responses": len(self.own), "adjudicated": self.adjudicated, "disputed_left_out": self.disputed,
            "taken_back_left_out": self.taken_back, "text_gone_left_out": self.absent, "people": self.people,
            "labelled_by_two_or_more": self.twice, "alpha": self.alpha,
        }  # fmt: skip

    @property
    def table(self) -> pd.DataFrame:
        return pd.Series(self.counts, dtype="object").to_frame("labels")

    def __repr__(self) -> str:
        return str(self.table)

    def _repr_html_(self) -> str:
        return str(self.table.to_html())


def gather(said: pd.DataFrame, table: Callable[[str, str], pd.DataFrame]) -> Gathered:
    """The last word on each response, with the redacted text it was given to: what :func:`engagement_lib.classify.train.again` takes.

    An adjudicated label goes before those of audits and coding. Without one the people who labelled a response must agree on its demand,
    else it is left out; of those who agree the latest says types and flags. A label with an empty ``demand`` was taken back.

    Args:
        said: rows of the register, the latest of each person and purpose, oldest first: ``response_id``, ``service``, ``period``,
            ``purpose``, ``who``, ``at`` and what was said.
        table: gives the processed responses of a service and period (``text``, ``asks``, ``kind`` by ``response_id``).
    """
    current = said[said["demand"] != ""]
    settling = current["purpose"] == ADJUDICATION
    settled = current[settling].drop_duplicates("response_id", keep="last")
    each = current[~settling].drop_duplicates(["response_id", "who"], keep="last")
    open_ = each[~each["response_id"].isin(settled["response_id"])]
    labels = open_.groupby("response_id")["demand"].nunique()
    disputed = labels.index[labels > 1]
    agreed = open_[~open_["response_id"].isin(disputed)].drop_duplicates("response_id", keep="last")
    last = pd.concat([settled, agreed])[_NEEDED].sort_values("response_id")
    own = _with_text(last, table)
    readers = each.groupby("response_id")["who"].nunique()
    return Gathered(
        own, disputed=len(disputed), taken_back=said["response_id"].nunique() - current["response_id"].nunique(),
        absent=len(last) - len(own), adjudicated=int(own.index.isin(settled["response_id"]).sum()),
        people=current["who"].nunique(), twice=int((readers > 1).sum()), alpha=agreement(each),
    )  # fmt: skip


def agreement(each: pd.DataFrame) -> float | None:
    """Krippendorff's alpha of ``demand`` among people: one row a response and person. ``None`` without two labels to tell apart.

    >>> each = pd.DataFrame({"response_id": list("aabbc"), "who": ["Ann", "Ben", "Ann", "Ben", "Ann"]})
    >>> agreement(each.assign(demand=["failure", "failure", "value", "value", "none"]))
    1.0
    """
    twice = each[each.groupby("response_id")["who"].transform("nunique") > 1]
    if twice["demand"].nunique() < 2:
        return None
    rows = twice[["who", "response_id", "demand"]].itertuples(index=False, name=None)
    return round(float(AnnotationTask(data=list(rows)).alpha()), 3)


def _with_text(last: pd.DataFrame, table: Callable[[str, str], pd.DataFrame]) -> pd.DataFrame:
    parts = []
    for (service, period), rows in last.groupby(["service", "period"], sort=True):
        here = table(str(service), str(period))[["text", "asks", "kind"]]
        settings = [setting.of(asks, kind) for asks, kind in zip(here["asks"], here["kind"], strict=True)]
        parts.append(rows.set_index("response_id").join(here[["text"]].assign(setting=settings), how="inner"))
    return pd.concat(parts) if parts else last.set_index("response_id").assign(text="", setting="")
