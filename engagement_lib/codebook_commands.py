"""The command line of the codebook: ``engagement codebook show | try | save | try-service | save-service``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from engagement_lib import console, service_commands
from engagement_lib.options import AsJson, AWorkspace, Who, login
from engagement_lib.problems import Fault, InputError, SettingsError
from engagement_lib.service_commands import Why, Yes, check_asked
from engagement_lib.services import Codebook, unknown_types
from engagement_lib.services.changes import Changes, read
from engagement_lib.store import Store
from engagement_lib.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd

    from engagement_lib.services.preview import Effect

app = typer.Typer(
    no_args_is_help=True, help="Add, split, rename or retire failure types; see what it changes before it is saved."
)

AFile = Annotated[
    Path | None, typer.Argument(help="The file of changes; codebook.toml in the workspace unless given.", show_default=False)
]  # fmt: skip


@dataclass(frozen=True)
class Preview:
    """What a file of changes would do: to the codebook, in words, and to the figures, service by service."""

    changes: Changes
    book: Codebook
    told: list[str]
    effects: list[Effect]

    @property
    def totals(self) -> dict[str, int]:
        return {
            "periods": len(self.effects),
            "comments": sum(effect.affected for effect in self.effects),
            "labels_to_read_again": sum(effect.read_again for effect in self.effects),
        }


@app.command()
def show(workspace: AWorkspace = Path(), as_json: AsJson = False) -> None:
    """The codebook in force: its failure types, who saved which version and why, and what the machine has learned."""
    from engagement_lib import register
    from engagement_lib.classify.train import Shelf
    from engagement_lib.services import kept as services_kept
    from engagement_lib.services import preview

    place = Workspace.open(workspace)
    book, history, services_saved = place.codebook, place.versions.history(), services_kept.saved(place.own_services)
    learned = set(Shelf(place.models).model().parts["failure_types"])
    with register.open(place) as kept:
        said = kept.labels()
    again = {
        name: preview.to_read_again(said[said["at"].dt.strftime("%Y-%m-%d") < split.since], {split.of})
        for name, split in book.splits.items()
    }
    if as_json:
        console.print_json({
            **book.model_dump(), "not_learned": [name for name in book.failure_types if name not in learned],
            "labels_before_split": again, "history": [asdict(entry) for entry in history],
            "services": [asdict(saved) for saved in services_saved],
        })  # fmt: skip
        return
    since = f"in force since {book.since}" if book.since else "as packaged"
    console.out.print(f"Codebook {book.label}, {since}", markup=False)
    rows = [
        (name, type_.title, type_.says, "" if name in learned else "people only: the machine has not learned it")
        for name, type_ in book.failure_types.items()
    ]
    rows += [
        (name, type_.title, type_.says, f"retired {type_.since}; counted as {type_.goes_to}")
        for name, type_ in book.retired.items()
    ]
    _table(("type", "title", "as a resident says it", ""), rows)
    for name, split in book.splits.items():
        told = (
            f"{name} was split from {split.of} on {split.since}; labels given before: {again[name]:,}, to be read again"
        )
        console.out.print(told, markup=False)
    for entry in history:
        console.out.print(f"{entry.version}  {entry.at[:10]}  {entry.who}: {entry.why}", markup=False)
    for saved in services_saved:
        console.out.print(f"service {saved.slug}  {saved.at[:10]}  {saved.who}: {saved.why}", markup=False)


@app.command(name="try")
def try_(file: AFile = None, workspace: AWorkspace = Path(), as_json: AsJson = False) -> None:
    """Check a file of changes, and show what it would change in figures already computed. Saves nothing."""
    place = Workspace.open(workspace)
    path = _file(file, place)
    with Store(place.processed).lock():
        seen = _preview(place, path)
    if as_json:
        console.print_json(_plain(seen))
        return
    _say(seen)
    console.out.print(f'Nothing was saved. To save it: engagement codebook save {path} --why "..."', markup=False)


@app.command()
def save(
    file: AFile = None,
    why: Why = "",
    who: Who = "",
    yes: Yes = False,
    workspace: AWorkspace = Path(),
    as_json: AsJson = False,
) -> None:
    """Show what a file of changes would change, then keep it as the codebook in force, with who, when and why."""
    place, name = Workspace.open(workspace), who or login()
    path = _file(file, place)
    check_asked(name, why, yes, as_json)
    with Store(place.processed).lock():
        seen = _preview(place, path)
        if not as_json:
            _say(seen)
        if not yes and not typer.confirm(f"Save this as version {seen.changes.version}?"):
            console.out.print("Nothing was saved.")
            return
        if read(path) != seen.changes:
            raise InputError(Fault(str(path), "other changes than those shown", "the same", "look at it again"))
        entry = place.versions.save(path, name, why, seen.totals)
    if as_json:
        console.print_json({**_plain(seen), "saved": asdict(entry)})
        return
    console.out.print(f"Saved as version {entry.version}. The next 'engagement run' counts by it.", markup=False)


app.command("try-service")(service_commands.try_)
app.command("save-service")(service_commands.save)


def _file(given: Path | None, place: Workspace) -> Path:
    return given or place.root / "codebook.toml"


def _preview(place: Workspace, path: Path) -> Preview:
    """Check the file with everything that depends on it, and count. Raises ``SettingsError`` with every fault."""
    from engagement_lib import register
    from engagement_lib.services import preview

    changes = read(path)
    book = place.versions.draft(changes)
    faults = [
        fault for slug, service in place.services.items() for fault in unknown_types(service, book, f"services/{slug}")
    ]
    if faults:
        raise SettingsError(faults)
    with register.open(place) as kept:
        said = kept.labels()
    effects = [
        preview.of_codebook(slug, period, table, mine, place.codebook, book)
        for slug, period, table, mine in _computed(place, said)
    ]
    return Preview(changes, book, preview.differences(place.codebook, book), effects)


def _computed(place: Workspace, said: pd.DataFrame) -> Iterator[tuple[str, str, pd.DataFrame, pd.DataFrame]]:
    """Each service and period that is computed or that people labelled: its responses, and what people said of them."""
    import pandas as pd

    store, nothing = Store(place.processed), pd.DataFrame({"demand": [], "failure_types": []}, dtype=object)
    labelled = set(zip(said["service"], said["period"], strict=True))
    for slug in sorted({*place.services, *said["service"]}):
        computed = set(store.periods(slug))
        for period in sorted(computed | {then for service, then in labelled if service == slug}):
            mine = said[(said["service"] == slug) & (said["period"] == period)]
            yield slug, period, store.table(slug, period, "responses") if period in computed else nothing, mine


def _say(seen: Preview) -> None:
    """In words, then as a table: a row for each failure type that is counted otherwise, service by service, period by period."""
    console.out.print(f"Version {seen.changes.version}", markup=False)
    for line in seen.told or ["Nothing is new or different."]:
        console.out.print(f"  {line}", markup=False)
    rows = []
    for effect in seen.effects:
        if not effect.affected and not effect.read_again:
            continue
        counts = (
            effect.service,
            effect.period,
            f"{effect.failing:,}",
            f"{effect.affected:,}",
            f"{effect.read_again:,}",
        )
        moved = [(seen.book.title(name), f"{old:,}", f"{new:,}") for name, (old, new) in effect.moved.items()]
        rows += [(*counts, *moved[0]) if moved else (*counts, "", "", "")]
        rows += [("", "", "", "", "", *one) for one in moved[1:]]
    if rows:
        _table(("service", "period", "failures", "moved", "to read", "failure type", "before", "after"), rows)
    totals = seen.totals
    console.out.print(
        f"{totals['periods']} services' periods looked at: {totals['comments']:,} comments would be counted under other types (moved), "
        f"{totals['labels_to_read_again']:,} labels by people need reading again (to read).",
        markup=False,
    )


def _plain(seen: Preview) -> dict[str, Any]:
    return {
        "version": seen.changes.version, "fingerprint": seen.changes.fingerprint(), "changes": seen.told, "totals": seen.totals,
        "effects": [asdict(effect) for effect in seen.effects],
    }  # fmt: skip


_NUMBERS = ["failures", "moved", "to read", "before", "after"]


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    import pandas as pd

    console.listing(pd.DataFrame(rows, columns=list(headings)), right=_NUMBERS)
