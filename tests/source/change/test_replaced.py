"""`Replaced`: which events give a variable another value after a closure was made."""

from __future__ import annotations

import pytest

from cellophane.source.flow.graph import Event
from tests.following import facts


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("    v = a\n    f(lambda: v)\n    v = b\n", {4}),
        ("    v = a\n    f(lambda: v)\n    if b:\n        v = b\n", {5}),
        ("    v = a\n    f(lambda: v)\n    for v in b: pass\n", {4}),
        ("    v = a\n    v = b\n    f(lambda: v)\n", set()),
        ("    f(lambda: v)\n    v = b\n", set()),
        ("    v = None\n    f(lambda: v)\n    v = b\n", set()),
        ("    v = []\n    f(lambda: v)\n    v = b\n", set()),
        ("    v = dict()\n    f(lambda: v)\n    v = b\n", set()),
        ("    v = 1\n    f(lambda: v)\n    v = 1\n", set()),
        ("    v = a\n    f(lambda: v)\n    del v\n", set()),
        ("    v = a\n    for a in b:\n        f(lambda: v)\n        v = a\n", {5}),
        ("    for v in b:\n        f(lambda: v)\n", set()),
        ("    v = a\n    if b:\n        f(lambda: v)\n    else:\n        v = b\n", set()),
        ("    v = a\n    def g():\n        nonlocal v\n        v = b\n    f(lambda: v)\n    v = b\n", set()),
    ],
)
def test_what_gives_another_value(body: str, expected: set[int]) -> None:
    known = facts(f"def main(a, b):\n{body}")
    found = set[int]()
    for site, variable in known.replaced.candidates(known.captures):
        flow = known.flow(known.parents.body(site))
        for make in flow.at(Event.MAKE, site) if variable.name == "v" else ():
            for watch in known.replaced.after(flow, make, variable):
                found |= {getattr(flow.nodes[number], "lineno", 0) for number in watch.spoils}
    assert found == expected


@pytest.mark.parametrize("code", ["v = 1\nf(lambda: v)\nv = 2\n", "class A:\n    v = 1\n    f(lambda: v)\n    v = 2\n"])
def test_only_variables_of_functions_are_asked_about(code: str) -> None:
    known = facts(code)
    assert list(known.replaced.candidates(known.captures)) == []
