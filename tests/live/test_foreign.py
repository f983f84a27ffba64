"""Memory that libraries keep elsewhere."""

from __future__ import annotations

import ctypes
import mmap
from collections.abc import Callable
from typing import Any

import numpy

from cellophane.live.foreign import Row, extents, loaded
from cellophane.live.sizes import measure


def holder(value: Any) -> Callable[[], Any]:
    return lambda: value


def test_nothing_is_imported_for_a_row(monkeypatch: Any) -> None:
    monkeypatch.setattr("cellophane.live.foreign.TABLE", (Row("no_such_library", "Thing"), Row("json", "no_such_name")))
    assert loaded() == {}


def test_a_name_that_is_no_class_is_passed_over(monkeypatch: Any) -> None:
    monkeypatch.setattr("cellophane.live.foreign.TABLE", (Row("sys", "path"),))
    assert loaded() == {}


def test_views_count_their_base_once() -> None:
    array = numpy.zeros(100_000)
    one, many = measure(holder(array[1:])), measure(holder([array[each:] for each in range(10)]))
    assert 800_000 < one.deep < 801_000
    assert 800_000 < many.deep < 804_000
    assert one.retained < 1_000  # `array` is still there
    function = holder(array[1:])
    del array
    assert measure(function).retained > 800_000


def test_an_array_of_objects_holds_them() -> None:
    array = numpy.array([bytes(1_000) for _ in range(100)], dtype=object)
    function = holder(array[::2])
    del array
    assert measure(function).retained > 100_000


def test_a_derived_array_has_no_say() -> None:
    class Derived(numpy.ndarray[Any, Any]):
        @property
        def base(self) -> Any:
            raise SystemExit("woken")

        def __sizeof__(self) -> int:
            raise SystemExit("woken")

    array = numpy.zeros(10_000).view(Derived)
    assert measure(holder(array)).deep > 80_000


def test_mapped_memory_counts_until_it_is_closed() -> None:
    mapped = mmap.mmap(-1, 1 << 20)
    function = holder(mapped)
    assert measure(function).deep > 1 << 20
    mapped.close()
    assert measure(function).deep < 1 << 20


def test_c_data() -> None:
    values = (ctypes.c_double * 10_000)()
    assert measure(holder(values)).deep > 80_000


def test_memory_with_one_address_counts_once(monkeypatch: Any) -> None:
    class Tensor:
        pass

    row = Row("json", "Tensor", extents=lambda subject, cls: [("storage 1", 1 << 20)])
    monkeypatch.setattr("json.Tensor", Tensor, raising=False)
    monkeypatch.setattr("cellophane.live.foreign.TABLE", (row,))
    assert extents(loaded(), Tensor) is not None
    function = holder([Tensor(), Tensor()])
    retained = measure(function).retained
    assert 1 << 20 < retained < (1 << 20) + 5_000


def test_a_row_that_fails_counts_nothing(monkeypatch: Any) -> None:
    class Tensor:
        pass

    def fail(subject: Any, cls: type) -> Any:
        raise RuntimeError("gone")

    monkeypatch.setattr("json.Tensor", Tensor, raising=False)
    monkeypatch.setattr("cellophane.live.foreign.TABLE", (Row("json", "Tensor", extents=fail, refers=fail),))
    assert measure(holder(Tensor())).deep < 5_000
