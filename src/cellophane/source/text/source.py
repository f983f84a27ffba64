"""Bytes to text, text to tree, and nodes to places, with the rows and columns of the file that a reader sees.

It decides how a file is decoded (as CPython does), where its lines end and what is wrong with a file that cannot be
read. It does not choose files, and knows nothing of names or closures.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from cellophane.model.place import Span
from cellophane.source.text import parsing

if TYPE_CHECKING:
    from cellophane.source.text.tokens import Tokens

_WORD = re.compile(r"\w+")
_BOM = b"\xef\xbb\xbf"
_TOO_DEEP = "nested too deeply for Python {}.{} to parse".format(*sys.version_info)


class Unreadable(Exception):
    """A file cannot be read, decoded or parsed.

    `row` and `column` count from 1 and are none when the trouble has no place.
    """

    def __init__(self, message: str, row: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.row = row
        self.column = column


class TooDeep(Unreadable):
    """The text may be sound, but is nested deeper than the stack allows: more stack may help."""


class Located(Protocol):
    """What `ast` knows of a node's place: every expression and statement, and most other nodes."""

    @property
    def lineno(self) -> int: ...
    @property
    def col_offset(self) -> int: ...
    @property
    def end_lineno(self) -> int | None: ...
    @property
    def end_col_offset(self) -> int | None: ...


@dataclass(frozen=True)
class Source:
    r"""The text of one file, and the way from its tree's nodes to its places.

    >>> source = Source("a.py", "naïve = 1\n")
    >>> source.span(source.parse().body[0].value)
    Span(row=1, column=9, end_row=1, end_column=10)
    """

    filename: str
    text: str
    """Without a byte order mark; every line ends in `\\n`, whatever it ended in on disk."""
    cells: tuple[tuple[int, int], ...] = ()
    """Of a notebook: the row in which each of its code cells begins, and the cell's number. Both count from 1."""

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The physical lines without their ends, as `ast` counts them.

        `str.splitlines` would not do: it also ends lines at form feeds and at Unicode's separators.
        """
        return tuple(self.text.split("\n"))

    @property
    def last_row(self) -> int:
        """The number of the last line."""
        return len(self.lines) - (self.lines[-1] == "")

    def line(self, row: int) -> str:
        """The line with this number, from 1; empty beyond the end of the file."""
        return self.lines[row - 1] if 0 < row <= len(self.lines) else ""

    def place(self, row: int) -> tuple[int | None, int]:
        """The notebook cell that a row belongs to and the row in that cell; no cell outside notebooks.

        >>> Source("a.ipynb", "import os\\n\\nos.getpid()\\n", cells=((1, 1), (3, 4))).place(3)
        (4, 1)
        """
        for first, cell in reversed(self.cells):
            if row >= first:
                return cell, row - first + 1
        return None, row

    def in_cell(self, span: Span) -> tuple[int | None, Span]:
        """The same for a span, which is in one cell: the cell, and the span with its rows counted there."""
        cell, row = self.place(span.row)
        return cell, Span(row, span.column, span.end_row - span.row + row, span.end_column)

    def row_of(self, cell: int | None, row: int) -> int:
        """The way back: the row of the text that is this one of a cell.

        >>> Source("a.ipynb", "import os\\n\\nos.getpid()\\n", cells=((1, 1), (3, 4))).row_of(4, 1)
        3
        """
        return row if cell is None else row - 1 + next((first for first, number in self.cells if number == cell), 1)

    @cached_property
    def tokens(self) -> Tokens | None:
        """The tokens of the text; none where `tokenize` cannot read what the parser can."""
        from cellophane.source.text import tokens  # only fixes ask

        return tokens.read(self.text)

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of the text, be it a name, a keyword or in a string."""
        return frozenset(_WORD.findall(self.text))

    def parse(self) -> ast.Module:
        """The tree of the text.

        Raises `Unreadable` for text that the running Python cannot parse. Warnings about the text, such as
        invalid escapes, are its author's business and not shown.
        """
        return self._parsed(parsing.quietly)

    def parse_partly(self, rows: Iterable[tuple[int, int]] = ()) -> ast.Module:
        """The same, in which bodies of functions may be unread that have none of these rows (`source.text.unread`).

        Each is read when somebody looks at it. What is amiss in one raises `BodyUnreadable` then.
        """
        from cellophane.source.text import unread  # files of which nothing is left are parsed for their errors only

        return self._parsed(lambda text: unread.partly_parsed(text, rows, self.filename) or parsing.quietly(text))

    def _parsed(self, parse: Callable[[str], ast.Module]) -> ast.Module:
        try:
            return parse(self.text)
        except SyntaxError as error:
            raise self._explain(error) from None
        except (MemoryError, RecursionError):
            raise TooDeep(_TOO_DEEP) from None
        except ValueError as error:  # codecs such as utf-7 can decode to lone surrogates
            raise Unreadable(f"cannot be parsed: {error}") from None

    def span(self, node: Located) -> Span:
        """Where a node stands: `ast` counts columns from 0 and in bytes of UTF-8, spans from 1 and in characters."""
        end_row = node.lineno if node.end_lineno is None else node.end_lineno
        end = node.col_offset if node.end_col_offset is None else node.end_col_offset
        return Span(node.lineno, self.column(node.lineno, node.col_offset), end_row, self.column(end_row, end))

    def column(self, row: int, offset: int) -> int:
        """The column of a character, from 1, by its offset in the bytes of the line, from 0."""
        line = self.line(row)
        if line.isascii():
            return offset + 1
        return len(line.encode("utf-8", "surrogatepass")[:offset].decode("utf-8", "replace")) + 1

    def _explain(self, error: SyntaxError) -> Unreadable:
        from cellophane.source.text import dialects

        row = min(error.lineno or 1, len(self.lines))
        column = max(error.offset or 1, 1)
        if row != error.lineno:  # an unclosed bracket is reported on the line after the last
            column = len(self.line(row)) + 1
        message = dialects.explain(self.lines, row, error.msg) or f"syntax error: {error.msg}"
        return Unreadable(message, row, column)


