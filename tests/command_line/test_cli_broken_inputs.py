"""Broken files and settings: told in plain words, all at once, and nothing half-written."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

import msoffcrypto.format.ooxml
import openpyxl
import pytest
from cli_office import CANARY, HEADERS, PERIOD, ROWS, Office, Told, csv

WHOLE = re.compile(r"error: \S.*: found .+; expected .+\. What to do: .+\.")
FILE = "data/raw/desk/october"


def xlsx(rows: list[list[str]] = ROWS) -> bytes:
    book = openpyxl.Workbook()
    for row in [HEADERS, *rows]:
        book.active.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def locked() -> bytes:
    out = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(xlsx())).encrypt("secret", out)
    return out.getvalue()


def bomb(lying: bool = False) -> bytes:
    """A workbook of a few hundred KB that unpacks to 300 MB; a lying one says of itself that it is small."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx())) as good,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as bad,
    ):
        for name in good.namelist():
            content = good.read(name)
            if name != "xl/worksheets/sheet1.xml":
                bad.writestr(name, content)
                continue
            with bad.open(name, "w", force_zip64=False) as part:
                part.write(content.replace(b"</worksheet>", b""))
                for _ in range(300):
                    part.write(b" " * 1024**2)
                part.write(b"</worksheet>")
            size = struct.pack("<L", bad.getinfo(name).file_size)
    data = out.getvalue()
    return data.replace(size, struct.pack("<L", 4096)) if lying else data


class Case(NamedTuple):
    breaks: Callable[[Office], object]
    says: list[str]
    command: list[str]


CASES: dict[str, Case] = {}


def case(name: str, *says: str, command: str = f"run --period {PERIOD}") -> Callable:
    """Marks a function that breaks an office, with what must be said of it."""

    def keep(breaks: Callable[[Office], object]) -> Callable[[Office], object]:
        CASES[name] = Case(breaks, list(says), command.split())
        return breaks

    return keep


@case("missing column", "desk/october.csv", "no column 'Comment'", "the headers it has are 'Ref', 'Date', 'Service'")
def _(office: Office):
    office.write(f"{FILE}.csv", csv(headers=["Ref", "Date", "Service", "Remarks"]))


@case("no headers", "desk/october.csv", "none of the headers asked for", "'Ref', 'Date', 'Service', 'Comment'")
def _(office: Office):
    office.write(f"{FILE}.csv", csv(ROWS[1:], headers=ROWS[0]))


@case("two headers that match", "desk/october.csv", "more than one column 'Comment'")
def _(office: Office):
    office.write(f"{FILE}.csv", csv([[*row, CANARY] for row in ROWS], [*HEADERS, " comment: "]))


@case("wrong encoding", "desk/october.csv", "bytes that are not utf-8", "correct or remove 'encoding'")
def _(office: Office):
    office.layout(top='encoding = "utf-8"\n')
    office.write(f"{FILE}.csv", csv().encode("cp1252"))


@case("wrong wide encoding", "desk/october.csv", "none of the headers asked for", "encoding")
def _(office: Office):
    office.layout(top='encoding = "utf-16"\n')
    office.write(f"{FILE}.csv", (csv() + " " * (len(csv().encode()) % 2)).encode())


@case("password", "desk/october.xlsx", "a password-protected workbook", "save it without a password")
def _(office: Office):
    office.write(f"{FILE}.xlsx", locked())


@case("zip bomb", "desk/october.xlsx", "unpacks to far more than a workbook should", "save it as CSV UTF-8")
def _(office: Office):
    assert office.write(f"{FILE}.xlsx", bomb()).stat().st_size < 2 * 1024**2


@case("zip bomb that lies", "desk/october.xlsx", "unpacks to far more", "save it as CSV UTF-8")
def _(office: Office):
    assert office.write(f"{FILE}.xlsx", bomb(lying=True)).stat().st_size < 2 * 1024**2


@case("empty file", "desk/october.csv", "an empty file", "export it again")
def _(office: Office):
    office.write(f"{FILE}.csv", b"")


@case("text for dates", "desk/october.csv", "6 of 6 dates that cannot be read day-first", "first on line 2")
def _(office: Office):
    office.write(f"{FILE}.csv", csv([[row[0], f"when {CANARY} rang", *row[2:]] for row in ROWS]))


@case("CSV named .xlsx", "desk/october.xlsx", "plain text, not a workbook")
def _(office: Office):
    office.write(f"{FILE}.xlsx", csv())


@case("workbook named .csv", "desk/october.csv", "a zip file, such as an .xlsx", "a text file such as CSV")
def _(office: Office):
    office.write(f"{FILE}.csv", xlsx())


@case("truncated workbook", "desk/october.xlsx", "cut short or broken", "copy or export it again")
def _(office: Office):
    office.write(f"{FILE}.xlsx", xlsx()[:3000])


@case("quotation mark never closed", "desk/october.csv", "never closed", "quotation marks in pairs")
def _(office: Office):
    office.write(f"{FILE}.csv", csv() + f'"7","08/10/2026","Bins","and then {CANARY}')


@case(
    "unknown service everywhere", "desk/october.csv", "no row with a known service", "'Parks' (6)", "[service] values"
)
def _(office: Office):
    office.write(f"{FILE}.csv", csv([[*row[:2], "Parks", row[3]] for row in ROWS]))


@case(
    "comments taken for services", "desk/october.csv", "no row with a known service: values on lines 2, 3", "[service]"
)
def _(office: Office):
    office.layout({'service = "Service"': 'service = "Comment"'})
    office.write(f"{FILE}.csv", csv([*ROWS, ["7", "08/10/2026", "Bins", f"Ask {CANARY}"], ["8", *ROWS[0][1:]]]))


