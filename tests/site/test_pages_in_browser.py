"""The pages in Chromium: their policies let them work, nothing leaves the host, and the search needs no network."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.browser import Page
from tools.site.serving import served

pytestmark = pytest.mark.once


def pages(built: Path) -> list[str]:
    """The pages that Sphinx made: of those that show a file of the repository, one."""
    made = (path.relative_to(built).as_posix() for path in sorted(built.rglob("*.html")))
    return [page for page in made if not page.startswith(("repository/", "playground/"))] + ["repository/LICENSE.html"]


def elsewhere(page: Page, site: str) -> list[str]:
    """What was asked of others than the site."""
    return [address for address in page.requests if not address.startswith((site, "data:", "blob:"))]


@dataclass(frozen=True)
class Seen:
    """A page on a phone."""

    asked: list[str]
    """What was asked of others than the site."""
    complaints: list[str]
    width: int


@pytest.fixture(scope="module")
def seen(built: Path, site: str, page: Page) -> dict[str, Seen]:
    """All pages, opened one after the other."""
    page.screen(360, 800)
    found = {}
    for name in pages(built):
        page.open(site + name)
        width = page.evaluate("document.documentElement.scrollWidth")
        found[name] = Seen(elsewhere(page, site), list(map(str, page.complaints)), width)
    return found


def test_no_page_asks_others(seen: dict[str, Seen]) -> None:
    assert {name: told.asked for name, told in seen.items() if told.asked} == {}


def test_the_browser_has_no_complaint(seen: dict[str, Seen]) -> None:
    assert {name: told.complaints for name, told in seen.items() if told.complaints} == {}


def test_nothing_is_wider_than_a_phone(seen: dict[str, Seen]) -> None:
    assert {name: told.width for name, told in seen.items() if told.width > 360} == {}


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


def test_the_site_works_in_a_folder_of_a_host(built: Path, tmp_path: Path, page: Page) -> None:
    (tmp_path / "below").symlink_to(built)
    (tmp_path / "404.html").symlink_to(built / "404.html")
    with served(tmp_path) as address:
        page.open(f"{address}below/rules/CEL101.html")
        assert (elsewhere(page, f"{address}below/"), page.complaints) == ([], [])
        page.open(f"{address}below/rules/nowhere.html")
        assert page.wait_for(f"document.querySelector('#start').href === '{address}below/'")


def test_dark_pages_are_dark(site: str, page: Page) -> None:
    shades = []
    for dark in (False, True):
        page.screen(1280, dark=dark)
        page.open(f"{site}index.html")
        shades.append(page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)"))
    light, dim = map(sum, shades)
    assert light > 600
    assert dim < 150


def test_the_drawers_of_a_narrow_page_open_by_keyboard(site: str, page: Page) -> None:
    page.screen(360, 800)
    page.open(f"{site}rules/CEL101.html")
    left = "document.querySelector('.sidebar-drawer').getBoundingClientRect().left"
    assert page.evaluate(left) < 0
    page.press("Tab")
    assert page.evaluate("document.activeElement.id") == "__navigation"
    page.press(" ")
    page.wait_for(f"{left} === 0")
    page.press("Tab")
    assert page.evaluate("document.activeElement.id") == "__toc"


def test_a_wide_page_begins_with_a_way_to_its_text(site: str, page: Page) -> None:
    page.screen(1400)
    page.open(f"{site}rules/CEL101.html")
    page.press("Tab")
    page.press("Enter")
    assert page.wait_for("location.hash === '#furo-main-content'")
