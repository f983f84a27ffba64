"""What a closure costs per call and in memory as it stands, beside other forms of the same body, on this machine."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from types import FunctionType, MethodType
from typing import Any

from cellophane.live.preview import preview
from cellophane.live.sizes import measure
from cellophane.model.cost import Cost, FormCost
from cellophane.rework.clone import clone
from cellophane.rework.forms import CLOSURE, Form, forms
from cellophane.rework.subjects import CACHED, Refused, function_of, like
from cellophane.rework.timing import Call, NotTimed, Timed, timed, way_of

_SECONDS = 1.5
_WIDEST = 0.5
"""Times that spread over more than this share of their median say nothing."""
_CACHE_LEFT_OUT = "its cache is left out: each call is worked out"
_OWN_OBJECTS = 1_000
"""A form has far fewer of its own: the values that it shares need not be looked into."""


def cost(subject: Any, /, *arguments: Any, **named: Any) -> Cost:
    """What calls of a function with these arguments cost, in seconds, and each further one of it, in bytes.

    It is compared with the bound form, with default arguments, `functools.partial`, a class with `__call__` and global
    variables, all of them made from its own bytecode (`rework.forms`). It is called many thousand times in each form, a
    generator to its end, on a copy with state of its own (see `clone`): what it does to the rest of the world, it does.

    A method, partial or cached function is called as it is, with each form beneath it, but without its cache, which
    would answer for all of them. Without the arguments that it needs there are no times, and the note says so. Where
    the times spread too far to say anything, as on a busy machine, the costs are not `reliable`.

    Raises `Refused` for what is no function, for one that captured nothing, and if a call raises.

    >>> def power(exponent):
    ...     return lambda base: base ** exponent
    >>> found = cost(power(2), 7)
    >>> [one.form for one in found.forms], found["closure"].ratio.median, found["class"].seconds.median > 0
    (['closure', 'bound', 'default', 'global', 'partial', 'class'], 1.0, True)
    """
    function, uncached = function_of(subject), _without_caches(subject)
    original = clone(function)
    found = forms(original)
    call, note = _call(uncached, original, arguments, named)
    made = [form for form in found if form.call]
    times = _timed([like(uncached, form.call) for form in made if form.call], call) if call else None
    rows = {}
    for place, form in enumerate(made):
        spread, ratio = (times.seconds[place], times.ratios[place]) if times else (None, None)
        rows[form.name] = FormCost(form.name, spread, ratio, _bytes(form), "")
    return Cost(
        function=function.__qualname__,
        call=_told(function, arguments, named),
        forms=tuple(rows.get(form.name) or FormCost(form.name, None, None, None, form.reason) for form in found),
        rounds=times.rounds if times else 0,
        calls=times.calls if times else 0,
        note=note if uncached is subject else ". ".join(filter(None, (note, _CACHE_LEFT_OUT))),
        reliable=not times or all(one.width <= _WIDEST for one in times.seconds),
    )


def _without_caches(subject: Any) -> Any:
    """The subject, itself if there is no cache in it; else the same without."""
    kind = type(subject)
    if kind is CACHED:
        return _without_caches(subject.__wrapped__)
    if kind is functools.partial and (inner := _without_caches(subject.func)) is not subject.func:
        return functools.partial(inner, *subject.args, **subject.keywords)
    if kind is MethodType and (inner := _without_caches(subject.__func__)) is not subject.__func__:
        return MethodType(inner, subject.__self__)
    return subject


def _call(
    subject: Any, original: FunctionType, arguments: tuple[Any, ...], named: dict[str, Any]
) -> tuple[Call | None, str]:
    """How the function is to be called; or none, and why it cannot be called."""
    tried = like(subject, original)
    try:
        inspect.signature(tried, follow_wrapped=False).bind(*arguments, **named)
    except TypeError as error:
        if arguments or named:
            raise Refused(f"{original.__qualname__} cannot be called so: {error}") from None
        return None, f"it was not called: {error}. Hand over what it is to be called with"
    try:
        with _calling(original):
            return Call(arguments, named, way_of(tried(*arguments, **named))), ""
    except NotTimed as error:
        return None, f"no times: {error}"


def _timed(subjects: list[Any], call: Call) -> Timed:
    with _calling(subjects[0]):
        return timed(subjects, call, _SECONDS)


@contextmanager
def _calling(function: Any) -> Iterator[None]:
    """Raises `Refused` for whatever the function raises, `SystemExit` among it."""
    try:
        yield
    except (KeyboardInterrupt, NotTimed):
        raise
    except BaseException as error:
        said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        message = f"calling {function.__qualname__} raises {said}: it needs to be called so that it does not"
        raise Refused(message) from error


def _bytes(form: Form) -> int:
    """What one more of this form takes: what would be freed of one whose values and shared parts others hold."""
    another: Any = clone(form.call, deep=False) if form.name == CLOSURE and form.call else form.call
    return measure(another, objects=_OWN_OBJECTS).retained


def _told(function: FunctionType, arguments: tuple[Any, ...], named: dict[str, Any]) -> str:
    """The call, as it would be written."""
    given = [*map(preview, arguments), *(f"{name}={preview(value)}" for name, value in named.items())]
    return f"{function.__name__}({', '.join(given)})"
