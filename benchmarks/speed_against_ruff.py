"""How long `cellophane check` takes over four large packages, beside `ruff check --select B023` over the same files.

    python benchmarks/speed_against_ruff.py [--pairs N]

The packages are downloaded once, as the wheels of pinned versions, into `CELLOPHANE_BENCH_CACHE` (without it:
`~/.cache/cellophane-bench`). The two run in turn, without caches and settings, so that what else the machine does
hits both. Nothing is asserted about time; it ends with 1 if cellophane had an internal error. Peak memory is that of
the largest process: cellophane has several.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

WHEELS = ("django==5.2.19", "sympy==1.14.0", "pandas==3.1.1", "twisted==26.10.0")
COMMANDS = {
    "cellophane": ("-m", "cellophane", "check", "--isolated", "--no-cache", "--output-format", "concise"),
    "ruff": ("-m", "ruff", "check", "--isolated", "--no-cache", "--select", "B023", "--output-format", "concise"),
}
SHOWN = 10
"""Complaints to print at most."""

FAILED = 2
"""The exit code of both for what could not be done, such as files that are no Python."""


@dataclass(frozen=True)
class Run:
    """One run of one tool."""

    seconds: float
    """On the clock."""
    computing: float
    """Seconds, summed over all its processes: what else the machine does hardly counts."""
    megabytes: float
    code: int
    complaints: tuple[str, ...]
    """What it wrote to the standard error stream, line by line."""


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and say whether cellophane got through without an internal error."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=5, metavar="N", help="runs of each tool (default: 5)")
    pairs = max(1, parser.parse_args(arguments).pairs)
    roots = [sources(wheel) for wheel in WHEELS]
    files = [path for root in roots for path in root.rglob("*.py")]
    lines = sum(path.read_bytes().count(b"\n") for path in files)
    print(f"{', '.join(WHEELS)}: {len(files):,} files, {lines:,} lines, {os.cpu_count()} cores")
    runs: dict[str, list[Run]] = {tool: [] for tool in COMMANDS}
    for _ in range(pairs):
        for tool, command in COMMANDS.items():
            runs[tool].append(run([sys.executable, *command, *map(str, roots)]))
    for tool, several in runs.items():
        print(described(tool, several))
    medians = {tool: median(one.seconds for one in several) for tool, several in runs.items()}
    print(f"cellophane takes {medians['cellophane'] / medians['ruff']:.1f} times as long as ruff")
    return complain(runs["cellophane"][-1])


def described(tool: str, runs: Sequence[Run]) -> str:
    """The measurements of one tool on one line."""
    seconds = sorted(run.seconds for run in runs)
    memory = max(run.megabytes for run in runs)
    spread = f"{seconds[0]:.2f} to {seconds[-1]:.2f} s in {len(runs)} runs"
    computing = median(run.computing for run in runs)
    return (
        f"{tool:<10}  median {median(seconds):.2f} s ({spread}), computing {computing:.2f} s, "
        f"peak {memory:.0f} MB, exit code {runs[-1].code}"
    )


def complain(last: Run) -> int:
    """Print what cellophane could not do; 1 if that was its own fault."""
    bugs = [line for line in last.complaints if "internal error" in line or line.startswith("Traceback")]
    problems = [line for line in last.complaints if line and line not in bugs]
    print(f"cellophane: {len(bugs)} internal errors, {len(problems)} other messages")
    for line in [*bugs, *problems][:SHOWN]:
        print(f"  {line}")
    return int(bool(bugs) or last.code > FAILED or last.code < 0)


def run(command: Sequence[str]) -> Run:
    """Run a command to its end, and measure it."""
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as errors:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)  # so that it is not waited for again
        errors.seek(0)
        kilobytes = usage.ru_maxrss / (1024 if sys.platform == "darwin" else 1)
        computing = usage.ru_utime + usage.ru_stime
        return Run(seconds, computing, kilobytes / 1024, process.returncode, tuple(errors.read().splitlines()))


def sources(wheel: str) -> Path:
    """The directory with the Python files of a pinned wheel, downloaded if it is not there."""
    cache = Path(os.environ.get("CELLOPHANE_BENCH_CACHE") or Path.home() / ".cache" / "cellophane-bench")
    root = cache / "src" / wheel
    if not root.is_dir():
        downloads, unfinished = cache / "wheels" / wheel, root.with_name(f"{wheel}.unfinished")
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
        subprocess.run([*pip, "--python-version", "3.11", "--dest", str(downloads), wheel], check=True)
        shutil.rmtree(unfinished, ignore_errors=True)
        for archive in downloads.glob("*.whl"):
            with zipfile.ZipFile(archive) as contents:
                names = [name for name in contents.namelist() if name.endswith(".py")]
                contents.extractall(unfinished, names)
        unfinished.rename(root)
    return root


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
