"""A real SMTP server for the tests: STARTTLS, a login, and a plan of when it dies. It keeps a mail once for each Message-ID."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "insight", "correct horse Quillfeather"
HOST = "127.0.0.1"


def certificate(folder: Path) -> Path:
    """A self-signed certificate for this machine with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address(HOST))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    path = folder / "server.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + secret)
    return path


@dataclass(frozen=True)
class Death:
    """When the server dies: as the ``after``th byte comes in, or as it is about to answer the ``after``th mail it has ``kept``, or when it
    has ``answered``. It counts from the last death."""

    when: str
    after: int = 1
    stays_down: bool = True


@dataclass
class MailServer:
    """``mails`` by Message-ID, ``taken`` how often each was handed over whole, ``answered`` how often its client was told so."""

    pem: Path | None = None
    login: bool = True
    tls_at_once: bool = False
    refuse: set[str] = field(default_factory=set)
    deaths: Iterator[Death] | None = None
    slow: float = 0.0
    mails: dict[str, EmailMessage] = field(default_factory=dict)
    envelopes: dict[str, Envelope] = field(default_factory=dict)
    taken: Counter[str] = field(default_factory=Counter)
    connections: int = 0
    died: int = 0
    down: bool = False
    port: int = 0
    _controller: Controller | None = None
    _death: Death | None = None
    _counted: Counter[str] = field(default_factory=Counter)

    def start(self) -> MailServer:
        if not self.port:
            with socket.socket() as free:
                free.bind((HOST, 0))
                self.port = free.getsockname()[1]
        self.down = False
        context = None
        if self.pem:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.pem)
        self._next_death()
        self._controller = _Controller(
            self, hostname=HOST, port=self.port, ready_timeout=10, auth_required=self.login,
            **({"ssl_context": context} if self.tls_at_once else {"tls_context": context, "require_starttls": bool(context)}),
            auth_require_tls=bool(context) and not self.tls_at_once, authenticator=_known if self.login else None,
        )  # fmt: skip
        self._controller.start()
        return self

    def stop(self) -> None:
        if self._controller:
            self._controller.stop(no_assert=True)
            self._controller = None

    def environment(self) -> dict[str, str]:
        found = {"ENGAGEMENT_SMTP_HOST": HOST, "ENGAGEMENT_SMTP_PORT": str(self.port)}
        found |= {"ENGAGEMENT_SMTP_CA": str(self.pem)} if self.pem else {"ENGAGEMENT_SMTP_TLS": "none"}
        found |= {"ENGAGEMENT_SMTP_TLS": "tls"} if self.tls_at_once else {}
        return found | ({"ENGAGEMENT_SMTP_USER": USER, "ENGAGEMENT_SMTP_PASSWORD": PASSWORD} if self.login else {})

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mails.values() if mail["To"] == address]

    def reached(self, what: str, number: int = 1) -> bool:
        """Count bytes that came in, or mails that were kept or answered; whether the time to die has come."""
        self._counted[what] += number
        return bool(self._death and self._death.when == what and self._counted[what] >= self._death.after)

    def die(self, transport: asyncio.Transport) -> None:
        assert self._death and self._controller
        transport.abort()
        self.died += 1
        if self._death.stays_down:
            self.down = True
            self._controller.server.close()
            self._death = None
        else:
            self._next_death()

    def _next_death(self) -> None:
        self._death = next(self.deaths, None) if self.deaths else None
        self._counted.clear()

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list) -> str:
        if address in self.refuse:
            return f"550 5.1.1 nobody here is called {address}, said {PASSWORD}"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        await asyncio.sleep(self.slow)
        mail = message_from_bytes(envelope.content, policy=default)
        identifier = str(mail["Message-ID"])
        self.taken[identifier] += 1
        self.mails.setdefault(identifier, mail)
        self.envelopes.setdefault(identifier, envelope)
        await asyncio.sleep(self.slow)
        if self.reached("kept"):
            self.die(server.transport)
        return "250 OK"


class _Controller(Controller):
    def __init__(self, mail_server: MailServer, **given):
        self._mail_server = mail_server
        super().__init__(mail_server, **given)

    def factory(self) -> SMTP:
        protocol = _Protocol(self.handler, **self.SMTP_kwargs)
        protocol.mail_server = self._mail_server
        return protocol

    def _trigger_server(self) -> None:
        """Without the first connection the other makes to itself."""
        with socket.create_connection((HOST, self.port), 5):
            time.sleep(0.01)


class _Protocol(SMTP):
    mail_server: MailServer

    def data_received(self, data: bytes) -> None:
        if self.mail_server.reached("bytes", len(data)):
            self.mail_server.die(self.transport)
        else:
            super().data_received(data)

    async def smtp_EHLO(self, hostname: str) -> None:
        self.mail_server.connections += 1
        await super().smtp_EHLO(hostname)

    async def smtp_DATA(self, arg: str) -> None:
        await super().smtp_DATA(arg)
        if self.mail_server.reached("answered"):
            await asyncio.sleep(0.01)
            self.mail_server.die(self.transport)


def _known(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword) -> AuthResult:
    known = (data.login.decode(), data.password.decode()) == (USER, PASSWORD)
    return AuthResult(success=known, handled=known)
