"""Compiles what `tools/playground.py` has staged, in Pyodide: all packages of others, and of Python and cellophane
what the playground begins with.

Of these two the sources come along, so that no more is compiled beforehand than what is imported when everything has
been used once: all of it would double what a reader has to load.
"""

from __future__ import annotations

import importlib
import json
import py_compile
import sys
from importlib.util import cache_from_source
from pathlib import Path

STAGED = Path("/staged")
WHOLE, BARE = 0, 2
"""Whether docstrings are kept, which rules are told by, and a program may show by `help`."""
OURS = ("cellophane", "seen")
"""Their sources come along: a program that imports cellophane is checked by them. Other packages are only run."""
_PROGRAM = """
import asyncio
import cellophane

def counter():
    n = 0
    def step():
        nonlocal n
        n += 1
        return n
    return step

async def main():
    await asyncio.sleep(0)

asyncio.run(main())
late = [lambda: i for i in range(3)]
print(late[0](), input())
measured = counter()
"""


def main() -> None:
    """Use everything once, and compile what that needed."""
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(STAGED / "packages"))
    seen = importlib.import_module("seen")
    wanted = ["look", "cost", "timeline"]
    seen.versions()
    for call, given in (("check", []), ("fix", [True]), ("why", [20, 9]), ("run", [wanted, "x"])):
        getattr(seen, call)(json.dumps([_PROGRAM, *given]))
    for part, found in json.loads(seen.show(json.dumps([_PROGRAM, wanted, ""]))).items():
        if "data" not in found or "page" not in json.loads(seen.draw(json.dumps([part, found["data"]]))):
            raise SystemExit(f"{part} cannot be shown: {found}")
    begun = {getattr(module, "__file__", None) or "" for module in list(sys.modules.values())}
    zipped = next(path for path in sys.path if path.endswith(".zip"))
    for file in (STAGED / "library").rglob("*.py"):
        place = file.relative_to(STAGED / "library")
        if f"{zipped}/{place}" in begun:
            _compile(file, f"/lib/python3.13/{place}", WHOLE)
    for file in (STAGED / "packages").rglob("*.py"):
        place = file.relative_to(STAGED / "packages")
        called = f"/lib/python3.13/site-packages/{place}"
        if place.parts[0] in OURS:
            if str(file) in begun:
                _compile(file, called, WHOLE)
            continue
        _compile(file, called, BARE, file.with_suffix(".pyc"))
        file.unlink()


def _compile(file: Path, called: str, optimize: int, target: Path | None = None) -> None:
    cached = target or cache_from_source(str(file), optimization="")
    unchecked = py_compile.PycInvalidationMode.UNCHECKED_HASH
    py_compile.compile(str(file), str(cached), called, doraise=True, optimize=optimize, invalidation_mode=unchecked)


main()
