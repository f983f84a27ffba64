"""Bind and clone every closure of a process that has imported large packages, and look for what came out wrong.

    python -m pip install django sympy pandas twisted sqlalchemy
    PYTHONPATH=src:. python benchmarks/rework_of_a_process.py

For each closure `bind` and `clone` give a function or refuse. What they give is held to the old one: the same
signature, attributes and operations, one by one and in the same places, but for reads of the variables that were bound,
which must have become constants of the very same value. It prints how many were made, and how many refused for which
reason, and ends with 1 if anything is different.
"""

from __future__ import annotations

import dis
import gc
import inspect
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from types import CodeType, FunctionType
from typing import Any

from benchmarks.functions_of_a_process import PACKAGES, import_all
from cellophane.rework.bind import bind
from cellophane.rework.clone import clone
from cellophane.rework.subjects import Refused

ABOUT = ("__name__", "__qualname__", "__module__", "__doc__", "__globals__", "__builtins__")
COUNTS = ("co_argcount", "co_posonlyargcount", "co_kwonlyargcount", "co_flags", "co_filename", "co_firstlineno")
JUMPS = frozenset((*dis.hasjrel, *dis.hasjabs))


def operations(code: CodeType) -> Iterator[dis.Instruction]:
    """The operations, without those that only say how long arguments are or how many cells there are."""
    return (one for one in dis.get_instructions(code) if one.opname not in ("EXTENDED_ARG", "COPY_FREE_VARS"))


def parameters(function: FunctionType) -> list[tuple[str, Any]]:
    """The names of the parameters and what sort they are of."""
    found = inspect.signature(function, follow_wrapped=False).parameters.values()
    return [(one.name, one.kind) for one in found]


def difference(old: FunctionType, new: FunctionType) -> str | None:
    """What is wrong with the new function; none if nothing is."""
    for name in ABOUT:
        if getattr(old, name) is not getattr(new, name):
            return name
    if list(old.__kwdefaults__ or ()) != list(new.__kwdefaults__ or ()) or list(old.__dict__) != list(new.__dict__):
        return "names of keyword defaults or attributes"
    if list(map(type, old.__defaults__ or ())) != list(map(type, new.__defaults__ or ())):
        return "defaults"
    for name in COUNTS:
        if getattr(old.__code__, name) != getattr(new.__code__, name):
            return name
    if parameters(old) != parameters(new):
        return "signature"
    return different_operations(old, new)


def different_operations(old: FunctionType, new: FunctionType) -> str | None:
    """The first operation that is not the same, and is no read that became a constant of the same value."""
    before, after = list(operations(old.__code__)), list(operations(new.__code__))
    if len(before) != len(after):
        return "number of operations"
    cells = dict(zip(old.__code__.co_freevars, old.__closure__ or (), strict=True))
    for one, other in zip(before, after, strict=True):
        if one.positions != other.positions:
            return f"place of {one.opname}"
        if one.opname == "LOAD_DEREF" and other.opname in ("LOAD_CONST", "RETURN_CONST"):
            if not same(cells[one.argval].cell_contents, new.__code__.co_consts[other.arg or 0]):
                return f"value of {one.argval}"
        elif one.opname != other.opname:
            return f"{one.opname} became {other.opname}"
        elif one.opcode not in JUMPS and one.argval is not other.argval and repr(one.argval) != repr(other.argval):
            return f"argument of {one.opname}"
    return None


def same(old: Any, new: Any) -> bool:
    """Whether they are one object; the interpreter puts one text in the place of all that are equal to it."""
    return old is new or (type(old) is str and type(new) is str and old == new)


def main() -> int:
    import_all(PACKAGES.split())
    closures = [one for one in gc.get_objects() if type(one) is FunctionType and one.__closure__]
    print(f"Python {sys.version.split()[0]}: {len(closures):,} closures")
    wrong = 0
    ways: dict[str, Callable[[Any], Any]] = {"bind": bind, "clone": clone}
    for name, make in ways.items():
        made, refused, different = 0, Counter[str](), Counter[str]()
        for function in closures:
            try:
                new = make(function)
            except Refused as error:
                refused[re.sub(r"\S*\.\S*|'[^']*'", "…", str(error))] += 1
                continue
            except Exception as error:
                different[f"raises {type(error).__name__}: {error}"[:100]] += 1
                continue
            made += 1
            if (found := difference(function, new)) is not None:
                different[found] += 1
        print(f"  {name}: {made:,} made, {sum(refused.values()):,} refused, {sum(different.values()):,} wrong")
        for reason, count in [*refused.most_common(5), *different.most_common(10)]:
            print(f"    {count:,} × {reason}")
        wrong += sum(different.values())
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
