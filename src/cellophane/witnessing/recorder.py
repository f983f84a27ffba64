"""What the operations call that are put into a program: it writes down what happens.

Any of this can be interrupted at any moment by a signal, and run in several threads: each step leaves everything whole,
and nothing waits for a lock. A program that has come to the limit of its stack goes on to it without this: what is left
out then is counted. Numbers are given in the end, by `telling`. No object of the program is kept, no cell and no
function: only texts, addresses and weak references.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import CellType, CodeType, FunctionType
from typing import Any, Concatenate, NamedTuple, ParamSpec

from cellophane.live.preview import preview
from cellophane.live.watched import Watched, unwatched
from cellophane.model.place import Span
from cellophane.model.timeline import Kind
from cellophane.witnessing.sites import Body, Named, Site
from cellophane.witnessing.values import HELD_BY_ONE, Look, Resident, Value, Values

_Given = ParamSpec("_Given")
ABSENT: Any = object()
_CALLER = 3
"""From a function that a hook calls to the program, in frames."""


class Variable:
    """One variable of one activation, as it was met."""

    __slots__ = ("holds", "is_captured", "named")

    def __init__(self, named: Named) -> None:
        self.named = named
        self.holds: Resident | None = None
        """What it was last seen to hold, and so has kept alive since; none for numbers and texts."""
        self.is_captured = False
        """Whether any code but its owner's was seen to have it."""


class Closure:
    """One function that was made."""

    __slots__ = ("body", "variables")

    def __init__(self, body: Body, variables: tuple[Variable, ...]) -> None:
        self.body = body
        self.variables = variables


class Happening(NamedTuple):
    """An event, before anything has a number."""

    kind: Kind
    span: Span
    variable: Variable | None
    closure: Closure | None
    value: Value | None
    look: Look | None = None
    maker: Closure | None = None


def _as_far_as_the_stack_goes(hook: Callable[Concatenate[Recorder, _Given], None]) -> Callable[..., None]:
    """The same hook, which counts what it has no room for on the stack in place of raising `RecursionError`."""

    def call(self: Recorder, /, *given: _Given.args, **named: _Given.kwargs) -> None:
        try:
            hook(self, *given, **named)
        except RecursionError:
            self.left_out += 1

    return call


