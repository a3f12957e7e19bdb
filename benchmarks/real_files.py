"""Walk real public files raw to reports, each by a layout alone: head-count, wall time a room, peak memory.

    python benchmarks/real_files.py DATA_DIR [--only health_survey] [--no-reports]

``DATA_DIR`` holds ``nhs_fft_pxtextmining``, ``austin_community_survey_comments``, ``housing_ombudsman_findings`` and
``cfpb_complaints_2000``. Each file is walked in a process of its own. The health survey is also taken as a workbook and as
semicolon cp1252, which must give the same figures.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import shutil
import tempfile
import time
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pandas as pd

HERE = Path(__file__).parent / "real_files"
FILES = {
    "health_survey": ("nhs_fft_pxtextmining/v6framework_230831.csv", "2021-01--2022-12"),
    "city_survey": ("austin_community_survey_comments/austin_open_ended_2016_2017.csv", "2016-01--2017-12"),
    "ombudsman_findings": ("housing_ombudsman_findings/ombudsman_complaints_findings.csv.gz", "2020-01--2026-12"),
    "finance_complaints": ("cfpb_complaints_2000/cfpb_sample_2000.csv", "2015-01--2026-12"),
}


def as_workbook(source: Path, target: Path) -> None:
    pd.read_csv(source, dtype=str, keep_default_na=False).to_excel(
        target / "as_workbook.xlsx", index=False, engine="xlsxwriter",
        engine_kwargs={"options": {"strings_to_formulas": False, "strings_to_urls": False}},
    )  # fmt: skip


def as_semicolons(source: Path, target: Path) -> None:
    table = pd.read_csv(source, dtype=str, keep_default_na=False)
    table.to_csv(target / "as_semicolons.csv", index=False, sep=";", encoding="cp1252", errors="replace")


def as_it_came(source: Path, target: Path) -> None:
    shutil.copy(source, target)


SHAPES = {"as it came": as_it_came, "as a workbook": as_workbook, "as semicolon cp1252": as_semicolons}


def walk(name: str, data: str, shape: str, reports: bool) -> dict:
    """Make a workspace in a temporary folder, walk it, and return the figures."""
    from engagement_lib import flow
    from engagement_lib.period import Period
    from engagement_lib.report import batch
    from engagement_lib.workspace import Workspace

    file, period = FILES[name]
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        raw = root / "data" / "raw" / name
        raw.mkdir(parents=True)
        shutil.copytree(HERE / name / "services", root / "services")
        shutil.copy(HERE / name / "engagement.toml", root)
        shutil.copy(HERE / name / "layout.toml", raw)
        SHAPES[shape](Path(data) / file, raw)
        started = time.perf_counter()
        place = Workspace.open(root)
        heard = flow.listen(place)
        when = Period.parse(period)
        done = flow.run(place, when, heard=heard)
        seconds: dict[str, float] = defaultdict(float)
        for line in heard.ledger.lines:
            seconds["intake"] += line.seconds
        rooms: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
        for ledger in done.ledgers.values():
            for line in ledger.lines:
                seconds[line.room] += line.seconds
                counts = rooms[line.room]
                rooms[line.room] = [
                    counts[0] + line.rows_in,
                    counts[1] + line.rows_on,
                    counts[2] + sum(line.aside.values()),
                ]
        pages = 0
        if reports:
            began = time.perf_counter()
            made = batch.make(when.key, sorted(done.summaries), place.processed, place.reports, failed=done.failed)
            seconds["report"] = time.perf_counter() - began
            pages = len(made.pages)
        return {
            "file": name, "shape": shape,
            "came in": [[line.rows_in, line.rows_on, dict(line.aside)] for line in heard.ledger.lines],
            "rooms: in, on, aside": dict(rooms), "failed": done.failed, "pages": pages,
            "seconds": {room: round(took, 1) for room, took in seconds.items()},
            "wall": round(time.perf_counter() - started, 1),
            "peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            "figures": {slug: [s.comments, s.failure.n, len(s.themes.themes)] for slug, s in sorted(done.summaries.items())},
        }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", help="the folder of the real files")
    parser.add_argument("--only", choices=sorted(FILES))
    parser.add_argument("--no-reports", action="store_true")
    given = parser.parse_args()
    for name in [given.only] if given.only else list(FILES):
        for shape in SHAPES if name == "health_survey" else ["as it came"]:
            with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as fresh:
                figures = fresh.submit(walk, name, given.data, shape, not given.no_reports).result()
            print(json.dumps(figures, indent=1), flush=True)


if __name__ == "__main__":
    main()
