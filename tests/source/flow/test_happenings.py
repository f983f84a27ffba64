"""At which events of a body a variable is bound, and at which it loses its value."""

from __future__ import annotations

import pytest

from cellophane.source.flow.happenings import Happenings
from tests.parts import Parts


def happenings(code: str, name: str = "v") -> tuple[set[str], set[str]]:
    """Where the first variable of a name is bound in `main`, or the module, and where it loses its value."""
    parts = Parts(code)
    flow = parts.flow(parts.main)
    asked = Happenings(parts.names, flow)
    variable = parts.variable(name)
    return parts.places(asked.bound(variable)), parts.places(asked.unbound(variable))


@pytest.mark.parametrize(
    ("code", "bound"),
    [
        ("v = 1", {"bind 1"}),
        ("v: int = 1", {"bind 1"}),
        ("v = 1\nv = 2", {"bind 1", "bind 2"}),
        ("v = 1\nv += 2", {"bind 1", "bind 2"}),
        ("w = [\n(v := 1)]", {"bind 2"}),
        ("(w,\n [x, *v]) = y", {"bind 2"}),
        ("for v in x:\n    pass", {"bind 1"}),
        ("with x as v: pass", {"bind 1"}),
        ("import v", {"bind 1"}),
        ("from x import y as v", {"bind 1"}),
        ("def v(): pass", {"bind 1"}),
        ("@x\nclass v: pass", {"bind 2"}),
        ("match x:\n    case [1, v]: pass\n    case {**v}: pass", {"bind 2", "bind 3"}),
        ("[v for w in x\nfor v in w]", {"bind 2"}),
        ("[(v := w) for w in x]", {"bind 1"}),
        ("def main(v): pass", {"bind 1"}),
        ("def main(a,\n *v): pass", {"bind 2"}),
        ("if x:\n    v = 1\nelse:\n    v = 2", {"bind 2", "bind 4"}),
        ("def main():\n    global v\n    v = 1", {"bind 3"}),
        ("class A:\n    v = 1", {"bind 2"}),
    ],
)
def test_where_it_gets_a_value(code: str, bound: set[str]) -> None:
    assert happenings(code) == (bound, set())


@pytest.mark.parametrize(
    ("code", "bound", "unbound"),
    [
        ("v = 1\ndel v", {"bind 1"}, {"unbind 2"}),
        ("v = w = 1\ndel w, (\nv)", {"bind 1"}, {"unbind 3"}),
        ("try: x()\nexcept OSError as v: pass", {"bind 2"}, {"unbind 2"}),
        ("try: x()\nexcept OSError as v: pass\nv = 1", {"bind 2", "bind 3"}, {"unbind 2"}),
        ("try: x()\nexcept* OSError as v: pass", {"bind 2"}, {"unbind 2"}),
    ],
)
def test_where_it_loses_it(code: str, bound: set[str], unbound: set[str]) -> None:
    assert happenings(code) == (bound, unbound)


@pytest.mark.parametrize(
    "code",
    [
        "v",
        "v.w = 1",
        "v[0] = 1",
        "del v.w",
        "v: int",
        "v; x(v=1)",
        "return_ = v",
        "global v\nv",
        "def other():\n    global v\n    v = 1",
        "def main():\n    return\n    v = 1",
        "def main():\n    while True: pass\n    del v",
        "if False:\n    v = 1",
    ],
)
def test_nothing_of_the_kind_happens_here(code: str) -> None:
    assert happenings(code) == (set(), set())


@pytest.mark.parametrize(
    "inside",
    ["def f():\n        v = 2", "def f(v): del v", "[v for v in x]", "class A:\n        v = 2", "lambda v: (w := v)"],
)
def test_a_variable_of_the_same_name_is_another_one(inside: str) -> None:
    assert happenings(f"def main():\n    v = 1\n    {inside}\n") == ({"bind 2"}, set())


def test_what_other_bodies_do_to_it_is_not_in_this_one() -> None:
    code = "def main():\n    v = 1\n    def f():\n        nonlocal v\n        v = 2\n        del v\n"
    assert happenings(code) == ({"bind 2"}, set())


def test_a_cleanup_that_is_laid_out_twice_binds_twice() -> None:
    parts = Parts("def main():\n    try:\n        x()\n    finally:\n        v = 1\n")
    flow = parts.flow(parts.main)
    bound = Happenings(parts.names, flow).bound(parts.variable("v"))
    assert parts.places(bound) == {"bind 5"}
    assert len(bound) == 2
