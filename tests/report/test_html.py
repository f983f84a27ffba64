from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from functools import partial

import pytest

from cellophane.model.picture import (
    Bound,
    Capture,
    Default,
    DrawnVariable,
    Excerpt,
    Function,
    Mark,
    Picture,
    Weight,
)
from cellophane.model.place import Span
from cellophane.report.html import render
from tests.pictures import crowd, meter
from tests.steps import steps
from tests.taken_apart import NASTY, SHOWN, Page


def nasty() -> Picture:
    function = Function(
        NASTY,
        NASTY,
        NASTY,
        "asked",
        filename=NASTY,
        row=1,
        captures=(Capture(NASTY),),
        defaults=(Default(NASTY, NASTY),),
        globals=(NASTY,),
        note=NASTY,
    )
    variable = DrawnVariable(
        NASTY, NASTY, NASTY, (Bound(1, NASTY, f"{NASTY}2"),), NASTY, NASTY, changes=NASTY, weight=Weight(1, 2, 3)
    )
    excerpt = Excerpt(NASTY, 1, (NASTY, f"'{NASTY}' # {NASTY}"), (Mark(NASTY, Span(1, 1, 1, 9), "read", NASTY),))
    return Picture(NASTY, (function,), (variable,), (excerpt,), (NASTY,))


def test_the_source_stands_beside_the_picture_with_its_numbers_and_marks() -> None:
    page = Page(render(meter()))
    assert [told["id"] for told in page.classed("numbered")] == [f"L{row}" for row in range(12, 34)]
    assert [told["href"] for told in page.classed("row")] == [f"#L{row}" for row in range(12, 34)]
    marks = [(told["data-variable"], told["class"], told.get("data-function")) for told in page.classed("mark")]
    assert marks[:4] == [
        ("limit", "mark bound", None),
        ("total", "mark bound", None),
        ("seen", "mark bound", None),
        ("total", "mark bound read", "add"),
    ]
    assert marks[-2:] == [("total", "mark bound", "reset"), ("seen", "mark read", "reset")]


def test_without_source_there_is_the_picture_alone() -> None:
    page = Page(render(replace(meter(), excerpts=())))
    assert page.classed("numbered") == []
    assert page.elements[[tag for tag, _ in page.elements].index("body")][1]["class"] == "cellophane alone"
    assert "svg" in [tag for tag, _ in page.elements]
    assert [told for tag, told in page.elements if tag == "a"] == [], "no line to lead to"


def test_the_list_tells_what_is_known_of_a_variable() -> None:
    rows = render(meter()).partition("<tbody>")[2].partition("</tbody>")[0].replace("<wbr>", "")
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", rows))
    assert " total of make_meter 8 int 14 , 20 add , 30 reset add , report , reset yes: by add and reset" in text
    assert " 196 bytes 196 bytes freed " in text


def test_a_value_that_is_a_function_goes_by_its_name_in_the_picture() -> None:
    """A wrapper that calls itself as what it wraps would be told for that."""
    functions = (Function("f", "timed.<locals>.wrapper", "function", "beneath", filename="a/b.py", row=3),)
    variable = DrawnVariable("v", "fn", None, type="function", value="<function fetch>", function="f")
    text = render(Picture("t", functions, (variable,)))
    assert ">wrapper</div><small>function · a/b.py:3</small></td>" in text
    assert ">&lt;function fetch&gt;</div><small>function</small></td>" in render(Picture("t", (), (variable,)))


def test_an_owner_is_told_with_what_it_owns_and_stands_in_no_box() -> None:
    owner, other = (Function(key, "f", "function", role) for key, role in (("o", "owns"), ("a", "asked")))
    variables = tuple(DrawnVariable(key, key, "f") for key in "vw")
    page = Page(render(Picture("t", (other, owner), variables)))
    assert (page.text("dt"), page.text("dd")) == (["owner of"], ["v, w"])
    articles = [told for tag, told in page.elements if tag == "article"]
    assert [told["data-variables"] for told in articles] == ["", "v w"]
    assert [told["data-function"] for tag, told in page.elements if tag == "g" and "data-function" in told] == ["a"]


