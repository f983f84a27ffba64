"""Trees are made undisturbed, and the garbage collector is as it was afterwards."""

from __future__ import annotations

import ast
import gc
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from cellophane.source.text import parsing


@contextmanager
def busy_collector() -> Iterator[list[str]]:
    """A collector that runs all the time, and each time somebody parses something: what parsed it is told."""
    parsed = []

    def interrupt(phase: str, _: object) -> None:
        if phase == "start":
            parsed.append(ast.unparse(ast.parse("a + b")))

    before = gc.get_threshold()
    gc.set_threshold(50)
    gc.callbacks.append(interrupt)
    try:
        yield parsed
    finally:
        gc.callbacks.remove(interrupt)
        gc.set_threshold(*before)


def test_nothing_else_is_parsed_meanwhile() -> None:
    with busy_collector() as parsed:
        module = parsing.module("x = [" + "f(a, b), " * 1_000 + "]")
        expression = parsing.expression("f(" * 50 + ")" * 50)
    assert ast.unparse(module).count("f(a, b)") == 1_000
    assert ast.unparse(expression).count("f(") == 50
    assert parsed, "the collector was not as busy as it should be"


def test_the_collector_goes_on_afterwards() -> None:
    parsing.module("x = 1")
    assert gc.isenabled()
    with pytest.raises(SyntaxError):
        parsing.expression("x =")
    assert gc.isenabled()


def test_a_collector_that_rests_already_rests_on() -> None:
    gc.disable()
    try:
        parsing.module("x = 1")
        assert not gc.isenabled()
    finally:
        gc.enable()
