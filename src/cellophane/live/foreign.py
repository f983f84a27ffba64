"""Memory and references that libraries keep where the interpreter does not see them: a row of a table for each type.

Nothing is imported: a row counts once its library was loaded by somebody else. What a row does is to call methods of
the library's own C types, taken from the type and not from the object, so that a class derived from it has no say.
Memory that several objects show (slices, views) has one address, and is counted once by whoever adds up. Who else
holds it inside the library cannot be seen: it counts as going away with the objects that were found.
"""

from __future__ import annotations

import gc
import mmap
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import CodeType, ModuleType
from typing import Any, Final, cast

from cellophane.live.referents import Add, variables
from cellophane.live.safely import class_attribute, class_name, is_a, module_namespace, mro
from cellophane.live.shallow import least, whole_number

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
    weigh: Callable[[Any], int] | None = None
    """Its own bytes, where the `__sizeof__` of the type is wrong about them."""
    exact: bool = False
    """Whether that is so for no class derived from it."""


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
    """A function that lists the pieces of memory of an object of the class; none if such objects have none."""
    ways = [(row.extents, owner) for row, owner in _of(rows, cls) if row.extents]
    if not ways:
        return None
    return lambda subject: [piece for way, owner in ways for piece in way(subject, owner)]


def weigher(rows: Mapping[int, tuple[Row, type]], cls: type) -> Callable[[Any], int] | None:
    """A function that gives the own bytes of an object of the class; none where `__sizeof__` of its type is right."""
    return next((row.weigh for row, of in _of(rows, cls) if row.weigh and (of is cls or not row.exact)), None)


def references(rows: Mapping[int, tuple[Row, type]]) -> Mapping[int, Add]:
    """By the `id` of each type, what finds references of its objects that the collector does not see."""
    return {identity: _adding(row.refers, cls) for identity, (row, cls) in rows.items() if row.refers}


def _of(rows: Mapping[int, tuple[Row, type]], cls: type) -> Iterator[tuple[Row, type]]:
    return (rows[id(each)] for each in mro(cls) if id(each) in rows)


def _adding(refers: Callable[[Any, type], list[Any]], cls: type) -> Add:
    return lambda subject, found: refers(subject, cls)


def _of_array(subject: Any, cls: type) -> list[Any]:
    """What a NumPy array shows, its type of items, and the items themselves if they are objects and its own."""
    base, dtype = _get(subject, cls, "base"), _get(subject, cls, "dtype")
    if base is None and dtype.hasobject:
        return [dtype, *_objects(subject, cls, dtype)]
    return [base, dtype]


def _objects(array: Any, cls: type, dtype: Any) -> Iterator[Any]:
    """The objects in an array: its items, or what some of their fields hold."""
    if dtype.char == "O":
        yield from _get(array, cls, "flat")
    for name, (kind, *_) in (dtype.fields or {}).items():
        if kind.hasobject:
            part = class_attribute(cls, "__getitem__")(array, name)
            yield from _objects(part, cls, kind.base)


def _of_cached(subject: Any, cls: type) -> list[Any]:
    """The links of the list in which `functools.lru_cache` keeps its results.

    They are the values of the dictionary of the cache; the list holds each once more, and does not show the collector
    the links, but what they hold.
    """
    inside = [each for each in gc.get_referents(subject) if type(each) is dict]
    links = (value for each in inside for value in dict.values(each))
    return [one for one in links if class_name(type(one)) == "functools._lru_list_elem"]


def _scalar(subject: Any) -> int:
    """A NumPy number is as large as its type; what `numpy.generic` says counts the number twice."""
    return least(type(subject))


def _moment(subject: Any) -> int:
    """A `datetime` or `time` without a zone has no room for one."""
    aware = class_attribute(type(subject), "tzinfo").__get__(subject) is not None
    return least(type(subject)) - (0 if aware else 8)


def _of_moment(subject: Any, cls: type) -> list[Any]:
    return [_get(subject, cls, "tzinfo")]


def _lock(subject: Any, cls: type) -> Iterable[Extent]:
    """The semaphore of the operating system behind it."""
    return [(id(subject), 32)] if sys.platform == "linux" else []


def _index_engine(subject: Any, cls: type) -> Iterable[Extent]:
    """The table that pandas makes of the labels of an index when one is looked up."""
    return [(id(subject), class_attribute(cls, "sizeof")(subject))]


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
    """The storage of a tensor, of those of its parts if it is sparse, and of its gradient, which no reference tells of.

    A derived class could take the calls over in Python (`__torch_function__`): it is kept from it.
    """
    torch: Any = module_namespace(sys.modules["torch"])
    with module_namespace(torch["_C"])["DisableTorchFunctionSubclass"]():
        yield from _stored(subject, cls)
        gradient = _get(subject, cls, "grad") if _get(subject, cls, "is_leaf") else None
        if gradient is not None:
            yield from _stored(gradient, cls)


def _stored(tensor: Any, cls: type) -> Iterator[Extent]:
    if _get(tensor, cls, "is_meta"):
        return
    layout = str(_get(tensor, cls, "layout"))
    parts = _PARTS.get(layout)
    if parts is None:
        storage = class_attribute(cls, "untyped_storage")(tensor)
        yield ("torch", storage.data_ptr()), storage.nbytes()
    for name in parts or ():
        yield from _stored(class_attribute(cls, name)(tensor), cls)


_PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "torch.sparse_coo": ("_indices", "_values"),
    "torch.sparse_csr": ("crow_indices", "col_indices", "values"),
    "torch.sparse_csc": ("ccol_indices", "row_indices", "values"),
}
"""What sparse tensors keep in tensors, by their layout."""


def _storage(subject: Any, cls: type) -> Iterable[Extent]:
    return [(("torch", class_attribute(cls, "data_ptr")(subject)), class_attribute(cls, "nbytes")(subject))]


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
    Row("torch", "UntypedStorage", extents=_storage),
    Row("numpy", "number", weigh=_scalar),
    Row("numpy", "bool", weigh=_scalar),
    Row("numpy", "datetime64", weigh=_scalar),
    Row("datetime", "datetime", refers=_of_moment, weigh=_moment, exact=True),
    Row("datetime", "time", refers=_of_moment, weigh=_moment, exact=True),
    Row("functools", "_lru_cache_wrapper", refers=_of_cached),
    Row("_thread", "LockType", extents=_lock),
    Row("_thread", "RLock", extents=_lock),
    Row("pandas._libs.index", "IndexEngine", extents=_index_engine),
)
