"""Old periods are deleted whole; what is still wanted, raw files and the register stay."""

from __future__ import annotations

import json

from cli_office import CANARY, PERIOD


def test_nothing_of_an_old_run_is_left(opened):
    office = opened("purged").furnish()
    assert office.run("run", "--period", PERIOD).code == 0
    sheet = office.root / "data/register/sheets/lifts-2026-10-1.xlsx"
    sheet.parent.mkdir(parents=True, exist_ok=True)
    sheet.write_bytes(b"x")
    for folder in ("reports/2026-10", "reports/public/2026-10", "reports/2026-11"):
        (office.root / folder).mkdir(parents=True)
        (office.root / folder / "index.html").write_text(CANARY, encoding="utf-8")

    listed = json.loads(office.run("purge", "--older-than", "2026-11", "--dry-run", "--json").out)
    assert listed["deleted"] == [] and any("data/processed" in name for name in listed["would_delete"])
    told = json.loads(office.run("purge", "--older-than", "2026-11", "--json").out)
    assert sorted(told["deleted"]) == sorted(listed["would_delete"]) and told["bytes"] > 0

    left = [path for path in (office.root / "data/processed").rglob("*") if path.is_file() and path.name != ".lock"]
    assert not left and not sheet.exists()
    assert not (office.root / "reports/2026-10").exists() and not (office.root / "reports/public/2026-10").exists()
    assert (office.root / "reports/2026-11/index.html").exists()
    assert any((office.root / "data/raw").rglob("*.csv"))


def test_a_period_that_is_none_is_told(opened):
    told = opened("misread").furnish().run("purge", "--older-than", "last year")
    assert told.code == 2 and "last year" in told.err
