"""How long `cellophane check` takes beside other linters that look for late reads in loops.

    python benchmarks/speed_against_peers.py [--rounds N] [--slow N] [--peers PYTHON] [--page PAGE]

Four large packages are downloaded once (see `corpora.py`) and copied to a folder of their own. cellophane (the family
CEL1, and all rules) and ruff (B023) run in turn, N rounds, so that what else the machine does hits all alike:

- cold: all files, without a cache;
- warm: all files, nothing having changed since a run that filled the cache;
- one file changed: the same, after a line was added to one file;
- one small file of 100 lines, clean, and with a finding, without a cache.

Ratios are medians of the ratios of each round. flake8-bugbear (B023) and pylint (W0640) take minutes and have no cache:
they run `--slow` rounds over one package only, beside ruff and cellophane over the same, and over the small files. They
are run by the Python that `--peers` names, and are left out where that does not have them. Peak memory is that of the
largest process. `--page` puts the tables into a page, in the place of those that are there. Nothing is asserted about
time; it ends with 1 if cellophane had an internal error.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

_HERE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(_HERE)]

from benchmarks.corpora import WHEELS, described, sources  # noqa: E402
from benchmarks.pages import put  # noqa: E402
from benchmarks.runs import Run, run  # noqa: E402
from benchmarks.start_up import write  # noqa: E402

SHARE = "twisted==26.10.0"
"""What the slow ones run over."""
CHANGED = "django==5.2.19/django/db/models/query.py"
"""The file that is changed: of some length, and imported by others."""
_CELLOPHANE = (sys.executable, "-m", "cellophane", "check", "--isolated", "--output-format", "concise")
_RUFF = (str(Path(sys.executable).with_name("ruff")), "check", "--isolated", "--output-format", "concise")
_OLD = 3
"""Seconds after which a file counts as settled, for those that go by its times."""


@dataclass(frozen=True)
class Tool:
    """A linter, and how it is asked."""

    name: str
    command: Sequence[str]
    uncached: Sequence[str] = ()
    """What keeps it from a cache."""
    version: Sequence[str] = ()
    """What tells its version."""


QUICK = (
    Tool("ruff B023", (*_RUFF, "--select", "B023"), ("--no-cache",), (_RUFF[0], "--version")),
    Tool("cellophane CEL1", (*_CELLOPHANE, "--select", "CEL1"), ("--no-cache",), (*_CELLOPHANE[:3], "--version")),
    Tool("cellophane, all rules", (*_CELLOPHANE, "--select", "ALL"), ("--no-cache",)),
)
"""The first one is what the others are measured against."""


def slow(python: str) -> tuple[Tool, ...]:
    """Those that take minutes, as a Python runs them."""
    flake8 = (python, "-m", "flake8")
    pylint = (python, "-m", "pylint")
    asked = ("--rcfile", os.devnull, "--disable", "all", "--enable", "W0640", "--recursive", "y", "-j", "0")
    return (
        Tool("flake8-bugbear B023", (*flake8, "--isolated", "--select", "B023"), version=(*flake8, "--version")),
        Tool("pylint W0640", (*pylint, *asked), version=(*pylint, "--version")),
    )


@dataclass
class Task:
    """Something that several tools do in turn."""

    name: str
    targets: Sequence[str]
    tools: Sequence[Tool]
    cached: bool = False
    changed: Path | None = None
    """A file to which a line is added before each run."""
    runs: dict[str, list[Run]] = field(default_factory=dict)

    def measure(self, rounds: int, folder: Path) -> None:
        """Run all tools in turn, as often as that."""
        if self.cached:
            for tool in self.tools:
                self._run(tool, folder)
        for turn in range(rounds):
            for tool in self.tools:
                if self.changed is not None:
                    with self.changed.open("a", encoding="utf-8") as file:
                        file.write(f"# {turn} {tool.name}\n")
                self.runs.setdefault(tool.name, []).append(self._run(tool, folder))

    def _run(self, tool: Tool, folder: Path) -> Run:
        caches = {"XDG_CACHE_HOME": str(folder / ".cache"), "RUFF_CACHE_DIR": str(folder / ".cache" / "ruff")}
        command = [*tool.command, *(() if self.cached else tool.uncached), *self.targets]
        return run(command, folder, {**caches, "PYTHONPATH": str(_HERE / "src")})

    def rows(self) -> Iterator[str]:
        """A row of a table for each tool."""
        first = self.runs[self.tools[0].name]
        for tool in self.tools:
            several = self.runs[tool.name]
            wall = median(one.seconds / other.seconds for one, other in zip(several, first, strict=True))
            computing = median(one.computing / other.computing for one, other in zip(several, first, strict=True))
            yield (
                f"| {self.name} | {tool.name} | {median(one.seconds for one in several):.3f} s "
                f"| {median(one.computing for one in several):.3f} s | {max(one.megabytes for one in several):.0f} MB "
                f"| {wall:.2f} | {computing:.2f} |"
            )


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and say whether cellophane got through without an internal error."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7, metavar="N", help="runs of each quick tool (default: 7)")
    parser.add_argument("--slow", type=int, default=1, metavar="N", help="runs of each slow tool (default: 1)")
    parser.add_argument("--peers", default=sys.executable, metavar="PYTHON", help="what runs flake8 and pylint")
    parser.add_argument("--page", type=Path, help="the page to put the tables into")
    options = parser.parse_args(arguments)
    if not Path(_RUFF[0]).exists():
        parser.error(f"{_RUFF[0]} is not there: install requirements/gates.txt")
    subprocess.run([sys.executable, "-m", "compileall", "-q", str(_HERE / "src")], check=True)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for wheel in WHEELS:
            shutil.copytree(sources(wheel), folder / wheel)
        write(folder)
        time.sleep(_OLD)
        peers = tuple(tool for tool in slow(options.peers) if _version(tool) is not None)
        tables = list(_told(options, peers))
        print("\n".join(tables), flush=True)
        done = []
        for task, rounds in _tasks(folder, peers, options):
            task.measure(rounds, folder)
            done.append(task)
            tables += task.rows()
            print("\n".join(task.rows()), flush=True)
    if options.page is not None:
        put(options.page, "peers", "\n".join(tables))
    return complain([one for task in done for name, runs in task.runs.items() if "cello" in name for one in runs])


def _tasks(folder: Path, peers: Sequence[Tool], options: argparse.Namespace) -> Iterator[tuple[Task, int]]:
    """What is measured, and how often."""
    rounds = max(1, options.rounds)
    yield Task("cold", WHEELS, QUICK), rounds
    yield Task("warm", WHEELS, QUICK, cached=True), rounds
    yield Task("one file changed", WHEELS, QUICK, cached=True, changed=folder / CHANGED), rounds
    yield Task("one small file, clean", ["safe.py"], (*QUICK, *peers)), rounds
    yield Task("one small file, with a finding", ["bites.py"], (*QUICK, *peers)), rounds
    if peers and options.slow > 0:
        yield Task(f"cold, {SHARE} only", [SHARE], (*QUICK, *peers)), options.slow


def _told(options: argparse.Namespace, peers: Sequence[Tool]) -> Iterator[str]:
    """What was measured where, and the head of the table."""
    named = [_version(tool) for tool in (*QUICK, *peers)]
    yield (
        f"{', '.join(WHEELS)}: {described([sources(wheel) for wheel in WHEELS])}. {_processor()}, "
        f"{os.cpu_count()} cores, {platform.system()} {platform.release()}, Python {platform.python_version()}. "
        f"{', '.join(one for one in named if one)}. Medians of {options.rounds} rounds"
        + (f"; of {options.slow} over {SHARE} only." if peers else ".")
    )
    yield ""
    yield "| what | tool | on the clock | computing | largest process | × ruff, clock | × ruff, computing |"
    yield "|---|---|---|---|---|---|---|"


def _processor() -> str:
    try:
        found = re.search(r"(?m)^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text("utf-8"))
    except OSError:
        found = None
    return found[1] if found else platform.processor() or platform.machine()


def _version(tool: Tool) -> str | None:
    """What a tool says that it is; nothing if it is not there."""
    if not tool.version:
        return None
    variables = {**os.environ, "PYTHONPATH": str(_HERE / "src")}
    try:
        done = subprocess.run(tool.version, capture_output=True, encoding="utf-8", errors="replace", env=variables)
    except OSError:
        return None
    told = " ".join(done.stdout.split())
    if done.returncode or (tool.name.startswith("flake8") and "bugbear" not in told):
        return None
    if tool.name.startswith("flake8"):
        return re.sub(r"^(\S+) .*?bugbear: ([\d.]+).*", r"flake8 \1 with bugbear \2", told)
    return " ".join(told.split(" ")[:2])


def complain(runs: Sequence[Run]) -> int:
    """Print what cellophane broke down over; 1 if it did."""
    lines = {line for one in runs for line in one.complaints if "internal error" in line or "Traceback" in line}
    broken = [one.code for one in runs if one.code not in (0, 1, 2)]
    for line in sorted(lines):
        print(line)
    print(f"cellophane: {len(lines)} internal errors, {len(broken)} runs that ended otherwise")
    return int(bool(lines or broken))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
