"""Which globals are bound, and what is said where nothing would be."""

from __future__ import annotations

from typing import Any

from cellophane.rework.globals_read import globals_to_bind, nothing_to_bind


def function(text: str, **values: Any) -> Any:
    return eval(f"lambda: {text}", values)


def test_only_those_that_are_read_as_globals() -> None:
    read = function("(i, (lambda: j)())", i=1, j=[2], k=3)
    assert globals_to_bind(read, ["i", "j", "k", "i"]) == {"i": 1, "j": [2]}
    captures = (lambda i: eval("lambda: i", {"i": 7}) and (lambda: i))(1)
    assert globals_to_bind(captures, ["i"]) == {}  # type: ignore[arg-type]


def test_many_globals_are_not_all_told() -> None:
    told = nothing_to_bind(function("(a, b, c, d, e)", **dict.fromkeys("abcde", 1)))
    assert "the globals 'a', 'b', 'c', 'd' and others are looked up with each call" in told
    assert 'write bind(fn, "a", "b", "c", "d"), or @bind("a", "b", "c", "d")' in told


def test_what_is_not_defined_is_not_told() -> None:
    assert nothing_to_bind(function("missing")).endswith("reads no globals: bind() would change nothing")
