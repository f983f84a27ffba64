"""Trees whose bodies are read by and by (`source.text.unread`) against whole ones, over the files of directories.

    python benchmarks/bodies_read_late.py [--seed N] DIRECTORY ...

Of each file a tree with unread bodies is asked in random order about names and places, while bodies are read, and so
is the tree of the whole text (`tests/unread_oracle.py`). Prints every difference, how many files can be read in part,
which share of the text is left out when nothing is wanted of it, and the CPU time that takes. Ends with 1 if there is
any difference.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from multiprocessing import Pool
from pathlib import Path

_HERE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(_HERE), str(_HERE / "src")]

from cellophane.source.text import source  # noqa: E402
from cellophane.source.text.blocks import functions  # noqa: E402
from cellophane.source.text.unread import partly_parsed  # noqa: E402
from tests.unread_oracle import disagreements  # noqa: E402


def main(arguments: list[str]) -> int:
    """Compare, measure, and say whether all answers agree."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("roots", nargs="+", type=Path, metavar="DIRECTORY")
    given = parser.parse_args(arguments)
    files = sorted(path for root in given.roots for path in root.rglob("*.py") if path.is_file())
    outcomes: Counter[str] = Counter()
    with Pool(2) as pool:
        for outcome, differences in pool.imap_unordered(_compared, [(path, given.seed) for path in files], chunksize=8):
            outcomes[outcome] += 1
            for difference in differences:
                print(f"  {difference}")
    print(f"Python {sys.version.split()[0]}, {len(files)} files: {dict(outcomes)}")
    _measure([text for text in map(_text, files) if text is not None])
    return int(outcomes["different"] > 0)


def _compared(asked: tuple[Path, int]) -> tuple[str, list[str]]:
    path, seed = asked
    text = _text(path)
    if text is None:
        return "cannot be read", []
    try:
        differences = disagreements(text, seed)
    except (SyntaxError, source.Unreadable):
        return "cannot be read", []
    if differences is None:
        return "read at once", []
    return "different" if differences else "the same", [f"{path}: {one}" for one in differences]


def _text(path: Path) -> str | None:
    try:
        return source.read(path).text
    except source.Unreadable:
        return None


def _measure(texts: list[str]) -> None:
    size = sum(map(len, texts)) or 1
    left = sum(place.end - place.start for text in texts for place in functions(text) or ())
    print(f"{size / 1e6:.1f} million characters, of which {left / size:.0%} are bodies of functions")
    gc.disable()
    ways: dict[str, Callable[[str], object]] = {
        "where functions end": functions,
        "read in part": lambda text: partly_parsed(text, ()),
        "read wholly": lambda text: source.Source("", text).parse(),
    }
    for way, parse in ways.items():
        print(f"  {way}: {_milliseconds(parse, texts) / size * 1e6:.0f} ms a million characters")


def _milliseconds(parse: Callable[[str], object], texts: Iterable[str]) -> float:
    before = time.process_time()
    for text in texts:
        try:
            parse(text)
        except (SyntaxError, source.Unreadable):
            continue
    return (time.process_time() - before) * 1000


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
