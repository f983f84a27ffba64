"""Under which terms stands what others wrote and comes along in the playground.

Packages of JavaScript and of Python have their terms beside their sources; Pyodide and the Python in it are named.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from importlib.metadata import distribution
from pathlib import Path

_LICENCE = "[Ll][Ii][Cc][Ee][Nn][CcSs][Ee]*"
_PYTHON = """\
== Pyodide {version}

CPython, compiled for browsers. Pyodide stands under the Mozilla Public License 2.0
(https://www.mozilla.org/MPL/2.0/), and its sources are at https://github.com/pyodide/pyodide. CPython, its standard
library among it, stands under the Python Software Foundation License Version 2
(https://docs.python.org/3.13/license.html)."""


def told(packages: Iterable[Path], distributions: Iterable[str], pyodide: Path) -> str:
    """One text with the terms of all: directories of packages for Node, names of packages for Python, and Pyodide's
    directory."""
    version = json.loads((pyodide / "package.json").read_text("utf-8"))["version"]
    parts = [_PYTHON.format(version=version), *map(_of_python, distributions), *map(_of_node, packages)]
    return "\n\n".join(parts) + "\n"


def bundled(inputs: Iterable[str], directory: Path) -> list[Path]:
    """The directories of the packages that files come from, which esbuild has bundled in a directory.

    >>> bundled(["src/a.ts", "node_modules/@one/two/b.js", "node_modules/three/c.js"], Path())
    [PosixPath('node_modules/@one/two'), PosixPath('node_modules/three')]
    """
    names = (name.split("/") for name in inputs if name.startswith("node_modules/"))
    return sorted({directory.joinpath(*parts[: 3 if parts[1].startswith("@") else 2]) for parts in names})


def _of_node(package: Path) -> str:
    text = next(package.glob(_LICENCE))
    name = "/".join(package.parts[package.parts.index("node_modules") + 1 :])
    return f"== {name}\n\n{text.read_text('utf-8').strip()}"


def _of_python(name: str) -> str:
    found = distribution(name)
    texts = "\n\n".join(text.strip() for text in _texts(name))
    return f"== {found.metadata['Name']} {found.version}\n\n{texts}"


def _texts(name: str) -> Iterator[str]:
    """The files of a distribution that tell its terms."""
    for file in distribution(name).files or ():
        if file.name.upper().startswith(("LICENSE", "LICENCE", "COPYING", "AUTHORS")):
            yield Path(str(file.locate())).read_text("utf-8")
