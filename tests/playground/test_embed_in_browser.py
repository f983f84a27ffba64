"""Programs on pages of the tour, in a real browser: each becomes an editor, and what is seen of it changes with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser import Page, chromium
from tests.playground.pages import Bench
from tests.site.conftest import built, page, site

__all__ = ["built", "page", "site"]
pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(chromium() is None, reason="needs Chromium, and none is on the path"),
]
CHAPTERS = sorted(file.stem for file in (Path(__file__).parents[2] / "docs" / "tour").glob("[0-9]*.md"))
LOOP = "06-the-loop-that-goes-wrong"
SECTION = "document.querySelectorAll('section.cellophane-program')[{}]"


@pytest.fixture
def loop(page: Page, site: str) -> Iterator[Bench]:
    """The program of the chapter about the loop; in the end, nobody has complained, and nothing left the host."""
    page.screen(1400)
    bench = opened(page, site, LOOP)
    yield bench
    assert page.complaints == []
    assert [asked for asked in page.requests if not asked.startswith((site, "blob:", "data:"))] == []


def opened(page: Page, site: str, chapter: str, number: int = 0) -> Bench:
    page.open(f"{site}tour/{chapter}.html")
    bench = Bench(page, SECTION.format(number))
    bench.until("root?.classList.contains('alive')")
    return bench


def test_a_program_is_an_editor_and_its_stills_stay_until_it_has_run(loop: Bench) -> None:
    assert loop.text.startswith("def make_buttons():")
    assert loop.all("[data-panel=output] pre") == ["button 2\nbutton 2\nbutton 2\n"]
    assert loop.all(".printed, .finding, iframe") == []
    loop.run()
    assert loop.all("[data-panel]") == []
    assert loop.printed == "button 2\n" * 3
    loop.until_said("line 4", ".finding")
    loop.until("parseInt(root.querySelector('.drawing iframe')?.style.height) > 100")


def test_a_still_follows_the_switch_of_light_and_dark(loop: Bench) -> None:
    paper = f"getComputedStyle({loop.root}.querySelector('[data-panel=timeline] svg')).getPropertyValue('--paper')"
    for dark, theme, colour in (
        (False, "auto", "#ffffff"),
        (False, "dark", "#14171c"),
        (True, "auto", "#14171c"),
        (True, "light", "#ffffff"),
    ):
        loop.page.screen(1400, dark=dark)
        loop.page.evaluate(f"document.body.dataset.theme = {theme!r}")
        assert loop.page.evaluate(paper) == colour, (dark, theme)
    loop.page.screen(1400)


def test_how_to_leave_the_editor_is_told_to_everybody(loop: Bench) -> None:
    words = "Ctrl+Enter runs. Tab indents; press Esc and then Tab to leave the editor."
    assert loop.all(".help") == [words]
    described = f"{loop.editor}.getElementById({loop.content}.getAttribute('aria-describedby')).textContent"
    assert loop.page.evaluate(described) == words


def test_a_run_that_ends_badly_keeps_the_still_that_nothing_replaces(loop: Bench) -> None:
    loop.paste("x = (\n")
    loop.run()
    loop.until_said("SyntaxError", ".printed")
    shown = "[...root.querySelectorAll('[data-panel]')].map((still) => still.dataset.panel)"
    assert loop.until(f"{shown}.length < 3 && {shown}") == ["timeline"]
    assert "outdated" in loop.page.evaluate(f"{loop.root}.querySelector('[data-panel]').className")


def test_panels_stand_in_the_order_that_the_page_wants(loop: Bench) -> None:
    loop.run()
    loop.until_said("line 4", ".finding")
    wanted = loop.page.evaluate(f"{loop.root}.dataset.show").split()
    labels = {"output": "Output", "findings": "Findings", "timeline": "Time line", "look": "Drawing", "cost": "Cost"}
    assert loop.all(".panel-label") == [labels[name] for name in wanted]


def test_python_is_loaded_when_somebody_wants_something_of_it(loop: Bench) -> None:
    assert loop.page.evaluate("document.querySelectorAll('iframe').length") == 0
    loop.page.evaluate(f"{loop.content}.focus()")
    loop.until_said("line 4", ".finding")
    assert loop.in_editor(".cm-step") != []
    shown = "[...root.querySelectorAll('[data-panel]')].map((still) => still.dataset.panel)"
    assert loop.until(shown) == ["timeline", "output"]


def test_the_picture_changes_with_the_program(loop: Bench) -> None:
    loop.page.evaluate(f"{loop.content}.focus()")
    loop.write(loop.text.replace("range(3)", "range(5)"))
    assert loop.all("[data-panel].outdated") == loop.all("[data-panel]") != []
    loop.run()
    assert loop.printed == "button 4\n" * 5
    loop.press("Reset")
    assert "range(3)" in loop.text
    assert loop.all("p.outdated") != []


def test_the_time_line_lights_the_line_up_in_the_editor(loop: Bench) -> None:
    loop.run()
    loop.until(f"{loop.editor}.querySelector('.cm-lit') !== null")
    moved = "range.value = 1; range.dispatchEvent(new Event('input', {bubbles: true}));"
    loop.page.evaluate(
        f"(() => {{ const range = document.querySelector('input[type=range]'); {moved} }})()", frame="drawing.html"
    )
    loop.until(f"{loop.editor}.querySelector('.cm-lit')?.textContent.includes('for number')")


def test_the_link_opens_the_program_as_it_is_in_the_playground(loop: Bench, site: str) -> None:
    loop.write("mine = [lambda: i for i in range(3)]\n")
    loop.until("root.querySelector('a.open').href.includes('#code=1.')")
    before = loop.page.evaluate(f"{loop.root}.querySelector('a.open').href")
    loop.page.type("# more")
    loop.until(f"root.querySelector('a.open').href !== {before!r}")
    loop.page.open(loop.page.evaluate(f"{loop.root}.querySelector('a.open').href"))
    there = Bench(loop.page)
    there.until_said("line 1", ".finding")
    assert there.text == "mine = [lambda: i for i in range(3)]\n# more"


def test_it_fits_on_a_phone(loop: Bench) -> None:
    loop.page.screen(360, 740)
    loop.run()
    loop.until("parseInt(root.querySelector('.drawing iframe')?.style.height) > 100")
    assert loop.page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_program_of_a_chapter_prints_what_its_page_says(chapter: str, page: Page, site: str) -> None:
    page.screen(1400)
    opened(page, site, chapter)
    for number in range(page.evaluate("document.querySelectorAll('section.cellophane-program').length")):
        bench = Bench(page, SECTION.format(number))
        panels = page.evaluate(f"{bench.root}.dataset.show").split()
        still = {panel: "".join(bench.all(f"[data-panel={panel}] pre")) for panel in panels}
        bench.run()
        if "output" in panels and "cost" not in panels:
            assert bench.printed.strip() == still["output"].strip()
        if "findings" in panels:
            bench.until(f"root.querySelectorAll('.finding').length === {still['findings'].count('╰─')}")
        for drawn in {"look", "timeline", "cost"}.intersection(panels):
            bench.until(f"parseInt(root.querySelector('.{drawn} iframe')?.style.height) > 30")
        assert bench.all("[data-panel]") == []
    assert page.complaints == []
    assert [asked for asked in page.requests if not asked.startswith((site, "blob:", "data:"))] == []


def test_without_webassembly_the_page_stays_and_says_why(page: Page, site: str) -> None:
    page.screen(1400)
    with page.beginning_with("delete globalThis.WebAssembly;"):
        bench = opened(page, site, LOOP)
        assert "cannot be run" in bench.run()
        assert bench.all("[data-panel=output] pre") == ["button 2\nbutton 2\nbutton 2\n"]
