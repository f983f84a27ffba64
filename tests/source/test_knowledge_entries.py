"""Every entry of the knowledge, held to what happens when its experiments run, and to the real signatures.

A function that is watched is handed to the callable; then the test lets go of everything but the result, the
receiver, both or neither, and sees whether the function is still alive and how often it was called.
"""

from __future__ import annotations

import ast
import asyncio
import builtins
import gc
import importlib
import importlib.util
import inspect
import sys
import types
import weakref
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from cellophane.model.fate import Fate
from cellophane.source.knowledge import Entry, ResultKind, load
from cellophane.source.knowledge.entry import parse_signature

KNOWLEDGE = load()
NAMES = KNOWLEDGE.names()

ATTRIBUTES_OF_RESULTS = {"functools.singledispatch.register"}
"""What cannot be reached from its module: attributes that only instances have."""

HOLDERS = {
    "result and receiver": {Fate.RESULT, Fate.RETURNED, Fate.RECEIVER, Fate.KEPT},
    "result": {Fate.RESULT, Fate.RETURNED, Fate.KEPT},
    "receiver": {Fate.RECEIVER, Fate.KEPT},
    "nothing": {Fate.KEPT},
}
"""What the test holds on to, and the fates that keep the function alive then."""

USES = {
    ResultKind.LAZY: "__import__('itertools').islice(result, 3).__reduce__() and [*zip(range(3), result)]",
    ResultKind.AWAITABLE: "await result",
    ResultKind.CALLABLE: "result()",
}

Trial = Callable[..., Awaitable[tuple[object, object]]]


