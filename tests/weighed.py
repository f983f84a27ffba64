"""Closures of many sorts, and what the allocator says is freed when one of them goes away.

Each maker takes a number, of items as a rule, and returns the only reference to what it made.
"""

from __future__ import annotations

import gc
import tracemalloc
from array import array
from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from threading import Lock, RLock
from typing import Any, NamedTuple

Maker = Callable[[int], Any]


class Plain:
    """An object with attributes of its own."""

    def __init__(self, number: int) -> None:
        self.number = number + 1000.5
        self.text = f"number {number}"


class Slotted:
    """The same without a dictionary."""

    __slots__ = ("number", "text")

    def __init__(self, number: int) -> None:
        self.number = number + 1000.5
        self.text = f"number {number}"


class Node:
    """One of a ring."""

    def __init__(self) -> None:
        self.next: Node | None = None
        self.load = bytes(500)


def a_list(many: int) -> Any:
    values = [float(each) for each in range(many)]
    return lambda: values


def nested_lists(many: int) -> Any:
    value: list[Any] = []
    for _ in range(many):
        value = [value]
    return lambda: value


def a_dict(many: int) -> Any:
    table = {f"key {each}": each + 10_000 for each in range(many)}
    return lambda: table


def a_dict_by_number(many: int) -> Any:
    table = {each + 10_000: str(each) * 3 for each in range(many)}
    return lambda: table


def small_dicts(many: int) -> Any:
    rows = [{f"name {each}": each, f"value {each}": float(each)} for each in range(many)]
    return lambda: rows


def other_dicts(many: int) -> Any:
    ordered, filled = OrderedDict((f"key {each}", [each]) for each in range(many)), defaultdict[str, list[int]](list)
    for each in range(many):
        filled[f"other {each}"].append(each)
    return lambda: (ordered, filled)


def sets(many: int) -> Any:
    seen, frozen = {f"item {each}" for each in range(many)}, frozenset(each + 0.5 for each in range(many))
    return lambda: (seen, frozen)


def one_object(many: int) -> Any:
    class Single:
        pass

    del Single
    plain = Plain(many)
    return lambda: plain


def objects(many: int) -> Any:
    plain = [Plain(each) for each in range(many)]
    return lambda: plain


def objects_asked_for_their_dict(many: int) -> Any:
    plain = [Plain(each) for each in range(many)]
    for each in plain:
        vars(each)
    return lambda: plain


def objects_with_slots(many: int) -> Any:
    slotted = [Slotted(each) for each in range(many)]
    return lambda: slotted


def texts(many: int) -> Any:
    texts, raw = ["ä" * each for each in range(many)], [bytes(each) for each in range(many)]
    return lambda: (texts, raw)


def buffers(many: int) -> Any:
    grown, numbers = bytearray(many * 9), array("d", [0.0] * many)
    view = memoryview(bytes(many * 5))[10:20]
    return lambda: (grown, numbers, view)


def a_deque(many: int) -> Any:
    queue = deque((each + 0.25 for each in range(many)), maxlen=many)
    return lambda: queue


def tuples(many: int) -> Any:
    pairs = tuple((float(each), str(each) * 2) for each in range(many))
    return lambda: pairs


def a_range(many: int) -> Any:
    numbers = [range(each + 10_000, each + 30_000) for each in range(many)]
    return lambda: numbers


def cells_shared_inside(many: int) -> Any:
    values = [float(each) for each in range(many)]

    def reader() -> Any:
        return values

    def writer(value: float) -> None:
        values.append(value)

    return lambda: (reader, writer, values)


def a_chain_of_closures(many: int) -> Any:
    def step(inner: Any, number: float) -> Any:
        return lambda: inner() + number

    function: Any = float
    for each in range(many):
        function = step(function, each + 0.5)
    return function


def a_recursion(many: int) -> Any:
    known = {each: each * 1.5 for each in range(many)}

    def walk(each: int) -> Any:
        return known[each] if each in known else walk(each - 1)

    return walk


def a_ring(many: int) -> Any:
    nodes = [Node() for _ in range(many)]
    for first, second in zip(nodes, nodes[1:] + nodes[:1], strict=True):
        first.next = second
    entry = nodes[0]
    return lambda: entry


def a_ring_through_itself(many: int) -> Any:
    class_of = Plain(many)
    class_of.values = [str(each) + "!" for each in range(many)]  # type: ignore[attr-defined]
    class_of.callback = lambda: class_of  # type: ignore[attr-defined]
    return class_of.callback  # type: ignore[attr-defined]


def an_exception(many: int) -> Any:
    def fail() -> None:
        held = [float(each) for each in range(many)]
        raise ValueError(f"with {len(held)} numbers")

    try:
        fail()
    except ValueError as error:
        kept = error
    return lambda: kept


def a_generator(many: int) -> Any:
    def numbers() -> Iterator[Any]:
        held = [float(each) for each in range(many)]
        yield held
        yield len(held)

    suspended = numbers()
    next(suspended)
    return lambda: suspended


def by_exec(many: int) -> Any:
    space: dict[str, Any] = {}
    lines = [f"    value_{each} = {each}.125 + first" for each in range(many)]
    exec("\n".join(["def outer(first):", *lines, "    def inner(): return first", "    return inner"]), space)
    return space["outer"]


def shared_with_others(many: int) -> Any:
    own = [float(each) for each in range(many)]
    return lambda: (own, OTHERS)


