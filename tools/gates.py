"""Runs every gate, whatever the others said, and tells at the end which of them passed: `make test`.

Decides which gates there are and what counts as passed: lint, types, and the whole suite on each supported Python of
this machine, each a target of the Makefile that exits with 0. What a gate checks stands in the Makefile. What the gates
print is passed on as it comes; the last line adds all tests up, alone on a line, for whoever reads it by machine.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tools.interpreters import SUPPORTED, others

_COUNTS = re.compile(r"^=*\s*(\d+ [a-z]+(?:, \d+ [a-z]+)*) in \d.*?$", re.MULTILINE)
"""The last line of pytest: `3 passed, 1 skipped in 0.12s`."""
_USED = {
    "Chromium": ("chromium", "chromium-browser", "google-chrome", "chrome"),
    "Neovim": ("nvim",),
    "Emacs": ("emacs",),
    "npm": ("npm",),
}
"""Programs that some tests use and are skipped without, and what each may be called."""
_TAIL = 10_000  # bytes of what a gate prints: enough for that line, and for what make says after it


@dataclass(frozen=True, slots=True)
class Gate:
    """What can pass or fail on its own."""

    name: str
    arguments: tuple[str, ...]
    """For make."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a gate."""

    name: str
    passed: bool
    told: str
    """The last line of pytest; empty if there was none."""

    @property
    def counts(self) -> Mapping[str, int]:
        """How many tests passed, failed and were skipped. A gate that is no suite is one test."""
        found = {word: int(number) for number, word in re.findall(r"(\d+) ([a-z]+)", self.told.partition(" in ")[0])}
        failed = found.get("failed", 0) + found.get("error", 0) + found.get("errors", 0)
        if self.passed:
            return {
                "passed": found.get("passed", 0) if found else 1,
                "failed": failed,
                "skipped": found.get("skipped", 0),
            }
        return {"passed": found.get("passed", 0), "failed": max(failed, 1), "skipped": found.get("skipped", 0)}


def gates(pythons: Mapping[str, Path]) -> Iterator[Gate]:
    """All gates: the suite is run with the Python that runs this, and with each of these others by its version, but
    for what says the same with all of them."""
    yield Gate("lint", ("lint",))
    yield Gate("types", ("types",))
    yield Gate("Python {}.{}".format(*sys.version_info), ("suite",))
    for version, python in pythons.items():
        yield Gate(f"Python {version}", ("suite", f"VENV=.venv-{version}", f"PYTHON={python}", "MARKED=not once"))


def run(gate: Gate) -> Outcome:
    """Run one, with its output passed on as it comes."""
    print(f"== {gate.name}", flush=True)
    command = [os.environ.get("MAKE", "make"), "--no-print-directory", *gate.arguments]
    tail = b""
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, bufsize=0
    ) as process:
        assert process.stdout
        while piece := process.stdout.read(1 << 16):
            sys.stdout.buffer.write(piece)
            sys.stdout.buffer.flush()
            tail = (tail + piece)[-_TAIL:]
    return Outcome(gate.name, process.returncode == 0, last_line(tail.decode("utf-8", "replace")))


def last_line(text: str) -> str:
    """The last line of pytest in what was printed; empty if there is none.

    >>> last_line("...\\n== 3 passed, 1 skipped in 0.12s ==\\nmake: done\\n")
    '3 passed, 1 skipped in 0.12s'
    """
    found = list(_COUNTS.finditer(text))
    return found[-1][0].strip("= ") if found else ""


def absent(pythons: Mapping[str, Path]) -> Iterator[tuple[str, str]]:
    """What this machine lacks, and what that comes to: versions of Python, and programs that tests use."""
    running = "{}.{}".format(*sys.version_info)
    for version in SUPPORTED:
        if version != running and version not in pythons:
            yield f"Python {version}", "not found on this machine"
    for name, commands in _USED.items():
        if not any(map(shutil.which, commands)):
            yield name, "not found on this machine: the tests that use it are skipped"


def summary(outcomes: Iterable[Outcome], lacking: Iterable[tuple[str, str]]) -> Iterator[str]:
    """The lines that tell of all gates, of what was not found, and of all tests together."""
    outcomes = list(outcomes)
    width = max(len(outcome.name) for outcome in outcomes)
    yield "== all gates"
    for outcome in outcomes:
        yield f"{'passed' if outcome.passed else 'FAILED'}  {outcome.name:{width}}  {outcome.told}".rstrip()
    for name, told in lacking:
        yield f"absent  {name:{width}}  {told}"
    sums = {word: sum(outcome.counts[word] for outcome in outcomes) for word in ("passed", "failed", "skipped")}
    yield ", ".join(f"{number} {word}" for word, number in sums.items())


def main() -> int:
    """Run them all; the exit status: 1 if any failed."""
    pythons = others()
    outcomes = [run(gate) for gate in gates(pythons)]
    print(*summary(outcomes, absent(pythons)), sep="\n", flush=True)
    return 0 if all(outcome.passed for outcome in outcomes) else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
