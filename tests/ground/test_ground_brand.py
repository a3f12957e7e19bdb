"""A colour that can be read, and a logo that is a small picture of this workspace."""

from __future__ import annotations

from pathlib import Path

import pytest

from engagement_lib import brand
from engagement_lib.problems import SettingsError
from engagement_lib.workspace import Workspace

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


def test_colour_and_logo_come_from_the_settings(tmp_path: Path):
    (tmp_path / "engagement.toml").write_text('accent = "#5a0f3c"\nlogo = "logo.png"\n', encoding="utf-8")
    (tmp_path / "logo.png").write_bytes(PNG)
    house = Workspace.open(tmp_path).house()
    assert house["accent"] == "#5a0f3c" and house["logo"].startswith("data:image/png;base64,iVBOR")


@pytest.mark.parametrize(
    ("settings", "name", "content", "found"),
    [
        ('accent = "#ffdd00"', "", b"", "1.3 to 1"),
        ('accent = "red"', "", b"", "accent"),
        ('logo = "logo.png"', "", b"", "no such file"),
        ('logo = "../logo.png"', "../logo.png", PNG, "no such file in the workspace"),
        ('logo = "logo.png"', "logo.png", b"<html>", "no such picture"),
        ('logo = "logo.html"', "logo.html", b"<html>", "no such picture"),
        ('logo = "logo.png"', "logo.png", PNG + b"0" * brand.LARGEST, "at most 100 kB"),
    ],
)
def test_what_is_wrong_is_told(settings: str, name: str, content: bytes, found: str, tmp_path: Path):
    root = tmp_path / "office"
    root.mkdir()
    (root / "engagement.toml").write_text(settings + "\n", encoding="utf-8")
    if name:
        (root / name).write_bytes(content)
    with pytest.raises(SettingsError, match=found):
        Workspace.open(root)
