"""Compiles what `tools/playground.py` has staged, in Pyodide, and tells which modules of it the playground begins with.

Of the standard library, only what is imported by nearly every page is compiled beforehand: all of it would double what
a reader has to load.
"""

from __future__ import annotations

import importlib
import json
import py_compile
import sys
from pathlib import Path

STAGED = Path("/staged")
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
    for call, given in (
        ("check", []),
        ("fix", [True]),
        ("why", [20, 9]),
        ("run", [wanted, "x"]),
        ("show", [wanted, ""]),
    ):
        getattr(seen, call)(json.dumps([_PROGRAM, *given]))
    begun = {getattr(module, "__file__", None) or "" for module in list(sys.modules.values())}
    zipped = next(path for path in sys.path if path.endswith(".zip"))
    for file in (STAGED / "library").rglob("*.py"):
        if f"{zipped}/{file.relative_to(STAGED / 'library')}" in begun:
            _compile(file, f"/lib/python3.13/{file.relative_to(STAGED / 'library')}")
    for file in (STAGED / "packages").rglob("*.py"):
        _compile(file, f"/lib/python3.13/site-packages/{file.relative_to(STAGED / 'packages')}")


def _compile(file: Path, called: str) -> None:
    py_compile.compile(
        str(file), dfile=called, doraise=True, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH
    )


main()
