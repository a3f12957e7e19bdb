"""``engagement train``: learn the demand model anew from your own labels, compare, and decide which model is used."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from engagement_lib import console
from engagement_lib.options import AsJson, AWorkspace, Who, login
from engagement_lib.problems import Fault, InputError, StoreError
from engagement_lib.store import Store
from engagement_lib.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd

    from engagement_lib.classify.train import Gathered, Shelf, Trained
    from engagement_lib.encode import Progress

app = typer.Typer(
    invoke_without_command=True,
    help="Learn the demand model anew from your own labels, compare it with the one in use, and decide. Alone it is the same as try.",
)

AModel = Annotated[str, typer.Argument(help="Which model, by its name; the latest undecided unless given.")]
Why = Annotated[str, typer.Option("--why", help="Why; kept in the history and on the model card.")]
IfBetter = Annotated[
    bool,
    typer.Option(
        "--accept-if-better", help="For a scheduled run: accept it where it does no worse and finds no fewer dangers."
    ),
]

SHOWN = 20


def labels(place: Workspace) -> Gathered:
    """The labels a model may learn from: the last word on each response whose redacted text is still in the workspace."""
    import pandas as pd

    from engagement_lib import register
    from engagement_lib.classify.train import gather

    store = Store(place.processed)

    def responses(service: str, period: str) -> pd.DataFrame:
        try:
            return store.table(service, period, "responses")
        except StoreError:  # purged, or not computed: told as labels whose text is gone
            return pd.DataFrame({"text": [], "asks": [], "kind": []}, dtype="str")

    with register.open(place) as kept:
        return gather(kept.labels(), responses)


def gain_of_more(place: Workspace, more: int = 40) -> str:
    """In one sentence what so many more labels would gain, as far as those in the register tell."""
    from engagement_lib import encode
    from engagement_lib.classify.model import packaged
    from engagement_lib.label import curve

    own, cache = labels(place).own, Store(place.processed).root / ".cache"
    texts = list(own["text"])
    chances = packaged().read(texts, cache, settings=list(own["setting"])).chances
    named = [f"p_{label}" for label in curve.DEMANDS]
    return curve.learning_curve(
        list(own["demand"]), chances[named].to_numpy(), encode.vectors(texts, cache), more
    ).sentence


def learn(place: Workspace, who: str, progress: Progress | None = None) -> tuple[str, Trained]:
    """Learn, compare with the model in use, and keep the candidate with its card on the shelf, not in use. Its name, and what came of it.

    Takes one to three minutes. Raises ``EngagementError`` where there are too few labels, or another run is at work.
    """
    from engagement_lib.classify.train import Shelf, again

    store, shelf = Store(place.processed), Shelf(place.models)
    with store.lock():
        trained = again(labels(place), shelf.model(), store.root / ".cache", progress)
        return shelf.keep(trained, who), trained


@app.callback()
def train(
    context: typer.Context,
    accept_if_better: IfBetter = False,
    who: Who = "",
    workspace: AWorkspace = Path(),
    as_json: AsJson = False,
) -> None:
    if context.invoked_subcommand is None:
        _try(accept_if_better, who, workspace, as_json)
    elif accept_if_better or who or as_json or workspace != Path():
        verb = context.invoked_subcommand
        raise InputError(
            Fault("engagement train", f"options before '{verb}'", f"options after '{verb}'", "write them after it")
        )


@app.command("try")
def try_(
    accept_if_better: IfBetter = False, who: Who = "", workspace: AWorkspace = Path(), as_json: AsJson = False
) -> None:
    """Learn a model and compare it with the one in use on held-out labels. It is kept with its card, not in use: you decide."""
    _try(accept_if_better, who, workspace, as_json)


def _try(accept: bool, who: str, workspace: Path, as_json: bool) -> None:
    from engagement_lib.classify.train import Shelf

    place, name = Workspace.open(workspace), who or login()
    with console.progress() as progress:
        step = progress("demand model")
        model, trained = learn(place, name, lambda done, of: step("classify", done, of))
    shelf = Shelf(place.models)
    same = shelf.in_use() == model
    accepted = accept and trained.not_worse and not same
    if accepted:
        with Store(place.processed).lock():
            shelf.accept(model, name, "no worse (--accept-if-better)")
    facts = shelf.facts(model)
    if as_json:
        changed = trained.changed.drop(columns="text").reset_index().to_dict("records")
        console.print_json(
            {
                **facts,
                "card": str(shelf.card(model)),
                "changed": changed,
                "in_use": same or accepted,
                "accepted": accepted,
            }
        )
        return
    _tell(model, trained, facts)
    console.out.print(f"\nModel card: {shelf.card(model)}", markup=False)
    if same:
        console.out.print(
            "It is the very model in use: nothing that teaches has changed since. Nothing is left to decide."
        )
    elif accepted:
        _tell_in_use(model)
    else:
        if accept:
            console.out.print("It does worse, or finds fewer dangers, so the one in use stays.")
        console.out.print(f"Not in use. Decide: engagement train accept {model}, or engagement train refuse {model}")


def _tell(model: str, trained: Trained, facts: dict[str, Any]) -> None:
    gathered = facts["gathered"]
    console.out.print(
        f"Model {model}: {facts['own_labels']:,} of your labels, {facts['own_learned_from']:,} learned from, "
        f"{facts['compared_on']:,} to judge by that neither model learned from. "
        f"Left out: {gathered['disputed_left_out']:,} on which people differ and nobody adjudicated, "
        f"{gathered['taken_back_left_out']:,} taken back, {gathered['text_gone_left_out']:,} whose text is gone.", markup=False,
    )  # fmt: skip
    if facts["models_judged_before"]:
        console.out.print(
            f"Note: {facts['labels_that_judged_before']:,} of them have judged {facts['models_judged_before']} other models before. "
            "The best of many tries on the same labels is partly luck: label new comments before you trust a small gain."
        )
    console.listing(trained.table.reset_index(), title="\nBefore and after, 95 % intervals in brackets")
    changed, shown = trained.changed, trained.telling(SHOWN)
    console.out.print(
        f"\n{facts['right_to_wrong']} held-out comments went from right to wrong, {facts['wrong_to_right']} from wrong to right"
        + (f"; {len(shown)} of them:" if len(shown) < len(changed) else ".")
    )
    for identifier, row in shown.to_dict("index").items():
        console.out.print(
            f"  {row['change']}, {identifier} ({row['service']}): people {row['people']}, before {row['before']}, after {row['after']}\n"
            f"    {' '.join(str(row['text']).split())[:300]}", markup=False,
        )  # fmt: skip


@app.command()
def accept(
    model: AModel = "", why: Why = "", who: Who = "", workspace: AWorkspace = Path(), as_json: AsJson = False
) -> None:
    """Put a model that was tried in use, from the next run on."""
    name = _decide(workspace, lambda shelf: shelf.accept(model, who or login(), why))
    _answer("accepted", name, name, as_json)
    if not as_json:
        _tell_in_use(name)


@app.command()
def refuse(
    model: AModel = "", why: Why = "", who: Who = "", workspace: AWorkspace = Path(), as_json: AsJson = False
) -> None:
    """Take a model that was tried off the shelf. Its card and its history stay."""
    name = _decide(workspace, lambda shelf: shelf.refuse(model, who or login(), why))
    _answer("refused", name, _shelf(workspace).in_use() if as_json else "", as_json)
    if not as_json:
        console.out.print(f"Model {name} is refused and its file deleted; its card stays.", markup=False)


@app.command("roll-back")
def roll_back(
    packaged: Annotated[bool, typer.Option("--packaged", help="To the model that comes with the package.")] = False,
    why: Why = "", who: Who = "", workspace: AWorkspace = Path(), as_json: AsJson = False,
) -> None:  # fmt: skip
    """Use again the model that was in use before, or the packaged one."""
    name = _decide(workspace, lambda shelf: shelf.roll_back(who or login(), why, packaged))
    _answer("rolled back", name, name, as_json)
    if not as_json:
        _tell_in_use(name)


@app.command("list")
def list_(workspace: AWorkspace = Path(), as_json: AsJson = False) -> None:
    """Which models were tried, how they did, which is in use, and who decided that."""
    shelf = _shelf(workspace)
    tried, steps = shelf.tried(), shelf.steps()
    if as_json:
        models = tried.astype("object").where(tried.notna(), None).reset_index().to_dict("records")
        console.print_json({"in_use": shelf.in_use(), "models": models, "history": steps.to_dict("records")})
        return
    console.out.print(f"In use: {shelf.in_use()}")
    if len(tried):
        console.listing(
            tried.reset_index(), title="\nModels that were tried, the latest first (macro-F1 before, after, gain)"
        )
        console.listing(steps[["at", *steps.columns.drop("at")]], title="\nWho did what")


def _decide(workspace: Path, step: Any) -> str:
    place = Workspace.open(workspace)
    with Store(place.processed).lock():
        return str(step(_shelf(workspace)))


def _shelf(workspace: Path) -> Shelf:
    from engagement_lib.classify.shelf import Shelf

    return Shelf(Workspace.open(workspace).models)


def _answer(what: str, model: str, in_use: str, as_json: bool) -> None:
    if as_json:
        console.print_json({"decided": what, "model": model, "in_use": in_use})


def _tell_in_use(model: str) -> None:
    console.out.print(
        f"The {'packaged model' if model == 'packaged' else f'model {model}'} is in use. Periods are labelled with it at their next run, "
        "earlier ones on the same page too.", markup=False,
    )  # fmt: skip
