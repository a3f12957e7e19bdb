"""``engagement send``: who is sent which page, once; what is not sent, and why."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from email import message_from_bytes
from email.policy import default
from html import unescape
from pathlib import Path

import made
import pages
import pytest
from mail_server import PASSWORD, Death, MailServer
from send_office import PERIOD, SIGNED, Office, summary

from engagement_lib import register
from engagement_lib.problems import InputError, SettingsError
from engagement_lib.register import sendings
from engagement_lib.report import contents, findings, words
from engagement_lib.workspace import Workspace

Serve = Callable[..., MailServer]


def recipients(lines: list[dict]) -> list[str]:
    return [line["recipient"] for line in lines]


def steps(office: Office, edition: str = "manager") -> dict[str, str]:
    with register.open(Workspace.open(office.root)) as kept:
        return {one.recipient: state for one, state in sendings.states(kept, PERIOD, edition).items()}


def test_each_recipient_is_sent_the_page_once(office: Office, serve: Serve):
    server = serve()
    first = office.told()
    assert recipients(first["sent"]) == ["ann@example.org", "ben@example.org"] and not first["sent_before"]
    again = office.told()
    assert not again["sent"] and recipients(again["sent_before"]) == recipients(first["sent"])
    assert len(server.mails) == 2 == server.taken.total() and server.connections == 1 + 1  # before STARTTLS and after
    for identifier, envelope in server.envelopes.items():
        mail = server.mails[identifier]
        assert envelope.rcpt_tos == [mail["To"]] and envelope.mail_from == "insight@example.org" == mail["From"]
        assert not mail["Cc"] and not mail["Bcc"]
        (attached,) = mail.iter_attachments()
        assert attached.get_filename() == "maintenance-2026-10.html"
        assert attached.get_payload(decode=True) == office.page().read_bytes()
        assert attached.get_content_type() == "text/html"
    assert set(steps(office).values()) == {"sent"}


def test_the_mail_carries_the_headline_figures_and_quotes_nobody(office: Office, serve: Serve):
    server = serve()
    office.told("--service", "maintenance")
    (mail,) = server.to("ann@example.org")
    assert mail["Subject"] == "Maintenance: what residents told us, October 2026"
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/html"
    ]  # fmt: skip
    found = summary()
    for kind in ("plain", "html"):
        text = mail.get_body((kind,)).get_content()
        assert "".join(findings.lead(found) or ()) in text and words.how_sure(found) in text
        assert "1. Have the comments about dangers read today" in text and "no person has signed" not in text
        assert "The page is attached. It may still contain names; do not pass it on." in text
        said = [
            *found.value_quotes,
            *found.praise_quotes,
            *(quote for type_ in found.failure_types for quote in type_.quotes),
        ]
        assert said and not any(quote.text[:25] in text for quote in said)


def test_a_changed_page_is_sent_again_as_an_update_and_then_no_more(office: Office, serve: Serve):
    server = serve()
    office.told()
    office.furnish(summary(), more="<p>A better chart</p>")
    done = office.told()
    assert [line["update"] for line in done["sent"]] == [True, True] and len(server.mails) == 4
    assert "It takes the place of the page" in server.to("ben@example.org")[1].get_body(("plain",)).get_content()
    assert not office.told()["sent"]
    office.recipients = {"maintenance": ["ANN@example.org", "cay@example.org", "ben@example.org"]}
    office.settle()
    assert recipients(office.told()["sent"]) == ["cay@example.org"], "a new recipient is sent it, capitals are no news"


def test_what_may_not_be_sent_is_told_at_once_and_the_rest_goes(tmp_path: Path, serve: Serve):
    server = serve()
    slugs = ["maintenance", "voids", "waste", "housing-rent", "housing-advice", "out-of-hours", "estate-services"]
    office = Office(tmp_path, {slug: [f"{slug}@example.org"] for slug in slugs})
    signed = {slug: "" if slug == "voids" else SIGNED for slug in slugs if slug != "housing-rent"}
    office.furnish(*(summary(slug, slug.title(), sign) for slug, sign in signed.items()), summary("sheltered-housing"))
    office.page("waste").write_text("<p>something else</p>", encoding="utf-8")
    office.keep(made.full("housing-advice", "Housing-Advice", failed=170))
    (tmp_path / "data/processed/out-of-hours" / PERIOD / "summary.json").write_text('{"text": "Quillfeather"}')

    done = office.told(code=1)
    assert recipients(done["sent"]) == ["maintenance@example.org", "estate-services@example.org"]
    assert recipients(done["sent"]) == [mail["To"] for mail in server.mails.values()]
    assert set(done["refused"]) == {"voids", "waste", "housing-rent", "housing-advice", "out-of-hours"}
    why = {slug: " ".join(faults) for slug, faults in done["refused"].items()}
    assert "no person has signed off" in why["voids"] and "notebook 4" in why["voids"]
    assert "engagement report --period 2026-10; --without-sign-off" in why["voids"]
    assert "not the one that was made" in why["waste"] and "no finished page" in why["housing-rent"]
    assert "other figures" in why["housing-advice"] and "signed off" in why["housing-advice"]
    assert "cannot read" in why["out-of-hours"] and "Quillfeather" not in str(done)
    assert ["sheltered-housing" in note for note in done["notes"]] == [True]
    told = office.send("--service", "sheltered-housing", "--service", "voids")
    assert told.exit_code == 1 and "no recipients" in told.stderr and "signed off" in told.stderr


def test_a_page_made_before_the_sign_off_waits_for_the_report(office: Office, serve: Serve):
    serve()
    office.furnish(summary(signed=""))
    office.keep(summary())
    assert "before the latest word on its themes" in str(office.told(code=1)["refused"])


def test_the_page_itself_says_whether_its_themes_were_signed_off():
    for found in (made.full(), summary(signed="Seán O'Brien & Co, 3 November 2026")):
        assert words.signed_off(found.themes) in unescape(pages.of(found))


def test_without_a_sign_off_only_when_asked_and_never_in_public(office: Office, serve: Serve):
    server = serve()
    office.furnish(summary(signed=""))
    assert "voids" not in office.told(code=1)["refused"] and not server.mails
    done = office.told("--without-sign-off")
    assert len(done["sent"]) == 2
    assert "no person has signed them off yet" in server.to("ann@example.org")[0].get_body(("html",)).get_content()
    with pytest.raises(SettingsError, match="--without-sign-off: found the public edition"):
        office.told("--edition", "public", "--without-sign-off")


def test_the_public_edition_is_sent_beside_the_managers(office: Office, serve: Serve):
    server = serve()
    office.told()
    office.furnish(summary(edition="public"), more="<p>rounded</p>", edition="public")
    assert len(office.told("--edition", "public")["sent"]) == 2
    _, public = server.to("ann@example.org")
    assert "anyone may read it" in public.get_body(("plain",)).get_content()
    assert b"rounded" in next(public.iter_attachments()).get_payload(decode=True)


def test_the_overview_goes_to_its_own_recipients(office: Office, serve: Serve):
    server = serve()
    office.recipients = {"overview": ["head@example.org"]}
    office.furnish(summary(signed=""), summary("voids", "Voids", ""))
    assert recipients(office.told("--service", "overview")["sent"]) == ["head@example.org"]
    (mail,) = server.mails.values()
    assert mail["Subject"] == "All services: what residents told us, October 2026"
    assert "Voids: 402 comments; estimated failure demand 41\u00a0%" in mail.get_body(("plain",)).get_content()
    assert next(mail.iter_attachments()).get_filename() == "overview-2026-10.html"
    office.keep(made.full("voids", "Voids", failed=170))
    assert "other figures" in str(office.told(code=1)["refused"]["overview"])
    (office.folder() / contents.OVERVIEW).write_text("another")
    assert "not the one that was made" in str(office.told(code=1)["refused"]["overview"])
    (office.folder() / contents.MANIFEST).write_text("[]")
    assert set(office.told(code=1)["refused"]) == {"overview"}


def test_one_recipient_the_server_refuses_does_not_stop_the_others(office: Office, serve: Serve):
    server = serve(refuse={"ann@example.org"})
    told = office.send()
    assert told.exit_code == 1 and "maintenance to ann@example.org: the server refused the address (550)" in told.stderr
    assert [mail["To"] for mail in server.mails.values()] == ["ben@example.org"]
    assert steps(office) == {"ann@example.org": "failed", "ben@example.org": "sent"} and server.connections == 2
    server.refuse.clear()
    assert recipients(office.told()["sent"]) == ["ann@example.org"]
    assert server.taken.total() == 2


def test_a_dry_run_says_who_would_be_sent_what_and_does_nothing(office: Office):
    told = office.send("--dry-run")
    assert told.exit_code == 0 and "would send maintenance to ann@example.org" in told.stdout
    assert "2 mails would be sent; 0 were sent before." in told.stdout
    assert recipients(office.told("--dry-run")["would_send"]) == ["ann@example.org", "ben@example.org"]
    assert not steps(office)


def test_a_dry_run_tells_what_was_sent_and_what_broke_off(office: Office, serve: Serve):
    serve(refuse={"ben@example.org"})
    office.told(code=1)
    with register.open(Workspace.open(office.root)) as kept:
        (ben,) = [one for one in sendings.states(kept, PERIOD, "manager") if one.recipient == "ben@example.org"]
        sendings.add(kept, ben, "<1@example.org>", "began", "Ann")
    told = office.send("--dry-run").stdout
    assert "would send maintenance" not in told and "0 mails would be sent" in told
    assert "maintenance to ben@example.org: the connection broke" in office.send("--dry-run").stderr
    assert (
        "would send maintenance to ben@example.org (may be there already)"
        in office.send("--dry-run", "--again", "all").stdout
    )
    assert "sent before: maintenance to ann@example.org" in told


@pytest.mark.parametrize("whom", ["ANN@example.org", "all"])
@pytest.mark.parametrize("word", ["--again", "--arrived"])
def test_what_may_be_there_waits_for_a_person(office: Office, serve: Serve, word: str, whom: str):
    server = serve(deaths=iter([Death("kept", stays_down=False)]))
    first = office.told(code=1)
    assert recipients(first["unsure"]) == ["ann@example.org"] and recipients(first["sent"]) == ["ben@example.org"]
    for _ in range(2):
        told = office.send()
        assert told.exit_code == 1 and "the mail is there, most likely" in told.stderr
        assert "1 that may be there: --arrived or --again" in told.stdout
    assert server.taken.total() == 2
    done = office.told(word, whom)
    assert recipients(done["sent"]) == (["ann@example.org"] if word == "--again" else []) and not done["unsure"]
    assert recipients(done["arrived"]) == (["ann@example.org"] if word == "--arrived" else [])
    assert server.taken.total() == 2 + (word == "--again") and len(server.mails) == 2, "the same Message-ID as before"
    assert set(steps(office).values()) == {"sent"} and not office.told()["sent"]


def test_what_a_person_says_of_a_mail_is_one_thing_and_of_one_that_broke_off(office: Office, serve: Serve):
    serve(deaths=iter([Death("kept", stays_down=False)]))
    office.told(code=1)
    with pytest.raises(SettingsError, match=r"ann@example\.org, of which --arrived speaks too"):
        office.told("--again", "ann@example.org", "--arrived", "Ann@example.org")
    with pytest.raises(SettingsError, match=r"ben@example\.org, to which nothing broke off"):
        office.told("--again", "ben@example.org")
    assert recipients(office.told("--dry-run")["unsure"]) == ["ann@example.org"]
    done = office.told("--again", "all", "--arrived", "ann@example.org")
    assert recipients(done["arrived"]) == ["ann@example.org"], "who is named goes before all"


def test_mails_are_written_to_a_folder_and_nothing_is_recorded(office: Office, tmp_path: Path):
    folder = tmp_path / "mails" / "october"
    files = [Path(name) for name in office.told("--to-folder", str(folder))["files"]]
    assert (
        [path.name for path in files]
        == ["maintenance-1.eml", "maintenance-2.eml"]
        == sorted(path.name for path in folder.iterdir())
    )
    mails = [message_from_bytes(path.read_bytes(), policy=default) for path in files]
    assert [mail["To"] for mail in mails] == ["ann@example.org", "ben@example.org"]
    assert next(mails[0].iter_attachments()).get_payload(decode=True) == office.page().read_bytes()
    assert not (tmp_path / "data/register").exists()
    if os.name != "nt":
        assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    before = [path.read_bytes() for path in files]
    files[0].unlink()
    with pytest.raises(InputError, match=r"1 files that are there already, maintenance-2\.eml"):
        office.told("--to-folder", str(folder))
    assert not files[0].exists() and files[1].read_bytes() == before[1]


def test_everything_that_is_wrong_is_told_before_a_mail_goes_out(office: Office, monkeypatch: pytest.MonkeyPatch):
    (office.root / "engagement.toml").write_text("")
    monkeypatch.setenv("ENGAGEMENT_SMTP_HOST", "mail.example.org")
    monkeypatch.setenv("ENGAGEMENT_SMTP_TLS", "none")
    monkeypatch.setenv("ENGAGEMENT_SMTP_PASSWORD", PASSWORD)
    with pytest.raises(SettingsError) as raised:
        office.told("--without-sign-off", "--edition", "public")
    told = str(raised.value)
    for piece in (
        "no mail_from",
        "no recipients",
        "--without-sign-off",
        "_TLS: found none, for another",
        "_USER: found",
    ):
        assert piece in told
    assert len(raised.value.faults) == 5 and PASSWORD not in told
    with pytest.raises(SettingsError, match="one of the two"):
        office.told("--dry-run", "--to-folder", "x")
    with pytest.raises(SettingsError, match="parks"):
        office.told("--service", "parks")


def test_a_server_that_is_not_there_is_told_and_the_mails_wait(office: Office, serve: Serve):
    server = serve()
    server.stop()
    told = office.send()
    assert told.exit_code == 1 and "cannot be reached (ConnectionRefusedError)" in told.stderr
    assert "2 mails are still to be sent" in told.stderr and not steps(office)
    assert {line["why"] for line in office.told(code=1)["failed"]} == {
        "the mail server cannot be reached (ConnectionRefusedError)"
    }
    server.start()
    assert len(office.told()["sent"]) == 2


def test_the_password_is_told_nowhere(office: Office, serve: Serve, monkeypatch: pytest.MonkeyPatch):
    server = serve(refuse={"ann@example.org"})
    said = [office.send(*words) for words in ((), ("--json",), ("--dry-run",))]
    office.page().write_text("")
    said.append(office.send())
    monkeypatch.setenv("ENGAGEMENT_SMTP_USER", "somebody")
    office.furnish(summary(), more="<p>new</p>")
    refused = office.send()
    assert isinstance(refused.exception, SettingsError) and "refuses the name and password (535)" in str(
        refused.exception
    )
    monkeypatch.setenv("ENGAGEMENT_SMTP_TLS", "wrong")
    said += [refused, office.send()]
    for told in said:
        assert PASSWORD not in f"{told.output}{told.exception!r}"
    database = (office.root / "data/register/register.sqlite").read_bytes()
    assert PASSWORD.encode() not in database and not any(PASSWORD in str(mail) for mail in server.mails.values())


def test_two_at_once_are_kept_apart(office: Office, serve: Serve):
    from engagement_lib.problems import BusyError
    from engagement_lib.store import Store

    serve()
    with Store(office.root / "data/processed").lock(), pytest.raises(BusyError):
        office.told()


def test_a_hostile_page_and_title_change_no_header(office: Office, serve: Serve):
    server = serve()
    hostile = "Bins\r\nBcc: eve@example.org\r\n\r\n<script>alert(1)</script>\u202e\x00"
    office.furnish(summary(title=hostile), more=".\n..\n.QUIT\r\n.\r\nMAIL FROM:<eve@example.org>\r\n")
    office.told()
    (mail,) = server.to("ann@example.org")
    assert not mail["Bcc"] and len(server.mails) == 2
    assert mail["Subject"].startswith("Bins Bcc: eve@example.org <script>alert(1)</script>: what residents")
    html = mail.get_body(("html",)).get_content()
    assert "<script" not in html and "&lt;script&gt;" in html
    assert next(mail.iter_attachments()).get_payload(decode=True) == office.page().read_bytes()
