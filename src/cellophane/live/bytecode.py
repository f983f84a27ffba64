"""Which names a code object uses, and how: told from its bytecode, so that an attribute is never taken for a global.

Exact on every supported Python, nested code included. It looks at no values, and runs nothing.
"""

from __future__ import annotations

import dis
from collections.abc import Iterator, Sequence
from types import CodeType

from cellophane.live.flow import Flow
from cellophane.versions import ATTRIBUTE_SHIFT


def _opcodes(*names: str) -> tuple[int, ...]:
    """The codes of those operations that this Python has; what only the compiler uses has none below 256."""
    return tuple(code for name in names if (code := dis.opmap.get(name, 256)) < 256)


_OPTIMIZED = 1
"""Of `co_flags`: a function's code. Without it, names are looked up by name: class bodies and modules."""
_EXTENDED = dis.opmap["EXTENDED_ARG"]
_LOAD_GLOBAL = dis.opmap["LOAD_GLOBAL"]
_STORE_GLOBAL, _DELETE_GLOBAL = dis.opmap["STORE_GLOBAL"], dis.opmap["DELETE_GLOBAL"]
_NAMES_READ = _opcodes("LOAD_NAME", "LOAD_FROM_DICT_OR_GLOBALS")
_NAMES_WRITTEN = _opcodes("STORE_NAME", "DELETE_NAME")
_SETS_UP_ANNOTATIONS = dis.opmap["SETUP_ANNOTATIONS"]
_IMPORT = dis.opmap["IMPORT_NAME"]
_ATTRIBUTES = (
    (ATTRIBUTE_SHIFT, _opcodes("LOAD_ATTR")),
    (0, _opcodes("STORE_ATTR", "DELETE_ATTR", "LOAD_METHOD")),
    (2, _opcodes("LOAD_SUPER_ATTR")),
)
"""Operations on attributes, and how many bits of their arguments stand before the number of the name."""
_CELLS_WRITTEN = _opcodes("STORE_DEREF", "DELETE_DEREF")


def global_names(code: CodeType) -> list[str]:
    """The names that the code, or code nested in it, reads or binds as globals or builtins. Some come twice.

    >>> def area(r): return math.pi * r ** 2
    >>> global_names(area.__code__)
    ['math']

    `bytes.find` makes this fast: `dis` takes some fifty times as long, marking all operations with `bytes.translate`
    twice as long. The empty slots behind an operation are zeros in `co_code`: no other byte is taken for one.
    """
    found: list[str] = []
    names = code.co_names
    if names:
        raw = code.co_code
        if _EXTENDED in raw or not code.co_flags & _OPTIMIZED:
            found += _thoroughly(code)
        else:
            # Operations stand at even places, their arguments behind them.
            find = raw.find
            place = find(_LOAD_GLOBAL)
            try:
                while place >= 0:
                    if not place & 1:
                        found.append(names[raw[place + 1] >> 1])
                    place = find(_LOAD_GLOBAL, place + 1)
            except IndexError:  # edited by hand, and beyond sense
                found = []
            if _STORE_GLOBAL in raw or _DELETE_GLOBAL in raw:
                found += written_here(code)
    for constant in code.co_consts:
        if type(constant) is CodeType:
            found += global_names(constant)
    return found


def _thoroughly(code: CodeType) -> Iterator[str]:
    """The names of globals in this code alone, without what is nested in it; also of class bodies and long code."""
    names = code.co_names
    yield from {names[argument >> 1] for argument, _ in placed(code, (_LOAD_GLOBAL,))}
    yield from written_here(code)
    if not code.co_flags & _OPTIMIZED:
        yield from (names[index] for index in _of_class(code))


def _of_class(code: CodeType) -> set[int]:
    """The names of a class body or module that are globals, by their numbers in `co_names`.

    Of a module, all are. Of a class body, those that it reads before it binds them, if it ever does: `x = x` in a class
    reads the global `x`.
    """
    read = dict(sorted(placed(code, _NAMES_READ), key=_place, reverse=True))
    written = dict(sorted(placed(code, _NAMES_WRITTEN), key=_place, reverse=True))
    if code.co_name == "<module>":
        return {*read, *written}
    # Annotations make the class a dict of that name, without storing it under the name.
    own = {"__annotations__"} if _SETS_UP_ANNOTATIONS in code.co_code[::2] else ()
    first = (index for index, place in read.items() if place < written.get(index, place + 1))
    return {index for index in first if code.co_names[index] not in own}


