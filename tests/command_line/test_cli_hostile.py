"""A month of comments, names and titles that were written to break things: everybody is counted, every page is only text."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pandas as pd
from bs4 import BeautifulSoup
from cli_office import PERIOD, Office

from engagement_lib import register
from engagement_lib.workspace import Workspace

TITLE = '<img src=x onerror=alert(1)> & "Lifts"'
OWN = [
    "<script>alert(1)</script> the lift is out", '=HYPERLINK("http://evil.test","the lift")', "{{ 7 * 7 }} ${x} $x^2$ lifts",
    "the lift\u0000 is \u200bout", "![lift](http://evil.test/x.png)", "\u202etuo si tfil eht", "' onmouseover='alert(1) lift",
]  # fmt: skip
FORBIDDEN = ["script", "iframe", "form", "object", "embed", "img", "base"]


def strings() -> list[str]:
    """A thousand from the lists of others where they are, else our own few with other words around them."""
    if shared := os.environ.get("ENGAGEMENT_SHARED"):
        hostile = Path(shared) / "data" / "hostile"
        naughty = json.loads((hostile / "blns" / "blns.json").read_text(encoding="utf-8"))
        payloads = (hostile / "xss" / "xss-payload-list.txt").read_text(encoding="utf-8").splitlines()
        assert len(naughty) == 515
        return [*OWN, *naughty, *payloads[:: len(payloads) // 480]]
    return [*OWN, *(f"{text} and nobody came, week {number}" for number in range(8) for text in OWN)]


def test_a_whole_month_of_hostile_strings(tmp_path: Path):
    office = Office(tmp_path, services={"lifts": TITLE.replace('"', '\\"')})
    given = strings()
    office.furnish([[str(number), "05/10/2026", TITLE, text] for number, text in enumerate(given)])
    (office.root / "data/raw/desk/october.csv").rename(office.root / "data/raw/desk/<script>alert(1)<_script>.csv")
    told = office.run("report", "--period", PERIOD, "--json")
    assert told.code == 0, told.err[-800:]

    store = office.root / "data/processed/lifts" / PERIOD
    kept, aside = pd.read_parquet(store / "responses.parquet"), pd.read_parquet(store / "aside.parquet")
    checked = json.loads(office.run("check", "--json").out)["sources"]["desk"]
    assert checked["in"] == len(given) == checked["kept"] + sum(checked["aside"].values())
    assert len(kept) + len(aside) == checked["kept"]

    place = Workspace.open(office.root)
    themes = pd.read_parquet(store / "themes.parquet")
    if len(themes):
        middle = list(themes.iloc[0]["middle"])
        with register.open(place) as decisions:
            decisions.add_theme_decision(
                "lifts", PERIOD, "rename", str(themes.index[0]), "<b>Ann</b>", middle=middle, title=TITLE
            )
        assert office.run("report", "--period", PERIOD).code == 0
    for path in office.root.glob(f"reports/{PERIOD}/*.html"):
        page = BeautifulSoup(path.read_bytes().decode("utf-8"), "html.parser")
        assert not page.find_all(FORBIDDEN), path.name
        assert not [tag for tag in page.find_all(True) if any(name.startswith("on") for name in tag.attrs)]
        assert not [
            tag
            for tag in page.find_all(True)
            if ":" in str(tag.get("src", "")) or ":" in str(tag.get("href", "data:"))[5:]
        ]
        assert {quote.get_text() for quote in page.find_all("blockquote")} <= set(kept["text"])
        if len(themes) and path.stem == "lifts":
            assert TITLE in {title.get_text() for title in page.find_all("h3")}
