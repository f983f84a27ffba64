"""From an iterator that has run out to a finding: its words, its places and its fix."""

from __future__ import annotations

import pytest

from cellophane.check.exhausted.spent import findings
from cellophane.model.finding import Finding, Step
from tests.following import facts


def found(code: str) -> Finding:
    [one] = findings(facts(code), "CEL105")
    return one


@pytest.mark.parametrize(
    ("made", "what", "edits"),
    [
        ("map(f, x)", "a `map`", ["list(", ")"]),
        ("(i for i in x)", "a generator expression", ["[", "]"]),
    ],
)
def test_what_it_says_and_does(made: str, what: str, edits: list[str]) -> None:
    one = found(f"v = {made}\nfor i in y:\n    print(i in v)\n")
    assert (one.code, one.name, one.span.row) == ("CEL105", "v", 3)
    assert what in one.message
    assert "in each round" in one.message
    assert one.fix is not None
    assert [edit.text for edit in one.fix.edits] == edits
    assert not one.fix.safe
    assert [(item.step, item.span.row) for item in one.evidence] == [(Step.MADE, 1), (Step.CALLED, 2), (Step.READ, 3)]


def test_a_function_that_is_called_again_is_named() -> None:
    assert "each time `known` is called" in found("v = map(f, x)\ndef known(i):\n    return i in v\n").message
