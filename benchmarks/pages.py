"""How large pages are and how soon they are seen: ``python benchmarks/pages.py reports/2026-10``.

Chromium opens each page of the folder three times on a processor slowed down four times, as a cheap telephone's is, with nothing cached.
Printed: size, the middle of the three first paints and of the first contentful paints, in milliseconds. The folder is only read.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from engagement_lib.report import printed

SLOWER = 4
TIMES = 3

PAINTS = """() => new Promise(done => {
  const look = () => {
    const told = Object.fromEntries(performance.getEntriesByType('paint').map(one => [one.name, one.startTime]));
    'first-contentful-paint' in told ? done(told) : requestAnimationFrame(look);
  };
  look();
})"""


def paints(chromium: Any, page: Path) -> Iterator[dict[str, float]]:
    """When something of a page was painted, and when words were, once an opening."""
    for _ in range(TIMES):
        context = chromium.new_context(viewport={"width": 360, "height": 740})
        tab = context.new_page()
        context.new_cdp_session(tab).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        tab.goto(page.resolve().as_uri())
        yield tab.evaluate(PAINTS)
        context.close()


def main(folder: Path) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=printed.browser(), args=["--no-sandbox", "--disable-gpu"])
        print(f"{'page':<34}{'KB':>8}{'paint':>8}{'words':>8}")
        for page in sorted(folder.glob("*.html")):
            told = list(paints(chromium, page))
            first, words = (median(one[name] for one in told) for name in ("first-paint", "first-contentful-paint"))
            print(f"{page.name:<34}{page.stat().st_size / 1024:>8.1f}{first:>8.0f}{words:>8.0f}", flush=True)
        chromium.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
