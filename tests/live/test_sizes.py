"""What `measure` says, and what it leaves alone."""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable, Iterator
from functools import partial
from types import CellType
from typing import Any

import pytest

from cellophane.live.sizes import Sizes, measure

CELL = sys.getsizeof(CellType())


def holder(value: Any) -> Callable[[], Any]:
    return lambda: value


class Hostile:
    """Every question to it goes wrong."""

    def _refuse(self, *arguments: Any) -> Any:
        raise SystemExit("woken")

    __repr__ = __len__ = __eq__ = __hash__ = __getattribute__ = __sizeof__ = _refuse
    __bool__ = __iter__ = __call__ = __contains__ = __getitem__ = __reduce_ex__ = _refuse
    __class__ = property(_refuse)


class HostileKind(type):
    def _refuse(cls, *arguments: Any) -> Any:
        raise SystemExit("woken")

    __eq__ = __hash__ = __getattribute__ = __instancecheck__ = __subclasscheck__ = _refuse
    mro = type.mro


class HostileList(list[Any]):
    def _refuse(self, *arguments: Any) -> Any:
        raise SystemExit("woken")

    __sizeof__ = __len__ = __iter__ = __getattribute__ = _refuse


class HostileDict(dict[Any, Any]):
    def _refuse(self, *arguments: Any) -> Any:
        raise SystemExit("woken")

    __sizeof__ = __len__ = __iter__ = keys = values = items = __getattribute__ = _refuse


def test_nothing_of_the_objects_runs() -> None:
    of_hostile_kind = HostileKind("Strange", (), {})
    values = [Hostile(), HostileList([0] * 5_000), HostileDict({"a": 1}), type.__call__(of_hostile_kind)]
    function = holder(values)
    del values
    sizes = measure(function)
    assert sizes.complete
    assert sizes.retained > 40_000


def test_what_is_lied_about_is_not_believed() -> None:
    class Liar(list[int]):
        def __sizeof__(self) -> int:
            return 10**9

    function = holder(Liar([0] * 1_000))
    retained = measure(function).retained
    assert 8_000 < retained < 20_000


def test_an_empty_cell_weighs_itself() -> None:
    def make() -> Callable[[], Any]:
        if sys.flags.optimize > 9:
            late = 1
        return lambda: late

    assert measure(make()).variables["late"].shallow == 0
    assert measure(make()).variables["late"].retained == CELL


def test_no_captured_variables() -> None:
    sizes = measure(measure)
    assert sizes.variables == {}
    assert sizes.complete
    assert sizes.shallow == sys.getsizeof(measure)


@pytest.mark.parametrize("shared", [json, json.JSONEncoder, json.dumps, len, int, sys.modules, json.__dict__])
def test_what_the_program_shares_is_not_gone_into(shared: Any) -> None:
    sizes = measure(holder(shared))
    assert sizes.variables["value"].deep == CELL


def test_shared_pieces_count_once() -> None:
    piece = [0.5] * 1_000
    once, twice = measure(holder([piece])), measure(holder([piece, piece]))
    assert twice.deep - once.deep <= 16


def test_deep_is_never_less_than_retained() -> None:
    space: dict[str, Any] = {}
    exec("def outer(): return 1", space)
    sizes = measure(space.pop("outer"))
    assert sizes.deep >= sizes.retained > sys.getsizeof(space)


def test_variables_of_methods_and_partials() -> None:
    function: Any = holder([0] * 100)

    class Holder:
        method = function

    assert list(measure(Holder().method).variables) == ["value"]
    assert list(measure(partial(partial(function))).variables) == ["value"]


def test_suspended_generators_and_coroutines() -> None:
    def numbers() -> Iterator[int]:
        held = [0.5] * 10_000
        yield len(held)

    async def later() -> int:
        return len([0])

    generator, coroutine = numbers(), later()
    next(generator)
    assert measure(generator).retained > 80_000
    assert measure(coroutine).retained >= sys.getsizeof(coroutine)
    coroutine.close()


def test_any_object_at_all() -> None:
    for subject in (None, 1, "text", int, json, object(), [1], Hostile()):
        assert isinstance(measure(subject), Sizes)


def test_too_many_objects_are_not_looked_at() -> None:
    sizes = measure(holder([[each] for each in range(10_000)]), objects=1_000)
    assert not sizes.complete
    assert not sizes.variables["value"].complete
    assert sizes.note.startswith("stopped inside a container of 10,000")
    assert sizes.variables["value"].shallow > 80_000


def test_what_was_seen_of_a_large_container_counts() -> None:
    function = holder([[each] for each in range(100_000)])
    cut, whole = measure(function, objects=50_000), measure(function)
    assert not cut.complete
    assert not cut["value"].complete
    assert whole.retained / 3 < cut.retained < whole.retained


def test_no_time_at_all() -> None:
    sizes = measure(holder([1, 2]), seconds=0)
    assert not sizes.complete
    assert "time" in sizes.note
    assert sizes.shallow == sys.getsizeof(holder(1))


def test_attributes_without_a_dictionary_are_not_made_into_one() -> None:
    class Plain:
        def __init__(self) -> None:
            self.load = [0] * 1_000

    plain = Plain()
    before = [type(each) for each in gc.get_referents(plain)]
    assert measure(holder(plain)).complete
    assert [type(each) for each in gc.get_referents(plain)] == before == [list, type]


def test_the_values_own_bytes_are_told_without_time_as_well() -> None:
    values = [0] * 10_000
    sizes = measure((lambda kept: lambda: kept)(values), seconds=0.0)
    assert not sizes.complete
    weight = sizes["kept"]
    assert (weight.complete, weight.retained) == (False, 0)
    assert weight.deep == weight.shallow >= 80_000


def test_the_limit_on_objects_is_kept_and_one_on_references_with_it() -> None:
    """Once 500 containers were listed before anybody counted, with up to 5,000 objects each."""
    wide = holder([[[] for _ in range(1_000)] for _ in range(400)])
    assert int(measure(wide, objects=2_000).note.split()[2].replace(",", "")) < 2_000 + 5_000
    many = tuple(object() for _ in range(1_000))
    again = holder([list(many) for _ in range(1_000)])
    sizes = measure(again, objects=10_000)
    assert not sizes.complete
    assert sizes.note.startswith("stopped after 8")
    assert "references among" in sizes.note
