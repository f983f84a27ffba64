"""The page of a time line in a real browser: scrubbed by key and by pointer, in light and dark, on a phone."""

from __future__ import annotations

from pathlib import Path

import pytest

from cellophane.model.timeline import Timeline
from cellophane.report.timeline import render
from tests.browser import Page, chromium
from tests.timelines import Story, counters, gone, long, loop

pytestmark = [
    pytest.mark.skipif(chromium() is None, reason="needs Chromium, and none is on the path"),
    pytest.mark.once,
]

SLIDER = "document.querySelector('input[type=range]')"
PLAY, BACK, FORWARD = (f"document.querySelector('.{name}')" for name in ("play", "back", "forward"))
NOW = """(() => {
    const all = (selector, what) => [...document.querySelectorAll(selector)].map(what);
    const text = (it) => it.textContent.replace(/\\s+/g, " ").trim();
    const chart = document.querySelector(".window[open] .chart, div.window .chart");
    return {
        step: document.querySelector("input[type=range]").valueAsNumber,
        told: text(document.querySelector(".told")),
        held: all(".chip:not([hidden])", text),
        lines: all(".numbered.lit", (it) => Number(it.dataset.row)),
        places: all(".place.lit", text),
        marks: all(".mark.lit", (it) => Number(it.dataset.step)),
        late: document.querySelector(".told").classList.contains("late"),
        ahead: Number(chart.querySelector(".veil").getAttribute("x")) / Number(chart.dataset.step),
    };
})()"""


@pytest.fixture
def page(chrome: Page, tmp_path: Path) -> Page:
    """A page that shows the loop that goes wrong."""
    chrome.screen(1300)
    return opened(chrome, loop(), tmp_path)


def opened(page: Page, timeline: Timeline, directory: Path) -> Page:
    return page.show(render(timeline), directory)


def test_it_begins_at_the_first_late_read(page: Page) -> None:
    assert page.evaluate(NOW) == {
        "step": 7,
        "told": "Step 7 of 9: Lambda #1 reads name and gets 'Cy'. Late: when it was made, name was 'Ann'. line 4",
        "held": ["name is 'Cy'"],
        "lines": [4],
        "places": ["name"],
        "marks": [7],
        "late": True,
        "ahead": 7,
    }


def test_keys_scrub(page: Page) -> None:
    page.evaluate(f"{SLIDER}.focus()")
    seen = []
    for key in ("Home", "ArrowRight", "ArrowRight", "End", "ArrowLeft"):
        page.press(key)
        now = page.evaluate(NOW)
        seen.append((now["step"], now["held"], now["lines"], now["places"], now["late"], now["ahead"]))
    assert seen == [
        (1, ["name is 'Ann'"], [3], ["name"], False, 1),
        (2, ["name is 'Ann'"], [4], ['lambda: "Hello, " +', "name"], False, 2),
        (3, ["name is 'Bo'"], [3], ["name"], False, 3),
        (9, ["name is 'Cy'"], [4], ["name"], False, 9),
        (8, ["name is 'Cy'"], [4], ["name"], True, 8),
    ]


def test_buttons_go_back_and_forward_and_stop_at_the_ends(page: Page) -> None:
    page.click(BACK)
    assert page.evaluate(NOW)["step"] == 6
    for _ in range(3):
        page.click(FORWARD)
    assert page.evaluate(NOW)["step"] == 9
    assert page.evaluate(f"[{BACK}.disabled, {FORWARD}.disabled]") == [False, True]


def test_a_click_on_an_event_goes_there(page: Page) -> None:
    page.click("document.querySelector('.mark[data-step=\"4\"] .shape')")
    now = page.evaluate(NOW)
    assert (now["step"], now["marks"], now["held"]) == (4, [4], ["name is 'Bo'"])
    page.click("document.querySelector('.bar rect')")
    assert page.evaluate(NOW)["step"] in (1, 2)


def test_a_held_pointer_scrubs(page: Page) -> None:
    step = page.evaluate("Number(document.querySelector('.chart').dataset.step)")
    page.drag("document.querySelector('.mark[data-step=\"2\"] .shape')", 4 * step)
    assert page.evaluate(NOW)["step"] == 6


