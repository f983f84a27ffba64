"""How much computing `cellophane` takes to answer at all: `--version`, and `check` of one file of 100 lines.

    python benchmarks/start_up.py [--rounds N] [--before CHECKOUT]

One file has a closure that is safe, the other one that bites, whose finding is drawn. Beside them runs `ruff`, and with
`--before` the cellophane of another checkout of this repository, whose answers have to be the same. All take turns, so
that what else the machine does hits all alike, with their bytecode compiled before. What is told is the time of the
processor, user and system, in milliseconds: median and least. It ends with 1 if an answer differs.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

HERE = Path(__file__).parent.parent
LINES = 100
SAFE = """\
def total(rows, factor):
    return sum(map(lambda row: row * factor, rows))
"""
BITES = """\
def callbacks(names):
    made = []
    for name in names:
        made.append(lambda: print(name))
    return made
"""
FILLING = """\
def step_{0}(value: int) -> int:
    return value + {0}


"""
CHECK = ("-m", "cellophane", "check", "--isolated")
RUFF = ("-m", "ruff", "check", "--isolated", "--no-cache", "--select", "B023")
TASKS: Mapping[str, tuple[Sequence[str], Sequence[str]]] = {
    "--version": (("-m", "cellophane", "--version"), ("-m", "ruff", "--version")),
    "check safe.py --no-cache": ((*CHECK, "--no-cache", "safe.py"), (*RUFF, "safe.py")),
    "check safe.py, remembered": ((*CHECK, "safe.py"), (*RUFF, "safe.py")),
    "check bites.py --no-cache": ((*CHECK, "--no-cache", "bites.py"), (*RUFF, "bites.py")),
    "check bites.py, remembered": ((*CHECK, "bites.py"), (*RUFF, "bites.py")),
}
"""What cellophane is asked, and what ruff is asked beside it."""


@dataclass(frozen=True)
class Answer:
    """What one run of a command came to."""

    computing: float
    """Milliseconds of the processor, user and system."""
    code: int
    text: bytes


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and say whether both checkouts answer alike."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=20, metavar="N", help="runs of each command (default: 20)")
    parser.add_argument("--before", type=Path, metavar="CHECKOUT", help="the checkout to compare with")
    options = parser.parse_args(arguments)
    checkouts = {"now": HERE} if options.before is None else {"before": options.before.resolve(), "now": HERE}
    for checkout in checkouts.values():
        _compile(checkout)
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder))
        alike = [_compared(task, checkouts, Path(folder), max(2, options.rounds)) for task in TASKS]
    return 0 if all(alike) else 1


def _compile(checkout: Path) -> None:
    """Write the bytecode of a checkout, which the first run of an installed cellophane finds as well."""
    subprocess.run([sys.executable, "-m", "compileall", "-q", str(checkout / "src")], check=True)


def write(folder: Path) -> None:
    """Make the two files, filled up with functions that hold no closure."""
    for name, closure in (("safe.py", SAFE), ("bites.py", BITES)):
        room = LINES - closure.count("\n")
        functions = "".join(FILLING.format(step) for step in range(room // FILLING.count("\n")))
        comments = "# Nothing.\n" * (room % FILLING.count("\n"))
        (folder / name).write_text(functions + comments + closure, encoding="utf-8")


def _compared(task: str, checkouts: Mapping[str, Path], folder: Path, rounds: int) -> bool:
    """Run one task in all ways by turns and print what it took; whether all checkouts answered alike."""
    asked, asked_of_ruff = TASKS[task]
    ways = {name: (asked, checkout / "src") for name, checkout in checkouts.items()}
    runs: dict[str, list[Answer]] = {name: [] for name in (*ways, "ruff")}
    for _ in range(rounds):
        for name, (command, source) in (*ways.items(), ("ruff", (asked_of_ruff, HERE / "src"))):
            runs[name].append(_run(command, source, folder / f".cache-{name}", folder))
    medians = {name: median(run.computing for run in several) for name, several in runs.items()}
    print(task)
    for name, several in runs.items():
        print(f"  {name:<7} median {medians[name]:6.1f} ms, least {min(run.computing for run in several):6.1f} ms")
    ratios = [f"{medians['now'] / medians[other]:.2f} times {other}" for other in medians if other != "now"]
    answers = {(run.code, run.text) for name in ways for run in runs[name]}
    print(f"  now is {', '.join(ratios)}" + ("" if len(answers) == 1 else "; THE ANSWERS DIFFER"), flush=True)
    return len(answers) == 1


def _run(command: Sequence[str], source: Path, cache: Path, folder: Path) -> Answer:
    """Run a command of Python's to its end, with the cellophane of a checkout."""
    environment = os.environ | {"PYTHONPATH": str(source), "XDG_CACHE_HOME": str(cache)}
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            [sys.executable, *command], cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)  # so that it is not waited for again
        output.seek(0)
        return Answer((usage.ru_utime + usage.ru_stime) * 1000, process.returncode, output.read())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
