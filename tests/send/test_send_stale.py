"""A page that is older than what people decided, or than its findings' words, is not sent."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import pytest
from send_office import PERIOD, Office, summary

from engagement_lib import register
from engagement_lib.register import Register, so_far
from engagement_lib.store import DONE, Store
from engagement_lib.workspace import Workspace

MIDDLE = [1.0] + [0.0] * 383


@pytest.fixture
def kept(office: Office) -> Iterator[Register]:
    with register.open(Workspace.open(office.root)) as kept:
        yield kept


def rename(kept: Register, period: str = PERIOD, action: str = "rename", title: str = "Cold homes") -> None:
    kept.add_theme_decision("maintenance", period, action, "t1", "Ann", middle=MIDDLE, title=title)


def compute_again(office: Office, kept: Register) -> None:
    """As a run keeps beside its tables what was decided by then."""
    found = summary()
    table = pd.DataFrame({"text": ["The lift is out"], "redactions": [""]})
    store = Store(office.root / "data/processed")
    rests_on = so_far.decided(kept, "maintenance", PERIOD)
    store.write("maintenance", PERIOD, {"responses": table}, found, "mark", decided=rests_on)


def refused(office: Office, *words: str) -> str:
    return str(office.told("--dry-run", *words, code=1)["refused"])


def test_a_theme_renamed_since_waits_for_the_run(office: Office, kept: Register):
    assert len(office.told("--dry-run")["would_send"]) == 2
    rename(kept)
    told = refused(office)
    assert "before the latest decision about their themes" in told
    assert f"run: engagement report --period {PERIOD}" in told
    compute_again(office, kept)
    assert len(office.told("--dry-run")["would_send"]) == 2
    rename(kept, title="Cold flats")
    assert "before the latest decision" in refused(office)


def test_mails_for_a_folder_are_held_back_as_well(office: Office, kept: Register):
    rename(kept)
    told = office.told("--to-folder", str(office.root / "mails"), code=1)
    assert not told["files"] and "before the latest decision" in str(told["refused"])


def test_a_sign_off_of_another_period_holds_nothing_back(office: Office, kept: Register):
    rename(kept, "2026-11", "sign off", register.fingerprint(["t1"]))
    assert len(office.told("--dry-run")["would_send"]) == 2


def test_comments_read_since_wait_for_the_run_on_the_overview_too(office: Office, kept: Register):
    drawn = pd.DataFrame({"stratum": ["sure"], "inclusion": [0.5]}, index=["3f9a21"])
    audit_id = kept.add_audit(
        drawn, "maintenance", PERIOD, seed=1, strata={}, fingerprint="x", model="starter", who="Ann"
    )
    said = pd.DataFrame({"demand": ["failure"]}, index=["3f9a21"])
    kept.add_labels(said, "maintenance", PERIOD, "audit", "Ann", audit_id)
    office.recipients |= {"overview": ["head@example.org"]}
    office.settle()
    told = office.told("--dry-run", code=1)["refused"]
    assert set(told) == {"maintenance", "overview"} and "a person read" in str(told["overview"])


def test_quotes_decided_since_hold_back_public_pages_alone(office: Office, kept: Register):
    office.furnish(summary(edition="public"), edition="public")
    decisions = pd.DataFrame({"fingerprint": [register.text_fingerprint("x")], "publish": [False]}, index=["3f9a21"])
    kept.add_quote_approvals(decisions, "maintenance", PERIOD, "Ann")
    assert len(office.told("--dry-run")["would_send"]) == 2
    assert "which quotes may stand in public" in refused(office, "--edition", "public")


def test_findings_in_other_words_wait_for_the_report(office: Office):
    found = summary()
    themes = tuple(theme.model_copy(update={"title": "Cold homes"}) for theme in found.themes.themes)
    office.keep(found.model_copy(update={"themes": found.themes.model_copy(update={"themes": themes})}))
    assert "a theme's title maybe" in refused(office)


def test_what_was_decided_survives_a_broken_file(office: Office, kept: Register):
    compute_again(office, kept)
    store = Store(office.root / "data/processed")
    assert set(store.decided("maintenance", PERIOD)) == {"audit", "themes", "quotes"}
    for broken in ("{", "[]", '{"decided": 3}', '{"rows": {}}'):
        (store.folder("maintenance", PERIOD) / DONE).write_text(broken, encoding="utf-8")
        assert store.decided("maintenance", PERIOD) == {}
