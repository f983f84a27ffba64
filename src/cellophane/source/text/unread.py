r"""Trees in which bodies of functions are read when somebody looks at them.

Of a large file a few functions matter. The others are left out of the text that is parsed: each has its header, and in
the place of its body a promise. Whoever asks a node for its `body`, be it a walk over the whole tree, has it read: what
is seen is the tree of the whole text, it only comes to be piece by piece.
"""

from __future__ import annotations

import ast
import re
import string
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, TypeVar

from cellophane.source.text import parsing

if TYPE_CHECKING:
    from cellophane.source.text.blocks import FunctionText

_FEWEST = 4
"""Rows. A body that is shorter is parsed faster than it is left out."""
_BLOCKS = ("body", "cases", "handlers", "orelse", "finalbody")
"""Fields that hold statements, in the order of the text."""
_GENERIC = tuple(re.compile(rf"{word}\b[ \t\\\n]++\w++[ \t\\\n]*+\[") for word in ("def", "class"))
"""Type parameters: some versions of Python have what stands in a generic class say how names are spelled behind it. One
pattern each, as the beginning of a word is found fast."""
_OF_NAMES = frozenset(string.ascii_letters + string.digits + "_")
_T = TypeVar("_T")
_Kinds = Mapping[type[ast.AST], _T]


class BodyUnreadable(Exception):
    """What was left unread is no Python, or was taken for a body and is none: the whole file has to be parsed."""

    def __init__(self, filename: str) -> None:
        super().__init__(filename)
        self.filename = filename


class PartlyRead(ast.Module):
    """The tree of a file of which some bodies may be unread: `bodies` has them."""

    __slots__ = ()


class UnreadFunction(ast.FunctionDef):
    """A `def` whose body has not been read."""

    __slots__ = ()


class UnreadAsyncFunction(ast.AsyncFunctionDef):
    """An `async def` whose body has not been read."""

    __slots__ = ()


class UnendedClass(ast.ClassDef):
    """A `class` of which the last function has not been read, so that it is not known where it ends."""

    __slots__ = ()


def _promise(field: str) -> property:
    """An attribute that is there once the body has been read, which asking for it does."""
    return property(lambda node: getattr(_read(node), field))


def _end_of_class(field: str) -> property:
    return property(lambda node: getattr(_ended(node), field))


for _field in ("body", "end_lineno", "end_col_offset"):
    # Not in a base of their own: instances of a class with two bases cannot become those of another before 3.12.
    setattr(UnreadFunction, _field, _promise(_field))
    setattr(UnreadAsyncFunction, _field, _promise(_field))
for _field in ("end_lineno", "end_col_offset"):
    setattr(UnendedClass, _field, _end_of_class(_field))
UNREAD = (UnreadFunction, UnreadAsyncFunction)
_KIND: dict[type[ast.AST], type[ast.AST]] = {
    ast.FunctionDef: UnreadFunction,
    ast.AsyncFunctionDef: UnreadAsyncFunction,
    ast.ClassDef: UnendedClass,
}
_READ = {unread: read for read, unread in _KIND.items()} | {PartlyRead: ast.Module}
DefinedFunction = ast.FunctionDef | ast.AsyncFunctionDef
Notice = Callable[[DefinedFunction], None]


def with_unread(table: _Kinds[_T]) -> dict[type[ast.AST], _T]:
    """A table by kinds of nodes, in which an unread function counts as a function, and a class as a class."""
    return {**table, **{unread: table[read] for unread, read in _READ.items() if read in table}}


def kind(node: ast.AST) -> type[ast.AST]:
    """The type of a node, and that of a function or class that it will be."""
    return _READ.get(type(node), type(node))


def _read(node: DefinedFunction) -> DefinedFunction:
    bodies: Bodies = node.__dict__["_bodies"]
    return bodies.read(node)


def _ended(node: ast.ClassDef) -> ast.ClassDef:
    """A class of which it is known where it ends."""
    last = node.body[-1]
    end = last.end_lineno, last.end_col_offset
    node.__class__ = ast.ClassDef
    node.end_lineno, node.end_col_offset = end
    return node


