"""How long calls take: several callables in turn, by the standard library's own timer.

Each callable gets a loop of its own, whose call the interpreter specialises for it alone. They are timed by turns, so
that whatever else the machine does meets all of them; what is told are medians, quartiles, and ratios within a turn.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from keyword import iskeyword
from time import perf_counter
from timeit import Timer
from types import AsyncGeneratorType, CoroutineType, GeneratorType
from typing import Any

from cellophane.model.cost import Spread

_A_TURN = (
    0.0005  # seconds for the calls of one callable: long beside a look at the clock, short beside a turn of others
)
_TICKS = 100
"""So many steps of the clock are in a turn at the least: in a browser one takes a tenth of a millisecond."""
_LOOKS = 100_000
_FEWEST, _MOST = 5, 1_000  # turns
_ENDLESS = 100_000  # items of a generator
_GOES_ON = f"it has not ended after {_ENDLESS:,} items: call it so that it does"

PLAIN = "{call}"
EXHAUSTED = "for item in {call}: pass"
AWAITED = "coroutine = {call}\ntry: coroutine.send(None)\nexcept StopIteration: pass"
DRAINED = AWAITED.replace("{call}", "drained({call})")


class NotTimed(Exception):
    """Calls cannot be timed; the message says why."""


@dataclass(frozen=True, slots=True)
class Call:
    """With which arguments something is called, and what is done with what comes of it."""

    arguments: tuple[Any, ...]
    named: Mapping[str, Any]
    way: str = PLAIN

    def timer(self, subject: Callable[..., Any], now: Callable[[], float] = perf_counter) -> Timer:
        """What times calls of this callable, by that clock."""
        values = {"subject": subject, **{f"value{number}": each for number, each in enumerate(self._values())}}
        setup = "\n".join(f"{name} = _{name}" for name in values)
        known = {f"_{name}": value for name, value in values.items()}
        return Timer(self._statement(), setup, now, known | {"drained": _drained, "named": dict(self.named)})

    def _values(self) -> list[Any]:
        return [*self.arguments, *self.named.values()]

    def _statement(self) -> str:
        names = [f"value{number}" for number in range(len(self._values()))]
        positional, keyword = names[: len(self.arguments)], names[len(self.arguments) :]
        pairs = [f"{name}={value}" for name, value in zip(self.named, keyword, strict=True)]
        if not all(name.isidentifier() and not iskeyword(name) for name in self.named):
            pairs = ["**named"]
        return self.way.format(call=f"subject({', '.join([*positional, *pairs])})")


@dataclass(frozen=True, slots=True)
class Timed:
    """The times of several callables."""

    seconds: tuple[Spread, ...]
    """Of one call of each."""
    ratios: tuple[Spread, ...]
    """Of that to one of the first, within the same turn."""
    rounds: int
    calls: int


def way_of(result: Any) -> str:
    """How to time a call to its end, judged by what one returned: a generator has to be exhausted, say.

    Raises `NotTimed` for a generator that goes on and on, and for what has to wait for something.

    >>> way_of(3) == PLAIN, way_of(number for number in range(3)) == EXHAUSTED
    (True, True)
    """
    if type(result) is GeneratorType:
        if sum(1 for _ in islice(result, _ENDLESS)) == _ENDLESS:
            raise NotTimed(_GOES_ON)
        return EXHAUSTED
    if type(result) is AsyncGeneratorType:
        _run(_drained(result, _ENDLESS))
        return DRAINED
    if type(result) is CoroutineType:
        _run(result)
        return AWAITED
    return PLAIN


def _run(coroutine: Coroutine[Any, Any, Any]) -> None:
    try:
        coroutine.send(None)
    except StopIteration:
        return
    coroutine.close()
    raise NotTimed("it waits for something: only an event loop can run it to its end")


async def _drained(items: AsyncGeneratorType[Any, Any], most: int | None = None) -> None:
    """Nothing but all the items of an asynchronous generator. Raises `NotTimed` if there are too many."""
    number = 0
    async for _ in items:
        number += 1
        if number == most:
            raise NotTimed(_GOES_ON)


def timed(
    subjects: Sequence[Callable[..., Any]], call: Call, seconds: float, now: Callable[[], float] = perf_counter
) -> Timed:
    """The times of these callables, each called so. Takes about so many seconds, if five calls of each fit in there.

    What a call raises is raised.
    """
    timers = [call.timer(one, now) for one in subjects]
    many = _calls(timers[0], max(_A_TURN, _TICKS * _tick(now)))
    start = now()
    for timer in timers:  # the first turn warms up, and tells how many more there is time for
        timer.timeit(many)
    turn = now() - start
    rounds = max(_FEWEST, min(_MOST, int(seconds / turn)))
    rows: list[list[float]] = []
    for number in range(rounds):
        order = list(range(len(timers)))[:: -1 if number % 2 else 1]
        found = {place: timers[place].timeit(many) / many for place in order}
        rows.append([found[place] for place in range(len(timers))])
    columns = list(zip(*rows, strict=True))
    return Timed(
        seconds=tuple(map(_spread, columns)),
        ratios=tuple(_spread([one / first for one, first in zip(each, columns[0], strict=True)]) for each in columns),
        rounds=rounds,
        calls=many,
    )


def _tick(now: Callable[[], float]) -> float:
    """The step in which a clock goes on: the smallest of a few, as each may be cut short by somebody else's turn.
    Nothing for one that does not go on while it is looked at."""
    looks = (now() for _ in range(_LOOKS))
    steps = (after - before for before, after in pairwise(looks) if after > before)
    return min(islice(steps, _FEWEST), default=0.0)


def _calls(timer: Timer, turn: float) -> int:
    """So many calls make a turn of so many seconds. Twice each, as the first of all may wait for something."""
    many = 1
    while (taken := min(timer.repeat(2, many))) < turn / 2:
        many = max(2 * many, min(10 * many, int(many * turn / taken))) if taken else 10 * many
    return many


def _spread(values: Sequence[float]) -> Spread:
    import statistics  # which takes its time

    low, median, high = statistics.quantiles(values, n=4, method="inclusive")
    return Spread(low, median, high)
