"""One scope of a program as its code has it: which operations do something to a watched variable, or make a closure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from inspect import CO_OPTIMIZED, CO_VARARGS, CO_VARKEYWORDS
from itertools import groupby
from types import CodeType
from typing import Literal

from cellophane.live.bytecode import written_here
from cellophane.model.place import Span
from cellophane.model.timeline import Kind
from cellophane.versions import CLASS_CELLS, CLOSURES_ARE_ATTACHED
from cellophane.witnessing.assembling import Operation, taken_apart
from cellophane.witnessing.changing_globals import read_names
from cellophane.witnessing.handlers import Handlers
from cellophane.witnessing.location_table import Position
from cellophane.witnessing.places import Places
from cellophane.witnessing.sites import Body, Named, NewCell, Site

_ON_CELLS: Mapping[str, Kind] = {
    "LOAD_DEREF": "read",
    "LOAD_CLASSDEREF": "read",
    "LOAD_FROM_DICT_OR_DEREF": "read",
    "STORE_DEREF": "bound",
    "DELETE_DEREF": "deleted",
}
_ON_NAMES: Mapping[str, Kind] = {
    "LOAD_NAME": "read",
    "STORE_NAME": "bound",
    "DELETE_NAME": "deleted",
}
_ON_GLOBALS: Mapping[str, Kind] = {
    "LOAD_GLOBAL": "read",
    "LOAD_FROM_DICT_OR_GLOBALS": "read",
    "STORE_GLOBAL": "bound",
    "DELETE_GLOBAL": "deleted",
}
_IN_CLASS: Mapping[str, Literal["frame", "stack"]] = {
    "LOAD_NAME": "frame",
    "LOAD_CLASSDEREF": "frame",
    "LOAD_FROM_DICT_OR_DEREF": "stack",
    "LOAD_FROM_DICT_OR_GLOBALS": "stack",
}
_MAKE_ROOM = frozenset({"LOAD_FAST_AND_CLEAR", "MAKE_CELL"})
"""What a comprehension begins with that runs in the code around it, for each of its variables."""
MODULE = "<module>"


@dataclass(frozen=True, slots=True)
class Program:
    """What all scopes of one program have in common."""

    places: Places
    globals: frozenset[str]
    """Those that are watched."""
    comprehensions: Mapping[Span, str]
    """What each is called in the code that it runs in."""

    def comprehension(self, code: CodeType, position: Position) -> str:
        """The qualified name of a comprehension that runs in this code, as if it were a function."""
        name = self.comprehensions.get(self.places.span(position))
        if name is None or code.co_name == MODULE:
            return name or code.co_qualname
        is_function = code.co_flags & CO_OPTIMIZED and code.co_name != "<genexpr>"
        return f"{code.co_qualname}.<locals>.{name}" if is_function else f"{code.co_qualname}.{name}"


class Scope:
    """One scope, with what is known of it before it runs."""

    def __init__(self, program: Program, code: CodeType, body: Body | None, around: Mapping[str, Named]) -> None:
        self.code = code
        self.body = body
        """None for the module."""
        self.operations = taken_apart(code)
        self._program = program
        self._handlers = Handlers(code, self.operations, program.places)
        own = {name: Named(name, code.co_qualname) for name in code.co_cellvars if _is_watched(name)}
        self._free = {name: around[name] for name in code.co_freevars if name in around}
        self._own = own
        self._first_free = code.co_nlocals + len(set(code.co_cellvars).difference(code.co_varnames))
        self._begin = next(number for number, one in enumerate(self.operations) if one.name == "RESUME")

    @property
    def names(self) -> Mapping[str, Named]:
        """What a name means to the code inside that captures it."""
        return {**self._free, **self._own}

    def new_body(self, making: int) -> Body:
        """What is known of the code that the operation with this number makes a closure of."""
        code = self.made_code(making)
        used = (read_names(code) | written_here(code)) & self._program.globals
        names = tuple(Named(name, MODULE, in_cell=False) for name in sorted(used))
        span = self._program.places.span(self.operations[making].position)
        return Body(code.co_qualname, span, tuple(map(self.names.get, code.co_freevars)), names, self.body)

    def made_code(self, making: int) -> CodeType:
        """The code of which the operation with this number makes a function."""
        code = self.code.co_consts[self.operations[making - 1].argument]
        assert type(code) is CodeType, "no function is made but of code that was loaded right before"
        return code

    def makings(self) -> Iterator[tuple[int, int]]:
        """The operations that make functions, and for each the one after which the function is whole."""
        for number, one in enumerate(self.operations):
            if one.name == "MAKE_FUNCTION":
                last = number
                while CLOSURES_ARE_ATTACHED and self.operations[last + 1].name == "SET_FUNCTION_ATTRIBUTE":
                    last += 1
                yield number, last

    def new_cells(self) -> Iterator[tuple[int, str, tuple[NewCell, ...]]]:
        """The operations after which there are new cells: the qualified name of the scope that has them, and the cells.

        Those that a scope begins with are all there when its body begins; a comprehension inside makes its own.
        """
        first = (one.argument for one in self.operations[: self._begin] if one.name == "MAKE_CELL")
        cells = [(cell, named) for cell in first if (named := self._cell(cell)) is not None]
        if cells:
            yield (
                self._begin,
                self.code.co_qualname,
                tuple(NewCell(cell, named, self._parameter(cell)) for cell, named in cells),
            )
        behind = enumerate(self.operations[self._begin :], self._begin)
        for are_new, group in groupby(behind, key=lambda pair: pair[1].name in _MAKE_ROOM):
            if are_new:
                yield from self._of_comprehension([pair for pair in group if pair[1].name == "MAKE_CELL"])

    def _of_comprehension(
        self, made: Sequence[tuple[int, Operation]]
    ) -> Iterator[tuple[int, str, tuple[NewCell, ...]]]:
        watched = [one.argument for _, one in made if self._cell(one.argument) is not None]
        if watched:
            last, one = made[-1]
            owner = self._program.comprehension(self.code, one.position)
            names = self.code._varname_from_oparg  # type: ignore[attr-defined]
            yield last, owner, tuple(NewCell(cell, Named(names(cell), owner)) for cell in watched)

    def sites(self) -> Iterator[tuple[int, Site, int | None]]:
        """The operations on watched variables: the number of each, what it does, and the number of the cell, if any."""
        for number, one in enumerate(self.operations):
            if kind := _ON_CELLS.get(one.name):
                named, cell, owns = self._cell(one.argument), one.argument, one.argument < self._first_free
            elif kind := self._on_names(one.name):
                named, cell, owns = self._global(one), None, self.body is None
            else:
                continue
            if named is not None and not self._clears(number - 1):
                yield number, self._site(number, kind, named, None if owns else self.body), cell

    def _on_names(self, operation: str) -> Kind | None:
        if self.body is None:
            kind = _ON_NAMES.get(operation) or _ON_GLOBALS.get(operation)
            return None if kind == "read" else kind
        if operation == "LOAD_NAME":
            return "read"
        return _ON_GLOBALS.get(operation)

    def _cell(self, number: int) -> Named | None:
        """The variable in the cell with this number; none if it is not watched."""
        name = self.code._varname_from_oparg(number)  # type: ignore[attr-defined]
        return (self._own if number < self._first_free else self._free).get(name)

    def _global(self, one: Operation) -> Named | None:
        name = self.code.co_names[one.argument >> (one.name == "LOAD_GLOBAL")]
        if name not in self._program.globals:
            return None
        if one.name == "LOAD_NAME" and name not in read_names(self.code):
            return None  # a class that binds the name may find its own
        return Named(name, MODULE, in_cell=False)

    def _site(self, number: int, kind: Kind, named: Named, body: Body | None) -> Site:
        places, position = self._program.places, self.operations[number].position
        if not self._clears(number):
            looks_first = _IN_CLASS.get(self.operations[number].name)
            return Site(kind, places.span(position), named, body, looks_first=looks_first)
        span = self._handlers.ended_by(number) or places.span(position)
        return Site("deleted", span, named, body, ends_handler=True)

    def _clears(self, number: int) -> bool:
        return self._handlers.is_ended_by(number)

    def _parameter(self, cell: int) -> Site | None:
        """The binding of the parameter in a cell by the call; none if it holds none."""
        code = self.code
        many = code.co_argcount + code.co_kwonlyargcount
        many += bool(code.co_flags & CO_VARARGS) + bool(code.co_flags & CO_VARKEYWORDS)
        named = self._cell(cell)
        if self.body is None or named is None or named.name not in code.co_varnames[:many]:
            return None
        return Site("bound", self.body.span, named, None)


def _is_watched(name: str) -> bool:
    """Not what the compiler keeps in cells for itself."""
    return name not in CLASS_CELLS and not name.startswith(".")
