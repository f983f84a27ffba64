"""The words for what happens to a function value on its way."""

from __future__ import annotations

import ast

import pytest

from cellophane.model.finding import Certainty
from cellophane.source.flow.graph import Event
from cellophane.source.steps.outcomes import End, Form, Outcome, Way, held_as, is_class_name, weaken, words

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
    return Outcome(End.KEPT, Event.CALL, ast.Pass(), (CALL,), certainty, "kept")


def test_weakening_never_strengthens() -> None:
    for before in Certainty:
        for limit in Certainty:
            [after] = weaken([outcome(before)], limit)
            assert after.certainty is min(before, limit)
            assert after.text == "kept"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("a.b", "a.b"),
        ("f(1,2)", "f(1, 2)"),
        ("(\n  a\n)", "a"),
        ("a" * 60, "a" * 37 + "…"),
    ],
)
def test_words(code: str, text: str) -> None:
    assert words(ast.parse(code, mode="eval").body) == text


def test_words_stand_on_one_short_line() -> None:
    text = words(ast.parse("f('''a\nb''' + '" + "c" * 50 + "')", mode="eval").body)
    assert "\n" not in text
    assert len(text) <= 40


@pytest.mark.parametrize("name", ["Thread", "threading.Thread", "QPushButton", "A1b"])
def test_names_of_classes(name: str) -> None:
    assert is_class_name(name)


@pytest.mark.parametrize("name", ["thread", "Thread.start", "MAXIMUM", "_Thread", "", "A.", "X"])
def test_names_of_others(name: str) -> None:
    assert not is_class_name(name)
