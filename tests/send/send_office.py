"""A workspace whose pages were made, and the real command run against it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from click.testing import Result
from typer.testing import CliRunner

from engagement_lib.__main__ import app
from engagement_lib.problems import EngagementError
from engagement_lib.report import contents, words
from engagement_lib.summary import FILES, Summary

PERIOD = "2026-10"
SIGNED = "Ann Example, 3 November 2026"


def summary(
    slug: str = "maintenance", title: str = "Maintenance", signed: str = SIGNED, edition: str = "manager"
) -> Summary:
    from made import full  # beside the tests of the report; the conftest of this folder says where

    found = full(slug, title)
    return found.model_copy(
        update={"themes": found.themes.model_copy(update={"signed_off": signed}), "edition": edition}
    )


def page_of(found: Summary, more: str = "") -> str:
    """As much of a page as the command looks at."""
    return f"<!doctype html>\n<h1>{found.service.slug}</h1>\n<p>{words.signed_off(found.themes)}</p>\n{more}\n"


@dataclass
class Office:
    """A workspace whose pages were made."""

    root: Path
    recipients: dict[str, Sequence[str]] = field(default_factory=dict)

    def furnish(self, *summaries: Summary, more: str = "", edition: str = "manager") -> Office:
        """Finished pages of these, the overview and the manifest."""
        self.settle()
        reports = self.folder(edition)
        bench = self.root / "bench"
        for folder in (reports, bench):
            folder.mkdir(parents=True, exist_ok=True)
        entries = []
        for found in summaries:
            page = page_of(found, more)
            self.keep(found)
            contents.put(reports / f"{found.service.slug}.html", page, bench)
            entries.append(contents.Entry.of(found, page))
        contents.put(reports / contents.OVERVIEW, f"<!doctype html>\n<h1>All services</h1>\n{more}\n", bench)
        contents.write(reports, "October 2026", entries, [], bench)
        return self

    def keep(self, found: Summary) -> None:
        file = self.root / "data/processed" / found.service.slug / PERIOD / FILES[found.edition]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(found.to_json(), encoding="utf-8")

    def folder(self, edition: str = "manager") -> Path:
        return self.root / "reports" / ("public" if edition == "public" else "") / PERIOD

    def page(self, slug: str = "maintenance", edition: str = "manager") -> Path:
        return self.folder(edition) / f"{slug}.html"

    def settle(self, *lines: str) -> None:
        told = ['mail_from = "insight@example.org"', *lines, "[recipients]"]
        told += [f"{slug} = {json.dumps(list(addresses))}" for slug, addresses in self.recipients.items()]
        (self.root / "engagement.toml").write_text("\n".join(told) + "\n", encoding="utf-8")

    def send(self, *words: str) -> Result:
        return CliRunner().invoke(
            app, ["send", "--period", PERIOD, "--workspace", str(self.root), "--who", "Ann", *words]
        )

    def told(self, *words: str, code: int = 0) -> dict:
        done = self.send(*words, "--json")
        if isinstance(done.exception, EngagementError):
            raise done.exception
        assert done.exit_code == code, done.output
        return json.loads(done.stdout)
