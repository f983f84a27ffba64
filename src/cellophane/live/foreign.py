"""Memory and references that libraries keep where the interpreter does not see them: a row of a table for each type.

Nothing is imported: a row counts once its library was loaded by somebody else. What a row does is to call methods of
the library's own C types, taken from the type and not from the object, so that a class derived from it has no say.
Memory that several objects show (slices, views) has one address, and is counted once by whoever adds up. Who else
holds it inside the library cannot be seen: it counts as going away with the objects that were found.
"""

from __future__ import annotations

import mmap
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import CodeType, ModuleType
from typing import Any, Final, cast

from cellophane.live.referents import Add, variables
from cellophane.live.safely import class_attribute, is_a, module_namespace, mro
from cellophane.live.shallow import whole_number

Extent = tuple[object, int]
"""A piece of memory: what tells it from others, as a rule its address, and how many bytes it has."""
Extents = Callable[[Any, type], Iterable[Extent]]
"""The pieces of an object, given the type of the row, whose methods are safe to use."""


@dataclass(frozen=True, slots=True)
class Row:
    """How the objects of one type of a library are read, and of all classes derived from it."""

    module: str
    name: str
    extents: Extents | None = None
    refers: Callable[[Any, type], list[Any]] | None = None


def loaded() -> Mapping[int, tuple[Row, type]]:
    """The rows whose libraries are loaded, by the `id` of their types."""
    found: dict[int, tuple[Row, type]] = {}
    for row in TABLE:
        module = sys.modules.get(row.module)
        if is_a(module, ModuleType):
            cls: Any = module_namespace(cast("ModuleType", module)).get(row.name)
            if is_a(cls, type):
                found[id(cls)] = (row, cls)
    return found


def extents(rows: Mapping[int, tuple[Row, type]], cls: type) -> Callable[[Any], list[Extent]] | None:
    """What lists the pieces of memory of the objects of a class; none where they have no such memory."""
    ways = [(row.extents, owner) for row, owner in _of(rows, cls) if row.extents]
    if not ways:
        return None
    return lambda subject: [piece for way, owner in ways for piece in way(subject, owner)]


def references(rows: Mapping[int, tuple[Row, type]]) -> Mapping[int, Add]:
    """What the objects of these types refer to besides, by the `id` of the type."""
    return {identity: _adding(row.refers, cls) for identity, (row, cls) in rows.items() if row.refers}


def _of(rows: Mapping[int, tuple[Row, type]], cls: type) -> Iterator[tuple[Row, type]]:
    return (rows[id(each)] for each in mro(cls) if id(each) in rows)


def _adding(refers: Callable[[Any, type], list[Any]], cls: type) -> Add:
    return lambda subject, found: refers(subject, cls)


def _of_array(subject: Any, cls: type) -> list[Any]:
    """What a NumPy array shows, its type of items, and the items themselves if they are objects and its own."""
    base, dtype = _get(subject, cls, "base"), _get(subject, cls, "dtype")
    if base is None and dtype.char == "O":
        return [dtype, *_get(subject, cls, "flat")]
    return [base, dtype]


def _mapped(subject: Any, cls: type) -> Iterable[Extent]:
    return [(id(subject), mmap.mmap.__len__(subject))]  # once closed, this raises, and nothing counts


def _hidden(subject: CodeType, cls: type) -> Iterable[Extent]:
    """The tuple of the names of variables, the string of their kinds, and the place for tuples made when asked for."""
    many = len(variables(subject))
    asked_for = 4 * 8 if sys.version_info >= (3, 12) else 0
    return [(id(subject), sys.getsizeof(()) + 8 * many + sys.getsizeof(b"") + many + asked_for)]


def _length(subject: range, cls: type) -> Iterable[Extent]:
    """The number of its items, a number object that a range keeps for itself. Smaller ones are always there."""
    many = (subject.stop - subject.start) // subject.step + 1
    return [(id(subject), whole_number(many))] if many > 256 else []


def _c_data(subject: Any, cls: type) -> Iterable[Extent]:
    """What a `ctypes` object allocated: up to 16 bytes stand in the object, and a view owns nothing."""
    size = sys.modules["_ctypes"].sizeof(subject)
    return [(id(subject), size)] if size > 16 and _get(subject, cls, "_b_needsfree_") else []


def _arrow_buffer(subject: Any, cls: type) -> Iterable[Extent]:
    return [(("arrow", _get(subject, cls, "address")), _get(subject, cls, "size"))]


def _arrow_array(subject: Any, cls: type) -> Iterable[Extent]:
    """The whole of each buffer: a slice keeps alive what it does not show as well."""
    for buffer in class_attribute(cls, "buffers")(subject):
        if buffer is not None:
            yield ("arrow", buffer.address), buffer.size


def _arrow_chunks(subject: Any, cls: type) -> Iterable[Extent]:
    array: Any = module_namespace(sys.modules["pyarrow.lib"])["Array"]
    for chunk in _get(subject, cls, "chunks"):
        yield from _arrow_array(chunk, array)


def _arrow_table(subject: Any, cls: type) -> Iterable[Extent]:
    columns: Any = module_namespace(sys.modules["pyarrow.lib"])
    for column in _get(subject, cls, "columns"):
        chunked = type(column) is columns["ChunkedArray"]
        read, owner = (_arrow_chunks, "ChunkedArray") if chunked else (_arrow_array, "Array")
        yield from read(column, columns[owner])


def _polars(subject: Any, cls: type) -> Iterable[Extent]:
    """Columns that two frames share count twice: no address of theirs can be had."""
    return [(id(subject), class_attribute(cls, "estimated_size")(subject))]


def _torch(subject: Any, cls: type) -> Iterable[Extent]:
    """By the documentation of `Tensor.untyped_storage`: too large to be installed where this was written, so not run.

    A derived class can take the call over in Python (`__torch_function__`): of those, nothing is asked.
    """
    if type(subject) is not cls:
        return []
    storage = class_attribute(cls, "untyped_storage")(subject)
    return [(("torch", storage.data_ptr()), storage.nbytes())]


def _get(subject: Any, cls: type, name: str) -> Any:
    return class_attribute(cls, name).__get__(subject)


TABLE: Final = (
    Row("numpy", "ndarray", refers=_of_array),
    Row("mmap", "mmap", extents=_mapped),
    Row("builtins", "range", extents=_length),
    Row("types", "CodeType", extents=_hidden),
    Row("_ctypes", "Array", extents=_c_data),
    Row("_ctypes", "Structure", extents=_c_data),
    Row("_ctypes", "Union", extents=_c_data),
    Row("pyarrow.lib", "Buffer", extents=_arrow_buffer),
    Row("pyarrow.lib", "Array", extents=_arrow_array),
    Row("pyarrow.lib", "ChunkedArray", extents=_arrow_chunks),
    Row("pyarrow.lib", "Table", extents=_arrow_table),
    Row("pyarrow.lib", "RecordBatch", extents=_arrow_table),
    Row("polars._plr", "PyDataFrame", extents=_polars),
    Row("polars._plr", "PySeries", extents=_polars),
    Row("torch", "Tensor", extents=_torch),
)
