"""Code whose captured variables have moved: to parameters, to globals, or to attributes of `self`.

It rewrites the bytecode of a closure to what a person would write who does without one: `base ** self.exponent`, say,
for `base ** exponent`. The body stays the same. Where the values come from is for `forms` to say. The `bytecode`
package takes the code apart and puts it together again.
"""

from __future__ import annotations

import dis
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from inspect import CO_VARARGS, CO_VARKEYWORDS
from types import CodeType
from typing import Any

from cellophane.live.watched import unwatched
from cellophane.rework.subjects import Refused

# `bytecode` is imported by the functions that use it: that takes a third of the time of `import cellophane.rework`, and
# only `cost` comes here.

_MORE_STACK = 2
"""What the operations in the place of one need more than it did, at the most."""
_WIDEST = 127
"""Columns behind this one are dropped: with one, the package writes a table of lines that does not fit the code."""
_ACCESS = {"LOAD_DEREF": "LOAD", "STORE_DEREF": "STORE", "DELETE_DEREF": "DELETE"}
"""The operations on a captured variable of the body itself; all others hand it on to nested code."""
Moved = Callable[[str, str, Any], list[Any]]
"""`LOAD`, `STORE` or `DELETE`, the name, and what makes an operation: the operations in the place of the old one."""


def to_parameters(code: CodeType, *, first: bool) -> CodeType:
    """With a parameter for each captured variable: before all others, or behind those that can be given by position.

    Behind a `*rest` they are keyword-only. Raises `Refused` if the code cannot be rewritten.

    >>> def power(exponent):
    ...     return lambda base: base ** exponent
    >>> code = to_parameters(power(2).__code__, first=False)
    >>> code.co_varnames, code.co_freevars
    (('base', 'exponent'), ())
    """
    names = code.co_freevars

    def change(taken_apart: Any) -> None:
        import bytecode

        nested = [name for name in names if name in set(_handed_on(taken_apart))]
        for one in taken_apart:
            if found := list(free_names(getattr(one, "arg", None))):
                in_cell = found[0] in nested
                place = _cell_for(one.arg) if in_cell else found[0]
                one.set(one.name if in_cell else f"{_ACCESS[one.name]}_FAST", place)
        taken_apart[:0] = [bytecode.Instr("MAKE_CELL", bytecode.instr.CellVar(name)) for name in nested]
        taken_apart.cellvars.extend(nested)
        positional, keyword, rest = _parameters(code)
        if first:
            _add_first(taken_apart, names)
        elif code.co_flags & CO_VARARGS:
            taken_apart.kwonlyargcount += len(names)
            taken_apart.argnames = [*positional, *keyword, *names, *rest]
        else:
            taken_apart.argcount += len(names)
            taken_apart.argnames = [*positional, *names, *keyword, *rest]

    return _rewritten(code, change)


def to_globals(code: CodeType) -> CodeType:
    """With a global of the same name in the place of each captured variable.

    Raises `Refused` if the code cannot be rewritten, or nested code captures one of them in turn.
    """

    def move(access: str, name: str, make: Any) -> list[Any]:
        return [make("LOAD_GLOBAL", (False, name)) if access == "LOAD" else make(f"{access}_GLOBAL", name)]

    return _rewritten(code, partial(_move_all, moved=move))


def to_attributes(code: CodeType) -> CodeType:
    """With a `self` before all parameters, and an attribute of it in the place of each captured variable.

    Raises `Refused` as `to_globals` does, and if there is a `self` already.
    """
    if "self" in code.co_varnames + code.co_cellvars:
        raise Refused("it has a variable `self` of its own")

    def move(access: str, name: str, make: Any) -> list[Any]:
        # From 3.12 on, methods are loaded by the same operation, which is told so.
        argument = (False, name) if access == "LOAD" and sys.version_info >= (3, 12) else name
        return [make("LOAD_FAST", "self"), make(f"{access}_ATTR", argument)]

    def change(taken_apart: Any) -> None:
        _move_all(taken_apart, moved=move)
        _add_first(taken_apart, ("self",))

    return _rewritten(code, change)


def free_names(argument: Any) -> Iterator[str]:
    """The free variables that an argument names: more than one for operations that are two in one."""
    import bytecode

    for one in argument if isinstance(argument, tuple) else (argument,):
        if type(one) is bytecode.instr.FreeVar:
            yield one.name