def name_lookups(code: CodeType) -> set[str]:
    """The names that class bodies in the code look up by name: in the class, then among the globals.

    >>> def make():
    ...     class Inside: kept = n
    >>> sorted(name_lookups(make.__code__))
    ['__name__', 'n']
    """
    return {one.co_names[argument] for one in nested(code) for argument, _ in placed(one, _NAMES_READ)}


def written_globals(code: CodeType) -> set[str]:
    """The names that the code, or code nested in it, binds or deletes as globals."""
    found = written_here(code)
    return found.union(*(written_globals(one) for one in code.co_consts if type(one) is CodeType))


def written_here(code: CodeType) -> set[str]:
    """The same without what is nested in it."""
    return {code.co_names[argument] for argument, _ in placed(code, (_STORE_GLOBAL, _DELETE_GLOBAL))}


def attribute_names(code: CodeType) -> tuple[str, ...]:
    """The names behind a dot, here and in nested code, each once.

    >>> def area(r): return math.pi * r ** 2
    >>> attribute_names(area.__code__)
    ('pi',)
    """
    found: dict[str, None] = {}
    for one in nested(code):
        named = [(place, argument >> shift) for shift, codes in _ATTRIBUTES for argument, place in placed(one, codes)]
        found |= dict.fromkeys(one.co_names[index] for _, index in sorted(named) if index < len(one.co_names))
    return tuple(found)


def imported_names(code: CodeType) -> tuple[str, ...]:
    """The modules that the code, or code nested in it, imports when it runs, each once."""
    places = ((one, argument) for one in nested(code) for argument, _ in placed(one, (_IMPORT,)))
    return tuple(dict.fromkeys(one.co_names[argument] for one, argument in places if argument < len(one.co_names)))


def written_variables(code: CodeType) -> frozenset[str]:
    """The free variables of the code that it, or code nested in it, binds or deletes: `nonlocal`.

    >>> def counter():
    ...     n = 0
    ...     def step():
    ...         nonlocal n
    ...         n += 1
    ...     return step
    >>> sorted(written_variables(counter().__code__))
    ['n']
    """
    if not code.co_freevars:
        return frozenset()
    found = {_variable(code, argument) for argument, _ in placed(code, _CELLS_WRITTEN)}
    found.update(*(written_variables(one) for one in code.co_consts if type(one) is CodeType))
    return frozenset(found) & frozenset(code.co_freevars)


def bound_after(code: CodeType, offset: int) -> frozenset[str]:
    """The variables in cells that code can still bind or delete when it has run up to this offset, in bytes.

    It goes where a jump, or an exception that a handler stands ready for, can lead from there; which way a condition
    will decide is not known. What nested code binds counts always.
    """
    reached = Flow(code).after(offset)
    here = {_variable(code, argument) for argument, place in placed(code, _CELLS_WRITTEN) if 2 * place in reached}
    return frozenset(here).union(*(written_variables(one) for one in code.co_consts if type(one) is CodeType))


def nested(code: CodeType) -> Iterator[CodeType]:
    """The code, and all code in it."""
    yield code
    for constant in code.co_consts:
        if type(constant) is CodeType:
            yield from nested(constant)


def placed(code: CodeType, wanted: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The argument of each operation with one of these numbers, and where it stands, counted in units of two bytes."""
    raw = code.co_code
    operations, arguments = raw[::2], raw[1::2]
    for operation in wanted:
        place = operations.find(operation)
        while place >= 0:
            argument, before, shift = arguments[place], place - 1, 8
            while before >= 0 and operations[before] == _EXTENDED:
                argument |= arguments[before] << shift
                before, shift = before - 1, shift + 8
            yield argument, place
            place = operations.find(operation, place + 1)


def _place(found: tuple[int, int]) -> int:
    return found[1]


def _variable(code: CodeType, argument: int) -> str:
    """The variable that an operation on a cell means, as `dis` finds it."""
    return code._varname_from_oparg(argument)  # type: ignore[attr-defined, no-any-return]
