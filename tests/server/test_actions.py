"""What is offered about findings: each edit is made, and the text checked again."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lsprotocol import types
from lsprotocol.converters import get_converter

from cellophane.check.fix import mending
from cellophane.server.actions import ANY, FIX_ALL, Abilities, Actions
from cellophane.server.buffers import Buffer, Document, Notebook, lines_of, uri_of
from cellophane.server.diagnostics import diagnostics, in_words
from cellophane.server.positions import Units
from cellophane.server.preferences import Preferences
from cellophane.server.session import Session
from tests.editing import edited

LATE = "kept = []\nfor i in range(3):\n    kept.append(lambda: ('\N{OWL}', i))\n    kept.append(lambda: i)\nkept[0]()\n"
ALL = types.Range(types.Position(0, 0), types.Position(999, 0))


def buffer(path: Path | str, text: str) -> Buffer:
    return Buffer(uri_of(str(path)), 1, lines_of(text), "python")


def actions(document: Document, abilities: Abilities = ANY) -> Actions:
    session, preferences = Session(), Preferences()
    session.take({document.uri: document})
    options = session.options(document.filename, preferences)
    checked = session.checked(document, preferences)
    return Actions(document, checked, options, session.analysis, Units(), abilities=abilities)


def offered(
    document: Document, uri: str, where: types.Range = ALL, abilities: Abilities = ANY
) -> list[types.CodeAction]:
    """The fixes in a range and the comments."""
    found = actions(document, abilities)
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


# -- the text that was proved is the text that the editor gets ---------------------------------------------------

_PARTIAL = "def show(i, e): pass{end}late = []{end}for i in range(3): late.append(lambda e: show(i, e)){end}late[0](1)"
_STATEMENTS = (
    _PARTIAL,
    "late = [lambda: ('\U0001f989', i) for i in range(3)]",
    "two = [(lambda: i, lambda: (i, '\U0001f989')) for i in range(3)]",
    "for i in range(3):{end}\tlate.append(lambda: i); late.append(lambda:{end}\t\ti)",
    "\x0cfor é in 'ab':{end}    def f():{end}        return é{end}    late.append(f)",
    "late = [({end}  lambda:{end}  i){end}  for i in range(3)]",
    'x = """\x0c{end}\u2028\U0001f989"""; late = [lambda: x + i for i in "ab"]',
    "kept = []{end}for i in range(3):{end}    kept.append((i for _ in range(3)))",
    "kept = []{end}for é in 'ab':{end}\tkept.append(lambda: ('\U0001f989', é)); kept.append(lambda: é){end}kept[0]()",
    "# \U0001f989",
    "",
)
_ENDS = st.sampled_from(["\n", "\r\n", "\r"])
_LINES = st.builds(
    lambda statement, inner, end: statement.format(end=inner) + end, st.sampled_from(_STATEMENTS), _ENDS, _ENDS
)
_TEXTS = st.builds(
    lambda mark, lines, last, end: mark + "".join(lines) + last.format(end=end),
    st.sampled_from(["", "\ufeff"]),
    st.lists(_LINES, max_size=4),
    st.sampled_from(_STATEMENTS),
    _ENDS,
)


@settings(max_examples=30, deadline=None)
@example(text="\ufeff" + _PARTIAL.format(end="\n"))
@example(text="import abc\nimport sys\r\n" + _PARTIAL.format(end="\r\n"))
@given(text=_TEXTS)
def test_each_edit_makes_the_text_that_was_proved(text: str) -> None:
    document = buffer("/nowhere/a.py", text)
    session, preferences = Session(), Preferences()
    checked, options = session.checked(document, preferences), session.options(document.filename, preferences)
    found = Actions(document, checked, options, session.analysis, Units())
    assert document.is_exact
    trials = mending.Trials(document.data, document.filename, options, session.analysis)
    for finding in found.fixable(document.uri, ALL)[:3]:  # each is proved twice
        fix = found.fix(finding)
        if fix is not None:
            assert made(fix, document.uri, text).encode() == trials.fixed(finding)
    for comment in found.comments(document.uri, ALL):
        after = buffer("/nowhere/a.py", made(comment, document.uri, text))
        left = session.checked(after, preferences).findings
        assert len(left) == len(checked.findings) - len(comment.diagnostics or ())
    every = found.all_fixed()
    mended = mending.mended(document.data, checked, options, session.analysis, unsafe=False).mended
    assert mended is not None
    result = text if every is None else made(every, document.uri, text)
    assert result.encode() == mended.after


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_same_goes_for_cells(tmp_path: Path, mark: str, end: str) -> None:
    text = mark + LATE.replace("\n", end)
    notebook = Notebook(uri_of(str(tmp_path / "a.ipynb")), 1, (Buffer("cell:1", 1, lines_of(text), "python"),))
    fixed = LATE.replace("lambda: (", "lambda *, i=i: (").replace("lambda: i", "lambda *, i=i: i")
    first = offered(notebook, "cell:1")[0]
    assert made(first, "cell:1", text) == text.replace("lambda: (", "lambda *, i=i: (")
    every = actions(notebook).all_fixed()
    assert every is not None
    assert made(every, "cell:1", text) == mark + fixed.replace("\n", end)


@pytest.mark.parametrize("literal", ["'€€'", "'\ud800'"])
def test_of_a_text_that_cannot_be_saved_nothing_is_edited(tmp_path: Path, literal: str) -> None:
    coding = "# -*- coding: latin-1 -*-\n" if "€" in literal else "\n"
    document = buffer(tmp_path / "a.py", f"{coding}s = {literal}; late = [lambda: i for i in range(3)]\n")
    assert codes(document) == ["CEL101"]
    assert offered(document, document.uri) == []
    assert actions(document).all_fixed() is None


# -- what editors can do -----------------------------------------------------------------------------------------


def test_a_comment_tells_which_findings_it_silences(tmp_path: Path) -> None:
    text = "two = [(lambda: i,\n  lambda: i) for i in range(3)]\n" + LATE
    document = buffer(tmp_path / "a.py", text)
    where = types.Range(types.Position(0, 0), types.Position(0, 99))
    (ignore,) = [one for one in offered(document, document.uri, where) if one.title.startswith("Ignore")]
    assert [one.range.start.line for one in ignore.diagnostics or ()] == [0, 1]
    assert len(codes(buffer(tmp_path / "a.py", made(ignore, document.uri, text)))) == 2


@pytest.mark.parametrize("related", [False, True])
def test_actions_have_the_diagnostics_that_were_shown(tmp_path: Path, related: bool) -> None:
    document = buffer(tmp_path / "a.py", LATE)
    session, preferences = Session(), Preferences()
    (shown,) = diagnostics(document, session.checked(document, preferences), Units()).values()
    if not related:
        shown = list(in_words(types.PublishDiagnosticsParams(document.uri, shown)).diagnostics)
    found = offered(document, document.uri, abilities=Abilities(related=related))
    assert len(found) == 3
    for action in found:
        assert action.diagnostics
        assert all(one in shown for one in action.diagnostics)


def test_an_editor_that_takes_only_commands_is_offered_nothing(tmp_path: Path) -> None:
    document = buffer(tmp_path / "a.py", LATE)
    abilities = Abilities(literals=False)
    assert offered(document, document.uri, abilities=abilities) == []
    assert actions(document, abilities).all_fixed() is None


def test_edits_are_of_the_version_that_was_looked_at_where_that_can_be_said(tmp_path: Path) -> None:
    cells = tuple(Buffer(f"cell:{n}", 7 + n, lines_of(LATE), "python") for n in range(2))
    documents: tuple[Document, ...] = (
        Buffer(uri_of(str(tmp_path / "a.py")), 5, lines_of(LATE), "python"),
        Notebook(uri_of(str(tmp_path / "a.ipynb")), 1, cells),
    )
    for document in documents:
        abilities = Abilities(versions=True)
        every = actions(document, abilities).all_fixed()
        assert every is not None
        for action in (*offered(document, document.texts[0].uri, abilities=abilities), every):
            assert action.edit
            assert action.edit.changes is None
            assert action.edit.document_changes
            versions = {text.uri: text.version for text in document.texts}
            for change in action.edit.document_changes:
                assert isinstance(change, types.TextDocumentEdit)
                assert change.text_document.version == versions[change.text_document.uri]
                assert change.edits


_LITERALS = types.ClientCodeActionLiteralOptions(types.ClientCodeActionKindOptions([types.CodeActionKind.QuickFix]))


@pytest.mark.parametrize(
    ("told", "able"),
    [
        (types.ClientCapabilities(), Abilities()),
        (
            types.ClientCapabilities(
                text_document=types.TextDocumentClientCapabilities(code_action=types.CodeActionClientCapabilities())
            ),
            Abilities(literals=False),
        ),
        (
            types.ClientCapabilities(
                text_document=types.TextDocumentClientCapabilities(
                    code_action=types.CodeActionClientCapabilities(code_action_literal_support=_LITERALS),
                    publish_diagnostics=types.PublishDiagnosticsClientCapabilities(),
                ),
                workspace=types.WorkspaceClientCapabilities(
                    workspace_edit=types.WorkspaceEditClientCapabilities(document_changes=True)
                ),
            ),
            Abilities(versions=True, related=False),
        ),
    ],
)
def test_what_an_editor_says_that_it_can_do(told: types.ClientCapabilities, able: Abilities) -> None:
    assert Abilities.of(told) == able
