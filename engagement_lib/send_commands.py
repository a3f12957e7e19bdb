"""The command line of sending: ``engagement send``."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engagement_lib import console
from engagement_lib.options import APeriod, AsJson, AWorkspace, Edition, login, private
from engagement_lib.period import Period
from engagement_lib.problems import EngagementError, Fault, InputError, SettingsError
from engagement_lib.store import Store
from engagement_lib.workspace import OVERVIEW, SETTINGS, Workspace

if TYPE_CHECKING:
    from engagement_lib.due import Done, Mail
    from engagement_lib.outgoing import Outgoing
    from engagement_lib.register import Register
    from engagement_lib.send.post import Server


UNSURE = (
    "the connection broke before the server said yes, so the mail is there, most likely. Ask the recipient, or look into the server's log; "
    "then run the command again with --arrived and the address, or with --again to send it once more"
)


def send(
    period: APeriod,
    service: Annotated[
        list[str] | None,
        typer.Option("--service", "-s", help="Only this one, or 'overview'; may be given more than once."),
    ] = None,
    edition: Annotated[
        Edition, typer.Option("--edition", help="manager: the pages with quotes; public: those anyone may read.")
    ] = Edition.manager,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say who would be sent what, and what not.")] = False,
    to_folder: Annotated[
        Path | None, typer.Option("--to-folder", help="Write the mails into this folder instead.")
    ] = None,
    without_sign_off: Annotated[
        bool, typer.Option("--without-sign-off", help="Managers' pages with themes that no person has signed off, too.")
    ] = False,
    again: Annotated[
        list[str] | None,
        typer.Option("--again", help="An address, or 'all': what broke off and may be there is sent once more."),
    ] = None,
    arrived: Annotated[
        list[str] | None,
        typer.Option("--arrived", help="An address, or 'all': what broke off and may be there is taken for sent."),
    ] = None,
    who: Annotated[str, typer.Option("--who", help="Who sends; your login name unless given.")] = "",
    workspace: AWorkspace = Path(),
    as_json: AsJson = False,
) -> None:
    """Send each finished page to its recipients by e-mail, once. After a fault run it again: nobody is sent the same page twice.

    Where the connection broke just as the server was to say yes, nobody knows whether it has the mail. Such mails are told and left until a
    person has looked, and says --arrived or --again with the address.
    """
    from engagement_lib import due, outgoing, register
    from engagement_lib.register import sendings

    place, when, named = Workspace.open(workspace), Period.parse(period), service or []
    place.check_named(slug for slug in named if slug != OVERVIEW)
    server = _checked(place, edition, dry_run, to_folder, without_sign_off)
    with Store(place.processed).lock():
        found = outgoing.gather(place, when, edition.value, named, without_sign_off)
        if to_folder:
            done = _write(list(due.mails(found, {})), place.settings.mail_from, to_folder)
        else:
            with register.open(place) as kept, sendings.alone(kept):
                mails = list(due.mails(found, sendings.states(kept, when.key, edition.value)))
                done, now = due.divided(mails, again or [], arrived or [])
                if server is None:
                    done.untried = now
                else:
                    for mail in done.arrived:
                        _keep(kept, mail, _identifier(mail, place), who or login())(sendings.SENT)
                    _post(done, now, server, place.settings.mail_from, kept, who or login())
    (_tell_json if as_json else _tell)(found, done, dry_run)
    if isinstance(done.stopped, EngagementError):
        raise done.stopped
    if found.refused or done.failed or done.stopped or (done.unsure and not dry_run):
        raise typer.Exit(1)


def _checked(
    place: Workspace, edition: Edition, dry_run: bool, to_folder: Path | None, without_sign_off: bool
) -> Server | None:
    """The server to send by, if it is to be sent. Raises ``SettingsError`` with everything that is wrong before a page is looked at."""
    from engagement_lib.send.post import Server

    faults = []
    if not place.settings.mail_from:
        faults.append(Fault(SETTINGS, "no mail_from", "the address to send from", "add mail_from = 'name@example.org'"))
    if not any(place.settings.recipients.values()):
        todo = "add [recipients] with a line for each service: lifts = ['name@example.org']"
        faults.append(Fault(SETTINGS, "no recipients", "who is sent which page", todo))
    if without_sign_off and edition is Edition.public:
        todo = "leave it out, and sign the themes off in notebook 4"
        faults.append(Fault("--without-sign-off", "the public edition", "the managers' edition", todo))
    if dry_run and to_folder:
        faults.append(Fault("--dry-run", "--to-folder beside it", "one of the two", "leave one out"))
    server = None
    if not dry_run and not to_folder:
        try:
            server = Server.read(os.environ)
        except SettingsError as error:
            faults += error.faults
    if faults:
        raise SettingsError(faults)
    return server


def _post(done: Done, now: Sequence[Mail], server: Server, sender: str, kept: Register, who: str) -> None:
    """Hand over what is due now, mail by mail; ``done`` is told of each. One that is refused does not stop the others."""
    from engagement_lib.send import message, post

    with post.Post(server, sender) as office, console.progress() as progress:
        step = progress("pages")
        for number, mail in enumerate(now):
            step("send", number, len(now))
            built = message.build(mail.letter, sender, mail.to, datetime.now(UTC), replaces=mail.update)
            try:
                office.deliver(message.content(built), mail.to, _keep(kept, mail, str(built["Message-ID"]), who))
            except post.RefusedError as refused:
                done.failed.append((mail, str(refused)))
            except post.UnsureError:
                done.unsure.append(replace(mail, state=post.BEGAN))
            except (post.GoneError, EngagementError) as stopped:
                done.stopped, done.untried = stopped, list(now[number:])
                return
            else:
                done.sent.append(mail)


def _identifier(mail: Mail, place: Workspace) -> str:
    from engagement_lib.send import message

    return message.message_id(mail.letter, place.settings.mail_from, mail.to)


def _keep(kept: Register, mail: Mail, message_id: str, who: str) -> Callable[[str], None]:
    from engagement_lib.register import sendings

    return lambda state: sendings.add(kept, mail.sending, message_id, state, who)


def _write(mails: Sequence[Mail], sender: str, folder: Path) -> Done:
    """Write each mail into a file that only its writer may read. Raises ``InputError`` before one would be overwritten."""
    from engagement_lib.due import Done
    from engagement_lib.send import message

    numbers: dict[str, int] = {}
    files = []
    for mail in mails:
        numbers[mail.letter.service] = number = numbers.get(mail.letter.service, 0) + 1
        files.append(private(folder / f"{mail.letter.service}-{number}.eml"))
    if there := [path.name for path in files if path.exists()]:
        found = f"{len(there)} files that are there already, {there[0]} the first"
        raise InputError(Fault(str(folder), found, "an empty or a new folder", "give another --to-folder"))
    for mail, path in zip(mails, files, strict=True):
        built = message.build(mail.letter, sender, mail.to, datetime.now(UTC))
        path.touch(mode=0o600, exist_ok=False)
        path.write_bytes(message.content(built))
    return Done(files=files)


def _tell(found: Outgoing, done: Done, dry_run: bool) -> None:
    console.warnings(found.notes)
    for faults in found.refused.values():
        console.faults(EngagementError(faults))
    for mail, why in done.failed:
        console.err.print(f"error: {mail}: {why}", markup=False)
    for path in done.files:
        console.out.print(str(path), markup=False)
    for mail in done.sent:
        console.out.print(f"sent {mail}", markup=False)
    for mail in done.untried if dry_run else ():
        console.out.print(f"would send {mail}", markup=False)
    for mail in done.before if dry_run else ():
        console.out.print(f"sent before: {mail}", markup=False)
    for mail in done.unsure:
        console.err.print(f"note: {mail.letter.service} to {mail.to}: {UNSURE}", markup=False)
    if done.stopped:
        if not isinstance(done.stopped, EngagementError):
            console.err.print(f"error: {done.stopped}", markup=False)
        console.err.print(
            f"{len(done.untried)} mails are still to be sent. Run the same command again: what was sent is not sent twice.",
            markup=False,
        )
    unsure = f"{len(done.unsure)} that may be there: --arrived or --again" if done.unsure else ""
    refused = f"{len(found.refused)} pages not sent, for the reasons told" if found.refused else ""
    if done.files:
        counts = [f"{len(done.files)} mails written; nobody was sent any"]
    elif dry_run:
        counts = [f"{len(done.untried)} mails would be sent", f"{len(done.before)} were sent before"]
    else:
        counts = [f"{len(done.sent)} mails sent", f"{len(done.before)} sent before", f"{len(done.failed)} failed"]
    console.out.print("; ".join(filter(None, [*counts, unsure, refused])) + ".", markup=False)


def _tell_json(found: Outgoing, done: Done, dry_run: bool) -> None:
    why = str(done.stopped)
    failed = [*done.failed, *((mail, why) for mail in done.untried if not dry_run)]
    console.print_json({
        "sent": [mail.said for mail in done.sent],
        "would_send": [mail.said for mail in done.untried] if dry_run else [],
        "sent_before": [mail.said for mail in done.before],
        "arrived": [mail.said for mail in done.arrived],
        "unsure": [mail.said for mail in done.unsure],
        "failed": [{**mail.said, "why": reason} for mail, reason in failed],
        "refused": {slug: [str(fault) for fault in faults] for slug, faults in found.refused.items()},
        "files": [str(path) for path in done.files],
        "notes": [str(fault) for fault in found.notes],
    })  # fmt: skip
