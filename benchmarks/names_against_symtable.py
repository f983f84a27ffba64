"""Name resolution against the standard `symtable`, over everything that the running interpreter brings.

    python benchmarks/names_against_symtable.py [DIRECTORY ...]

Compares the standard library with its tests, the installed packages and the directories given, and prints
how many files, scopes and names were compared, and every difference. Ends with 1 if there is any.
"""

from __future__ import annotations

import sys
import sysconfig
import time
import warnings
from collections.abc import Callable, Iterator
from multiprocessing import Pool
from pathlib import Path

_HERE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(_HERE), str(_HERE / "src")]

from tests.symtable_oracle import Tally, compare, compare_apart  # noqa: E402

_WAYS: dict[str, Callable[[bytes, str], Tally]] = {
    "as compiled": compare,
    "comprehensions apart": compare_apart,
}


def main(arguments: list[str]) -> int:
    """Compare, print, and say whether all names agree."""
    started = time.perf_counter()
    files = sorted({path for root in (*_brought(), *map(Path, arguments)) for path in _files(root)})
    totals = {way: Tally() for way in _WAYS}
    compared, skipped = dict.fromkeys(_WAYS, 0), dict.fromkeys(_WAYS, 0)
    with Pool(2) as pool:
        for results in pool.imap(_both_ways, files, chunksize=20):
            for way, tally in results.items():
                if tally is None:
                    skipped[way] += 1
                    continue
                compared[way] += 1
                totals[way].scopes += tally.scopes
                totals[way].names += tally.names
                totals[way].differences += tally.differences
    print(f"Python {sys.version.split()[0]}, {len(files)} files, {time.perf_counter() - started:.0f} s")
    for way, total in totals.items():
        print(*(f"  {way}: {difference}" for difference in total.differences), sep="\n", end="")
        print(
            f"{way}: {compared[way]} files ({skipped[way]} do not compile), {total.scopes} scopes, "
            f"{total.names} names, {len(total.differences)} differences"
        )
    return int(any(total.differences for total in totals.values()))


def _brought() -> Iterator[Path]:
    paths = sysconfig.get_paths()
    yield Path(paths["stdlib"])
    yield Path(paths["purelib"])


def _files(root: Path) -> Iterator[Path]:
    return (path.resolve() for path in root.rglob("*.py") if path.is_file())


def _both_ways(path: Path) -> dict[str, Tally | None]:
    warnings.simplefilter("ignore")
    text = path.read_bytes()
    return {way: _tried(check, text, str(path)) for way, check in _WAYS.items()}


def _tried(check: Callable[[bytes, str], Tally], text: bytes, filename: str) -> Tally | None:
    try:
        return check(text, filename)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
