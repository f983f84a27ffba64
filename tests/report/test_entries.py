"""Holds the lists of the page to saying each thing once, and in few words."""

from __future__ import annotations

from dataclasses import replace

from cellophane.model.picture import Capture, DrawnVariable, Function, Picture
from cellophane.report.entries import function_entries, variable_entries
from tests.pictures import meter


def holders(*writes: bool, count: int = 1) -> tuple[Function, ...]:
    return tuple(
        Function(
            f"f{number}", f"g.<locals>.f{number}", "function", "asked", captures=(Capture("v", each),), count=count
        )
        for number, each in enumerate(writes)
    )


def told(*functions: Function) -> str:
    (entry,) = variable_entries(Picture("t", functions, (DrawnVariable("v", "hits", "f.<locals>.g"),)))
    return entry.told


def test_a_variable_in_one_line() -> None:
    assert told() == "hits · of g"
    assert told(*holders(True, False)) == "hits · of g · rebound by f0 · read by f1"
    assert told(*(replace(each, name="f") for each in holders(*[False] * 5))) == "hits · of g · read by f ×5"
    assert told(*holders(*[True] * 4)) == "hits · of g · rebound by 4 functions"
    assert told(*holders(False, count=60)) == "hits · of g · read by f0 ×60"
    assert told(*holders(*[False] * 4, count=60)) == "hits · of g · read by 240 functions"


def test_who_reads_and_writes_is_told_as_one_who_writes() -> None:
    both = Function("f", "f", "function", "asked", captures=(Capture("v"), Capture("v", True), Capture("v")))
    assert told(both) == "hits · of g · rebound by f"


def test_a_function_in_one_line() -> None:
    assert [each.told for each in function_entries(meter())] == [
        "wrapper · src/logs.py:8 · reads fn",
        "add · src/meters.py:17 · value of fn · rebinds total · reads limit, seen",
        "report · src/meters.py:25 · reads limit, seen, total",
        "reset · src/meters.py:28 · rebinds total · reads seen",
    ]


def test_an_owner_is_there_for_what_it_owns() -> None:
    owner, shares = (Function(role, "f", "function", role) for role in ("owns", "shares"))
    (first, second) = function_entries(Picture("t", (owner, shares), (DrawnVariable("v", "n", "f"),)))
    assert (first.variables, first.told) == (("v",), "f · owner of n")
    assert (second.variables, second.told) == ((), "f")


def test_what_the_picture_does_not_have_is_not_told() -> None:
    stray = Function("f", "f", "function", "asked", captures=(Capture("gone"),))
    (entry,) = function_entries(Picture("t", (stray,), ()))
    assert entry.told == "f"
    (variable,) = variable_entries(Picture("t", (stray,), (DrawnVariable("v", "n", None, function="gone"),)))
    assert variable.function is None
