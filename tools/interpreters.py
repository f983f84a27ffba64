"""Which further Pythons of this machine should run the suite.

Decides where to look and what counts as found. It does not install anything and does not run the suite:
`tools/gates.py` does.

What looks like an interpreter need not be one: version managers put a `python3.12` on PATH that only says
that no such version was chosen. So each candidate is asked for its version, and counts only if it answers.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

SUPPORTED = ("3.11", "3.12", "3.13")
QUESTION = "import ensurepip, sys, venv; print('%d.%d' % sys.version_info[:2])"
PATIENCE: float | None = 120  # seconds, many times what an answer takes; a broken candidate may never give one


def candidates(search_path: str, prefix: Path) -> Iterator[Path]:
    """Files that may be interpreters, in the order of preference.

    First `pythonX.Y` on the search path, then `bin/python` of the directories beside `prefix`, newest
    name first, which is how version managers lay out what they install.
    """
    for version in SUPPORTED:
        for directory in filter(None, search_path.split(os.pathsep)):
            yield Path(directory, f"python{version}")
    for sibling in sorted(prefix.parent.glob("*"), key=_numbers, reverse=True):
        yield sibling / "bin" / "python"


def version_of(python: Path) -> str | None:
    """The `X.Y` that this file answers when asked, or none if it does not run or cannot make a venv."""
    if not os.access(python, os.X_OK) or not python.is_file():
        return None
    try:
        answer = subprocess.run(
            [python, "-I", "-c", QUESTION],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            text=True,
            timeout=PATIENCE,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return answer.stdout.strip()


def found(pythons: Iterable[Path], wanted: Iterable[str]) -> Mapping[str, Path]:
    """The first of the candidates that answers with each wanted version.

    Stops asking when all are found; a version that none answers with is left out.
    """
    missing = set(wanted)
    result: dict[str, Path] = {}
    for python in pythons:
        if not missing:
            break
        version = version_of(python)
        if version in missing:
            missing.remove(version)
            result[version] = python
    return dict(sorted(result.items()))


def others() -> Mapping[str, Path]:
    """An interpreter for each supported version but the running one, as far as this machine has them."""
    running = "{}.{}".format(*sys.version_info)
    wanted = [version for version in SUPPORTED if version != running]
    return found(candidates(os.environ.get("PATH", os.defpath), Path(sys.base_prefix)), wanted)


def _numbers(directory: Path) -> tuple[tuple[int, ...], str]:
    """Sorts `3.9.18` before `3.13.0`, and what is no version before both."""
    parts = directory.name.split(".")
    return tuple(int(part) for part in parts) if all(map(str.isdecimal, parts)) else (), directory.name
