"""The words for what happens to a function value on its way."""

from __future__ import annotations

import ast

import pytest

from cellophane.model.finding import Certainty
from cellophane.source.flow.graph import Event
from cellophane.source.steps.outcomes import Cause, End, Form, Kept, Outcome, Ran, Verb, Way, held_as, weaken

CALL, ITEM, OBJECT = Way.CALL, Way.ITEM, Way.OBJECT


@pytest.mark.parametrize(
    ("way", "form", "held"),
    [
        (ITEM, (CALL,), (ITEM, CALL)),
        (OBJECT, (CALL,), (OBJECT, CALL)),
        (ITEM, (OBJECT, CALL), (ITEM, OBJECT, CALL)),
        (OBJECT, (OBJECT, CALL), (OBJECT, CALL)),
        (ITEM, (ITEM, CALL), (ITEM, ITEM, CALL)),
    ],
)
def test_the_form_of_what_holds_it(way: Way, form: Form, held: Form) -> None:
    assert held_as(way, form) == held


def test_forms_do_not_grow_for_ever() -> None:
    form: Form = (CALL,)
    for _ in range(100):
        form = held_as(ITEM, form)
    assert len(form) < 10
    assert form[-1] is CALL


def outcome(certainty: Certainty) -> Outcome:
    return Kept(Event.CALL, ast.Pass(), (CALL,), certainty, Cause(Verb.KEEP))


def test_weakening_never_strengthens() -> None:
    for before in Certainty:
        for limit in Certainty:
            [after] = weaken([outcome(before)], limit)
            assert after.certainty is min(before, limit)
            assert after.cause == Cause(Verb.KEEP)


def test_what_it_becomes_is_the_same_but_for_what_is_said() -> None:
    kept = Kept(Event.CALL, ast.Pass(), (CALL,), Certainty.LIKELY, Cause(Verb.KEEP), running=ast.Pass())
    ran = kept.become(Ran, certainty=Certainty.CERTAIN)
    assert (ran.end, ran.certainty) == (End.RUN, Certainty.CERTAIN)
    assert (ran.event, ran.node, ran.form, ran.running) == (kept.event, kept.node, kept.form, kept.running)


def test_each_end_has_its_record() -> None:
    assert {kind.end for kind in Outcome.__subclasses__()} == set(End)


def test_outcomes_of_two_ends_are_two() -> None:
    kept = outcome(Certainty.LIKELY)
    assert kept.become(Kept) == kept
    assert {kept.become(Ran), kept} == {kept.become(Ran), outcome(Certainty.LIKELY).become(Kept, node=kept.node)}
