"""Holds `bind` to what a person would write who wants the values of today: the same body with the values in it."""

from __future__ import annotations

import asyncio
import builtins
import code
import cProfile
import dis
import functools
import inspect
import pstats
import pydoc
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
    n, step = 0, 1

    def outer() -> Callable[[], int]:
        def inner() -> int:
            nonlocal n
            n += step
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
    with pytest.raises(Refused, match="captured only '__class__'"):
        bind(Sub.own_class)
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


def test_a_misspelled_global_is_told_with_the_right_one() -> None:
    space = in_module("def area(): return number * other\ncount = 1\nnumber = 2")
    with pytest.raises(NotCaptured, match="did not capture 'numbr': did you mean 'number', which it reads as a global"):
        bind(space["area"], "numbr")
    with pytest.raises(NotCaptured, match="area captured nothing, and so not 'otehr'"):  # it has no value
        bind(space["area"], "otehr")
    assert bind(space["area"], "number").__code__ is not space["area"].__code__


@pytest.mark.parametrize("subject", [len, 42, object(), (n for n in range(3)), type])
def test_what_is_no_function_is_refused_with_the_reason(subject: Any) -> None:
    with pytest.raises(Refused):
        bind(subject)


def in_module(text: str) -> dict[str, Any]:
    """What a module of this text holds, in which `bind` is known."""
    space: dict[str, Any] = {"bind": bind, "__name__": "module"}
    exec(text, space)
    return space


LOOPS = {
    "a call": "for i in range(3): late.append(bind(lambda: i, 'i'))",
    "a decorator": "for i in range(3):\n  @bind('i')\n  def late_one(): return i\n  late.append(late_one)",
    "a while loop": "i = 0\nwhile i < 3:\n  late.append(bind(lambda: i, 'i'))\n  i += 1",
    "a generator inside": "for i in range(3): late.append(bind(lambda: next(i for _ in '1'), 'i'))",
    "a list inside": "for i in range(3): late.append(bind(lambda: [i for _ in '1'][0], 'i'))",
    "functions inside": "for i in range(3): late.append(bind(lambda: (lambda: (lambda: i))()(), 'i'))",
    "a method": "class A:\n  def get(self): return i\nfor i in range(3): late.append(bind(A().get, 'i'))",
    "a partial": "from functools import partial\nfor i in range(3): late.append(bind(partial(lambda _: i, 1), 'i'))",
    "a generator": "for i in range(3):\n  def gen(): yield i\n  late.append(lambda g=bind(gen, 'i'): next(g()))",
    "a class inside": "def made():\n  class A:\n    def get(self): return i\n  return A().get()\n"
    "for i in range(3): late.append(bind(made, 'i'))",
}


@pytest.mark.parametrize("text", LOOPS.values(), ids=LOOPS)
def test_a_loop_of_a_module(text: str) -> None:
    """There the loop variable is a global, and nothing is captured."""
    space = in_module(f"late = []\n{text}\ni = 'later'")
    assert [f() for f in space["late"]] == [0, 1, 2]


def test_what_is_shown_for_a_loop_works_at_the_prompt() -> None:
    space: dict[str, Any] = {"bind": bind, "late": []}
    code.InteractiveInterpreter(space).runsource("for i in range(3):\n    late.append(bind(lambda: i, 'i'))\n")
    assert [f() for f in space["late"]] == [0, 1, 2]


def test_without_names_a_function_of_a_module_is_refused_with_the_way_out() -> None:
    with pytest.raises(Refused) as caught:
        in_module("for i in range(3): bind(lambda: i)")
    assert "captured nothing, and bind() would change nothing: the global 'i' is looked up" in str(caught.value)
    assert 'write bind(fn, "i"), or @bind("i")' in str(caught.value)
    with pytest.raises(Refused, match="captured nothing, and reads no globals"):
        in_module("bind(lambda: len('a'))")
    with pytest.raises(Refused, match="writes all that it captured, 'n'"):
        in_module("def outer():\n  n = 0\n  def step():\n    nonlocal n\n    n += 1\n  bind(step)\nouter()")


def test_definitions_are_not_what_is_to_be_bound() -> None:
    with pytest.raises(Refused, match=r"the global 'i' is looked up"):
        in_module("import os\ndef helper(): pass\ni = 1\nbind(lambda: (os, helper(), i))")
    with pytest.raises(Refused, match=r"write bind\(fn, \"helper\"\)"):
        in_module("def helper(): pass\nbind(lambda: helper())")


