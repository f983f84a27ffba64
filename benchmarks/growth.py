"""How time and memory grow from 0.1 to 20 million lines: a line, not a curve.

    python benchmarks/growth.py [--sizes 0.1,0.5,2,5,10,20] [--rounds N] [--select CODES] [--page PAGE]

Of the four large packages (see `corpora.py`), which are two million lines, so many copies are put side by side in the
cache, each under a name of its own; less than two million lines are every so-manieth folder of them. Each size is
checked as a whole, without a cache, N times. Prints the seconds that a million lines take, on the clock and of
computing, and the peak memory of the largest process, which is not to grow. `--page` puts the table into a page, in the
place of the one that is there. Ends with 1 if a run ended otherwise than with 0, 1 or 2.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

_HERE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(_HERE)]

from benchmarks.corpora import WHEELS, cache, sources  # noqa: E402
from benchmarks.pages import put  # noqa: E402
from benchmarks.runs import run  # noqa: E402

SIZES = "0.1,0.5,2,5,10,20"
_WHOLE = 2_000_000
"""Lines of the four packages, about."""


def main(arguments: Sequence[str]) -> int:
    """Measure each size, print, and say whether all runs came to their end."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default=SIZES, metavar="SIZES", help=f"in millions of lines (default: {SIZES})")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="runs of each size (default: 3)")
    parser.add_argument("--select", default="ALL", metavar="CODES", help="the rules (default: ALL)")
    parser.add_argument("--page", type=Path, help="the page to put the table into")
    options = parser.parse_args(arguments)
    command = [sys.executable, "-m", "cellophane", "check", "--isolated", "--no-cache", "--select", options.select]
    table = ["| lines | files | on the clock, a million lines | computing, a million lines | largest process |"]
    table.append("|---|---|---|---|---|")
    print("\n".join(table), flush=True)
    codes = set()
    for size in map(float, options.sizes.split(",")):
        folder = grown(size)
        paths = list(folder.rglob("*.py"))
        lines = sum(path.read_bytes().count(b"\n") for path in paths)
        several = [
            run([*command, "--output-format", "concise", "."], folder, {"PYTHONPATH": str(_HERE / "src")})
            for _ in range(max(1, options.rounds))
        ]
        codes |= {one.code for one in several}
        each = 1_000_000 / lines
        table.append(
            f"| {lines:,} | {len(paths):,} | {median(one.seconds for one in several) * each:.2f} s "
            f"| {median(one.computing for one in several) * each:.2f} s "
            f"| {max(one.megabytes for one in several):.0f} MB |"
        )
        print(table[-1], flush=True)
    if options.page is not None:
        put(options.page, "growth", "\n".join(table))
    return int(not codes <= {0, 1, 2})


def grown(millions: float) -> Path:
    """A folder with so many lines, made if it is not there."""
    folder = cache() / "grown" / f"{millions:g}"
    if not folder.is_dir():
        unfinished = folder.with_name(f"{folder.name}.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        for source, target in _copies(millions * 1_000_000 / _WHOLE):
            (unfinished / target).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, unfinished / target)
        unfinished.rename(folder)
    return folder


def _copies(times: float) -> Iterator[tuple[Path, str]]:
    """Files, and where to put them: all of the packages so many times, or of their folders a share."""
    for number in range(max(1, round(times))):
        for wheel in WHEELS:
            root = sources(wheel)
            for index, folder in enumerate(sorted({path.parent for path in root.rglob("*.py")})):
                if times >= 1 or int((index + 1) * times) > int(index * times):
                    for path in sorted(folder.glob("*.py")):
                        yield path, os.path.join(f"copy_{number}", wheel, path.relative_to(root))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
