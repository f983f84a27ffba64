"""The page in a real browser, under a real pointer: what lights up, what stays dark, and that nothing is asked for."""

from __future__ import annotations

import json
import os
import signal
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path

import pytest

from cellophane.model.picture import Capture, DrawnVariable, Excerpt, Function, Mark, Picture
from cellophane.model.place import Span
from cellophane.report import frame, html, svg
from tests.browser import Page, browser, chromium
from tests.pictures import crowd, meter, twice

pytestmark = pytest.mark.skipif(chromium() is None, reason="needs Chromium, and none is on the path")

LIT = """(() => {
    const rowOf = (part) => Number(part.closest(".numbered").id.slice(1));
    const lit = (selector) => [...document.querySelectorAll(selector)].filter((part) => part.classList.contains("lit"));
    return {
        cells: lit("svg .cell").map((part) => part.dataset.variable),
        values: lit("svg .value").map((part) => part.dataset.variable),
        functions: lit("svg .function").map((part) => part.dataset.function),
        arrows: lit("svg .arrow").map((part) => `${part.dataset.function ?? ""}>${part.dataset.variable}`).sort(),
        bound: lit(".mark.bound").map((part) => `${rowOf(part)} ${part.textContent}`),
        read: lit(".mark.read").map((part) => `${rowOf(part)} ${part.textContent}`),
        listed: lit("tbody tr").map((part) => part.dataset.variable),
        looking: document.body.classList.contains("looking"),
        all: document.querySelectorAll(".lit").length,
    };
})()"""


@dataclass(frozen=True)
class Lit:
    """Which parts of the page are lit."""

    cells: list[str]
    values: list[str]
    functions: list[str]
    arrows: list[str]
    bound: list[str]
    read: list[str]
    listed: list[str]
    looking: bool
    all: int


DARK = Lit([], [], [], [], [], [], [], False, 0)
TOTAL = Lit(
    cells=["total"],
    values=["total"],
    functions=["add", "report", "reset"],
    arrows=[">total", "add>total", "report>total", "reset>total"],
    bound=["14 total", "20 total", "30 total"],
    read=["20 total", "22 total", "23 total", "26 total"],
    listed=["total"],
    looking=True,
    # What is named above, but for the mark that is both, and beside it the three names in the row of the list and
    # the three entries of the functions.
    all=1 + 1 + 3 + 4 + 3 + 4 - 1 + 1 + 3 + 3,
)
REPORT = Lit(
    cells=["limit", "seen", "total"],
    values=["limit", "seen", "total"],
    functions=["report"],
    arrows=[">limit", ">seen", ">total", "report>limit", "report>seen", "report>total"],
    bound=["12 limit", "14 total", "15 seen", "20 total", "30 total"],
    read=["20 total", "26 total", "26 limit", "26 seen"],
    listed=["limit", "seen", "total"],
    looking=True,
    all=3 + 3 + 1 + 6 + 5 + 4 - 1 + 3 + 3 + 1,
)

CELL = "document.querySelector('svg .cell[data-variable=total]')"
ROW = "document.querySelector('tbody tr[data-variable=total] td')"
BUTTON = "document.querySelector('tbody tr[data-variable=total] button')"
BOUND_NAME = "document.querySelector('#L14 .mark')"
READ_NAME = "document.querySelector('#L23 .mark')"
OTHER_CELL = "document.querySelector('svg .cell[data-variable=fn]')"
FUNCTION = "document.querySelector('svg .function[data-function=report]')"
TITLE = "document.querySelector('h1')"


@pytest.fixture
def page(chrome: Page, tmp_path: Path) -> Page:
    """A page that shows the meter."""
    chrome.screen(1400)
    return opened(chrome, meter(), tmp_path)


def opened(page: Page, picture: Picture, directory: Path) -> Page:
    return page.show(html.render(picture), directory)


def place(page: Page, selector: str) -> dict[str, float]:
    """Where the first element that fits is on the screen."""
    told = page.evaluate(f"document.querySelector({json.dumps(selector)}).getBoundingClientRect().toJSON()")
    assert isinstance(told, dict)
    return told