def _rewritten(code: CodeType, change: Callable[[Any], None]) -> CodeType:
    """The code taken apart, changed in place by `change`, and put together again without free variables."""
    import bytecode

    code = unwatched(code)
    try:
        # The depths that it would find for handlers by itself are wrong at times, and that crashes the interpreter.
        taken_apart = bytecode.Bytecode.from_code(code, conserve_exception_block_stackdepth=True)
        taken_apart[:] = [one for one in taken_apart if getattr(one, "name", "") != "COPY_FREE_VARS"]
        change(taken_apart)
        _drop_wide_columns(taken_apart)
        taken_apart.freevars.clear()
        new = taken_apart.to_code(stacksize=code.co_stacksize + _MORE_STACK, compute_exception_stack_depths=False)
    except Refused:
        raise
    except Exception as error:  # whatever it is that the package cannot do with this code
        raise Refused(f"its code cannot be rewritten: {error}") from error
    if _handlers(new) != _handlers(code):
        raise Refused("its code cannot be rewritten: its handlers come out different")
    if max(end for _, end, _ in new.co_lines()) != len(new.co_code):  # tracing would write behind the code's end
        raise Refused("its code cannot be rewritten: its lines come out different")
    return new


def _drop_wide_columns(taken_apart: Any) -> None:
    import bytecode

    for one in taken_apart:
        place = getattr(one, "location", None)
        if place is not None and max(place.col_offset or 0, place.end_col_offset or 0) > _WIDEST:
            one.location = bytecode.instr.InstrLocation(place.lineno, place.end_lineno, None, None)


def _handlers(code: CodeType) -> list[tuple[int, int, bool] | None]:
    """The handlers that stand ready as the code goes on: which of them, with what on the stack; each change once."""
    rows = dis._parse_exception_table(code)  # type: ignore[attr-defined]
    ranks = {target: rank for rank, target in enumerate(sorted({row.target for row in rows}))}
    found: list[tuple[int, int, bool] | None] = [None]
    for one in dis.get_instructions(code):
        ready = (row for row in rows if row.start <= one.offset < row.end)
        now = next(((ranks[row.target], row.depth, row.lasti) for row in ready), None)
        if now != found[-1] and one.opname != "EXTENDED_ARG":
            found.append(now)
    return found


def _add_first(taken_apart: Any, names: Sequence[str]) -> None:
    """Parameters before all others: by position only if those others are."""
    taken_apart.argnames = [*names, *taken_apart.argnames]
    taken_apart.argcount += len(names)
    if taken_apart.posonlyargcount:
        taken_apart.posonlyargcount += len(names)


def _move_all(taken_apart: Any, *, moved: Moved) -> None:
    import bytecode

    if handed_on := sorted(set(_handed_on(taken_apart))):
        raise Refused(f"a function or class in it captures {', '.join(map(repr, handed_on))} in turn")
    found: list[Any] = []
    for one in taken_apart:
        names = list(free_names(getattr(one, "arg", None)))
        make = partial(bytecode.Instr, location=getattr(one, "location", None))
        found += moved(_ACCESS[one.name], names[0], make) if names else [one]
    taken_apart[:] = found


def _handed_on(operations: Iterable[Any]) -> Iterator[str]:
    """The captured variables that nested code captures in turn."""
    for one in operations:
        if getattr(one, "name", "") not in _ACCESS:
            yield from free_names(getattr(one, "arg", None))


def _cell_for(argument: Any) -> Any:
    """The argument of an operation, in which free variables have become the code's own variables in cells."""
    import bytecode

    if isinstance(argument, tuple):
        return tuple(map(_cell_for, argument))
    return bytecode.instr.CellVar(argument.name) if type(argument) is bytecode.instr.FreeVar else argument


def _parameters(code: CodeType) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """The names of the positional parameters, of those by keyword only, and of those that take the rest."""
    positional, named = code.co_argcount, code.co_argcount + code.co_kwonlyargcount
    rest = named + bool(code.co_flags & CO_VARARGS) + bool(code.co_flags & CO_VARKEYWORDS)
    return code.co_varnames[:positional], code.co_varnames[positional:named], code.co_varnames[named:rest]
