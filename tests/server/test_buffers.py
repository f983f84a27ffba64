"""Texts that change by pieces, against a plain string; notebooks whose cells come and go."""

from __future__ import annotations

import ast
import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types
from lsprotocol.types import Position, Range

from cellophane.server.buffers import Buffer, Buffers, Notebook, lines_among, lines_of, path_of, uri_of
from cellophane.server.positions import Units

URI = "file:///p/a.py"
TEXTS = st.text("ab\n\r\f\x0b\u2028é\N{OWL}", max_size=30)


def buffer(text: str, uri: str = URI, language: str = "python") -> Buffer:
    return Buffer(uri, 1, lines_of(text), language)


def piece(start: tuple[int, int], end: tuple[int, int], text: str) -> types.TextDocumentContentChangePartial:
    return types.TextDocumentContentChangePartial(Range(Position(*start), Position(*end)), text)


def places(text: str) -> list[tuple[int, tuple[int, int]]]:
    """Each offset in a text that is no place between `\\r` and `\\n`, and its position in UTF-16, told anew from what
    the protocol says of lines."""
    found, line, character = [], 0, 0
    for offset, letter in enumerate(text):
        if not (letter == "\n" and text[offset - 1 : offset] == "\r"):
            found.append((offset, (line, character)))
        if letter == "\n" or (letter == "\r" and text[offset + 1 : offset + 2] != "\n"):
            line, character = line + 1, 0
        elif letter != "\r":
            character += len(letter.encode("utf-16-le")) // 2
    return [*found, (len(text), (line, character))]


@given(text=TEXTS, changes=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6), TEXTS), max_size=6))
def test_pieces_do_what_they_do_to_a_string(text: str, changes: list[tuple[int, int, str]]) -> None:
    found = buffer(text)
    for one, other, new in changes:
        known = places(text)
        (start, first), (end, last) = sorted([known[one % len(known)], known[other % len(known)]])
        found = found.changed(2, [piece(first, last, new)], Units())
        text = text[:start] + new + text[end:]
        assert found.text == text
        assert found.lines == lines_of(text)


def test_a_range_whose_ends_are_exchanged_means_the_same() -> None:
    assert buffer("abc\n").changed(2, [piece((0, 2), (0, 1), "x")], Units()).text == "axc\n"


@pytest.mark.parametrize("place", [(9, 0), (1, 0), (0, 99)])
def test_a_place_behind_the_text_means_its_end(place: tuple[int, int]) -> None:
    assert buffer("abc").changed(2, [piece(place, place, "d")], Units()).text == "abcd"


def test_a_change_without_a_range_is_all_of_the_text() -> None:
    whole = types.TextDocumentContentChangeWholeDocument("new")
    changed = buffer("old").changed(7, [piece((0, 0), (0, 1), "b"), whole], Units())
    assert (changed.text, changed.version) == ("new", 7)


def test_thousands_of_keys_in_a_long_text_leave_what_a_string_would_be() -> None:
    text = "".join(f"value_{number} = {number}\n" for number in range(30_000))
    found, lot = buffer(text), random.Random(1)
    lines = text.split("\n")
    for version in range(2_000):
        row = lot.randrange(len(lines))
        lines[row] += "x"
        found = found.changed(version, [piece((row, len(lines[row]) - 1), (row, len(lines[row]) - 1), "x")], Units())
    assert found.text == "\n".join(lines)


def test_bytes_are_in_the_encoding_that_the_text_declares() -> None:
    assert buffer("# coding: latin-1\nx = 'é'\n").data == b"# coding: latin-1\nx = '\xe9'\n"
    assert buffer("x = 'é'\n").data == "x = 'é'\n".encode()


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("# coding: latin-1\nx = 'é\N{OWL}'\n", b"# coding: latin-1\nx = '\xe9?'\n"),
        ("# coding: euc-jp\nx = '\N{OWL}\N{HIRAGANA LETTER A}'\n", b"# coding: euc-jp\nx = '?\xa4\xa2'\n"),
        ("x = '\ud800'", b"x = '?'"),
        ("# coding: nonsense\nx = 'é'\n", "# coding: nonsense\nx = 'é'\n".encode()),
        ("# coding: undefined\nx = 'é'\n", "# coding: undefined\nx = 'é'\n".encode()),
        ("\ufeff# coding: latin-1\nx = 'é'\n", "\ufeff# coding: latin-1\nx = 'é'\n".encode()),
    ],
)
def test_of_what_cannot_be_encoded_all_else_keeps_its_place(text: str, data: bytes) -> None:
    found = buffer(text)
    assert found.data == data
    assert not found.is_exact


@given(text=TEXTS, declared=st.sampled_from(["", "# coding: latin-1\n", "# coding: utf-8-sig\n", "\ufeff"]))
def test_bytes_are_exact_where_each_character_can_be_had_back(text: str, declared: str) -> None:
    text = declared + text.replace("\N{OWL}", "è").replace("\u2028", "") if "latin" in declared else declared + text
    assert buffer(text).is_exact


