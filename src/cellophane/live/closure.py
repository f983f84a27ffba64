"""What `look` saw of a function: a record of one moment, and what can be asked of it later.

It decides nothing about how a function is read: `anatomy` does, and `layers` which functions stand behind an object.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from inspect import CO_ASYNC_GENERATOR, CO_COROUTINE, CO_GENERATOR
from types import CellType, CodeType, FunctionType, MappingProxyType
from typing import Any, ClassVar, Final, NamedTuple

from cellophane.live import origin, own_records
from cellophane.live.bytecode import attribute_names, imported_names, written_variables
from cellophane.live.cell_holders import Holder, holders
from cellophane.live.constants import original
from cellophane.live.frames import KINDS
from cellophane.live.function_parts import own_annotations
from cellophane.live.preview import MOST, and_more, preview, printable
from cellophane.live.safely import function_name
from cellophane.live.sizes import Sizes, measure
from cellophane.model.nearest import meant
from cellophane.model.picture import Bound, Picture
from cellophane.model.plain import plain
from cellophane.model.self_showing import Shown


class Empty:
    """The value of a cell that holds none: its variable is not bound yet, or not any more."""

    def __repr__(self) -> str:
        return "<empty>"


EMPTY: Final = Empty()
_NOTHING: Final[dict[str, Any]] = {}


class LookedUp(NamedTuple):
    """The names that code looks up by name. The dicts are nobody else's, and are not changed."""

    globals: dict[str, Any]
    builtins: dict[str, Any]
    unresolved: tuple[str, ...]


NOTHING_LOOKED_UP: Final = LookedUp(_NOTHING, _NOTHING, ())


_KINDS = {
    CO_GENERATOR: "generator function",
    CO_COROUTINE: "coroutine function",
    CO_ASYNC_GENERATOR: "asynchronous generator function",
}
_SPECIAL = CO_GENERATOR | CO_COROUTINE | CO_ASYNC_GENERATOR


@dataclass(frozen=True, slots=True, eq=False)
class Captured:
    """One captured variable: its name, the cell that the function shares, and what that held."""

    name: str
    cell: CellType | None
    """None for what `bind` has made constant, and for a code object, which has captured nothing yet."""
    value: Any
    """What the cell held when it was looked at, or the constant; `EMPTY` if nothing."""
    code: CodeType
    """Whose free variable it is; of a global that `bind` has made constant, whose code reads it."""

    @property
    def is_bound(self) -> bool:
        """Whether it had a value."""
        return self.value is not EMPTY

    @property
    def is_constant(self) -> bool:
        """Whether `bind` has made it a constant of the code: nothing changes it any more."""
        return self.cell is None and self.is_bound

    @property
    def type(self) -> type | None:
        """The type of the value, whatever it says that its class is; none for an empty cell."""
        return None if self.value is EMPTY else type(self.value)

    @property
    def owner(self) -> str | None:
        """The qualified name of the scope that owns the variable; none if there is no source to tell it.

        The source is read when this is asked, and not believed unless it has such a function in this line.
        """
        return origin.owner(self.code, self.name)

    @property
    def bindings(self) -> tuple[Bound, ...]:
        """The places in the source that bind the variable, in the order of their lines; empty without source."""
        return origin.bindings(self.code, self.name)

    def holders(self) -> tuple[Holder, ...]:
        """The live functions, generators and frames that hold the cell now, in one walk over the process."""
        return next(iter(holders([self]).values()), ())

    def can_change(self) -> bool:
        """Whether anything that holds the cell now can still bind or delete the variable.

        Who sets `cell_contents` by hand needs no leave, and is not counted.
        """
        return any(one.writes for one in self.holders())

    def __repr__(self) -> str:
        return f"<Captured {self.name}: {'empty' if self.value is EMPTY else preview(self.value)}>"


@dataclass(frozen=True, slots=True, eq=False)
class Shell:
    """What is around a function: how the subject of a `Closure` comes to it."""

    kind: str = ""
    """What the subject is, in the field's words, if that is not told by its code: `bound method`, `partial` …"""
    name: str = ""
    """How the subject is called, if it is not called as its function is."""
    holds: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType(_NOTHING))
    """What the subject itself holds on to: the `self` of a bound method, the arguments of a `partial`."""
    layers: tuple[Closure, ...] = ()
    """What is beneath: the function that a wrapper wraps, what a `partial` calls, the methods of a class."""
    note: str = ""
    """What could not be seen, and why; where a suspended generator stands."""


