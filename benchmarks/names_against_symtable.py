"""Name resolution against the standard `symtable`, over everything that the running interpreter brings.

    python benchmarks/names_against_symtable.py [DIRECTORY ...]

Compares the standard library with its tests, the installed packages and the directories given, and prints
how many files, scopes and names were compared, and every difference. Ends with 1 if there is any. A file that
the compiler gets wrong (see `Miscompiled`) is named, and compared in the other way only.
"""

from __future__ import annotations

import sys
import sysconfig
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing import Pool
from pathlib import Path

_HERE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(_HERE), str(_HERE / "src")]

from tests.symtable_oracle import Miscompiled, Tally, compare, compare_apart  # noqa: E402

_WAYS: dict[str, Callable[[bytes, str], Tally]] = {
    "as compiled": compare,
    "comprehensions apart": compare_apart,
}


@dataclass
class _Total:
    """What came of one way of comparing."""

    tally: Tally = field(default_factory=Tally)
    files: int = 0
    not_compiled: int = 0
    miscompiled: list[str] = field(default_factory=list)

    def add(self, outcome: Tally | str) -> None:
        if isinstance(outcome, Tally):
            self.files += 1
            self.tally.scopes += outcome.scopes
            self.tally.names += outcome.names
            self.tally.differences += outcome.differences
        elif outcome:
            self.miscompiled.append(outcome)
        else:
            self.not_compiled += 1

    def report(self, way: str) -> None:
        tally = self.tally
        for difference in tally.differences:
            print(f"  {way}: {difference}")
        for place in self.miscompiled:
            print(f"  {way}: miscompiled, not compared: {place}")
        print(
            f"{way}: {self.files} files ({self.not_compiled} do not compile, {len(self.miscompiled)} are "
            f"miscompiled), {tally.scopes} scopes, {tally.names} names, {len(tally.differences)} differences"
        )


def main(arguments: list[str]) -> int:
    """Compare, print, and say whether all names agree."""
    started = time.perf_counter()
    files = sorted({path for root in (*_brought(), *map(Path, arguments)) for path in _files(root)})
    totals = {way: _Total() for way in _WAYS}
    with Pool(2) as pool:
        for outcomes in pool.imap(_both_ways, files, chunksize=20):
            for way, outcome in outcomes.items():
                totals[way].add(outcome)
    print(f"Python {sys.version.split()[0]}, {len(files)} files, {time.perf_counter() - started:.0f} s")
    for way, total in totals.items():
        total.report(way)
    return int(any(total.tally.differences for total in totals.values()))


def _brought() -> Iterator[Path]:
    paths = sysconfig.get_paths()
    yield Path(paths["stdlib"])
    yield Path(paths["purelib"])


def _files(root: Path) -> Iterator[Path]:
    return (path.resolve() for path in root.rglob("*.py") if path.is_file())


def _both_ways(path: Path) -> dict[str, Tally | str]:
    warnings.simplefilter("ignore")
    text = path.read_bytes()
    return {way: _outcome(check, text, str(path)) for way, check in _WAYS.items()}


def _outcome(check: Callable[[bytes, str], Tally], text: bytes, filename: str) -> Tally | str:
    """What was compared; or where the compiler goes wrong; or nothing, if it does not compile."""
    try:
        return check(text, filename)
    except Miscompiled as problem:
        return f"{filename}: {problem}"
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
