"""``Summary``: the parcel a report is made from. Plain, frozen, JSON in and out, small numbers already hidden.

A count that is hidden because it is small is ``None``; the page says "fewer than 5". Shares are 0 to 1, with a 95 % interval.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict

FORMAT = 4
"""Raised when a field changes its meaning, so that an old file is computed anew, not misread."""

FILES = {"manager": "summary.json", "public": "public.json"}
"""The file of each edition. The public one holds no resident's words and no exact count."""


class Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Estimate(Frozen):
    """How many of how many, the share and its 95 % interval. All ``None`` when too few to tell."""

    n: int | None
    of: int | None
    share: float | None
    low: float | None
    high: float | None


class Corrected(Frozen):
    """A share put right for the machine's error, its 95 % interval, how it was had, how many a person read, and of how many."""

    share: float
    low: float
    high: float
    method: str
    n_read: int
    of: int


class Rule(Frozen):
    """What the rule of 95 % says of live contacts, and how many more a person would need to read before it can say more."""

    says: Literal["meets", "below", "cannot tell yet", "not measured here"]
    value: Corrected | None = None
    more: int = 0


class Count(Frozen):
    """One row of a table: what, and how many of how many."""

    key: str
    title: str
    estimate: Estimate


class Counts(tuple[Count, ...]):
    """Counts side by side: a tuple that a notebook shows as a table."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        from engagement_lib.report import show  # how a page says it; asked for only when a cell shows it

        return show.counts(self)._repr_html_()


CountTable = Annotated[tuple[Count, ...], AfterValidator(Counts)]


class Quote(Frozen):
    """A comment with the person taken out."""

    response_id: str
    text: str
    received: str
    source: str
    language: str = "en"
    why: str = ""


class FailureType(Frozen):
    """One way of failing: as a resident says it, and what a manager could look at first."""

    key: str
    title: str
    says: str
    act: str = ""
    estimate: Estimate
    quotes: tuple[Quote, ...] = ()


class SaidMore(Frozen):
    """A group of residents who speak of a theme more often than the others do."""

    attribute: str
    group: str
    inside: Estimate
    others: Estimate


class Theme(Frozen):
    """``stability`` is the share of samples in which the theme was found again; ``named_by`` who named it (empty: the machine);
    ``change`` what became
    of it since last period, ``before`` how many spoke of it then; ``spots`` where its comments lie on the map, 0 to 1 across and down."""

    key: str
    title: str
    named_by: str = ""
    words: tuple[str, ...]
    stability: float = 0.0
    estimate: Estimate
    failure: Estimate
    hazards: Estimate | None = None
    change: Literal["", "continued", "new", "grown", "faded", "merged", "split"] = ""
    before: Estimate | None = None
    said_more: tuple[SaidMore, ...] = ()
    quotes: tuple[Quote, ...] = ()
    atypical: tuple[Quote, ...] = ()
    spots: tuple[tuple[float, float], ...] = ()


class Themes(Frozen):
    """``grouped`` is false when there was too little to group; ``explanation`` says why or how; ``gone`` are titles of last period's
    themes that nobody spoke of; ``signed_off`` says who, and when, and is empty when no person has."""

    grouped: bool
    explanation: str
    themes: tuple[Theme, ...] = ()
    not_themed: Estimate | None = None
    gone: tuple[str, ...] = ()
    signed_off: str = ""


class Month(Frozen):
    """One period of the same service, for the figure over time."""

    period: str
    label: str
    comments: int | None
    failure: Estimate


class Attribute(Frozen):
    """Who we heard from, by one attribute; residents, not comments, are counted."""

    key: str
    title: str
    rows: CountTable
    not_given: Estimate


class LedgerLine(Frozen):
    """One room's head-count: rows in = rows on + rows set aside."""

    room: str
    title: str
    rows_in: int
    rows_on: int
    aside: tuple[tuple[str, int], ...] = ()


class Source(Frozen):
    name: str
    title: str
    kind: str
    comments: int | None


class Campaign(Frozen):
    """A text many people sent; counted once."""

    opening: str
    copies: int


class Codebook(Frozen):
    """A codebook of the organisation's own, in titles: which version, in force since which day, and what to mind when periods are compared.

    ``splits`` are a new title, the title it was part of and since which day; ``retired`` a title, where its comments are counted now and
    since which month; ``not_learned`` are types the machine does not know, so that it counts no comment under them.
    """

    version: str
    since: str
    splits: tuple[tuple[str, str, str], ...] = ()
    retired: tuple[tuple[str, str, str], ...] = ()
    not_learned: tuple[str, ...] = ()


class Action(Frozen):
    """What was done about something residents said: what they said, what was done, and when, in words for the page."""

    said: str
    did: str
    when: str = ""


class ServiceCard(Frozen):
    slug: str
    title: str
    purpose: str
    owner: str
    in_scope: tuple[str, ...]
    out_of_scope: tuple[str, ...]


class PeriodCard(Frozen):
    key: str
    label: str
    starts: str
    ends: str


class Summary(Frozen):
    """All that one report on one service and period may say."""

    format: int = FORMAT
    organisation: str
    accent: str = ""
    """The organisation's colour, as ``#rrggbb``; empty: the page's own."""
    logo: str = ""
    """Its logo as a ``data:`` address, or empty."""
    service: ServiceCard
    period: PeriodCard
    edition: Literal["manager", "public"] = "manager"
    threshold: int
    comments: int | None
    residents: int | None
    sources: tuple[Source, ...]
    demand: CountTable
    failure: Estimate
    failure_with_out_of_scope: Estimate
    """Portsmouth's definition: value demand that came to the wrong door counts as failure too."""
    failure_without_wrong_door: Estimate
    """Seddon's definition: only what this service itself failed to do, or to do right."""
    corrected: Corrected | None = None
    """The failure share put right for the machine's error; ``None`` where small numbers are hidden."""
    rule_of_95: Rule
    failure_types: tuple[FailureType, ...]
    value_types: CountTable
    none_types: CountTable
    value_quotes: tuple[Quote, ...]
    praise_quotes: tuple[Quote, ...]
    themes: Themes
    hazards: int | None
    complaints: int | None
    other_languages: tuple[tuple[str, int | None], ...]
    campaigns: tuple[Campaign, ...]
    actions: tuple[Action, ...] = ()
    """You said, we did. The page has the section when there are some."""
    months: tuple[Month, ...]
    who: tuple[Attribute, ...]
    ledger: tuple[LedgerLine, ...]
    redactions: tuple[tuple[str, int | None], ...]
    versions: tuple[tuple[str, str], ...]
    codebook: Codebook | None = None
    """Where it is not the packaged one."""

    def _repr_html_(self) -> str:
        from engagement_lib.report import show  # the page's own fragments; asked for only when a cell shows it

        return show.summary(self)._repr_html_()

    def to_json(self) -> str:
        return self.model_dump_json(indent=1) + "\n"

    @classmethod
    def read(cls, path: Path) -> Summary:
        """Read a ``summary.json``. Raises ``pydantic.ValidationError`` if it is not one."""
        return cls.model_validate_json(path.read_text(encoding="utf-8"))
