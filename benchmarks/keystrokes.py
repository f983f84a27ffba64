"""How long an editor waits for `cellophane server`: from a key pressed to the diagnostics of what is written then.

    python benchmarks/keystrokes.py [--package NAME==VERSION] [--files N] [--keys N]

In files of about 1,000 lines of a package of some 200,000 lines, lines are typed, a key at a time, at places drawn by
lot, through all the broken states between. Each key is sent when the diagnostics of the one before are there. A further
file is a helper, open as well, in which a function is changed that the caller in another buffer hands its closures to:
the caller's diagnostics have to change with it.

Printed are median, 95th percentile and worst, by file and in all, and the memory of the server. Nothing is asserted
about time. What is downloaded stays in `CELLOPHANE_BENCH_CACHE` (without it: `~/.cache/cellophane-bench`).
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median, quantiles

_HERE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(_HERE), str(_HERE / "src")]

from benchmarks.corpora import sources  # noqa: E402
from tests.editing import Editor, editor, memory, piece  # noqa: E402

TYPED = (
    "    late = [lambda: step for step in range(3)]",
    "    for each in range(9): callbacks.append(lambda: each + 1)",
    "    total = sum(value for value in found if value)",
    "    def inner(x): return x",
)
"""Lines as somebody types them."""
HELPER = "kept = []\n\n\ndef hand(function):\n    {}\n"
CALLER = "from cellophane_helper import hand\n\nfor i in range(3):\n    hand(lambda: i)\n"


def main(arguments: Sequence[str]) -> int:
    """Measure and print; 1 if the helper's change did not reach its caller."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--package", default="mne==1.13.2")
    parser.add_argument("--files", type=int, default=10)
    parser.add_argument("--keys", type=int, default=150, help="in each file")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder, "project")
        shutil.copytree(sources(options.package), tree)
        texts = {path: path.read_text("utf-8", "replace") for path in sorted(tree.rglob("*.py"))}
        print(f"{options.package}: {len(texts):,} files, {sum(text.count(chr(10)) for text in texts.values()):,} lines")
        (tree / "cellophane_helper.py").write_text(HELPER.format("function()"))
        with editor(folder=tree) as one:
            one.begin(tree)
            return _measure(one, tree, texts, options)


def _measure(one: Editor, tree: Path, texts: dict[Path, str], options: argparse.Namespace) -> int:
    lot = random.Random(1)
    long = [path for path, text in texts.items() if 800 <= text.count("\n") <= 1200]
    lot.shuffle(long)
    everything: list[float] = []
    for path in long[: options.files]:
        uri = path.as_uri()
        one.open(uri, texts[path])
        one.diagnostics(uri, 1)
        times = list(_typed(one, uri, texts[path], lot, options.keys))[5:]  # the first ones warm up
        everything += times
        _tell(str(path.relative_to(tree)), times, memory(one.process.pid))
        one.close(uri)
    _tell("all", everything, memory(one.process.pid))
    return _reaches(one, tree)


def _typed(one: Editor, uri: str, text: str, lot: random.Random, keys: int) -> Iterator[float]:
    """Type lines behind lines drawn by lot; the milliseconds of each key."""
    lines = text.split("\n")
    version = 1
    while keys > 0:
        row = lot.randrange(len(lines))
        column = len(lines[row].encode("utf-16-le")) // 2
        for key in "\n" + lot.choice(TYPED):
            version += 1
            start = time.perf_counter()
            one.change(uri, version, piece((row, column), (row, column), key))
            one.diagnostics(uri, version)
            yield (time.perf_counter() - start) * 1000
            row, column = (row + 1, 0) if key == "\n" else (row, column + 1)
            keys -= 1
        version += 1
        one.change(uri, version, {"text": text})
        one.diagnostics(uri, version)


def _reaches(one: Editor, tree: Path) -> int:
    """Whether a helper that is changed in one buffer changes the diagnostics of its caller in another."""
    caller, helper = (tree / "cellophane_caller.py").as_uri(), (tree / "cellophane_helper.py").as_uri()
    one.open(caller, CALLER)
    before = one.codes(caller, 1)
    one.open(helper, HELPER.format("function()"))
    one.diagnostics(helper, 1)
    start = time.perf_counter()
    one.change(helper, 2, {"text": HELPER.format("kept.append(function)")})
    after = one.codes(caller)
    print(f"the caller of a helper: {before} before, {after} {(time.perf_counter() - start) * 1000:.0f} ms afterwards")
    return 0 if (before, after) == ([], ["CEL101"]) else 1


def _tell(name: str, times: Sequence[float], held: int) -> None:
    last = quantiles(times, n=20)[-1]
    print(
        f"{name:60} median {median(times):4.0f} ms, 95th {last:4.0f}, worst {max(times):4.0f}"
        f" ({len(times)} keys), {held / 1e6:.0f} MB",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
