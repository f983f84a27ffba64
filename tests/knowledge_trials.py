"""Runs the trials of knowledge entries: hands over a function, and sees where it was called, and with what.

The function is one that every process can import, and that writes down its calls in a file, so that it may be called
anywhere; or one that nobody can import, to see whether it is pickled.
"""

from __future__ import annotations

import ast
import asyncio
import json
import os
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from pickle import PicklingError
from typing import Any

from cellophane.source.knowledge import Entry, Running
from cellophane.source.knowledge.running import Runner
from tests.knowledge_experiments import (
    KNOWLEDGE,
    Call,
    Watched,
    called,
    compiled,
    entry,
    hooks_as_before,
    steps,
    stream,
    work,
)

NOTES = "CELLOPHANE_TRIAL"
"""The environment variable with the name of the file that calls are written to; child processes inherit it."""
REFUSALS = (PicklingError, AttributeError, TypeError)
"""What pickling a local function may raise."""


def f(*args: Any, **kwargs: Any) -> Any:
    """Writes down that it was called, and hands back its first argument."""
    with open(os.environ[NOTES], "a", encoding="utf-8") as notes:
        notes.write(json.dumps(astuple(Call.now(args))) + "\n")
    return args[0] if args else None


def local() -> Watched:
    """The same, as a function that cannot be imported."""
    return lambda *args, **kwargs: f(*args, **kwargs)


_DISPLAYS = (ast.List, ast.Tuple, ast.Set, ast.Dict)


@dataclass(frozen=True)
class Handed:
    """How a trial hands the function over."""

    parameter: str
    """Which it fills; `self` if the receiver has it already, `applied` if the result is applied to it."""
    filled: dict[str, int] | None = None
    """How many arguments, or items of a display, there are for each parameter; none if it is not the function itself
    that is handed over, but something that calls it."""


def run(name: str, code: str, notes: Path, function: Watched = f) -> list[Call]:
    """Run a trial of an entry; the calls of its function. Raises what the trial raises."""
    notes.unlink(missing_ok=True)
    with _environment(NOTES, str(notes)), hooks_as_before():
        coroutine = compiled(code)(function, steps, work, stream)
        if KNOWLEDGE.table(name).get("loop"):
            asyncio.run(coroutine)
        else:
            _finish(coroutine)
    lines = notes.read_text(encoding="utf-8").splitlines() if notes.exists() else []
    return [Call(*json.loads(line)) for line in lines]


def handed(name: str, code: str) -> Handed:
    """How `f` is handed to a callable somewhere in a piece of code."""
    about, tail = entry(name), name.rpartition(".")[2]
    for call in ast.walk(ast.parse(code)):
        if isinstance(call, ast.Call) and (place := next(_places(call), None)) is not None:
            position, keyword, items, is_f = place
            if called(call) == tail:
                bound = ast.unparse(call.func) != name.removeprefix("builtins.")
                parameter = f"{about.parameter(position, keyword, bound)}{items}"
                return Handed(parameter, _counted(about, call, bound) if is_f else None)
            if isinstance(call.func, ast.Call) and called(call.func) == tail:
                return Handed("applied", _counted(about, call.func, bound=True) if is_f else None)
    return Handed("self")


def check(about: Running, calls: list[Call], given: Handed) -> None:
    """Compare what an entry says with the calls that were seen. Of loops, only those of asyncio can be seen."""
    if about.passes is not None and given.filled is not None:
        least, most = about.passes.count(given.filled)
        for number in {call.arguments for call in calls}:
            assert number >= least, f"called with {number} arguments, and not with at least {least}"
            assert most is None or number <= most, f"called with {number} arguments, and not with at most {most}"
    here = {None, Runner.LOOP}
    for place in set(map(where, calls)):
        assert place in about.where or (place in here and about.where <= {Runner.LOOP}), f"called in {place}"


def where(call: Call) -> Runner | None:
    """Where a call happened, seen from here."""
    here = Call.now(())
    if call.process != here.process:
        return Runner.PROCESS
    if call.thread != here.thread:
        return Runner.THREAD
    return Runner.LOOP if call.in_loop else None


def _places(call: ast.Call) -> Iterator[tuple[int | None, str | None, str, bool]]:
    """Where `f` stands in a call: at a position or keyword, `[]` if among the items there; and whether as it is."""
    arguments: list[tuple[int | None, str | None, ast.expr]] = [
        *((position, None, argument) for position, argument in enumerate(call.args)),
        *((None, keyword.arg, keyword.value) for keyword in call.keywords),
    ]
    for position, keyword, argument in arguments:
        if _mentions_f(argument):
            items = "[]" if isinstance(argument, _DISPLAYS) else ""
            yield position, keyword, items, any(map(_is_f, _displayed(argument)))


def _mentions_f(node: ast.AST) -> bool:
    return any(_is_f(inner) for inner in ast.walk(node))


def _is_f(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id == "f"


def _items(display: ast.expr) -> list[ast.expr]:
    return display.values if isinstance(display, ast.Dict) else list(getattr(display, "elts", ()))


def _displayed(expression: ast.expr) -> Iterator[ast.expr]:
    """What stands in a display, and in the displays in it; anything else itself."""
    if not isinstance(expression, _DISPLAYS):
        yield expression
    for item in _items(expression):
        yield from _displayed(item)


def _counted(about: Entry, call: ast.Call, bound: bool) -> dict[str, int]:
    filled = dict.fromkeys(about.signature.names, 0)
    for position, argument in enumerate(call.args):
        parameter = about.parameter(position, None, bound)
        if parameter is not None:
            filled[parameter] += 1 if parameter == about.signature.rest else len(_items(argument))
    for keyword in call.keywords:
        if keyword.arg in filled:
            filled[keyword.arg] += len(_items(keyword.value))
    return filled


def _finish(coroutine: Coroutine[Any, Any, object]) -> None:
    try:
        coroutine.send(None)
    except StopIteration:
        return
    raise AssertionError("the trial waits for an event loop")


@contextmanager
def _environment(name: str, value: str) -> Iterator[None]:
    os.environ[name] = value
    try:
        yield
    finally:
        del os.environ[name]
