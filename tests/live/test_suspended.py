"""Holds what is told of generators and coroutines to what they do when they go on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Generator, Iterator
from typing import Any

import pytest

from cellophane.live import look


class Pause:
    def __await__(self) -> Generator[None, None, None]:
        yield


def maker(n: int) -> dict[str, Callable[[int], Any]]:
    def generator(a: int) -> Iterator[Any]:
        b = 2
        yield lambda: (a, b, n)

    async def coroutine(a: int) -> Any:
        b = 2
        await Pause()
        return lambda: (a, b, n)

    async def both(a: int) -> AsyncIterator[Any]:
        b = 2
        yield lambda: (a, b, n)

    return {"generator": generator, "coroutine": coroutine, "asynchronous generator": both}


def advance(subject: Any) -> None:
    """Let it run to its first suspension."""
    if hasattr(subject, "__anext__"):
        with pytest.raises(StopIteration):
            subject.__anext__().send(None)
    else:
        subject.send(None)


def end(subject: Any) -> None:
    if hasattr(subject, "aclose"):
        with pytest.raises(StopIteration):
            subject.aclose().send(None)
    else:
        subject.close()


@pytest.mark.parametrize("kind", maker(0))
def test_through_its_life(kind: str) -> None:
    subject = maker(5)[kind](1)
    fresh = look(subject)
    assert fresh.kind == kind
    assert next((one.name, one.value) for one in fresh.captured) == ("n", 5)
    assert fresh.note.startswith("not started: line ")
    advance(subject)
    waiting = look(subject)
    assert [(one.name, one.value) for one in waiting.captured] == [("n", 5), ("a", 1), ("b", 2)]
    assert waiting.note.startswith("suspended: line ")
    end(subject)
    ended = look(subject)
    assert not any(one.is_bound for one in ended.captured)
    assert "ended" in ended.note


def test_while_it_runs() -> None:
    seen = []

    def generator() -> Iterator[None]:
        seen.append(look(me[0]))
        yield

    me = [generator()]
    next(me[0])
    assert seen[0].note.startswith("running: line ")
    assert {one.name for one in seen[0].captured} == {"seen", "me"}


def test_its_cells_are_those_of_the_functions_made_in_it() -> None:
    subject = maker(5)["generator"](1)
    inner = next(subject)
    cells = {one.name: one.cell for one in look(subject).captured}
    assert cells == {one.name: one.cell for one in look(inner).captured}


def test_a_generator_expression() -> None:
    n = 3
    assert look(n for _ in ())["n"].value == 3
