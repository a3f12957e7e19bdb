"""What is due to whom: one mail a page and recipient, what became of it before, and what a person has said of one that broke off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engagement_lib.outgoing import Outgoing
from engagement_lib.problems import Fault, SettingsError
from engagement_lib.register.sendings import BEGAN, SENT, Sending
from engagement_lib.send.message import Letter


@dataclass(frozen=True)
class Mail:
    """One page to one recipient. ``update``: another version of it went there before; ``unsure``: it broke off and may be there already."""

    letter: Letter
    to: str
    sending: Sending
    state: str
    update: bool

    @property
    def unsure(self) -> bool:
        return self.state == BEGAN

    def __str__(self) -> str:
        also = [words for words, so in ((" (an update)", self.update), (" (may be there already)", self.unsure)) if so]
        return f"{self.letter.service} to {self.to}{''.join(also)}"

    @property
    def said(self) -> dict[str, Any]:
        return {"service": self.letter.service, "recipient": self.to, "update": self.update, "unsure": self.unsure}


@dataclass
class Done:
    """What became of each mail. ``arrived`` a person takes for sent, ``unsure`` may be there, ``stopped`` kept the rest from going."""

    sent: list[Mail] = field(default_factory=list)
    arrived: list[Mail] = field(default_factory=list)
    unsure: list[Mail] = field(default_factory=list)
    before: list[Mail] = field(default_factory=list)
    failed: list[tuple[Mail, str]] = field(default_factory=list)
    untried: list[Mail] = field(default_factory=list)
    stopped: Exception | None = None
    files: list[Path] = field(default_factory=list)


def mails(found: Outgoing, states: Mapping[Sending, str]) -> Iterator[Mail]:
    """One mail a page and recipient, and how far it came before."""
    reached = {(past.service, past.recipient) for past, state in states.items() if state == SENT}
    for letter, recipients in found.letters:
        for to in recipients:
            one = Sending(letter.service, letter.period, letter.edition, to.lower(), letter.page_hash)
            state = states.get(one, "")
            yield Mail(letter, to, one, state, state != SENT and (one.service, one.recipient) in reached)


def divided(all_mails: Sequence[Mail], again: Sequence[str], arrived: Sequence[str]) -> tuple[Done, list[Mail]]:
    """What was done before, and what is due. Mails that may be there are due, taken for sent or left, as a person said of their address.

    Raises ``SettingsError`` for an address both are said of, or to which no such mail went.
    """
    unsure = {mail.to.lower() for mail in all_mails if mail.unsure} | {"all"}
    once_more, there = ({address.lower() for address in said} for said in (again, arrived))
    faults = [
        Fault("--again", f"{address}, of which --arrived speaks too", "one of the two", "leave one out")
        for address in sorted(once_more & there)
    ]
    todo = "look at what 'engagement send --dry-run' says"
    faults += [
        Fault("--again or --arrived", f"{address}, to which nothing broke off", "an address of one that did", todo)
        for address in sorted((once_more | there) - unsure)
    ]
    if faults:
        raise SettingsError(faults)
    done, due = Done(), []
    for mail in all_mails:
        names = {mail.to.lower()} if {mail.to.lower()} & (once_more | there) else {"all"}
        if mail.state == SENT:
            done.before.append(mail)
        elif not mail.unsure or names & once_more:
            due.append(mail)
        elif names & there:
            done.arrived.append(mail)
        else:
            done.unsure.append(mail)
    return done, due
