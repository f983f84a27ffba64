"""Installing a library never turns a finding into silence without an end that was seen.

    PYTHONPATH=src python benchmarks/installed_and_not.py ENVIRONMENT PROGRAM …

Checks each program (a file, or a directory of them) as if the libraries of the environment were installed, and as if
nothing was: in an empty environment that is made for it. Prints each capture that is reported the one way and safe
the other, with how its ways end there, and those whose certainty differs. The exit code is 1 if one is silent for no
reason.
"""

from __future__ import annotations

import sys
import tempfile
import venv
from collections.abc import Iterator
from pathlib import Path

from cellophane.model.finding import Certainty
from cellophane.source.analysis import Analysis
from cellophane.source.following.trails import Trail
from cellophane.source.text.source import read

Captured = tuple[str, int, int, str]
"""A file, the place of a closure in it, and the variable."""


def trails(program: Path, python: Path) -> Iterator[tuple[Captured, Trail]]:
    """The trails of the closures that a loop spoils, in the packages of an environment."""
    facts = Analysis().facts(read(program), python=python)
    for site, variable in facts.captured_in_loops:
        yield (str(program), site.lineno, site.col_offset, variable.name), facts.trail(site, variable)


def sure(trail: Trail) -> Certainty | None:
    """How sure it is that the closure runs late; none if it does not."""
    return trail.stale.certainty if trail.stale is not None else None


def compared(program: Path, with_: Path, without: Path) -> Iterator[tuple[str, bool]]:
    """What differs, in a line each, and whether something is silent for no reason."""
    one, other = dict(trails(program, with_)), dict(trails(program, without))
    for place, trail in one.items():
        words = [found.word if (found := sure(each)) else "safe" for each in (trail, other[place])]
        silent = [each for each in (trail, other[place]) if sure(each) is None]
        unseen = any(not each.over and each.settled is None for each in silent)
        if words[0] != words[1] or unseen:
            ends = sorted(
                {f"{over.reason.value}: {over.outcome.cause.verb.value}" for each in silent for over in each.over}
            )
            yield f"{place[0]}:{place[1]}: {place[3]}: {words[0]} installed, {words[1]} not; {', '.join(ends)}", unseen


def main(environment: str, programs: list[str]) -> int:
    """Compare all, and tell."""
    files = [f for p in map(Path, programs) for f in (sorted(p.rglob("*.py")) if p.is_dir() else [p])]
    lost = 0
    with tempfile.TemporaryDirectory() as empty:
        venv.create(empty)
        for program in files:
            for line, unseen in compared(program, Path(environment), Path(empty)):
                print(line)
                lost += unseen
    print(f"{len(files)} programs, {lost} silent for no reason")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
