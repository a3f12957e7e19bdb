"""The command line of audits: ``engagement audit draw | apply``."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Annotated

import typer

from engagement_lib import console
from engagement_lib.options import APeriod, AService, AsJson, AWorkspace, Who, login, private
from engagement_lib.period import Period
from engagement_lib.problems import Fault, InputError
from engagement_lib.store import Store
from engagement_lib.workspace import Workspace

app = typer.Typer(
    no_args_is_help=True, help="Have a person read a random sample, so that the machine's error is known."
)


@app.command()
def draw(
    service: AService,
    period: APeriod,
    n: Annotated[int, typer.Option("--n", min=12, max=2000, help="How many to read.")] = 60,
    out: Annotated[Path | None, typer.Option("--out", help="Where to write the sheet.")] = None,
    who: Who = "",
    workspace: AWorkspace = Path(),
    as_json: AsJson = False,
) -> None:
    """Draw responses at random for a person to read, and write a sheet that does not show what the machine said."""
    from engagement_lib import audit, register

    place, when = Workspace.open(workspace), Period.parse(period)
    place.check_named([service])
    if out and out.exists():
        raise InputError(Fault(str(out), "a file that is there already", "a new name", "give another --out"))
    store = Store(place.processed)
    with store.lock(), register.open(place) as kept:
        responses, mark = store.table(service, when.key, "responses"), store.fingerprint(service, when.key) or ""
        rest = responses[~responses.index.isin(kept.sample(service, when.key).index)]
        if rest.empty:
            raise InputError(
                Fault(f"{service}, {when.label}", "no response left to read", "some", "nothing is left to do")
            )
        before = len(kept.audits(service, when.key))
        seed = int(sha256(f"{service} {when.key} {mark} {before}".encode()).hexdigest()[:7], 16)
        drawn, groups = audit.draw(rest, n, seed), audit.strata(rest).value_counts()
        strata = {
            str(name): {"size": int(size), "drawn": int((drawn["stratum"] == name).sum())}
            for name, size in groups.items()
        }
        model = dict(store.summary(service, when.key).versions).get("demand model", "")
        audit_id = kept.add_audit(
            drawn, service, when.key, seed=seed, strata=strata, fingerprint=mark, model=model, who=who or login()
        )
        path = private(out or place.sheets / f"{audit_id}.xlsx")
        audit.write(drawn, rest, place.services[service], place.codebook, audit_id, path)
        path.chmod(0o600)
    if as_json:
        console.print_json({"audit": audit_id, "sheet": str(path), "drawn": len(drawn), "of": len(rest)})
        return
    console.out.print(f"{len(drawn)} of {len(rest):,} responses drawn. Label them in {path}", markup=False)
    console.out.print(f"Then: engagement audit apply {path}", markup=False)


@app.command()
def apply(
    file: Annotated[Path, typer.Argument(help="The sheet, labelled.")],
    who: Who = "",
    workspace: AWorkspace = Path(),
    as_json: AsJson = False,
) -> None:
    """Keep what a person said in the register. A sheet may be half done, and applied again when there is more."""
    from engagement_lib import audit, register

    place, name = Workspace.open(workspace), who or login()
    with Store(place.processed).lock(), register.open(place) as kept:
        answers = audit.read(file, lambda audit_id: kept.audit_rows(audit_id).index, place.codebook)
        about = kept.audits().set_index("id").loc[answers.audit_id]
        service, period = str(about["service"]), str(about["period"])
        new = kept.add_labels(answers.said, service, period, "audit", name, answers.audit_id)
    tally = {str(label): int(count) for label, count in answers.said["demand"].value_counts().sort_index().items()}
    read = len(answers.said)
    if as_json:
        console.print_json(
            {"audit": answers.audit_id, "read": read, "unread": answers.unread, "new": new, "demand": tally}
        )
        return
    console.out.print(
        f"{read + answers.unread} drawn = {read} read + {answers.unread} not yet; {new} new, {read - new} kept before.",
        markup=False,
    )
    if tally:
        console.out.print("; ".join(f"{label} {count}" for label, count in tally.items()), markup=False)
