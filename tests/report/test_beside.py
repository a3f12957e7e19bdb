"""What lies beside a page says what the page says: the index lists such exports, and a new page leaves none of other figures."""

from __future__ import annotations

import json
from pathlib import Path

import made
import pages
import pytest

from engagement_lib.report import batch, contents, exports
from engagement_lib.summary import Summary


class Office:
    """A folder with a computed service and its page."""

    def __init__(self, root: Path, edition: str = "manager"):
        self.root, self.folder, self.edition = root, root / "reports/2026-10", edition
        self.compute(made.full(edition=edition))

    def compute(self, summary: Summary) -> None:
        self.summary = summary
        folder = self.root / "processed/maintenance/2026-10"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / {"manager": "summary.json", "public": "public.json"}[self.edition]).write_text(summary.to_json())

    def report(self) -> batch.Batch:
        return batch.make(
            "2026-10", ["maintenance"], self.root / "processed", self.root / "reports", edition=self.edition
        )

    def export(self, *kinds: str) -> None:
        exports.write(self.summary, None, self.folder, kinds or exports.DEFAULT)

    @property
    def listed(self) -> list[str]:
        page = pages.look((self.folder / "index.html").read_text(encoding="utf-8"))
        return [link["href"] for link in page.select("a.file")]

    @property
    def there(self) -> set[str]:
        return {path.name for path in self.folder.iterdir()} - {"index.html", "overview.html", "manifest.json"}


def renamed(summary: Summary) -> Summary:
    themes = [theme.model_copy(update={"title": "Cold homes"}) for theme in summary.themes.themes]
    return summary.model_copy(update={"themes": summary.themes.model_copy(update={"themes": tuple(themes)})})


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path)
    office.report()
    return office


@pytest.mark.slow
def test_the_index_lists_exports_from_the_moment_they_are_made(office: Office):
    assert office.listed == []
    office.export("csv", "xlsx")
    assert office.listed == ["maintenance.xlsx", "maintenance.csv"]
    assert office.report().told == () and office.listed == ["maintenance.xlsx", "maintenance.csv"]
    text = pages.look((office.folder / "index.html").read_text("utf-8")).table.get_text(" ")
    assert "Its figures as files" in text and "Excel" in text
    manifest = json.loads((office.folder / "manifest.json").read_text(encoding="utf-8"))
    assert [export["name"] for export in manifest["exports"]] == ["maintenance.csv", "maintenance.xlsx"]


@pytest.mark.slow
@pytest.mark.parametrize("change", [renamed, lambda summary: made.full(failed=99)], ids=["words", "figures"])
def test_a_new_page_leaves_no_export_of_an_earlier_one(office: Office, change):
    office.export("csv", "json")
    office.compute(change(office.summary))
    told = office.report().told
    assert office.listed == [] and office.there == {"maintenance.html", exports.SCHEMA}, "no figures are in the schema"
    assert len(told) == 2 and "maintenance.csv was of an earlier page and is deleted" in told[0]
    office.export("csv")
    assert office.listed == ["maintenance.csv"]


@pytest.mark.slow
def test_an_export_that_a_person_altered_is_left_and_told(office: Office):
    office.export("csv")
    (office.folder / "maintenance.csv").write_text("my own notes", encoding="utf-8")
    office.compute(made.full(failed=99))
    told = office.report().told
    assert (office.folder / "maintenance.csv").read_text(encoding="utf-8") == "my own notes"
    assert office.listed == [] and "somebody has altered it" in told[0]


@pytest.mark.slow
def test_an_export_newer_than_its_page_waits_for_the_page(office: Office):
    office.compute(renamed(office.summary))
    office.export("md")
    assert office.listed == []
    assert office.report().told == () and office.listed == ["maintenance.md"]


@pytest.mark.slow
def test_exports_made_before_any_page_are_known_again(tmp_path: Path):
    office = Office(tmp_path)
    office.export("csv", "xlsx", "md", "json")
    (office.folder / "maintenance.pdf").write_bytes(b"%PDF-1.4")
    told = office.report().told
    assert office.listed == [f"maintenance.{kind}" for kind in ("xlsx", "csv", "json", "md")]
    assert len(told) == 1 and "maintenance.pdf may be of other figures" in told[0]


@pytest.mark.slow
def test_a_service_that_fails_loses_its_exports_with_its_page(office: Office):
    office.export("csv")
    batch.make("2026-10", [], office.root / "processed", office.root / "reports", failed={"maintenance": "no files"})
    assert office.there == set()


@pytest.mark.slow
def test_a_public_page_waits_until_exports_of_other_figures_are_taken_back(tmp_path: Path):
    office = Office(tmp_path, "public")
    office.report()
    office.export("csv")
    (office.folder / "maintenance.html").unlink()
    office.compute(made.full(edition="public", failed=99))
    assert "released with other figures" in office.report().failed["maintenance"]
    assert not (office.folder / "maintenance.html").exists() and (office.folder / "maintenance.csv").exists()
    (office.folder / "maintenance.csv").unlink()
    assert not office.report().failed


def test_hostile_names_in_a_manifest_lead_nowhere(tmp_path: Path):
    rows = [{"name": name, "sha256": "", "made_of": "", "figures": ""} for name in ("../x.csv", "a.exe", "a/b.csv", "")]
    (tmp_path / "manifest.json").write_text(json.dumps({"exports": [*rows, {"name": "a.csv"}]}), encoding="utf-8")
    assert contents.exports(tmp_path) == []
