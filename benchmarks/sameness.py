"""Whether findings are the same, byte for byte, in whichever way they come to be.

    python benchmarks/sameness.py [--ways WAY,...] [--keep DIR | --against DIR] [--source SRC] [PACKAGE ...]

A package is a wheel such as `flask==3.1.3`, a folder, or one of the groups `four`, `labelled`, `further` and `standard`
(see `corpora.py`); without any, the four large packages. Each is checked with all rules in each way of `WAYS`, by the
Python that runs this script. What is compared is all that a user sees: the findings at every certainty with their
evidence and fixes as JSON, and the ordinary output, which counts what is hidden. The first way is what the others are
held against. `--keep` writes down what it came to, and `--against` holds the ways against what was kept, perhaps from
another checkout (`--source`) or on another day. Prints what differs; ends with 1 if anything does.

Left out of the comparison is which files are no Python: in more than 2 MB of input that is told only of files that are
parsed for something else. An internal error ends it at once.
"""

from __future__ import annotations

import argparse
import difflib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

_HERE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(_HERE)]

from benchmarks.corpora import named  # noqa: E402

SHOWN = 20
"""Lines that differ to print at most, of each package and way."""

_PUT = """
import importlib, sys
def put(module, name, value):
    module = importlib.import_module(module)
    getattr(module, name)  # a way that changes nothing would prove nothing
    setattr(module, name, value)
"""
_MANY = "put('cellophane.check.parallel', '_cores', lambda: 3)\n"
_ONE = "put('cellophane.check.parallel', '_cores', lambda: 1)\n"
_SPAWNED = """
import multiprocessing
of = multiprocessing.get_context
multiprocessing.get_context = lambda method=None: of('spawn')
"""
_WHOLE = "put('cellophane.check.engine', '_asked_about', lambda rows: None)\n"
_RUN = "from cellophane.cli.main import main\nif __name__ == '__main__': sys.exit(main())\n"


@dataclass(frozen=True)
class Way:
    """A way of running cellophane."""

    setting_up: str = _MANY
    """What is done before it starts."""
    variables: Mapping[str, str] = field(default_factory=dict)
    runs: int = 0
    """How often it runs with one cache; none: without a cache."""


WAYS = {
    "many": Way(),
    "unsifted": Way(variables={"CELLOPHANE_SIFT": "0"}),
    "one": Way(_ONE),
    "spawned": Way(_MANY + _SPAWNED),
    "whole": Way(_MANY + _WHOLE),
    "cold": Way(runs=1),
    "warm": Way(runs=2),
    "hashed": Way(variables={"PYTHONHASHSEED": "1"}),
}
"""Several processes, forked where the system can; nothing sifted; one process; spawned ones; what is left of a file
parsed wholly; a first run that fills a cache, and a second one that takes from it; sets in another order."""


class Broken(Exception):
    """cellophane broke down: two ways that do so in the same words are not the same answer."""


@dataclass(frozen=True)
class Told:
    """What a user sees of a package."""

    findings: str
    """At every certainty, as JSON."""
    summary: str
    """The ordinary output."""

    def differences(self, other: Told, name: str, way: str) -> Iterator[str]:
        """The lines in which another way differs."""
        for mine, others in ((self.findings, other.findings), (self.summary, other.summary)):
            if mine != others:
                yield from difflib.unified_diff(mine.splitlines(), others.splitlines(), name, way, n=2, lineterm="")


def main(arguments: Sequence[str]) -> int:
    """Check all packages in all ways, print what differs, and say whether anything does."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packages", nargs="*", default=["four"], metavar="PACKAGE")
    parser.add_argument("--ways", default=",".join(WAYS), help=f"of {', '.join(WAYS)} (default: all)")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="write down what the first way came to")
    parser.add_argument("--against", type=Path, metavar="DIR", help="hold the ways against what was kept there")
    parser.add_argument("--source", type=Path, default=_HERE / "src", metavar="SRC", help="the cellophane to run")
    options = parser.parse_args(arguments)
    ways = options.ways.split(",")
    if unknown := set(ways) - set(WAYS):
        parser.error(f"no such way: {', '.join(sorted(unknown))}")
    different = 0
    for folder in named(options.packages):
        kept = None if options.against is None else _kept(options.against, folder)
        different += sum(_compared(folder, ways, options.source.resolve(), kept, options.keep))
    print(f"{different} differ" if different else "all the same")
    return int(different > 0)


def _compared(folder: Path, ways: Sequence[str], source: Path, first: Told | None, keep: Path | None) -> Iterator[bool]:
    """For each way, whether what it comes to differs from what was kept, or from the first way."""
    for way in ways:
        started = time.perf_counter()
        told = _told(folder, WAYS[way], source)
        seconds = time.perf_counter() - started
        if keep is not None and first is None:
            _write(keep, folder, told)
        first = first or told
        lines = list(islice(first.differences(told, "first", way), SHOWN))
        count = told.findings.count('"certainty": ')
        print(f"{folder.name:<28} {way:<9} {count:5} findings {seconds:7.1f} s{'  DIFFERS' * bool(lines)}", flush=True)
        for line in lines:
            print(f"  {line}", flush=True)
        yield bool(lines)


def _told(folder: Path, way: Way, source: Path) -> Told:
    """What one way of checking a folder comes to."""
    with tempfile.TemporaryDirectory() as cache:
        os.environ["XDG_CACHE_HOME"] = cache
        kept = () if way.runs else ("--no-cache",)
        for _ in range(max(1, way.runs)):
            findings = _output(folder, way, source, ("--certainty", "possible", "--output-format", "json", *kept))
            summary = _output(folder, way, source, ("--output-format", "full", *kept))
    return Told(_without_unreadable(findings), _without_counts(summary))


def _output(folder: Path, way: Way, source: Path, options: Sequence[str]) -> str:
    command = [sys.executable, "-c", f"{_PUT}{way.setting_up}{_RUN}", "check", "--isolated", "--select", "ALL"]
    done = subprocess.run(
        [*command, "--exclude", "site-packages", *options, "."],
        cwd=folder,
        env={**os.environ, "COLUMNS": "120", **way.variables, "PYTHONPATH": str(source), "NO_COLOR": "1"},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode not in (0, 1, 2) or "internal error" in done.stderr or "Traceback" in done.stderr:
        raise Broken(f"{folder.name}: exit code {done.returncode}\n{done.stderr}")
    return done.stdout


def _without_unreadable(findings: str) -> str:
    return json.dumps([one for one in json.loads(findings) if one["code"] != "invalid-syntax"], indent=1)


def _without_counts(summary: str) -> str:
    """The ordinary output without how many files could be checked."""
    summary = re.sub(r"(?m)^\d+ problems? kept something from being done\.\n", "", summary)
    return re.sub(r"(?m)^(Found .*?)(?: elsewhere)? \(checked .*\)\.$", r"\1", summary)


def _kept(directory: Path, folder: Path) -> Told:
    findings, summary = ((directory / f"{folder.name}.{kind}").read_text("utf-8") for kind in ("json", "txt"))
    return Told(findings, summary)


def _write(directory: Path, folder: Path, told: Told) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    (directory / f"{folder.name}.json").write_text(told.findings, "utf-8")
    (directory / f"{folder.name}.txt").write_text(told.summary, "utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