def bodies_of(tree: ast.AST) -> Bodies | None:
    """The unread bodies of a tree; none if all of it has been parsed at once."""
    return tree.__dict__["_bodies"] if isinstance(tree, PartlyRead) else None


class Bodies:
    """The bodies of one file that have not been read."""

    def __init__(self, text: str, filename: str) -> None:
        self._text = text
        self._filename = filename
        self._waiting: dict[DefinedFunction, FunctionText] = {}
        self._told: list[Notice] = []
        self._sought: set[str] = set()

    def leave(self, nodes: Mapping[DefinedFunction, FunctionText]) -> None:
        """Leave these unread for now."""
        self._waiting.update(nodes)

    def tell(self, notice: Notice) -> None:
        """From now on, call this with each function whose body is read, when it can be seen."""
        self._told.append(notice)

    def __bool__(self) -> bool:
        """Whether any body is unread."""
        return bool(self._waiting)

    def read_rows(self, rows: Iterable[tuple[int, int]]) -> None:
        """Read each body that has one of these rows."""
        for node, place in [*self._waiting.items()]:
            if _has_any(place, rows):
                self.read(node)

    def read_all(self) -> None:
        """Read what is left."""
        for node in [*self._waiting]:
            self.read(node)

    def read_inside(self, owner: ast.AST) -> None:
        """Read what is left in a class, or in all of the module."""
        if self._waiting:
            for node in ast.walk(owner):  # which asks each for its body
                assert node is not None

    def read_mentioning(self, word: str) -> None:
        """Read each body in which a word stands: as a name, or in a string or comment, which does no harm.

        A name that a class mangles is looked for as it is written, `__x` for `_C__x`.
        """
        if word in self._sought or not self._waiting:
            return
        self._sought.add(word)
        for node, place in [*self._waiting.items()]:
            if self._mentions(place, word):
                self.read(node)

    def read_called(self, name: str) -> None:
        """Read the bodies of the functions that have this name."""
        for node in [*self._waiting]:
            if node.name == name:
                self.read(node)

    def _mentions(self, place: FunctionText, word: str) -> bool:
        return any(_stands(written, self._text, place.start, place.end) for written in spellings(word))

    def read(self, node: DefinedFunction) -> DefinedFunction:
        """Read one. Raises `BodyUnreadable`."""
        place = self._waiting.get(node)
        if place is not None:
            found = _parsed_alone(self._text, place)
            if found is None:
                raise BodyUnreadable(self._filename)
            del self._waiting[node]
            node.__class__ = _READ[type(node)]  # type: ignore[assignment]
            node.body = found.body
            node.end_lineno, node.end_col_offset = found.end_lineno, found.end_col_offset
            for notice in self._told:
                notice(node)
        return node


def spellings(word: str) -> Iterator[str]:
    """How a name may be written: in a class `A__B`, `__x` is `_A__B__x`."""
    yield word
    hidden = word.find("__", 1) if word.startswith("_") else -1
    while hidden > 0:
        yield word[hidden:]
        hidden = word.find("__", hidden + 1)


def _stands(word: str, text: str, start: int, end: int) -> bool:
    """Whether a name stands there, of which no other begins or ends with it as far as ASCII goes."""
    found = text.find(word, start, end)
    while found >= 0:
        behind = found + len(word)
        if text[found - 1] not in _OF_NAMES and (behind >= end or text[behind] not in _OF_NAMES):
            return True
        found = text.find(word, found + 1, end)
    return False


def _parsed_alone(text: str, place: FunctionText) -> DefinedFunction | None:
    """A function parsed in its own rows and columns; none if it is none."""
    alone = text[place.header : place.end]
    before = "\n" * (place.row - 1) if not place.indentation else "\n" * (place.row - 2) + "if 1:\n"
    try:
        tree = parsing.quietly(before + alone)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    nodes = tree.body[0].body if place.indentation and isinstance(tree.body[0], ast.If) else tree.body
    is_alone = len(tree.body) == 1 and len(nodes) == 1
    return nodes[0] if is_alone and isinstance(nodes[0], DefinedFunction) else None


