"""What a program does to its variables that is not recorded, told from its code before it runs."""

from __future__ import annotations

import dis
from collections.abc import Iterator
from types import CodeType

from cellophane.live.bytecode import nested, placed

_READING = (dis.opmap["LOAD_GLOBAL"], dis.opmap["LOAD_NAME"])
_BINDING = (dis.opmap["STORE_NAME"], dis.opmap["STORE_GLOBAL"])
_SEES_CALLS = "it sees the calls that the recorder put into the code"
_ATTRIBUTES = {
    "__code__": "what is recorded has other code, with constants that `marshal` cannot write",
    "settrace": _SEES_CALLS,
    "setprofile": _SEES_CALLS,
}
_SEEN_NOT = {
    "eval": "what it reads is not recorded",
    "exec": "what it reads, binds and defines is not recorded",
    "globals": "what is read and bound through it is not recorded",
    "locals": "what is read through it is not recorded",
    "vars": "what is read through it is not recorded",
}


def notes(module: CodeType) -> tuple[str, ...]:
    """One sentence for each such builtin that the program names, and for what would see the recorder.

    >>> notes(compile("x = 1\\nprint(eval('x'))", "a.py", "exec"))
    ('`eval` in line 2: what it reads is not recorded.',)
    """
    found: dict[str, set[int]] = {}
    names = {name for code in nested(module) for name in code.co_names}
    own = _bound(module)
    for name, row in _read(module):
        if name in _SEEN_NOT and name not in own:
            found.setdefault(name, set()).add(row)
    unseen = [f"`{name}` in {_lines(found[name])}: {_SEEN_NOT[name]}." for name in sorted(found)]
    return (*unseen, *(f"`{name}`: {_ATTRIBUTES[name]}." for name in sorted(names & _ATTRIBUTES.keys())))


def _read(module: CodeType) -> Iterator[tuple[str, int]]:
    for code in nested(module):
        rows = [row for row, *_ in code.co_positions()]
        for operation in _READING:
            for argument, unit in placed(code, (operation,)):
                yield code.co_names[argument >> (operation == _READING[0])], rows[unit] or code.co_firstlineno


def _bound(module: CodeType) -> set[str]:
    """The names that the program binds at its top, in a class or by `global`: they are not the builtins there."""
    return {code.co_names[argument] for code in nested(module) for argument, _ in placed(code, _BINDING)}


def _lines(rows: set[int]) -> str:
    first, *more = map(str, sorted(rows))
    return f"lines {', '.join((first, *more[:-1]))} and {more[-1]}" if more else f"line {first}"
