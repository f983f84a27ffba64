"""The pages in Chromium: their policies let them work, nothing leaves the host, and the search needs no network."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser import Page

pytestmark = pytest.mark.once


def pages(built: Path) -> list[str]:
    """The pages that Sphinx made: of those that show a file of the repository, one."""
    made = (path.relative_to(built).as_posix() for path in sorted(built.rglob("*.html")))
    return [page for page in made if not page.startswith(("repository/", "playground/"))] + ["repository/LICENSE.html"]


def elsewhere(page: Page, site: str) -> list[str]:
    """What was asked of others than the site."""
    return [address for address in page.requests if not address.startswith((site, "data:", "blob:"))]


def test_no_page_asks_others_or_complains(built: Path, site: str, page: Page) -> None:
    wrong = {}
    for name in pages(built):
        page.open(site + name)
        if told := [*elsewhere(page, site), *map(str, page.complaints)]:
            wrong[name] = told
    assert wrong == {}


def test_a_script_that_was_put_into_a_page_does_not_run(built: Path, site: str, page: Page) -> None:
    page.open(f"{site}index.html")
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.put = 1'}))"
    )
    assert page.evaluate("window.put ?? null") is None
    assert "Content Security Policy" in str(page.complaints)


@pytest.mark.parametrize(("words", "found"), [("nonlocal", "rules/CEL301.html"), ("snapshot", "api.html")])
def test_the_search_finds(words: str, found: str, site: str, page: Page) -> None:
    there = repr(site + found)
    page.open(f"{site}search.html?q={words}")
    page.wait_for(
        f"[...document.querySelectorAll('#search-results li a')].some((link) => link.href.startsWith({there}))"
    )
    assert (elsewhere(page, site), page.complaints) == ([], [])


@pytest.mark.parametrize("below", ["", "rules/", "rules/of/yore/"])
def test_what_is_not_there_leads_to_the_beginning(below: str, site: str, page: Page) -> None:
    page.open(f"{site}{below}nowhere.html")
    assert page.wait_for(f"document.querySelector('#start').href === {site!r}")


def test_dark_pages_are_dark(site: str, page: Page) -> None:
    shades = []
    for dark in (False, True):
        page.screen(1280, dark=dark)
        page.open(f"{site}index.html")
        shades.append(page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)"))
    light, dim = map(sum, shades)
    assert light > 600
    assert dim < 150


def test_nothing_is_wider_than_a_phone(built: Path, site: str, page: Page) -> None:
    page.screen(360, 800)
    wide = []
    for name in pages(built):
        page.open(site + name)
        if page.evaluate("document.documentElement.scrollWidth") > 360:
            wide.append(name)
    assert wide == []
