"""What entries say of decorators, iterators, containers and annotations, held to what these do."""

from __future__ import annotations

import abc
import ast
import asyncio
import itertools
import operator
import os
import re
import unittest
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import mypy.api
import pytest

from cellophane.model.fate import Fate
from cellophane.source.knowledge import Trait
from tests.following import facts
from tests.knowledge_experiments import (
    NAMES,
    compiled,
    entry,
    every,
    parameter_tried,
    real,
    runs_here,
    steps,
    stream,
    watched,
    work,
)

HERE = [name for name in NAMES if runs_here(name)]


def having(trait: Trait) -> list[str]:
    return [name for name in HERE if trait in entry(name).traits]


@pytest.mark.parametrize("name", having(Trait.SHARES))
def test_what_is_shared_comes_again(name: str) -> None:
    accessor: Any = real(name)

    async def twice() -> tuple[object, object]:
        return accessor(), accessor()

    first, second = asyncio.run(twice())
    assert first is second


@pytest.mark.parametrize("name", having(Trait.DECLARES))
def test_what_is_only_declared_has_to_be_filled_in(name: str) -> None:
    decorator: Any = real(name)
    declared = type("Declared", (abc.ABC,), {"method": decorator(lambda self: None)})
    with pytest.raises(TypeError, match="abstract"):
        declared()


def experiments_of(trait: Trait) -> list[Any]:
    """The experiments of entries with a trait in which `f` itself is kept by the receiver, or displayed in what is."""
    return [
        pytest.param(name, code, id=f"{name}-{number}")
        for name, number, code in every("experiment")
        if trait in entry(name).traits and "steps(" not in code
    ]


def tried(name: str, code: str) -> tuple[object, Any, object]:
    """The function of an experiment, its receiver and its result."""
    f, _ = watched()
    result, receiver = asyncio.run(compiled(code)(f, steps, work, stream))
    return f, receiver, result


@pytest.mark.parametrize(("name", "code"), experiments_of(Trait.HOLDS_ITEMS))
def test_what_the_receiver_keeps_is_among_its_items(name: str, code: str) -> None:
    fates = entry(name).fate(parameter_tried(name, code))
    f, receiver, _ = tried(name, code)
    if Fate.RECEIVER in fates:
        assert f in [*receiver, *getattr(receiver, "values", list)()]


@pytest.mark.parametrize(("name", "code"), experiments_of(Trait.GIVES_PAIRS))
def test_the_second_of_a_pair_is_an_item(name: str, code: str) -> None:
    f, _, result = tried(name, code)
    assert isinstance(result, Iterator | type({}.items()))
    assert [second for _, second in result] == [f]


@pytest.mark.parametrize(
    ("name", "code"), [one for one in experiments_of(Trait.GIVES_ITEMS) if re.search(r"[\[{: ]f[\]}]", one.values[1])]
)
def test_it_gives_the_items_as_they_are(name: str, code: str) -> None:
    f, _, result = tried(name, code)
    assert isinstance(result, Iterable)
    assert list(result) == [f]


@pytest.mark.parametrize("name", having(Trait.FIELDS))
def test_annotated_fields_are_parameters_that_are_kept(name: str) -> None:
    class Desk:
        drawer: object

    def f() -> None: ...

    decorator = real(name)
    assert callable(decorator)
    options = {"auto_attribs": True} if name == "attr.s" else {}  # else it takes what `attr.ib` makes
    assert decorator(**options)(Desk)(f).drawer is f
    if not options:
        assert decorator(Desk)(drawer=f).drawer is f


@pytest.mark.parametrize("name", having(Trait.MANAGES))
def test_a_generator_function_becomes_a_context_manager(name: str) -> None:
    def managed(value: object) -> Iterator[object]:
        yield value

    async def managed_asynchronously(value: object) -> AsyncIterator[object]:
        yield value

    async def entered(manager: Any) -> object:
        async with manager as found:
            return found

    decorator: Any = real(name)
    manager = decorator(managed)("a")
    if isinstance(manager, AbstractContextManager):
        with manager as found:
            assert found == "a"
    else:
        assert asyncio.run(entered(decorator(managed_asynchronously)("a"))) == "a"


@pytest.mark.parametrize("name", having(Trait.COMPUTED))
def test_what_is_decorated_runs_when_it_is_read(name: str) -> None:
    decorator: Any = real(name)

    class Desk:
        drawer = decorator(lambda self: "full")

    assert Desk().drawer == "full"


@pytest.mark.parametrize("name", having(Trait.TELLS_CALLABLE))
def test_it_tells_whether_something_can_be_called(name: str) -> None:
    tells: Any = real(name)
    names = ["__call__"] if len(entry(name).signature.positional) == 2 else []
    asked: tuple[object, ...] = (len, lambda: 1, [], iter([]))
    assert [tells(one, *names) for one in asked] == [True, True, False, False]


