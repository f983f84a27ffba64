"""What closures are said to weigh, against what the allocator sees freed when they go away.

    python benchmarks/sizes_against_tracemalloc.py [ITEMS ...]

For each sort of closure of `tests/weighed.py` and each number of items (300 and 10,000 if none is given): what
`measure` says would be freed, what `tracemalloc` sees freed, and the ratio; then the ratios of `objsize` and `pympler`,
where they are installed (of the captured values, for they do not look into functions; they tell what is reached, and
do not claim to tell what is freed). Ends with 1 if a ratio of
`measure` is more than 5 % off.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

_HERE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(_HERE), str(_HERE / "src")]

from cellophane.live.sizes import measure  # noqa: E402
from tests.weighed import NUMPY, PLAIN, freed  # noqa: E402

_TOLERANCE = 0.05


def _measured(subject: Any) -> int:
    return measure(subject, seconds=100, objects=10_000_000).retained


def _objsize(subject: Any) -> int:
    import objsize  # type: ignore[import-not-found]

    return int(objsize.get_deep_size(*_values(subject)))


def _pympler(subject: Any) -> int:
    from pympler import asizeof  # type: ignore[import-not-found]

    return int(asizeof.asizeof(*_values(subject)))


def _values(subject: Any) -> list[Any]:
    return [cell.cell_contents for cell in subject.__closure__ or ()]


def main(numbers: list[int]) -> int:
    """Prints a row for each closure; 1 if any is too far off."""
    installed = {name: way for name, way in (("objsize", _objsize), ("pympler", _pympler)) if _has(name)}
    makers = PLAIN + NUMPY if _has("numpy") else PLAIN
    off = 0
    print(
        f"{'closure':32}{'items':>8}{'predicted':>12}{'freed':>12}{'ratio':>8}", *(f"{name:>9}" for name in installed)
    )
    for many in numbers:
        for make in makers:
            predicted, seen = freed(make, many, _measured)
            ratio = predicted / seen
            off += abs(ratio - 1) > _TOLERANCE
            peers = [_ratio(*freed(make, many, way)) for way in _guarded(installed)]
            print(f"{make.__name__:32}{many:8,}{predicted:12,}{seen:12,}{ratio:8.3f}", *peers, flush=True)
    print(f"{len(numbers) * len(makers)} closures, {off} more than {_TOLERANCE:.0%} off")
    return int(off > 0)


def _guarded(ways: Mapping[str, Callable[[Any], int]]) -> list[Callable[[Any], int]]:
    """The same, with 0 for what they fail at."""

    def guarded(way: Callable[[Any], int]) -> Callable[[Any], int]:
        def ask(subject: Any) -> int:
            try:
                return way(subject)
            except Exception:
                return 0

        return ask

    return [guarded(way) for way in ways.values()]


def _ratio(predicted: int, seen: int) -> str:
    return f"{predicted / seen:9.2f}" if predicted else "   failed"


def _has(name: str) -> bool:
    return importlib.util.find_spec(name) is not None


if __name__ == "__main__":
    sys.exit(main([int(each) for each in sys.argv[1:]] or [300, 10_000]))
