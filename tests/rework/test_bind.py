"""Holds `bind` to what a person would write who wants the values of today: the same body with the values in it."""

from __future__ import annotations

import asyncio
import builtins
import cProfile
import dis
import inspect
import pstats
import sys
import traceback
from collections.abc import AsyncIterator, Callable, Iterator
from types import FunctionType, MethodType
from typing import Any

import pytest

from cellophane import EMPTY
from cellophane.rework.bind import bind
from cellophane.rework.state import state
from cellophane.rework.subjects import NotCaptured, Refused


def code_of(function: Any) -> Any:
    return function.__code__


def test_the_loop() -> None:
    functions = [bind(lambda: i) for i in range(3)]  # noqa: B023
    assert [f() for f in functions] == [0, 1, 2]
    assert all(f.__closure__ is None for f in functions)


def test_later_rebinding_is_not_seen() -> None:
    n = 1

    def read() -> int:
        return n

    bound = bind(read)
    n = 2
    assert (read(), bound()) == (2, 1)


def test_it_reads_no_cell_any_more() -> None:
    values, text = [1], "a"
    bound = bind(lambda: (values, text, values))
    assert not any("DEREF" in one.opname for one in dis.get_instructions(bound))
    assert bound()[0] is values


def test_named_variables_only() -> None:
    a, b = 1, 1

    @bind("a")
    def read() -> tuple[int, int]:
        return a, b

    a = b = 2
    assert read() == (1, 2)
    assert code_of(read).co_freevars == ("b",)


def test_as_a_decorator_without_names() -> None:
    n = 1

    @bind
    def read(*, doubled: bool = False) -> int:
        """What it was."""
        return n * 2 if doubled else n

    n = 5
    assert (read(doubled=True), read.__doc__, read.__name__) == (2, "What it was.", "read")


def test_what_it_writes_keeps_its_cell() -> None:
    step, n = 2, 0

    def count() -> int:
        nonlocal n
        n += step
        return n

    bound = bind(count)
    step = 100
    assert (bound(), bound(), n) == (2, 4, 4)
    with pytest.raises(Refused, match="writes 'n'"):
        bind(count, "n")
    assert step == 100


def test_what_a_function_in_it_writes_keeps_its_cell() -> None:
    n = 0

    def outer() -> Callable[[], int]:
        def inner() -> int:
            nonlocal n
            n += 1
            return n

        return inner

    assert (bind(outer)()(), n) == (1, 1)


def test_recursion_means_the_new_function() -> None:
    factor = 2

    def down(n: int) -> list[Any]:
        return [down, *down(n - 1)] if n else [factor]

    bound = bind(down)
    factor = 3
    assert bound(2) == [bound, bound, 2]
    assert down(1) == [down, 3]


def test_functions_made_inside_capture_the_value() -> None:
    n = 1

    def outer() -> Any:
        return n, lambda: (n, lambda: n)

    bound = bind(outer)
    n = 2
    assert bound()[0] == 1
    assert bound()[1]()[0] == 1
    assert bound()[1]()[1]() == 1
    assert outer()[1]()[0] == 2


def test_class_bodies_inside() -> None:
    n = 1

    def outer() -> Any:
        class Inside:
            kept = n

            def method(self) -> int:
                return n

        return Inside

    bound = bind(outer)
    n = 2
    assert (bound().kept, bound()().method(), n) == (1, 1, 2)


class Base:
    def greet(self) -> str:
        return "base"


def test_super_works_on() -> None:
    word = "and "

    class Sub(Base):
        def greet(self) -> str:
            return word + super().greet()

        def own_class(self) -> type:
            return __class__  # type: ignore[name-defined,no-any-return]

    Sub.greet = bind(Sub.greet)  # type: ignore[method-assign]
    assert Sub().greet() == "and base"
    assert bind(Sub.own_class)(Sub()) is Sub
    with pytest.raises(Refused, match="super"):
        bind(Sub.greet, "__class__")