def partly_parsed(text: str, wanted: Iterable[tuple[int, int]], filename: str = "") -> ast.Module | None:
    r"""The tree of a text in which functions are unread that have none of these rows; none if that is not worth it.

    Raises what `ast.parse` raises, but for `SyntaxError`. The text ends its lines with `\n` alone.

    >>> text = "def f():\n    a\n    b\n    c\n    d\n\ndef g():\n    pass\n"
    >>> tree = partly_parsed(text, [(7, 8)])
    >>> type(tree.body[0]).__name__
    'UnreadFunction'
    >>> len(tree.body[0].body), type(tree.body[0]).__name__
    (4, 'FunctionDef')
    """
    if parsing.is_off():
        return None
    if _respells(text) or any(generic.search(text) for generic in _GENERIC):
        return None
    # Its patterns take longer to be made than a small file takes to be checked.
    from cellophane.source.text.blocks import functions, without_bodies

    places = functions(text)
    left = [place for place in places or () if place.last - place.first >= _FEWEST and not _has_any(place, wanted)]
    if not left:
        return None
    try:
        tree = parsing.quietly(without_bodies(text, left))
    except SyntaxError:
        return None  # the whole text has it as well, and knows its place
    return _with_promises(tree, Bodies(text, filename), {place.row: place for place in left})


def _respells(text: str) -> bool:
    """Whether the compiler may spell a name otherwise than it is written.

    >>> _respells("naïve = '…'"), _respells("ﬁle = 1")
    (False, True)
    """
    if text.isascii() or unicodedata.is_normalized("NFKC", text):
        return False
    in_no_name = {ord(letter) for letter in set(text) if not letter.isascii() and not f"a{letter}".isidentifier()}
    return not unicodedata.is_normalized("NFKC", text.translate(dict.fromkeys(in_no_name, " ")))


def _has_any(place: FunctionText, rows: Iterable[tuple[int, int]]) -> bool:
    return any(first <= place.last and place.row <= last for first, last in rows)


def _with_promises(tree: ast.Module, bodies: Bodies, places: Mapping[int, FunctionText]) -> ast.Module | None:
    """The tree with its functions made unread; none if they do not stand where they were expected."""
    nodes = {node: places[node.lineno] for node in _outermost(tree) if node.lineno in places}
    if len(nodes) != len(places) or not all(map(_is_placeholder, nodes, nodes.values())):
        return None
    bodies.leave(nodes)
    tree.__class__ = PartlyRead
    tree.__dict__["_bodies"] = bodies
    for node in nodes:
        node.__class__ = _KIND[type(node)]  # type: ignore[assignment]
        for field in ("body", "end_lineno", "end_col_offset"):
            del node.__dict__[field]
        node.__dict__["_bodies"] = bodies
    for statement in tree.body:
        _leave_open(statement)
    return tree


def _leave_open(node: ast.AST) -> bool:
    """Whether a statement ends elsewhere than was parsed; where a class does is found out when somebody asks."""
    if isinstance(node, DefinedFunction):
        return isinstance(node, UNREAD)
    inner = [one for name in _BLOCKS for one in getattr(node, name, None) or () if isinstance(one, ast.AST)]
    is_open = [_leave_open(one) for one in inner]
    if not is_open or not is_open[-1]:
        return False
    if isinstance(node, ast.ClassDef):
        node.__class__ = UnendedClass
        for field in ("end_lineno", "end_col_offset"):
            del node.__dict__[field]
    elif hasattr(node, "end_lineno"):  # no `case`
        node.end_lineno, node.end_col_offset = _end(inner[-1])  # type: ignore[attr-defined]
    return True


def _end(node: ast.AST) -> tuple[int, int]:
    if isinstance(node, ast.match_case):
        return _end(node.body[-1])
    return node.end_lineno, node.end_col_offset  # type: ignore[attr-defined]


def _is_placeholder(node: DefinedFunction, place: FunctionText) -> bool:
    return len(node.body) == 1 and isinstance(node.body[0], ast.Pass) and node.body[0].lineno == place.first


def _outermost(tree: ast.Module) -> Iterator[DefinedFunction]:
    """The functions that are in no other, nor in an expression."""
    waiting: list[ast.AST] = [*tree.body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, DefinedFunction):
            yield node
        else:
            for name in _BLOCKS:
                inner = getattr(node, name, None)
                waiting += inner if isinstance(inner, list) else []
