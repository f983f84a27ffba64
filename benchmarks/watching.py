"""How long it takes from a change to what `check --watch` says of it, in two million lines; and whether that is right.

    python benchmarks/watching.py [--edits N] [--seed N]

The four packages of `corpora.py` are copied into one directory, and watched by a process of its own. Then
files that are drawn by lot are edited, one at a time: a comment is put in, the body of a function is changed, a name is
added, and the body of a function is changed from whose file others import. Measured is from the moment when the file is
written to the line of totals. At the end, a full run has to find what watching has come to, line by line: 1 if it does
not. Nothing is asserted about time. What is downloaded stays in `CELLOPHANE_BENCH_CACHE` (without it:
`~/.cache/cellophane-bench`).
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median

_HERE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(_HERE), str(_HERE / "src")]

from benchmarks.corpora import WHEELS, sources  # noqa: E402

CHECK = ("-m", "cellophane", "check", "--isolated", "--certainty", "possible", "--output-format", "concise")
TOTALS = re.compile(r"Checked ([\d,]+) of ([\d,]+) files? again in ([\d.]+) s")
AGAIN = "checked again: "
FINDING = re.compile(r"(?P<file>[^:]+):\d+:\d+: CEL")


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--edits", type=int, default=25, metavar="N", help="of each kind (default: 25)")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder).resolve() / "project"
        for wheel in WHEELS:
            shutil.copytree(sources(wheel), top, dirs_exist_ok=True)
        (top / ".git").mkdir()  # the directory of a project
        return measure(top, options.edits, random.Random(options.seed))


def measure(top: Path, edits: int, chance: random.Random) -> int:
    """Edit, time and compare; 1 if a full run finds something else."""
    environment = {**os.environ, "PYTHONPATH": str(_HERE / "src"), "XDG_CACHE_HOME": str(top.parent / "cache")}
    watched = Watched(top, environment)
    print(f"{watched.files():,} files, first run {watched.first:.1f} s, then {watched.megabytes()} MB")
    paths = sorted(path for path in top.rglob("*.py"))
    imported = [
        path for path in paths if path.name in ("functional.py", "utils.py", "decorators.py", "defer.py", "base.py")
    ]
    for kind, edit, among in (
        ("to warm up", body, paths),
        ("a comment", comment, paths),
        ("the body of a function", body, paths),
        ("a name that is new", name, paths),
        ("a helper that others import", body, imported),
    ):
        timed: list[float] = []
        counts: list[int] = []
        while len(timed) < edits:
            path = chance.choice(among)
            changed = edit(path.read_text("utf-8", "replace"), chance)
            if changed is not None:
                seconds, again = watched.edit(path, changed)
                timed.append(seconds * 1_000)
                counts.append(again)
        ordered = sorted(timed)
        print(
            f"{kind:<28} median {median(timed):6.0f} ms, 95 % {ordered[int(len(ordered) * 0.95)]:6.0f} ms, worst "
            f"{ordered[-1]:6.0f} ms; checked again: median {median(counts):.0f}, most {max(counts)}"
        )
    print(f"after {5 * edits} edits: {watched.megabytes()} MB")
    watched.end()
    done = subprocess.run(
        [sys.executable, *CHECK, "--quiet", "--no-cache", "."], cwd=top, env=environment, capture_output=True, text=True
    )
    wanted, held = sorted(done.stdout.splitlines()), watched.lines()
    print(
        f"a full run finds {len(wanted)}, watching has {len(held)}: {'the same' if wanted == held else 'NOT the same'}"
    )
    for line in sorted(set(wanted) ^ set(held)):
        print("   ", "wanted" if line in wanted else "not wanted", line)
    return int(wanted != held)


class Watched:
    """A process that watches a directory, and what it has told of each file."""

    def __init__(self, top: Path, environment: dict[str, str]) -> None:
        began = time.perf_counter()
        self._process = subprocess.Popen(
            [sys.executable, *CHECK, "--watch", "--verbose", "."],
            cwd=top,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._top = top
        self._found: dict[str, list[str]] = defaultdict(list)
        for line in self._until("Watching for changes"):
            self._take(line)
        self.first = time.perf_counter() - began
        time.sleep(20)  # until it has made itself ready

    def edit(self, path: Path, text: str) -> tuple[float, int]:
        """Write a file; the seconds until the line of totals, and how many files were checked again."""
        data = text.encode("utf-8", "surrogateescape")
        began = time.perf_counter()
        path.write_bytes(data)
        lines = list(self._until("Checked "))
        seconds = time.perf_counter() - began
        for line in lines:
            if line.startswith(AGAIN):
                self._found.pop(line.removeprefix(AGAIN), None)
        for line in lines:
            self._take(line)
        totals = TOTALS.match(lines[-1])
        assert totals is not None, lines[-1]
        time.sleep(0.3)
        return seconds, int(totals[1].replace(",", ""))

    def lines(self) -> list[str]:
        """All findings that it holds to be there."""
        return sorted(line for lines in self._found.values() for line in lines)

    def files(self) -> int:
        """How many there are."""
        return sum(1 for _ in self._top.rglob("*.py"))

    def megabytes(self) -> int:
        """What it has in memory."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        found = re.search(r"VmRSS:\s+(\d+)", status)
        return int(found[1]) // 1024 if found else 0

    def end(self) -> None:
        """As Ctrl-C does."""
        self._process.send_signal(signal.SIGINT)
        print(f"ended with {self._process.wait(30)}")

    def _until(self, beginning: str) -> Iterator[str]:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            yield line.rstrip("\n")
            if line.startswith(beginning):
                return
        raise SystemExit("it ended by itself")

    def _take(self, line: str) -> None:
        found = FINDING.match(line)
        if found:
            self._found[found["file"]].append(line)


Edit = Callable[[str, random.Random], str | None]
"""Another text; none if there is nothing to be edited so."""


def comment(text: str, chance: random.Random) -> str | None:
    """A line that says nothing."""
    return f"# {chance.random()}\n{text}"


def name(text: str, chance: random.Random) -> str | None:
    """A function more."""
    return f"{text}\n\ndef added_{chance.randrange(10**9)}():\n    return 1\n"


def body(text: str, chance: random.Random) -> str | None:
    """A statement more in a function."""
    try:
        functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
    except (SyntaxError, ValueError):
        return None
    if not functions:
        return None
    last = chance.choice(functions).body[-1]
    lines = text.split("\n")
    if lines[last.lineno - 1][: last.col_offset].strip() or lines[last.lineno - 2].strip().startswith("@"):
        return None
    lines.insert(last.lineno - 1, " " * last.col_offset + f"print({chance.random()})")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
