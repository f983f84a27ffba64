"""Which object at a call holds what a callee puts into an object of its own."""

from __future__ import annotations

import ast

import pytest

from cellophane.model.finding import Certainty
from cellophane.source.flow.graph import Event
from cellophane.source.steps.outcomes import Cause, Held, Verb
from cellophane.source.steps.owners import Owners, is_captured, owner_of, receiver_of
from tests.parts import Parts, form

CODE = """
class Table:
    def add(self, function, elsewhere): ...
    def adding(self, elsewhere):
        def inner(function): ...
        return inner
table = Table()
"""


def held(parts: Parts, method: str, parameter: str) -> Held:
    """What the object of a parameter holds."""
    definition = parts.definition(method)
    assert isinstance(definition, ast.FunctionDef)
    [argument] = (a for a in definition.args.args if a.arg == parameter)
    variable = parts.names.variable(argument)
    assert variable is not None
    return Held(Event.CALL, argument, form("call"), Certainty.CERTAIN, Cause(Verb.KEEP), variable=variable)


@pytest.mark.parametrize(
    ("call", "parameter", "owner"),
    [
        ("table.add(f, other)", "self", "table"),
        ("table.add(f, other)", "elsewhere", "other"),
        ("table.add(f, elsewhere=other)", "elsewhere", "other"),
        ("table.add(f)", "elsewhere", "table.add"),
    ],
)
def test_a_method_puts_it_into_its_own_object_or_into_an_argument(call: str, parameter: str, owner: str) -> None:
    parts = Parts(CODE + call)
    found = Owners(parts.callees, parts.bodies).at(
        parts.call(call), parts.written("add", bound=True), held(parts, "add", parameter)
    )
    assert found is not None
    assert ast.unparse(found) == owner


@pytest.mark.parametrize(
    ("call", "parameter", "owner"),
    [
        ("table.adding(other)(f)", "self", "table"),
        ("table.adding(other)(f)", "elsewhere", "other"),
        ("made(f)", "self", None),
        ("other.adding(other)(f)", "self", None),
    ],
)
def test_what_a_method_made_puts_it_where_the_method_was_called(call: str, parameter: str, owner: str | None) -> None:
    parts = Parts(CODE + call)
    inner, outcome = parts.written("inner"), held(parts, "adding", parameter)
    assert is_captured(outcome, inner)
    found = Owners(parts.callees, parts.bodies).at(parts.call(call), inner, outcome)
    assert (None if found is None else ast.unparse(found)) == owner


def test_a_parameter_of_its_own_is_not_captured() -> None:
    parts = Parts(CODE)
    assert not is_captured(held(parts, "add", "self"), parts.written("add"))


@pytest.mark.parametrize(
    ("decorator", "owner"),
    [("app.route('/')", "app"), ("app.route", "app"), ("route('/')", "route"), ("route", "route")],
)
def test_the_object_whose_method_decorates(decorator: str, owner: str) -> None:
    assert ast.unparse(owner_of(ast.parse(decorator, mode="eval").body)) == owner


def test_the_receiver_of_a_bound_method_is_where_it_was_bound() -> None:
    parts = Parts("table.add(f)")
    call = parts.call("table.add(f)")
    found = receiver_of(call, Parts("def add(self): ...").written("add", bound=True))
    assert found is not None
    assert ast.unparse(found) == "table"
