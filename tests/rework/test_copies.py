"""Holds copies of values to going their own way with all that they consist of, or to being refused."""

from __future__ import annotations

import array
import functools
import itertools
import types
import weakref
from collections import ChainMap, Counter, OrderedDict, defaultdict, deque, namedtuple
from collections.abc import Callable, Generator
from fractions import Fraction
from typing import Any, cast

import pytest

from cellophane.rework.clone import clone
from cellophane.rework.subjects import Refused, function_beneath

Pair = namedtuple("Pair", "first second")
Step = Callable[[], Any]


def lists() -> Step:
    items: list[int] = []
    append = items.append

    def step() -> int:
        append(1)
        return len(items)

    return step


def operators_of_dicts() -> Step:
    cache: dict[int, int] = {}
    put, size = cache.__setitem__, cache.__len__

    def step() -> Any:
        put(size(), 1)
        return size(), dict(cache)

    return step


def simple_namespaces() -> Step:
    items: list[int] = []
    space = types.SimpleNamespace(n=0, items=items)

    def step() -> Any:
        space.n += 1
        items.append(space.n)
        return space.n, list(space.items)

    return step


def named_tuples() -> Step:
    pair = Pair([], {})
    first = pair.first

    def step() -> Any:
        first.append(1)
        return len(pair.first), type(pair)

    return step


def chains() -> Step:
    own: dict[int, int] = {}
    chain = ChainMap(own, {0: 0})

    def step() -> Any:
        own[len(own) + 1] = 1
        return len(chain), chain[0]

    return step


def numbers() -> Step:
    count, halves, tally, numbers = itertools.count(5), itertools.count(1, 0.5), Counter[str](), array.array("d", [0])
    following = count.__next__

    def step() -> Any:
        tally["a"] += 1
        numbers[0] += 1
        return next(count), following(), next(halves), tally["a"], numbers[0]

    return step


class Node:
    """Something that can be referred to weakly."""


NODES = [Node() for _ in range(4)]


def weak_containers() -> Step:
    seen, counts, known = (
        weakref.WeakSet[Node](),
        weakref.WeakKeyDictionary[Node, list[int]](),
        weakref.WeakValueDictionary[int, Node](),
    )

    def step() -> Any:
        node = NODES[len(seen)]
        seen.add(node)
        known[len(known)] = node
        counts.setdefault(NODES[0], []).append(1)
        return len(seen), len(known), len(counts[NODES[0]])

    return step


def other_mappings() -> Step:
    groups: Any = defaultdict(list)
    order = OrderedDict[int, int]()
    queue = deque[int](maxlen=2)

    def step() -> Any:
        groups["a"].append(1)
        order[len(order)] = 1
        queue.append(len(order))
        return groups["a"][:], list(order), list(queue)

    return step


def functions_in_defaults() -> Step:
    def counter() -> Callable[[], int]:
        n = 0

        def step() -> int:
            nonlocal n
            n += 1
            return n

        return step

    def inner(step: Any = counter()) -> Any:  # noqa: B008
        return step()

    def middle(step: Any = functools.partial(inner)) -> Any:  # noqa: B008
        return step()

    return lambda: (middle(), inner())


def attributes_of_partials_and_caches() -> Step:
    items: list[Any] = []

    @functools.cache
    def size(_: object) -> int:
        return len(items)

    size.calls = []  # type: ignore[attr-defined]
    add = functools.partial(lambda item: items.append(item), 1)
    functools.update_wrapper(add, add.func)

    def step() -> Any:
        add()
        size.calls.append(1)  # type: ignore[attr-defined]
        return size(object()), size.__name__, len(size.calls), add.__name__  # type: ignore[attr-defined]

    return step


KINDS = (
    lists,
    operators_of_dicts,
    simple_namespaces,
    named_tuples,
    chains,
    numbers,
    weak_containers,
    other_mappings,
    functions_in_defaults,
    attributes_of_partials_and_caches,
)


