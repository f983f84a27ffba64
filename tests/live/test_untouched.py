"""Looking changes nothing: whatever is asked of a closure, the subject is as it was, and weighs what it did."""

from __future__ import annotations

import functools
import gc
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import cellophane
from cellophane.live import look
from tests.weighed import PLAIN

pytestmark = pytest.mark.usefixtures("alone")


def plain(n: Any) -> Any:
    return lambda: n


def annotated(n: int) -> Any:
    def function(a: int, b: str = "b") -> int:
        return a + n

    return function


def with_attributes(n: int) -> Any:
    function = plain(n)
    function.mark = [n]
    return function


def with_both(n: int) -> Any:
    function = annotated(n)
    function.a = int
    return function


def with_own_annotations(n: int) -> Any:
    function = plain(n)
    function.__annotations__["return"] = int
    return function


def keyword_only(n: int) -> Any:
    return lambda *, k=2: n + k


def a_partial(n: int) -> Any:
    return functools.partial(plain(n), 1, k=2)


def a_cache(n: int) -> Any:
    return functools.lru_cache(annotated(n))


def wrapped(n: int) -> Any:
    return functools.wraps(plain(n))(plain(n))


def a_map(n: int) -> Any:
    return map(plain(n), [1])


def bound(n: int) -> Any:
    return cellophane.bind(plain([n]))


def a_class(n: int) -> Any:
    class Thing:
        x = 1

        def __call__(self) -> int:
            return n

    return Thing


def an_object(n: int) -> Any:
    return a_class(n)()


def a_method(n: int) -> Any:
    return an_object(n).__call__


def a_property(n: int) -> Any:
    return property(plain(n))


def waiting(n: int) -> Any:
    def generator() -> Iterator[int]:
        yield n

    return generator()


def made_by_exec(n: int) -> Any:
    space: dict[str, Any] = {}
    exec("def f(x):\n  def g(y: int) -> int: return x + y\n  a = [x]\n  return lambda: (g, a, x)", space)
    return space["f"](n)


KINDS: list[Callable[[int], Any]] = [
    plain, annotated, with_attributes, with_both, with_own_annotations, keyword_only, a_partial, a_cache, wrapped,
    a_map, bound, a_class, an_object, a_method, a_property, waiting, made_by_exec, *PLAIN,
]  # fmt: skip


def weight(subject: Any) -> tuple[int, int, int, dict[str, Any]]:
    gc.collect()
    sizes = look(subject).size()
    return sizes.shallow, sizes.deep, sizes.retained, dict(sizes.variables)


def state(subject: Any) -> tuple[int, list[int]]:
    """What the subject and the functions that it leads to weigh, and what they refer to, without asking them."""
    near = [subject, *(one for one in gc.get_referents(subject) if type(one) is type(plain))]
    # The frame of a generator that waits is an object only once it has been asked for.
    held = [id(one) for each in near for one in gc.get_referents(each) if type(one) is not type(sys._getframe())]
    return sum(map(sys.getsizeof, near)), sorted(held)


ASKED: dict[str, Callable[[Any], object]] = {
    "text": str,
    "repr": repr,
    "plain data": lambda closure: closure.to_dict(),
    "page": lambda closure: closure._repr_html_(),
    "drawing": lambda closure: closure.to_svg(),
    "holders": lambda closure: (closure.shared(), [one.can_change() for one in closure.captured]),
    "all other facts": lambda closure: (
        (closure.annotations, closure.attributes, closure.imports, closure.defaults, closure.written),
        (closure.left_behind, closure.globals, closure.kind, closure.name, closure.module, closure.holds),
    ),
}


@pytest.mark.parametrize("make", KINDS, ids=lambda make: make.__name__)
def test_what_is_looked_at_stays_as_it_was(make: Callable[[int], Any]) -> None:
    subject = make(5)
    before = state(subject)
    first = weight(subject)
    assert state(subject) == before
    for word, ask in ASKED.items():
        ask(look(subject))
        assert state(subject) == before, word
    assert weight(subject) == first


@pytest.mark.parametrize("rework", [cellophane.clone, cellophane.bind], ids=["clone", "bind"])
@pytest.mark.parametrize("make", [plain, annotated, with_attributes, with_own_annotations, a_partial, a_cache])
def test_what_is_copied_stays_as_it_was(make: Callable[[int], Any], rework: Callable[[Any], Any]) -> None:
    subject = make(5)
    before = state(subject)
    rework(subject)
    assert state(subject) == before


@pytest.mark.parametrize("word", ASKED)
def test_nothing_is_left_behind_that_only_a_collection_frees(word: str) -> None:
    """Garbage in a ring holds the values until it is collected, and nobody knows when that will be."""
    if word == "page":
        pytest.skip("the library that fills in templates leaves rings of texts behind")
    subject = plain([1])
    ASKED[word](look(subject))
    gc.collect()
    count = sys.getrefcount(subject)
    gc.disable()
    try:
        ASKED[word](look(subject))
        assert sys.getrefcount(subject) == count
    finally:
        gc.enable()
