"""What takes the value of a variable away: `del`, and the end of `except … as`."""

from __future__ import annotations

import ast

import pytest

from cellophane.model.scope import BindingKind, Variable
from cellophane.source.change.losses import Losses
from cellophane.source.facts import Facts, alone
from cellophane.source.flow.graph import Event
from cellophane.source.text.source import Source
from cellophane.source.tree.bodies import Site


def _read(text: str) -> tuple[Facts, Site, Variable]:
    facts = alone(Source("a.py", text))
    [(site, variable)] = [(site, v) for site, v in facts.captures if v.name == "x"]
    return facts, site, variable


def _losses(facts: Facts, kind: BindingKind) -> Losses:
    return Losses(facts.names, facts.happenings, kind)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("def f(x):\n g(lambda: x)\n del x", BindingKind.DELETION),
        ("def f():\n try: g()\n except E as x: h(lambda: x)", BindingKind.EXCEPT_END),
    ],
)
def test_it_is_concerned_with_one_kind_only(text: str, kind: BindingKind) -> None:
    facts, _, variable = _read(text)
    for one in (BindingKind.DELETION, BindingKind.EXCEPT_END):
        assert _losses(facts, one).concern(variable) is (one is kind)


def test_of_what_another_function_binds_too_nobody_knows() -> None:
    facts, _, variable = _read("def f(x):\n def g():\n  nonlocal x\n  x = x\n del x")
    assert not _losses(facts, BindingKind.DELETION).concern(variable)


def _watches(text: str) -> list[tuple[bool, int]]:
    facts, site, variable = _read(text)
    owner = variable.scope.node
    assert isinstance(owner, ast.FunctionDef)
    flow = facts.flow(owner)
    [made] = flow.at(Event.MAKE, site)
    found = _losses(facts, BindingKind.DELETION).watches(flow, made, variable)
    return [(watch.is_spoilt_at_first, len(watch.spoils)) for watch in found]


def test_a_loss_after_it_was_made() -> None:
    assert _watches("def f(x):\n g(lambda: x)\n del x") == [(False, 1)]


def test_a_loss_before() -> None:
    assert _watches("def f(x):\n del x\n g(lambda: x)") == [(False, 1), (True, 1)]


def test_a_loss_before_that_was_made_good() -> None:
    assert _watches("def f(x):\n del x\n x = 1\n g(lambda: x)") == [(False, 1)]