OTHERS = [float(each) for each in range(10_000)]


def one_shared_and_one_own(many: int) -> Any:
    own, others = [float(each) for each in range(many)], OTHERS
    return lambda: (own, others)


def numpy_arrays(many: int) -> Any:
    import numpy

    array = numpy.arange(many * 10, dtype="float64")
    grid = numpy.zeros((many, 3), dtype="int32")
    return lambda: (array, grid)


def numpy_views(many: int) -> Any:
    import numpy

    array = numpy.arange(many * 10, dtype="float64")
    views = [array[each:] for each in range(20)]
    return lambda: views


def numpy_objects(many: int) -> Any:
    import numpy

    array = numpy.array([f"text {each}" for each in range(many)], dtype=object)
    return lambda: array


class Pair(NamedTuple):
    """Two values."""

    first: Any
    second: Any


class Listed(list[Any]):
    """A list with attributes."""


class Partly:
    """Some attributes in places, others in a dictionary."""

    __slots__ = ("__dict__", "number")


class Celsius(float):
    """A number with a name."""


class Count(int):
    """Another one."""


class Name(str):
    """A text of its own."""

    __slots__ = ()


class Token(bytes):
    """Bytes with attributes."""


def named_tuples(many: int) -> Any:
    pairs = [Pair(each + 1000, float(each)) for each in range(many)]
    return lambda: pairs


def derived_numbers(many: int) -> Any:
    numbers = [(Count(2**each), Celsius(each)) for each in range(many)]
    return lambda: numbers


def derived_texts(many: int) -> Any:
    texts = [(Name(f"text {each}"), Token(b"x" * each)) for each in range(many)]
    return lambda: texts


def lists_with_attributes(many: int) -> Any:
    lists = [Listed(range(3)) for _ in range(many)]
    for each in lists:
        each.mark = "marked"  # type: ignore[attr-defined]
    return lambda: lists


def places_and_dictionaries(many: int) -> Any:
    objects = [Partly() for _ in range(many)]
    for number, each in enumerate(objects):
        each.number, each.other = float(number), "other"  # type: ignore[attr-defined]
    return lambda: objects


def moments(many: int) -> Any:
    here = datetime(2001, 2, 3)
    found = [(here + timedelta(each + 1000), datetime(2001, 2, 3, tzinfo=UTC), time(1, 2)) for each in range(many)]
    return lambda: found


def results_of_a_cache(many: int) -> Any:
    @lru_cache(maxsize=100_000)
    def cached(number: int) -> float:
        return number + 0.5

    for each in range(many):
        cached(each + 1000)
    return cached


def locks(many: int) -> Any:
    held = [(Lock(), RLock()) for _ in range(many)]
    return lambda: held


def numpy_numbers(many: int) -> Any:
    import numpy

    numbers = list(numpy.arange(many, dtype="float64")) + list(numpy.arange(many, dtype="int16"))
    return lambda: numbers


def numpy_fields(many: int) -> Any:
    import numpy

    rows = numpy.zeros(many, dtype=[("number", "i4"), ("name", object), ("pair", [("left", object), ("right", "f8")])])
    rows["name"] = [f"name {each}" for each in range(many)]
    rows["pair"]["left"] = [float(each) for each in range(many)]
    return lambda: rows


PLAIN: tuple[Maker, ...] = (
    a_list, nested_lists, a_dict, a_dict_by_number, small_dicts, other_dicts, sets, one_object, objects,
    objects_asked_for_their_dict, objects_with_slots, texts, buffers, a_deque, tuples, a_range, cells_shared_inside,
    a_chain_of_closures, a_recursion, a_ring, a_ring_through_itself, an_exception, a_generator, by_exec,
    shared_with_others, one_shared_and_one_own, named_tuples, derived_numbers, derived_texts, lists_with_attributes,
    places_and_dictionaries, moments, results_of_a_cache, locks,
)  # fmt: skip
NUMPY: tuple[Maker, ...] = (numpy_arrays, numpy_views, numpy_objects, numpy_numbers, numpy_fields)


def freed(make: Maker, many: int, predict: Callable[[Any], int]) -> tuple[int, int]:
    """What was predicted to be freed with a closure, and what the allocator says, in bytes; the middle one of three."""
    predict(make(many))  # what is made once and for all is made now
    others, gc.callbacks[:] = gc.callbacks[:], []  # Hypothesis times each collection, and remembers
    tracemalloc.start()
    try:
        # Other threads, such as the one that listens to pytest-xdist, may take memory or give some back meanwhile.
        found = [_freed_once(make, many, predict) for _ in range(3)]
    finally:
        tracemalloc.stop()
        gc.callbacks[:] = others
    return sorted(found, key=lambda each: each[1])[1]


def _freed_once(make: Maker, many: int, predict: Callable[[Any], int]) -> tuple[int, int]:
    gc.collect()  # gives back what is kept for later use, which nobody would see being used
    subject = make(many)
    predicted = predict(subject)
    box = [subject]
    del subject
    return predicted, _released(box)


def _released(box: list[Any]) -> int:
    """By how much the memory in use goes down when the box is emptied, without the place in the box."""
    marks = array("q", (0, 0))  # an `int` of the first number would be in the second
    for place in range(2):
        gc.collect()
        marks[place] = tracemalloc.get_traced_memory()[0]
        if not place:
            box[0] = None
    return marks[0] - marks[1]