def test_the_slider_is_dragged(page: Page) -> None:
    width = page.evaluate(f"{SLIDER}.getBoundingClientRect().width")
    page.evaluate(f"{SLIDER}.value = 5; {SLIDER}.dispatchEvent(new Event('input'))")
    page.drag(SLIDER, -width)
    assert page.evaluate(NOW)["step"] == 1


def test_arrows_in_the_lanes_scrub_as_well(page: Page) -> None:
    page.evaluate("document.querySelector('.scrolled').focus()")
    page.press("Home")
    page.press("ArrowRight")
    assert page.evaluate(NOW)["step"] == 2


def test_the_sentence_is_told_to_who_listens(page: Page) -> None:
    assert page.evaluate("document.querySelector('.told').getAttribute('aria-live')") == "polite"
    assert page.evaluate(f"{SLIDER}.getAttribute('aria-valuetext')") == "7 of 9"
    assert page.evaluate(f"{PLAY}.getAttribute('aria-label')") == "Play"


def test_play_begins_at_the_beginning_and_stops(page: Page) -> None:
    page.click(PLAY)
    assert page.evaluate(NOW)["step"] == 1
    assert page.evaluate(f"{PLAY}.getAttribute('aria-pressed')") == "true"
    page.wait_for(f"{SLIDER}.valueAsNumber === 2")
    page.click(PLAY)
    assert page.evaluate(f"{PLAY}.getAttribute('aria-pressed')") == "false"
    page.click(FORWARD)
    assert page.evaluate(NOW)["step"] in (3, 4), "one more may have passed until the click"


def test_what_a_list_of_steps_says_leads_there(page: Page) -> None:
    page.evaluate("document.querySelector('.words').open = true")
    page.click("document.querySelector('li.step[data-step=\"3\"]')")
    assert page.evaluate(NOW)["step"] == 3


def test_arcs_of_late_reads_stand_and_the_others_are_seen_at_their_step(chrome: Page, tmp_path: Path) -> None:
    chrome.screen(1300)
    page = opened(chrome, long(40), tmp_path)
    visible = (
        "[...document.querySelectorAll('.arc')].filter((it) => getComputedStyle(it).visibility === 'visible').length"
    )
    assert page.evaluate(NOW)["late"]
    assert page.evaluate(visible) == 1
    page.evaluate(f"{SLIDER}.focus()")
    page.press("Home")
    assert page.evaluate(visible) == 0


def test_a_late_read_is_told_by_more_than_colour(page: Page) -> None:
    assert page.evaluate("document.querySelector('.mark.late text').textContent") == "!"
    assert page.evaluate("document.querySelector('.mark.late .shape').localName") == "path"
    assert page.evaluate("document.querySelector('.mark.read .shape').localName") == "circle"


def test_a_cell_that_is_empty_says_so(chrome: Page, tmp_path: Path) -> None:
    page = opened(chrome, gone(), tmp_path)
    assert page.evaluate(NOW)["held"] == ["error is not bound"]


def test_all_variables_are_told_as_they_come_into_being(chrome: Page, tmp_path: Path) -> None:
    chrome.screen(1300)
    page = opened(chrome, counters(), tmp_path)
    assert page.evaluate(NOW)["held"] == ["step #1 is 1", "tally #1 is 2", "step #2 is 12", "tally #2 is 12"]
    page.evaluate(f"{SLIDER}.focus()")
    page.press("Home")
    assert page.evaluate(NOW)["held"] == ["step #1 is 1"]


@pytest.mark.parametrize("dark", [False, True])
def test_light_and_dark(chrome: Page, tmp_path: Path, dark: bool) -> None:
    chrome.screen(1300, dark=dark)
    page = opened(chrome, loop(), tmp_path)
    ground, ink = (
        page.evaluate(f"getComputedStyle(document.body).{name}.match(/\\d+/g).slice(0, 3).map(Number)")
        for name in ("backgroundColor", "color")
    )
    assert (sum(ground) < sum(ink)) == dark


