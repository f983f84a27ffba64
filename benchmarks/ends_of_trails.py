"""Every closure that reads what a loop rebinds has a finding, or an end that was seen: none is silent for no reason.

    PYTHONPATH=src python benchmarks/ends_of_trails.py DIRECTORY …

Follows each such closure in the files below the directories (those of installed packages by default) and counts how
its trail comes out: by certainty if it can run late, by why it need not be followed, or by how all of its ways end.
The exit code is 1 if some trail says nothing.
"""

from __future__ import annotations

import sys
import sysconfig
from collections import Counter
from collections.abc import Iterator

from cellophane.model.problem import Problem
from cellophane.source.analysis import Analysis
from cellophane.source.following.trails import Trail
from cellophane.source.text.source import Unreadable, read
from cellophane.workspace.files import Search, find
from cellophane.workspace.settings import DEFAULT, Nearest


def trails(directory: str) -> Iterator[tuple[str, Trail]]:
    """The trails of a directory's files, with the name of the file."""
    analysis = Analysis()
    for found in find([directory], Search(Nearest(DEFAULT))):
        if isinstance(found, Problem) or not found.path.endswith(".py"):
            continue
        try:
            facts = analysis.facts(read(found.path))
        except (Unreadable, RecursionError):
            continue
        for site, variable in facts.captured_in_loops:
            yield found.path, facts.trail(site, variable)


def outcome(trail: Trail) -> str:
    """How a trail comes out, in a word or two; empty if it says nothing."""
    if trail.stale is not None:
        return trail.stale.certainty.word
    if trail.settled is not None:
        return f"settled: {trail.settled.value}"
    return " and ".join(sorted({over.reason.value for over in trail.over}))


def main(directories: list[str]) -> int:
    """Print the counts."""
    counts: Counter[str] = Counter()
    for directory in directories or [sysconfig.get_paths()["purelib"]]:
        for path, trail in trails(directory):
            counts[outcome(trail)] += 1
            if not outcome(trail):
                print(f"{path}:{trail.site.lineno}: {trail.variable.name}")
    for text, count in counts.most_common():
        print(f"{count:7}  {text or 'SILENT FOR NO REASON'}")
    print(f"{counts.total():7}  closures that read what a loop binds")
    return 1 if counts[""] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
