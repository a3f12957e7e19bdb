"""The bench in JupyterLab itself, driven by keys: nothing lost and nothing doubled by a closed tab or a kernel started anew."""

from __future__ import annotations

from collections.abc import Iterator

import postgres
import pytest

from engagement_lib import bench, register
from engagement_lib.label import agree
from engagement_lib.workspace import Workspace

pytestmark = pytest.mark.browser

NAMES = {"1": "failure", "2": "value", "3": "none"}
OPEN = """from pathlib import Path
from engagement_lib import bench
from engagement_lib.workspace import Workspace
bench.open(Workspace.open(Path('.')), 'maintenance', '2026-10', '{who}')"""


def run(laboratory, page):
    """By keys only: the cell in hand, until its bench can be used."""
    laboratory.ready(page)
    page.evaluate("document.querySelectorAll('.engagement-bench').forEach(old => old.classList.add('before'))")
    page.keyboard.press("Shift+Enter")
    page.wait_for_selector(".engagement-bench:not(.before)", timeout=120_000)
    page.wait_for_function("document.activeElement.classList.contains('eb-words')", timeout=60_000)


def place_of(page) -> str:
    return page.locator(".eb-place").last.inner_text().split(",")[0]


def code(page, keys: str):
    """Choose by keys, save, and wait for the next comment."""
    for key in keys:
        before = place_of(page)
        page.keyboard.press(key)
        if key == "1":
            page.keyboard.press("b")
        page.keyboard.press("Enter")
        page.wait_for_function(
            "before => !document.querySelector('.eb-place').textContent.startsWith(before)", arg=before, timeout=60_000
        )


def every_label(place: Workspace):
    with register.open(place) as kept:
        return kept.labels(every=True)


def test_thirty_comments_by_keys_with_a_tab_closed_and_a_kernel_started_anew(laboratory):
    place = laboratory.place
    address = laboratory.notebook("code.ipynb", OPEN.format(who="Ann"))
    page = laboratory.tab(address)
    run(laboratory, page)
    code(page, "123" * 4)
    page.close()
    assert len(every_label(place)) == 12

    page = laboratory.tab(address)
    run(laboratory, page)
    assert place_of(page) == "12 of 30 read"
    code(page, "12312312")
    page.keyboard.press("Escape")
    page.keyboard.press("0")
    page.keyboard.press("0")
    page.wait_for_selector(".jp-Dialog", timeout=30_000)
    page.keyboard.press("Enter")
    page.wait_for_selector(".jp-Dialog", state="detached", timeout=30_000)
    page.wait_for_timeout(2_000)  # the status line still tells of the kernel before
    run(laboratory, page)
    assert place_of(page) == "20 of 30 read"
    code(page, "1231231231")
    page.wait_for_selector(".eb-end:not([hidden])")
    page.close()

    rows = every_label(place)
    drawn = bench.find(place, bench.to_read(place, "maintenance", "2026-10", "Ann"))
    assert list(rows["response_id"]) == list(drawn.rows.index)  # in order, none lost, none twice
    assert list(rows["demand"]) == [NAMES[key] for key in "123" * 4 + "12312312" + "1231231231"]
    assert set(rows.loc[rows["demand"] == "failure", "failure_types"]) == {"missed_appointment"}


ANN, BEN = "112233112233", "112233211332"


def test_no_key_pressed_at_the_bench_reaches_the_notebook(laboratory):
    page = laboratory.tab(laboratory.notebook("code.ipynb", OPEN.format(who="Ann")))
    run(laboratory, page)
    cells = page.locator(".jp-Notebook .jp-Cell").count()
    for key in "ddbaxxyz":  # take away, insert, cut, copy, undo ... where the notebook hears them
        page.keyboard.press(key)
    assert page.locator(".jp-Notebook .jp-Cell").count() == cells
    assert page.evaluate("document.activeElement.classList.contains('eb-words')")
    assert "Choose what it is first" in page.locator(".eb-told").inner_text()
    assert page.locator(".jp-CodeCell .engagement-bench").count() == 1


@pytest.fixture(params=postgres.BOTH)
def shared(request: pytest.FixtureRequest, place: Workspace) -> Iterator[None]:
    """The workspace's register in its file, or on a server."""
    if request.param == "sqlite":
        yield
        return
    with postgres.schema() as address:
        (place.root / "engagement.toml").write_text(f'register_url = "{address}"\n')
        yield


def test_two_people_code_one_batch_at_once(shared, laboratory):
    place = Workspace.open(laboratory.place.root)
    drawn = bench.draw_audit(place, "maintenance", "2026-10", 12, "Ann")
    pages = {who: laboratory.tab(laboratory.notebook(f"{who}.ipynb", OPEN.format(who=who))) for who in ("Ann", "Ben")}
    for page in pages.values():
        run(laboratory, page)
    for start in range(0, 12, 3):
        for keys, page in zip((ANN, BEN), pages.values(), strict=True):
            page.bring_to_front()
            code(page, keys[start : start + 3])
    rows = every_label(place)
    assert len(rows) == 24
    for who, keys in (("Ann", ANN), ("Ben", BEN)):
        mine = rows[rows["who"] == who]
        assert list(mine["response_id"]) == list(drawn.rows.index)
        assert list(mine["demand"]) == [NAMES[key] for key in keys]
    found = agree.between(agree.pair(rows), place.codebook).alpha
    # By hand: they differ on 4 of 12, so 8 of the 24 ordered pairs. Of the 24 labels 8 are failure (4 and 4), 8 value, 8 none;
    # two labels drawn by chance differ in 24 * 24 - 3 * 8 * 8 = 384 of 24 * 23 pairs. 1 - (8 / 24) / (384 / 552) = 0.5208.
    assert found.value == pytest.approx(1 - (8 / 24) / (384 / 552))


def test_axe_finds_nothing_in_the_bench(laboratory):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = laboratory.tab(laboratory.notebook("code.ipynb", OPEN.format(who="Ann")))
    run(laboratory, page)
    page.keyboard.press("1")
    page.keyboard.press("?")
    for theme in ("light", "dark"):
        page.evaluate("theme => document.body.dataset.jpThemeLight = String(theme === 'light')", theme)
        found = axe.run(page, context=".engagement-bench", options={"resultTypes": ["violations"]}).response
        assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found["violations"]] == []
