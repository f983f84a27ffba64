"""What becomes of a closure, in words."""

from __future__ import annotations

import ast

import pytest

from cellophane.check.outcomes_in_words import phrase, words
from cellophane.source.steps.outcomes import Cause, Verb


def expression(code: str) -> ast.expr:
    return ast.parse(code, mode="eval").body


@pytest.mark.parametrize("verb", Verb)
def test_every_act_has_its_words(verb: Verb) -> None:
    assert phrase(Cause(verb, name="it"))
    assert "`who`" in phrase(Cause(verb, expression("who"), "who"))


@pytest.mark.parametrize(
    ("cause", "text"),
    [
        (Cause(Verb.CALL), "called"),
        (Cause(Verb.CALL, expression("sorted")), "called by `sorted`"),
        (Cause(Verb.KEEP, expression("Button"), "command"), "kept by `Button` as `command`"),
        (Cause(Verb.BIND_OUTSIDE, name="step"), "bound to `step` of an enclosing scope"),
        (Cause(Verb.STORE_IN, expression("self.handlers")), "stored in `self.handlers`"),
    ],
)
def test_phrases(cause: Cause, text: str) -> None:
    assert phrase(cause) == text


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