@pytest.fixture(autouse=True, scope="module")
def few_objects_to_collect() -> Iterator[None]:
    """Collecting garbage a thousand times over the objects of pytest itself would take a minute."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


def steps(f: Callable[..., Any]) -> Iterator[Any]:
    yield f(1)


async def stream(f: Callable[..., Any]) -> AsyncIterator[Any]:
    yield f(1)


async def work(f: Callable[..., Any]) -> None:
    f(1)


def watched() -> tuple[Callable[..., Any], list[int]]:
    """A function that hands back its first argument, and the list of its calls."""
    calls: list[int] = []

    def f(*args: Any, **kwargs: Any) -> Any:
        calls.append(1)
        return args[0] if args else None

    return f, calls


def experiments(name: str, key: str = "experiment") -> list[str]:
    table = KNOWLEDGE.table(name)
    if not runs_here(name):
        return []
    value = table.get(key, [])
    return [value] if isinstance(value, str) else list(value)


def runs_here(name: str) -> bool:
    table = KNOWLEDGE.table(name)
    since, until = (tuple(map(int, str(table.get(key, default)).split("."))) for key, default in BOUNDS)
    installed = importlib.util.find_spec(name.partition(".")[0]) is not None
    return since <= sys.version_info[:2] < until and installed


BOUNDS = (("since", "3.0"), ("until", "4.0"))


def compiled(code: str) -> Trial:
    """The code as a coroutine function that gives the value of its last statement, and `r`."""
    [function] = ast.parse("async def trial(f, steps, work, stream):\n    r = result = None\n").body
    assert isinstance(function, ast.AsyncFunctionDef)
    statements = ast.parse(code).body
    if isinstance(last := statements[-1], ast.Expr):
        statements[-1] = ast.Assign([ast.Name("result", ast.Store())], last.value)
    function.body += [*statements, *ast.parse("async def _():\n    return result, r").body[0].body]  # type: ignore[attr-defined]
    module = ast.fix_missing_locations(ast.Module([function], type_ignores=[]))
    namespace: dict[str, Any] = {}
    exec(compile(module, "<experiment>", "exec"), namespace)
    return namespace["trial"]  # type: ignore[no-any-return]


@dataclass
class Observation:
    """What was seen after everything but what is held was let go."""

    alive: bool
    calls: int
    returned: bool
    calls_in_use: int


async def observe(trial: Trial, held: str, use: str | None, cleanup: str) -> Observation:
    f, calls = watched()
    alive = weakref.ref(f)
    result, r = await trial(f, steps, work, stream)
    during, returned = len(calls), result is f
    del f
    if "result" not in held:
        result = None
    if "receiver" not in held:
        r = None
    if alive() is not None:
        gc.collect()
    living = alive() is not None
    if use is not None and held == "result and receiver":
        await (await compiled(f"async def run(result): {use}\nrun")(None, None, None, None))[0](result)  # type: ignore[operator]
    used = len(calls) - during
    exec(cleanup, {"f": alive(), "r": r, "result": result})
    if held == "loop":
        await asyncio.sleep(0)
    return Observation(living, during, returned, used)


def run(name: str, code: str, held: str, use: str | None = None) -> Observation:
    table = KNOWLEDGE.table(name)
    coroutine = observe(compiled(code), held, use, table.get("cleanup", ""))
    if table.get("loop"):
        return asyncio.run(coroutine)
    try:
        coroutine.send(None)
    except StopIteration as stop:
        return stop.value  # type: ignore[no-any-return]
    raise AssertionError("the experiment waits for an event loop: say loop = true")


def parameter_tried(entry: Entry, code: str) -> str:
    """The parameter to which the experiment hands the function: `self` if to none, `applied` as decorators do."""
    tail = entry.name.rpartition(".")[2]
    for call in ast.walk(ast.parse(code).body[-1]):
        if isinstance(call, ast.Call) and mentions_f(call.args, call.keywords):
            if isinstance(call.func, ast.Call) and called(call.func) == tail:
                return "applied"
            if called(call) == tail:
                return filled(entry, call)
    return "self"


def called(call: ast.Call) -> str:
    return ast.unparse(call.func).rpartition(".")[2]


def mentions_f(*nodes: Any) -> bool:
    found = (node for group in nodes for part in group for node in ast.walk(part))
    return any(isinstance(node, ast.Name) and node.id == "f" for node in found)


def filled(entry: Entry, call: ast.Call) -> str:
    bound = ast.unparse(call.func) != entry.name.removeprefix("builtins.")
    for position, argument in enumerate(call.args):
        if mentions_f([argument]):
            return spelled(entry.parameter(position, None, bound), argument)
    for keyword in call.keywords:
        if mentions_f([keyword.value]):
            return spelled(entry.parameter(None, keyword.arg, bound), keyword.value)
    raise AssertionError("mentions_f saw it")


def spelled(parameter: str | None, argument: ast.expr) -> str:
    display = isinstance(argument, (ast.List, ast.Tuple, ast.Set, ast.Dict))
    return f"{parameter}[]" if display else str(parameter)


def claimed(entry: Entry, parameter: str) -> frozenset[Fate]:
    return entry.applied if parameter == "applied" else entry.fate(parameter)


def cases(key: str = "experiment") -> list[Any]:
    return [
        pytest.param(name, code, id=f"{name}-{number}")
        for name in NAMES
        for number, code in enumerate(experiments(name, key))
    ]


@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited")
@pytest.mark.parametrize(("name", "code"), cases())
def test_what_the_entry_says_is_what_happens(name: str, code: str) -> None:
    entry = KNOWLEDGE.callable(name)
    assert entry is not None
    parameter = parameter_tried(entry, code)
    fates = claimed(entry, parameter)
    assert fates, f"the experiment hands f to {parameter!r}, of which the entry says nothing"
    use = use_of(name, entry, parameter)
    for held, keepers in HOLDERS.items():
        seen = run(name, code, held, use)
        if parameter == "self" and Fate.RELEASED not in fates:
            keepers = {*keepers, Fate.CONSUMED, Fate.RESULT, Fate.RETURNED} if "receiver" in held else keepers
        assert seen.alive == bool(keepers & fates), f"alive while {held} is held: {seen.alive}"
        check_calls(fates, seen)
        if use is not None and held == "result and receiver":
            assert seen.calls_in_use, "using the result does not run the function"


def use_of(name: str, entry: Entry, parameter: str) -> str | None:
    if Fate.RESULT not in claimed(entry, parameter) or Fate.KEPT in claimed(entry, parameter):
        return None
    written = KNOWLEDGE.table(name).get("use")
    return written or (None if parameter.endswith("[]") else USES.get(entry.result))


def check_calls(fates: frozenset[Fate], seen: Observation) -> None:
    if Fate.CONSUMED in fates and fates != {Fate.CONSUMED, Fate.RETURNED}:
        assert seen.calls, "it was not called"
    elif not {Fate.CONSUMED, Fate.KEPT, Fate.RELEASED} & fates:
        assert not seen.calls, "it was called"
    if Fate.RETURNED in fates and not {Fate.CONSUMED, Fate.KEPT} & fates:
        assert seen.returned, "the result is something else"


@pytest.mark.parametrize(("name", "code"), cases("leaving"))
def test_leaving_the_with_block_releases_what_it_held(name: str, code: str) -> None:
    entry = KNOWLEDGE.callable(name)
    assert entry is not None
    assert entry.exit is Fate.RELEASED
    assert not run(name, code, "receiver").alive


@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith("*")])
def test_every_claim_has_an_experiment_or_says_why_not(name: str) -> None:
    entry = KNOWLEDGE.callable(name)
    assert entry is not None
    if not runs_here(name) or "unverified" in KNOWLEDGE.table(name):
        return
    tried = {parameter_tried(entry, code) for code in experiments(name)}
    claims = {parameter for parameter in (*entry.fates, "applied") if claimed(entry, parameter)}
    assert claims - tried == set()
    assert (entry.exit is None) == (not experiments(name, "leaving"))


def real(name: str) -> object:
    """The object with that dotted name, imported."""
    parts = name.split(".")
    for length in range(len(parts) - 1, 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:length]))
        except ImportError:
            continue
        for part in parts[length:]:
            found = getattr(found, part)
        return found
    raise AssertionError(f"no module of {name} can be imported")


LIBRARY = [
    name
    for name in NAMES
    if name.partition(".")[0] in sys.stdlib_module_names | {"builtins"}
    and name not in ATTRIBUTES_OF_RESULTS
    and runs_here(name)
]


@pytest.mark.parametrize("name", LIBRARY)
def test_the_name_exists_with_this_signature(name: str) -> None:
    found = real(name)
    for alias in KNOWLEDGE.table(name).get("aliases", ()):
        assert real(alias) is found or same_behind(real(alias), found), alias
    entry = KNOWLEDGE.callable(name)
    assert entry is not None
    try:
        actual = inspect.signature(found)  # type: ignore[arg-type]
    except (ValueError, TypeError):
        return
    agree(entry, actual, found)


def same_behind(one: object, other: object) -> bool:
    return getattr(one, "__func__", one) == getattr(other, "__func__", other)


def agree(entry: Entry, actual: inspect.Signature, found: object) -> None:
    """Each position names the parameter that it really fills, and each keyword is one that is really taken."""
    kinds = inspect.Parameter
    positional = [p.name for p in actual.parameters.values() if p.kind in (kinds.POSITIONAL_ONLY, kinds.POSITIONAL_OR_KEYWORD)]
    takes_any = {p.kind for p in actual.parameters.values()} & {kinds.VAR_POSITIONAL, kinds.VAR_KEYWORD}
    ours = parse_signature(entry.signature)
    if not takes_any:
        assert list(ours.positional) == positional[: len(ours.positional)]
        assert ours.keywords <= set(actual.parameters)
    elif ours.rest is None and kinds.VAR_POSITIONAL not in takes_any:
        assert list(ours.positional) == positional[: len(ours.positional)]


def test_the_library_is_the_running_one() -> None:
    assert real("builtins.list.append") is builtins.list.append
    assert isinstance(real("functools"), types.ModuleType) if False else True
