"""Which way an `if` goes that asks whether a value can be called."""

from __future__ import annotations

import ast

import pytest

from cellophane.source.flow.graph import Event
from cellophane.source.following.branches import Branches
from tests.parts import Parts, form


def ways(code: str, of: str) -> set[str] | None:
    """What comes after the first `if` of a text, for an `f` of this form; none if that does not decide it."""
    parts = Parts(code)
    flow = parts.flow(parts.main)
    uses = [n for n in parts.events(Event.USE, 1) if isinstance(name := flow.nodes[n], ast.Name) and name.id == "f"]
    use = uses[0]
    branches = Branches(flow, parts.parents, parts.fates.tells_callable)
    after = branches.after(use, form(of))
    assert branches.is_asked(flow.nodes[use], form(of)) == (after is not None)
    return None if after is None else parts.places(after[1])


@pytest.mark.parametrize(
    ("code", "of_function", "of_generator"),
    [
        ("if callable(f):\n  a\nelse:\n  b", {"use 2"}, {"use 4"}),
        ("if not callable(f):\n  a\nelse:\n  b", {"use 4"}, {"use 2"}),
        ("if hasattr(f, '__call__'):\n  a\nelse:\n  b", {"use 2"}, {"use 4"}),
        ("if callable(f):\n  a\nelif b:\n  c\nd", {"use 2"}, {"use 3"}),
        ("if callable(f):\n  a\nb", {"use 2"}, {"use 3"}),
        ("if not callable(f):\n  a\nb", {"use 3"}, {"use 2"}),
        ("if callable(f):\n  pass\nb", {"use 3"}, {"use 3"}),
        ("a = b if callable(f) else c", {"use 1"}, {"use 1"}),
        # which decides nothing
        ("if f:\n  a", None, None),
        ("if f(callable):\n  a", None, None),
        ("if len(f):\n  a", None, None),
        ("if hasattr(f, 'x'):\n  a", None, None),
        ("if callable(f) or x:\n  a", None, None),
        ("if isinstance(f, x):\n  a", None, None),
        ("callable(f)", None, None),
        ("while callable(f):\n  a", None, None),
        ("def callable(x): ...; callable(f)\nif callable(f):\n  a", None, None),
    ],
)
def test_ways(code: str, of_function: set[str] | None, of_generator: set[str] | None) -> None:
    code = "f\n" + code if code.startswith("def") else code
    assert (ways(code, "call"), ways(code, "iterate")) == (of_function, of_generator)


def test_of_an_object_nobody_knows_whether_it_can_be_called() -> None:
    assert ways("if callable(f): a", "object call") is None
