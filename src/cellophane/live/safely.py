"""What an object is and keeps, asked of the interpreter, never of the object.

`isinstance`, `hasattr`, `repr`, `len`, `==` and a plain dot can all run code of the object's class, or of its class's
class, and wake a lazy proxy. So can a class that is looked for in a dict or a tuple, which asks it for its hash or
whether it is equal, and one whose truth is asked. What stands here runs only what the interpreter itself brought: it
tells classes apart by identity, looks them up in the order of inheritance, and reads attributes by the descriptors of
`type` and `object`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import FunctionType, MemberDescriptorType, ModuleType
from typing import Any, Final, Generic, TypeVar, cast

_Value = TypeVar("_Value")


class Absent:
    """What stands for an attribute that there is not."""

    def __repr__(self) -> str:
        return "<absent>"


ABSENT: Final = Absent()
_MRO, _NAMESPACE = type.__dict__["__mro__"], type.__dict__["__dict__"]
_NAME, _QUALNAME = type.__dict__["__name__"], type.__dict__["__qualname__"]
_MODULE = type.__dict__["__module__"]
_MODULE_NAMESPACE: Any = vars(ModuleType)["__dict__"]


def mro(cls: type) -> tuple[type, ...]:
    """The class and its bases in the order in which attributes are looked up, whatever its metaclass says."""
    return cast("tuple[type, ...]", _MRO.__get__(cls))


def is_a(subject: object, cls: type) -> bool:
    """Whether the object is an instance of the class or of one derived from it, whatever either of them says.

    >>> class Liar:
    ...     __class__ = int
    >>> is_a(Liar(), int), isinstance(Liar(), int), is_a(True, int)
    (False, True, True)
    """
    return derives(type(subject), cls)


def derives(cls: type, base: type) -> bool:
    """Whether a class is the other one or derived from it."""
    return any(each is base for each in mro(cls))


class ByClass(Generic[_Value]):
    """A table with a row for each of some classes, in which any class can be looked up without being asked.

    >>> table = ByClass({int: "number", str: "text"})
    >>> table.get(int), table.get(bool), bool in table
    ('number', None, False)
    """

    def __init__(self, rows: Mapping[type, _Value]) -> None:
        self._classes = tuple(rows)  # held, or another class could get the identity of one
        self._rows = {id(cls): value for cls, value in rows.items()}

    def get(self, cls: type) -> _Value | None:
        """The row of this very class; none if there is none."""
        return self._rows.get(id(cls))

    def and_for(self, rows: Mapping[type, _Value]) -> ByClass[_Value]:
        """This table with more rows."""
        return ByClass({**dict(zip(self._classes, self._rows.values(), strict=True)), **rows})

    def __getitem__(self, cls: type) -> _Value:
        return self._rows[id(cls)]

    def __contains__(self, cls: type) -> bool:
        return id(cls) in self._rows


def namespace(cls: type) -> Mapping[str, Any]:
    """What the class's own body, and later assignments, left in it."""
    return cast("Mapping[str, Any]", _NAMESPACE.__get__(cls))


def class_attribute(cls: type, name: str) -> Any:
    """The attribute as a class of the order has it, no descriptor bound; `ABSENT` if none has.

    >>> class_attribute(bool, "real")
    <attribute 'real' of 'int' objects>
    """
    for each in mro(cls):
        own = namespace(each)
        if name in own:
            return own[name]
    return ABSENT


def stored(subject: Any, name: str) -> Any:
    """The attribute that the object keeps under that name itself; `ABSENT` where its class has a say in the matter.

    >>> class Lazy:
    ...     def __init__(self): self.kept = 1
    ...     def __getattr__(self, name): raise SystemExit
    >>> stored(Lazy(), "kept"), stored(Lazy(), "other")
    (1, <absent>)
    """
    if class_attribute(type(subject), name) is not ABSENT:
        return ABSENT
    try:
        return object.__getattribute__(subject, name)
    except AttributeError:
        return ABSENT


def kept(subject: Any, name: str) -> Any:
    """An attribute that an object keeps itself, in its dictionary or in a slot; `ABSENT` if its class makes it up.

    >>> class Point:
    ...     __slots__ = ("x",)
    ...     y = property(lambda self: 1 / 0)
    >>> point = Point(); point.x = 1
    >>> kept(point, "x"), kept(point, "y")
    (1, <absent>)
    """
    found = class_attribute(type(subject), name)
    if type(found) is not MemberDescriptorType and class_attribute(type(found), "__get__") is not ABSENT:
        return ABSENT
    try:
        return object.__getattribute__(subject, name)
    except AttributeError:
        return ABSENT


def class_name(cls: type) -> str:
    """The name of a class as a reader would write it: qualified, with its module unless that is `builtins`.

    >>> from collections import deque
    >>> class_name(deque), class_name(int)
    ('collections.deque', 'int')
    """
    module, own = _MODULE.__get__(cls), cast("str", _QUALNAME.__get__(cls))
    if type(module) is not str:  # anything can be assigned to it
        return own
    return own if module in ("", "builtins", "__main__") else f"{module}.{own}"


def class_module(cls: type) -> Any:
    """The module that a class says it is of: a text, unless somebody has assigned something else."""
    return _MODULE.__get__(cls)


def short_class_name(cls: type) -> str:
    """The bare name of a class."""
    return cast("str", _NAME.__get__(cls))


def text(value: Any) -> str:
    """A text as a plain `str`: names of functions can be of a class derived from it, which has a say in everything."""
    return value if type(value) is str else str.__str__(value)


def function_name(function: FunctionType) -> str:
    """The qualified name of a function."""
    return text(function.__qualname__)


def module_namespace(module: ModuleType) -> Mapping[str, Any]:
    """What a module holds, without asking a `__getattr__` that it may have."""
    return cast("Mapping[str, Any]", _MODULE_NAMESPACE.__get__(module))
