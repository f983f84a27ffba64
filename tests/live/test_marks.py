"""A set of objects of one bit each."""

from __future__ import annotations

from cellophane.live.marks import Marks


def test_what_was_marked_and_nothing_else() -> None:
    objects = [object() for _ in range(20_000)] + [[] for _ in range(20_000)]
    marks = Marks()
    assert all(marks.add(id(each)) for each in objects[::2])
    assert not any(marks.add(id(each)) for each in objects[::2])
    assert [id(each) in marks for each in objects] == [True, False] * 20_000


def test_it_takes_little_memory() -> None:
    marks = Marks()
    addresses = range(1 << 40, (1 << 40) + 64 * 100_000, 64)  # as CPython places them, side by side
    assert all(map(marks.add, addresses))
    assert 0 < marks.bytes < 2 * len(addresses)
