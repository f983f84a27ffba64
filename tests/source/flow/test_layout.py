"""What a text says by itself is found out once, and is what the parts it is made of say."""

from __future__ import annotations

import ast

from cellophane.source.flow.graph import Event
from cellophane.source.flow.layout import Layout

TREE = ast.parse("def sell(price):\n    price += 1\n    return lambda: price\n")


def test_each_question_is_answered_once() -> None:
    layout = Layout(TREE)
    function = TREE.body[0]
    assert isinstance(function, ast.FunctionDef)
    flow = layout.flow(function)
    assert layout.flow(function) is flow
    assert layout.happenings(flow) is layout.happenings(flow)
    assert layout.names is layout.names
    assert layout.parents is layout.parents


def test_the_parts_speak_of_the_same_variables() -> None:
    layout = Layout(TREE)
    function = TREE.body[0]
    assert isinstance(function, ast.FunctionDef)
    [price] = layout.names.captures(layout.names.scopes[-1])
    flow = layout.flow(function)
    bound = layout.happenings(flow).bound(price)
    assert {flow.events[number] for number in bound} == {Event.BIND}
    [name] = [flow.nodes[number] for number in bound if isinstance(flow.nodes[number], ast.Name)]
    assert name is not None
    assert layout.parents.body(name) is function


def test_two_layouts_of_one_text_share_nothing() -> None:
    one, other = Layout(TREE), Layout(TREE)
    assert one.names is not other.names
    assert one.flow(TREE) is not other.flow(TREE)
