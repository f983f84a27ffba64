"""Runs the experiments of knowledge entries: hands over a function that is watched, and sees what becomes of it.

After the call, everything but the result, the receiver, both or neither is let go; whether the function is
still alive then, and how often it was called, is what an entry has to agree with.
"""

from __future__ import annotations

import ast
import asyncio
import gc
import importlib
import importlib.util
import os
import sys
import threading
import weakref
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from cellophane.model.fate import Fate
from cellophane.source.knowledge import Entry, ResultKind, load

KNOWLEDGE = load()
NAMES = [name for name in KNOWLEDGE.names() if not name.startswith("*")]
"""The entries that are no conventions."""

USES = {
    ResultKind.OBJECT: "",
    ResultKind.LAZY: "[*zip(range(3), result)]",  # some of them never end
    ResultKind.AWAITABLE: "await result",
    ResultKind.CALLABLE: "result()",
    ResultKind.MAKER: "",
}
"""How a result runs what it holds, unless the entry says how."""

BOTH = "result and receiver"
HOLDERS = {
    BOTH: {Fate.RESULT, Fate.RETURNED, Fate.RECEIVER, Fate.KEPT},
    "result": {Fate.RESULT, Fate.RETURNED, Fate.KEPT},
    "receiver": {Fate.RECEIVER, Fate.KEPT},
    "nothing": {Fate.KEPT},
}
"""What is held on to after the call, and the fates by which the function is alive then."""

Watched = Callable[..., Any]
Trial = Callable[..., Coroutine[Any, Any, tuple[object, object]]]


@dataclass(frozen=True)
class Call:
    """One call of the function."""

    arguments: int
    """How many there were by position."""
    process: int
    thread: int
    in_loop: bool
    """Whether an event loop was running there."""

    @classmethod
    def now(cls, arguments: tuple[Any, ...]) -> Call:
        """A call that happens here and now, with these arguments."""
        return cls(len(arguments), os.getpid(), threading.get_ident(), asyncio._get_running_loop() is not None)


@dataclass(frozen=True)
class Observation:
    """What was seen after everything but what is held was let go."""

    alive: bool
    calls: int
    """Before the call returned."""
    returned: bool
    """The result is the function."""
    calls_in_use: int
    """When the result was used."""
    seen: tuple[Call, ...] = ()
    """All of them."""


@cache
def runs_here(name: str, other: str = "") -> bool:
    """Whether this Python has the callable, or `other` of which the same is said, and its library is installed."""
    table = KNOWLEDGE.table(name)
    since, until = (_version(table.get(key, bound)) for key, bound in (("since", "3.0"), ("until", "4.0")))
    return since <= sys.version_info[:3] < until and _is_installed(other or name)


def _is_installed(name: str) -> bool:
    return _package_is_installed(name.partition(".")[0])


@cache
def _package_is_installed(name: str) -> bool:
    return importlib.util.find_spec(name) is not None


def experiments(name: str, key: str = "experiment") -> list[str]:
    """The code under `key` of an entry that runs here."""
    value = KNOWLEDGE.table(name).get(key, []) if runs_here(name) else []
    return [value] if isinstance(value, str) else list(value)


def every(key: str) -> list[tuple[str, int, str]]:
    """All such code, each piece with the name of its entry, and its number there."""
    return [(name, number, code) for name in NAMES for number, code in enumerate(experiments(name, key))]


def of_the_library(name: str) -> bool:
    """Whether it is an entry of the standard library that runs here."""
    return runs_here(name) and name.partition(".")[0] in sys.stdlib_module_names | {"builtins"}


def real(name: str) -> object:
    """The object with that dotted name, imported."""
    parts = name.split(".")
    for length in range(len(parts) - 1, 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:]:
            found = getattr(found, part)
        return found
    raise AssertionError(f"no module of {name} can be imported")


def entry(name: str) -> Entry:
    """The entry called `name`."""
    found = KNOWLEDGE.callable(name)
    assert found is not None
    return found


def claimed(name: str, parameter: str) -> frozenset[Fate]:
    """What the entry says of a parameter, or of `applied`."""
    return entry(name).applied if parameter == "applied" else entry(name).fate(parameter)


def use_of_result(name: str, parameter: str) -> str:
    """The code in which the result of an entry runs what was handed to that parameter; empty if it holds it not."""
    fates = claimed(name, parameter)
    if Fate.RESULT not in fates or Fate.KEPT in fates:
        return ""
    by_kind = "" if parameter.endswith("[]") else USES[entry(name).result]
    return str(KNOWLEDGE.table(name).get("use", by_kind))


