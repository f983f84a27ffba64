"""The texts as the editor has them, saved or not: of files, and of notebooks, whose cells are texts of their own.

A text changes by the pieces that the editor sends, and is another object then: who has one keeps it as it was. Lines
end where the protocol says that they do, at `\\n`, `\\r\\n` and `\\r`, and nowhere else: `str.splitlines` ends them at
form feeds too.
"""

from __future__ import annotations

import codecs
import json
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import ClassVar
from urllib.parse import unquote, urlsplit

from lsprotocol import types
from pygls.uris import to_fs_path

from cellophane.report.visible import visible
from cellophane.server.positions import MARK, Units
from cellophane.source.text.documents import is_notebook, text_at
from cellophane.source.text.source import Unreadable, encoding_of, from_bytes, with_plain_ends
from cellophane.workspace.packages import MODULES

_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


@dataclass(frozen=True)
class Buffer:
    r"""The text of a file, or of a cell, at a version.

    >>> buffer = Buffer("file:///a.py", 1, lines_of("x = 1\r\ny = 2"), "python")
    >>> start, end = types.Position(1, 4), types.Position(1, 5)
    >>> buffer.changed(2, [types.TextDocumentContentChangePartial(types.Range(start, end), "3")], Units()).text
    'x = 1\r\ny = 3'
    """

    uri: str
    version: int | None
    lines: tuple[str, ...]
    language: str = ""

    @cached_property
    def text(self) -> str:
        """All of it, with the line ends that it has."""
        return "".join(self.lines)

    @property
    def plain(self) -> str:
        """The text as its readers count its rows: without a mark, and with `\\n` at the end of each line."""
        return with_plain_ends(self.text.removeprefix(MARK))

    @cached_property
    def data(self) -> bytes:
        """What would be on disk if it were saved, in the encoding that it declares. `?` stands for each character that
        this encoding does not have: all others keep their places."""
        mark = codecs.BOM_UTF8 if self.text.startswith(MARK) else b""
        text = self.text.removeprefix(MARK)
        plain = text.encode("utf-8", "surrogatepass")
        try:
            encoding = encoding_of(mark + plain)
        except Unreadable:  # checking says what is wrong with it
            return mark + plain
        return mark + (_encoded(text, encoding) or plain)

    @cached_property
    def is_exact(self) -> bool:
        """Whether `data` is this very text, to Python: no other one may be changed in its place."""
        try:
            source = from_bytes(self.data, self.filename)
        except Unreadable:
            return False
        return source.text == self.plain

    @cached_property
    def file(self) -> str | None:
        """The absolute path of the file that it is of; none if it never was saved."""
        return path_of(self.uri)

    @property
    def filename(self) -> str:
        """What findings call it: its path, or a name in the current directory if it has none.

        A text is no notebook, whatever its name says: some editors call a cell, or all cells as one text, as they call
        the notebook.
        """
        name = self.file or _without_path(self.uri)
        return f"{name}.py" if is_notebook(name) else name

    @property
    def is_python(self) -> bool:
        """Whether the editor says so, or its name does."""
        return self.language == "python" or (self.file or "").endswith(MODULES)

    @property
    def texts(self) -> tuple[Buffer, ...]:
        """The texts that it is made of: itself."""
        return (self,)

    def lines_in(self, cell: int | None) -> Sequence[str]:
        """Its lines: it has no cells."""
        return self.lines

    def uri_of(self, cell: int | None) -> str:
        """Where places in it are: it has no cells."""
        return self.uri

    def cell_of(self, uri: str) -> int | None:
        """Which of its cells this is: it has none."""
        return None

    def changed(
        self, version: int | None, changes: Iterable[types.TextDocumentContentChangeEvent], units: Units
    ) -> Buffer:
        """The text after these changes, which come one after the other."""
        lines = self.lines
        for change in changes:
            if isinstance(change, types.TextDocumentContentChangePartial):
                lines = _replaced(lines, change.range, change.text, units)
            else:
                lines = lines_of(change.text)
        return replace(self, version=version, lines=lines)


