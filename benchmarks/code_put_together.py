"""Code taken apart and put together again, with and without operations put in, over all that the interpreter brings.

    python benchmarks/code_put_together.py [DIRECTORY ...]

Takes the standard library with its tests, the installed packages and the directories given, and prints how many files
and code objects were compared, and every difference. Ends with 1 if there is any.
"""

from __future__ import annotations

import sys
import sysconfig
import time
import warnings
from collections.abc import Iterator
from multiprocessing import Pool
from pathlib import Path

_HERE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(_HERE), str(_HERE / "src")]

from tests.assembled import differences, nested  # noqa: E402


def main() -> int:
    warnings.simplefilter("ignore")
    begin, files, codes, wrong = time.perf_counter(), 0, 0, 0
    with Pool() as pool:
        for path, many, found in pool.imap_unordered(_compared, _files(), chunksize=16):
            files += many > 0
            codes += many
            wrong += len(found)
            for difference in found:
                print(f"{path}: {difference}")
    seconds = time.perf_counter() - begin
    print(f"Python {sys.version.split()[0]}: {files} files, {codes} code objects, {wrong} differences, {seconds:.0f} s")
    return wrong > 0


def _files() -> Iterator[Path]:
    paths = sysconfig.get_paths()
    for directory in dict.fromkeys((paths["stdlib"], paths["purelib"], *sys.argv[1:])):
        yield from sorted(Path(directory).rglob("*.py"))


def _compared(path: Path) -> tuple[Path, int, list[str]]:
    """How many code objects it has, and what differs; none if it does not compile."""
    warnings.simplefilter("ignore")
    try:
        code = compile(path.read_bytes(), str(path), "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return path, 0, []
    every = list(nested(code))
    return path, len(every), [each for one in every for each in differences(one)]


if __name__ == "__main__":
    sys.exit(main())
