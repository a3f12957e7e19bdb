"""Hands mails to an SMTP server over one lasting connection, and says of each how far it came."""

from __future__ import annotations

import re
import select
import smtplib
import socket
import ssl
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from engagement_lib.problems import Fault, SettingsError

HOST, PORT, USER, PASSWORD, TLS, CA = (
    f"ENGAGEMENT_SMTP_{name}" for name in ("HOST", "PORT", "USER", "PASSWORD", "TLS", "CA")
)
"""The environment variables that name the server. None of them is a setting, so that no password stands in a file."""

HERE = frozenset({"localhost", "127.0.0.1", "::1"})
"""Names of this machine: the only ones that mail may go to unencrypted."""

WAITS = (0.5, 2.0, 5.0)
"""Seconds to wait before each time a lost server is called again. **Source:** judgement; a server that restarts is back in seconds."""

CONNECTING, ANSWERING = 30, 120
"""Seconds until a server counts as lost. **Source:** judgement; a scanner may read a mail for a minute before the server takes it."""

LISTENING = 0.02
"""Seconds to listen, before the end of a mail goes, whether the server has died. **Source:** judgement."""

BEGAN, SENT, FAILED = "began", "sent", "failed"


class RefusedError(Exception):
    """One mail was not taken, and the others may go on. Its message is in our own words: a server may repeat what it was told."""


class UnsureError(Exception):
    """The connection broke after the end of a mail went out and before the answer came: the server has it, most likely."""


class GoneError(Exception):
    """The server cannot be reached, so no other mail can go either."""


class _LostError(Exception):
    """The connection broke."""


@dataclass(frozen=True)
class Server:
    """Where mail is handed over, and as whom."""

    host: str
    port: int
    tls: str = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    ca: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Self:
        """The server that the environment names. Raises ``SettingsError`` with every fault, never with the password."""
        host, user, password = given.get(HOST, ""), given.get(USER, ""), given.get(PASSWORD, "")
        tls = given.get(TLS) or "starttls"
        port = given.get(PORT) or ("465" if tls == "tls" else "587")
        faults = []
        if not host:
            faults.append(Fault(HOST, "no mail server", "its name", f"set {HOST} before the command is run"))
        elif not re.fullmatch(r"[A-Za-z0-9.:_-]{1,253}", host):
            faults.append(Fault(HOST, repr(host)[:60], "the name or number of a machine", f"correct {HOST}"))
        if not (re.fullmatch(r"[0-9]{1,5}", port) and 0 < int(port) < 65536):
            faults.append(Fault(PORT, repr(port)[:60], "a number from 1 to 65535", f"correct {PORT}"))
        if tls not in ("starttls", "tls", "none"):
            faults.append(Fault(TLS, repr(tls)[:60], "starttls, tls or none", f"correct {TLS}"))
        if tls == "none" and host not in HERE:
            todo = f"set {TLS} to starttls or tls"
            faults.append(Fault(TLS, "none, for another machine", "mail that nobody on the way can read", todo))
        if bool(user) != bool(password):
            there, missing = (USER, PASSWORD) if user else (PASSWORD, USER)
            faults.append(Fault(missing, f"nothing, though {there} is set", "both or neither", f"set {missing} too"))
        if not (user + password).isascii():
            faults.append(Fault(PASSWORD, "letters beyond ASCII in the name or password", "ASCII", "change them"))
        if faults:
            raise SettingsError(faults)
        return cls(host, int(port), tls, user, password, given.get(CA, ""))

    def context(self) -> ssl.SSLContext:
        """Certificates are checked, by the machine's list of authorities or by the file named. Raises ``SettingsError``."""
        try:
            return ssl.create_default_context(cafile=self.ca or None)
        except OSError as error:  # ssl.SSLError too
            found = f"a file that cannot be read ({type(error).__name__})"
            raise SettingsError(Fault(CA, found, "certificates in PEM format", f"correct {CA}")) from error


