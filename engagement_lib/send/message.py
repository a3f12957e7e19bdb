"""One mail: a page attached, and beside it the headline figures as text and as HTML."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

POLICY = SMTP.clone(cte_type="7bit")
"""Nothing but ASCII goes over the wire, whatever the server can take."""

ATTACHED = {
    "manager": "The page is attached. It may still contain names; do not pass it on.",
    "public": "The page is attached. It is the public edition: its counts are rounded, and anyone may read it.",
}
REPLACES = "It takes the place of the page that was sent to you before."


@dataclass(frozen=True)
class Letter:
    """What one service's recipients are sent. ``lines`` are finished sentences that quote nobody; ``service`` is its slug."""

    service: str
    title: str
    period: str
    label: str
    edition: str
    lines: tuple[str, ...]
    page: bytes

    @property
    def subject(self) -> str:
        return f"{plain(self.title)}: what residents told us, {plain(self.label)}"

    @property
    def page_hash(self) -> str:
        return sha256(self.page).hexdigest()

    @property
    def filename(self) -> str:
        return f"{self.service}-{self.period}.html"


def build(letter: Letter, sender: str, recipient: str, at: datetime, *, replaces: bool = False) -> EmailMessage:
    """The mail to one recipient. ``replaces`` says that an earlier page went to the same person.

    The same arguments give the same bytes.
    """
    lines = [*letter.lines, ATTACHED[letter.edition], *([REPLACES] if replaces else [])]
    message = EmailMessage(policy=POLICY)
    message["From"], message["To"] = Address(addr_spec=sender), Address(addr_spec=recipient)
    message["Subject"], message["Date"] = letter.subject, at
    message["Message-ID"] = identifier = message_id(letter, sender, recipient)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no "out of office" comes back
    message.set_content("\n\n".join([letter.subject, *lines]) + "\n", cte="quoted-printable")
    html = _template().render(subject=letter.subject, lines=lines)
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    message.add_attachment(letter.page, "text", "html", filename=letter.filename, params={"charset": "utf-8"})
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"=_{identifier[1:33]}_{number}")  # "=_" stands in no encoded part
    return message


def message_id(letter: Letter, sender: str, recipient: str) -> str:
    """Always the same for one page to one recipient, so that a mail handed over twice can be told by it.

    >>> letter = Letter("lifts", "Lifts", "2026-10", "October 2026", "manager", (), b"page")
    >>> message_id(letter, "us@example.org", "Ann@example.org") == message_id(letter, "us@example.org", "ann@example.org")
    True
    """
    named = "\n".join([letter.service, letter.period, letter.edition, recipient.lower(), letter.page_hash])
    return f"<{sha256(named.encode()).hexdigest()}@{sender.rpartition('@')[2].lower()}>"


def content(message: EmailMessage) -> bytes:
    """The mail as it is handed over or written to a file."""
    return message.as_bytes()


def plain(text: str) -> str:
    """On one line, without characters that control how text is shown or ended.

    >>> plain("Lifts\\r\\nBcc: eve@example.org\\u202e")
    'Lifts Bcc: eve@example.org'
    """
    return " ".join("".join(" " if unicodedata.category(letter)[0] in "CZ" else letter for letter in text).split())


@cache
def _template() -> Template:
    found = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return found.get_template("message.html.j2")
