"""Findings and problems as an editor shows them."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types

from cellophane.check.checked import Checked
from cellophane.check.wishes import Wishes
from cellophane.model.finding import Certainty, Evidence, Step
from cellophane.model.place import Span
from cellophane.model.problem import Problem
from cellophane.server.buffers import Buffer, Document, Notebook, lines_among, lines_of, uri_of
from cellophane.server.diagnostics import diagnostics, in_words, location_of, shows_related_places
from cellophane.server.positions import Units
from cellophane.server.preferences import Preferences
from cellophane.server.session import Session

ALL = Preferences(wishes=Wishes(certainty=Certainty.POSSIBLE))
LATE = "kept = []\nfor i in range(3):\n    kept.append(lambda: ('\N{OWL}', i))\nkept[0]()\n"


def shown(document: Document, *others: Document) -> dict[str, list[types.Diagnostic]]:
    session = Session()
    session.take({one.uri: one for one in (document, *others)})
    return diagnostics(document, session.checked(document, ALL), Units())


def buffer(path: Path | str, text: str) -> Buffer:
    return Buffer(uri_of(str(path)), 1, lines_of(text), "python")


def told_at(where: types.Range, text: str) -> str:
    """What a range covers of a text, in one line of it, by its own count."""
    assert where.start.line == where.end.line
    line = text.split("\n")[where.start.line].encode("utf-16-le")
    return line[2 * where.start.character : 2 * where.end.character].decode("utf-16-le")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_finding_is_at_the_name_with_its_evidence_in_order(tmp_path: Path, end: str) -> None:
    document = buffer(tmp_path / "a.py", LATE.replace("\n", end))
    ((found,),) = shown(document).values()
    assert told_at(found.range, LATE) == "i"
    assert (found.code, found.source, found.severity) == ("CEL101", "cellophane", types.DiagnosticSeverity.Error)
    assert "help: bind `i`" in found.message
    places = [(one.location.uri, told_at(one.location.range, LATE)) for one in found.related_information or ()]
    assert [uri for uri, _ in places] == [document.uri] * 4
    assert [text for _, text in places] == [
        "lambda: ('\N{OWL}', i)",
        "kept.append(lambda: ('\N{OWL}', i))",
        "i",
        "kept[0]()",
    ]


def test_evidence_in_another_file_is_there(tmp_path: Path) -> None:
    helper = buffer(tmp_path / "hölper.py", "kept = []\ndef keep(f): '\N{OWL}'; kept.append(f)\n")
    caller = buffer(tmp_path / "a.py", "from hölper import keep\nfor i in range(3):\n    keep(lambda: i)\n")
    ((found,),) = shown(caller, helper).values()
    elsewhere = [one.location for one in found.related_information or () if one.location.uri != caller.uri]
    assert [one.uri for one in elsewhere] == [helper.uri]
    assert told_at(elsewhere[0].range, helper.text) == "kept.append(f)"


def _elsewhere(caller: Document, *others: Document) -> types.Range:
    session = Session()
    session.take({one.uri: one for one in (caller, *others)})
    lines_at = lines_among({one.uri: one for one in others})
    ((found,),) = diagnostics(caller, session.checked(caller, ALL), Units(), lines_at=lines_at).values()
    (related,) = [one for one in found.related_information or () if one.location.uri != caller.uri]
    return related.location.range


@pytest.mark.parametrize("is_open", [False, True])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_evidence_of_several_lines_in_another_file_is_all_of_it(tmp_path: Path, is_open: bool, end: str) -> None:
    text = "kept = []\ndef keep(f):\n    x = '\N{OWL}'; kept.append(\n        ('\N{OWL}', f))\n".replace("\n", end)
    (tmp_path / "helper.py").write_text("x\n" if is_open else text, newline="")
    helper = [buffer(tmp_path / "helper.py", text)] if is_open else []
    caller = buffer(tmp_path / "a.py", "from helper import keep\nfor i in range(3):\n    keep(lambda: i)\n")
    found = _elsewhere(caller, *helper)
    assert (found.start, found.end) == (types.Position(2, 14), types.Position(3, 18))


def test_evidence_in_the_first_line_of_a_file_with_a_mark_is_there(tmp_path: Path) -> None:
    helper = buffer(tmp_path / "helper.py", "\ufeffkept = []; keep = lambda f: kept.append(f)\n")
    caller = buffer(tmp_path / "a.py", "from helper import keep\nfor i in range(3):\n    keep(lambda: i)\n")
    found = _elsewhere(caller, helper)
    assert told_at(found, helper.text) == "kept.append(f)"


@pytest.mark.parametrize(
    ("span", "line", "expected"),
    [
        (Span(5, 3, 5, 9), None, (0, 0)),
        (Span(5, 3, 7, 1), None, (0, 0)),
        (Span(5, 4, 5, 6), "'\N{OWL}'abc", (4, 6)),
        (Span(5, 4, 7, 1), "'\N{OWL}'abc", (4, 7)),
        (Span(5, 9, 7, 1), "abc", (3, 3)),
    ],
)
def test_evidence_in_a_file_that_is_gone_is_in_the_line_that_was_read(
    span: Span, line: str | None, expected: tuple[int, int]
) -> None:
    item = Evidence(Step.KEPT, span, "kept here", filename="/nowhere/helper.py", line=line)
    found = location_of(buffer("/nowhere/a.py", ""), item, Units()).range
    assert (found.start, found.end) == tuple(types.Position(4, column) for column in expected)


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("literal", ["€€", "\N{OWL}"])
def test_columns_are_those_of_the_text_whatever_it_declares(tmp_path: Path, literal: str, mark: str) -> None:
    for coding in ("", "# coding: latin-1\n", "# coding: ascii\n"):
        if coding and mark:
            continue  # Python reads no such file
        text = f"{coding}{mark}s = '{literal}'; late = [lambda: i for i in range(3)]\n"
        ((found,),) = shown(buffer(tmp_path / "a.py", text)).values()
        assert found.code == "CEL101"
        assert told_at(found.range, text) == "i"
        assert told_at((found.related_information or ())[0].location.range, text) == "lambda: i"


def test_how_certain_it_is_says_how_it_looks(tmp_path: Path) -> None:
    text = "import unknown\nfor i in range(3):\n    unknown.give(lambda: i)\n"
    ((found,),) = shown(buffer(tmp_path / "a.py", text)).values()
    assert found.severity is types.DiagnosticSeverity.Hint


def test_a_text_that_is_no_python_is_told_unless_somebody_else_does(tmp_path: Path) -> None:
    document = buffer(tmp_path / "a.py", "x = (\n")
    checked = Session().checked(document, ALL)
    ((found,),) = diagnostics(document, checked, Units()).values()
    assert (found.code, found.severity) == ("invalid-syntax", types.DiagnosticSeverity.Error)
    assert diagnostics(document, checked, Units(), syntax_errors=False) == {document.uri: []}


def test_a_problem_without_a_place_is_at_the_beginning(tmp_path: Path) -> None:
    document = buffer(tmp_path / "a.py", "x\n")
    checked = Checked(document.filename, problems=(Problem(document.filename, "internal error"),))
    ((found,),) = diagnostics(document, checked, Units(), syntax_errors=False).values()
    assert found.range.start == types.Position(0, 0)
    assert found.code == "not-checked"


def test_a_problem_of_settings_is_shown_in_their_file(tmp_path: Path) -> None:
    settings = tmp_path / "pyproject.toml"
    settings.write_text("[tool.cellophane]\nignor = []\n")
    document = buffer(tmp_path / "a.py", LATE)
    found = shown(document)
    assert found[document.uri] == []
    assert [one.code for one in found[uri_of(str(settings))]] == ["not-checked"]


def test_cells_of_a_notebook_each_have_their_own(tmp_path: Path) -> None:
    cells = [
        Buffer(f"cell:{n}", 1, lines_of(text), "python") for n, text in enumerate(["kept = []\n", LATE, "x = (\n"])
    ]
    notebook = Notebook(uri_of(str(tmp_path / "a.ipynb")), 1, (cells[0], None, *cells[1:]))
    found = shown(notebook)
    assert {uri: [one.code for one in some] for uri, some in found.items()} == {
        "cell:0": [],
        "cell:1": ["CEL101"],
        "cell:2": ["invalid-syntax"],
    }
    related = found["cell:1"][0].related_information or ()
    assert {one.location.uri for one in related} == {"cell:1"}


def test_what_would_not_be_seen_is_made_visible(tmp_path: Path) -> None:
    text = "for i\N{RIGHT-TO-LEFT OVERRIDE} in x: pass\n"
    ((found,),) = shown(buffer(tmp_path / "a.py", text)).values()
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in found.message


@pytest.mark.parametrize(
    ("told", "shows"),
    [
        (None, True),
        (types.TextDocumentClientCapabilities(), True),
        (types.PublishDiagnosticsClientCapabilities(), False),
        (types.PublishDiagnosticsClientCapabilities(related_information=False), False),
        (types.PublishDiagnosticsClientCapabilities(related_information=True), True),
    ],
)
def test_which_editors_show_related_places(told: object, shows: bool) -> None:
    if isinstance(told, types.PublishDiagnosticsClientCapabilities):
        told = types.TextDocumentClientCapabilities(publish_diagnostics=told)
    assert told is None or isinstance(told, types.TextDocumentClientCapabilities)
    assert shows_related_places(types.ClientCapabilities(text_document=told)) is shows


def test_for_those_that_do_not_the_evidence_is_told(tmp_path: Path) -> None:
    helper = buffer(tmp_path / "a hölper.py", "kept = []\ndef keep(f):\n    kept.append(f)\n")
    caller = buffer(tmp_path / "a.py", LATE)
    ((found,),) = shown(caller).values()
    assert found.related_information
    elsewhere = types.DiagnosticRelatedInformation(
        types.Location(helper.uri, types.Range(types.Position(2, 4), types.Position(2, 8))), "kept here"
    )
    found.related_information = [*found.related_information, elsewhere]
    (told,) = in_words(types.PublishDiagnosticsParams(caller.uri, [found])).diagnostics
    assert told.related_information is None
    assert told.message.removeprefix(found.message).splitlines() == [
        "",
        "line 3: made here in each iteration",
        "line 3: kept by `kept.append` here",
        "line 2: `i` is rebound here, for all of them",
        "line 4: called here: it reads the `i` of a later iteration",
        "a hölper.py:3: kept here",
    ]