def test_what_nobody_knows_takes_no_room() -> None:
    heads = Page(render(Picture("t", (), (DrawnVariable("v", "n", None),)))).text("th")
    assert heads == ["variable"]
    heads = Page(render(Picture("t", (), (DrawnVariable("v", "n", "f", state="empty"),)))).text("th")
    assert heads == ["variable", "value"]


def test_where_nothing_is_captured_nobody_is_told_to_point_at_it() -> None:
    text = render(Picture("t", (Function("f", "f", "function", "asked"),), (), meter().excerpts))
    assert "Nothing is captured here" in text
    assert "Point at a variable" not in text
    assert Page(text).classed("legend") == []
    assert "Nothing is captured" not in render(meter())


def test_functions_that_are_alike_are_told_with_their_number() -> None:
    picture = meter()
    text = render(replace(picture, functions=(*picture.functions[:-1], replace(picture.functions[-1], count=60))))
    assert Page(text).text("button")[-1] == "reset ×60"
    assert '<span class="by" data-function="reset">reset ×60</span>' in text
    assert "reset ×60 writes it" in text


def test_what_is_said_of_functions_is_on_the_page() -> None:
    facts = list(zip(Page(render(meter())).text("dt"), Page(render(meter())).text("dd"), strict=True))
    assert facts == [
        ("place", "src/logs.py:8"),
        ("place", "src/meters.py:17"),
        ("value of", "fn"),
        ("defaults", "unit='kWh'"),
        ("builtins", "OverflowError"),
        ("attribute names", "append"),
        ("not captured", "unit"),
        ("place", "src/meters.py:25"),
        ("place", "src/meters.py:28"),
    ]


def test_only_bindings_that_are_in_the_excerpt_are_links() -> None:
    """Row 4 of the excerpt binds something else; that of the variable is in another file."""
    bindings = tuple(Bound(row, "assignment", "f") for row in (3, 4, 99))
    excerpt = Excerpt("a.py", 3, ("n = 1", "m = 1"), (Mark("v", Span(3, 1, 3, 2), "bound"),))
    page = Page(render(Picture("t", (), (DrawnVariable("v", "n", "f", bindings),), (excerpt,))))
    links = [told.get("href") for tag, told in page.elements if tag == "a" and told.get("class") != "row"]
    assert links == ["#L3"]


@pytest.mark.parametrize(
    ("note", "shown"),
    [
        ("by `a` and `<b>`", 'by <span class="code">a</span> and <span class="code">&lt;b&gt;</span>'),
        ("one ` is no pair", "one ` is no pair"),
        ("", ""),
    ],
)
def test_names_in_words_look_like_code(note: str, shown: str) -> None:
    text = render(Picture("t", (), (), notes=(note,)))
    assert f"<li>{shown}</li>" in text


def test_marks_of_what_the_picture_does_not_have_are_passed_over() -> None:
    text = render(Picture("t", (), (), (Excerpt("a.py", 1, ("n = 1",), (Mark("v", Span(1, 1, 1, 2), "bound"),)),)))
    assert Page(text).classed("mark") == []
    assert re.sub("<[^>]*>", "", text.partition("<pre>")[2].partition("</pre>")[0]) == "1n = 1"


@pytest.mark.parametrize("picture", [meter(), crowd(0), crowd(60, 7), nasty()])
def test_the_page_asks_for_nothing(picture: Picture) -> None:
    page = Page(render(picture))
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"link", "img", "iframe", "object", "embed", "base", "image", "use", "audio", "video", "form"}
    attributes = {(name, value) for _, told in page.elements for name, value in told.items()}
    assert not [each for each in attributes if each[0] in {"src", "srcset", "style"} or each[0].startswith("on")]
    assert all(str(value).startswith("#L") for name, value in attributes if name == "href")
    styles = [text for tag, text in page.texts if tag in {"style", "script"}]
    assert not [text for text in styles if re.search(r"url\(|@import|https?:|fetch|\beval\b", text)]