@pytest.mark.parametrize("timeline", [loop(), counters(), gone(), long(150)])
@pytest.mark.parametrize("width", [360, 1300])
def test_the_page_is_never_wider_than_the_screen(chrome: Page, tmp_path: Path, timeline: Timeline, width: int) -> None:
    chrome.screen(width)
    page = opened(chrome, timeline, tmp_path)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.evaluate("document.querySelector('.words').open = true")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_happens_is_in_sight_on_a_phone(chrome: Page, tmp_path: Path) -> None:
    chrome.screen(360, 740)
    page = opened(chrome, long(60), tmp_path)
    page.evaluate(f"{SLIDER}.focus()")
    for key in ("Home", "End", "ArrowLeft"):
        page.press(key)
        inside = """((part, box) => {
            const [one, other] = [part, box].map((it) => document.querySelector(it).getBoundingClientRect());
            return other.left <= one.left && one.right <= other.right + 1;
        })"""
        assert page.evaluate(f"{inside}('.here', '.scrolled')"), key
        assert page.evaluate(f"{inside}('.place.lit', '.source pre')"), key
    assert page.evaluate("scrollX") == 0


def test_windows_of_a_long_time_line_follow_the_slider(chrome: Page, tmp_path: Path) -> None:
    chrome.screen(1300)
    page = opened(chrome, long(300), tmp_path)
    shown = "[...document.querySelectorAll('.window')].filter((it) => it.open).map((it) => it.dataset.first)"
    assert (page.evaluate(NOW)["step"], page.evaluate(shown)) == (601, ["601"])
    page.evaluate(f"{SLIDER}.focus()")
    page.press("Home")
    assert page.evaluate(shown) == ["1"]
    page.press("End")
    assert page.evaluate(shown) == ["801"]
    now = page.evaluate(NOW)
    assert (now["held"], now["marks"], now["ahead"]) == (["name is 299"], [900], 100)


def test_ten_thousand_steps_are_one_page_that_answers(chrome: Page, tmp_path: Path) -> None:
    chrome.screen(1300)
    page = opened(chrome, long(3333), tmp_path)
    page.evaluate(f"{SLIDER}.focus()")
    page.press("End")
    assert page.evaluate(NOW)["told"].startswith("Step 9,999 of 9,999: Lambda #3333 reads name and gets 3332.")


def test_it_asks_for_nothing_and_nothing_complains(page: Page, tmp_path: Path) -> None:
    page.click(FORWARD)
    page.click(PLAY)
    assert page.requests == [(tmp_path / "page.html").as_uri()]
    assert page.complaints == []


def test_where_nothing_happened_there_is_the_source(chrome: Page, tmp_path: Path) -> None:
    page = opened(chrome, Story("print(1)\n").told(), tmp_path)
    assert page.evaluate("document.querySelector('.numbered code').textContent") == "print(1)"
    assert page.complaints == []


def test_what_a_program_calls_its_values_is_no_markup(chrome: Page, tmp_path: Path) -> None:
    story = Story("x = 1\n")
    x = story.variable("x", "f")
    story.bound(x, 1, "<img src=x onerror=alert(1)>")
    page = opened(chrome, story.told(), tmp_path)
    assert page.evaluate(NOW)["held"] == ["x is <img src=x onerror=alert(1)>"]
    assert page.evaluate("document.querySelectorAll('img').length") == 0
    assert page.complaints == []


def test_without_its_source_it_is_one_column(chrome: Page, tmp_path: Path) -> None:
    chrome.screen(1300)
    page = opened(chrome, loop(), tmp_path)
    page.evaluate("document.querySelector('.source').hidden = true")
    width = "document.querySelector('.time').getBoundingClientRect().width"
    assert page.evaluate(width) > 1200
    assert page.complaints == []


def test_of_all_that_is_lit_only_the_line_of_the_step_is_told(page: Page) -> None:
    rows = "[...new Set([...document.querySelectorAll('.lit')].map((it) => it.dataset.row).filter(Boolean))]"
    assert page.evaluate(rows) == ["4"]
    page.click(BACK)
    page.click(BACK)
    assert page.evaluate(rows) == ["3"]
    assert page.evaluate("document.querySelectorAll('.bar.about').length") == 1
