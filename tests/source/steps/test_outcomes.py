"""The words for what happens to a function value on its way."""

from __future__ import annotations

import ast

import pytest

from cellophane.model.finding import Certainty
from cellophane.source.flow.graph import Event
from cellophane.source.steps.outcomes import (
    Cause,
    End,
    Hop,
    Kept,
    Outcome,
    Ran,
    Verb,
    Way,
    form_of,
    held_as,
    instead_of_call,
    weaken,
)
from cellophane.source.text.source import Source
from cellophane.source.tree.parents import Parents
from tests.following import first_site
from tests.parts import form, shape


@pytest.mark.parametrize(
    ("way", "of", "held"),
    [
        (Way.ITEM, "call", "item call"),
        (Way.OBJECT, "call", "object call"),
        (Way.GIVEN, "call", "given call"),
        (Way.ITEM, "object call", "item object call"),
        (Way.OBJECT, "item call", "object item call"),
        (Way.OBJECT, "object call", "object call"),  # an object somewhere in an object
        (Way.ITEM, "item call", "item item call"),
        (Way.ITEM, "item item item item call", "item item item item item call"),
        (Way.ITEM, "item item item item item call", "item item item item item call"),  # that is deep enough
    ],
)
def test_the_form_of_what_holds_it(way: Way, of: str, held: str) -> None:
    assert shape(held_as(way, form(of))) == held


def test_forms_do_not_grow_for_ever() -> None:
    of = form("call")
    for _ in range(100):
        of = held_as(Way.ITEM, of)
    assert shape(of) == "item item item item item call"


@pytest.mark.parametrize(
    ("of", "inside", "whole"),
    [
        ("call", "item call", "item call"),
        ("item call", "call", "item call"),
        ("item call", "item call", "item item call"),
        ("object call", "item call", "object item call"),
        ("item object call", "await", "item object await"),
        ("object call", "object call", "object call"),
        ("item item item item item call", "item call", "item item item item item call"),
    ],
)
def test_what_holds_a_function_holds_what_is_in_its_place(of: str, inside: str, whole: str) -> None:
    assert shape(instead_of_call(form(of), form(inside))) == whole


@pytest.mark.parametrize(
    ("code", "of"),
    [
        ("lambda: 1", "call"),
        ("def f(): pass", "call"),
        ("def f(): yield 1", "call iterate"),
        ("def f(): x = yield from y", "call iterate"),
        ("lambda: (yield)", "call iterate"),
        ("def f():\n    if x:\n        yield", "call iterate"),
        ("def f():\n    def g(): yield", "call"),
        ("async def f(): pass", "call await"),
        ("async def f(): yield 1", "call iterate"),
        ("(i for i in x)", "iterate"),
    ],
)
def test_how_the_body_of_a_closure_is_made_to_run(code: str, of: str) -> None:
    tree = ast.parse(code)
    assert shape(form_of(first_site(tree), Parents(tree))) == of


def outcome(certainty: Certainty = Certainty.LIKELY) -> Kept:
    return Kept(Event.CALL, ast.Pass(), form("call"), certainty, Cause(Verb.KEEP))


def test_weakening_never_strengthens() -> None:
    for before in Certainty:
        for limit in Certainty:
            [after] = weaken([outcome(before)], limit)
            assert after.certainty is min(before, limit)
            assert after.cause == Cause(Verb.KEEP)


def test_what_it_becomes_is_the_same_but_for_what_is_said() -> None:
    kept = Kept(Event.CALL, ast.Pass(), form("call"), Certainty.LIKELY, Cause(Verb.KEEP), running=ast.Pass())
    ran = kept.become(Ran, certainty=Certainty.CERTAIN)
    assert (ran.end, ran.certainty) == (End.RUN, Certainty.CERTAIN)
    assert (ran.event, ran.node, ran.form, ran.running) == (kept.event, kept.node, kept.form, kept.running)


def test_each_end_has_its_record() -> None:
    assert {kind.end for kind in Outcome.__subclasses__()} == set(End)


def test_outcomes_of_two_ends_are_two() -> None:
    kept = outcome()
    assert kept.become(Kept) == kept
    assert {kept.become(Ran), kept} == {kept.become(Ran), outcome().become(Kept, node=kept.node)}


def test_how_it_came_to_an_outcome_tells_no_two_apart() -> None:
    kept = outcome()
    through = kept.become(Kept, via=Hop(outcome(), Source("a.py", "")), doubted=True)
    assert len({kept, through}) == 1
    assert len({kept, kept.become(Kept, running=kept.node), kept.weakened(Certainty.POSSIBLE)}) == 3


def test_the_chain_goes_from_the_outside_to_the_inside() -> None:
    source = Source("a.py", "")
    innermost = outcome(Certainty.CERTAIN)
    middle = outcome(Certainty.LIKELY).become(Kept, via=Hop(innermost, source))
    outermost = outcome(Certainty.POSSIBLE).become(Kept, via=Hop(middle, source))
    assert [one.certainty.word for one in outermost.chain()] == ["possible", "likely", "certain"]
    assert list(innermost.chain()) == [innermost]