class Recorder:
    """What has happened so far."""

    def __init__(self, namespace: dict[str, Any], most: int) -> None:
        self.happened: list[Happening] = []
        self.left_out = 0
        self._namespace = namespace
        self._most = most
        self._values = Values()
        self._in_cells: dict[int, Variable] = {}
        """By the address of the cell."""
        self._globals: dict[str, Variable] = {}
        self._alone: dict[tuple[Body, Variable], Closure] = {}
        """The first closure of a code over a variable: it goes without a constant of its own."""

    def stop(self) -> tuple[Happening, ...]:
        """All that has happened. What functions of the program do later is nothing to it any more."""
        self._most = -1
        return tuple(self.happened)

    @_as_far_as_the_stack_goes
    def began(self, sites: tuple[Site | None, ...], *cells: CellType) -> None:
        """The code has new cells: what was known of their addresses is old. Those of parameters hold a value."""
        for cell in cells:
            self._in_cells.pop(id(cell), None)
        for site, cell in zip(sites, cells, strict=True):
            if site is not None and (found := _content(cell)) is not ABSENT and not self._is_full():
                self._note(site, None, cell, found)

    @_as_far_as_the_stack_goes
    def read(self, site: Site, closure: Closure | None, cell: CellType | None = None) -> None:
        """A variable is about to be read."""
        if self._passes_over(cell):
            return
        found = self._found(site, cell)
        if found is not ABSENT or cell is not None or self._fails(site):
            self._note(site, closure, cell, found)

    @_as_far_as_the_stack_goes
    def bound(self, site: Site, closure: Closure | None, new: Any, cell: CellType | None = None) -> None:
        """A variable is about to be bound to this."""
        if self._passes_over(cell):
            return
        old = self._found(site, cell)
        goes = sys.getrefcount(old) == HELD_BY_ONE
        self._note(site, closure, cell, new, leaves=id(old) if goes else None)

    @_as_far_as_the_stack_goes
    def deleted(self, site: Site, closure: Closure | None, cell: CellType | None = None) -> None:
        """A variable is about to be deleted."""
        if self._passes_over(cell):
            return
        old = self._found(site, cell)
        if old is ABSENT and site.ends_handler:
            return
        goes = sys.getrefcount(old) == HELD_BY_ONE
        self._note(site, closure, cell, old, leaves=id(old) if goes else None)

    @_as_far_as_the_stack_goes
    def made(self, body: Body, maker: Closure | None, function: FunctionType) -> None:
        """A function was made. If another one of its code has the same variables, it gets a code to know it by."""
        if self._is_full() or function.__globals__ is not self._namespace:
            return
        cells = zip(body.cells, function.__closure__ or (), strict=True)
        captured = [self._in_cell(named, cell) for named, cell in cells if named is not None]
        closure = Closure(body, (*captured, *map(self._global, body.names)))
        for one in closure.variables:
            one.is_captured = True
        self.happened.append(Happening("made", body.span, None, closure, None, maker=self._maker(body, maker, closure)))
        if not any((body, one) in self._alone for one in closure.variables):
            self._alone |= dict.fromkeys(((body, one) for one in closure.variables), closure)
        elif body.constant is not None:
            function.__code__ = marked(function.__code__, body.constant, closure)

    def _maker(self, body: Body, maker: Closure | None, made: Closure) -> Closure | None:
        """The closure whose code made this one, if it has one of its variables."""
        for variable in made.variables:
            found = maker
            if found is None and body.around is not None:
                found = self._alone.get((body.around, variable))
            if found is not None and variable in found.variables:
                return found
        return None

    def _is_full(self) -> bool:
        if len(self.happened) < self._most:
            return False
        self.left_out += self._most >= 0
        return True

    def _passes_over(self, cell: CellType | None) -> bool:
        """Whether nothing is to be told: there is no room, or a copy of a function has other globals."""
        if cell is None and sys._getframe(_CALLER).f_globals is not self._namespace:
            return True
        return self._is_full()

    def _found(self, site: Site, cell: CellType | None) -> Any:
        return _content(cell) if cell is not None else self._namespace.get(site.variable.name, ABSENT)

    def _fails(self, site: Site) -> bool:
        """Whether reading a global that is not there fails; else it is a builtin that is read."""
        builtins = self._namespace.get("__builtins__")
        names = builtins if type(builtins) is dict else getattr(builtins, "__dict__", {})
        return site.variable.name not in names

    def _note(
        self, site: Site, closure: Closure | None, cell: CellType | None, found: Any, leaves: int | None = None
    ) -> None:
        named = site.variable
        variable = self._global(named) if cell is None else self._in_cell(named, cell)
        if closure is None and site.body is not None:
            closure = self._alone.get((site.body, variable))
        if closure is not None and variable not in closure.variables:
            closure = None  # a copy of it, with cells of its own
        variable.is_captured |= site.body is not None
        value, look = (None, None) if found is ABSENT else self._value(variable, found)
        self.happened.append(Happening(site.kind, site.span, variable, closure, value, look))
        if site.kind == "deleted":
            variable.holds = None
        if leaves is not None:
            self._values.forget(leaves)

    def _value(self, variable: Variable, found: Any) -> tuple[Value, Look | None]:
        """Which value it is, and what it looks like if not as at first."""
        if (atom := self._values.of_atom(found)) is not None:
            variable.holds = None
            return atom, None
        holds = variable.holds
        if holds is None or holds.address != id(found):
            holds = variable.holds = self._values.resident(found)
        return holds.value, holds.value.look(preview(found))

    def _in_cell(self, named: Named, cell: CellType) -> Variable:
        known = self._in_cells.get(id(cell))
        return known if known is not None else self._in_cells.setdefault(id(cell), Variable(named))

    def _global(self, named: Named) -> Variable:
        known = self._globals.get(named.name)
        return known if known is not None else self._globals.setdefault(named.name, Variable(named))


def marked(code: CodeType, constant: int, closure: Closure) -> CodeType:
    """The same code, which knows by which closure it is run."""
    constants = code.co_consts
    changed = Watched((*constants[:constant], closure, *constants[constant + 1 :]))
    changed.origin = unwatched(code)
    return code.replace(co_consts=changed)


def _content(cell: CellType) -> Any:
    try:
        return cell.cell_contents
    except ValueError:
        return ABSENT
