"""How long it takes to tell what stands under a cursor, in files of 1,000 and of 30,000 lines whose facts are known.

    python benchmarks/under_the_cursor.py [--lines N ...] [--places N]

The files are made of modules of the standard library, one after the other. What is told is milliseconds, at random
names and closures: to hover over a name, to go from one to its bindings, to follow a closure for its trail, to hover
over one that was followed, and to hint at captures in a window of 60 lines. Their `first` is set apart.
"""

from __future__ import annotations

import argparse
import sys
import sysconfig
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from random import Random
from statistics import quantiles
from time import perf_counter

from cellophane.check.cursor import hovers
from cellophane.check.cursor.definitions import definitions
from cellophane.check.cursor.hints import hints
from cellophane.check.cursor.pointing import closure_at, name_at
from cellophane.check.why import why
from cellophane.report.hover import markdown
from cellophane.source.facts import Facts, alone
from cellophane.source.text.source import Source, from_bytes
from cellophane.source.tree.identifiers import identifier, keyword

WINDOW = 60


def main(arguments: Sequence[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, nargs="*", default=[1000, 30_000], metavar="N", help="of each file")
    parser.add_argument("--places", type=int, default=300, metavar="N", help="of each kind (default: 300)")
    options = parser.parse_args(arguments)
    for lines in options.lines:
        known = alone(Source("benchmark.py", text(lines)))
        found = len(known.stale)  # the file is followed, as a check does
        print(f"{known.source.last_row} lines, {len(known.sites)} closures, {found} of them stale")
        measure(known, options.places)
    return 0


def text(lines: int) -> str:
    """Modules of the standard library behind each other, until there are that many lines, and no line more."""
    found: list[str] = []
    for path in sorted(Path(sysconfig.get_paths()["stdlib"]).glob("*.py")):
        content = from_bytes(path.read_bytes(), path.name).text
        if "from __future__" not in content:
            found += content.split("\n")
        while len(found) >= lines:
            try:
                cut = "\n".join(found[:lines])
                Source("benchmark.py", cut).parse()
            except Exception:
                lines -= 1  # not in the midst of a statement
                continue
            return cut
    raise SystemExit(f"the standard library has no {lines} lines in its directory")


def measure(known: Facts, places: int) -> None:
    """Ask at random places."""
    random = Random(0)
    uses = list(known.names.all_uses())
    spans = [identifier(known.source, one.node) for one in random.sample(uses, min(places, len(uses)))]
    sites = random.sample(known.sites, min(places, len(known.sites)))
    names = [(span.row, span.column) for span in spans if span is not None]
    closures = [(span.row, span.column) for site in sites if (span := keyword(known.source, site)) is not None]
    rows = [random.randrange(1, known.source.last_row) for _ in range(places)]
    tell("name: hover", [timed(partial(hover_name, known, *place)) for place in names])
    tell("name: go to", [timed(partial(go_to, known, *place)) for place in names])
    tell("closure: trail", [timed(partial(why, known, site, ())) for site in sites])
    tell("closure: hover", [timed(partial(hover_closure, known, *place)) for place in closures])
    tell("hints in a window", [timed(partial(hints, known, range(row, row + WINDOW))) for row in rows])


def hover_name(known: Facts, row: int, column: int) -> None:
    pointed = name_at(known, row, column)
    assert pointed is not None
    markdown(hovers.of_name(known, pointed))


def hover_closure(known: Facts, row: int, column: int) -> None:
    site = closure_at(known, row, column)
    assert site is not None
    markdown(hovers.of_closure(known, site, ()))


def go_to(known: Facts, row: int, column: int) -> None:
    pointed = name_at(known, row, column)
    assert pointed is not None
    definitions(known, pointed)


def timed(act: Callable[[], object]) -> float:
    """Milliseconds."""
    begun = perf_counter()
    act()
    return (perf_counter() - begun) * 1000


def tell(what: str, times: Sequence[float]) -> None:
    """Print how long it took."""
    cuts = quantiles(times, n=100)
    usual = f"median {cuts[49]:6.2f}   95th {cuts[94]:7.2f}   most {max(times[1:]):8.2f}"
    print(f"  {what:18} first {times[0]:8.2f}   {usual}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