def lit(page: Page) -> Lit:
    return Lit(**page.evaluate(LIT))


def style(page: Page, element: str, name: str) -> str:
    return str(page.evaluate(f"getComputedStyle({element})[{json.dumps(name)}]"))


@pytest.mark.parametrize("place", [CELL, ROW, BUTTON, BOUND_NAME, READ_NAME])
def test_pointing_at_a_variable_lights_all_of_it_and_nothing_else(page: Page, place: str) -> None:
    assert lit(page) == DARK
    page.point_at(place)
    assert lit(page) == TOTAL
    page.point_at(TITLE)
    assert lit(page) == DARK


def test_pointing_at_a_function_lights_its_cells(page: Page) -> None:
    page.point_at(FUNCTION)
    assert lit(page) == REPORT
    page.point_at("document.querySelector('article[data-function=report] h3')")
    assert lit(page) == REPORT
    page.point_at("document.querySelector('tr[data-variable=seen] [data-function=report]')")
    assert lit(page) == REPORT


def test_a_value_that_is_a_function_is_lit_with_it(page: Page) -> None:
    page.point_at("document.querySelector('svg .function[data-function=add]')")
    assert lit(page).values == ["fn", "limit", "seen", "total"]
    assert lit(page).cells == ["limit", "seen", "total"]


def test_going_from_one_to_the_other_lights_the_other(page: Page) -> None:
    page.point_at(CELL)
    page.point_at(OTHER_CELL)
    now = lit(page)
    assert (now.cells, now.functions, now.bound, now.read) == (["fn"], ["wrapper"], [], [])
    page.point_at(CELL)
    assert lit(page) == TOTAL


def test_a_click_pins_and_another_one_lets_go(page: Page) -> None:
    page.click(CELL)
    page.point_at(OTHER_CELL)
    assert lit(page) == TOTAL
    assert page.evaluate(f"{CELL}.getAttribute('aria-pressed')") == "true"
    page.click(OTHER_CELL)
    assert lit(page).cells == ["fn"]
    page.click(OTHER_CELL)
    page.point_at(TITLE)
    assert lit(page) == DARK
    assert page.evaluate("document.querySelectorAll('[aria-pressed=true]').length") == 0


def test_a_click_elsewhere_lets_go(page: Page) -> None:
    page.click(READ_NAME)
    assert lit(page) == TOTAL
    page.click(TITLE)
    assert lit(page) == DARK


def test_escape_lets_go(page: Page) -> None:
    page.click(CELL)
    page.press("Escape")
    assert lit(page) == DARK


def test_a_line_number_leads_to_its_line_and_lets_nothing_go(page: Page) -> None:
    page.click(CELL)
    page.click("document.querySelector('#L20 a')")
    assert page.evaluate("location.hash") == "#L20"
    assert lit(page) == TOTAL


def test_the_keyboard_does_what_the_pointer_does(page: Page) -> None:
    names = []
    for _ in range(100):
        page.press("Tab")
        names.append(page.evaluate("document.activeElement.getAttribute('class')"))
        if page.evaluate(f"document.activeElement === {CELL}"):
            break
    assert lit(page) == TOTAL
    assert names.count("mark bound lit") == 3, "one stop a variable in the source"
    page.press("Enter")
    page.press("Tab")
    assert lit(page) == TOTAL, "pinned"
    page.press("Escape")
    assert lit(page) == DARK


def test_buttons_of_the_list_are_pressed_by_key(page: Page) -> None:
    page.evaluate(f"{BUTTON}.focus()")
    page.press(" ")
    page.point_at(OTHER_CELL)
    assert lit(page) == TOTAL


