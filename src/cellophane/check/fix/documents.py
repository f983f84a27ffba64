"""The bytes of a file with edits in them, and nothing else in them changed."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Sequence
from dataclasses import replace

from cellophane.check.fix import Unfixable, notebook_cells
from cellophane.check.fix.edits import Text
from cellophane.model.fix import Edit
from cellophane.source.text.documents import is_notebook
from cellophane.source.text.source import Source, encoding_of


def edited(data: bytes, source: Source, edits: Iterable[Edit]) -> bytes:
    """The bytes with the edits made, in the encoding and with the line ends that they have.

    Raises `Unfixable` where the rest cannot be kept as it is.
    """
    if is_notebook(source.filename):
        return _notebook(data, source, list(edits))
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    encoding = encoding_of(data)
    text = data.removeprefix(mark).decode(encoding)
    if text.encode(encoding) != data.removeprefix(mark):
        raise Unfixable(f"writing it back as {encoding} would change other places")
    return mark + Text(text).edited(edits).encode(encoding)


def _notebook(data: bytes, source: Source, edits: Sequence[Edit]) -> bytes:
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    document = data.removeprefix(mark).decode("utf-8")
    known = notebook_cells.texts(document)
    by_cell: dict[int, list[Edit]] = {}
    for edit in edits:
        number, placed = _in_cell(source, edit)
        _hold_plain(source, edit, placed, known[number])
        by_cell.setdefault(number, []).append(placed)
    changed = {number: Text(known[number]).edited(inside) for number, inside in by_cell.items()}
    return mark + notebook_cells.replaced(document, changed).encode("utf-8")


def _in_cell(source: Source, edit: Edit) -> tuple[int, Edit]:
    number, span = source.in_cell(edit.span)
    assert number is not None
    return number, replace(edit, span=span)


def _hold_plain(source: Source, edit: Edit, placed: Edit, text: str) -> None:
    """Raise `Unfixable` if the cell has something else in these lines than was read: IPython's own syntax."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for row in range(edit.span.row, edit.span.end_row + 1):
        if lines[row - edit.span.row + placed.span.row - 1] != source.line(row):
            raise Unfixable("the line holds what only IPython understands")
