"""Programs run as a worker of the playground runs them, and as Python does, each in a process of its own."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.playground.commands import ROOT

_SCRIPT = """
import json, sys
import seen
given = sys.argv[1]
shown = {**json.loads(seen.run(given)), **json.loads(seen.show(given))}
with open(sys.argv[2], "w", encoding="utf-8") as file:
    json.dump(shown, file)
"""


_REPEATED = re.compile(r"\[Previous line repeated \d+ more times\]")
"""Whoever runs the program takes some of the depth that there is."""


@dataclass(frozen=True)
class Printed:
    """What a program printed."""

    stdout: str
    stderr: str


def in_worker(text: str, directory: Path, *, show: tuple[str, ...] = (), given: str = "") -> tuple[Printed, Any]:
    """What a program printed, and how it ended and what there is to be shown of it."""
    shown = directory / "shown.json"
    printed = _run(["-c", _SCRIPT, json.dumps([text, show, given]), str(shown)], directory, "")
    return printed, json.loads(shown.read_text("utf-8"))


def in_python(text: str, directory: Path, given: str = "") -> Printed:
    """What a program printed, without the name of the directory."""
    (directory / "program.py").write_text(text, "utf-8")
    printed = _run(["program.py"], directory, given)
    return Printed(*(one.replace(f"{directory}{os.sep}", "") for one in (printed.stdout, printed.stderr)))


def _run(arguments: list[str], directory: Path, given: str) -> Printed:
    paths = os.pathsep.join(map(str, (ROOT / "src", ROOT / "playground" / "python")))
    done = subprocess.run(
        [sys.executable, "-B", *arguments],
        cwd=directory,
        env={**os.environ, "PYTHONPATH": paths, "PYTHONHASHSEED": "0", "PYTHONIOENCODING": "utf-8", "NO_COLOR": "1"},
        input=given,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return Printed(done.stdout, _REPEATED.sub("[Previous line repeated]", done.stderr))