@pytest.mark.parametrize("make", KINDS)
def test_state_of_every_kind_goes_its_own_way(make: Callable[[], Step]) -> None:
    wanted = make()
    results = [wanted() for _ in range(3)]
    step = make()
    assert step() == results[0]
    other = clone(step)
    assert [other(), step(), other(), step()] == [results[1], results[1], results[2], results[2]]


class Keeper:
    def __init__(self, items: Any) -> None:
        self.items = items

    def size(self) -> int:
        return len(self.items)


def kept_by_an_object(items: Any) -> Step:
    keeper = Keeper(items)
    return lambda: (items.append(1), keeper.size())


def seen_through(view: Callable[[Any], Any]) -> Callable[[Any], Step]:
    def make(items: Any) -> Step:
        seen = view(items)
        return lambda: (items, seen)

    return make


@pytest.mark.parametrize(
    ("make", "items", "held"),
    [
        (kept_by_an_object, [], "a .*Keeper is in reach .* holds the same list"),
        (kept_by_an_object, deque(), "a .*Keeper is in reach .* holds the same collections.deque"),
        (seen_through(lambda items: Keeper(items).size), {}, "a .*Keeper is in reach .* holds the same dict"),
        (seen_through(dict.keys), {}, "a dict_keys .* holds the same dict"),
        (seen_through(types.MappingProxyType), {}, "a mappingproxy .* holds the same dict"),
        (seen_through(memoryview), bytearray(3), "a memoryview .* holds the same bytearray"),
        (seen_through(lambda items: Keeper(Keeper([items]))), set(), "a .*Keeper .* holds the same set"),
    ],
)
def test_what_an_object_holds_as_well_is_refused(make: Any, items: Any, held: str) -> None:
    with pytest.raises(Refused, match=f"would be torn: {held}"):
        clone(make(items))


def test_a_tear_is_found_beside_much_else() -> None:
    n, much = 0, list(range(30_000))

    class Local:
        def step(self) -> int:
            nonlocal n
            n += 1
            return n

    local = Local()
    with pytest.raises(Refused, match=r"Local.step is in reach of what stays shared .* the same variable 'n'"):
        clone(lambda: (local.step(), n, much))


def endless() -> Generator[int, None, None]:
    yield 1


@pytest.mark.parametrize(
    "draw",
    [
        lambda: iter([1]),
        lambda: iter({1: 2}.items()),
        lambda: enumerate([1]),
        lambda: map(len, []),
        lambda: itertools.cycle([1]),
        lambda: itertools.count(Fraction(1, 2)),
        lambda: itertools.count(float("inf")),
        endless,
        lambda: endless().send,
    ],
)
def test_iterators_are_refused(draw: Callable[[], Any]) -> None:
    iterator = draw()
    with pytest.raises(Refused, match="objects cannot be copied: original and copy would draw from the same one"):
        clone(lambda: iterator)


def test_files_stay_shared() -> None:
    with open(__file__) as file:
        assert clone(lambda: file)() is file


def test_partials_and_caches_themselves() -> None:
    items: list[int] = []

    def add(item: int) -> int:
        items.append(item)
        return len(items)

    partial, cached = functools.partial(add, 1), functools.lru_cache(maxsize=3)(add)
    other, again = cast(Any, clone)(partial, cached)
    assert (other(), other(), again(1), again(1), partial(), len(items)) == (1, 2, 3, 3, 1, 1)
    assert again.cache_parameters() == {"maxsize": 3, "typed": False}
    assert function_beneath(other) is function_beneath(again)
    with pytest.raises(Refused):
        clone(functools.partial(len))


def test_what_a_partial_wraps_is_copied_with_it() -> None:
    items: list[int] = []
    partial = functools.partial(lambda item: items.append(item), 1)
    functools.update_wrapper(partial, partial.func)
    other: Any = clone(partial)
    assert other.__wrapped__ is other.func
    assert other.func is not partial.func