EARLY = {
    "builtins.all": "all(items)",
    "builtins.any": "any(item is not None for item in items)",
    "builtins.anext": "",  # the same of an asynchronous one
    "builtins.next": "next(items)",
    "builtins.set.isdisjoint": "{0}.isdisjoint(items)",
    "builtins.set.issuperset": "{9}.issuperset(items)",
    "itertools.islice": "[*itertools.islice(items, 1)]",
    "itertools.takewhile": "[*itertools.takewhile(bool, items)]",
    "operator.indexOf": "operator.indexOf(items, 0)",
    "unittest.TestCase.assertIn": "unittest.TestCase().assertIn(0, items)",
}
"""By entry: a call that leaves an item behind."""


def test_each_that_may_leave_off_early_is_tried() -> None:
    assert {name for name in HERE if Trait.EARLY in entry(name).traits} == EARLY.keys()


@pytest.mark.parametrize("code", [code for code in EARLY.values() if code])
def test_what_leaves_off_early(code: str) -> None:
    items = iter([0, 1, 2])
    eval(code, {"itertools": itertools, "operator": operator, "unittest": unittest, "items": items})
    assert [*items]


ENDLESS = {
    "builtins.iter": ("iter(int, 1)", "iter([1])"),
    "itertools.count": ("itertools.count()", ""),
    "itertools.cycle": ("itertools.cycle([1])", ""),
    "itertools.repeat": ("itertools.repeat(1)", "itertools.repeat(1, times=3)"),
}
"""By entry: a call whose result does not end, and one whose result does, if there is one."""


def test_each_endless_iterator_is_tried() -> None:
    assert {name for name in HERE if entry(name).endless is not None} == ENDLESS.keys()


@pytest.mark.parametrize(
    ("code", "ends"), [(code, ends) for pair in ENDLESS.values() for ends, code in enumerate(pair)]
)
def test_what_may_never_end(code: str, ends: bool) -> None:
    if code:
        iterator = eval(code, {"itertools": itertools})
        assert (len([*itertools.islice(iterator, 1000)]) < 1000) == ends
        known = facts(f"import itertools\n{code}")
        assert isinstance(statement := known.tree.body[-1], ast.Expr)
        assert known.callees.entries.may_never_end(statement.value) != ends


WRAPPED = {
    "builtins.type": "def {f}(x: {annotation}) -> None: y: Desk = x()",
    "collections.abc.Awaitable": "async def {f}(x: {annotation}) -> None: y: Desk = await x",
    "collections.abc.Coroutine": "async def {f}(x: {annotation}) -> None: y: Desk = await x",
    "typing.Annotated": "def {f}(x: {annotation}) -> None: y: Desk = x",
    "typing.ClassVar": "class {f}: x: {annotation}\n{f}_y: Desk = {f}.x",
    "typing.Final": "{f}: {annotation} = Desk()\n{f}_y: Desk = {f}",
    "typing.Optional": "def {f}(x: {annotation}) -> None: y: Desk = x or Desk()",
}
"""Programs in which what is annotated is a desk in the end."""
ITEMS = {
    False: "def {f}(x: {annotation}) -> None:\n    for y in x: z: Desk = y",
    True: "async def {f}(x: {annotation}) -> None:\n    async for y in x: z: Desk = y",
}
VALUES = "def {f}(x: {annotation}) -> None:\n    for y in x.values(): z: Desk = y"


def program(name: str, position: int | None = None) -> str:
    """A program that is right if the class of the items, or of what is wrapped, stands at that position."""
    generic = entry(name).generic
    assert generic is not None
    claimed = generic.items if generic.wraps is None else generic.wraps
    assert claimed is not None
    place = claimed if position is None else position
    parts = ["Desk" if number == place else "int" for number in range(max(claimed, place) + 1)]
    template = WRAPPED[name] if generic.wraps is not None else VALUES if claimed else ITEMS[".Async" in name]
    if name == "typing.Annotated":
        parts.append("1")
    return template.format(f=name.replace(".", "_"), annotation=f"{name}[{', '.join(parts)}]")


def checked(programs: list[str]) -> str:
    """What a type checker says of programs."""
    head = "import builtins, collections, collections.abc, typing\nclass Desk: ..."
    report, complaints, _ = mypy.api.run(
        ["--config-file=", "--no-incremental", f"--cache-dir={os.devnull}", "-c", "\n".join([head, *programs])]
    )
    assert not complaints
    return report


GENERIC = [name for name in HERE if entry(name).generic is not None]


def test_annotations_mean_to_a_type_checker_what_the_entries_say() -> None:
    assert checked([program(name) for name in GENERIC]).startswith("Success")


def test_and_nothing_else() -> None:
    others = ["builtins.dict", "collections.abc.Mapping", "collections.abc.Coroutine"]
    report = checked([program(name, 0) for name in others] + [program("collections.abc.Sequence")])
    assert [line.split(": ")[0] for line in report.splitlines()[:-1]] == ["<string>:4", "<string>:6", "<string>:7"]