class Post:
    """A way to a server, used as ``with Post(...) as post``. It connects when the first mail goes out."""

    def __init__(self, server: Server, sender: str):
        """Raises ``SettingsError`` when the file of certificates cannot be read."""
        self._server, self._sender, self._context = server, sender, server.context()
        self._open: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._open is not None and kind is None:
            with suppress(OSError):  # all mail is handed over; the server need not say goodbye
                self._open.quit()
        self._drop()

    def deliver(self, content: bytes, recipient: str, note: Callable[[str], None]) -> None:
        """Hand one mail over, calling a lost server again up to three times. ``note`` keeps what happens as it happens.

        ``began`` is noted just before the last five bytes go, without which no server has a mail; ``sent`` after the server took it;
        ``failed`` when it surely did not. When the connection breaks between, nobody knows: nothing is noted after ``began``, and the mail
        is not handed over again unless a person says so.

        Raises:
            RefusedError: this mail was not taken.
            UnsureError: nobody knows whether this mail was taken.
            GoneError: no mail can be handed over now.
            SettingsError: the server does not take the name and password, or cannot be trusted.
        """
        gone = ""
        for wait in (0.0, *WAITS):
            time.sleep(wait)
            try:
                smtp, gone = self._connected(), ""
            except _LostError as lost:
                gone = str(lost)
                continue
            try:
                self._hand_over(smtp, content, recipient, note)
            except _LostError:
                self._drop()
                continue
            return
        if gone:
            raise GoneError(f"the mail server cannot be reached ({gone})")
        note(FAILED)
        raise RefusedError("the connection broke each time")

    def _hand_over(self, smtp: smtplib.SMTP, content: bytes, recipient: str, note: Callable[[str], None]) -> None:
        """The steps of RFC 5321. Raises ``_LostError`` only where the server surely does not have the mail."""
        began = False
        try:
            size = [f"size={len(content)}"] if smtp.has_extn("size") else []
            _expect(2, smtp.mail(self._sender, size), "the sender")
            _expect(2, smtp.rcpt(recipient), "the address")
            _expect(3, smtp.docmd("DATA"), "the mail")
            smtp.send(re.sub(rb"(?m)^\.", b"..", content).removesuffix(b"\r\n"))
            self._note_began(note)
            began = True
            _listen(smtp)
            smtp.send(b"\r\n.\r\n")
            _expect(2, smtp.getreply(), "the mail")
        except RefusedError:
            note(FAILED)
            self._start_anew(smtp)
            raise
        except _LostError:  # the server said that it closes, and so that it did not take the mail
            if began:
                note(FAILED)
            raise
        except OSError as error:
            if not began:
                raise _LostError(type(error).__name__) from None
            self._drop()
            raise UnsureError(type(error).__name__) from None
        note(SENT)

    def _note_began(self, note: Callable[[str], None]) -> None:
        """What cannot be kept must not be sent: the server is left without the end of the mail."""
        try:
            note(BEGAN)
        except BaseException:
            self._drop()
            raise

    def _connected(self) -> smtplib.SMTP:
        if self._open is None:
            self._open = self._connect()
        return self._open

    def _connect(self) -> smtplib.SMTP:
        """Raises ``_LostError`` when there is nobody, ``SettingsError`` when somebody is there and another try will not help."""
        server = self._server
        smtp: smtplib.SMTP | None = None
        named = f"{server.host}:{server.port}"
        introduced = self._sender.rpartition("@")[2]
        try:
            if server.tls == "tls":
                smtp = smtplib.SMTP_SSL(server.host, server.port, introduced, timeout=CONNECTING, context=self._context)
            else:
                smtp = smtplib.SMTP(server.host, server.port, introduced, timeout=CONNECTING)
            if server.tls == "starttls":
                smtp.starttls(context=self._context)
            smtp.ehlo_or_helo_if_needed()
            if server.user:
                smtp.login(server.user, server.password)
            if smtp.sock is not None:
                smtp.sock.settimeout(ANSWERING)
                smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else the end of each mail waits 40 ms
            return smtp
        except OSError as error:  # smtplib's errors too
            if smtp is not None:
                smtp.close()
            if fault := _lasting(error, named):
                raise SettingsError(fault) from None
            raise _LostError(type(error).__name__) from None

    def _start_anew(self, smtp: smtplib.SMTP) -> None:
        try:
            smtp.rset()
        except OSError:
            self._drop()

    def _drop(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None


def _listen(smtp: smtplib.SMTP) -> None:
    """Wait until what was sent has arrived, as far as this system can tell, and hear whether the server has closed meanwhile.

    A server that waits for the end of a mail says nothing. So whatever it says here, it does not have the mail.
    """
    if smtp.sock is None:
        raise _LostError("closed")
    until, heard = time.monotonic() + ANSWERING, False
    while not heard and _on_the_way(smtp.sock) and time.monotonic() < until:
        heard = _hears(smtp.sock, 0.001)
    if heard or _hears(smtp.sock, LISTENING):
        raise _LostError("closed")


def _hears(sock: socket.socket, seconds: float) -> bool:
    return bool(select.select([sock], [], [], seconds)[0])


def _on_the_way(sock: socket.socket) -> int:
    """Bytes that the other machine has not confirmed; 0 where the system does not say."""
    try:
        from fcntl import ioctl
        from termios import TIOCOUTQ

        return int.from_bytes(ioctl(sock.fileno(), TIOCOUTQ, bytes(4)), sys.byteorder)
    except (ImportError, OSError):
        return 0


def _expect(kind: int, reply: tuple[int, bytes], what: str) -> None:
    code = reply[0]
    if code < 0:
        raise smtplib.SMTPServerDisconnected("no reply that can be read")
    if code == 421:
        raise _LostError(str(code))
    if code // 100 != kind:
        again = ", for now" if code // 100 == 4 else ""
        raise RefusedError(f"the server refused {what}{again} ({code})")


def _lasting(error: OSError, server: str) -> Fault | None:
    """What a person must mend before any mail can go, if it is that."""
    if isinstance(error, ssl.SSLCertVerificationError):
        todo = f"check {HOST}, or name its CA in {CA}"
        return Fault(server, "a certificate that cannot be trusted", "one of a known authority", todo)
    unable = isinstance(error, smtplib.SMTPNotSupportedError) or type(error) is smtplib.SMTPException
    if unable:  # the bare kind says that the server knows no way to log in that we know
        return Fault(server, "a server without STARTTLS or without a login", "both", f"check {PORT}, {TLS} and {USER}")
    if isinstance(error, smtplib.SMTPAuthenticationError) and error.smtp_code >= 500:
        found = f"a server that refuses the name and password ({error.smtp_code})"
        return Fault(server, found, "an account that may send", f"check {USER} and {PASSWORD}")
    return None
