"""Reads the tour as somebody does who opens the site: each program is run there, and chapter 6 tried as it proposes."""

from __future__ import annotations

import io
import re
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from tests.browser import Page
from tests.playground.pages import Bench
from tests.site.conftest import built, page, site

__all__ = ["built", "page", "site"]

pytestmark = pytest.mark.once

TOUR = Path(__file__).parents[2] / "docs" / "tour"
CHAPTERS = {path.stem: path.read_text("utf-8") for path in sorted(TOUR.glob("[0-9]*.md"))}
PROGRAMS = {path.stem: path.read_text("utf-8") for path in sorted((TOUR / "programs").glob("*.py"))}
FRAME = "drawing.html"


def opened(page: Page, address: str, chapter: str) -> list[Bench]:
    """The programs of a chapter, ready to be changed and run."""
    page.screen(1200, 4000)
    page.open(f"{address}tour/{chapter}.html")
    sections = [f"document.querySelector('[data-name={name}]')" for name in names(chapter)]
    for each in sections:
        page.wait_for(f"{each}.classList.contains('alive')")
    return [Bench(page, each) for each in sections]


def names(chapter: str) -> list[str]:
    return re.findall(r"^```\{runnable\} programs/(\w+)\.py", CHAPTERS[chapter], re.MULTILINE)


def printed(text: str) -> str:
    with redirect_stdout(io.StringIO()) as output:
        exec(compile(text, "program.py", "exec", dont_inherit=True), {"__name__": "__main__"})
    return output.getvalue()


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_each_program_does_in_the_browser_what_it_does_here(page: Page, site: str, chapter: str) -> None:
    benches = opened(page, site, chapter)
    for bench, name in zip(benches, names(chapter), strict=True):
        assert bench.run().startswith("Ended")
        assert bench.printed == printed(PROGRAMS[name])
    assert page.complaints == []
    assert [each for each in page.requests if not each.startswith((site, "blob:", "data:"))] == []


def test_with_five_rounds_the_time_line_of_chapter_6_is_another(page: Page, site: str) -> None:
    [bench] = opened(page, site, "06-the-loop-that-goes-wrong")
    bench.paste(PROGRAMS["loop"].replace("range(3)", "range(5)"))
    assert bench.run().startswith("Ended")
    assert bench.printed == "button 4\n" * 5
    page.wait_for("document.querySelector('input[type=range]') !== null", frame=FRAME)
    page.evaluate("document.querySelector('input[type=range]').focus()", frame=FRAME)
    page.press("End")
    said = page.evaluate("document.body.innerText", frame=FRAME)
    assert "Step 15 of 15" in said
    assert "4 are late reads" in said
