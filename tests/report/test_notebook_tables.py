"""Tables of a notebook say what the records say, and nothing in them is taken for HTML."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

import cellophane
from cellophane.report import notebook_tables


def rows(html: str) -> list[list[str]]:
    found = re.findall(r"<tr>(.*?)</tr>", html)
    return [[unescape(cell) for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row)] for row in found]


def make(text: str = "<b>&") -> Any:
    n, items = 1, [1, 2]

    def function() -> Any:
        return text, n, items, later  # noqa: F821  # cellophane: ignore[CEL202] it is to be empty

    later = 2
    del later
    return function


def test_state() -> None:
    html = cellophane.state(make())._repr_html_()
    assert html is not None
    assert rows(html) == [
        ["variable", "value", ""],
        ["items", "[1, 2]", ""],
        ["later", "<empty>", ""],
        ["n", "1", ""],
        ["text", "'<b>&'", ""],
    ]
    assert "State of make.&lt;locals&gt;.function" in html
    assert "<b>" not in html


def test_what_is_constant_is_said_to_be() -> None:
    html = notebook_tables.state(cellophane.state(cellophane.bind(make(), "n")))
    assert ["n", "1", "constant"] in rows(html)
    assert ["items", "[1, 2]", ""] in rows(html)


def test_a_snapshot_shows_what_was_held() -> None:
    function = make("a")
    taken = cellophane.state(function).snapshot()
    cellophane.state(function)["items"].append(3)
    html = taken._repr_html_()
    assert html is not None
    assert rows(html)[1:] == [["items", "[1, 2]"], ["n", "1"], ["text", "'a'"], ["later", "<empty>"]]
    assert repr(taken) == str(taken) == "<Snapshot: items=[1, 2], n=1, text='a', later=<empty>>"


def test_sizes() -> None:
    values = [0.5] * 10_000
    sizes = cellophane.look(lambda: values).size()
    html = sizes._repr_html_()
    assert html is not None
    assert rows(html)[0] == ["variable", "of its own", "in reach", "freed with it"]
    assert rows(html)[1][0] == ""
    assert rows(html)[2] == ["values", *(f"{each:,}" for each in (sizes["values"].shallow, sizes["values"].deep, 0))]
    assert repr(sizes).startswith(f"<Sizes: {sizes.shallow:,} bytes of its own, {sizes.deep:,} in reach, ")
    assert "least" not in html
    cut = cellophane.look(lambda: values).size(seconds=-1)
    assert "These are the least that it can be: stopped" in notebook_tables.sizes(cut)
    assert ", at least: stopped" in repr(cut)


@pytest.mark.usefixtures("alone")
def test_hoard() -> None:
    def keep() -> Any:
        values = [0.5] * 1_000_000
        return lambda: values

    function = keep()
    found = cellophane.hoard(1)
    html = found._repr_html_()
    assert html is not None
    table = rows(html)
    assert table[0] == ["bytes", "kept by", "place or advice"]
    assert table[1][1].endswith("keep.<locals>.<lambda>")
    assert table[1][2] == f"{__file__}:{function.__code__.co_firstlineno}"
    assert table[2][1] == "    values: list"
    assert "functions with captured variables" in html
    assert repr(found[0]).startswith("<Holding: 8,")
    assert repr(found[0]).endswith("keep.<locals>.<lambda> through values>")
