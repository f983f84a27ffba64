"""What editors find when a test starts them: a home of their own, a project with a finding, a server on the `PATH`.

And that nothing is left of all that when they end.
"""

from __future__ import annotations

import os
import select
import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
EDITORS = ROOT / "editors"
PATIENCE = 600
"""Seconds until an editor is given up: many times what it takes on a machine that is busy."""

# The moon is two units of UTF-16: what stands behind it is in another column for editors than for Python.
LATE = """\
def plan(names):
    tasks = []
    for step in names:
        tasks.append(lambda: "🌔" + step)
    return [task() for task in tasks]
"""
MENDED = LATE.replace("lambda:", "lambda *, step=step:")
ROW = 4
"""The row of the lambda, from 1."""
BOUND_AT = 3
"""The row of the loop that binds what it captured."""
EVIDENCE = [
    (4, "made here in each iteration"),
    (4, "kept by `tasks.append` here"),
    (3, "`step` is rebound here, for all of them"),
    (5, "called here: it reads the `step` of a later iteration"),
]


def project(directory: Path) -> Path:
    """A file with a finding, in a project of its own."""
    folder = directory / "a project"
    folder.mkdir()
    (folder / "pyproject.toml").write_text("[tool.cellophane]\n", "utf-8")
    file = folder / "late.py"
    file.write_text(LATE, "utf-8")
    return file


def run(command: list[str], directory: Path) -> str:
    """What an editor prints that runs to its end in a home below `directory`, and takes its servers along.

    What it calls `cellophane` is that of this tree, which leaves a note of each process it is.
    """
    notes = directory / "servers"
    notes.touch()
    done = subprocess.run(
        command,
        cwd=directory,
        env={
            **os.environ,
            **_home(directory),
            "PATH": f"{_commands(directory, notes)}{os.pathsep}{os.environ['PATH']}",
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )
    servers = [int(line) for line in notes.read_text("utf-8").split()]
    assert servers, f"no server was started:\n{done.stdout}"
    for server in servers:
        _await_end(server)
    assert done.returncode == 0, done.stdout
    return done.stdout


def _home(directory: Path) -> Mapping[str, str]:
    """The variables that name where programs keep what is their user's, all of them below `directory`."""
    place = directory / "home"
    place.mkdir()
    kinds = ("CONFIG", "DATA", "STATE", "CACHE")
    return dict.fromkeys(["HOME", "TMPDIR", *(f"XDG_{kind}_HOME" for kind in kinds)], str(place))


def _commands(directory: Path, notes: Path) -> str:
    """A directory with a `cellophane` in it, as the installation of a package would put it on the path."""
    folder = directory / "bin"
    folder.mkdir()
    command = folder / "cellophane"
    log = directory / "server.log"
    command.write_text(
        f"#!/bin/sh\necho $$ >> {shlex.quote(str(notes))}\nexport PYTHONPATH={shlex.quote(str(ROOT / 'src'))}\n"
        f'exec {shlex.quote(sys.executable)} -m cellophane "$@" --log-level debug --log-file {shlex.quote(str(log))}\n',
        "utf-8",
    )
    command.chmod(0o755)
    return str(folder)


def _await_end(process: int) -> None:
    try:
        ended = os.pidfd_open(process)
    except ProcessLookupError:
        return
    try:
        assert select.select([ended], [], [], PATIENCE)[0], f"the server {process} is still there"
    finally:
        os.close(ended)
