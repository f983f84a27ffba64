"""Look into every function of a process that has imported large packages, and hold what is seen to slower witnesses.

    python -m pip install django sympy pandas twisted sqlalchemy
    python benchmarks/functions_of_a_process.py [--pairs 5]

It imports what is there of these packages and larger parts of the standard library, with every module in them that
can be imported, and prints

- how many functions there are, and how many `look` and `inspect.getclosurevars` raise for;
- how many have another global, builtin or unresolved name than `dis` gives, instruction by instruction;
- for how many `getclosurevars` reports a name as a global that the bytecode never reads as one;
- whether the sharing that cellophane finds is that of a scan by `gc.get_referrers`, cell by cell;
- whether a lazy proxy was woken: Django's, and one of our own in the cell of a closure that records every access;
- the time of both over the same functions: medians of runs in turn, and their ratio.

It exits with 1 if any of that is not as it should be.
"""

from __future__ import annotations

import argparse
import builtins
import contextlib
import dis
import gc
import importlib
import inspect
import io
import os
import pkgutil
import statistics
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import CellType, CodeType, FunctionType
from typing import Any, ClassVar

_HERE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(_HERE), str(_HERE / "src")]

from cellophane.live import look  # noqa: E402
from tests.sharers import sharing  # noqa: E402

PACKAGES = """
    asyncio concurrent ctypes curses dbm difflib doctest email encodings html http idlelib importlib json lib2to3
    logging multiprocessing pdb pydoc sqlite3 ssl statistics tarfile tkinter tomllib turtle unittest urllib wsgiref xml
    xmlrpc zipfile zoneinfo
    django sympy pandas twisted sqlalchemy
"""
PASSED_OVER = ("test", "__main__", "idlelib.idle", "antigravity", ".conftest")
"""Modules with one of these in their name do something when they are imported, or want tools for tests."""
MOST_TIME = 1.5
"""Times `inspect.getclosurevars`."""


class Sleeper:
    """A proxy that notices whatever is asked of it."""

    woken: ClassVar[list[str]] = []

    def __getattribute__(self, name: str) -> Any:
        Sleeper.woken.append(name)
        raise RuntimeError(name)

    def __repr__(self) -> str:
        Sleeper.woken.append("repr")
        raise RuntimeError("repr")

    def __len__(self) -> int:
        Sleeper.woken.append("len")
        raise RuntimeError("len")

    def __sizeof__(self) -> int:
        Sleeper.woken.append("sizeof")
        raise RuntimeError("sizeof")

    def __eq__(self, other: object) -> bool:
        Sleeper.woken.append("==")
        raise RuntimeError("==")

    __hash__ = None  # type: ignore[assignment]


def import_all(packages: Iterable[str]) -> None:
    """Import these packages and all their modules but tests and mains; what cannot be imported is passed over."""
    for package in packages:
        with quietly():
            module = importlib.import_module(package)
            for found in pkgutil.walk_packages(getattr(module, "__path__", []), f"{package}.", onerror=lambda _: None):
                if not any(
                    part in found.name for part in ("test", "__main__", "idlelib.idle", "antigravity", ".conftest")
                ):
                    with quietly():
                        importlib.import_module(found.name)


@contextlib.contextmanager
def quietly() -> Iterator[None]:
    """Without what importing prints, warns of, raises or exits with."""
    silent = contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO())
    with silent[0], silent[1], warnings.catch_warnings(), contextlib.suppress(Exception, SystemExit):
        warnings.simplefilter("ignore")
        yield


def names_by_dis(code: CodeType) -> set[str]:
    """The names that code, or code in it, reads or binds as globals: read from the instructions that `dis` gives."""
    found: set[str] = set()
    bound: set[str] = set()
    module = code.co_name == "<module>"
    for one in dis.get_instructions(code):
        looked_up = one.opname in ("LOAD_NAME", "LOAD_FROM_DICT_OR_GLOBALS") and (module or one.argval not in bound)
        if looked_up or one.opname in ("LOAD_GLOBAL", "STORE_GLOBAL", "DELETE_GLOBAL"):
            found.add(one.argval)
        elif one.opname in ("STORE_NAME", "DELETE_NAME"):
            (found if module else bound).add(one.argval)
        elif one.opname == "SETUP_ANNOTATIONS" and not module:
            bound.add("__annotations__")
    return found.union(*(names_by_dis(one) for one in code.co_consts if isinstance(one, CodeType)))


def wrong_names(functions: list[FunctionType]) -> list[FunctionType]:
    """The functions whose names are not those of `dis`, or not sorted into globals, builtins and others rightly."""
    wrong = []
    for function in functions:
        seen = look(function)
        for layer in (seen, *seen.layers):
            if layer.function is not function:
                continue
            space = function.__globals__
            known = space.get("__builtins__", builtins)
            inside = known if isinstance(known, dict) else vars(known)
            names = names_by_dis(function.__code__)
            expected = (
                {name for name in names if name in space},
                {name for name in names if name not in space and name in inside},
                {name for name in names if name not in space and name not in inside},
            )
            if expected != (set(layer.globals), set(layer.builtins), set(layer.unresolved)):
                wrong.append(function)
    return wrong


