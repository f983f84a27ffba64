"""`partial` in the place of a lambda that only hands on."""

from __future__ import annotations

import pytest

from tests.mended import after

HEAD = "from functools import partial\n\ndef handle(*values, **named): return values, named\n\n"
LOOP = "for i in items:\n    late.append({})\n"


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("lambda event: handle(i, event)", "partial(handle, i)"),
        ("lambda x, y: handle(i, x, y)", "partial(handle, i)"),
        ("lambda x, /: handle(i, x)", "partial(handle, i)"),
        ("lambda *rest: handle(i, *rest)", "partial(handle, i)"),
        ("lambda x, *rest: handle(i, x, *rest)", "partial(handle, i)"),
        ("lambda *rest, **named: handle(i, *rest, **named)", "partial(handle, i)"),
        ("(lambda event: (\n        handle(i, event)))", "(partial(handle, i))"),
        ("lambda event: handle(i, i, event)", "partial(handle, i, i)"),
    ],
)
def test_it_hands_on(before: str, expected: str) -> None:
    assert after(HEAD + LOOP.format(before)) == HEAD + LOOP.format(expected)


@pytest.mark.parametrize(
    "body",
    [
        "lambda: handle(i)",  # nothing is handed on: a parameter is simpler
        "lambda x: handle(x, i)",
        "lambda x, y: handle(i, y, x)",
        "lambda x: handle(i)",
        "lambda x: handle(i, x, x)",
        "lambda x: handle(i, x + 1)",
        "lambda x: handle(i, x=x)",
        "lambda x: handle(i, 1, x)",
        "lambda x: handle(f(i), x)",
        "lambda x: handle(*i, x)",
        "lambda x: handle(i, x) or i",
        "lambda x: other(i, x)",
        "lambda x: i(x)",
        "lambda x: (handle or None)(i, x)",
        "lambda x: items.handle(i, x)",
        "lambda x=0: handle(i, x)",
        "lambda x, *, y: handle(i, x, y=y)",
        "lambda *rest: handle(i, rest)",
    ],
)
def test_it_does_more(body: str) -> None:
    head = HEAD.replace("from functools import partial\n", "other = items = None\n")
    made = after(head + "other = None\n" + LOOP.format(body))
    assert "partial" not in made
    assert "i=i" in made


def test_several_values() -> None:
    code = "for i, j in items:\n    late.append(lambda x: handle({}, x))\n"
    assert after(HEAD + code.format("j, i")).endswith("late.append(partial(handle, j, i))\n")
    assert after(HEAD + code.format("j, j + i")).endswith("late.append(lambda x, *, j=j, i=i: handle(j, j + i, x))\n")


def test_what_is_called_may_be_a_class_or_an_import() -> None:
    for head, name in (
        ("class handle: ...", "handle"),
        ("import handle", "handle.one"),
        ("from x import handle", "handle"),
    ):
        code = "import functools\n" + head + "\n" + LOOP.format(f"lambda x: {name}(i, x)")
        assert f"functools.partial({name}, i)" in after(code)


def test_a_method_stays_a_function() -> None:
    code = LOOP.format("lambda self: handle(i, self)")
    assert "partial(" not in after(HEAD + code)


def test_it_is_imported_where_it_is_not() -> None:
    code = "def handle(*values): return values\n\n" + LOOP
    assert after(code.format("lambda x: handle(i, x)")) == (
        "from functools import partial\n\n" + code.format("partial(handle, i)")
    )


@pytest.mark.parametrize(
    "code",
    [
        "for i in items:\n    setattr(Row, i, lambda row: handle(i, row))\n",
        "for i in items:\n    rows[i] = lambda row: handle(i, row)\n",
        "for i in items:\n    Row.handle = late[i] = lambda row: handle(i, row)\n",
    ],
)
def test_what_may_become_a_method_stays_a_function(code: str) -> None:
    assert after(HEAD + code) == HEAD + code.replace("lambda row:", "lambda row, *, i=i:")


def test_what_it_calls_has_to_be_there_already() -> None:
    code = "late = []\n" + LOOP.format("lambda event: later(i, event)") + "def later(*values): return values\n"
    assert after(code) == code.replace("lambda event:", "lambda event, *, i=i:")
    inside = "def main(items, late):\n    for i in items:\n        late.append(lambda event: later(i, event))\n"
    assert "late.append(partial(later, i))" in after(inside + "def later(*values): return values\n")


def test_comments_are_not_lost() -> None:
    code = HEAD + LOOP.format("lambda event: handle(  # as it was\n        i, event)")
    assert after(code) == code.replace("lambda event:", "lambda event, *, i=i:")
