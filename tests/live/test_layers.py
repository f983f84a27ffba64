"""Holds `look` to the functions that stand behind objects, and to waking none of them."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable
from typing import Any

import pytest

from cellophane.live import Closure, look


def logged(function: Callable[..., Any]) -> Callable[..., Any]:
    calls = 0

    @functools.wraps(function)
    def wrapper(*arguments: Any) -> Any:
        nonlocal calls
        calls += 1
        return function(*arguments)

    return wrapper


def plain(x: Any = None) -> Any:
    return x


def name_of_beneath(closure: Closure) -> list[str]:
    names = []
    while closure.layers:
        (closure,) = closure.layers
        names.append(closure.name)
    return names


class Thing:
    def method(self) -> Any:
        return self

    @staticmethod
    def static() -> None: ...

    @classmethod
    def made(cls) -> None: ...

    @property
    def size(self) -> int:
        return 1

    @size.setter
    def size(self, value: int) -> None: ...

    @functools.cached_property
    def area(self) -> int:
        return 2

    @functools.lru_cache  # noqa: B019 - that is what is looked at
    def cached(self) -> int:
        return 3

    @functools.singledispatchmethod
    def shown(self, value: Any) -> str:
        return "any"

    @shown.register
    def _(self, value: int) -> str:
        return "int"

    half = functools.partialmethod(method)

    def __call__(self) -> None: ...


def test_a_stack_of_decorators() -> None:
    closure = look(logged(logged(plain)))
    assert [one.name for one in closure.captured] == ["calls", "function"]
    assert name_of_beneath(closure) == ["plain", "plain"]
    assert closure.layers[0].function is closure["function"].value


def test_bound_methods() -> None:
    thing = Thing()
    closure = look(thing.method)
    assert (closure.kind, closure.name, closure.function) == ("bound method", "Thing.method", Thing.method)
    assert closure.holds == {"self": thing}
    assert look(Thing.made).holds == {"self": Thing}


def test_partials_of_partials() -> None:
    closure = look(functools.partial(functools.partial(logged(plain), 1), x=2))
    assert closure.kind == "partial"
    assert dict(closure.holds) == {"argument 1": 1, "x": 2}
    assert closure.name == "plain"


@pytest.mark.parametrize(
    ("name", "beneath"),
    [
        ("size", ["Thing.size", "Thing.size"]),
        ("static", ["Thing.static"]),
        ("made", ["Thing.made"]),
        ("area", ["Thing.area"]),
        ("cached", ["Thing.cached"]),
        ("shown", ["Thing.shown"]),
        ("half", ["Thing.method"]),
    ],
)
def test_wrappers_of_the_standard_library(name: str, beneath: list[str]) -> None:
    closure = look(Thing.__dict__[name])
    assert [layer.name for layer in closure.layers] == beneath
    assert closure.function is (closure.layers[0].function if len(beneath) == 1 else None)


def test_what_hands_on_to_one_function_captured_what_that_did() -> None:
    function = logged(plain)
    for around in (functools.partial(function, 1), functools.lru_cache(function), staticmethod(function)):
        closure = look(around)
        assert list(closure) == list(look(function))
        assert closure["calls"].cell is look(function)["calls"].cell
        assert closure.globals == look(function).globals
        assert closure.subject is around


def test_a_variable_beneath_is_pointed_at() -> None:
    function = logged(plain)
    with pytest.raises(KeyError, match=r"which captured nothing; plain beneath it did"):
        look(property(function, function))["calls"]


def test_single_dispatch() -> None:
    @functools.singledispatch
    def shown(value: Any) -> str:
        return "any"

    @shown.register
    def shown_int(value: int) -> str:
        return "int"

    closure = look(shown)
    assert closure.kind == "single-dispatch function"
    assert [layer.function for layer in closure.layers] == [shown.dispatch(object), shown_int]


def test_cached_functions() -> None:
    cached = functools.lru_cache(logged(plain))
    cached(1)
    closure = look(cached)
    assert (closure.kind, closure.note) == ("cached function", "1 results kept")
    assert closure.layers[0]["calls"].value == 1


def test_a_class_has_the_methods_of_its_body() -> None:
    class Sub(Thing):
        def own(self) -> None: ...

    assert [layer.name.rpartition(".")[2] for layer in look(Sub).layers] == ["own"]
    assert {"Thing.method", "Thing.size", "Thing.cached"} <= {layer.name for layer in look(Thing).layers}


def test_an_object_that_can_be_called() -> None:
    thing = Thing()
    closure = look(thing)
    assert (closure.kind, closure.holds["self"]) == ("callable object", thing)
    assert [layer.function for layer in closure.layers] == [Thing.__call__]


def test_a_decorator_that_is_a_class() -> None:
    class Decorator:
        def __init__(self, function: Callable[..., Any]) -> None:
            functools.update_wrapper(self, function)

        def __call__(self) -> None: ...

    closure = look(Decorator(logged(plain)))
    assert [layer.name.rpartition(".")[2] for layer in closure.layers] == ["__call__", "plain"]


@pytest.mark.parametrize(
    "subject", [len, [].append, str.upper, operator.itemgetter(1), "".__add__, dict.__dict__["fromkeys"]]
)
def test_what_is_written_in_c_gets_an_answer(subject: Any) -> None:
    closure = look(subject)
    assert (closure.captured, closure.layers) == ((), ())
    assert "written in C" in closure.note


@pytest.mark.parametrize("subject", [42, "text", None, [], object()])
def test_what_has_no_code_gets_a_clear_error(subject: Any) -> None:
    with pytest.raises(TypeError, match="has no code"):
        look(subject)


def test_a_wrapper_of_itself() -> None:
    def f() -> None: ...

    def g() -> None: ...

    f.__wrapped__ = f  # type: ignore[attr-defined]
    assert look(f).layers == ()
    f.__wrapped__, g.__wrapped__ = g, f  # type: ignore[attr-defined]
    assert [layer.function for layer in look(f).layers] == [g]


def test_a_thousand_layers() -> None:
    function: Any = plain
    for _ in range(1000):
        function = logged(function)
    closure, depth = look(function), 0
    while closure.layers:
        closure, depth = closure.layers[0], depth + 1
    assert depth == 100
    assert "100 layers" in closure.note


class Sleeper:
    """A lazy proxy: asked for anything, it would load what it stands for."""

    woken = False

    def __getattribute__(self, name: str) -> Any:
        Sleeper.woken = True
        raise RuntimeError(name)


class SleepingFunction(Sleeper):
    def __call__(self, *_: Any) -> None: ...


def test_a_lazy_proxy_sleeps_on() -> None:
    sleeper = SleepingFunction()
    partial = functools.partial(sleeper, Sleeper())
    wrapper = logged(plain)
    wrapper.__wrapped__ = sleeper  # type: ignore[attr-defined]
    wrapper.__module__ = sleeper  # type: ignore[assignment]
    for subject in (partial, wrapper, sleeper):
        assert look(subject).layers
        assert repr(look(subject))
    with pytest.raises(TypeError):
        look(Sleeper())
    assert not Sleeper.woken


def kept(n: int) -> Callable[[Any], Any]:
    return lambda x: (x, n)


@pytest.mark.parametrize("kind", [map, filter])
def test_lazy_iterators_over_a_function(kind: Any) -> None:
    function, source = kept(3), iter([1, 2])
    closure = look(kind(function, source))
    assert (closure.kind, closure.name, closure["n"].value) == (kind.__name__, function.__qualname__, 3)
    assert closure.function is function
    assert dict(closure.holds) == {"iterator 1": source}
    assert repr(closure) == f"<Closure {kind.__name__} over kept.<locals>.<lambda>: n=3>"
    assert next(source) == 1


def test_lazy_iterators_over_lazy_iterators() -> None:
    inner = map(kept(3), (x for x in "ab"))
    for outer in (zip(inner, "ab", strict=False), enumerate(inner)):
        closure = look(outer)
        assert [one.name for one in closure.layers] == ["kept.<locals>.<lambda>"]
        assert [one.kind for one in closure.layers[0].layers] == ["lambda", "generator"]
    assert next(inner) == ("a", 3)


@pytest.mark.parametrize("subject", [zip("ab", strict=False), enumerate("ab"), iter([plain])])
def test_lazy_iterators_that_call_nothing(subject: Any) -> None:
    with pytest.raises(TypeError, match="has no code"):
        look(subject)


def test_a_filter_without_a_function_and_a_map_over_a_builtin() -> None:
    assert (look(filter(None, "ab")).name, look(filter(None, "ab")).layers) == ("None", ())
    assert [one.name for one in look(map(len, ["ab"])).layers] == ["len"]


def test_a_partial_method_holds_its_arguments() -> None:
    method = functools.partialmethod(kept(1), 2, k=3)
    assert dict(look(method).holds) == {"argument 1": 2, "k": 3}
    assert look(method)["n"].value == 1
