"""The command line of quotes for public pages: ``engagement quotes draw | apply``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from engagement_lib import console
from engagement_lib.options import APeriod, AService, AsJson, AWorkspace, Out, Who, login, private, unused
from engagement_lib.period import Period
from engagement_lib.store import Store
from engagement_lib.workspace import Workspace

app = typer.Typer(no_args_is_help=True, help="Have a person decide which quotes may stand on public pages.")


@app.command()
def draw(
    service: AService,
    period: APeriod,
    out: Out = None,
    workspace: AWorkspace = Path(),
    as_json: AsJson = False,
) -> None:
    """Write a sheet with the quotes of a service's page, for a person to say yes or no to each."""
    from engagement_lib import approval

    place, when = Workspace.open(workspace), Period.parse(period)
    place.check_named([service])
    path = private(unused(out or place.sheets / f"quotes.{service}.{when.key}.xlsx"))
    store = Store(place.processed)
    reasons = store.table(service, when.key, "responses")["look_at"]
    look_at = dict(zip(reasons.index.astype(str), reasons, strict=True))
    number = approval.write(store.summary(service, when.key), look_at, path)
    path.chmod(0o600)
    if as_json:
        console.print_json({"sheet": str(path), "quotes": number})
        return
    console.out.print(f"{number} quotes to decide about in {path}", markup=False)
    console.out.print(f"Then: engagement quotes apply {path}", markup=False)


@app.command()
def apply(
    file: Annotated[Path, typer.Argument(help="The sheet, filled in.")],
    who: Who = "",
    workspace: AWorkspace = Path(),
    as_json: AsJson = False,
) -> None:
    """Keep in the register which quotes may be published. Run the service again, then make the public pages."""
    from engagement_lib import approval, register

    place, name = Workspace.open(workspace), who or login()
    service, period, rows = approval.read(file)
    with Store(place.processed).lock(), register.open(place) as kept:
        answers = approval.decided(file, Store(place.processed).summary(service, period), rows)
        decided = answers.assign(fingerprint=answers["text"].map(register.text_fingerprint))
        new = kept.add_quote_approvals(decided, service, period, name)
    yes, no = int(answers["publish"].sum()), int((~answers["publish"]).sum())
    undecided = len(rows) - len(answers)
    if as_json:
        told = {"service": service, "period": period, "publish": yes, "refuse": no, "undecided": undecided, "new": new}
        console.print_json(told)
        return
    console.out.print(
        f"{len(rows)} on the sheet = {yes} yes + {no} no + {undecided} undecided; {new} new.", markup=False
    )
    again = f"engagement run --service {service} --period {period}"
    console.out.print(f"Then: {again}, and engagement report --edition public --period {period}", markup=False)