def test_bound_methods() -> None:
    n = 1

    class Thing:
        def method(self) -> Any:
            return self, n

    thing = Thing()
    bound = bind(thing.method)
    n = 2
    assert isinstance(bound, MethodType)
    assert bound() == (thing, 1)
    assert thing.method() == (thing, n)


def test_generators_and_coroutines() -> None:
    n = 1

    def generator() -> Iterator[int]:
        yield n
        yield n

    async def coroutine() -> int:
        await asyncio.sleep(0)
        return n

    async def both() -> AsyncIterator[int]:
        yield n

    async def first() -> int:
        return await anext(bind(both)())

    bound: list[Any] = [bind(generator), bind(coroutine), bind(both)]
    assert inspect.isgeneratorfunction(bound[0])
    assert inspect.iscoroutinefunction(bound[1])
    assert inspect.isasyncgenfunction(bound[2])
    early = bind(generator)
    early_coroutine = bind(coroutine)
    n = 2
    assert list(early()) == [1, 1]
    assert asyncio.run(early_coroutine()) == 1
    assert asyncio.run(first()) == 2


def test_generator_expressions_inside() -> None:
    n = 2

    def total() -> int:
        return sum(n * i for i in range(3)) + sum([n for _ in range(2)])

    bound = bind(total)
    n = 10
    assert (bound(), total()) == (10, 50)


def test_an_empty_cell_is_refused() -> None:
    def read() -> Any:
        return later, now  # noqa: F821

    now = 1
    with pytest.raises(Refused, match="'later' has no value yet"):
        bind(read)
    bound = bind(read, "now")
    later = now = 2
    assert bound() == (2, 1)
    del later
    with pytest.raises(NameError):
        bound()


def test_a_cell_that_holds_what_stands_for_an_empty_one_is_not_empty() -> None:
    found = EMPTY
    read = lambda: found  # noqa: E731
    bound = bind(read)
    assert (bound(), dict(state(read))) == (EMPTY, {"found": EMPTY})


@pytest.mark.parametrize(("name", "told"), [("coutn", "did you mean 'count'"), ("xyz", "it captured 'count'")])
def test_a_name_that_is_not_captured(name: str, told: str) -> None:
    count: int = 1
    with pytest.raises(NotCaptured, match=told):
        bind(lambda: count, name)
    with pytest.raises(LookupError):
        bind(lambda: 0, name)


@pytest.mark.parametrize("subject", [len, 42, object(), (n for n in range(3)), type])
def test_what_is_no_function_is_refused_with_the_reason(subject: Any) -> None:
    with pytest.raises(Refused):
        bind(subject)


def test_nothing_captured_gives_a_copy() -> None:
    def plain() -> int:
        return 1

    assert bind(plain) is not plain
    assert bind(plain)() == 1


class Hostile:
    """Whatever is asked of it goes wrong."""

    def _refuse(self, *_: Any) -> Any:
        raise RuntimeError

    __eq__ = __hash__ = __repr__ = __bool__ = __len__ = __getattribute__ = _refuse


def maker(value: Any) -> Callable[[], Any]:
    return lambda: value


def test_values_are_not_asked_for_anything() -> None:
    hostile, empty, other_empty = Hostile(), list[int](), list[int]()
    bound = bind(bind(bind(lambda: (hostile, empty, other_empty), "empty"), "hostile"), "other_empty")
    found = bound()
    assert found[0] is hostile
    assert found[1] is empty
    assert found[2] is other_empty
    assert hash(code_of(bound)) == hash(code_of(bound))
    assert code_of(bound) != code_of(bind(maker(hostile)))


def test_equal_values_of_different_types_stay_apart() -> None:
    one, true, real, minus = 1, True, 1.0, -0.0

    def read() -> tuple[Any, ...]:
        return one, true, real, minus, 0.0

    bound = bind(read)
    assert list(map(repr, bound())) == ["1", "True", "1.0", "-0.0", "0.0"]


