"""Thousands of strings made to break pages, in a real browser: nothing runs, nothing is asked for, all read as they were written."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import made
import pages
import pytest
from test_hostile import STRINGS

from engagement_lib.clean import normalise
from engagement_lib.report import render
from engagement_lib.report.contents import Entry, Missing
from engagement_lib.summary import Theme, Themes

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MARKDOWN = [
    "![x](https://evil.test/x.png)", "[x](javascript:alert(1))", "# heading", "| a | b |\n|---|---|\n| 1 | 2 |", "<https://evil.test>",
    "[x]: https://evil.test 'x'",
    "**bold** _it_ `code`", "- list\n- list", "> quote", "```html\n<b>x</b>\n```", "$x^2$", "\\(x\\)", "$$x$$",
    "[![a](b.png)](javascript:alert(1))", "&#x3C;script&#x3E;alert(1)&#x3C;/script&#x3E;",
]  # fmt: skip

FOUND = """() => ({
    scripts: document.querySelectorAll('script, iframe, form, object, embed, base, img, link:not([href="data:,"])').length,
    handlers: [...document.querySelectorAll('*')].filter(e => e.getAttributeNames().some(n => n.startsWith('on'))).length,
    links: [...document.querySelectorAll('[href], [src]')].filter(e => /[a-z]+:/i.test(e.getAttribute('href') || e.getAttribute('src'))
        && e.getAttribute('href') !== 'data:,').length,
    said: [...document.querySelectorAll(SELECTOR)].map(e => e.textContent),
})"""


@cache
def strings() -> list[str]:
    """As they leave the cleaning room, each once."""
    given = [*STRINGS, *MARKDOWN]
    if shared := os.environ.get("ENGAGEMENT_SHARED"):
        hostile = Path(shared) / "data" / "hostile"
        given += json.loads((hostile / "blns" / "blns.json").read_text(encoding="utf-8"))
        given += (hostile / "xss" / "xss-payload-list.txt").read_text(encoding="utf-8").splitlines()
        assert len(given) > 7_000
    cleaned = (normalise.text(text) for text in given)
    return list(dict.fromkeys(text for text in cleaned if text.strip()))


def looked_at(browser: Any, html: str, path: Path, selector: str) -> list[str]:
    """What the elements say, after nothing else was found on the page."""
    path.write_text(html, encoding="utf-8")
    page = browser.new_page()
    asked, dialogs = [], []
    page.on("response", lambda response: asked.append(response.url))
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.goto(path.as_uri())
    found = page.evaluate(FOUND.replace("SELECTOR", json.dumps(selector)))
    page.close()
    assert asked == [path.as_uri()] and not dialogs
    assert (found["scripts"], found["handlers"], found["links"]) == (0, 0, 0)
    return found["said"]


def test_as_quotes_and_titles_of_themes(browser: Any, tmp_path: Path):
    given = strings()
    numbers = made.estimate(30, 60)
    cards = tuple(
        Theme(
            key=f"t{number}",
            title=words,
            words=(words,),
            estimate=numbers,
            failure=numbers,
            quotes=(made.quote(words, why=words),),
        )
        for number, words in enumerate(given)
    )
    summary = made.full(
        failure_types=(), value_quotes=(), praise_quotes=(), themes=Themes(grouped=True, explanation="x", themes=cards)
    )
    said = looked_at(browser, pages.of(summary), tmp_path / "page.html", "section.card h3, section.card blockquote")
    assert said[0::2] == given
    assert said[1::2] == given


def test_as_names_of_services_on_every_page_that_names_them(browser: Any, tmp_path: Path):
    given = strings()[:: max(1, len(strings()) // 900)]
    summaries = [made.full(f"s{number}", words) for number, words in enumerate(given)]
    said = looked_at(browser, pages.overview(*summaries), tmp_path / "overview.html", "table tbody th")
    assert set(given) <= set(said)
    entries = [Entry.of(summary, "") for summary in summaries]
    missing = [Missing(f"m{number}", words, words) for number, words in enumerate(given)]
    index = render.page("contents", label="x", made=entries, missing=missing, overview="", earlier=[])
    said = looked_at(browser, index, tmp_path / "index.html", "main *")
    assert all(any(words in text for text in said) for words in given)
    for words in given[:: max(1, len(given) // 60)]:
        looked_at(browser, pages.of(made.full("s", words)), tmp_path / "one.html", "h1")


def test_what_gets_past_the_escaping_is_stopped_by_the_page_s_policy(browser: Any, tmp_path: Path):
    planted = '<script>alert(1)</script><img alt="x" src="https://evil.test/x"><svg onload="alert(2)"></svg>'
    html = pages.of(made.full()).replace("<h2>In short</h2>", f"<h2>x</h2>{planted}")
    assert planted in html
    path = tmp_path / "planted.html"
    path.write_text(html, encoding="utf-8")
    page = browser.new_page()
    asked, dialogs = [], []
    page.on("response", lambda response: asked.append(response.url))
    page.on("dialog", lambda dialog: (dialogs.append(1), dialog.dismiss()))
    page.goto(path.as_uri())
    page.wait_for_timeout(300)
    assert asked == [path.as_uri()] and not dialogs
    page.close()
