"""What axe-core says of pages, in light and dark, on wide screens and on phones: nothing serious, nothing critical."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.browser import Page

pytestmark = pytest.mark.once
AXE = Path(__file__).parents[2] / "playground" / "node_modules" / "axe-core" / "axe.min.js"
PAGES = (
    "index.html",
    "rules/CEL101.html",
    "api.html",
    "settings.html",
    "search.html?q=cell",
    "tour/06-the-loop-that-goes-wrong.html",
    "playground/index.html",
)
_ASKED = {"resultTypes": ["violations"]}
_WORST = ("serious", "critical")


def violations(page: Page) -> list[str]:
    """What axe finds on the page that is open: which rule, and where."""
    page.evaluate(f"{AXE.read_text('utf-8')};0")
    found = page.evaluate(f"axe.run(document, {json.dumps(_ASKED)}).then((told) => told.violations)")
    return [
        f"{each['id']} ({each['impact']}): {node['target']}"
        for each in found
        if each["impact"] in _WORST
        for node in each["nodes"]
    ]


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_serious_is_found(name: str, dark: bool, width: int, site: str, page: Page) -> None:
    page.screen(width, dark=dark)
    page.open(site + name)
    assert violations(page) == []


def test_what_is_serious_would_be_found(site: str, page: Page) -> None:
    page.open(f"{site}index.html")
    page.evaluate("document.querySelector('article').insertAdjacentHTML('beforeend', '<img src=\"_static/icon.svg\">')")
    assert [told.partition(" ")[0] for told in violations(page)] == ["image-alt"]