def test_more_constants_and_names_than_a_byte_counts() -> None:
    lines = [f"    x = {number}.5 + {number}" for number in range(400)]
    names = [f"name_{number}" for number in range(300)]
    text = (
        f"def make({', '.join(names)}):\n  def f():\n"
        + "\n".join(lines)
        + f"\n    return x, [{', '.join(names)}]\n  return f"
    )
    space: dict[str, Any] = {}
    exec(text, space)
    function = space["make"](*range(300))
    bound: Any = bind(function)
    assert bound() == function() == (399 * 2 + 0.5, list(range(300)))
    some: Any = bind(function, "name_299")
    assert some() == function()


@pytest.mark.parametrize(
    "look", ["eval('n')", "locals()['n']", "(lambda: vars)()()['n']", "exec('global r; r = n') or r"]
)
def test_functions_that_see_their_variables_by_name(look: str) -> None:
    space: dict[str, Any] = {}
    exec(f"def make(n):\n  def f():\n    n\n    return {look}\n  return f", space)
    function = space["make"](1)
    bound: Any = bind(function)
    assert function() == bound() == 1


def test_deleted_and_assigned_again() -> None:
    n = 1
    del n
    n = 2

    def read() -> int:
        return n  # noqa: F821

    bound = bind(read)
    del n
    assert bound() == 2


def test_names_signature_and_attributes() -> None:
    n = 1

    def function(a: int, /, b: str = "b", *rest: int, c: float = 1.0, **others: int) -> tuple[Any, ...]:
        """Documented."""
        return a, b, rest, c, others, n

    function.mark = "kept"  # type: ignore[attr-defined]
    function.__wrapped__ = len  # type: ignore[attr-defined]
    bound = bind(function)
    assert inspect.signature(bound, follow_wrapped=False) == inspect.signature(function, follow_wrapped=False)
    assert (bound.__doc__, bound.__qualname__, bound.__module__) == ("Documented.", function.__qualname__, __name__)
    assert bound.__dict__ == function.__dict__
    assert bound(1, "c", 2, c=3.0, d=4) == (1, "c", (2,), 3.0, {"d": 4}, 1)
    assert bound.__kwdefaults__ is not function.__kwdefaults__


def test_lines_in_tracebacks() -> None:
    n = 0

    def fails() -> float:
        before = 1
        return before / n

    def place(function: Callable[[], Any]) -> Any:
        with pytest.raises(ZeroDivisionError) as caught:
            function()
        frame = traceback.extract_tb(caught.value.__traceback__)[-1]
        return frame.name, frame.lineno, frame.line, frame.colno

    assert place(bind(fails)) == place(fails)


def test_exceptions_are_caught_where_they_were() -> None:
    n = 0

    def function() -> str:
        try:
            1 / n
        except ZeroDivisionError as error:
            return str(error)
        finally:
            str(n)
        return "nothing"

    assert bind(function)() == "division by zero"


def test_under_a_tracer_and_a_profiler() -> None:
    n = 3
    seen = []

    def function() -> int:
        doubled = n * 2
        return doubled + n

    bound = bind(function)

    def trace(frame: Any, event: str, argument: Any) -> Any:
        if frame.f_code is code_of(bound):
            seen.append((event, frame.f_lineno - code_of(bound).co_firstlineno))
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        bound()
    finally:
        sys.settrace(before)
    assert seen == [("call", 0), ("line", 1), ("line", 2), ("return", 2)]
    profile = cProfile.Profile()
    profile.runcall(bound)
    assert any(name == "function" for _, _, name in pstats.Stats(profile).stats)  # type: ignore[attr-defined]


def test_two_functions_of_one_code_get_their_own_values() -> None:
    def make(n: int) -> Callable[[], int]:
        return lambda: n

    first, second = make(1), make(2)
    assert code_of(first) is code_of(second)
    assert (bind(first)(), bind(second)(), bind(first)()) == (1, 2, 1)


