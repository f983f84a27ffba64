"""Whether all that the whole machine asks about, or finds, lies in what the sift of the text keeps, and how much that is.

    python benchmarks/soundness_of_sift.py [--rules CEL101,CEL103] [FOLDER ...]

Without folders, of the standard library. Each file is parsed and asked wholly; what rules follow a trail of, and what
they find, has to lie in the rows that are kept for them. Prints what is missed, then for each need the files and bytes
that are left, and what sifting takes. Ends with 1 if anything is missed.
"""

from __future__ import annotations

import argparse
import ast
import sys
import sysconfig
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from cellophane.check import catalogue  # noqa: E402
from cellophane.source.facts import Facts, alone  # noqa: E402
from cellophane.source.sift.needs import Needs, Region  # noqa: E402
from cellophane.source.sift.regions import Rows, kept  # noqa: E402
from cellophane.source.text.source import Unreadable, read  # noqa: E402


def captured_in_loops(facts: Facts) -> Iterator[ast.AST]:
    """The closures that read a variable which is bound later in a loop that makes them."""
    for site, variable in facts.captured_in_loops:
        made = facts._lifetimes.made(site, variable)
        if made is not None:
            flow, makes = made
            if any(True for make in makes for _ in facts._rebindings._bound_later(flow, make, variable)):
                yield site


def rebound(facts: Facts) -> Iterator[ast.AST]:
    """The closures that read a variable which is bound twice."""
    yield from (site for site, _ in facts.replaced.candidates(facts.captures))
    yield from (one.site for one in facts.own_names)


ASKED: Mapping[Region, Callable[[Facts], Iterator[ast.AST]]] = {
    Region.LOOP: captured_in_loops,
    Region.REBOUND: rebound,
}
"""What rules follow a trail of, for each region they need."""


def missed(facts: Facts, codes: Sequence[str], regions: Mapping[Needs, Rows]) -> Iterator[str]:
    """What rules ask about or find outside of the regions."""
    for code in codes:
        rule = catalogue.load(code)
        rows = regions.get(rule.needs, ())
        places = [(finding.span.row, "found") for finding in rule.find(facts)]
        places += [(getattr(node, "lineno", 0), "asked") for node in ASKED.get(rule.needs.region, _nothing)(facts)]
        for row, how in places:
            if not any(first <= row <= last for first, last in rows):
                yield f"{code} {facts.source.filename}:{row} {how}"


def _nothing(facts: Facts) -> Iterator[ast.AST]:
    yield from ()


def main(arguments: Sequence[str]) -> int:
    """Look at all files, print what is missed, and say whether there is any."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rules", default=",".join(catalogue.codes()))
    parser.add_argument("--unasked", action="store_true", help="sift only: say what is left, and how long it takes")
    parser.add_argument("folders", nargs="*", default=[sysconfig.get_paths()["stdlib"]])
    options = parser.parse_args(arguments)
    codes = [code for code in options.rules.split(",") if code]
    needs = {code: catalogue.load(code).needs for code in codes}
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(5000)
    files, size, spent, lost = 0, 0, 0.0, 0
    left: dict[str, Counter[str]] = {code: Counter() for code in codes}
    for path in sorted(path for folder in options.folders for path in Path(folder).rglob("*.py")):
        try:
            source = read(str(path))
        except (Unreadable, OSError):
            continue
        data = source.text.encode("utf-8", "surrogatepass")
        begin = time.process_time()
        regions = kept(data, set(needs.values()))
        spent += time.process_time() - begin
        files, size = files + 1, size + len(data)
        rows = data.splitlines(keepends=True)
        for code in codes:
            found = regions.get(needs[code], ())
            left[code]["files"] += bool(found)
            left[code]["bytes"] += sum(len(row) for first, last in found for row in rows[first - 1 : last])
        if options.unasked:
            continue
        try:
            for one in missed(alone(source), codes, regions):
                lost += 1
                print(one, flush=True)
        except (Unreadable, RecursionError):
            continue
    print(f"{files} files, {size / 1e6:.1f} MB, sifted in {spent * 1e9 / max(size, 1):.1f} ms/MB; {lost} missed")
    for code in codes:
        share = 100 * left[code]["bytes"] / max(size, 1)
        print(f"{code} {needs[code].region.value}: {left[code]['files']} files and {share:.2f} % of the bytes left")
    return int(lost > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
