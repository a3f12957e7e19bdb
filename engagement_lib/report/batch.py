"""Every page of one period: each service, the overview, and the index that leads to them."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engagement_lib.problems import EngagementError
from engagement_lib.report import contents, export, exports, parcels, run
from engagement_lib.report.contents import Entry, Missing
from engagement_lib.summary import Summary

AT_ONCE = 2
"""Kernels at the same time. **Source:** measured on two cores; each kernel is a process of its own."""

SERVICE, OVERVIEW = "service_insight.ipynb", "all_services.ipynb"

FAILED = "failed.ipynb"
"""How far a failed notebook came, beside the processed tables. It is for the analyst and never becomes a page."""

NOTEBOOKS = Path(__file__).parents[2] / "notebooks" / "reports"
"""The project's own. No other is run unless it is named."""

_UNFINISHED = ".making-"

RELEASED = (
    "its public page or export was released with other figures; a reader could subtract one from the other. Take the old files back "
    "(delete them) and say so, then make it again"
)


@dataclass(frozen=True)
class Batch:
    """The pages made, what failed with the reason, by slug, and the page to open first."""

    pages: tuple[Path, ...]
    failed: dict[str, str]
    index: Path
    told: tuple[str, ...] = ()
    """What became of exports of earlier pages."""


def make(
    period: str,
    services: Sequence[str],
    processed: Path,
    reports: Path,
    *,
    notebooks: Path = NOTEBOOKS,
    edition: str = "manager",
    failed: Mapping[str, str] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Batch:
    """Make the pages of these services in ``reports/<period>/``. One that fails is listed there, and the rest go on.

    No page is seen before all of it is there. A service that fails loses the page of an earlier run; pages of services
    not named here stay, and stay listed. The caller holds the workspace's lock.

    Args:
        edition: "manager" or "public". A public page that was released with other figures is not replaced: the two could be subtracted.
        failed: services that could not be computed, by slug, with our own message.
        progress: told how many of how many pages are done, those that failed counted too.

    Raises:
        EngagementError: before anything runs, when a name or a notebook is not as it should be.
    """
    failed = dict(failed or {})
    parcels.check_names([*services, *failed], period)
    contents.check_free([*services, *failed])
    press = _Press(period, processed.resolve(), reports.resolve() / period, notebooks.resolve(), edition)
    press.check()

    summaries, missing = press.fetch([slug for slug in dict.fromkeys(services) if slug not in failed])
    missing += [Missing(slug, slug, message) for slug, message in failed.items()]
    released = press.released(summaries)
    summaries = [summary for summary in summaries if summary.service.slug not in released]
    kept = contents.kept(press.final, {*services, *failed} - released.keys())
    made: list[Entry] = []

    with press.bench() as bench, ThreadPoolExecutor(AT_ONCE) as pool:
        outcomes = [pool.submit(press.service, summary, bench) for summary in summaries]
        listed = {summary.service.slug: summary.service.title for summary in summaries}
        listed |= {entry.slug: entry.title for entry in kept}
        label = summaries[0].period.label if summaries else contents.label_of(press.final)
        house = summaries[0] if summaries else None
        side_by_side = pool.submit(press.overview, listed, label, bench, house)  # as if no page will fail: few do
        for done, ended in enumerate(outcomes, start=1):
            outcome = ended.result()
            if isinstance(outcome, Entry):
                made.append(outcome)
            else:
                missing.append(outcome)
            if progress:
                progress(done, len(summaries))
        for gone in missing:
            (press.final / f"{gone.slug}.html").unlink(missing_ok=True)

        entries = sorted([*made, *kept], key=lambda entry: (entry.title, entry.slug))
        overview = side_by_side.result()
        if len(entries) < len(listed):
            overview = press.overview({entry.slug: entry.title for entry in entries}, label, bench, house)
        if isinstance(overview, Missing):
            missing.append(overview)
        press.put_overview(overview, bench)
        done_of = [summary for summary in summaries if summary.service.slug in {entry.slug for entry in made}]
        beside, told = exports.settle(press.final, done_of, {gone.slug for gone in missing})
        contents.write(press.final, label, entries, missing, bench, house, beside)

    pages = [press.final / f"{entry.slug}.html" for entry in made]
    messages = {gone.slug: gone.message for gone in missing} | released
    return Batch(tuple(pages), messages, press.final / contents.INDEX, tuple(told))


@dataclass(frozen=True)
class _Press:
    """Where one period's pages come from and go to."""

    period: str
    processed: Path
    final: Path
    notebooks: Path
    edition: str

    @property
    def given(self) -> dict[str, Any]:
        return {"period": self.period, "processed": str(self.processed), "edition": self.edition}

    def released(self, summaries: Sequence[Summary]) -> dict[str, str]:
        """Public pages and exports that lie there with other figures, by slug, and what to do. What was released once stays released."""
        if self.edition != "public":
            return {}
        there = [export for export in contents.exports(self.final) if (self.final / export.name).exists()]
        before: list[Entry | contents.Export] = [*contents.kept(self.final, set()), *there]
        return {
            summary.service.slug: RELEASED
            for summary in summaries
            if any(one.slug == summary.service.slug and not one.says(summary) for one in before)
        }

    def check(self) -> None:
        """Raises ``EngagementError`` before a kernel is started for notebooks that were altered or take other parameters."""
        if self.notebooks == NOTEBOOKS:
            run.check_unaltered(self.notebooks / SERVICE)
            run.check_unaltered(self.notebooks / OVERVIEW)
        run.check_parameters(self.notebooks / SERVICE, {"service": "", **self.given})
        run.check_parameters(self.notebooks / OVERVIEW, {"services": [], **self.given})

    def fetch(self, services: Sequence[str]) -> tuple[list[Summary], list[Missing]]:
        """The summaries that are there, and a reason for each that is not."""
        summaries: list[Summary] = []
        missing: list[Missing] = []
        for slug in services:
            try:
                summaries.append(parcels.read(self.processed, slug, self.period, self.edition))
            except EngagementError as error:
                missing.append(Missing(slug, slug, str(error)))
        return summaries, missing

    def service(self, summary: Summary, bench: Path) -> Entry | Missing:
        """One service's page, put in its place; or why there is none."""
        slug, title = summary.service.slug, summary.service.title
        beside = self.processed / slug / self.period / FAILED
        try:
            parameters = {"service": slug, **self.given}
            page = self._page(SERVICE, parameters, f"{title}, {summary.period.label}", bench / slug, summary.accent)
        except run.Stopped as stopped:
            if (came_to := bench / slug / SERVICE).exists():
                shutil.copyfile(came_to, beside)
            return Missing(slug, title, f"{stopped}. How far it came: data/processed/{slug}/{self.period}/{FAILED}")
        beside.unlink(missing_ok=True)
        contents.put(self.final / f"{slug}.html", page, bench)
        return Entry.of(summary, page)

    def overview(self, services: Mapping[str, str], label: str, bench: Path, house: Summary | None) -> str | Missing:
        """The services side by side, by slug with their titles; or why they are not. Empty without any."""
        if not services:
            return ""
        slugs = sorted(services, key=lambda slug: (services[slug], slug))
        folder = Path(tempfile.mkdtemp(prefix="overview-", dir=bench)) / "overview"
        try:
            parameters = {"services": slugs, **self.given}
            return self._page(OVERVIEW, parameters, f"All services, {label}", folder, house.accent if house else "")
        except run.Stopped as stopped:
            return Missing("overview", "The services side by side", f"{stopped}.")

    def put_overview(self, page: str | Missing, bench: Path) -> None:
        """Put it in its place, where an earlier one may lie."""
        if isinstance(page, Missing) or not page:
            (self.final / contents.OVERVIEW).unlink(missing_ok=True)
        else:
            contents.put(self.final / contents.OVERVIEW, page, bench)

    def _page(self, notebook: str, parameters: Mapping[str, Any], title: str, folder: Path, accent: str) -> str:
        folder.mkdir()
        executed = run.notebook(self.notebooks / notebook, parameters, folder / notebook)
        try:
            return export.html(executed, title, accent=accent)
        except Exception as error:  # as with a failed cell: this page is not made, the rest are
            raise run.Stopped(type(error).__name__, None) from None

    @contextmanager
    def bench(self) -> Iterator[Path]:
        """A folder to work in, on the same disk as the pages; what a killed run left behind is cleared away."""
        self.final.mkdir(parents=True, exist_ok=True)
        for left in self.final.parent.glob(f"{_UNFINISHED}*"):
            shutil.rmtree(left, ignore_errors=True)
        folder = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=self.final.parent))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
