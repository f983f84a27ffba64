"""Which functions stand behind an object: what it wraps, calls, or is made of.

One way in a function, chosen by the type of the object, never by what the object says of itself. Only what the
interpreter and the standard library made is opened, and of other objects only what they store themselves, so that a
lazy proxy sleeps on.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from types import (
    AsyncGeneratorType,
    BuiltinFunctionType,
    ClassMethodDescriptorType,
    CodeType,
    CoroutineType,
    FunctionType,
    GeneratorType,
    MappingProxyType,
    MethodDescriptorType,
    MethodType,
    MethodWrapperType,
    WrapperDescriptorType,
)
from typing import Any, Final

from cellophane.live.anatomy import anatomy, without_function
from cellophane.live.closure import Closure, Shell
from cellophane.live.preview import preview
from cellophane.live.safely import ABSENT, ByClass, class_attribute, class_name, is_a, mro, namespace, stored
from cellophane.live.suspended import suspended

_DEEPEST = 100
"""So many layers are opened, one beneath the other."""
_TOO_DEEP = f"more than {_DEEPEST} layers: those further down are not shown"
_IN_C = "written in C: it has no cells, and captured no variables of a scope around it"
_NO_METHODS = "its own body made no methods that are written in Python"
_CACHED: Final = type(functools.lru_cache(lambda: None))
_DISPATCHER: Final = functools.singledispatch(lambda _: None).__code__  # type: ignore[attr-defined]
_Above = tuple[Any, ...]


def look(subject: Any) -> Closure:
    """What a function captured, and which other names it uses; the same for what stands before functions.

    `subject` is a function, lambda, method, `functools.partial`, decorated or cached function, property, class (for its
    own methods), generator, coroutine, `map`, `filter`, `zip` or `enumerate` over any of these, code object, or an
    object that can be called. What it captured is read at once; where its variables were bound, who shares them and
    what they weigh is found out when it is asked.

    Raises `TypeError` for what has no code to it.

    >>> def counter():
    ...     n = 0
    ...     def step():
    ...         nonlocal n
    ...         n += 1
    ...         return n
    ...     return step
    >>> closure = look(counter())
    >>> closure["n"].value, sorted(closure.written)
    (0, ['n'])
    """
    if type(subject) is FunctionType and getattr(subject, "__wrapped__", None) is None:
        return anatomy(subject)
    closure = _seen(subject, ())
    if closure is None:
        raise TypeError(f"nothing to look into: {_an(class_name(type(subject)))} has no code. Hand over a function")
    return closure


def _seen(subject: Any, above: _Above) -> Closure | None:
    """The closure of a subject that stands below these; none if it has no code to it."""
    return _way(subject)(subject, (*above, subject))


def _beneath(subjects: Iterable[Any], above: _Above) -> tuple[Closure, ...]:
    """The closures of these objects, without those that have no code, and those that stand above already."""
    if len(above) > _DEEPEST:
        return ()
    fresh = [one for one in subjects if not any(one is other for other in above)]
    return tuple(closure for one in fresh if (closure := _seen(one, above)) is not None)


def is_dispatching(function: FunctionType) -> bool:
    """Whether it was made by `functools.singledispatch`."""
    return function.__code__ is _DISPATCHER


def _function(function: FunctionType, above: _Above) -> Closure:
    if is_dispatching(function):
        return _dispatching(function, above)
    wrapped = getattr(function, "__wrapped__", None)
    if wrapped is None:
        return anatomy(function)
    note = _TOO_DEEP if len(above) > _DEEPEST else ""
    return anatomy(function, Shell(layers=_beneath([wrapped], above), note=note))


def _dispatching(function: FunctionType, above: _Above) -> Closure:
    """A `functools.singledispatch`: its implementations, one for each type, are in its registry."""
    registry = getattr(function, "registry", None)
    implementations = list(registry.values()) if type(registry) is MappingProxyType else []
    return anatomy(function, Shell("single-dispatch function", layers=_beneath(implementations, above)))


def _code(code: CodeType, above: _Above) -> Closure:
    return without_function(code)


def _method(method: MethodType, above: _Above) -> Closure:
    holds = MappingProxyType({"self": method.__self__})
    layers = _beneath([method.__func__], above)
    if len(layers) == 1 and layers[0].function is method.__func__:
        layers = layers[0].layers  # the method is its function, and has no layer more
        inner = anatomy(method.__func__)
        return Closure(
            method, inner.function, inner.code, inner.captured, inner.used, Shell("bound method", "", holds, layers)
        )
    return _around(method, Shell("bound method", _name_of(layers, method.__func__), holds, layers))


def _partial(partial: Any, above: _Above) -> Closure:
    kept = {name: functools.partial.__dict__[name].__get__(partial) for name in ("func", "args", "keywords")}
    return _with_arguments("partial", partial, kept, above)


def _partial_method(partial: Any, above: _Above) -> Closure:
    kept = {name: stored(partial, name) for name in ("func", "args", "keywords")}
    return _with_arguments("partialmethod", partial, kept, above)


def _with_arguments(kind: str, subject: Any, kept: Mapping[str, Any], above: _Above) -> Closure:
    """What calls a function with some arguments that it holds."""
    arguments = dict(_numbered("argument", kept["args"])) | dict(kept["keywords"])
    layers = _beneath([kept["func"]], above)
    return _around(subject, Shell(kind, _name_of(layers, kept["func"]), MappingProxyType(arguments), layers))


def _numbered(word: str, values: Any) -> Iterable[tuple[str, Any]]:
    found = values if type(values) is tuple else ()
    return ((f"{word} {number}", value) for number, value in enumerate(found, start=1))


def _iterating(cls: type) -> Callable[[Any, _Above], Closure | None]:
    """The way into a lazy iterator of the language: the function that it calls, and what has code among its sources."""
    reduce, calls = cls.__dict__["__reduce__"], cls in (map, filter)

    def way(subject: Any, above: _Above) -> Closure | None:
        parts = reduce(subject)[1]  # what it was made of, as copying it would tell; nothing of that runs
        function, sources = parts[: int(calls)], parts[1:] if calls else parts
        layers = _beneath((*function, *sources), above)
        if not calls and not layers:
            return None
        name = layers[0].name if layers else preview(parts[0])
        holds = MappingProxyType(dict(_numbered("iterator", sources if cls is not enumerate else parts[:1])))
        return _around(subject, Shell(class_name(type(subject)), name, holds, layers))

    return way


def _cached(cached: Any, above: _Above) -> Closure:
    layers = _beneath([stored(cached, "__wrapped__")], above)
    note = f"{_CACHED.cache_info(cached).currsize} results kept"
    return _around(cached, Shell("cached function", _name_of(layers, cached), layers=layers, note=note))


def _wrapper(*names: str) -> Callable[[Any, _Above], Closure]:
    """The way into an object of the standard library that keeps its functions under these names."""

    def way(subject: Any, above: _Above) -> Closure:
        kept = [_member(subject, name) for name in names]
        layers = _beneath([one for one in kept if one is not None and one is not ABSENT], above)
        return _around(subject, Shell(class_name(type(subject)), _name_of(layers, subject), layers=layers))

    return way


def _member(subject: Any, name: str) -> Any:
    """What the object keeps under a name, by the descriptor of the builtin type that it is an instance of."""
    for cls, words in _MEMBERS.items():
        if name in words and is_a(subject, cls):
            return cls.__dict__[name].__get__(subject)
    return stored(subject, name)


def _class(subject: type, above: _Above) -> Closure:
    """A class: the methods that its own body made; those of its bases are theirs."""
    own = [value for value in namespace(subject).values() if _way(value) not in (_class, _instance, _in_c)]
    layers = _beneath(own, above)
    return _shell(subject, Shell("class", class_name(subject), layers=layers, note="" if layers else _NO_METHODS))


def _instance(subject: Any, above: _Above) -> Closure | None:
    """An object that can be called because its class says how, with the function that it stores as wrapped."""
    call = class_attribute(type(subject), "__call__")
    wrapped = stored(subject, "__wrapped__")
    if call is ABSENT and wrapped is ABSENT:
        return None
    layers = _beneath([one for one in (call, wrapped) if _way(one) is not _in_c], above)
    holds = MappingProxyType({"self": subject}) if layers else {}
    note = "" if layers else _IN_C
    return _shell(subject, Shell("callable object", class_name(type(subject)), holds, layers, note))


def _in_c(subject: Any, above: _Above) -> Closure:
    return _shell(subject, Shell("builtin", subject.__name__, note=_IN_C))


def _frame(subject: Any, above: _Above) -> Closure:
    return suspended(subject)


def _way(subject: Any) -> Callable[[Any, _Above], Closure | None]:
    return next((way for each in mro(type(subject)) if (way := _WAYS.get(each))), _instance)


_ROWS: dict[type, Callable[[Any, _Above], Closure | None]] = {
    FunctionType: _function,
    CodeType: _code,
    MethodType: _method,
    type: _class,
    functools.partial: _partial,
    functools.partialmethod: _partial_method,
    functools.cached_property: _wrapper("func"),
    functools.singledispatchmethod: _wrapper("dispatcher"),
    property: _wrapper("fget", "fset", "fdel"),
    staticmethod: _wrapper("__func__"),
    classmethod: _wrapper("__func__"),
    _CACHED: _cached,
    **{each: _iterating(each) for each in (map, filter, zip, enumerate)},
    **dict.fromkeys((GeneratorType, CoroutineType, AsyncGeneratorType), _frame),
    **dict.fromkeys(
        (
            BuiltinFunctionType,
            ClassMethodDescriptorType,
            MethodDescriptorType,
            MethodWrapperType,
            WrapperDescriptorType,
        ),
        _in_c,
    ),
}
_WAYS = ByClass(_ROWS)
_MEMBERS: Mapping[type, tuple[str, ...]] = {
    property: ("fget", "fset", "fdel"),
    staticmethod: ("__func__",),
    classmethod: ("__func__",),
}
"""Wrappers written in C, and the names of their members."""


def _around(subject: Any, shell: Shell) -> Closure:
    """The closure of what only hands on to one function beneath it: it captured what that one did."""
    if len(shell.layers) != 1:
        return _shell(subject, shell)
    (inner,) = shell.layers
    return Closure(subject, inner.function, inner.code, inner.captured, inner.used, shell)


def _shell(subject: Any, shell: Shell) -> Closure:
    """The closure of what has no code of its own, only that of its layers."""
    return Closure(subject, None, None, shell=shell)


def _name_of(layers: tuple[Closure, ...], subject: Any) -> str:
    return layers[0].name if layers else class_name(type(subject))


def _an(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiouAEIOU' else 'a'} {noun}"
