"""What the operations call that are put into a program: it writes down what happens.

Any of this can be interrupted at any moment by a signal, and run in several threads: each step leaves everything whole,
and nothing waits for a lock. A program that has come to the limit of its stack goes on to it without this: what is left
out then is counted. Numbers are given in the end, by `telling`. No object of the program is kept, no cell and no
function: only texts, addresses and weak references.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from itertools import count
from threading import get_ident
from types import CellType, CodeType, FunctionType
from typing import Any, Concatenate, ParamSpec

from cellophane.live.preview import preview
from cellophane.live.watched import Watched, unwatched
from cellophane.witnessing.happenings import NOT_KNOWN, Closure, Happening, Happenings, Variable
from cellophane.witnessing.sites import Body, Named, NewCell, Site
from cellophane.witnessing.values import HELD_BY_ONE, Look, Value, Values

_Given = ParamSpec("_Given")
ABSENT: Any = object()
_CALLER = 3
"""From a function that a hook calls to the program, in frames."""
_ORDER: Any = vars(type)["__mro__"]
_NAMESPACE: Any = vars(type)["__dict__"]
_SEVERAL = 0
"""In the place of the thread that binds a variable."""


def _as_far_as_the_stack_goes(hook: Callable[Concatenate[Recorder, _Given], None]) -> Callable[..., None]:
    """The same hook, which counts what it has no room for on the stack in place of raising `RecursionError`.

    What it was to write down then, or was interrupted in, is missed: nobody knows what the variables hold after that.
    """

    def call(self: Recorder, /, *given: _Given.args, **named: _Given.kwargs) -> None:
        try:
            hook(self, *given, **named)
        except RecursionError:
            self.missed += 1
        except BaseException:
            self.interrupted += 1
            raise

    return call


class Recorder:
    """What has happened so far."""

    def __init__(self, namespace: dict[str, Any], most: int) -> None:
        self.missed = 0
        self.interrupted = 0
        self._happenings = Happenings(most)
        self._is_over = False
        self._namespace = namespace
        self._at_first = frozenset(namespace)
        self._values = Values()
        self._calls: dict[str, Iterator[int]] = {}
        """By the qualified name of a scope, the number of its next activation."""
        self._in_cells: dict[int, Variable] = {}
        """By the address of the cell."""
        self._globals: dict[str, Variable] = {}
        self._unmarked: dict[tuple[Body, Variable], Closure] = {}
        """The first closure of a code over a variable: it goes without a constant of its own."""

    @property
    def happened(self) -> tuple[Happening, ...]:
        """What is told of all that has happened."""
        return self._happenings.all()

    @property
    def left_out(self) -> int:
        """How much more there would be to tell."""
        return self._happenings.many_left_out + self.missed

    def stop(self) -> tuple[Happening, ...]:
        """All that has happened. What functions of the program do later is nothing to it any more."""
        self._is_over = True
        return self.happened

    @_as_far_as_the_stack_goes
    def began(self, owner: str, new: tuple[NewCell, ...], *cells: CellType) -> None:
        """A scope has new cells: what was known of their addresses is old. Those of parameters hold a value."""
        if self._is_over:
            return
        activation = self._activation(owner)
        for one, cell in zip(new, cells, strict=True):
            self._in_cells[id(cell)] = Variable(one.named, activation, None)
        for one, cell in zip(new, cells, strict=True):
            if one.parameter is not None and (found := _content(cell)) is not ABSENT:
                self._note(one.parameter, None, cell, found)

    @_as_far_as_the_stack_goes
    def read(self, site: Site, closure: Closure | None, cell: CellType | None = None) -> None:
        """A variable is about to be read."""
        if not self._is_unwatched(cell):
            self._read(site, closure, cell)

    @_as_far_as_the_stack_goes
    def read_in_class(self, site: Site, closure: Closure | None, namespace: Any, cell: CellType | None = None) -> None:
        """The same in the body of a class, whose own namespace is looked at first: that of the frame if it is none."""
        if self._is_unwatched(cell):
            return
        if not may_have(sys._getframe(2).f_locals if namespace is None else namespace, site.variable.name):
            self._read(site, closure, cell)

    @_as_far_as_the_stack_goes
    def bound(self, site: Site, closure: Closure | None, new: Any, cell: CellType | None = None) -> None:
        """A variable is about to be bound to this."""
        if self._is_unwatched(cell):
            return
        old = self._found(site, cell)
        goes = sys.getrefcount(old) == HELD_BY_ONE
        self._note(site, closure, cell, new, leaves=id(old) if goes else None)

    @_as_far_as_the_stack_goes
    def deleted(self, site: Site, closure: Closure | None, cell: CellType | None = None) -> None:
        """A variable is about to be deleted."""
        if self._is_unwatched(cell):
            return
        old = self._found(site, cell)
        if old is ABSENT and site.ends_handler:
            return
        goes = sys.getrefcount(old) == HELD_BY_ONE
        self._note(site, closure, cell, old, leaves=id(old) if goes else None)

    @_as_far_as_the_stack_goes
    def made(self, body: Body, maker: Closure | None, function: FunctionType) -> None:
        """A function was made. If another one of its code has the same variables, it gets a code to know it by."""
        if self._is_over or function.__globals__ is not self._namespace:
            return
        cells = zip(body.cells, function.__closure__ or (), strict=True)
        captured = [self._in_cell(named, cell) for named, cell in cells if named is not None]
        closure = Closure(body, (*captured, *map(self._global, body.names)))
        has_room = not self._happenings.is_full
        self._happenings.made(closure, self._maker(body, maker, closure))
        if not any((body, one) in self._unmarked for one in closure.variables):
            self._unmarked |= dict.fromkeys(((body, one) for one in closure.variables), closure)
        elif body.closure_constant is not None and has_room:
            function.__code__ = marked(function.__code__, body.closure_constant, closure)

    def _read(self, site: Site, closure: Closure | None, cell: CellType | None) -> None:
        found = self._found(site, cell)
        if found is not ABSENT or cell is not None or self._fails(site):
            self._note(site, closure, cell, found)

    def _maker(self, body: Body, maker: Closure | None, made: Closure) -> Closure | None:
        """The closure whose code made this one, if it has one of its variables."""
        for variable in made.variables:
            found = maker
            if found is None and body.around is not None:
                found = self._unmarked.get((body.around, variable))
            if found is not None and variable in found.variables:
                return found
        return None

    def _is_unwatched(self, cell: CellType | None) -> bool:
        """Whether nothing is to be told: the run is over, or a copy of a function has other globals."""
        return self._is_over or (cell is None and sys._getframe(_CALLER).f_globals is not self._namespace)

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
            closure = self._unmarked.get((site.body, variable))
        if closure is not None and variable not in closure.variables:
            closure = None  # a copy of it, with cells of its own
        if site.body is not None and not variable.is_captured:
            self._happenings.capture(variable)
        if self._happenings.is_full:
            self._happenings.leave_out(variable)
            return
        value, look = (None, None) if found is ABSENT else self._value(variable, found)
        told = Happening(
            site.kind, site.span, variable, closure, value, look, site.body is not None and closure is None
        )
        if site.kind == "read":
            self._compare(told, variable)
        else:
            variable.value = value if site.kind == "bound" else None
            variable.binder = get_ident() if variable.binder in (None, get_ident()) else _SEVERAL
        variable.missed = self.missed + self.interrupted
        self._happenings.add(variable, told)
        if site.kind == "deleted":
            variable.holds = None
        if leaves is not None:
            self._values.forget(leaves)

    def _compare(self, read: Happening, variable: Variable) -> None:
        """Tell what was done by code that is not watched, which shows when a read finds something else.

        A thread may read what another one is about to bind, so only that which binds a variable is asked.
        """
        before, variable.value = variable.value, read.value
        is_known = before is not NOT_KNOWN and variable.missed == self.missed + self.interrupted
        if not is_known or read.value is before or variable.binder not in (None, get_ident()):
            return
        if read.value is None:
            told = read._replace(kind="deleted", closure=None, value=before, elsewhere=True)
        else:
            told = read._replace(kind="bound", closure=None, elsewhere=True)
        self._happenings.add(variable, told)

    def _value(self, variable: Variable, found: Any) -> tuple[Value, Look | None]:
        """Which value it is, and what it looks like if not as at first."""
        if (atom := self._values.of_atom(found)) is not None:
            variable.holds = None
            return atom, None
        holds = variable.holds
        if holds is None or holds.address != id(found):
            holds = variable.holds = self._values.resident(found)
        return holds.value, holds.value.look(preview(found))

    def _activation(self, owner: str) -> int:
        return next(self._calls.get(owner) or self._calls.setdefault(owner, count(1)))

    def _in_cell(self, named: Named, cell: CellType) -> Variable:
        known = self._in_cells.get(id(cell))
        if known is not None:
            return known
        # It was not seen coming into being: of a copy of a function, with cells of its own.
        return self._in_cells.setdefault(id(cell), Variable(named, self._activation(named.owner), NOT_KNOWN))

    def _global(self, named: Named) -> Variable:
        known = self._globals.get(named.name)
        if known is not None:
            return known
        at_first = NOT_KNOWN if named.name in self._at_first else None
        return self._globals.setdefault(named.name, Variable(named, 1, at_first))


def marked(code: CodeType, constant: int, closure: Closure) -> CodeType:
    """The same code, which knows by which closure it is run."""
    constants = code.co_consts
    changed = Watched((*constants[:constant], closure, *constants[constant + 1 :]))
    changed.origin = unwatched(code)
    return code.replace(co_consts=changed)


def may_have(namespace: Any, name: str) -> bool:
    """Whether a class may find a name in its namespace; so it is where only code of the program's could tell."""
    order = _ORDER.__get__(type(namespace))
    if dict not in order:
        return True
    own = [_NAMESPACE.__get__(one) for one in order[: order.index(dict)]]
    if any("__getitem__" in each or "__missing__" in each for each in own):
        return True
    return dict.__contains__(namespace, name)


def _content(cell: CellType) -> Any:
    try:
        return cell.cell_contents
    except ValueError:
        return ABSENT