@dataclass(frozen=True)
class Notebook:
    """A notebook: its code cells, and others, of which only that they are there matters."""

    uri: str
    version: int | None
    cells: tuple[Buffer | None, ...]
    """None: a cell that holds no code."""
    language: str = "python"
    is_exact: ClassVar[bool] = True
    """As of a `Buffer`: JSON has all characters."""

    @cached_property
    def data(self) -> bytes:
        """A notebook with these cells, as Jupyter would keep it."""
        cells = [
            {"cell_type": "markdown", "source": ""}
            if cell is None
            else {"cell_type": "code", "source": cell.text.removeprefix(MARK)}
            for cell in self.cells
        ]
        document = {"cells": cells, "metadata": {"language_info": {"name": self.language}}, "nbformat": 4}
        return json.dumps(document).encode()

    @cached_property
    def file(self) -> str | None:
        """As of a `Buffer`."""
        return path_of(self.uri)

    @property
    def filename(self) -> str:
        """As of a `Buffer`. It says that this is a notebook."""
        name = self.file or _without_path(self.uri)
        return name if is_notebook(name) else f"{name}.ipynb"

    @property
    def is_python(self) -> bool:
        """Whether its cells are in Python."""
        return self.language == "python"

    @property
    def texts(self) -> tuple[Buffer, ...]:
        """The texts that it is made of: its cells of code."""
        return tuple(cell for cell in self.cells if cell is not None)

    def lines_in(self, cell: int | None) -> Sequence[str]:
        """The lines of a cell, which is counted from 1."""
        found = self._cell(cell)
        return () if found is None else found.lines

    def uri_of(self, cell: int | None) -> str:
        """The cell as the editor calls it; the notebook where there is no such cell."""
        found = self._cell(cell)
        return self.uri if found is None else found.uri

    def cell_of(self, uri: str) -> int | None:
        """The number of the cell that the editor calls so, from 1."""
        return next((number for number, cell in enumerate(self.cells, 1) if cell and cell.uri == uri), None)

    def _cell(self, number: int | None) -> Buffer | None:
        return self.cells[number - 1] if number is not None and 0 < number <= len(self.cells) else None


Document = Buffer | Notebook
LinesAt = Callable[[str], Sequence[str]]
"""The lines of the file at a path; none of what cannot be read."""


class Buffers:
    """What the editor has open. Notices about what it has not opened are passed over."""

    def __init__(self, units: Units) -> None:
        self._units = units
        self._texts: dict[str, Buffer] = {}
        self._notebooks: dict[str, types.NotebookDocument] = {}
        self._notebook_of: dict[str, str] = {}
        """The notebook that a cell is in."""
        self.documents: Mapping[str, Document] = {}
        """Files and notebooks by their URIs, as they are now: replaced, not changed, when one is."""

    def open(self, item: types.TextDocumentItem) -> str:
        """A text is open; the document to check for it: that which it is a cell of, if it is one."""
        self._put(item)
        return self._refresh(self._notebook_of.get(item.uri, item.uri))

    def change(
        self, document: types.VersionedTextDocumentIdentifier, changes: Iterable[types.TextDocumentContentChangeEvent]
    ) -> str | None:
        """A text has changed; the document to check for it, if it is open."""
        before = self._texts.get(document.uri)
        if before is None:
            return None
        self._texts[document.uri] = before.changed(document.version, changes, self._units)
        return self._refresh(self._notebook_of.get(document.uri, document.uri))

    def close(self, uri: str) -> Document | None:
        """A text is closed: what it was. A cell stays as long as its notebook has it."""
        if uri in self._notebook_of or uri in self._notebooks:
            return None
        self._texts.pop(uri, None)
        return self._removed(uri)

    def open_notebook(self, params: types.DidOpenNotebookDocumentParams) -> str:
        """A notebook is open, and its cells; the document to check for it."""
        notebook = params.notebook_document
        self._notebooks[notebook.uri] = notebook
        for cell in params.cell_text_documents:
            self._put(cell, notebook.uri)
        return self._refresh(notebook.uri)

    def change_notebook(self, params: types.DidChangeNotebookDocumentParams) -> str | None:
        """Cells have come, gone or changed; the document to check for it, if it is open."""
        uri, cells = params.notebook_document.uri, params.change.cells
        notebook = self._notebooks.get(uri)
        if notebook is None:
            return None
        if cells and cells.structure:
            self._restructure(notebook, cells.structure)
        kinds = {cell.document: cell.kind for cell in (cells.data if cells else None) or ()}
        for cell in notebook.cells:
            cell.kind = kinds.get(cell.document, cell.kind)
        for text in (cells.text_content if cells else None) or ():
            before = self._texts.get(text.document.uri)
            if before is not None:
                self._texts[before.uri] = before.changed(text.document.version, text.changes, self._units)
        notebook.version = params.notebook_document.version
        return self._refresh(uri)

    def close_notebook(self, params: types.DidCloseNotebookDocumentParams) -> Document | None:
        """A notebook is closed: what it was."""
        uri = params.notebook_document.uri
        self._notebooks.pop(uri, None)
        for cell in [cell for cell, notebook in self._notebook_of.items() if notebook == uri]:
            self._drop(cell)
        return self._removed(uri)

    def containing(self, uri: str) -> Document | None:
        """The document that a text is, or is a cell of."""
        return self.documents.get(self._notebook_of.get(uri, uri))

    def _put(self, item: types.TextDocumentItem, notebook: str | None = None) -> None:
        self._texts[item.uri] = Buffer(item.uri, item.version, lines_of(item.text), item.language_id)
        if notebook is not None:
            self._notebook_of[item.uri] = notebook

    def _removed(self, uri: str) -> Document | None:
        closed = self.documents.get(uri)
        self.documents = {known: document for known, document in self.documents.items() if known != uri}
        return closed

    def _drop(self, cell: str) -> None:
        self._texts.pop(cell, None)
        self._notebook_of.pop(cell, None)

    def _restructure(
        self, notebook: types.NotebookDocument, structure: types.NotebookDocumentCellChangeStructure
    ) -> None:
        """Put cells in and take cells out."""
        array, cells = structure.array, list(notebook.cells)
        cells[array.start : array.start + array.delete_count] = array.cells or ()
        notebook.cells = cells
        for closed in structure.did_close or ():
            self._drop(closed.uri)
        for item in structure.did_open or ():  # some of them may be closed as well: a cell that is moved
            self._put(item, notebook.uri)

    def _refresh(self, uri: str) -> str:
        notebook = self._notebooks.get(uri)
        document: Document = self._texts[uri] if notebook is None else self._whole(notebook)
        others = {known: one for known, one in self.documents.items() if known not in self._notebook_of}
        self.documents = {**others, uri: document}
        return uri

    def _whole(self, notebook: types.NotebookDocument) -> Notebook:
        code = types.NotebookCellKind.Code
        cells = tuple(self._texts.get(cell.document) if cell.kind is code else None for cell in notebook.cells)
        languages = {cell.language for cell in cells if cell is not None and cell.language}
        language = "python" if not languages or "python" in languages else languages.pop()
        return Notebook(notebook.uri, notebook.version, tuple(map(_of_python, cells)), language)


