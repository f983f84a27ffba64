"""What all rules together cost beside those about late reads in loops, and what each costs beside those.

    python benchmarks/cost_of_rules.py [--pairs N] [--each]

Four large packages (some two million lines; see `corpora.py`) are checked with CEL101 and CEL102, with the
family CEL1, and with all rules, in turn, without caches and settings. It counts the seconds of computing of all
processes, which what else the machine does hardly moves, and prints the medians of the ratios of each round. With
`--each`, also CEL101 and CEL102 with one further rule. It ends with 1 if all rules cost more than 1.6 times the family
CEL1.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median

_HERE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(_HERE), str(_HERE / "src")]

from benchmarks.corpora import WHEELS, sources  # noqa: E402
from benchmarks.runs import run  # noqa: E402
from cellophane.check import catalogue  # noqa: E402

LOOPS = "CEL101,CEL102"
MOST = 1.6
"""How many times the family CEL1 all rules may cost."""


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and say whether all rules stay within what they may cost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=3, metavar="N", help="runs of each selection (default: 3)")
    parser.add_argument("--each", action="store_true", help="also each rule by itself")
    wanted = parser.parse_args(arguments)
    os.environ["PYTHONPATH"] = str(_HERE / "src")  # what is measured is this checkout, not what is installed
    roots = [str(sources(wheel)) for wheel in WHEELS]
    selections = [LOOPS, "CEL1", "ALL"]
    if wanted.each:
        selections += [f"{LOOPS},{code}" for code in catalogue.codes() if code not in LOOPS]
    rounds = [{one: computing(one, roots) for one in selections} for _ in range(max(1, wanted.pairs))]
    for one in selections:
        ratio = median(times[one] / times[LOOPS] for times in rounds)
        print(f"{one:<24} {median(times[one] for times in rounds):7.2f} s  {ratio:.2f} times {LOOPS}")
    ratio = median(times["ALL"] / times["CEL1"] for times in rounds)
    print(f"all rules cost {ratio:.2f} times the family CEL1")
    return int(ratio > MOST)


def computing(selection: str, roots: Sequence[str]) -> float:
    """The seconds of computing that a selection of rules takes."""
    command = [sys.executable, "-m", "cellophane", "check", "--isolated", "--no-cache", "--select", selection]
    return run([*command, "--output-format", "concise", *roots]).computing


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
