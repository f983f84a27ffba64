"""What a function captured, as a mapping that reads and writes the cells themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from types import CellType, MappingProxyType
from typing import Any

from cellophane.live.preview import preview
from cellophane.rework.subjects import NotCaptured, captured_names, check_class, contents, function_of


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """The captured variables of a function at one moment."""

    values: Mapping[str, Any]
    empty: frozenset[str]
    """The variables that had no value."""


def state(subject: Any) -> State:
    """The captured variables of a function, or of that in a bound method, by name: read, write, delete.

    Whatever is written is seen by all who share the cell. Raises `Refused` for what is no function.

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


class State(MutableMapping[str, Any]):
    """A live view: it holds no values, only the function. Empty cells are no items, though they can be written."""

    __slots__ = ("_cells", "_function")

    def __init__(self, subject: Any) -> None:
        self._function = function_of(subject)
        names = self._function.__code__.co_freevars
        self._cells = dict(zip(names, self._function.__closure__ or (), strict=True))

    @property
    def names(self) -> tuple[str, ...]:
        """All captured variables, those without a value among them, in the order of the code."""
        return tuple(self._cells)

    def __getitem__(self, name: str) -> Any:
        value = contents(self._cell(name))
        if value is contents:
            raise NotCaptured(f"{name!r} of {self._function.__qualname__} has no value now")
        return value

    def __setitem__(self, name: str, value: Any) -> None:
        check_class({name: value})
        self._cell(name).cell_contents = value

    def __delitem__(self, name: str) -> None:
        self[name]
        del self._cell(name).cell_contents

    def __iter__(self) -> Iterator[str]:
        return (name for name, cell in self._cells.items() if contents(cell) is not contents)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __contains__(self, name: object) -> bool:
        return type(name) is str and name in self._cells and contents(self._cells[name]) is not contents

    def __eq__(self, other: object) -> bool:
        """Whether the same names have values that are the same object, or equal. What cannot be compared is not."""
        if not isinstance(other, Mapping):
            return NotImplemented
        mine, theirs = dict(self.items()), dict(other.items())
        return mine.keys() == theirs.keys() and all(_equal(value, theirs[name]) for name, value in mine.items())

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        cells = ((name, contents(cell)) for name, cell in self._cells.items())
        shown = [f"{name}={'<empty>' if value is contents else preview(value)}" for name, value in cells]
        return f"<State of {self._function.__qualname__}: {', '.join(shown) or 'captured nothing'}>"

    def snapshot(self) -> Snapshot:
        """What `restore` brings back: the values of this moment themselves, not copies of them."""
        values = dict(self.items())
        return Snapshot(MappingProxyType(values), frozenset(self._cells) - values.keys())

    def restore(self, snapshot: Snapshot | Mapping[str, Any]) -> None:
        """Give the variables the values that they had; a plain mapping leaves those alone that it does not name.

        Raises `NotCaptured`, and changes nothing, if there is a name among them that is not captured.
        """
        taken = isinstance(snapshot, Snapshot)
        values = dict(snapshot.values if isinstance(snapshot, Snapshot) else snapshot)
        empty = snapshot.empty if isinstance(snapshot, Snapshot) else frozenset[str]()
        if values or taken:
            captured_names(self._function, [*values, *empty] or self._cells)
        check_class(values)
        for name, value in values.items():
            self._cells[name].cell_contents = value
        for name in empty:
            if name in self:
                del self[name]

    def _cell(self, name: str) -> CellType:
        captured_names(self._function, [name])
        return self._cells[name]


def _equal(one: Any, other: Any) -> bool:
    if one is other:
        return True
    try:
        return bool(one == other)
    except Exception:  # an array has no single answer, and anything can raise
        return False
