"""``engagement evaluate demand | themes | redaction``: how good the machine's judgement is, on any labelled file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from engagement_lib import console
from engagement_lib.options import AsJson, AWorkspace
from engagement_lib.problems import Fault, InputError
from engagement_lib.workspace import Granularity, Workspace

if TYPE_CHECKING:
    import pandas as pd

app = typer.Typer(no_args_is_help=True, help="Compare the machine's judgement with people's.")

LONGEST_HEADER = 40


@app.command()
def demand(
    file: Annotated[Path, typer.Argument(help="CSV with the columns text and demand, and any of the codebook's.")],
    workspace: AWorkspace = Path(),
    as_json: AsJson = False,
) -> None:
    """Score the demand labels against people's: F1 by label and source, types, hazard, calibration, three baselines."""
    from engagement_lib.classify import evaluate as scoring
    from engagement_lib.classify.train import Shelf

    people = _table(file)
    with console.progress() as progress:
        step = progress(file.name)
        place = Workspace.open(workspace)
        figures = scoring.demand(
            people, place.processed / ".cache", lambda done, of: step("classify", done, of), Shelf(place.models).model()
        )
    if as_json:
        console.print_json(figures)
        return
    low, high = figures["interval"]["macro_f1"]
    console.out.print(
        f"{figures['n']} comments; macro-F1 {figures['macro_f1']:.3f} (95 % interval {low:.3f} to {high:.3f}); "
        f"calibration error {figures['ece']:.3f}; {figures['abstained']} not labelled"
    )
    for label, score in figures["f1"].items():
        console.out.print(f"  {label:<10} F1 {score:.3f}")
    for name, part in figures["by_source"].items():
        console.out.print(f"  source {name}: {part['n']} comments, macro-F1 {part['macro_f1']:.3f}", markup=False)
    for name, score in figures["baselines"].items():
        console.out.print(f"  baseline {name}: macro-F1 {score:.3f}")


@app.command()
def themes(
    file: Annotated[
        Path, typer.Argument(help="CSV or TSV with a column of texts, and one of labels if you have them.")
    ],
    text: Annotated[str, typer.Option("--text", help="The column of texts; its number where the file has no headers.")],
    label: Annotated[str, typer.Option("--label", help="The column of labels given by people, in the same way.")] = "",
    n: Annotated[int, typer.Option("--n", min=0, help="Take so many rows at random; 0 takes all.")] = 0,
    seed: Annotated[int, typer.Option("--seed", help="What the random choice of rows and parts starts from.")] = 0,
    granularity: Annotated[
        Granularity | None, typer.Option("--granularity", help="How many themes; else as the workspace is set.")
    ] = None,
    encoder: Annotated[
        str,
        typer.Option("--encoder", help="packaged, static or a folder; else as the workspace is set."),
    ] = "",
    workspace: AWorkspace = Path(),
    as_json: AsJson = False,
) -> None:
    """Score the themes found: against labels, against themselves on parts of the rows, and by their words."""
    from engagement_lib import encode
    from engagement_lib.theme import evaluate as scoring

    table = _table(file)
    if text not in table and text.isdigit():
        table = _table(file, headers=False)
    missing = [name for name in (text, label) if name and name not in table]
    if missing:
        known = [
            str(column) for column in table.columns[:12] if len(str(column)) <= LONGEST_HEADER
        ]  # a long one may be a resident's words
        expected = f"one of {', '.join(known)}" if known else "a column's name, or its number"
        raise InputError(
            [Fault(file.name, f"no column '{name}'", expected, "correct --text or --label") for name in missing]
        )
    table = table[table[text].str.strip() != ""]
    if n and n < len(table):
        table = table.sample(n, random_state=seed)
    place = Workspace.open(workspace)
    with console.progress() as progress:
        step = progress(file.name)
        figures = scoring.themes(
            list(table[text]), list(table[label]) if label else None, seed=seed,
            granularity=granularity or place.settings.granularity,
            cache=place.processed / ".cache", progress=lambda done, of: step("theme", done, of),
            encoder=encode.named(encoder or place.settings.encoder, place.root),
        )  # fmt: skip
    if as_json:
        console.print_json(figures)
        return
    told = {"themes": "themes", "left_out": "share not themed", "ari_labels": "agreement with labels (adjusted Rand)",
            "nmi_labels": "agreement with labels (mutual information)", "ari_resamples": "agreement between parts of 80 % (adjusted Rand)",
            "npmi": "coherence of words (NPMI)", "diversity": "diversity of words", "seconds": "seconds for grouping"}  # fmt: skip
    console.out.print(f"{figures['n']} different texts")
    for key, words in told.items():
        if figures[key] is not None:
            console.out.print(f"  {words:<50}{figures[key]}", markup=False)


@app.command()
def redaction(
    file: Annotated[
        Path,
        typer.Argument(
            help='JSON: a list of {"text": ..., "spans": [[start, end, kind], ...]}; a clean text has no spans.'
        ),
    ],
    as_json: AsJson = False,
) -> None:
    """Score what is taken out of texts whose personal details are marked: recall by kind, precision, loss on clean texts."""
    import pandas as pd

    from engagement_lib.clean import languages
    from engagement_lib.redact import evaluate as scoring

    rows = _rows(file)
    told = languages.guess(
        pd.Series([str(row.get("text", "")) if isinstance(row, dict) else "" for row in rows], dtype="object")
    )
    figures = scoring.redaction(rows, told.tolist())
    if as_json:
        console.print_json(figures)
        return
    console.out.print(f"{figures['n']} texts, {figures['per_second']} a second; precision {figures['precision']}, "
                      f"{figures['texts_leaking']} texts with something left, lost on clean texts {figures['lost_clean']}")  # fmt: skip
    for kind, held in figures["recall"].items():
        console.out.print(
            f"  {kind:<12}{held['n']:>6}   written with capitals {held['cased']}, in small letters {held['lower']}"
        )
    for group, share in figures["names_by_group"].items():
        console.out.print(f"  names, {group}: {share}", markup=False)


def _rows(file: Path) -> list[dict[str, Any]]:
    import json

    fault = Fault(
        file.name,
        "no list of marked texts",
        "JSON, a list of objects with 'text' and 'spans'",
        "see the help of the command",
    )
    if not file.is_file():
        raise InputError(Fault(str(file), "no such file", "a JSON file of marked texts", "check the path"))
    try:
        rows = json.loads(file.read_text(encoding="utf-8"))
    except (ValueError, UnicodeDecodeError) as error:
        raise InputError(fault) from error
    if not isinstance(rows, list):
        raise InputError(fault)
    return rows


def _table(file: Path, headers: bool = True) -> pd.DataFrame:
    """Everything as text; without headers the columns are named by their numbers, from 1."""
    import csv

    import pandas as pd

    if not file.is_file():
        raise InputError(Fault(str(file), "no such file", "a CSV of labelled comments", "check the path"))
    tabs = file.suffix.lower() == ".tsv"
    try:
        table = pd.read_csv(
            file, dtype=str, keep_default_na=False, sep="\t" if tabs else None, engine="python",
            quoting=csv.QUOTE_NONE if tabs else csv.QUOTE_MINIMAL, header=0 if headers else None,
        )  # fmt: skip
    except (ValueError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(
            Fault(file.name, "a file that is not a table", "CSV in UTF-8", "save it as CSV UTF-8")
        ) from error
    return table if headers else table.rename(columns=lambda place: str(place + 1))
