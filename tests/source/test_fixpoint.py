"""Random systems of questions that rest on each other, asked in any order, against what a plain search finds."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cellophane.source.fixpoint import LARGEST_CIRCLE, MOST_ROUNDS, Recursion, Worklist

Answer = tuple[int, ...]
System = dict[int, list[int]]
"""What each question asks. Its answer is itself and all answers that it gets."""

Ask = Callable[[int, Callable[[], Answer]], Answer]


def systems() -> st.SearchStrategy[System]:
    names = st.integers(0, 9)
    return st.dictionaries(names, st.lists(names, max_size=4), min_size=1)


def reachable(system: System, start: int) -> Answer:
    """The right answer: what can be reached."""
    found, waiting = {start}, [start]
    while waiting:
        new = set(system.get(waiting.pop(), [])) - found
        found |= new
        waiting += new
    return tuple(sorted(found))


def answer(system: System, ask: Ask, name: int) -> Answer:
    """The answer as the table works it out."""

    def work() -> Answer:
        inner = [answer(system, ask, other) for other in system.get(name, [])]
        return tuple(sorted({name, *(each for found in inner for each in found)}))

    return ask(name, work)


def tables() -> list[Ask]:
    return [Recursion().ask, Worklist[int, Answer]((), lambda key: (-1,)).ask]


@settings(max_examples=500)
@given(systems(), st.permutations(range(10)))
def test_any_order_of_questions_gives_the_fixpoint(system: System, order: list[int]) -> None:
    for ask in tables():
        assert [answer(system, ask, name) for name in order] == [reachable(system, name) for name in order]


@settings(max_examples=100)
@given(systems(), st.lists(st.tuples(st.integers(0, 9), st.lists(st.integers(0, 9), max_size=4))), st.randoms())
def test_what_rests_on_a_change_may_be_forgotten_alone(
    system: System, changes: list[tuple[int, list[int]]], chance: random.Random
) -> None:
    for table in (Recursion(), Worklist[int, Answer]((), lambda key: (-1,))):
        system = dict(system)
        known: dict[int, dict[Any, Any]] = {name: {} for name in range(10)}
        worked_out: list[int] = []

        def ask(name: int, work: Callable[[], Answer]) -> Answer:
            def noted() -> Answer:
                worked_out.append(name)  # noqa: B023  # a list of this round
                return work()

            return table.ask(name, noted, known[name])  # noqa: B023

        for name, asked in [(0, system.get(0, [])), *changes]:
            resting = {other for other in range(10) if name in reachable(system, other)}
            system[name] = asked
            worked_out.clear()
            for other in resting:
                known[other].clear()
            forgotten = {other for other in range(10) if not known[other]}
            for other in chance.sample(range(10), 10):
                assert answer(system, ask, other) == reachable(system, other)
            assert set(worked_out) == forgotten


# Not monotone: a question that hears nothing says 1, and one that hears something says less. No fixpoint is the least
# one then, so only one that is found in a way that knows no first question is the same for all.
def denied(system: System, ask: Ask, name: int) -> Answer:
    def work() -> Answer:
        inner = [denied(system, ask, other) for other in system.get(name, [])]
        return tuple(
            sorted({*(each + 1 for found in inner for each in found if each < 3), *([] if any(inner) else [0])})
        )

    return ask(name, work)


@settings(max_examples=500)
@given(systems(), st.permutations(range(10)))
def test_answers_that_take_others_back_do_not_depend_on_the_order(system: System, order: list[int]) -> None:
    for first, second in zip(tables(), tables(), strict=True):
        forwards = {name: denied(system, first, name) for name in range(10)}
        assert {name: denied(system, second, name) for name in order} == forwards


# Which questions are asked depends on what was heard, as a trace goes on only from what came back.
def curious(system: System, ask: Ask, name: int) -> Answer:
    def work() -> Answer:
        heard: set[int] = set()
        for other in system.get(name, []):
            found = curious(system, ask, other)
            heard.update(found)
            if len(found) <= name % 3:
                break
        return tuple(sorted({name, *heard} if name % 2 else heard or {name}))

    return ask(name, work)


@settings(max_examples=500)
@given(systems(), st.permutations(range(10)))
def test_questions_that_only_some_rounds_ask_do_not_depend_on_the_order(system: System, order: list[int]) -> None:
    for first, second in zip(tables(), tables(), strict=True):
        forwards = {name: curious(system, first, name) for name in range(10)}
        assert {name: curious(system, second, name) for name in order} == forwards


def test_a_chain_of_any_length_needs_no_stack() -> None:
    table = Worklist[int, Answer]((), lambda key: (-1,))
    chain = {n: [n + 1] for n in range(5_000)}
    assert answer(chain, table.ask, 0)[-1] == 5_000


def test_a_circle_of_any_length_needs_no_stack() -> None:
    table = Worklist[int, Answer]((), lambda key: (-1,))
    ring = {n: [(n + 1) % 50] for n in range(50)}
    assert answer(ring, table.ask, 7) == tuple(range(50))


def test_a_question_that_is_alone_is_worked_out_once() -> None:
    asked = []
    for ask in tables():
        assert ask(1, lambda: (asked.append(1), (1,))[1]) == (1,)  # type: ignore[func-returns-value]
        assert ask(1, lambda: (asked.append(1), (1,))[1]) == (1,)  # type: ignore[func-returns-value]
    assert len(asked) == 2


def test_what_goes_back_and_forth_is_given_up() -> None:
    table = Worklist[int, Answer]((), lambda key: (-1,))

    def flip() -> Answer:
        return () if table.ask(1, flip) else (1,)

    assert table.ask(1, flip) == (-1,)
    recursion = Recursion()

    def flop() -> Answer:
        return () if recursion.ask(1, flop) else (1,)

    assert recursion.ask(1, flop) == ()


def test_a_circle_that_is_too_large_is_given_up_as_a_whole() -> None:
    table = Worklist[int, Answer]((), lambda key: (-1,))
    size = LARGEST_CIRCLE + 1

    def ring(n: int) -> Answer:
        return table.ask(n, lambda: ring((n + 1) % size))

    assert ring(3) == (-1,)
    assert table.ask(4, lambda: (4,)) == (-1,)


@pytest.mark.parametrize("first", [0, 17, LARGEST_CIRCLE + 40])
def test_all_of_a_large_circle_are_given_up_whoever_is_asked_first(first: int) -> None:
    table, worked_out = Worklist[int, Answer]((), lambda key: (-1,)), []
    size = LARGEST_CIRCLE + 50

    def ring(n: int) -> Answer:
        def work() -> Answer:
            worked_out.append(n)
            return (n, *ring((n + 1) % size), *ring(n * 7 % size))

        return table.ask(n, work)

    ring(first)
    assert all(table.ask(n, lambda: ()) == (-1,) for n in range(size))
    assert len(worked_out) < 10 * size


def test_who_asks_a_circle_that_was_given_up_goes_on_from_that() -> None:
    table = Worklist[int, Answer]((), lambda key: (-1,))
    size = LARGEST_CIRCLE + 1

    def ring(n: int) -> Answer:
        return table.ask(n, lambda: ring((n + 1) % size))

    assert table.ask(-5, lambda: (5, *ring(3))) == (5, -1)


def test_rounds_are_many_enough_for_a_long_way_around() -> None:
    ring = {n: [(n + 1) % (MOST_ROUNDS - 2)] for n in range(MOST_ROUNDS - 2)}
    table = Worklist[int, Answer]((), lambda key: (-1,))
    assert answer(ring, table.ask, 0) == tuple(range(MOST_ROUNDS - 2))


def test_guesses_are_counted() -> None:
    table = Worklist[int, Answer]((), lambda key: (-1,))
    seen = []

    def outer() -> Answer:
        before = table.guesses
        inner = table.ask(2, lambda: (2,))
        seen.append(table.is_certain_since(before))
        return inner

    assert table.ask(1, outer) == (2,)
    assert seen == [False, True]


@pytest.mark.parametrize("make", [lambda: Recursion(), lambda: Worklist[int, Answer]((), lambda key: (-1,))])
def test_a_question_that_raises_can_be_asked_again(make: Callable[[], Recursion | Worklist[int, Answer]]) -> None:
    table = make()

    def fail() -> Answer:
        table.ask(2, lambda: table.ask(1, fail))
        raise RecursionError

    with pytest.raises(RecursionError):
        table.ask(1, fail)
    assert table.ask(1, lambda: table.ask(2, lambda: (2,))) == (2,)
