"""A page in a real browser: asks for nothing, complains of nothing, and fits a narrow screen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import made
import pages
import pytest


@pytest.mark.browser
def test_no_request_no_complaint_and_no_sideways_scrolling(browser: Any, tmp_path: Path):
    many = {
        "full": pages.of(made.full()),
        "tiny": pages.of(made.tiny()),
        "hostile": pages.of(made.hostile("<script>alert(1)</script>" + "Wohnungsbaugesellschaft" * 8)),
        "overview": pages.overview(made.full(), made.tiny()),
    }
    for name, html in many.items():
        path = tmp_path / f"{name}.html"
        path.write_text(html, encoding="utf-8")
        page = browser.new_page(viewport={"width": 320, "height": 800})
        asked, said, dialogs = [], [], []
        page.on("response", lambda response, asked=asked: asked.append(response.url))
        page.on("console", lambda message, said=said: said.append(message.text))
        page.on("dialog", lambda dialog, dialogs=dialogs: (dialogs.append(1), dialog.dismiss()))
        page.goto(path.as_uri())
        assert asked == [path.as_uri()] and not dialogs, name
        assert not said, said
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
        for target in page.locator("a, summary").all():
            box = target.bounding_box()
            assert box is None or target.get_attribute("class") == "skip" or box["height"] >= 24, name
