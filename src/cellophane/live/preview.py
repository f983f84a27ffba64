"""A value in a few words, as far as it can be shown without running any code of it.

Builtin values show themselves, and some of the standard library's; named tuples, dataclasses and members of
enumerations are shown by what they store. Of all others only the type is told, and of arrays and frames their shape,
which the interpreter can read from them.
"""

from __future__ import annotations

import sys
from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterable
from itertools import islice
from types import BuiltinFunctionType, CodeType, FunctionType, MethodType, ModuleType
from typing import Any

from cellophane.live.safely import (
    ABSENT,
    ByClass,
    class_attribute,
    class_name,
    function_name,
    is_a,
    kept,
    module_namespace,
    namespace,
    short_class_name,
)

_LONGEST = 60
"""So many characters of a text are shown."""
MOST = 4
"""So many items of a container are shown."""
_DEEPEST = 2
"""So far containers in containers are shown."""
_LARGEST = 10**20
"""Longer numbers are told by their length: writing one out can take minutes, and Python refuses to."""


def preview(value: Any) -> str:
    """The value, shortened.

    >>> preview({"name": "Ada", "tags": [1, 2, 3, 4, 5, 6]})
    "{'name': 'Ada', 'tags': [1, 2, 3, 4, …2 more]}"
    >>> preview(object())
    '<object>'
    """
    return _shown(value, _DEEPEST)


def _shown(value: Any, depth: int) -> str:
    writer = _WRITERS.get(type(value))
    if writer is not None:
        return writer(value, depth)
    if is_a(value, type):
        return f"<class {printable(class_name(value))}>"
    if _speaks_for_itself(value):
        return repr(value)
    own = printable(short_class_name(type(value)))
    if member := _member(value):
        return f"<{own}.{printable(member)}>"
    if fields := _fields(value):
        first = [f"{printable(name)}={_shown(one, depth - 1)}" for name, one in fields[:MOST]] if depth else ["…"]
        return f"{own}({', '.join(first)}{and_more(fields) if depth else ''})"
    return f"<{printable(class_name(type(value)))}{_shape(value)}>"


def _speaks_for_itself(value: Any) -> bool:
    """Whether it is of one of the classes of the standard library whose `repr` runs no code of anybody else."""
    name = class_name(type(value))
    module = sys.modules.get(name.rpartition(".")[0]) if name in _SPEAKING else None
    if type(module) is not ModuleType or module_namespace(module).get(name.rpartition(".")[2]) is not type(value):
        return False
    zone = class_attribute(type(value), "tzinfo")
    return zone is ABSENT or class_name(type(zone.__get__(value))) in ("NoneType", "datetime.timezone")


def printable(name: str) -> str:
    """A name with what a terminal would act on as escapes, as `repr` has them: anything can be made a name."""
    return name if name.isprintable() else repr(name)[1:-1]


def _fields(value: Any) -> list[tuple[str, Any]]:
    """The fields of a named tuple or of an instance of a dataclass, as they are stored; none if it is no such thing."""
    names = class_attribute(type(value), "_fields")
    if type(names) is tuple and is_a(value, tuple):
        return [(name, one) for name, one in zip(names, tuple.__iter__(value), strict=False) if type(name) is str]
    declared = class_attribute(type(value), "__dataclass_fields__")
    if type(declared) is not dict:
        return []
    found = [(name, kept(value, name)) for name in declared if type(name) is str]
    return [(name, one) for name, one in found if one is not ABSENT]


def _member(value: Any) -> str | None:
    """The name of a member of an enumeration."""
    enumeration = sys.modules.get("enum")
    base: Any = module_namespace(enumeration).get("Enum") if type(enumeration) is ModuleType else None
    name = kept(value, "_name_") if base is not None and is_a(value, base) else None
    return name if type(name) is str else None


def _itself(value: Any, depth: int) -> str:
    return repr(value)


def _number(value: int, depth: int) -> str:
    return repr(value) if -_LARGEST < value < _LARGEST else f"<int of {value.bit_length()} bits>"


def _range(value: range, depth: int) -> str:
    ends = [value.start, value.stop, value.step]
    told = ends if value.step != 1 else ends[:2] if value.start else ends[1:2]
    return f"range({', '.join(_number(end, depth) for end in told)})"


