"""Which finished pages may be sent, to whom, and what the mail says of them.

A page may go out only as it was made: listed by its period's manifest, not altered since, saying what the findings say today, and resting
on all that people have decided by now.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from html import unescape
from pathlib import Path

from engagement_lib import register
from engagement_lib.period import Period
from engagement_lib.problems import EngagementError, Fault
from engagement_lib.register import so_far
from engagement_lib.report import contents, findings, parcels, words
from engagement_lib.send.message import Letter, plain
from engagement_lib.store import Store
from engagement_lib.summary import Summary
from engagement_lib.workspace import OVERVIEW, SETTINGS, Workspace

DECIDED = {
    so_far.AUDIT: "findings computed before the latest comments that a person read",
    so_far.THEMES: "findings computed before the latest decision about their themes: a name, a merge or another",
    so_far.QUOTES: "findings computed before the latest decision about which quotes may stand in public",
}
"""What is older than a decision in the register, by its kind."""

UNSIGNED = "A machine grouped and named the themes on the page; no person has signed them off yet."


@dataclass
class Outgoing:
    """What may go out with its recipients, what may not and why (by slug), and pages that nobody is named for."""

    letters: list[tuple[Letter, list[str]]] = field(default_factory=list)
    refused: dict[str, list[Fault]] = field(default_factory=dict)
    notes: list[Fault] = field(default_factory=list)


def gather(place: Workspace, when: Period, edition: str, named: Sequence[str], unsigned: bool) -> Outgoing:
    """Look at the pages of the services ``named``, or of all that have recipients. ``unsigned`` lets themes go that nobody signed off."""
    folder = place.reports_of(edition) / when.key
    entries = {entry.slug: entry for entry in contents.kept(folder, ())}
    to, found = place.settings.recipients, Outgoing()
    if not named:
        without = [slug for slug in entries if not to.get(slug)]
        found.notes = [_nobody(slug, when) for slug in without]
    for slug in dict.fromkeys(named) or [slug for slug in to if to[slug]]:
        try:
            if not to.get(slug):
                raise EngagementError(_nobody(slug, when))
            if slug == OVERVIEW:
                letter = _overview(place, folder, when, edition, list(entries.values()))
            else:
                letter = _service(place, folder, when, edition, slug, entries.get(slug), unsigned)
            found.letters.append((letter, to[slug]))
        except EngagementError as error:
            found.refused[slug] = error.faults
    return found


def _service(
    place: Workspace, folder: Path, when: Period, edition: str, slug: str, entry: contents.Entry | None, unsigned: bool
) -> Letter:
    """Raises ``EngagementError`` with every reason why the page may not go out."""
    page = _page(folder / f"{slug}.html", entry.sha256 if entry else "", slug, when, edition)
    summary = parcels.read(place.processed, slug, when.key, edition)
    where, again = _where(slug, when), _again(when, edition)
    faults = _other_figures(entry, summary, where, again) if entry else []
    if summary.themes.grouped and not summary.themes.signed_off and not unsigned:
        todo = f"sign them off in notebook 4 (notebooks/explore), then {again}"
        if edition == "manager":
            todo += "; --without-sign-off sends them as they are"
        faults.append(Fault(where, "themes that no person has signed off", "a sign-off", todo))
    elif summary.themes.grouped and words.signed_off(summary.themes) not in unescape(page.decode(errors="replace")):
        found = "a page made before the latest word on its themes"
        faults.append(Fault(where, found, "a page that says who signed them off", again))
    elif entry and entry.made_of and entry.made_of != contents.digest(summary) and not faults:
        faults.append(
            Fault(where, "a page in other words than the findings, a theme's title maybe", "their words", again)
        )
    kinds = [so_far.AUDIT, so_far.THEMES, *([so_far.QUOTES] if edition == "public" else [])]
    faults += _decided_since(place, slug, when, kinds, again)
    if faults:
        raise EngagementError(faults)
    return Letter(slug, summary.service.title, when.key, when.label, edition, tuple(_lines(summary)), page)


def _overview(place: Workspace, folder: Path, when: Period, edition: str, entries: Sequence[contents.Entry]) -> Letter:
    """The services side by side. It shows no themes, so it waits for no sign-off."""
    page = _page(folder / contents.OVERVIEW, _overview_hash(folder), OVERVIEW, when, edition)
    lines = ["Failure demand is people getting in touch because something was not done, or not done right."]
    for entry in entries:
        summary = parcels.read(place.processed, entry.slug, when.key, edition)
        again = _again(when, edition)
        faults = _other_figures(entry, summary, _where(OVERVIEW, when), again)
        if faults := faults + _decided_since(place, entry.slug, when, [so_far.AUDIT], again):
            raise EngagementError(faults)
        comments = words.things(summary.comments, summary.threshold, "comment", "comments")
        failing = words.share(words.best(summary))
        lines.append(f"{plain(summary.service.title)}: {comments}; estimated failure demand {failing}.")
    return Letter(OVERVIEW, "All services", when.key, when.label, edition, tuple(lines), page)


def _other_figures(entry: contents.Entry, summary: Summary, where: str, again: str) -> list[Fault]:
    """A service may have been computed anew after its page was made, and have come out otherwise."""
    if entry.says(summary):
        return []
    return [Fault(where, "a page with other figures than the findings", "a page of these findings", again)]


def _decided_since(place: Workspace, slug: str, when: Period, kinds: Sequence[str], again: str) -> list[Fault]:
    """What people decided of these kinds after the findings were computed, and so no page can say yet."""
    if not so_far.is_possible(place.register):
        return []
    with register.open(place) as kept:
        now = so_far.decided(kept, slug, when.key)
    then = Store(place.processed).decided(slug, when.key)
    return [
        Fault(_where(slug, when), DECIDED[kind], "findings that rest on it", again)
        for kind in kinds
        if now[kind] != then.get(kind, "")
    ]


def _page(path: Path, listed: str, slug: str, when: Period, edition: str) -> bytes:
    """The bytes of the page that the manifest lists: read once, so that the very bytes that were looked at are sent."""
    where, again = _where(slug, when), _again(when, edition)
    try:
        page = path.read_bytes()
    except OSError as error:
        raise EngagementError(Fault(where, "no finished page", "a page that was made", again)) from error
    if sha256(page).hexdigest() != listed:
        raise EngagementError(
            Fault(where, "a page that is not the one that was made", "the page as it was made", again)
        )
    return page


def _overview_hash(folder: Path) -> str:
    try:
        found = json.loads((folder / contents.MANIFEST).read_text(encoding="utf-8"))
        return str(found["sha256"][contents.OVERVIEW])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _lines(summary: Summary) -> Iterator[str]:
    """The first screen of the page: the sentence, how sure it is, what to act on. No resident is quoted."""
    if lead := findings.lead(summary):
        yield "".join(lead)
        yield words.how_sure(summary)
    else:
        comments = words.things(summary.comments, summary.threshold, "comment", "comments")
        yield f"We read {comments}. That is too few, or too close to single people, for a share."
    for number, finding in enumerate(findings.act_on(summary), 1):
        yield plain(f"{number}. {finding.said}. {finding.why}")
    if summary.themes.grouped and not summary.themes.signed_off:
        yield UNSIGNED


def _nobody(slug: str, when: Period) -> Fault:
    return Fault(_where(slug, when), "no recipients", "an address at least", f"add one to [recipients] in {SETTINGS}")


def _where(slug: str, when: Period) -> str:
    return f"{slug}, {when.label}"


def _again(when: Period, edition: str) -> str:
    public = " --edition public" if edition == "public" else ""
    return f"run: engagement report{public} --period {when.key}"
