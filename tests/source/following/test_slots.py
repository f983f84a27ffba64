"""Into which slot a helper puts what it is given."""

from __future__ import annotations

import ast

import pytest

from cellophane.source.following.slots import Slot, is_one_object, slot_of_helper, slot_of_known
from cellophane.source.meaning.definitions import Known
from tests.parts import Parts


def slot(code: str) -> tuple[str, ...]:
    """The value that the last statement of a file puts into a slot, and what tells which."""
    parts = Parts(code)
    statement = parts.tree.body[-1]
    assert isinstance(statement, ast.Expr)
    assert isinstance(statement.value, ast.Call)
    [callee] = parts.callees.callees(statement.value.func)
    found = (
        slot_of_known(statement.value, callee) if isinstance(callee, Known) else slot_of_helper(statement.value, callee)
    )
    return tuple(map(ast.unparse, (found.value, *found.parts))) if isinstance(found, Slot) else ()


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("setattr(x, 'a', g)", ("g", "x", "'a'")),
        ("setattr(x.y, a, g)", ("g", "x.y", "a")),
        ("setattr(x[0], a, g)", ("g", "x[0]", "a")),
        ("setattr(x[-i], a, g)", ()),
        ("setattr(x(), a, g)", ()),
        ("import signal\nsignal.signal(s, g)", ("g", "s")),
        ("print(g)", ()),
    ],
)
def test_of_what_is_known(code: str, expected: tuple[str, ...]) -> None:
    assert slot(code) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("setattr(o, a, f)", ("g", "x", "'a'")),
        ("setattr(o, 'b', f)\n    print(a)", ("g", "x")),
        ("setattr(o.part, a, f)", ()),
        ("setattr(o, a, f)\n    o.refresh()", ()),
        ("o.b = f", ("g", "x")),
        ("old = getattr(o, a)\n    setattr(o, a, f)\n    return old", ("g", "x", "'a'")),
        ("if f is not None:\n        setattr(o, a, f)", ("g", "x", "'a'")),
        ("if o is None:\n        return\n    setattr(o, a, f)", ()),
        ("if a:\n        setattr(o, a, f)", ()),
        ("for o in a:\n        setattr(o, a, f)", ()),
        ("o = o()\n    setattr(o, a, f)", ()),
        ("setattr(o, a, f)\n    o.all.append(f)", ()),
        ("setattr(o, a, f)\n    return lambda: f", ()),
        ("setattr(other, a, f)", ()),
        ("setattr(o, a, f())", ()),
        ("yield setattr(o, a, f)", ()),
        ("print(o, a, f)", ()),
    ],
)
def test_of_a_helper(body: str, expected: tuple[str, ...]) -> None:
    assert slot(f"def h(o, a, f):\n    {body}\nh(x, 'a', g)") == expected


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("h(f=g, a='a', o=x)", ("g", "x", "'a'")),
        ("h(x, *rest)", ()),
        ("h(x, 'a', **rest)", ()),
        ("h(x, 'a')", ()),
        ("h(x(), 'a', g)", ()),
        ("h(x, 'a', g, 1)", ("g", "x", "'a'")),
        ("h(x, 'a', g, other)", ()),
    ],
)
def test_by_what_a_helper_is_given(call: str, expected: tuple[str, ...]) -> None:
    assert slot(f"def h(o, a, f, more=0):\n    setattr(o, a, f)\n{call}") == expected


def test_helpers_of_helpers() -> None:
    helpers = "def inner(f, o):\n    o.a = f\ndef outer(o, f):\n    inner(f, o)\n"
    assert slot(f"{helpers}outer(x, g)") == ("g", "x")
    assert slot("def again(o, f):\n    again(o, f)\nagain(x, g)") == ()


def test_methods_and_decorators() -> None:
    assert slot("class C:\n    def h(self, f):\n        self.f = f\nc = C()\nc.h(g)") == ("g", "c")
    assert slot("class C:\n    def h(self, f):\n        self.f = f\nC.h(x, g)") == ("g", "x")
    assert slot("@cache\ndef h(o, f):\n    o.f = f\nh(x, g)") == ()


def test_one_object() -> None:
    parsed = {text: ast.parse(text, mode="eval").body for text in ("x", "x.y", "x[0]", "'a'", "x[0].y", "x()", "x[i]")}
    assert [text for text, node in parsed.items() if is_one_object(node)] == ["x", "x.y", "x[0]", "'a'", "x[0].y"]
