"""How much memory `hoard` and `measure` take themselves, against the number of objects that they look at.

    python benchmarks/memory_of_the_looker.py [OBJECTS ...]

For each number of objects (100,000, 300,000 and 3,000,000 if none is given) and each way in which they hang together: a
process of its own makes them and calls `hoard()` and `measure`, by a clock that stands still, so that nothing but their
own limits ends them; and says by how much its memory grew at the most, in all and for each object, and how many objects
the one that `measure` calls looked at. Ends with 1 if that is more than is said in `live.reach`.
"""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

_HERE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(_HERE), str(_HERE / "src")]

from cellophane.live import deadline  # noqa: E402
from cellophane.live.hoard import hoard  # noqa: E402
from cellophane.live.reach import BYTES, MOST  # noqa: E402
from cellophane.live.sizes import measure  # noqa: E402

_BESIDE = 30_000_000  # bytes: what is imported, and what each look begins with


class Plain:
    """An object that keeps its attributes without a dictionary until it is asked for one."""

    def __init__(self, number: int) -> None:
        self.number, self.inside = number + 1000, [number]


def holder(value: Any) -> Callable[[], Any]:
    """A closure that keeps a value alive."""
    return lambda: value


def one_closure(many: int) -> Any:
    """All objects behind one closure."""
    return holder([Plain(each) for each in range(many // 3)])


def no_closure(many: int) -> Any:
    """All objects in a module: they stay, whatever becomes of closures."""
    return [Plain(each) for each in range(many // 3)]


def chain(many: int) -> Any:
    """Each closure holds the next one."""
    function = holder(0)
    for _ in range(many // 300):
        function = holder((function, [[each] for each in range(100)]))
    return function


def shared(many: int) -> Any:
    """Many containers of the same objects: few objects, and many times as many references."""
    inside = [object() for _ in range(20_000)]
    return holder([list(inside) for _ in range(many // 20_000)])


MAKERS: dict[str, Callable[[int], Any]] = {each.__name__: each for each in (one_closure, no_closure, chain, shared)}


def grown(look: Callable[[], object]) -> int:
    """By how many bytes the memory of this process grows at the most while something is done."""
    status = Path("/proc/self/status")
    Path("/proc/self/clear_refs").write_text("5")  # the highest mark begins anew
    before = _kilobytes(status, "VmRSS")
    look()
    return (_kilobytes(status, "VmHWM") - before) * 1024


def _kilobytes(status: Path, name: str) -> int:
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith(name))


def one(name: str, many: int) -> int:
    """In a process of its own: prints a line, and 1 if too much was taken."""
    deadline._now = lambda: 0.0
    globals()["MADE"] = made = MAKERS[name](many)
    gc.collect()
    notes: list[str] = []
    ranked = grown(lambda: notes.append(hoard(5, seconds=2).note))
    weighed = grown(lambda: notes.append(measure(made).note))
    most = min(many, MOST)
    print(
        f"{sys.version.split()[0]:8}{name:14}{many:11,} objects   hoard {ranked / 1e6:7.1f} MB"
        f"   measure {weighed / 1e6:7.1f} MB {weighed / most:6.0f} B/object   {'; '.join(filter(None, notes))}",
        flush=True,
    )
    return int(max(ranked, weighed) > BYTES * most + _BESIDE)


def main(arguments: list[str]) -> int:
    """Prints a line for each number of objects and each way; 1 if one of them takes too much."""
    if arguments[:1] == ["--one"]:
        return one(arguments[1], int(arguments[2]))
    numbers = [int(each) for each in arguments] or [100_000, 300_000, 3_000_000]
    runs = [(name, many) for many in numbers for name in MAKERS]
    return max(subprocess.run([sys.executable, __file__, "--one", name, str(many)]).returncode for name, many in runs)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