@case(
    "three faults in a layout", "desk/layout.toml", "an unknown setting 'langauge'", "kind = 'letters'",
    "no setting 'columns.received_on'",
)  # fmt: skip
def _(office: Office):
    office.layout({"received_on": "# received_on", '"contact"': '"letters"'}, top='langauge = "en"\n')


@case("layout that is not TOML", "desk/layout.toml", "a file that is not TOML", "line 2", "mend the line named")
def _(office: Office):
    office.write("data/raw/desk/layout.toml", 'source = "desk"\ntitle: "Notes"\n')


@case("layout that names no known service", "desk/layout.toml", "[service] names 'parks'", "bins, lifts")
def _(office: Office):
    office.layout({'service = "Service"': ""})
    with (office.root / "data/raw/desk/layout.toml").open("a") as file:
        file.write('\n[service]\nfixed = "parks"\n')


@case(
    "wrong service file",
    "services/lifts.toml",
    "an unknown setting 'onwer'",
    "no setting 'owner'",
    "slug = 'The Lifts'",
)
def _(office: Office):
    path = office.root / "services/lifts.toml"
    office.write("services/lifts.toml", path.read_text().replace('"lifts"', '"The Lifts"').replace("owner", "onwer"))


@case("service file that is not TOML", "services/lifts.toml", "a file that is not TOML", "line 1")
def _(office: Office):
    office.write("services/lifts.toml", "Lifts, all of them\n")


@case("settings that are not TOML", "engagement.toml", "a file that is not TOML", "line 2", "mend the line named")
def _(office: Office):
    office.write("engagement.toml", "packaged_services = false\norganisation = Harbour Trust\n")


@case("no service at all", "services/", "no service", "add services/<slug>.toml")
def _(office: Office):
    for path in (office.root / "services").iterdir():
        path.unlink()


@case("unsupported kind of file", "desk/minutes.docx", "a file of the kind '.docx'", "one of .csv", "change 'files'")
def _(office: Office):
    office.layout(top='files = ["*.docx"]\n')
    office.write("data/raw/desk/minutes.docx", xlsx())


@case("no source", "data/raw", "no source", "a folder with files and a layout.toml", "README")
def _(office: Office):
    (office.root / "data/raw/desk/layout.toml").unlink()


@case("no such folder", "nowhere", "no such folder", command=f"run --period {PERIOD} --workspace nowhere")
def _(office: Office):
    pass


@case("period in words", "--period", "'October'", "2026-Q3 (a quarter)", command="run --period October")
def _(office: Office):
    pass


@case("period that climbs", "--period", "'../../2026-10'", command="check --period ../../2026-10")
def _(office: Office):
    pass


@case(
    "unknown service asked for", "--service", "parks", "bins, lifts", command=f"run --period {PERIOD} --service parks"
)
def _(office: Office):
    pass


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Future]]:
    """Every case on its way, two at a time."""

    def ask(name: str) -> tuple[Told, set[str]]:
        office = Office(tmp_path_factory.mktemp("broken")).furnish()
        CASES[name].breaks(office)
        return office.run(*CASES[name].command), office.made

    with ThreadPoolExecutor(2) as pool:
        yield {name: pool.submit(ask, name) for name in CASES}


@pytest.mark.parametrize("name", CASES)
def test_a_broken_input_is_told_in_plain_words(name: str, asked: dict[str, Future]):
    told, made = asked[name].result()
    assert told.code == 2, told.words
    assert told.faults and all(WHOLE.fullmatch(line) for line in told.faults), told.err
    assert all(line.startswith(("error: ", "note: ")) for line in told.err.splitlines()), told.err
    for words in CASES[name].says:
        assert words in told.err
    assert CANARY not in told.words and "Traceback" not in told.words
    assert made == set()


def test_all_faults_of_all_files_are_told_at_once(tmp_path):
    office = Office(tmp_path).furnish()
    office.write(f"{FILE}.csv", csv(headers=["Ref", "When", "Service", "Remarks"]))
    office.write("data/raw/desk/november.xlsx", csv())
    office.layout(source="survey")
    office.write("data/raw/survey/a.csv", b"")
    office.write("data/raw/survey/b.csv", csv([[*row[:1], CANARY, "Parks", row[3]] for row in ROWS]))
    told = office.run("report", "--period", PERIOD)
    assert told.code == 2 and CANARY not in told.words
    for words in [
        "desk/october.csv: found no column 'Date'; no column 'Comment'", "desk/november.xlsx: found plain text",
        "survey/a.csv: found an empty file", "survey/b.csv: found 6 of 6 dates",
        "survey/b.csv: found no row with a known service",
    ]:  # fmt: skip
        assert f"error: {words}" in told.err
    assert len(told.faults) == 5 and office.made == set() and not (tmp_path / "reports").exists()


def test_all_faults_of_all_settings_are_told_at_once(tmp_path):
    office = Office(tmp_path).furnish()
    office.write("engagement.toml", "treshold = 5\nmonths_shown = 0\n")
    office.write("services/lifts.toml", 'slug = "lifts"\ntitle = ""\n')
    office.write("services/bins.toml", "slug = 'bins\n")
    told = office.run("check")
    assert told.code == 2 and "Traceback" not in told.err
    for words in ["unknown setting 'treshold'", "months_shown = 0", "title = ''", "no setting 'owner'", "not TOML"]:
        assert words in told.err
    assert all(WHOLE.fullmatch(line) for line in told.err.splitlines())
