"""Whether all that the whole machine asks about lies in what the sift of the text keeps, and how much that is.

    python benchmarks/soundness_of_sift.py [--unasked] [--rules CEL101,CEL103] [FOLDER ...]

Without folders, of the standard library. Each file is parsed and asked wholly; what rules follow a trail of, and what
they find, has to lie in the rows that are kept for them. Prints what is missed, then for each need the files and bytes
that are left, and what sifting takes. Ends with 1 if anything is missed.
"""

from __future__ import annotations

import argparse
import sys
import sysconfig
import time
import warnings
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

_HERE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(_HERE), str(_HERE / "src")]

from cellophane.check import catalogue  # noqa: E402
from cellophane.source.facts import alone  # noqa: E402
from cellophane.source.sift.regions import kept  # noqa: E402
from cellophane.source.text.source import Unreadable, read  # noqa: E402
from tests.source.sift.whole_machine import missed  # noqa: E402


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
        regions = kept(source.text, set(needs.values()))
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