def wrongly_global(functions: list[FunctionType]) -> int:
    """For how many functions `inspect.getclosurevars` reports a global that the bytecode never reads as one."""
    count = 0
    for function in functions:
        with contextlib.suppress(ValueError):
            count += bool(set(inspect.getclosurevars(function).globals) - names_by_dis(function.__code__))
    return count


def pairs_by_scan(functions: list[FunctionType]) -> set[frozenset[int]]:
    """The pairs of functions that share a cell, by asking for each cell who refers to the tuples that it is in."""
    cells = {id(cell): cell for function in functions for cell in function.__closure__ or ()}
    tuples: dict[int, list[tuple[Any, ...]]] = {}
    for referrer in gc.get_referrers(*cells.values()):
        if type(referrer) is tuple:
            for one in referrer:
                if type(one) is CellType:
                    tuples.setdefault(id(one), []).append(referrer)
    owners: dict[int, list[int]] = {}
    for referrer in gc.get_referrers(*{id(one): one for held in tuples.values() for one in held}.values()):
        if type(referrer) is FunctionType and referrer.__closure__:
            owners.setdefault(id(referrer.__closure__), []).append(id(referrer))
    pairs = set()
    for held in tuples.values():
        sharers = sorted({owner for one in held for owner in owners.get(id(one), ())})
        pairs |= {frozenset((a, b)) for place, a in enumerate(sharers) for b in sharers[place + 1 :]}
    return pairs


def pairs_found() -> set[frozenset[int]]:
    """The same pairs, as cellophane tells them."""
    pairs = set()
    for _, held in sharing():
        sharers = sorted(id(one) for one in held if type(one) is FunctionType)
        pairs |= {frozenset((a, b)) for place, a in enumerate(sharers) for b in sharers[place + 1 :]}
    return pairs


def seconds(call: Callable[[Any], object], functions: list[FunctionType]) -> tuple[float, int]:
    """How long the call takes over all functions, and for how many it raises."""
    raised = 0
    start = time.perf_counter()
    for function in functions:
        try:
            call(function)
        except Exception:
            raised += 1
    return time.perf_counter() - start, raised


def sleeping_proxies() -> list[Any]:
    """Django's lazy objects that nobody has woken yet."""
    functional = sys.modules.get("django.utils.functional")
    if functional is None:
        return []
    lazy = [one for one in gc.get_objects() if issubclass(type(one), functional.LazyObject)]
    return [one for one in lazy if object.__getattribute__(one, "_wrapped") is functional.empty]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=5, help="how many times both are timed, in turn")
    options = parser.parse_args()
    os.environ.setdefault("MPLBACKEND", "agg")
    import_all(PACKAGES.split())
    sleeper = Sleeper()
    kept = [lambda: sleeper, lambda: (sleeper, options)]
    functions = [one for one in gc.get_objects() if type(one) is FunctionType]
    sleeping = sleeping_proxies()
    print(f"Python {sys.version.split()[0]}: {len(functions):,} functions")

    times: dict[str, list[float]] = {"look": [], "getclosurevars": []}
    raised = {}
    for _ in range(options.pairs):
        for name, call in (("look", look), ("getclosurevars", inspect.getclosurevars)):
            taken, raised[name] = seconds(call, functions)
            times[name].append(taken)
    for name in times:
        print(f"  {name} raised for {raised[name]:,}")
    wrong = wrong_names(functions)
    print(f"  look has other names than dis for {len(wrong):,}")
    print(f"  getclosurevars reports what is no global as one for {wrongly_global(functions):,}")
    here, there = pairs_found(), pairs_by_scan(functions)
    missed, invented = len(there - here), len(here - there)
    print(f"  {len(there):,} pairs share a cell: {missed} not found, {invented} found that do not")
    shown = [str(look(one)) + repr(look(one)["sleeper"]) for one in kept]
    woken = len(Sleeper.woken) + len(sleeping) - len(sleeping_proxies())
    print(f"  {len(sleeping)} sleeping proxies of Django and {len(shown)} of our own: {woken} woken")
    ratio = statistics.median(a / b for a, b in zip(*times.values(), strict=True))
    medians = " : ".join(f"{statistics.median(taken):.3f} s" for taken in times.values())
    print(f"  look : getclosurevars = {medians}, ratio {ratio:.2f} (median of {options.pairs} pairs)")
    good = not raised["look"] and not wrong and not missed and not invented and not woken and ratio <= MOST_TIME
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
