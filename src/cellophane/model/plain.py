"""Records as plain data that JSON can hold, and reads back as it was."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Literal, TypeVar, get_args, get_origin, get_type_hints

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")

FORMAT = 1
"""The number of the format, which changes when a field goes away or means something else."""


def plain(record: DataclassInstance) -> dict[str, Any]:
    r"""The fields of a record by name, those of records in it as well; the number of the format first.

    >>> from cellophane.model.picture import Default
    >>> plain(Default("by", "1"))
    {'format': 1, 'name': 'by', 'value': '1'}
    """
    return {"format": FORMAT, **_fields(record)}


def _fields(record: DataclassInstance) -> dict[str, Any]:
    return {each.name: _plain(getattr(record, each.name)) for each in fields(record)}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, str):  # a file name that is no UTF-8 would make JSON that strict readers refuse
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    return value if value is None or isinstance(value, int | float) else _fields(value)


def restored(kind: type[T], data: object) -> T:
    r"""The record of which `plain` made this, whoever says so. Raises `ValueError` for what no record of the kind is.

    >>> from cellophane.model.picture import Default
    >>> restored(Default, {"format": 1, "name": "by", "value": "1"})
    Default(name='by', value='1')
    >>> restored(Default, {"format": 1, "name": "by", "value": 1})
    Traceback (most recent call last):
    ValueError: Default.value cannot be 1
    """
    if not isinstance(data, dict) or type(data.get("format")) is not int or data["format"] != FORMAT:
        raise ValueError(f"{kind.__name__} has the format {FORMAT}, and this has not")
    record: T = _record(kind, {name: value for name, value in data.items() if name != "format"}, kind.__name__)
    return record


def _record(kind: Any, data: object, place: str) -> Any:
    types = _types(kind)
    if not isinstance(data, dict) or data.keys() != types.keys():
        raise ValueError(f"{place} needs the fields {', '.join(types)}, and no others")
    return kind(**{name: _restored(types[name], value, f"{place}.{name}") for name, value in data.items()})


@cache
def _types(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {each.name: hints[each.name] for each in fields(kind)}


def _restored(kind: Any, value: Any, place: str) -> Any:
    """The value as the type of a field has it: a record, a tuple of any length, or a plain value."""
    origin = get_origin(kind)
    if origin is UnionType:  # of one type and None
        (kind,) = (one for one in get_args(kind) if one is not NoneType)
        return None if value is None else _restored(kind, value, place)
    if origin is tuple and isinstance(value, list):
        item, _ = get_args(kind)
        return tuple(_restored(item, one, place) for one in value)
    if is_dataclass(kind):
        return _record(kind, value, place)
    if (origin is Literal and value in get_args(kind)) or type(value) is kind:
        return value
    raise ValueError(f"{place} cannot be {value!r:.80}")