@pytest.mark.parametrize("picture", [meter(), nasty()])
def test_the_policy_allows_what_is_in_the_page_and_nothing_else(picture: Picture) -> None:
    text = render(picture)
    policy = next(
        told["content"] for _, told in Page(text).elements if told.get("http-equiv") == "Content-Security-Policy"
    )
    rules = dict(rule.split(maxsplit=1) for rule in str(policy).split(";"))
    assert rules["default-src"] == "'none'"
    for tag, count in (("style", 2), ("script", 1)):
        bodies = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        hashes = [base64.b64encode(hashlib.sha256(body.encode()).digest()).decode() for body in bodies]
        assert rules[f"{tag}-src"].split() == [f"'sha256-{each}'" for each in hashes]
        assert len(hashes) == count


def test_no_text_becomes_markup() -> None:
    text = render(nasty())
    page = Page(text)
    assert [tag for tag, _ in page.elements].count("script") == 1
    assert text.count("</style>") == 2
    assert "49" not in "".join(page.text("code"))
    assert page.text("h1") == [SHOWN]
    assert "".join(data for tag, data in page.texts if tag in {"code", "span"}).count(SHOWN) >= 2
    assert "\x00" not in text
    assert text.encode()


def test_stretches_of_one_file_stand_below_each_other_and_other_files_have_their_own_numbers() -> None:
    bindings = Bound(2, "assignment", "f"), Bound(9, "assignment", "f")
    excerpts = (
        Excerpt("a.py", 2, ("n = 1",), (Mark("v", Span(2, 1, 2, 2), "bound"),)),
        Excerpt("a.py", 7, ("m = 1", "k = 1")),
        Excerpt("b.py", 2, ("w = 1",), (Mark("w", Span(2, 1, 2, 2), "bound"),)),
    )
    variables = DrawnVariable("v", "n", "f", bindings[:1]), DrawnVariable("w", "w", "f", bindings[:1])
    text = render(Picture("t", (), variables, excerpts))
    page = Page(text)
    assert [told["id"] for told in page.classed("numbered")] == ["L2", "L7", "L8", "F2-L2"]
    assert re.findall(r"<h2><span>([^<]*)<", text) == ["a.py", "b.py"]
    assert re.findall(r'class="gap">([^<]*)<', text) == ["⋯ 4 lines"]
    links = [told.get("href") for tag, told in page.elements if tag == "a" and told.get("class") != "row"]
    assert links == ["#L2", "#F2-L2"]


def test_a_name_that_means_several_variables_carries_the_keys_of_all() -> None:
    mark = Mark("v", Span(1, 1, 1, 2), "read", "f")
    excerpt = Excerpt("a.py", 1, ("n",), (mark, replace(mark, variable="w", function="g")))
    variables = DrawnVariable("v", "n", None), DrawnVariable("w", "n", None)
    (told,) = Page(render(Picture("t", (), variables, (excerpt,)))).classed("mark")
    assert (told["data-variable"], told["data-function"]) == ("v w", "f g")


def test_tabs_stay_tabs() -> None:
    text = render(Picture("t", (), (), (Excerpt("a.py", 1, ("\tif x:\ty\x07",)),)))
    assert "<code>\t<" in text
    assert ":\ty" in text
    assert "\\t" not in text.partition("<pre>")[2].partition("</pre>")[0]


def test_the_page_is_always_the_same() -> None:
    assert render(meter()) == render(meter())
    assert type(render(meter())) is str
    assert render(meter()).endswith("</html>\n")


def test_four_times_the_functions_take_four_times_the_work() -> None:
    # The first one has the templates read.
    _, small, large = (steps(partial(render, crowd(number, number))) for number in (1, 50, 200))
    assert large < 4.5 * small
