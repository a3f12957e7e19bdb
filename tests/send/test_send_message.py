"""One mail: its parts and headers, whatever stands in a title, and the same each time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as some

from engagement_lib.send.message import Letter, build, content, message_id

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
SENDER, TO = "insight@example.org", "o'brien@council.example.org"
LETTER = Letter(
    "lifts",
    "Lifts",
    "2026-10",
    "October 2026",
    "manager",
    ("41\u00a0% of <b>402</b>.", "& more."),
    b"<p>a page</p>\r\n.\r\n",
)


def read(letter: Letter, to: str = TO) -> EmailMessage:
    return message_from_bytes(content(build(letter, SENDER, to, AT)), policy=default)


def test_headers_and_parts():
    mail = read(LETTER)
    assert (mail["From"], mail["To"], mail["Date"].datetime) == (SENDER, TO, AT)
    assert mail["Subject"] == "Lifts: what residents told us, October 2026"
    assert mail["Auto-Submitted"] == "auto-generated" and mail["Message-ID"].endswith("@example.org>")
    assert not mail.defects and len(mail["Message-ID"]) == 64 + len("<@example.org>")
    plain, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert plain.replace("\r\n", "\n").split("\n\n")[:3] == [mail["Subject"], *LETTER.lines]
    page = BeautifulSoup(html, "html.parser")
    assert [line.get_text() for line in page.find_all("p")][:2] == list(LETTER.lines)
    assert not page.find_all(["a", "img", "script", "link", "style", "b"]) and "://" not in html
    (attached,) = mail.iter_attachments()
    assert attached.get_payload(decode=True) == LETTER.page and attached.get_filename() == "lifts-2026-10.html"
    assert content(build(LETTER, SENDER, TO, AT)).isascii()


def test_the_same_page_to_the_same_person_is_the_same_mail():
    assert content(build(LETTER, SENDER, TO, AT)) == content(build(LETTER, SENDER, TO, AT))
    first = message_id(LETTER, SENDER, TO)
    assert str(build(LETTER, SENDER, TO, AT, replaces=True)["Message-ID"]) == first
    others = [
        replace(LETTER, service="bins"), replace(LETTER, period="2026-09"), replace(LETTER, edition="public"),
        replace(LETTER, page=b"another"),
    ]  # fmt: skip
    ids = {first, message_id(LETTER, SENDER, "ann@example.org"), *(message_id(one, SENDER, TO) for one in others)}
    assert len(ids) == 6
    assert message_id(replace(LETTER, title="Other", label="Other", lines=()), SENDER, TO) == first


@pytest.mark.parametrize("edition", ["manager", "public"])
def test_a_mail_says_who_may_read_its_page(edition: str):
    for kind in ("plain", "html"):
        text = read(replace(LETTER, edition=edition)).get_body((kind,)).get_content()
        assert ("do not pass it on" in text) is (edition == "manager")
        assert ("anyone may read it" in text) is (edition == "public")


@given(title=some.text(max_size=300), page=some.binary(max_size=300))
def test_no_title_and_no_page_changes_another_header_or_part(title: str, page: bytes):
    mail = read(replace(LETTER, title=title, page=page))
    assert set(mail.keys()) == {
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"
    }  # fmt: skip
    assert mail["To"] == TO and len(list(mail.walk())) == 5
    assert next(mail.iter_attachments()).get_payload(decode=True) == page
    assert not BeautifulSoup(mail.get_body(("html",)).get_content(), "html.parser").find_all(["a", "img", "script"])


def test_the_longest_address_and_title_stay_whole():
    to = f"{'a' * 64}@{'b-c.' * 40}example.org"
    mail = read(replace(LETTER, title="Ünterkünfte 🏠 " * 20), to)
    assert mail["To"] == to and mail["Subject"].startswith("Ünterkünfte 🏠 Ünterkünfte")
    assert max(map(len, content(build(LETTER, SENDER, to, AT)).split(b"\r\n"))) < 998