def read(path: str | Path, filename: str | None = None) -> Source:
    """The source in a file. Raises `Unreadable`, also for what the operating system refuses.

    `filename` is what the source calls itself; the path, unless it is given.
    """
    return from_bytes(read_bytes(path), str(path) if filename is None else filename)


def read_bytes(path: str | Path) -> bytes:
    """The content of a file. Raises `Unreadable` in the operating system's words."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        reason = error.strerror or str(error)
        raise Unreadable(f"cannot be read: {reason[:1].lower()}{reason[1:]}") from None
    except ValueError as error:  # a NUL in the name
        raise Unreadable(f"cannot be read: {error}") from None


def from_bytes(data: bytes, filename: str) -> Source:
    r"""The source that these bytes hold, decoded as CPython would: byte order mark, declaration (PEP 263), UTF-8.

    >>> from_bytes(b"# coding: latin-1\r\nx = '\xe9'\r\n", "a.py").text
    "# coding: latin-1\nx = 'é'\n"

    Raises `Unreadable` with the place of the first byte that is wrong.
    """
    encoding = encoding_of(data)
    data = data.removeprefix(_BOM)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _undecodable(data, error) from None
    except Exception as error:  # codecs raise what they like: `undefined`, `idna` and `punycode` each differ
        raise Unreadable(f"cannot be decoded as {encoding}: {error}", 1, 1) from None
    text = with_plain_ends(text)
    if "\0" in text:
        before = text[: text.index("\0")]
        raise Unreadable("holds a NUL byte, which Python source may not", *_place(before))
    return Source(filename, text)


def with_plain_ends(text: str) -> str:
    r"""The text with `\n` at the end of each line, as CPython reads it.

    >>> with_plain_ends("a\r\nb\rc")
    'a\nb\nc'
    """
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def encoding_of(data: bytes) -> str:
    head = data[:2000].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if b"coding" not in b"\n".join(head.split(b"\n", 2)[:2]):
        return "utf-8"
    return _declared(head)


def _declared(head: bytes) -> str:
    # `tokenize.detect_encoding` knows the rules, but mixes them with checks of its own that hide the place.
    import codecs

    cookie = re.compile(rb"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
    blank = re.compile(rb"[ \t\f]*(?:#.*)?$")
    for row, line in enumerate(head.removeprefix(_BOM).split(b"\n", 2)[:2], start=1):
        found = cookie.match(line)
        if found is None:
            if blank.match(line):
                continue
            return "utf-8"
        name = found[1].decode("ascii", "replace")
        column = found.start(1) + 1
        try:
            codec = codecs.lookup(name)
        except LookupError:
            raise Unreadable(f"declares the encoding {name!r}, which Python does not know", row, column) from None
        if not getattr(codec, "_is_text_encoding", True):
            raise Unreadable(f"declares the encoding {name!r}, which is not one for text", row, column)
        if head.startswith(_BOM) and codec.name not in ("utf-8", "utf-8-sig"):
            raise Unreadable(f"begins with a UTF-8 byte order mark, but declares {name!r}", row, column)
        return codec.name
    return "utf-8"


def _undecodable(data: bytes, error: UnicodeDecodeError) -> Unreadable:
    # The place is found in a codec that refuses nothing: some of those that files declare know no `replace`.
    known = "utf-8" if error.encoding == "utf-8" else "latin-1"
    row, column = _place(data[: error.start].decode(known, "replace"))
    wrong = f"byte 0x{data[error.start]:02x}" if error.start < len(data) else "its end"
    message = f"is not {error.encoding}: {wrong} does not fit"
    if error.encoding == "utf-8" and data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        message += " (it looks like UTF-16, which Python source cannot be)"
    elif error.encoding == "utf-8":
        message += "; another encoding has to be declared in the first line: `# coding: latin-1`"
    return Unreadable(message, row, column)


def _place(before: str) -> tuple[int, int]:
    lines = with_plain_ends(before).split("\n")
    return len(lines), len(lines[-1]) + 1