@pytest.mark.parametrize("dark", [False, True])
def test_bindings_and_reads_differ_in_colour_and_in_shape(page: Page, dark: bool) -> None:
    page.screen(1400, dark=dark)
    page.point_at(CELL)
    for name in ("backgroundColor", "boxShadow", "textDecorationLine"):
        assert style(page, BOUND_NAME, name) != style(page, READ_NAME, name), name
    both = "document.querySelector('#L20 .mark')"
    assert style(page, both, "boxShadow") == style(page, BOUND_NAME, "boxShadow")
    assert style(page, both, "textDecorationLine") == style(page, READ_NAME, "textDecorationLine") == "underline"


def test_light_and_dark_follow_the_reader(page: Page) -> None:
    light = style(page, "document.body", "backgroundColor"), style(page, f"{CELL}.querySelector('text')", "fill")
    page.screen(1400, dark=True)
    dark = style(page, "document.body", "backgroundColor"), style(page, f"{CELL}.querySelector('text')", "fill")
    assert light == ("rgb(255, 255, 255)", "rgb(29, 33, 41)")
    assert light[0] != dark[0]
    assert light[1] != dark[1]


def test_side_by_side_where_there_is_room_and_stacked_where_there_is_not(page: Page) -> None:
    names = ".source", ".picture", ".list", ".functions"
    source, picture, variables, functions = (place(page, name) for name in names)
    assert source["right"] < picture["left"]
    assert picture["bottom"] < variables["top"] < functions["top"]
    for width in (1299, 400):
        page.screen(width)
        source, picture, variables, functions = (place(page, name) for name in names)
        assert picture["bottom"] < source["top"]
        assert source["bottom"] < variables["top"] < functions["top"]
        wider = page.evaluate("document.documentElement.scrollWidth")
        assert wider <= width, "no part makes the page wider than the screen"


def test_keys_reach_what_is_first_to_be_seen_first(page: Page) -> None:
    for width, first in ((1400, "source"), (1100, "picture"), (1400, "source")):
        page.screen(width)
        # A page hears of its new width when it is drawn.
        page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        assert page.evaluate("document.querySelector('[tabindex=\"0\"]').closest('section').className") == first
    page.press("Tab")
    assert page.evaluate("document.activeElement.closest('section').className") == "source"


@pytest.mark.parametrize("width", [2000, 1400, 1300, 1100, 700, 400])
def test_the_drawing_is_whole_and_large_enough_to_read(page: Page, width: int) -> None:
    page.screen(width)
    scroller, drawing = place(page, ".picture"), place(page, ".picture svg")
    assert drawing["left"] >= scroller["left"]
    assert 0.85 <= page.evaluate("document.querySelector('.picture svg').getScreenCTM().a") <= 1
    outside = page.evaluate(
        """(() => {
            const whole = document.querySelector(".picture svg").getBoundingClientRect();
            const parts = [...document.querySelectorAll("svg .box rect, svg path, svg text")];
            return parts.map((part) => part.getBoundingClientRect()).filter((it) => it.left < whole.left + 1
                || it.top < whole.top + 1 || it.right > whole.right - 1 || it.bottom > whole.bottom - 1).length;
        })()"""
    )
    assert outside == 0


def test_a_long_path_and_the_legend_are_above_the_source(chrome: Page, tmp_path: Path) -> None:
    chrome.screen(1400)
    excerpt = replace(meter().excerpts[0], filename=f"/{'a' * 30}" * 4 + ".py")
    page = opened(chrome, replace(meter(), excerpts=(excerpt,)), tmp_path)
    first = place(page, ".numbered")
    assert place(page, ".source h2 span")["bottom"] <= first["top"]
    assert place(page, ".legend")["bottom"] <= first["top"]
    assert place(page, ".source h2 span")["right"] <= place(page, ".legend")["left"]


