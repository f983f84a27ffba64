"""The classic ways in which a closure keeps more alive than it needs, each a row of a table: what it is, what to do.

A row looks at one captured variable. It knows the value by its type only; which attributes of it are read is told from
the bytecode of the functions. How much is kept alive is weighed elsewhere (`hoard`).
"""

from __future__ import annotations

import dis
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from types import CodeType, CoroutineType, FrameType, FunctionType, GeneratorType, TracebackType
from typing import Any, Final

from cellophane.live.safely import ByClass, class_name, is_a, mro

_TRACEBACK: Any = vars(BaseException)["__traceback__"]
_NEXT: Any = vars(TracebackType)["tb_next"]
_CAUSE, _CONTEXT = vars(BaseException)["__cause__"], vars(BaseException)["__context__"]
_CODE: Any = vars(FunctionType)["__code__"]
_GATHERED = ByClass({list: True, tuple: True, deque: True})
_MOST_ITEMS = 1_000
_READS = frozenset({"LOAD_DEREF", "LOAD_CLASSDEREF", "LOAD_FROM_DICT_OR_DEREF"})
_WRITES = frozenset({"STORE_DEREF", "DELETE_DEREF"})
_ATTRIBUTES = frozenset({"LOAD_ATTR", "LOAD_METHOD"})
_MOST_ATTRIBUTES = 3  # what is used more widely is used as a whole
_OF_FRAMES = frozenset({"columns", "shape", "dtypes", "index", "ndim", "size", "empty", "schema", "width", "height"})
_FRAMES = frozenset({"DataFrame", "Table", "RecordBatch", "LazyFrame"})
_FRAME_LIBRARIES = ("pandas", "polars", "pyarrow")


@dataclass(frozen=True, slots=True)
class Held:
    """A captured variable with a value, and the functions that captured it."""

    name: str
    value: Any
    functions: Sequence[FunctionType]
    worth: Callable[[frozenset[str]], bool]
    """Whether these attributes alone weigh far less than what the variable keeps alive."""


def culprit(held: Held) -> str:
    """What is to blame, and what to do, in words; empty if nothing classic is recognised."""
    return next((words for row in TABLE if (words := row(held))), "")


def attributes_read(functions: Iterable[FunctionType], name: str) -> frozenset[str] | None:
    """The attributes of a captured variable that these functions read, if they do nothing else with it.

    Items by a name that is written there are told as `['name']`. None: they use it as a whole somewhere, or bind it.

    >>> def make(config):
    ...     return (lambda: config.name.upper()), (lambda: print(config))
    >>> by_name, whole = make(...)
    >>> attributes_read([by_name], "config"), attributes_read([by_name, whole], "config")
    (frozenset({'name'}), None)
    """
    found = {each for function in functions for each in _uses(_CODE.__get__(function), name)}
    return None if None in found or not found else frozenset(each for each in found if each is not None)


def _uses(code: CodeType, name: str) -> Iterator[str | None]:
    """Each use of the variable, nested code included: the attribute or item that is read, None for any other use."""
    if name not in code.co_freevars:
        return
    instructions = list(dis.get_instructions(code))
    for place, instruction in enumerate(instructions):
        if instruction.argval != name or instruction.opname not in _READS | _WRITES:
            continue
        yield _use(instructions[place + 1 :]) if instruction.opname in _READS else None
    for constant in code.co_consts:
        if type(constant) is CodeType:
            yield from _uses(constant, name)


def _use(after: Sequence[dis.Instruction]) -> str | None:
    """What is taken of a variable that was just read: `name` for `v.name`, `['name']` for `v["name"]`, else None."""
    if after[0].opname in _ATTRIBUTES:
        return str(after[0].argval)
    subscript = after[0].opname == "LOAD_CONST" and after[1].opname == "BINARY_SUBSCR" and type(after[0].argval) is str
    return f"[{after[0].argval!r}]" if subscript else None


def _exception(held: Held) -> str:
    frames = _frames_of(held.value)
    if not frames:
        return ""
    return (
        f"an exception with its traceback: {_count(frames, 'frame')} and all their variables stay alive; "
        f"capture what is needed of it, or `{held.name}.with_traceback(None)`"
    )


def _frames_of(value: Any) -> int:
    """How many frames the tracebacks of an exception keep, with those of the exceptions that led to it."""
    found, waiting, seen = 0, [value], set[int]()
    while waiting:
        one = waiting.pop()
        if not is_a(one, BaseException) or id(one) in seen:
            continue
        seen.add(id(one))
        traceback = _TRACEBACK.__get__(one)
        while traceback is not None:
            found, traceback = found + 1, _NEXT.__get__(traceback)
        waiting += [_CAUSE.__get__(one), _CONTEXT.__get__(one)]
    return found


def _exceptions(held: Held) -> str:
    """What `sys.exc_info()` gives, and lists of errors that were collected."""
    items = list(islice(held.value, _MOST_ITEMS)) if type(held.value) in _GATHERED else []
    frames = sum(map(_frames_of, items))
    if not frames:
        return ""
    kept = f"{_count(frames, 'frame')} and all their variables stay alive"
    return f"exceptions with their tracebacks: {kept}; capture what is needed of them"


def _frame(held: Held) -> str:
    if type(held.value) is TracebackType:
        return "a traceback: its frames and all their variables stay alive; capture what is needed as text"
    if type(held.value) is FrameType:
        return "a frame: all its variables, and the frames that called it, stay alive; capture what is needed of it"
    return ""


def _suspended(held: Held) -> str:
    for cls, noun in ((GeneratorType, "generator"), (CoroutineType, "coroutine")):
        if type(held.value) is cls:
            return f"a {noun}: where it is suspended, all its variables stay alive; run it to its end, or close it"
    return ""


def _data_frame(held: Held) -> str:
    if not any(_is_frame(each) for each in mro(type(held.value))):
        return ""
    read = attributes_read(held.functions, held.name)
    columns = {one for one in read or () if one.startswith("[")}
    if read is None or not read - columns <= _OF_FRAMES or len(columns) > _MOST_ATTRIBUTES:
        return ""
    return f"a whole data frame kept for its {_listed(read)}: {_advice(read)}"


def _few_attributes(held: Held) -> str:
    read = attributes_read(held.functions, held.name)
    if read is None or len(read) > _MOST_ATTRIBUTES or not held.worth(read):
        return ""
    return f"it reads only {_each(held.name, read)}: {_advice(read)}"


TABLE: Final[tuple[Callable[[Held], str], ...]] = (
    _exception,
    _exceptions,
    _frame,
    _suspended,
    _data_frame,
    _few_attributes,
)
"""Asked in this order; the first that knows something is heard."""


def _is_frame(cls: type) -> bool:
    library, _, name = class_name(cls).partition(".")
    return library in _FRAME_LIBRARIES and name.rpartition(".")[2] in _FRAMES


def _each(name: str, attributes: Iterable[str]) -> str:
    return " and ".join(f"`{name}.{each}`" for each in sorted(attributes))


def _listed(attributes: Iterable[str]) -> str:
    return " and ".join(f"`{each}`" for each in sorted(attributes))


def _advice(attributes: frozenset[str]) -> str:
    return f"capture {'that' if len(attributes) == 1 else 'those'}, unless it is to be read anew each time"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