PLAIN = Shell()


@dataclass(frozen=True, slots=True, eq=False, init=False)
class Closure(Shown):
    """A function as `look` saw it, and a mapping over its captured variables by name.

    It keeps what it shows alive: values, cells, and the function.

    >>> def power(exponent):
    ...     return lambda base: base ** exponent
    >>> from cellophane.live import look
    >>> square = look(power(2))
    >>> square
    <Closure power.<locals>.<lambda>: exponent=2>
    >>> square["exponent"].value, list(square), "base" in square
    (2, ['exponent'], False)
    """

    subject: Any
    """What `look` was asked about."""
    function: FunctionType | None
    """The function that runs; none for what has none, or more than one."""
    code: CodeType | None
    captured: tuple[Captured, ...]
    used: LookedUp
    """What its other names are; `globals`, `builtins` and `unresolved` have them one by one."""
    shell: Shell

    draw: ClassVar[Callable[[Closure], Picture]]
    """What is shown of a closure: set by `live.function_picture`, which knows closures."""

    def __init__(
        self,
        subject: Any,
        function: FunctionType | None,
        code: CodeType | None,
        captured: tuple[Captured, ...] = (),
        used: LookedUp = NOTHING_LOOKED_UP,
        shell: Shell = PLAIN,
    ) -> None:
        # The one that `dataclass` writes sets all by `object.__setattr__`: a sixth of the time that `look` takes.
        _set_subject(self, subject)
        _set_function(self, function)
        _set_code(self, code)
        _set_captured(self, captured)
        _set_used(self, used)
        _set_shell(self, shell)

    def __getitem__(self, name: str) -> Captured:
        """The captured variable of this name. Raises `KeyError`, which names those that there are."""
        for one in self.captured:
            if one.name == name:
                return one
        known = ", ".join(self) or "nothing"
        beneath = next((f"; {each.name} beneath it did" for each in self.layers if name in each), "")
        raise KeyError(f"{name!r} is not captured by {self.name}, which captured {known}{beneath}{meant(name, self)}")

    def _ipython_key_completions_(self) -> list[str]:
        return list(self)

    def __iter__(self) -> Iterator[str]:
        return (one.name for one in self.captured)

    def __len__(self) -> int:
        return len(self.captured)

    def __bool__(self) -> bool:
        return True  # also of a function that captured nothing

    def __contains__(self, name: object) -> bool:
        return any(one.name == name for one in self.captured)

    def keys(self) -> tuple[str, ...]:
        """The names of the captured variables, in the order of the code."""
        return tuple(self)

    @property
    def globals(self) -> Mapping[str, Any]:
        """The globals that it uses, nested code included, and their values."""
        return MappingProxyType(self.used.globals)

    @property
    def builtins(self) -> Mapping[str, Any]:
        """The same for builtins."""
        return MappingProxyType(self.used.builtins)

    @property
    def unresolved(self) -> tuple[str, ...]:
        """Names that are neither, so far: bound later, or misspelt."""
        return self.used.unresolved

    @property
    def kind(self) -> str:
        """What the subject is, in the field's words: `lambda`, `generator function`, `bound method` …"""
        return self.shell.kind or (kind(self.code) if self.code else "object")

    @property
    def name(self) -> str:
        """Qualified: `outer.<locals>.inner`."""
        if self.shell.name or self.code is None:
            return self.shell.name
        return function_name(self.function) if self.function else self.code.co_qualname

    @property
    def module(self) -> str | None:
        """The name of the module that the function says it was defined in."""
        module = self.function.__module__ if self.function else None
        return module if type(module) is str else None

    @property
    def layers(self) -> tuple[Closure, ...]:
        """What is beneath: the function that a wrapper wraps, what a `partial` calls, the methods of a class."""
        return self.shell.layers

    @property
    def holds(self) -> Mapping[str, Any]:
        """What the subject itself holds on to: the `self` of a bound method, the arguments of a `partial`."""
        return self.shell.holds

    @property
    def note(self) -> str:
        """What could not be seen, and why; where a suspended generator stands."""
        return self.shell.note

    @property
    def attributes(self) -> tuple[str, ...]:
        """The names behind a dot in its code, nested code included."""
        return attribute_names(self.code) if self.code else ()

    @property
    def imports(self) -> tuple[str, ...]:
        """The modules that it imports when it runs, nested code included."""
        return imported_names(self.code) if self.code else ()

    @property
    def written(self) -> frozenset[str]:
        """The captured variables that it binds or deletes, itself or in nested code: `nonlocal`."""
        return written_variables(self.code) if self.code else frozenset()

    @property
    def defaults(self) -> Mapping[str, Any]:
        """The parameters that have a default, and its value: captured when the function was made."""
        return _defaults(self.function) if self.function else MappingProxyType(_NOTHING)

    @property
    def annotations(self) -> Mapping[str, Any]:
        """The annotations of parameters and `return`, as they are kept."""
        return MappingProxyType(dict(own_annotations(self.function)) if self.function else _NOTHING)

    def shared(self) -> Mapping[str, tuple[Holder, ...]]:
        """Of each captured variable, the other live functions, generators and frames that hold its cell now."""
        found = holders(self.captured)
        # The function of a generator is another holder, that of a method or partial is what was looked at.
        ours = (self.subject,) if type(self.subject) in KINDS else (self.subject, self.function)
        return {
            one.name: tuple(each for each in found.get(id(one.cell), ()) if not any(each.subject is us for us in ours))
            for one in self.captured
        }

    def size(self, *, seconds: float = 10.0, objects: int = 1_000_000) -> Sizes:
        """What it weighs, in all and for each captured variable; `live.sizes.measure` says how that is told."""
        return measure(self.subject, self, seconds=seconds, objects=objects)

    @property
    def left_behind(self) -> tuple[str, ...]:
        """The variables of the scopes around it that it did not capture; empty without source to tell them."""
        return origin.left_behind(original(self.code)) if self.code else ()

    def __repr__(self) -> str:
        return f"<Closure {summary(self)}>"

    def to_dict(self) -> dict[str, Any]:
        """All that is shown of it but its weight, as plain data that JSON can hold: no live value is in there.

        `docs/json.md` tells the fields.
        """
        return plain(type(self).draw(self))

    def to_svg(self) -> str:
        """A drawing in which functions, cells and values are boxes. Raises `LookupError` without the renderers."""
        return str(self.renderers["svg"](self))


