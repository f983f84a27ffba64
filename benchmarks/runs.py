"""One run of a command: how long it takes, how much it computes, and how much memory it needs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_STARTER = """
import os, sys, time
nowhere = (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)
started = time.perf_counter()
process = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=[nowhere])
_, status, usage = os.wait4(process, 0)
seconds = time.perf_counter() - started
print(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss, os.waitstatus_to_exitcode(status))
"""
"""A small process that starts what is measured. The peak memory that the system tells of a process is never less than
that of the process which started it: as told by one that has read 69 MB of texts, ruff takes 83 MB for anything."""


@dataclass(frozen=True)
class Run:
    """What one run of one command came to."""

    seconds: float
    """On the clock."""
    computing: float
    """Seconds, summed over all its processes: what else the machine does hardly counts."""
    megabytes: float
    """The peak of the largest of its processes; at least the nine or so of what started it."""
    code: int
    complaints: tuple[str, ...]
    """What it wrote to the standard error stream, line by line."""


def run(command: Sequence[str], folder: Path | None = None, variables: Mapping[str, str] | None = None) -> Run:
    """Run a command to its end in a folder, with more variables in its environment, and measure it."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", _STARTER, *command],
        cwd=folder,
        env={**os.environ, **(variables or {})},
        capture_output=True,
        check=True,
        encoding="utf-8",
        errors="replace",
    )
    seconds, computing, size, code = done.stdout.split()
    kilobytes = float(size) / (1024 if sys.platform == "darwin" else 1)
    return Run(float(seconds), float(computing), kilobytes / 1024, int(code), tuple(done.stderr.splitlines()))