def test_captured_variables_are_bound_and_globals_stay_without_names() -> None:
    space = in_module(
        "g = 1\ndef outer(n): return bind(lambda: (n, g)), bind(lambda: (n, g), 'g')\nboth = outer(1)\ng = 2"
    )
    assert [f() for f in space["both"]] == [(1, 2), (1, 1)]
    assert [f.__code__.co_freevars for f in space["both"]] == [(), ("n",)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("def f():\n  global i\n  i = 1\n  return i", "binds the global 'i' itself"),
        ("def f():\n  global i\n  del i", "binds the global 'i' itself"),
        ("def f():\n  def g():\n    global i\n    i = 1\n  return i", "binds the global 'i' itself"),
        ("def f():\n  class A:\n    kept = i\n  return A", "a class in it that looks 'i' up"),
        ("def f(): return i, eval('i')", r"calls eval\(\)"),
        ("def f(): return j, i\ndel i", "'i' has no value yet"),
        ("def f(): return i\ni = f", "'i' is f itself"),
        ("def f(): return [x for x in ()]", "and so not 'i'"),
    ],
)
def test_globals_that_cannot_be_bound(text: str, told: str) -> None:
    space = in_module(f"i = 0\n{text}")
    with pytest.raises(Refused, match=told):
        bind(space["f"], "i")


def test_builtins_are_not_bound_but_globals_of_their_names_are() -> None:
    with pytest.raises(NotCaptured, match="'len' is a builtin"):
        in_module("bind(lambda: len('ab'), 'len')")
    space = in_module("len = lambda text: 42\nf = bind(lambda: len('ab'), 'len')\ndel len")
    assert space["f"]() == 42


def test_a_bound_global_is_the_very_same_object() -> None:
    fresh = "".join(["no_", "name"])
    for value in (fresh, (fresh,), [1], lambda: 7, 10**50, frozenset({fresh})):
        space = in_module("f = lambda: i")
        space["i"] = value
        bound: Any = bind(space["f"], "i")
        assert bound() is value
    assert fresh == "no_name"


def test_a_bound_global_is_called_as_before() -> None:
    space = in_module("def f(x): return [i(x, k=1), (lambda: i(x))(), i]\ni = dict")
    bound: Any = bind(space["f"], "i")
    expected = space["f"]([("a", 2)])
    space["i"] = None
    assert bound([("a", 2)]) == expected == [{"a": 2, "k": 1}, {"a": 2}, dict]


def test_globals_behind_many_names_and_constants() -> None:
    names = [f"name_{number}" for number in range(400)]
    text = "def f():\n  x = 0\n" + "\n".join(f"  x += {number}.5" for number in range(300))
    space = in_module(f"{text}\n  return x, [{', '.join(names)}], name_399.bit_length()")
    space.update(zip(names, range(400), strict=True))
    bound: Any = bind(space["f"], *names)
    expected = space["f"]()
    space.update(dict.fromkeys(names))
    assert bound() == expected


def test_binding_globals_one_after_the_other() -> None:
    space = in_module("i, j = 1, 2\nf = lambda: (i, (lambda: j)())")
    once: Any = bind(space["f"], "i")
    twice: Any = bind(once, "j")
    space.update(i="a", j="b")
    again: Any = bind(twice, "i")
    assert (once(), twice(), again()) == ((1, "b"), (1, 2), (1, 2))
    assert code_of(twice).co_consts.origin is code_of(space["f"])
    assert dict(state(bind(twice))) == {"i": 1, "j": 2}


def test_lines_of_a_function_whose_global_is_bound() -> None:
    space = in_module("i = 0\ndef f():\n  before = 1\n  return (before /\n    i)")
    bound: Any = bind(space["f"], "i")
    found = []
    for function in (space["f"], bound):
        with pytest.raises(ZeroDivisionError) as caught:
            function()
        found += [[(one.lineno, one.colno) for one in traceback.extract_tb(caught.value.__traceback__)[1:]]]
    assert found[0] == found[1]
    assert [*code_of(bound).co_lines()] == [*code_of(space["f"]).co_lines()]


def test_partials_and_caches_are_wrapped_anew() -> None:
    n = 1

    @functools.lru_cache(maxsize=7)
    def power(a: int, b: int) -> int:
        """Documented."""
        return n + a + b

    power.mark = "kept"  # type: ignore[attr-defined]
    bound: Any = bind(functools.partial(power, 1, b=2))
    assert power(1, b=2) == 4
    n = 10
    assert (bound(), bound.args, bound.keywords) == (4, (1,), {"b": 2})
    assert (bound.func.cache_parameters()["maxsize"], bound.func.cache_info().misses) == (7, 1)
    assert (bound.func.__doc__, bound.func.mark, power(1, b=2)) == ("Documented.", "kept", 4)


def test_a_cached_function_that_calls_itself_through_its_cache() -> None:
    @functools.cache
    def fib(n: int) -> int:
        return n if n < 2 else fib(n - 1) + fib(n - 2)

    bound: Any = bind(fib)
    assert bound(50) == 12586269025
    assert state(bound)["fib"] is bound
    assert (bound.cache_info().misses, fib.cache_info().misses) == (51, 0)


def test_a_coroutine_that_has_not_started_is_not_said_to_run() -> None:
    async def wait() -> None: ...

    waiting: Any = wait()
    with pytest.raises(Refused, match="has not started, and is no function: rework the function that made it"):
        bind(waiting)
    waiting.close()


def test_help_has_no_addresses() -> None:
    assert " at 0x" not in pydoc.render_doc(bind)


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
