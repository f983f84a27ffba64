"""The parameters that an entry names, and which of them an argument fills."""

from __future__ import annotations

import pytest

from cellophane.source.knowledge.signature import Signature

MANY = Signature.parse("(self, first, /, second=1, *rest, only=None, **others)")


def test_it_is_as_it_was_written() -> None:
    assert MANY.text == "(self, first, /, second=1, *rest, only=None, **others)"
    assert MANY.positional == ("self", "first", "second")
    assert MANY.keywords == {"second", "only"}
    assert (MANY.rest, MANY.others) == ("rest", "others")
    assert MANY.names == {"self", "first", "second", "rest", "only", "others"}


@pytest.mark.parametrize(
    ("position", "keyword", "bound", "parameter"),
    [
        (0, None, False, "self"),
        (0, None, True, "first"),
        (2, None, True, "rest"),
        (9, None, False, "rest"),
        (None, "second", True, "second"),
        (None, "only", True, "only"),
        (None, "first", True, "others"),
        (None, None, True, None),
    ],
)
def test_what_an_argument_fills(position: int | None, keyword: str | None, bound: bool, parameter: str | None) -> None:
    assert MANY.parameter(position, keyword, bound) == parameter


def test_without_stars_there_is_nothing_else_to_fill() -> None:
    few = Signature.parse("(first)")
    assert few.parameter(1, None, bound=False) is None
    assert few.parameter(None, "second", bound=False) is None


@pytest.mark.parametrize("text", ["f)(", "(1)", "(a, a)("])
def test_what_is_no_list_of_parameters(text: str) -> None:
    with pytest.raises(SyntaxError):
        Signature.parse(text)
