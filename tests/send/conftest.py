"""What the tests of sending are given: a mail server with a certificate of its own, and a workspace with finished pages."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from mail_server import MailServer, certificate
from send_office import Office, summary

from engagement_lib.send import post

sys.path.insert(0, str(Path(__file__).parents[1] / "report"))  # summaries made by hand, and real pages


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(("ENGAGEMENT_SMTP", "ENGAGEMENT_REGISTER"))]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(post, "WAITS", (0.01, 0.01, 0.01))


@pytest.fixture(scope="session")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def serve(pem: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., MailServer]]:
    """Starts a server with STARTTLS and a login, and names it in the environment."""
    started: list[MailServer] = []

    def start(**given) -> MailServer:
        server = MailServer(**{"pem": pem, **given}).start()
        started.append(server)
        for name, value in server.environment().items():
            monkeypatch.setenv(name, value)
        return server

    yield start
    for server in started:
        server.stop()


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """One service with two recipients."""
    place = Office(tmp_path, {"maintenance": ["ann@example.org", "ben@example.org"]})
    return place.furnish(summary())
