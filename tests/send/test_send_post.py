"""Handing mails to a real server: what is noted when, and what is told when the server is not as it should be."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from mail_server import HOST, PASSWORD, USER, Death, MailServer

from engagement_lib.problems import SettingsError
from engagement_lib.send.post import GoneError, Post, RefusedError, Server, UnsureError

Serve = Callable[..., MailServer]
SENDER, TO = "insight@example.org", "ann@example.org"
GIVEN = {"ENGAGEMENT_SMTP_HOST": "mail.example.org"}


def mail(number: int = 1) -> bytes:
    return b"Message-ID: <%d@example.org>\r\nTo: ann@example.org\r\n\r\n.hidden\r\n..\r\n" % number


def delivered(server: MailServer, *contents: bytes, to: str = TO) -> list[str]:
    notes: list[str] = []
    with Post(Server.read(server.environment()), SENDER) as post:
        for content in contents or (mail(),):
            post.deliver(content, to, notes.append)
    return notes


def test_all_mails_go_over_one_encrypted_connection(serve: Serve):
    server = serve()
    assert delivered(server, *map(mail, range(5))) == ["began", "sent"] * 5
    assert len(server.mails) == 5 and server.connections == 2
    assert server.mails["<3@example.org>"].get_content() == ".hidden\r\n..\r\n"


def test_a_refused_mail_is_failed_and_the_connection_goes_on(serve: Serve):
    server = serve(refuse={"nobody@example.org"})
    notes: list[str] = []
    with Post(Server.read(server.environment()), SENDER) as post:
        with pytest.raises(RefusedError) as raised:
            post.deliver(mail(), "nobody@example.org", notes.append)
        post.deliver(mail(), TO, notes.append)
    assert notes == ["failed", "began", "sent"] and server.connections == 2
    assert str(raised.value) == "the server refused the address (550)", (
        "not the server's words: they may repeat a secret"
    )


@pytest.mark.parametrize(
    "death", [Death("bytes", 700, stays_down=False), Death("answered", stays_down=False)], ids=["700 bytes", "answered"]
)
def test_a_server_that_comes_back_is_called_again(serve: Serve, death: Death):
    server = serve(deaths=iter([death]))
    assert delivered(server, mail(1), mail(2)) == ["began", "sent"] * 2
    assert server.taken == {"<1@example.org>": 1, "<2@example.org>": 1}


@pytest.mark.parametrize("stays_down", [True, False])
def test_a_mail_that_may_be_there_is_not_handed_over_again(serve: Serve, stays_down: bool):
    server = serve(deaths=iter([Death("kept", stays_down=stays_down)]))
    notes: list[str] = []
    with Post(Server.read(server.environment()), SENDER) as post:
        with pytest.raises(UnsureError):
            post.deliver(mail(), TO, notes.append)
        assert notes == ["began"], "nobody knows whether it has the mail"
        if stays_down:
            with pytest.raises(GoneError, match="cannot be reached"):
                post.deliver(mail(2), TO, notes.append)
        else:
            post.deliver(mail(2), TO, notes.append)
    assert server.taken["<1@example.org>"] == 1


def test_a_mail_that_breaks_the_connection_each_time_does_not_stop_the_others(serve: Serve):
    server = serve(deaths=iter([Death("bytes", 4000, stays_down=False)] * 4))
    notes: list[str] = []
    with Post(Server.read(server.environment()), SENDER) as post:
        with pytest.raises(RefusedError, match="broke each time"):
            post.deliver(mail(1) + b"x" * 4000 + b"\r\n", TO, notes.append)
        post.deliver(mail(2), TO, notes.append)
    assert notes[-3:] == ["failed", "began", "sent"] and server.taken == {"<2@example.org>": 1}
    assert set(notes[:-3]) <= {"began", "failed"}


def test_what_cannot_be_noted_is_not_sent(serve: Serve):
    server = serve()

    def full(state: str) -> None:
        raise OSError(28, "No space left on device")

    with Post(Server.read(server.environment()), SENDER) as post, pytest.raises(RefusedError):
        post.deliver(mail(), TO, lambda state: full(state) if state == "began" else None)
    assert not server.mails


def test_a_server_that_cannot_be_trusted_is_sent_nothing(serve: Serve):
    server = serve()
    given = {name: value for name, value in server.environment().items() if name != "ENGAGEMENT_SMTP_CA"}
    with Post(Server.read(given), SENDER) as post, pytest.raises(SettingsError, match="cannot be trusted"):
        post.deliver(mail(), TO, pytest.fail)
    with pytest.raises(SettingsError, match="ENGAGEMENT_SMTP_CA: found a file that cannot be read"):
        Post(Server.read({**given, "ENGAGEMENT_SMTP_CA": "/nowhere.pem"}), SENDER)


def test_a_server_without_starttls_is_sent_nothing_not_even_the_password(serve: Serve, pem):
    server = serve(pem=None, login=False)
    given = {**server.environment(), "ENGAGEMENT_SMTP_TLS": "", "ENGAGEMENT_SMTP_USER": USER,
             "ENGAGEMENT_SMTP_PASSWORD": PASSWORD}  # fmt: skip
    with Post(Server.read(given), SENDER) as post, pytest.raises(SettingsError, match="without STARTTLS"):
        post.deliver(mail(), TO, pytest.fail)


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
def test_a_connection_may_be_encrypted_from_its_first_byte(serve: Serve):
    server = serve(tls_at_once=True)
    assert delivered(server, mail(1), mail(2)) == ["began", "sent"] * 2 and server.connections == 1
    given = {name: value for name, value in server.environment().items() if name != "ENGAGEMENT_SMTP_CA"}
    with Post(Server.read(given), SENDER) as post, pytest.raises(SettingsError, match="cannot be trusted"):
        post.deliver(mail(), TO, pytest.fail)


def test_on_this_machine_mail_may_go_without_tls(serve: Serve):
    assert delivered(serve(pem=None, login=False)) == ["began", "sent"]


def test_a_wrong_password_is_told_without_it(serve: Serve):
    server = serve()
    given = {**server.environment(), "ENGAGEMENT_SMTP_PASSWORD": "another secret"}
    with Post(Server.read(given), SENDER) as post, pytest.raises(SettingsError) as raised:
        post.deliver(mail(), TO, pytest.fail)
    assert "refuses the name and password (535)" in str(raised.value) and "secret" not in str(raised.value)
    assert "secret" not in repr(Server.read(given))


@contextmanager
def scripted(*replies: bytes) -> Iterator[int]:
    """A server that gives these answers, one a line it hears, and then hangs up."""
    with socket.create_server((HOST, 0)) as listening:

        def serve() -> None:
            caller, _ = listening.accept()
            with caller, caller.makefile("rb") as lines:
                for reply in replies:
                    caller.sendall(reply)
                    line = lines.readline()
                    while line and line == b"To: x\r\n":
                        line = lines.readline()
            listening.close()

        thread = threading.Thread(target=serve)
        thread.start()
        yield listening.getsockname()[1]
        thread.join(10)


@pytest.mark.parametrize(
    ("replies", "notes", "told"),
    [
        ((b"220 hi\r\n", b"250 hi\r\n", b"421 closing\r\n"), [], "cannot be reached"),
        (
            (b"220 hi\r\n", b"250 hi\r\n", b"250 ok\r\n", b"450 later\r\n"),
            ["failed"],
            "address, for now \\(450",
        ),
        ((b"220 hi\r\n", b"250 hi\r\n", b"553 not you\r\n"), ["failed"], "refused the sender \\(553"),
        (
            (b"220 hi\r\n", b"250 hi\r\n", b"250 ok\r\n", b"250 ok\r\n", b"554 no\r\n"),
            ["failed"],
            "the mail \\(554",
        ),
        (
            (b"220 hi\r\n", b"250 hi\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n", b"552 spam: Quillfeather\r\n"),
            ["began", "failed"],
            r"the mail \(552\)$",
        ),
        (
            (b"220 hi\r\n", b"250 hi\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n", b"nonsense\r\n"),
            ["began"],
            "SMTPServerDisconnected",
        ),
        ((b"554 go away\r\n",), [], "cannot be reached"),
    ],
)
def test_every_answer_of_a_server_is_understood(replies: tuple[bytes, ...], notes: list[str], told: str):
    said: list[str] = []
    with scripted(*replies) as port:
        server = Server(HOST, port, "none")
        with Post(server, SENDER) as post, pytest.raises((GoneError, RefusedError, UnsureError), match=told) as raised:
            post.deliver(b"To: x\r\n", TO, said.append)
    assert said == notes and "Quillfeather" not in str(raised.value)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, ["ENGAGEMENT_SMTP_HOST: found no mail server"]),
        ({"ENGAGEMENT_SMTP_HOST": "mail example\r\n"}, ["name or number of a machine"]),
        ({**GIVEN, "ENGAGEMENT_SMTP_PORT": "66666"}, ["'66666'"]),
        ({**GIVEN, "ENGAGEMENT_SMTP_PORT": "25\n"}, ["a number from 1"]),
        ({**GIVEN, "ENGAGEMENT_SMTP_TLS": "no"}, ["starttls, tls or none"]),
        ({**GIVEN, "ENGAGEMENT_SMTP_TLS": "none"}, ["none, for another machine"]),
        (
            {"ENGAGEMENT_SMTP_HOST": "127.0.0.1.example.org", "ENGAGEMENT_SMTP_TLS": "none"},
            ["none, for another machine"],
        ),
        ({**GIVEN, "ENGAGEMENT_SMTP_USER": "us"}, ["ENGAGEMENT_SMTP_PASSWORD: found nothing"]),
        ({**GIVEN, "ENGAGEMENT_SMTP_PASSWORD": "secret"}, ["ENGAGEMENT_SMTP_USER: found nothing"]),
        ({**GIVEN, "ENGAGEMENT_SMTP_USER": "us", "ENGAGEMENT_SMTP_PASSWORD": "sécret"}, ["beyond ASCII"]),
        ({"ENGAGEMENT_SMTP_PORT": "x", "ENGAGEMENT_SMTP_TLS": "y"}, ["no mail server", "'x'", "'y'"]),
    ],
)
def test_every_fault_of_the_environment_is_told_at_once(given: dict[str, str], told: list[str]):
    with pytest.raises(SettingsError) as raised:
        Server.read(given)
    assert all(piece in str(raised.value) for piece in told) and len(raised.value.faults) == len(told)
    assert "cret" not in str(raised.value)


def test_what_is_not_said_has_its_usual_value():
    assert Server.read(GIVEN) == Server("mail.example.org", 587, "starttls")
    assert Server.read({**GIVEN, "ENGAGEMENT_SMTP_TLS": "tls"}).port == 465
    for here in ("localhost", "127.0.0.1", "::1"):
        assert Server.read({"ENGAGEMENT_SMTP_HOST": here, "ENGAGEMENT_SMTP_TLS": "none"}).tls == "none"