def _text(value: str | bytes | bytearray, depth: int) -> str:
    return repr(value) if len(value) <= _LONGEST else f"{value[:_LONGEST]!r}… ({len(value):,} long)"


def _items(before: str, after: str) -> Callable[[Any, int], str]:
    """The way to write a container between these brackets."""

    def write(value: Any, depth: int) -> str:
        if not value:
            return repr(value)
        if not depth:
            return f"{before}…{len(value):,}{after}"
        first = [_shown(item, depth - 1) for item in _first(value)]
        comma = "," if len(value) == 1 and before == "(" else ""
        return f"{before}{', '.join(first)}{comma}{and_more(value)}{after}"

    return write


def _mapping(value: dict[Any, Any], depth: int) -> str:
    if not depth:
        return f"{{…{len(value):,}}}" if value else "{}"
    first = [f"{_shown(key, depth - 1)}: {_shown(item, depth - 1)}" for key, item in _first(value.items())]
    return f"{{{', '.join(first)}{and_more(value)}}}"


def _named(name: str) -> Callable[[Any, int], str]:
    def write(value: Any, depth: int) -> str:
        return f"{name}({_mapping(value, depth)})"

    return write


def _first(items: Iterable[Any]) -> list[Any]:
    """The first few; none where another thread changes the container meanwhile."""
    try:
        return list(islice(items, MOST))
    except RuntimeError:
        return []


def and_more(items: Any) -> str:
    """How many items are not shown, as it is written behind those that are; nothing if all are."""
    return f", …{len(items) - MOST:,} more" if len(items) > MOST else ""


def _function(value: FunctionType, depth: int) -> str:
    return f"<function {printable(function_name(value))}>"


def _method(value: MethodType, depth: int) -> str:
    inner = value.__func__
    name = function_name(inner) if type(inner) is FunctionType else class_name(type(inner))
    return f"<method {printable(name)} of {_shown(value.__self__, 0)}>"


def _module(value: ModuleType, depth: int) -> str:
    name = module_namespace(value).get("__name__")
    return f"<module {printable(name)}>" if type(name) is str else "<module>"


def _code(value: CodeType, depth: int) -> str:
    return f"<code {value.co_qualname}>"


def _builtin(value: BuiltinFunctionType, depth: int) -> str:
    return f"<builtin {value.__name__}>"


def _shape(value: Any) -> str:
    """The shape and the type of the items of a NumPy array."""
    numpy = sys.modules.get("numpy")
    array = module_namespace(numpy).get("ndarray") if type(numpy) is ModuleType else None
    if type(array) is not type or not is_a(value, array):
        return ""
    members = namespace(array)
    shape, items = members["shape"].__get__(value), members["dtype"].__get__(value)
    return f" {'×'.join(map(str, shape))} {class_name(type(items)).rpartition('.')[2].removesuffix('DType').lower()}"


_SPEAKING = frozenset(
    {
        *(f"datetime.{name}" for name in ("date", "datetime", "time", "timedelta", "timezone")),
        *(f"pathlib.{name}" for name in ("PosixPath", "WindowsPath", "PurePosixPath", "PureWindowsPath")),
        *(f"pathlib._local.{name}" for name in ("PosixPath", "WindowsPath", "PurePosixPath", "PureWindowsPath")),
        "decimal.Decimal",
        "fractions.Fraction",
        "uuid.UUID",
    }
)
_ROWS: dict[type, Callable[[Any, int], str]] = {
    **dict.fromkeys((bool, float, complex, type(None), type(...), type(NotImplemented)), _itself),
    int: _number,
    range: _range,
    str: _text,
    bytes: _text,
    bytearray: _text,
    tuple: _items("(", ")"),
    list: _items("[", "]"),
    set: _items("{", "}"),
    frozenset: _items("frozenset({", "})"),
    dict: _mapping,
    deque: _items("deque([", "])"),
    OrderedDict: _named("OrderedDict"),
    defaultdict: _named("defaultdict"),
    FunctionType: _function,
    MethodType: _method,
    ModuleType: _module,
    CodeType: _code,
    BuiltinFunctionType: _builtin,
}
_WRITERS = ByClass(_ROWS)
