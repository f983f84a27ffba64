"""What a function captured, as a mapping that reads and writes the cells themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from types import CellType, MappingProxyType
from typing import Any

from cellophane.live.cells import NO_VALUE, content
from cellophane.live.constants import bound_globals
from cellophane.live.preview import preview
from cellophane.live.safely import function_name
from cellophane.model.self_showing import Shown
from cellophane.rework.refilling import Filling, fillings, refill
from cellophane.rework.subjects import (
    NotCaptured,
    Refused,
    captured_names,
    cells_of,
    check_class,
    function_of,
)
from cellophane.rework.unbinding import unbound


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Snapshot(Shown):
    """The captured variables of a function at one moment."""

    values: Mapping[str, Any]
    empty: frozenset[str]
    """The variables that had no value."""
    fillings: tuple[Filling, ...] = ()
    """What the lists, dicts and other containers among the values, and in them, held."""

    @property
    def held(self) -> Mapping[str, Any]:
        """The values by name, and of containers among them what they held: plain lists, dicts and the like."""
        contents = {id(container): held for container, held in self.fillings}
        return {name: contents.get(id(value), value) for name, value in self.values.items()}

    def __repr__(self) -> str:
        shown = [f"{name}={preview(value)}" for name, value in self.held.items()]
        shown += [f"{name}=<empty>" for name in sorted(self.empty)]
        return f"<Snapshot: {', '.join(shown) or 'captured nothing'}>"


def state(subject: Any) -> State:
    """The captured variables of a function by name: read, write, delete.

    Of a method, a partial or a cached function, they are those of the function beneath. Whatever is written is seen by
    all who share the cell. What `bind` made constant, globals among it, can be read, and not written.

    Raises `Refused` for what is no function.

    >>> def counter():
    ...     n = 0
    ...     def step():
    ...         nonlocal n
    ...         n += 1
    ...         return n
    ...     return step
    >>> step = counter()
    >>> state(step)["n"] = 41
    >>> step()
    42
    >>> state(step)
    <State of counter.<locals>.step: n=42>
    """
    return State(subject)


class State(Shown, MutableMapping[str, Any]):
    """A live view: it holds no values, only the function. Empty cells are no items, though they can be written."""

    __slots__ = ("_cells", "_constant", "_function")

    def __init__(self, subject: Any) -> None:
        self._function, bound = unbound(function_of(subject))
        of_globals = bound_globals(self._function)
        self._cells = cells_of(self._function) | {name: CellType(value) for name, value in of_globals.items()}
        self._constant = frozenset((*bound, *of_globals))

    @property
    def names(self) -> tuple[str, ...]:
        """All captured variables, those without a value among them, in the order of the code."""
        return tuple(self._cells)

    def __getitem__(self, name: str) -> Any:
        self._known([name])
        value = content(self._cells[name])
        if value is NO_VALUE:
            raise NotCaptured(f"{name!r} of {self._function.__qualname__} has no value now")
        return value

    def __setitem__(self, name: str, value: Any) -> None:
        self._write({name: value})

    def __delitem__(self, name: str) -> None:
        self[name]
        self._check([name])
        del self._cells[name].cell_contents

    def _ipython_key_completions_(self) -> list[str]:
        return list(self.names)

    def __iter__(self) -> Iterator[str]:
        return (name for name, cell in self._cells.items() if content(cell) is not NO_VALUE)

    def __reversed__(self) -> Iterator[str]:
        return reversed(list(self))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __contains__(self, name: object) -> bool:
        return type(name) is str and name in self._cells and content(self._cells[name]) is not NO_VALUE

    def __eq__(self, other: object) -> bool:
        """Whether the same names have values that are the same object, or equal. What cannot be compared is not."""
        if not isinstance(other, Mapping):
            return NotImplemented
        mine, theirs = dict(self.items()), dict(other.items())
        return mine.keys() == theirs.keys() and all(_equal(value, theirs[name]) for name, value in mine.items())

    __hash__ = None  # type: ignore[assignment]

    def __or__(self, other: Mapping[str, Any]) -> dict[str, Any]:
        return dict(self) | dict(other)

    def __ror__(self, other: Mapping[str, Any]) -> dict[str, Any]:
        return dict(other) | dict(self)

    def __ior__(self, other: Mapping[str, Any]) -> State:
        self.update(other)
        return self

    @property
    def function(self) -> str:
        """The qualified name of the function."""
        return function_name(self._function)

    @property
    def constant(self) -> frozenset[str]:
        """The variables that `bind` has made constant."""
        return self._constant

    def previews(self) -> dict[str, str]:
        """Each variable in a few words, those without a value among them."""
        cells = ((name, content(cell)) for name, cell in self._cells.items())
        return {name: "<empty>" if value is NO_VALUE else preview(value) for name, value in cells}

    def __repr__(self) -> str:
        shown = [f"{name}={told}" for name, told in self.previews().items()]
        return f"<State of {self.function}: {', '.join(shown) or 'captured nothing'}>"

    def pop(self, name: str, default: Any = NO_VALUE, /) -> Any:
        """Take the value away and give it back; the default, if there is one, where the variable has no value."""
        if default is not NO_VALUE and name not in self:
            return default
        value = self[name]
        del self[name]
        return value

    def copy(self) -> dict[str, Any]:
        """The values of this moment by name, as a plain dict."""
        return dict(self)

    def update(self, other: Any = (), /, **values: Any) -> None:
        """Write several; raises as each of them would, and then writes none."""
        self._write(dict(other, **values))

    def snapshot(self) -> Snapshot:
        """What `restore` brings back: the values of this moment, and what lists, dicts and the like among them hold.

        Other objects are what they are by then: nothing of them is copied.
        """
        values = dict(self.items())
        empty = frozenset(self._cells) - values.keys()
        return Snapshot(MappingProxyType(values), empty, fillings(values.values()))

    def restore(self, snapshot: Snapshot | Mapping[str, Any]) -> None:
        """Give the variables the values that they had, and containers among these what they held.

        The containers are the same as before, so that all who hold them see it. A plain mapping gives the values that
        it has, and leaves the variables alone that it does not name.

        Raises `NotCaptured`, and changes nothing, if there is a name among them that is not captured.
        """
        if not isinstance(snapshot, Snapshot):
            self._write(dict(snapshot))
            return
        values = {name: value for name, value in snapshot.values.items() if self.get(name, self) is not value}
        empty = [name for name in snapshot.empty if name in self]
        self._check([*snapshot.values, *snapshot.empty], constant=[*values, *empty])
        self._write(values)
        for name in empty:
            del self[name]
        refill(snapshot.fillings)

    def _write(self, values: Mapping[str, Any]) -> None:
        self._check(values)
        check_class(values)
        for name, value in values.items():
            self._cells[name].cell_contents = value

    def _known(self, names: Sequence[str]) -> None:
        """Raises `NotCaptured` if one of the names is not among the variables."""
        if names:
            captured_names(self._function, names, *self._cells)

    def _check(self, names: Iterable[str], constant: Iterable[str] | None = None) -> None:
        """Raises if one of the names is not captured, or one that is to be written is constant."""
        names = list(names)
        self._known(names)
        own = self._function.__qualname__
        for name in names if constant is None else constant:
            if name in self._constant:
                raise Refused(f"{name!r} is constant in {own}, which is bound: rebind() gives one with another value")


def _equal(one: Any, other: Any) -> bool:
    if one is other:
        return True
    try:
        return bool(one == other)
    except Exception:  # an array has no single answer, and anything can raise
        return False
