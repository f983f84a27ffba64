"""Holds the mapping to the cells that it stands for."""

from __future__ import annotations

import functools
from collections.abc import Callable, MutableMapping
from typing import Any

import pytest

from cellophane.rework.bind import bind
from cellophane.rework.rebind import rebind
from cellophane.rework.state import State, state
from cellophane.rework.subjects import NotCaptured, Refused


def counter(n: int = 0, name: str = "c") -> tuple[Callable[[], int], Callable[[], Any]]:
    def step() -> int:
        nonlocal n
        n += 1
        return n

    return step, lambda: (n, name)


def test_reading_and_writing_the_cells() -> None:
    step, read = counter()
    seen = state(read)
    step()
    assert (seen["n"], dict(seen), len(seen), list(seen)) == (1, {"n": 1, "name": "c"}, 2, ["n", "name"])
    seen["n"] = 41
    assert (step(), read()) == (42, (42, "c"))
    assert isinstance(seen, MutableMapping)


def test_deleting_empties_the_cell() -> None:
    _, read = counter()
    seen = state(read)
    del seen["n"]
    assert ("n" in seen, len(seen), seen.names) == (False, 1, ("n", "name"))
    with pytest.raises(NameError):
        read()
    with pytest.raises(KeyError):
        seen["n"]
    with pytest.raises(KeyError):
        del seen["n"]
    assert seen.get("n", "none") == "none"
    seen["n"] = 1
    assert read() == (1, "c")


@pytest.mark.parametrize("use", [lambda s: s["m"], lambda s: s.__setitem__("m", 1), lambda s: s.__delitem__("m")])
def test_what_is_not_captured(use: Callable[[Any], Any]) -> None:
    with pytest.raises(NotCaptured, match="did not capture 'm'"):
        use(state(counter()[1]))
    assert "m" not in state(counter()[1])
    assert state(counter()[1]).__contains__(3) is False


def test_snapshots() -> None:
    step, read = counter()
    seen = state(read)
    taken = seen.snapshot()
    step()
    del seen["name"]
    other = seen.snapshot()
    seen.restore(taken)
    assert read() == (0, "c")
    seen.restore(other)
    assert dict(seen) == {"n": 1}
    seen.restore({"name": "d"})
    assert read() == (1, "d")


def test_a_snapshot_that_does_not_fit_changes_nothing() -> None:
    _, read = counter()
    taken = state(lambda: read).snapshot()
    with pytest.raises(NotCaptured):
        state(read).restore(taken)
    with pytest.raises(NotCaptured):
        state(read).restore({"n": 5, "other": 1})
    assert read() == (0, "c")


class Uncomparable:
    def __eq__(self, other: object) -> bool:
        raise RuntimeError

    __hash__ = None  # type: ignore[assignment]


def keeper(value: Any) -> Callable[[], Any]:
    return lambda: value


def test_comparing() -> None:
    one = Uncomparable()
    assert state(keeper([1])) == state(keeper([1]))
    assert state(keeper([1])) == {"value": [1]}
    assert state(keeper([1])) != {"value": [2]}
    assert state(keeper(1)) != {}
    assert state(keeper(1)) != 1
    assert state(keeper(one)) == state(keeper(one))
    assert state(keeper(one)) != state(keeper(Uncomparable()))


def test_its_repr_asks_nobody() -> None:
    assert repr(state(counter()[1])).endswith("<lambda>: n=0, name='c'>")
    assert "Uncomparable>" in repr(state(keeper(Uncomparable())))
    assert repr(state(keeper)).endswith("keeper: captured nothing>")


def test_methods_and_what_is_no_function() -> None:
    n = 1

    class Thing:
        def method(self) -> int:
            return n

    assert state(Thing().method) == {"n": 1}
    with pytest.raises(Refused):
        State(len)


def test_the_class_of_super_has_to_stay_a_class() -> None:
    class Thing:
        def method(self) -> type:
            return __class__  # type: ignore[name-defined,no-any-return]

    seen = state(Thing.method)
    with pytest.raises(Refused, match="has to be a class"):
        seen["__class__"] = 3
    assert seen["__class__"] is Thing


def test_as_a_mapping_of_today() -> None:
    a, b = 1, 2

    def read() -> tuple[int, int]:
        return a, b

    found = state(read)
    assert found | {"b": 3} == {"a": 1, "b": 3}
    assert {"a": 0, "c": 4} | found == {"a": 1, "b": 2, "c": 4}
    assert found.copy() == {"a": 1, "b": 2}
    assert list(reversed(found)) == ["b", "a"]
    found |= {"a": 5}
    found.update(b=6)
    assert (a, b) == read() == (5, 6)


def test_an_update_writes_all_or_nothing() -> None:
    a = 1
    read = lambda: a  # noqa: E731
    with pytest.raises(NotCaptured, match="'z'"):
        state(read).update({"a": 2, "z": 3})
    assert a == 1


def test_constants_of_a_bound_function_are_read_only() -> None:
    a, seen = 1, [1]

    def outer() -> Any:
        return a, (lambda: (a, seen))()

    bound = bind(outer)
    assert dict(state(bound)) == {"a": 1, "seen": [1]}
    with pytest.raises(Refused, match=r"'a' is constant in .*outer, which is bound: rebind\(\) gives one"):
        state(bound)["a"] = 2
    with pytest.raises(Refused, match="'a' is constant"):
        del state(bound)["a"]
    state(bound).restore(state(bound).snapshot())
    assert bound() == (1, (1, [1]))
    assert rebind(bound, a=2)() == (2, (2, [1]))


def test_globals_that_are_constant_are_told_and_not_written() -> None:
    space: dict[str, Any] = {"i": [1]}
    exec("f = lambda: (lambda: i)()", space)
    bound: Any = bind(space["f"], "i")
    seen = state(bound)
    assert (repr(seen), seen.names, seen["i"] is space["i"]) == ("<State of <lambda>: i=[1]>", ("i",), True)
    with pytest.raises(Refused, match="'i' is constant in <lambda>, which is bound"):
        seen["i"] = 2
    taken = seen.snapshot()
    bound().append(2)
    seen.restore(taken)
    assert bound() == [1]


def test_partials_and_cached_functions() -> None:
    def make(n: int) -> Callable[[], int]:
        return lambda: n

    function = make(1)
    assert dict(state(functools.partial(functools.lru_cache(function)))) == {"n": 1}
    state(functools.cache(function))["n"] = 2
    assert function() == 2


def test_taking_values_away() -> None:
    step, read = counter(5)
    seen = state(step)
    assert seen.pop("n") == 5
    assert (seen.pop("n", "none"), seen.pop("other", None)) == ("none", None)
    for name, told in (("n", "has no value now"), ("other", "did not capture")):
        with pytest.raises(NotCaptured, match=told):
            seen.pop(name)
    with pytest.raises(NameError):
        read()