def test_code_that_is_equal_in_another_file_keeps_its_file() -> None:
    def made(filename: str) -> FunctionType:
        space: dict[str, Any] = {}
        exec(compile("def make(n):\n  return lambda: n", filename, "exec"), space)
        function = space["make"](1)
        assert isinstance(function, FunctionType)
        return function

    first, second = made("<one>"), made("<other>")
    assert code_of(first) == code_of(second)
    assert [code_of(bind(one)).co_filename for one in (first, second)] == ["<one>", "<other>"]


def test_binding_again_adds_to_what_is_constant() -> None:
    a, b = [1], 10**5000

    def read() -> Any:
        try:
            missing  # type: ignore[name-defined] # noqa: B018
        except NameError:
            return a, b, (lambda: a)()

    once = bind(read, "b")
    twice = bind(once, "a")
    old, a, b = a, [2], 0
    assert once() == ([2], 10**5000, [2])
    assert twice() == (old, 10**5000, old)
    assert bind(twice)() == twice()
    assert code_of(bind(twice)).co_consts.origin is code_of(read)


def test_recursion_means_the_new_function_whatever_is_named() -> None:
    k = 1

    def factorial(n: int) -> int:
        return n * factorial(n - 1) if n else k

    bound = bind(factorial, "k")
    k = 2
    assert (bound(3), factorial(3)) == (6, 12)


def test_a_decorator_on_a_recursive_function() -> None:
    k = 1

    @bind
    def factorial(n: int) -> int:
        return n * factorial(n - 1) if n else k

    k = 2
    assert factorial(3) == 6


def test_a_decorator_with_empty_parentheses() -> None:
    n = 1

    @bind()
    def read() -> int:
        return n

    n = 2
    assert read() == 1


def test_texts_keep_their_identity() -> None:
    known = "a_known_text"
    fresh = "".join(["a_known", "_text"])
    pair = (fresh, [known])

    def read(text: str) -> Any:
        return text is fresh, pair

    bound = bind(read)
    assert [bound(fresh), bound(known)] == [read(fresh), read(known)] == [(True, pair), (False, pair)]
    assert pair[0] is fresh
    assert bound(known)[1] is pair


def test_deep_and_wide_tuples() -> None:
    deep: Any = ()
    for _ in range(100_000):
        deep = (deep,)
    wide: Any = (1,)
    for _ in range(60):
        wide = (wide, wide)
    found: Any = bind(lambda: (deep, wide))()
    assert found[0] is deep
    assert found[1] is wide


def peek(name: str) -> Any:
    return sys._getframe(1).f_locals[name]


@pytest.mark.parametrize(
    "how",
    [
        "sys._getframe().f_locals['n']",
        "look()['n']",
        "frame(sys._getframe())",
        "builtins.eval('n')",
        "b.locals()['n']",
        "locals()['n']",
        "other()['n']",
    ],
)
def test_functions_whose_frames_are_looked_into(how: str) -> None:
    space: dict[str, Any] = {"sys": sys, "builtins": builtins, "frame": lambda frame: frame.f_locals["n"]}
    inner = f"  def f(locals=locals, *, other=locals):\n    n\n    return {how}\n"
    exec(f"def make(n, look=locals, b=builtins):\n{inner}  return f", space)
    bound: Any = bind(space["make"](1))
    assert bound() == 1


def test_other_builtins_than_before_are_refused() -> None:
    space: dict[str, Any] = {"__builtins__": {"len": lambda one: 42}}
    exec("def make(n):\n  def f(): return len(n)\n  return f", space)
    function: Any = space["make"]("a")
    bound: Any = bind(function)
    assert function() == bound() == 42
    space["__builtins__"] = {"len": len}
    with pytest.raises(Refused, match="other builtins"):
        bind(function)


def test_dead_code_and_names_that_come_twice() -> None:
    text = """
def make(a, n):
    def odd():
        if False:
            x = n
            return x
        return [a for a in (n,)], (lambda: a)(), [n for n in (a,)], n, 1e999 * 0.0 != 0
    return odd
"""
    space: dict[str, Any] = {}
    exec(text, space)
    odd: Any = space["make"](1, 2)
    bound: Any = bind(odd)
    assert bound() == odd() == ([2], 1, [1], 2, True)
