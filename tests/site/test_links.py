"""Every link and every file that a page of the site names: they are there, and nothing is loaded from another host."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

pytestmark = pytest.mark.once
_NAMING = ("href", "src", "action", "data-src", "poster")
_FOLLOWED = ("a", "form")
"""What a reader follows; all else is loaded with the page."""


class _Read(HTMLParser):
    """What a page names, and the places in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.named: list[tuple[str, str]] = []
        self.places = {"", "top"}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in _NAMING:
                self.named.append((tag, value or ""))
            elif name == "id" or (tag == "a" and name == "name"):
                self.places.add(value or "")


@cache
def read(page: Path) -> _Read:
    return _Read(page.read_text("utf-8"))


def dead(page: Path) -> Iterator[str]:
    """What a page names that is not there."""
    for _, address in read(page).named:
        told = urlsplit(address)
        if told.scheme or told.netloc:
            continue
        target = page.parent / unquote(told.path) if told.path else page
        target = target / "index.html" if target.is_dir() else target
        if not target.is_file() or (told.fragment and unquote(told.fragment) not in _places(target)):
            yield address


def _places(target: Path) -> set[str]:
    return read(target).places if target.suffix == ".html" else {""}


def foreign(page: Path) -> Iterator[str]:
    """What a page loads that the site does not serve."""
    for tag, address in read(page).named:
        told = urlsplit(address)
        if (told.scheme not in ("", "data") or told.netloc) and tag not in _FOLLOWED:
            yield address


def test_all_links_of_all_pages_lead_somewhere(built: Path) -> None:
    pages = sorted(built.rglob("*.html"))
    assert len(pages) > 40
    assert {page.relative_to(built).as_posix(): found for page in pages if (found := list(dead(page)))} == {}


def test_nothing_is_loaded_from_elsewhere(built: Path) -> None:
    pages = sorted(built.rglob("*.html"))
    assert {page.relative_to(built).as_posix(): found for page in pages if (found := list(foreign(page)))} == {}


def test_style_sheets_load_nothing_from_elsewhere(built: Path) -> None:
    sheets = [sheet for sheet in built.rglob("*.css") if "url(http" in sheet.read_text("utf-8").replace('"', "")]
    assert sheets == []


def test_dead_links_are_found(tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_text(
        '<p id="here"><a href="#here"></a><a href="#there"></a><a href="b.html"></a><a href="c.html#x"></a>'
        '<a href="below/"></a><img src="no.png"><a href="https://a.example/none"></a><script src="//b.example/x.js">'
        '</script><img src="data:,"><link rel="stylesheet" href="http://c.example/y.css">',
        "utf-8",
    )
    (tmp_path / "c.html").write_text("<p id=y>", "utf-8")
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "index.html").write_text("", "utf-8")
    assert list(dead(page)) == ["#there", "b.html", "c.html#x", "no.png"]
    assert list(foreign(page)) == ["//b.example/x.js", "http://c.example/y.css"]