def test_eighty_characters_of_source_are_seen_beside_the_drawing(chrome: Page, tmp_path: Path) -> None:
    chrome.screen(1300)
    lines = ("n" * 80, *meter().excerpts[0].lines)
    page = opened(chrome, replace(crowd(3), excerpts=(Excerpt("a.py", 1000, lines),)), tmp_path)
    assert page.evaluate("(({scrollWidth, clientWidth}) => scrollWidth <= clientWidth)(document.querySelector('pre'))")
    assert place(page, ".source")["right"] < place(page, ".picture")["left"]
    page = opened(chrome, replace(crowd(3), excerpts=(Excerpt("a.py", 1, ("n = 1",)),)), tmp_path)
    assert place(page, ".source")["right"] < 400, "what short lines do not need is for the drawing"


def test_long_names_and_values_do_not_push_columns_out_of_sight(chrome: Page, tmp_path: Path) -> None:
    chrome.screen(1400)
    name = "configuration_of_the_connection_pool_for_the_secondary_database"
    variables = tuple(replace(each, name=name, value="'x' " * 99) for each in meter().variables[1:])
    line = "x = 1  #" + " long" * 20
    page = opened(chrome, replace(meter(), variables=variables, excerpts=(Excerpt("a.py", 1, (line,)),)), tmp_path)
    assert page.evaluate(
        "(({scrollWidth, clientWidth}) => scrollWidth <= clientWidth)(document.querySelector('.list'))"
    )
    value = "td.value div"
    assert place(page, value)["width"] > 110
    assert place(page, value)["height"] < 4 * 19, "three lines"
    page.click("document.querySelector('tbody tr')")
    assert place(page, value)["height"] > 8 * 19, "all of it"


def test_the_page_asks_for_nothing_and_nothing_complains(page: Page, tmp_path: Path) -> None:
    page.click(CELL)
    page.press("Escape")
    assert page.requests == [(tmp_path / "page.html").as_uri()]
    assert page.complaints == []


