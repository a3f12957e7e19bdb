"""Whatever dies, and whenever: nobody is sent the page twice, and of whom it cannot be known a person is asked."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from mail_server import Death, MailServer
from send_office import PERIOD, Office, summary

from engagement_lib import register
from engagement_lib.register import tables
from engagement_lib.workspace import Workspace

Serve = Callable[..., MailServer]
SLUGS = [
    "anti-social-behaviour", "estate-services", "housing-advice", "housing-rent", "maintenance", "out-of-hours",
    "planned-maintenance", "sheltered-housing", "voids", "waste",
]  # fmt: skip


def furnished(root: Path, each: int) -> Office:
    office = Office(root, {slug: [f"{number}.{slug}@example.org" for number in range(each)] for slug in SLUGS})
    return office.furnish(*(summary(slug, slug.capitalize()) for slug in SLUGS), more="<p>figure</p>\n" * 800)


def steps(office: Office) -> Counter[str]:
    """How many rows of each state the register holds, and that its file is whole."""
    with register.open(Workspace.open(office.root)) as kept, kept.engine.begin() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2, "each row is on the disk when it is kept"
        return Counter(connection.scalars(sa.select(tables.sendings.c.state)))


def check_all_there_once(office: Office, server: MailServer) -> None:
    """Everybody has their own mail, handed over once."""
    addresses = {address for recipients in office.recipients.values() for address in recipients}
    assert {mail["To"] for mail in server.mails.values()} == addresses and len(server.mails) == len(addresses)
    assert all(envelope.rcpt_tos == [server.mails[key]["To"]] for key, envelope in server.envelopes.items())
    assert set(server.taken.values()) == {1}, "nothing was handed over twice"


def look_and_decide(office: Office, server: MailServer) -> tuple[int, int]:
    """As a careful person does: ask each who may have a mail, and say what they said. How many had it, and how many had not."""
    told = office.told("--dry-run")
    assert not told["would_send"], "only what may be there already is left"
    asked = [line["recipient"] for line in told["unsure"]]
    answers = [("--arrived" if server.to(address) else "--again", address) for address in asked]
    office.told(*(word for answer in answers for word in answer))
    there = sum(word == "--arrived" for word, _ in answers)
    return there, len(answers) - there


@pytest.mark.parametrize("seed", [1, 2])
def test_200_mails_arrive_once_though_the_server_is_killed_20_times(
    tmp_path: Path, serve: Serve, seed: int, capsys: pytest.CaptureFixture[str]
):
    chance = random.Random(seed)
    kinds = chance.choices(["bytes", "kept", "answered"], [2, 1, 1], k=20)
    deaths = [
        Death(kind, chance.randrange(1, 14) if kind != "bytes" else chance.randrange(1, 260_000), chance.random() < 0.5)
        for kind in kinds
    ]
    office, began = furnished(tmp_path, 20), time.monotonic()
    server, runs = serve(deaths=iter(deaths)), 1
    while (done := office.send("--json")).exit_code and (server.down or json.loads(done.stdout)["failed"]):
        assert done.exit_code == 1 and runs <= 40, done.output
        server.stop()
        server.start()
        runs += 1
    assert server.died == 20 and steps(office)["sent"] <= 200
    arrived, missing = look_and_decide(office, server)
    check_all_there_once(office, server)
    assert steps(office)["sent"] == 200 and not office.told()["sent"] and server.taken.total() == 200
    with capsys.disabled():
        died = ", ".join(f"{kinds.count(kind)} x {kind}" for kind in sorted(set(kinds)))
        print(
            f"\n200 mails, server killed {server.died} times ({died}), {runs} runs: 200 of 200 handed over once; "
            f"a person was asked about {arrived + missing}, {arrived} were there; {time.monotonic() - began:.1f} s"
        )


@pytest.mark.slow
def test_40_mails_arrive_once_though_the_command_is_killed_again_and_again(
    tmp_path: Path, serve: Serve, capsys: pytest.CaptureFixture[str]
):
    chance, office, server = random.Random(3), furnished(tmp_path, 4), serve(slow=0.015)
    command = [
        sys.executable,
        "-m",
        "engagement_lib",
        "send",
        "--period",
        PERIOD,
        "--workspace",
        str(tmp_path),
        "--json",
    ]
    kills = 0
    while True:
        until = server.taken.total() + chance.randrange(1, 13)
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        while process.poll() is None and not (kills < 6 and server.taken.total() >= until):
            time.sleep(0.002)
        if process.poll() is not None:
            told = json.loads(process.stdout.read())
            assert not told["failed"] and process.returncode == bool(told["unsure"])
            break
        time.sleep(chance.random() * 0.03)
        process.kill()
        process.communicate()
        kills += 1
        assert steps(office)["sent"] <= len(server.mails)
    arrived, missing = look_and_decide(office, server)
    check_all_there_once(office, server)
    assert arrived + missing <= kills and kills
    with capsys.disabled():
        asked = f"a person was asked about {arrived + missing}, {arrived} were there"
        print(f"\n40 mails, command killed {kills} times: 40 of 40 handed over once; {asked}")