def test_a_notebook_is_exact() -> None:
    assert opened("# coding: latin-1\nx = '\N{OWL}'\n").documents[NOTEBOOK].is_exact


def test_a_mark_that_the_editor_keeps_is_no_part_of_a_cell() -> None:
    assert sources(opened("\ufeffx = 1\n")) == ["x = 1\n"]


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///a%20b.py", "/a b.py"),
        ("file:///a/../b.py", "/b.py"),
        ("untitled:Untitled-1", None),
        ("file:///a%00b.py", None),
        ("file://[bad/a.py", None),
        ("", None),
    ],
)
def test_the_path_of_a_uri(uri: str, path: str | None) -> None:
    assert path_of(uri) == path


def test_the_uri_of_a_path_leads_back_to_it() -> None:
    assert path_of(uri_of("/p/ä b%.py")) == "/p/ä b%.py"


@pytest.mark.parametrize("uri", ["untitled:Untitled-1", "", "file://[bad/a.py", "file:///a%00b.py"])
def test_a_text_without_a_path_has_a_name_that_can_be_asked_for(uri: str) -> None:
    name = buffer("", uri).filename
    assert name.startswith("/")
    assert "\0" not in name


@pytest.mark.parametrize(
    ("uri", "language", "expected"),
    [(URI, "", True), (URI, "python", True), ("file:///a.txt", "plaintext", False), ("untitled:x", "python", True)],
)
def test_what_is_python(uri: str, language: str, expected: bool) -> None:
    assert buffer("", uri, language).is_python is expected


@pytest.mark.parametrize("uri", ["vscode-notebook-cell:/p/n.ipynb#p", "file:///p/n.ipynb"])
def test_a_text_is_no_notebook_whatever_it_is_called(uri: str) -> None:
    found = buffer("x = 1\n", uri)
    assert found.is_python
    assert found.filename.endswith("/n.ipynb.py")


def test_the_json_of_a_notebook_is_no_python() -> None:
    assert not buffer("{}", "file:///p/n.ipynb", "json").is_python


def test_lines_of_files_are_those_that_the_editor_has(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"on disk\r\n")
    (tmp_path / "b.py").write_bytes(b"on disk\r\n")
    open_one = buffer("open\n", uri_of(str(tmp_path / "a.py")))
    lines_at = lines_among({open_one.uri: open_one})
    assert [list(lines_at(str(tmp_path / name))) for name in ("a.py", "b.py", "c.py")] == [
        ["open\n"],
        ["on disk\n"],
        [],
    ]


# -- what is open ------------------------------------------------------------------------------------------------


def item(uri: str, text: str, language: str = "python") -> types.TextDocumentItem:
    return types.TextDocumentItem(uri, language, 1, text)


def test_documents_are_replaced_and_not_changed() -> None:
    buffers = Buffers(Units())
    buffers.open(item(URI, "a\n"))
    before = buffers.documents
    assert buffers.change(types.VersionedTextDocumentIdentifier(2, URI), [piece((0, 0), (0, 1), "b")]) == URI
    assert [document.data for document in (before[URI], buffers.documents[URI])] == [b"a\n", b"b\n"]


def test_what_was_never_opened_is_passed_over() -> None:
    buffers = Buffers(Units())
    assert buffers.change(types.VersionedTextDocumentIdentifier(2, URI), [piece((0, 0), (0, 1), "b")]) is None
    assert buffers.close(URI) is None
    assert buffers.containing(URI) is None


NOTEBOOK = "file:///p/n.ipynb"


def cell(number: int, kind: types.NotebookCellKind = types.NotebookCellKind.Code) -> types.NotebookCell:
    return types.NotebookCell(kind, f"cell:{number}")


def opened(*texts: str | None) -> Buffers:
    """With a notebook of these cells; none stands for one of Markdown."""
    kinds = [types.NotebookCellKind.Markup if text is None else types.NotebookCellKind.Code for text in texts]
    cells = [cell(number, kind) for number, kind in enumerate(kinds)]
    items = [
        item(f"cell:{number}", text or "", "python" if text is not None else "markdown")
        for number, text in enumerate(texts)
    ]
    buffers = Buffers(Units())
    buffers.open_notebook(
        types.DidOpenNotebookDocumentParams(types.NotebookDocument(NOTEBOOK, "jupyter-notebook", 1, cells), items)
    )
    return buffers


def change(buffers: Buffers, **cells: Any) -> None:
    event = types.NotebookDocumentChangeEvent(cells=types.NotebookDocumentCellChanges(**cells))
    identifier = types.VersionedNotebookDocumentIdentifier(2, NOTEBOOK)
    assert buffers.change_notebook(types.DidChangeNotebookDocumentParams(identifier, event)) == NOTEBOOK


def sources(buffers: Buffers) -> list[str]:
    document = json.loads(buffers.documents[NOTEBOOK].data)
    return [one["source"] for one in document["cells"]]


