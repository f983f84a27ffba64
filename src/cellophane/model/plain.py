"""Records as plain data that JSON can hold, and reads back as it was."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

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