_set_subject, _set_function, _set_code, _set_captured, _set_used, _set_shell = (
    Closure.__dict__[each.name].__set__ for each in fields(Closure)
)


def _held(closure: Closure) -> Iterable[object]:
    used = closure.used
    return closure.subject, closure.function, closure.code, *used.globals.values(), *used.builtins.values()


own_records.holding(Closure, _held)
own_records.holding(Captured, lambda one: (one.cell, one.value, one.code))
own_records.holding(Shell, lambda shell: shell.holds.values())


def summary(closure: Closure) -> str:
    """A closure in one line: its name, and what it captured.

    >>> from cellophane.live.layers import look
    >>> summary(look(summary))
    'summary, captured nothing'
    """
    name, beneath = printable(closure.name), closure.layers
    if beneath and closure.function is not closure.subject and closure.function in (None, beneath[0].function):
        name = f"{closure.kind} over {', '.join(printable(one.name) for one in beneath[:MOST])}{and_more(beneath)}"
    parts = [f"{printable(one.name)}={preview(one.value) if one.is_bound else '<empty>'}" for one in closure.captured]
    if parts:
        return f"{name}: {', '.join(parts)}"
    return name if beneath and closure.function is None else f"{name}, captured nothing"


def kind(code: CodeType) -> str:
    """What a function with this code is called.

    >>> kind((lambda: 0).__code__)
    'lambda'
    """
    flags = code.co_flags
    if flags & _SPECIAL:
        return next(word for flag, word in _KINDS.items() if flags & flag)
    return "lambda" if code.co_name == "<lambda>" else "function"


def _defaults(function: FunctionType) -> Mapping[str, Any]:
    code, values = function.__code__, function.__defaults__ or ()
    positional = code.co_varnames[: code.co_argcount]
    found = dict(zip(positional[max(len(positional) - len(values), 0) :], values, strict=False))
    return MappingProxyType(found | (function.__kwdefaults__ or {}))
