"""What is offered about findings: each edit is made, and the text checked again."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types
from lsprotocol.converters import get_converter

from cellophane.server.actions import FIX_ALL, Actions
from cellophane.server.buffers import Buffer, Document, Notebook, lines_of, uri_of
from cellophane.server.positions import Units
from cellophane.server.preferences import Preferences
from cellophane.server.session import Session
from tests.editing import edited

LATE = "kept = []\nfor i in range(3):\n    kept.append(lambda: ('\N{OWL}', i))\n    kept.append(lambda: i)\nkept[0]()\n"
ALL = types.Range(types.Position(0, 0), types.Position(999, 0))


def buffer(path: Path | str, text: str) -> Buffer:
    return Buffer(uri_of(str(path)), 1, lines_of(text), "python")


def actions(document: Document) -> Actions:
    session, preferences = Session(), Preferences()
    session.take({document.uri: document})
    options = session.options(document.filename, preferences)
    return Actions(document, session.checked(document, preferences), options, session.analysis, Units())


def offered(document: Document, uri: str, where: types.Range = ALL) -> list[types.CodeAction]:
    """The fixes in a range and the comments."""
    found = actions(document)
    fixes = [found.fix(one) for one in found.fixable(uri, where)]
    return [*(fix for fix in fixes if fix is not None), *found.comments(uri, where)]


def made(action: types.CodeAction, uri: str, text: str) -> str:
    """The text after an action."""
    assert action.edit
    assert action.edit.changes
    return edited(text, get_converter().unstructure(action.edit.changes)[uri])


def codes(document: Document) -> list[str]:
    return [finding.code for finding in Session().checked(document, Preferences()).findings]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_fix_mends_what_it_is_for(tmp_path: Path, end: str) -> None:
    document = buffer(tmp_path / "a.py", LATE.replace("\n", end))
    fixes = [one for one in offered(document, document.uri) if one.is_preferred]
    assert len(fixes) == 2
    for fix in fixes:
        assert [one.code for one in fix.diagnostics or ()] == ["CEL101"]
        after = buffer(tmp_path / "a.py", made(fix, document.uri, document.text))
        assert len(codes(after)) == 1
        assert after.text.count(end) == LATE.count("\n")


def test_only_what_is_under_the_cursor_is_offered(tmp_path: Path) -> None:
    document = buffer(tmp_path / "a.py", LATE)
    beside, behind = types.Position(3, 24), types.Position(3, 25)
    for where in (beside, behind):
        titles = [one.title for one in offered(document, document.uri, types.Range(where, where))]
        assert titles == ["Bind `i` when it is made: `lambda *, i=i: …`", "Ignore CEL101 here"]
    nowhere = types.Range(types.Position(0, 0), types.Position(0, 3))
    assert offered(document, document.uri, nowhere) == []


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_comment_silences_one_line(tmp_path: Path, end: str) -> None:
    document = buffer(tmp_path / "a.py", LATE.replace("\n", end))
    where = types.Range(types.Position(2, 0), types.Position(2, 99))
    (ignore,) = [one for one in offered(document, document.uri, where) if one.title.startswith("Ignore")]
    after = buffer(tmp_path / "a.py", made(ignore, document.uri, document.text))
    assert f"# noqa: CEL101{end}" in after.text
    assert len(codes(after)) == 1


def test_a_comment_has_the_form_that_the_settings_want(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.cellophane]\nsilence-with = 'ignore'\n")
    document = buffer(tmp_path / "a.py", LATE)
    found = [one for one in offered(document, document.uri) if one.title == "Ignore CEL101 here"]
    assert "# cellophane: ignore[CEL101]" in made(found[0], document.uri, LATE)


def test_an_unsafe_fix_says_why_and_is_not_the_first_choice(tmp_path: Path) -> None:
    text = "kept = []\nfor i in range(3):\n    kept.append((i for _ in range(3)))\nlist(kept[0])\n"
    document = buffer(tmp_path / "a.py", text)
    fix = offered(document, document.uri)[0]
    assert fix.is_preferred is False
    assert fix.title.startswith("Make a list in its place (may alter a right program: ")
    assert codes(buffer(tmp_path / "a.py", made(fix, document.uri, text))) == []
    assert actions(document).all_fixed() is None


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_all_that_is_safe_is_mended_at_once(tmp_path: Path, end: str) -> None:
    document = buffer(tmp_path / "a.py", LATE.replace("\n", end))
    found = actions(document).all_fixed()
    assert found is not None
    assert (found.kind, found.title) == (FIX_ALL, "Fix all that cellophane can fix safely (2)")
    after = made(found, document.uri, document.text)
    assert codes(buffer(tmp_path / "a.py", after)) == []
    assert after.count(end) == LATE.count("\n")


@pytest.mark.parametrize("text", ["x = 1\n", "x = (\n", ""])
def test_nothing_is_offered_where_nothing_is_wrong(tmp_path: Path, text: str) -> None:
    document = buffer(tmp_path / "a.py", text)
    assert actions(document).all_fixed() is None
    assert offered(document, document.uri) == []


def test_cells_of_a_notebook_are_mended_apart(tmp_path: Path) -> None:
    cells = [Buffer(f"cell:{n}", 1, lines_of(text), "python") for n, text in enumerate(["%time x = 1\n", LATE, LATE])]
    notebook = Notebook(uri_of(str(tmp_path / "a.ipynb")), 1, (cells[0], None, *cells[1:]))
    for action in offered(notebook, "cell:2"):
        assert action.edit
        assert set(action.edit.changes or ()) == {"cell:2"}
    found = actions(notebook).all_fixed()
    assert found is not None
    assert found.edit
    assert set(found.edit.changes or ()) == {"cell:1", "cell:2"}
    for uri in ("cell:1", "cell:2"):
        assert made(found, uri, LATE).count("*, i=i") == 2


def test_a_text_in_another_encoding_is_mended(tmp_path: Path) -> None:
    late = LATE.replace("\N{OWL}", "é")
    document = buffer(tmp_path / "a.py", f"# coding: latin-1\ny = 'é'\n{late}")
    found = actions(document).all_fixed()
    assert found is not None
    assert "y = 'é'" in made(found, document.uri, document.text)