def _of_python(cell: Buffer | None) -> Buffer | None:
    return cell if cell is not None and cell.language in ("python", "") else None


def lines_of(text: str) -> tuple[str, ...]:
    r"""The lines of a text, each with its end; the last one has none, and is there only if anything is in it.

    >>> lines_of("a\fb\r\nc\rd")
    ('a\x0cb\r\n', 'c\r', 'd')
    """
    return tuple(_LINES.findall(text))


def lines_on_disk(path: str) -> Sequence[str]:
    """The lines of a file that is not open; none if it cannot be read."""
    return lines_of(text_at(path))


def lines_among(documents: Mapping[str, Document]) -> LinesAt:
    """The lines of files: those that the editor has where it has them open. Each file is read once."""
    texts = {one.file: one.lines for one in documents.values() if isinstance(one, Buffer)}
    return cache(lambda path: texts[path] if path in texts else lines_on_disk(path))


def path_of(uri: str) -> str | None:
    """The absolute path of the file that a URI names; none if it names none.

    >>> path_of("file:///a%20b.py"), path_of("untitled:Untitled-1"), path_of("nonsense")
    ('/a b.py', None, None)
    """
    try:
        path = to_fs_path(uri)
    except ValueError:
        return None
    return os.path.abspath(path) if path and "\0" not in path else None


def uri_of(path: str) -> str:
    """A path as a URI."""
    return Path(os.path.abspath(path)).as_uri()


def _encoded(text: str, encoding: str) -> bytes | None:
    """A text in an encoding, with `?` for what it does not have; none if some characters would lose their places."""
    try:
        data = text.encode(encoding, "replace").removeprefix(codecs.BOM_UTF8)  # `utf-8-sig` puts it there
        return data if len(data.decode(encoding)) == len(text) else None
    except Exception:  # codecs raise what they like, and some know no `replace`
        return None


def _without_path(uri: str) -> str:
    """What a text is called that has no path: something in the current directory."""
    try:
        name = os.path.basename(unquote(urlsplit(uri).path))
    except ValueError:
        name = ""
    return os.path.abspath(visible(name) or "untitled")


def _replaced(lines: tuple[str, ...], where: types.Range, text: str, units: Units) -> tuple[str, ...]:
    """The lines with a text in place of what is in a range, whose ends may come in either order.

    The lines beside it are split anew too: a `\\n` put behind a `\\r` makes one end of two.
    """
    first, last = sorted((_place(lines, where.start, units), _place(lines, where.end, units)))
    head = lines[first[0]][: first[1]] if first[0] < len(lines) else ""
    tail = lines[last[0]][last[1] :] if last[0] < len(lines) else ""
    start, end = max(first[0] - 1, 0), last[0] + 2
    pieces = (*lines[start : first[0]], head, text, tail, *lines[last[0] + 1 : end])
    return (*lines[:start], *lines_of("".join(pieces)), *lines[end:])


def _place(lines: Sequence[str], position: types.Position, units: Units) -> tuple[int, int]:
    """The number of a line and a character in it, from 0; behind the last line if it is not in the text."""
    if position.line >= len(lines):
        return len(lines), 0
    return position.line, units.column(lines[position.line], position.character)
