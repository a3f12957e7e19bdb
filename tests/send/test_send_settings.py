"""The settings of sending: plain addresses, known pages, and every fault at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from engagement_lib.problems import SettingsError
from engagement_lib.workspace import Workspace


def opened(root: Path, *lines: str) -> Workspace:
    (root / "engagement.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return Workspace.open(root)


@pytest.mark.parametrize(
    "address",
    [
        "ann@example.org",
        "Ann.O'Brien+pages@housing.council.example.org",
        "a_b-c@ex-ample.co",
        f"{'a' * 64}@example.org",
    ],
)
def test_plain_addresses_are_taken(tmp_path: Path, address: str):
    place = opened(
        tmp_path, f'mail_from = "{address}"', "[recipients]", f'maintenance = ["{address}"]', "overview = []"
    )
    assert place.settings.mail_from == address and place.settings.recipients["maintenance"] == [address]


@pytest.mark.parametrize(
    "address",
    [
        "", "ann", "ann@", "@example.org", "ann@localhost", "Ann <ann@example.org>", "ann@example.org, ben@example.org",
        "ann@example.org\\nBcc: eve@example.org", "ann@example.org\\n", "ann@example.org\\r", " ann@example.org", "ann@exa mple.org",
        "ann..b@example.org", ".ann@example.org", "ann@-example.org", "ann@example..org", "änn@example.org", "ann@exämple.org",
        '\\"ann b\\"@example.org', "ann@[127.0.0.1]", "ann@10.0.0.1", f"{'a' * 65}@example.org", f"ann@{'b.' * 130}org",
        "ann@example.org\\u0000",
    ],
)  # fmt: skip
def test_anything_else_is_refused(tmp_path: Path, address: str):
    for lines in ([f'mail_from = "{address}"'], ["[recipients]", f'maintenance = ["{address}"]']):
        with pytest.raises(SettingsError, match="one plain address") as raised:
            opened(tmp_path, *lines)
        assert "\n" not in str(raised.value)


def test_every_fault_is_told_at_once(tmp_path: Path):
    with pytest.raises(SettingsError) as raised:
        opened(
            tmp_path, 'mail_from = "x"', "[recipients]", 'voids = ["y"]', 'waste = ["a@b.org", "A@B.org"]', "rent = 1"
        )
    told = str(raised.value)
    assert all(
        piece in told
        for piece in ("mail_from = 'x'", "recipients.voids.0 = 'y'", "each address once", "recipients.rent")
    )
    with pytest.raises(SettingsError, match=r"recipients of 'parks'; expected one of .*, voids, waste, overview"):
        opened(tmp_path, "[recipients]", 'parks = ["ann@example.org"]', 'voids = ["ann@example.org"]')