def test_a_notebook_is_what_jupyter_would_keep() -> None:
    buffers = opened("a = 1\n", None, "b = '\N{OWL}'")
    document = json.loads(buffers.documents[NOTEBOOK].data)
    assert [one["cell_type"] for one in document["cells"]] == ["code", "markdown", "code"]
    assert sources(buffers) == ["a = 1\n", "", "b = '\N{OWL}'"]


def test_cells_change_come_and_go() -> None:
    buffers = opened("a", "b", "c")
    text = types.NotebookDocumentCellContentChanges(
        types.VersionedTextDocumentIdentifier(2, "cell:2"), [piece((0, 1), (0, 1), "!")]
    )
    change(buffers, text_content=[text])
    assert sources(buffers) == ["a", "b", "c!"]
    array = types.NotebookCellArrayChange(1, 1, [cell(7)])
    structure = types.NotebookDocumentCellChangeStructure(
        array, did_open=[item("cell:7", "new")], did_close=[types.TextDocumentIdentifier("cell:1")]
    )
    change(buffers, structure=structure)
    assert sources(buffers) == ["a", "new", "c!"]
    assert buffers.containing("cell:7") is buffers.documents[NOTEBOOK]
    assert buffers.containing("cell:1") is None


def test_a_cell_that_is_closed_and_opened_at_once_is_moved() -> None:
    buffers = opened("a", "b")
    structure = types.NotebookDocumentCellChangeStructure(
        types.NotebookCellArrayChange(0, 2, [cell(1), cell(0)]),
        did_open=[item("cell:0", "a moved")],
        did_close=[types.TextDocumentIdentifier("cell:0")],
    )
    change(buffers, structure=structure)
    assert sources(buffers) == ["b", "a moved"]
    assert buffers.containing("cell:0") is buffers.documents[NOTEBOOK]


def test_a_cell_that_is_opened_as_a_text_too_is_no_second_document() -> None:
    buffers = opened("a", "b")
    assert buffers.open(item("cell:1", "new")) == NOTEBOOK
    assert sources(buffers) == ["a", "new"]
    identifier = types.VersionedTextDocumentIdentifier(3, "cell:1")
    assert buffers.change(identifier, [piece((0, 3), (0, 3), "er")]) == NOTEBOOK
    assert sources(buffers) == ["a", "newer"]
    assert buffers.close("cell:1") is None
    assert buffers.close(NOTEBOOK) is None
    assert sources(buffers) == ["a", "newer"]
    assert list(buffers.documents) == [NOTEBOOK]


def test_a_text_that_turns_out_to_be_a_cell_is_no_document_any_more() -> None:
    buffers = Buffers(Units())
    assert buffers.open(item("cell:0", "a")) == "cell:0"
    notebook = types.NotebookDocument(NOTEBOOK, "jupyter-notebook", 1, [cell(0)])
    buffers.open_notebook(types.DidOpenNotebookDocumentParams(notebook, [item("cell:0", "a")]))
    assert list(buffers.documents) == [NOTEBOOK]


def test_a_cell_may_become_markdown() -> None:
    buffers = opened("a", "b")
    change(buffers, data=[cell(0, types.NotebookCellKind.Markup)])
    assert sources(buffers) == ["", "b"]


def test_places_in_a_notebook_are_places_in_its_cells() -> None:
    notebook = opened("a\nb\n", None, "c").documents[NOTEBOOK]
    assert [notebook.cell_of(f"cell:{number}") for number in (0, 1, 2, 9)] == [1, None, 3, None]
    assert notebook.uri_of(3) == "cell:2"
    assert (notebook.uri_of(2), notebook.uri_of(None), notebook.uri_of(0)) == (NOTEBOOK,) * 3
    assert (notebook.lines_in(1), notebook.lines_in(2)) == (("a\n", "b\n"), ())
    assert [text.uri for text in notebook.texts] == ["cell:0", "cell:2"]


def test_a_closed_notebook_takes_its_cells_along() -> None:
    buffers = opened("a", "b")
    closed = buffers.close_notebook(
        types.DidCloseNotebookDocumentParams(types.NotebookDocumentIdentifier(NOTEBOOK), [])
    )
    assert isinstance(closed, Notebook)
    assert buffers.documents == {}
    assert buffers.containing("cell:0") is None


def test_a_notebook_of_another_language_is_none_of_ours() -> None:
    buffers = Buffers(Units())
    notebook = types.NotebookDocument(NOTEBOOK, "jupyter-notebook", 1, [cell(0)])
    buffers.open_notebook(types.DidOpenNotebookDocumentParams(notebook, [item("cell:0", "x <- 1", "r")]))
    assert not buffers.documents[NOTEBOOK].is_python


def test_a_notebook_without_a_path_is_called_one() -> None:
    notebook = Notebook("untitled:Untitled-1", 1, ())
    assert notebook.filename.endswith("Untitled-1.ipynb")
    assert ast.literal_eval(repr(json.loads(notebook.data)["cells"])) == []
