"""What is told of one captured variable."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

import pytest

from cellophane.live.culprits import Held, attributes_read, culprit


def make(it: Any) -> dict[str, Callable[..., Any]]:
    def writes() -> None:
        nonlocal it
        it = it.name

    return {
        "one": lambda: it.name,
        "method": lambda: it.name.upper(),
        "two": lambda: (it.name, it.size),
        "called": lambda: it.run(),
        "nested": lambda: [lambda: it.deep for _ in range(2)],
        "whole": lambda: it,
        "both": lambda: (it.name, it),
        "passed": lambda: print(it),
        "stored": lambda: setattr(it, "name", 1),
        "writes": writes,
    }


@pytest.mark.parametrize(
    ("which", "attributes"),
    [
        ("one", frozenset({"name"})),
        ("method", frozenset({"name"})),
        ("two", frozenset({"name", "size"})),
        ("called", frozenset({"run"})),
        ("nested", frozenset({"deep"})),
        ("whole", None),
        ("both", None),
        ("passed", None),
        ("stored", None),
        ("writes", None),
    ],
)
def test_attributes_that_are_read(which: str, attributes: frozenset[str] | None) -> None:
    function: Any = make(object())[which]
    assert attributes_read([function], "it") == attributes


def test_of_all_functions() -> None:
    functions: Any = make(object())
    assert attributes_read([functions["one"], functions["two"]], "it") == frozenset({"name", "size"})
    assert attributes_read([functions["one"], functions["whole"]], "it") is None


def held(value: Any, which: str, worth: bool = True) -> Held:
    function: Any = make(value)[which]
    return Held("it", value, [function], lambda attributes: worth)


def test_only_if_it_is_worth_it() -> None:
    assert culprit(held([], "one")) == "it reads only `it.name`: capture that, unless it is to be read anew each time"
    assert (
        culprit(held([], "two"))
        == "it reads only `it.name` and `it.size`: capture those, unless it is to be read anew each time"
    )
    assert culprit(held([], "one", worth=False)) == ""
    assert culprit(held([], "whole")) == ""


def test_a_data_frame_by_the_name_of_its_class() -> None:
    frame = type("DataFrame", (), {"__module__": "pandas.core.frame"})
    reads: Any = (lambda it: lambda: it.columns)(frame())
    assert "kept for its `columns`" in culprit(Held("it", frame(), [reads], lambda attributes: False))
    assert culprit(held(frame(), "called", worth=False)) == ""


def test_a_data_frame_for_a_column() -> None:
    frame = type("DataFrame", (), {"__module__": "pandas.core.frame"})
    reads: Any = (lambda it: lambda: it["price"].sum() + it["tax"].sum())(frame())
    assert attributes_read([reads], "it") == frozenset({"['price']", "['tax']"})
    assert "kept for its `['price']` and `['tax']`" in culprit(Held("it", frame(), [reads], lambda attributes: False))
    chosen: Any = (lambda it, name: lambda: it[name])(frame(), "price")
    assert attributes_read([chosen], "it") is None


def raised() -> ValueError:
    try:
        try:
            raise KeyError("first")
        except KeyError as error:
            raise ValueError("second") from error
    except ValueError as error:
        return error


def test_exceptions_that_led_to_it_count() -> None:
    error = raised()
    assert culprit(held(error, "whole")).startswith("an exception with its traceback: 2 frames")
    error.__traceback__ = None
    assert culprit(held(error, "whole")).startswith("an exception with its traceback: 1 frame ")
    error.__cause__ = error.__context__ = None
    assert culprit(held(error, "whole")) == ""


def test_gathered_exceptions() -> None:
    error = raised()
    for gathered in ([error, 1], (type(error), error, error.__traceback__), deque([None, error])):
        assert culprit(held(gathered, "whole")).startswith("exceptions with their tracebacks: 2 frames")
    assert culprit(held([ValueError()], "whole")) == ""


def test_an_exception_that_was_never_raised_keeps_nothing() -> None:
    assert culprit(held(ValueError(), "whole")) == ""
