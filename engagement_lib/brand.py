"""The organisation's colour and logo: readable, small, and nothing but a picture."""

from __future__ import annotations

import base64
from pathlib import Path

from engagement_lib.problems import EngagementError, Fault, SettingsError

LARGEST = 100_000
"""Bytes of a logo: it stands in every page."""

LEAST_CONTRAST = 4.5
"""Between the colour and white. **Source:** WCAG 2.2, success criterion 1.4.3."""

_KINDS = {
    ".png": ("image/png", b"\x89PNG"),
    ".jpg": ("image/jpeg", b"\xff\xd8"),
    ".jpeg": ("image/jpeg", b"\xff\xd8"),
    ".svg": ("image/svg+xml", b"<"),
}


def faults(root: Path, accent: str, logo_file: str) -> list[Fault]:
    """What is wrong with a workspace's colour and logo."""
    found = []
    if accent and (ratio := contrast(accent)) < LEAST_CONTRAST:
        told = f"{accent}, {ratio:.1f} to 1 on white"
        found.append(Fault("engagement.toml, accent", told, f"at least {LEAST_CONTRAST} to 1", "choose a darker shade"))
    try:
        if logo_file:
            logo(root, logo_file)
    except EngagementError as error:
        found += error.faults
    return found


def logo(root: Path, file: str) -> str:
    """A logo as an address that holds all of it. As an image, an SVG runs no script and asks for nothing.

    Raises:
        SettingsError: when it is not a picture, too large, or not inside the workspace.
    """
    path, where = (root / file).resolve(), "engagement.toml, logo"
    if not path.is_relative_to(root.resolve()) or not path.is_file():
        raise SettingsError(
            Fault(where, "no such file in the workspace", "a file beside engagement.toml", "copy it there")
        )
    kind, start = _KINDS.get(path.suffix.lower(), ("", b""))
    content = path.read_bytes()
    if not kind or not content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(start):
        raise SettingsError(
            Fault(where, f"{path.name}, which is no such picture", "a PNG, JPEG or SVG", "export it again")
        )
    if len(content) > LARGEST:
        told = f"{len(content) // 1000} kB"
        raise SettingsError(
            Fault(where, told, f"at most {LARGEST // 1000} kB", "make it smaller: 300 pixels across are enough")
        )
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def contrast(colour: str) -> float:
    """Contrast with white.

    **Source:** WCAG 2.2, relative luminance and contrast ratio.

    >>> round(contrast("#00566b"), 1), round(contrast("#ffdd00"), 1)
    (8.3, 1.3)
    """
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