def run(name: str, code: str, held: str = "receiver", use: str = "") -> Observation:
    """Run an experiment of an entry; with `use`, let the result run the function in the end."""
    table = KNOWLEDGE.table(name)
    coroutine = _observe(compiled(code), held, use, table.get("cleanup", ""))
    with hooks_as_before():
        if table.get("loop"):
            return asyncio.run(coroutine)
        try:
            coroutine.send(None)
        except StopIteration as stop:
            observation: Observation = stop.value
            return observation
    raise AssertionError("the experiment waits for an event loop: it says loop = true then")


@contextmanager
def hooks_as_before() -> Iterator[None]:
    """What follows is not instrumented for the hooks of a thread that has ended.

    From Python 3.12 on, a thread that ends with a profile function leaves the whole interpreter instrumented, until
    somebody sets one anew: instructions are not specialised then.
    """
    profile, trace = sys.getprofile(), sys.gettrace()
    try:
        yield
    finally:
        sys.setprofile(profile)
        sys.settrace(trace)


def parameter_tried(name: str, code: str) -> str:
    """The parameter to which an experiment hands the function: `self` if it is handed over before.

    `applied`, if it is handed to the result of the call, as decorators do.
    """
    tail = name.rpartition(".")[2]
    for call in ast.walk(ast.parse(code).body[-1]):
        if isinstance(call, ast.Call) and _mentions_f(*call.args, *(word.value for word in call.keywords)):
            if isinstance(call.func, ast.Call) and called(call.func) == tail:
                return "applied"
            if called(call) == tail:
                return _filled(entry(name), call)
    return "self"


def steps(f: Watched) -> Iterator[Any]:
    yield f(1)


async def stream(f: Watched) -> AsyncIterator[Any]:
    yield f(1)


async def work(f: Watched) -> None:
    f(1)


def watched() -> tuple[Watched, list[Call]]:
    """A function that hands back its first argument, and the list of its calls."""
    calls: list[Call] = []

    def f(*args: Any, **kwargs: Any) -> Any:
        calls.append(Call.now(args))
        return args[0] if args else None

    return f, calls


def compiled(code: str) -> Trial:
    """The code as the body of a function that gives the value of its last statement, and `r`.

    A body and not a module, because names of a module are no captures: a lambda would not hold `f`.
    """
    statements = ast.parse(code).body
    if isinstance(last := statements[-1], ast.Expr):
        statements[-1] = ast.Assign([ast.Name("result", ast.Store())], last.value)
    module = ast.parse("async def trial(f, steps, work, stream):\n    r = result = None\n    return result, r")
    [function] = module.body
    assert isinstance(function, ast.AsyncFunctionDef)
    function.body[1:1] = statements
    return _defined(ast.fix_missing_locations(module), "trial")


async def _observe(trial: Trial, held: str, use: str, cleanup: str) -> Observation:
    f, calls = watched()
    reference = weakref.ref(f)
    result, r = await trial(f, steps, work, stream)
    during, returned = len(calls), result is f
    del f
    result = result if "result" in held else None
    r = r if "receiver" in held else None
    if reference() is not None:
        gc.collect()
    alive = reference() is not None
    if use and held == BOTH:
        await _defined(ast.parse(f"async def using(result): return {use}"), "using")(result)
    used = len(calls) - during
    exec(cleanup, {"f": reference()})
    return Observation(alive, during, returned, used, tuple(calls))


def _defined(module: ast.Module, name: str) -> Callable[..., Any]:
    namespace: dict[str, Any] = {}
    exec(compile(module, "<experiment>", "exec"), namespace)
    function: Callable[..., Any] = namespace[name]
    return function


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("."))


def called(call: ast.Call) -> str:
    return ast.unparse(call.func).rpartition(".")[2]


def _mentions_f(*nodes: ast.AST) -> bool:
    names = (node for part in nodes for node in ast.walk(part) if isinstance(node, ast.Name))
    return any(node.id == "f" for node in names)


def _filled(about: Entry, call: ast.Call) -> str:
    bound = ast.unparse(call.func) != about.name.removeprefix("builtins.")
    arguments: Iterable[tuple[int | None, str | None, ast.expr]] = [
        *((position, None, argument) for position, argument in enumerate(call.args)),
        *((None, keyword.arg, keyword.value) for keyword in call.keywords),
    ]
    position, keyword, argument = next(found for found in arguments if _mentions_f(found[2]))
    items = "[]" if isinstance(argument, ast.List | ast.Tuple | ast.Set | ast.Dict) else ""
    return f"{about.parameter(position, keyword, bound)}{items}"
