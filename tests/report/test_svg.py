from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from cellophane.model.picture import Capture, Default, DrawnVariable, Function, Picture
from cellophane.report.svg import render
from tests.pictures import crowd, meter

SVG = "{http://www.w3.org/2000/svg}"
# Controls, lone surrogates, marks that turn the direction, what XML forbids, and markup.
NASTY = "a\x00\x1b[31m\ud800\u202e\ufffe\uffff\"'<script>&amp;]]></svg>\t\n囲"


def parsed(picture: Picture) -> ElementTree.Element:
    return ElementTree.fromstring(render(picture).encode())


def boxes(root: ElementTree.Element, shape: str) -> list[ElementTree.Element]:
    return [each for each in root.findall(f"{SVG}g") if each.get("class", "").split()[:2] == ["box", shape]]


def text(element: ElementTree.Element) -> list[str | None]:
    return [each.text for each in element.findall(f"{SVG}text")]


def test_the_drawing_has_a_box_for_each_function_cell_and_value() -> None:
    root = parsed(meter())
    assert [each.get("data-function") for each in boxes(root, "function")] == ["wrapper", "add", "report", "reset"]
    assert [each.get("data-variable") for each in boxes(root, "cell")] == ["fn", "limit", "seen", "total"]
    assert [text(each) for each in boxes(root, "value")] == [
        ["add", "function · 1.2 kB"],
        ["100", "int · 28 bytes"],
        ["['3 kWh', '5 kWh']", "list · 196 bytes"],
        ["8", "int · 28 bytes"],
    ]


def test_arrows_carry_the_keys_of_both_ends() -> None:
    arrows = [each for each in parsed(meter()).findall(f"{SVG}g") if "arrow" in each.get("class", "")]
    told = {(each.get("class"), each.get("data-function"), each.get("data-variable")) for each in arrows}
    assert told == {
        ("arrow beneath", "add", None),
        ("arrow reads", "wrapper", "fn"),
        ("arrow reads", "add", "limit"),
        ("arrow reads", "add", "seen"),
        ("arrow writes", "add", "total"),
        ("arrow reads", "report", "limit"),
        ("arrow reads", "report", "seen"),
        ("arrow reads", "report", "total"),
        ("arrow reads", "reset", "seen"),
        ("arrow writes", "reset", "total"),
        *(("arrow holds", None, key) for key in ("fn", "limit", "seen", "total")),
    }


def test_a_value_that_is_a_function_of_the_picture_is_drawn_as_one() -> None:
    (value,) = [each for each in boxes(parsed(meter()), "value") if each.get("data-value") is not None]
    assert (value.get("class"), value.get("data-value")) == ("box value called", "add")


def test_a_function_that_the_picture_does_not_have_is_a_value_like_others() -> None:
    root = parsed(Picture("t", (), (DrawnVariable("v", "n", None, type="function", value="f", function="gone"),)))
    (value,) = boxes(root, "value")
    assert (value.get("class"), value.get("data-value"), text(value)) == ("box value", None, ["f", "function"])


def test_an_empty_cell_has_no_value_and_says_so() -> None:
    root = parsed(Picture("t", (), (DrawnVariable("v", "n", None, state="empty"),)))
    (cell,) = boxes(root, "cell")
    assert cell.get("class") == "box cell empty"
    assert text(cell) == ["n", "empty"]
    assert boxes(root, "value") == []


def test_who_is_there_without_an_arrow_says_why() -> None:
    owner = Function("o", "mid", "function", "owns", captures=(Capture("w"),))
    value = Function("g", "f.<locals>.g", "function", "value")
    variables = DrawnVariable("v", "n", "mid", function="g"), DrawnVariable("w", "m", "outer")
    root = parsed(Picture("t", (owner, value), variables))
    assert [text(each) for each in boxes(root, "function")] == [
        ["mid", "function", "owner of n"],
        ["g", "function", "value of n"],
    ]


def test_an_owner_that_captured_nothing_is_named_by_its_cells_alone() -> None:
    root = parsed(Picture("t", (Function("o", "mid", "function", "owns"),), (DrawnVariable("v", "n", "mid"),)))
    assert boxes(root, "function") == []
    assert text(boxes(root, "cell")[0]) == ["n", "of mid"]


def test_it_can_be_read_without_being_seen() -> None:
    root = parsed(meter())
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == "meters.make_meter.<locals>.add"
    assert "total: make_meter.<locals>.add writes it, " in (root.findtext(f"{SVG}desc") or "")
    assert all(each.findtext(f"{SVG}title") for each in boxes(root, "function") + boxes(root, "cell"))


def test_where_nobody_writes_there_is_no_legend() -> None:
    picture = meter()
    readers = tuple(
        replace(each, captures=tuple(replace(capture, writes=False) for capture in each.captures))
        for each in picture.functions
    )
    assert ">rebinds<" in render(picture)
    assert ">rebinds<" not in render(replace(picture, functions=readers))


@pytest.mark.parametrize("picture", [crowd(1), crowd(5, 2), crowd(60, 7), Picture("nothing", (), ())])
def test_everything_is_within_the_drawing(picture: Picture) -> None:
    root = parsed(picture)
    width, height = float(root.get("width", "")), float(root.get("height", ""))
    assert root.get("viewBox") == f"0 0 {width:.0f} {height:.0f}"
    drawn = [each for shape in ("function", "cell", "value") for each in boxes(root, shape)]
    assert len(drawn) == len(picture.functions) + 2 * len(picture.variables)
    for each in drawn:
        x, y = map(float, each.get("transform", "").removeprefix("translate(").removesuffix(")").split())
        rect = each.find(f"{SVG}rect")
        assert rect is not None
        assert x + float(rect.get("width", "")) <= width
        assert y + float(rect.get("height", "")) <= height


def test_nothing_captured_is_said() -> None:
    assert parsed(Picture("t", (), ())).findtext(f"{SVG}desc") == "Nothing is captured."
    alone = parsed(Picture("t", (), (DrawnVariable("v", "n", None),)))
    assert alone.findtext(f"{SVG}desc") == "n: nobody shown."


def test_no_text_can_break_the_drawing() -> None:
    function = Function(
        NASTY, NASTY, NASTY, NASTY, None, NASTY, NASTY, 1, (Capture(NASTY),), (Default(NASTY, NASTY),), note=NASTY
    )
    variable = DrawnVariable(NASTY, NASTY, NASTY, type=NASTY, value=NASTY, function=NASTY, changes=NASTY)
    drawn = render(Picture(NASTY, (function,), (variable,)))
    root = ElementTree.fromstring(drawn.encode())
    assert [each.tag for each in root.iter() if "script" in each.tag] == []
    (cell,) = boxes(root, "cell")
    assert cell.get("data-variable") == r"""a\x00\x1b[31m\ud800\u202e\ufffe\uffff"'<script>&amp;]]></svg>\t\n囲"""
    assert (text(cell)[0] or "").startswith(r"a\x00\x1b[31m\ud800")


def test_the_drawing_needs_nothing_else_and_is_always_the_same() -> None:
    drawn = render(meter())
    assert drawn == render(meter())
    assert type(drawn) is str
    assert drawn.endswith("</svg>\n")
    assert "href" not in drawn
    assert "url(" not in drawn
    assert "prefers-color-scheme: dark" in drawn
