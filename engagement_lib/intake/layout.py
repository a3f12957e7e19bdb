"""``layout.toml``: what stands where in the files of one source. Checked whole, every fault told at once."""

from __future__ import annotations

import codecs
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from engagement_lib.intake.headers import Wanted
from engagement_lib.intake.service_names import plain
from engagement_lib.problems import Fault, SettingsError
from engagement_lib.services import SLUG, faults_of, read_toml

FILE_NAME = "layout.toml"

Asks = Literal["good", "better", "open"]
Slug = Annotated[str, Field(pattern=SLUG, max_length=60)]


def _as_list(given: Any) -> Any:
    return [given] if isinstance(given, str) else given


def _known_encoding(name: str) -> str:
    try:
        codecs.lookup(name).decode(b"")
    except (LookupError, TypeError, ValueError) as error:
        raise PydanticCustomError("encoding", "an encoding such as utf-8, utf-16 or cp1252") from error
    return name


def _file_name_pattern(pattern: str) -> str:
    if "/" in pattern or "\\" in pattern:
        raise PydanticCustomError("pattern", "a pattern for files in this folder, such as *.xlsx")
    return pattern


Header = Annotated[str, Field(min_length=1, max_length=500)]
Headers = Annotated[tuple[Header, ...], Field(min_length=1), BeforeValidator(_as_list)]
Encoding = Annotated[str, AfterValidator(_known_encoding)]
Delimiter = Annotated[str, Field(pattern=r'^[^"\r\n]$')]
FilePattern = Annotated[str, AfterValidator(_file_name_pattern)]


class Setting(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Question(Setting):
    """One text column (or several joined by new lines) and the question it answers."""

    column: Headers | None = None
    join: Annotated[tuple[Header, ...], Field(min_length=2)] | None = None
    question: str | None = None
    asks: Asks = "open"

    @model_validator(mode="after")
    def _one_or_the_other(self) -> Question:
        if (self.column is None) == (self.join is None):
            raise PydanticCustomError("question", "either 'column' or 'join'")
        return self

    @property
    def words(self) -> str:
        """The question as asked; where the layout does not say, the header as the layout writes it."""
        if self.question is not None:
            return self.question
        return self.column[0] if self.column else " and ".join(self.join or ())

    @property
    def parts(self) -> list[tuple[str, ...]]:
        """The headers of each column the text is made of."""
        return [self.column] if self.column else [(header,) for header in self.join or ()]


class ReceivedOn(Setting):
    """The column with the date, or one date for all rows."""

    headers: Headers | None = None
    fixed: date | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_headers(cls, given: Any) -> Any:
        return {"headers": given} if isinstance(given, str | list) else given

    @model_validator(mode="after")
    def _one_or_the_other(self) -> ReceivedOn:
        if (self.headers is None) == (self.fixed is None):
            raise PydanticCustomError("received_on", 'a header, a list of headers, or {fixed = "2026-10-01"}')
        return self


class Columns(Setting):
    """The headers of the columns that are not text. Only ``received_on`` must be there."""

    received_on: ReceivedOn
    record: Headers | None = None
    service: Headers | None = None
    channel: Headers | None = None
    score: Headers | None = None


class ServiceRule(Setting):
    """How a row's service is known: one for all, by a table of values, or by slug and title (the default)."""

    fixed: Slug | None = None
    values: dict[str, Slug] = {}
    otherwise: Slug | None = None


class ChannelRule(Setting):
    """How a row's channel is named. A value that is not in the table stays as given."""

    fixed: str | None = None
    values: dict[str, str] = {}


class DateRule(Setting):
    """How dates are written, and which are believed."""

    order: Literal["day-first", "month-first", "year-first"] = "day-first"
    system: Literal[1900, 1904] | None = None
    earliest: date | None = None
    latest: date | None = None


class Layout(Setting):
    """The whole of one ``layout.toml``."""

    source: Slug
    title: Annotated[str, Field(min_length=1, max_length=300)]
    kind: Literal["survey", "complaint", "contact", "report", "note"]
    repeats: Literal["once", "keep"] = "once"
    files: Annotated[tuple[FilePattern, ...], BeforeValidator(_as_list)] = ()
    sheet: str | None = None
    header_row: Annotated[int, Field(ge=1)] | None = None
    encoding: Encoding | None = None
    delimiter: Delimiter | None = None
    questions: Annotated[tuple[Question, ...], Field(min_length=1)]
    question_column: Headers | None = None
    asks: dict[str, Asks] = {}
    columns: Columns
    service: ServiceRule = ServiceRule()
    channel: ChannelRule = ChannelRule()
    dates: DateRule = DateRule()
    resident: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")], Headers] = {}

    def wanted(self) -> list[Wanted]:
        """Every column asked of a file. Those about the resident may be absent."""
        named = {
            "record": self.columns.record,
            "received_on": self.columns.received_on.headers,
            "service": self.columns.service,
            "channel": self.columns.channel,
            "score": self.columns.score,
            "question": self.question_column,
        }
        wanted = [Wanted(name, headers) for name, headers in named.items() if headers]
        for number in range(len(self.questions)):
            wanted += [Wanted(name, headers) for name, headers in self.text_columns(number).items()]
        return wanted + [Wanted(f"resident_{key}", headers, needed=False) for key, headers in self.resident.items()]

    def text_columns(self, number: int) -> dict[str, tuple[str, ...]]:
        """Our names for the columns of one question, with their headers: ``text_0_0`` is the first of the first."""
        return {f"text_{number}_{part}": headers for part, headers in enumerate(self.questions[number].parts)}


def read(path: Path) -> Layout:
    """Read one layout. Raises ``SettingsError`` with every fault of it."""
    where = f"{path.parent.name}/{path.name}"
    try:
        layout = Layout.model_validate(read_toml(path, where))
    except ValidationError as error:
        raise SettingsError(faults_of(error, where)) from error
    faults = [Fault(where, *words) for words in _contradictions(layout)]
    if faults:
        raise SettingsError(faults)
    return layout


def _contradictions(layout: Layout) -> list[tuple[str, str, str]]:
    """Settings that are right one by one but not together: found, expected, what to do."""
    columns, service, channel = layout.columns, layout.service, layout.channel
    asked = [question.words for question in layout.questions]
    per_row = layout.question_column is not None
    rules = [
        (
            service.fixed is None and columns.service is None,
            ("no service", "a column or one service for all rows", "add columns.service or [service] fixed"),
        ),
        (
            service.fixed is not None and columns.service is not None,
            ("both columns.service and [service] fixed", "one of them", "remove one"),
        ),
        (
            columns.service is None and bool(service.values or service.otherwise),
            ("[service] values or otherwise without columns.service", "a column to look up", "add columns.service"),
        ),
        (
            channel.fixed is not None and columns.channel is not None,
            ("both columns.channel and [channel] fixed", "one of them", "remove one"),
        ),
        (
            len(set(asked)) < len(asked),
            ("two [[questions]] with the same words", "different questions", "change 'question' in one of them"),
        ),
        (
            per_row and len(layout.questions) > 1,
            ("question_column with several [[questions]]", "one text column", "keep one of the [[questions]]"),
        ),
        (
            bool(layout.asks) and not per_row,
            ("[asks] without question_column", "asks = ... in [[questions]]", "move it there, or add question_column"),
        ),
        (
            len({plain(value) for value in service.values}) < len(service.values),
            ("two [service] values that differ only in case, spaces or punctuation", "each once", "remove one"),
        ),
    ]
    return [words for broken, words in rules if broken]