def test_a_complaint_and_a_request_would_be_noticed(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "worse.html"
    file.write_text("<script>console.log('heard')</script><img src='nowhere.png'>", "utf-8")
    page.open(file)
    assert page.requests == [file.as_uri(), (tmp_path / "nowhere.png").as_uri()]
    assert page.complaints


def test_in_a_frame_of_a_notebook_lines_are_reached_as_well(chrome: Page, tmp_path: Path) -> None:
    chrome.screen(1000, 400)
    file = tmp_path / "notebook.html"
    inner = f'<iframe srcdoc="{escape(html.render(meter()))}" style="width: 90%; height: 20em"></iframe>'
    file.write_text(f"<!doctype html><meta charset='utf-8'>{inner}", "utf-8")
    chrome.open(file)
    inside = "document.querySelector('iframe').contentDocument"
    link = f"{inside}.querySelector('tbody a[href=\"#L30\"]')"
    top = f"{inside}.querySelector('#L30').getBoundingClientRect().top"
    chrome.evaluate(f"{link}.scrollIntoView()")
    assert chrome.evaluate(top) < 0
    chrome.evaluate(f"{link}.click()")
    assert 0 < chrome.evaluate(top) < 320
    # A link that was followed would be under way: a page that is asked for later comes after it.
    chrome.evaluate("fetch('data:,').then(() => 0)")
    assert chrome.evaluate(f"{inside}.location.href") == "about:srcdoc"
    assert chrome.complaints == []


@pytest.mark.parametrize("picture", [meter(), twice(), crowd(5, 3), Picture("nothing", (), ())])
def test_a_frame_is_about_as_high_as_the_page_in_it(chrome: Page, picture: Picture, tmp_path: Path) -> None:
    chrome.screen(860, 100)
    page = opened(chrome, picture, tmp_path)
    assert frame.needed(picture) == pytest.approx(page.evaluate("document.documentElement.scrollHeight"), rel=0.1)


def test_in_a_frame_the_drawing_is_seen_at_once(chrome: Page, tmp_path: Path) -> None:
    chrome.screen(900, 900)
    file = tmp_path / "notebook.html"
    file.write_text(f"<!doctype html><meta charset='utf-8'>{frame.render(meter())}", "utf-8")
    chrome.open(file)
    inside = "document.querySelector('iframe').contentDocument"
    bottoms = chrome.evaluate(
        f"['.picture', '.numbered'].map((it) => {inside}.querySelector(it).getBoundingClientRect().bottom)"
    )
    assert max(bottoms) < chrome.evaluate("document.querySelector('iframe').clientHeight")


def test_the_browser_is_ended_whatever_happens() -> None:
    with pytest.raises((EOFError, BrokenPipeError)), browser() as page:  # noqa: PT012
        os.kill(page.process, signal.SIGKILL)
        page.evaluate("0")
    with pytest.raises(ProcessLookupError):
        os.kill(page.process, 0)


def test_the_policy_lets_no_other_script_run(chrome: Page, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    added = "<script>document.title = 'run'</script></body>"
    file.write_text(html.render(meter()).replace("</body>", added), "utf-8")
    chrome.open(file)
    assert chrome.evaluate("document.title") == meter().title
    assert chrome.complaints


@pytest.mark.parametrize("picture", [meter(), crowd(1), crowd(60, 5)])
def test_no_text_is_wider_than_its_box(chrome: Page, picture: Picture, tmp_path: Path) -> None:
    file = tmp_path / "picture.svg"
    file.write_text(svg.render(picture), "utf-8")
    chrome.open(file)
    wider = chrome.evaluate(
        "[...document.querySelectorAll('.box')].filter((box) => { "
        "const {width, height} = box.querySelector('rect').getBBox();"
        "return [...box.querySelectorAll('text')].some((text) => { const it = text.getBBox();"
        "return it.x + it.width > width || it.y + it.height > height; }); }).map((box) => box.textContent)"
    )
    assert wider == []
    assert chrome.complaints == []


def test_a_variable_of_sixty_is_found_as_well(chrome: Page, tmp_path: Path) -> None:
    chrome.screen(1400)
    page = opened(chrome, crowd(60, 5), tmp_path)
    page.point_at("document.querySelector('svg .cell[data-variable=v33]')")
    now = lit(page)
    assert (now.cells, now.values, now.functions, now.listed) == (["v33"], ["v33"], ["f1"], ["v33"])


def test_a_name_that_means_two_cells_lights_both(chrome: Page, tmp_path: Path) -> None:
    chrome.screen(1400)
    page = opened(chrome, twice(), tmp_path)
    page.point_at("document.querySelector('#L3 .mark')")
    now = lit(page)
    assert (now.cells, now.functions, now.listed) == (["fn1", "fn2"], ["again1", "again2"], ["fn1", "fn2"])
    for which in "12":
        page.point_at(f"document.querySelector('svg .cell[data-variable=fn{which}]')")
        now = lit(page)
        assert (now.cells, now.functions, now.bound, now.read) == (
            [f"fn{which}"],
            [f"again{which}"],
            ["1 fn"],
            ["3 fn"],
        )


def test_a_function_lights_what_its_own_code_reads(chrome: Page, tmp_path: Path) -> None:
    page = opened(chrome, twice(), tmp_path)
    page.point_at("document.querySelector('svg .function[data-function=again2]')")
    now = lit(page)
    assert (now.cells, now.functions, now.bound, now.read) == (["fn2"], ["again2"], ["1 fn"], ["3 fn"])


def test_a_function_that_is_a_value_looks_and_is_reached_like_others(chrome: Page, tmp_path: Path) -> None:
    functions = Function("f", "f", "function", "asked"), Function("g", "g", "function", "value")
    page = opened(chrome, Picture("t", functions, (DrawnVariable("v", "g", "f", value="1"),)), tmp_path)
    box = "document.querySelector('svg .function[data-function=g]')"
    assert page.evaluate(f"{box}.tabIndex") == 0
    assert style(page, f"{box}.querySelector('rect')", "stroke") != "none"
    page.click(box)
    value = "document.querySelector('svg .value')"
    assert page.evaluate(f"[{box}, {value}].map((it) => it.getAttribute('aria-pressed'))") == ["true", None]
    assert page.evaluate(f"{value}.tabIndex") == -1


def test_an_owner_lights_what_it_owns_and_is_lit_by_it(chrome: Page, tmp_path: Path) -> None:
    functions = (
        Function("f", "f.g", "function", "asked", captures=(Capture("v"),)),
        Function("o", "f", "function", "owns"),
    )
    page = opened(
        chrome, Picture("t", functions, (DrawnVariable("v", "n", "f"), DrawnVariable("w", "m", "h"))), tmp_path
    )
    owner = "document.querySelector('article[data-function=o]')"
    page.point_at(owner)
    assert (lit(page).cells, lit(page).listed) == (["v"], ["v"])
    page.point_at("document.querySelector('svg .cell[data-variable=v]')")
    assert page.evaluate(f"{owner}.classList.contains('lit')")


STATUS = "document.querySelector('.status').textContent"


def test_what_is_pointed_at_is_told_in_a_line(page: Page) -> None:
    assert page.evaluate(STATUS) == ""
    page.point_at(READ_NAME)
    assert page.evaluate(STATUS) == "total · of make_meter · rebound by add, reset · read by report"
    page.point_at(FUNCTION)
    assert page.evaluate(STATUS) == "report · src/meters.py:25 · reads limit, seen, total"
    page.point_at("document.querySelector('svg .function[data-function=add]')")
    assert page.evaluate(STATUS) == "add · src/meters.py:17 · value of fn · rebinds total · reads limit, seen"
    page.point_at(TITLE)
    assert page.evaluate(STATUS) == ""
    assert page.evaluate("document.querySelector('.status').getAttribute('role')") == "status"


def test_the_line_is_at_the_edge_and_in_nobodys_way(page: Page) -> None:
    page.screen(1400, 500)
    page.point_at(CELL)
    line = place(page, ".status")
    assert (line["left"], line["right"], line["bottom"]) == (0, 1400, 500)
    assert line["height"] < 40
    # What it covers is still what the pointer is over.
    assert page.evaluate("document.elementFromPoint(700, 490).closest('.status')") is None


def test_two_cells_have_a_line_each(chrome: Page, tmp_path: Path) -> None:
    page = opened(chrome, twice(), tmp_path)
    page.point_at("document.querySelector('#L3 .mark')")
    assert page.evaluate(STATUS) == "fn · of logged · read by again — fn · of logged · read by again"


def test_the_cell_of_a_name_far_down_in_the_source_comes_into_sight(chrome: Page, tmp_path: Path) -> None:
    chrome.screen(1400)
    lines = tuple(f"variable_{row} = 1" for row in range(100))
    marks = tuple(Mark(f"v{row}", Span(row + 1, 1, row + 1, 9), "bound") for row in range(100))
    page = opened(chrome, replace(crowd(100), excerpts=(Excerpt("a.py", 1, lines, marks),)), tmp_path)
    for row in (90, 3, 50):
        page.point_at(f"document.querySelector('#L{row} .mark')")
        before = page.evaluate("scrollY")
        cell = place(page, f"svg .cell[data-variable=v{row - 1}]")
        assert 0 < cell["top"] < cell["bottom"] < 900
        assert page.evaluate("scrollY") == before
        assert lit(page).cells == [f"v{row - 1}"]
    page.point_at(None)
    page.evaluate("document.querySelector('#L69 .mark').focus()")
    page.press("Tab")
    assert lit(page).cells == ["v69"], "by key as well"
    assert 0 < place(page, "svg .cell[data-variable=v69]")["top"] < 900


def test_odd_keys_light_up_like_others(chrome: Page, tmp_path: Path) -> None:
    key = 'it\'s"<b>"]\\囲'
    picture = crowd(1)
    function = replace(picture.functions[0], captures=(replace(picture.functions[0].captures[0], variable=key),))
    odd = replace(picture, functions=(function,), variables=(replace(picture.variables[0], key=key),))
    page = opened(chrome, odd, tmp_path)
    page.point_at("document.querySelector('svg .cell')")
    assert (lit(page).cells, lit(page).functions) == ([key], ["f0"])
