"""A folder with a layout and files, read as the product reads it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from engagement_lib import intake
from engagement_lib.services import Service


def service(slug: str, title: str) -> Service:
    return Service(slug=slug, title=title, purpose="Help", owner="A manager", in_scope=["things"])


SERVICES = {
    "maintenance": service("maintenance", "Maintenance"),
    "anti-social-behaviour": service("anti-social-behaviour", "Anti-social behaviour"),
    "voids": service("voids", "Voids"),
}

LAYOUT = """
source = "survey"
title = "Residents' survey"
kind = "survey"

[[questions]]
column = "Comment"

[columns]
record = "Id"
received_on = "Date"

[service]
fixed = "maintenance"
"""


class Given:
    """Files beside a layout, in a folder of their own."""

    def __init__(self, raw: Path):
        self.raw = raw

    def source(self, files: dict[str, bytes | str], layout: str = LAYOUT, folder: str = "survey") -> intake.Source:
        place = self.raw / folder
        place.mkdir(parents=True, exist_ok=True)
        (place / "layout.toml").write_text(layout, encoding="utf-8")
        for name, content in files.items():
            (place / name).write_bytes(content.encode() if isinstance(content, str) else content)
        return next(source for source in intake.sources(self.raw) if source.folder == place)

    def responses(self, files: dict[str, bytes | str], layout: str = LAYOUT, **options: Any) -> intake.Intake:
        read = intake.responses(self.source(files, layout, **options), SERVICES)
        assert read.rows_in == len(read.kept) + len(read.aside) == sum(file.rows for file in read.files)
        assert read.kept.index.append(read.aside.index).is_unique
        return read
