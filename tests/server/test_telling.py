"""What is told of places in a document, by the places that an editor sends."""

from __future__ import annotations

import pytest
from lsprotocol import types

from cellophane.server.buffers import Buffer, Document, Notebook, lines_of
from cellophane.server.positions import Units
from cellophane.server.preferences import Preferences
from cellophane.server.session import Session
from cellophane.server.telling import Telling

URI = "file:///nowhere/a.py"
TEXT = """\
import os
def make(names):
    for owl in names:
        '\N{OWL}'; yield lambda: owl
    os.getpid()
"""


def telling(document: Document, uri: str = URI) -> tuple[Telling, Session]:
    session = Session()
    session.take({document.uri: document})
    facts = session.facts(document, Preferences())
    assert facts is not None
    return Telling(document, uri, facts, Units()), session


def buffer(text: str = TEXT, uri: str = URI) -> Buffer:
    return Buffer(uri, 1, lines_of(text), "python")


def hover(document: Document, line: int, character: int, uri: str = URI, markdown: bool = True) -> types.Hover | None:
    teller, session = telling(document, uri)
    shown = session.checked(document, Preferences()).findings
    return teller.hover(
        types.Position(line, character), shown, lambda: session.findings(document, Preferences()), markdown
    )


def text_of(found: types.Hover | None) -> str:
    assert found is not None
    assert isinstance(found.contents, types.MarkupContent)
    return found.contents.value


@pytest.mark.parametrize("character", [28, 30, 31])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_captured_name_behind_a_wide_character(character: int, end: str) -> None:
    found = hover(buffer(TEXT.replace("\n", end)), 3, character)
    assert found is not None
    assert found.range == types.Range(types.Position(3, 28), types.Position(3, 31))
    told = text_of(found)
    assert told.startswith("**`owl`** — variable of the function `make`")
    assert f"[line 3]({URI}#L3)" in told


def test_a_closure_says_what_becomes_of_it() -> None:
    told = text_of(hover(buffer(), 3, 22))
    assert told.startswith("**the lambda** — captures one variable")
    assert "CEL101" in told


def test_plain_text_for_who_takes_nothing_else() -> None:
    found = hover(buffer(), 3, 30, markdown=False)
    told = text_of(found)
    assert "**" not in told
    assert "](" not in told


@pytest.mark.parametrize(("line", "character"), [(0, 8), (4, 4), (3, 9), (99, 0), (1, 8)])
def test_nothing_is_told_where_there_is_nothing_to_say(line: int, character: int) -> None:
    assert hover(buffer(), line, character) is None


def test_a_name_of_the_module_is_told_of_if_a_loop_rebinds_it() -> None:
    assert "loop target" in text_of(hover(buffer("for i in range(3):\n    print(i)\n"), 1, 10))
    assert hover(buffer("i = 3\nprint(i)\n"), 1, 6) is None
    assert "CEL101" in text_of(hover(buffer("late = []\nfor i in range(3):\n    late.append(lambda: i)\n"), 2, 24))


def test_hints_stand_behind_the_parameters() -> None:
    teller, _ = telling(buffer())
    (hint,) = teller.hints(types.Range(types.Position(0, 0), types.Position(99, 0)))
    assert hint.label == " ⟨captures owl⟩"
    assert hint.position == types.Position(3, 27)
    assert list(teller.hints(types.Range(types.Position(0, 0), types.Position(2, 0)))) == []


def test_a_capture_leads_to_its_bindings_and_other_names_nowhere() -> None:
    teller, _ = telling(buffer())
    (found,) = teller.sources(types.Position(3, 29))
    assert (found.uri, found.range.start) == (URI, types.Position(2, 8))
    assert list(teller.sources(types.Position(4, 5))) == []
    assert list(teller.sources(types.Position(99, 5))) == []


NOTEBOOK = Notebook(
    "file:///nowhere/a.ipynb",
    1,
    (
        Buffer("cell:1", 1, lines_of("%time x = 1\nkept = []\n"), "python"),
        None,
        Buffer("cell:3", 1, lines_of("for i in range(3):\n    kept.append(lambda: i)\n"), "python"),
        Buffer("cell:4", 1, lines_of("kept[0]()\n"), "python"),
    ),
)


def test_rows_of_a_notebook_are_those_of_its_cells() -> None:
    found = hover(NOTEBOOK, 1, 17, "cell:3")
    assert found is not None
    assert found.range == types.Range(types.Position(1, 16), types.Position(1, 22))
    told = text_of(found)
    assert "line 1 of cell 4" in told
    assert "](" not in told
    teller, _ = telling(NOTEBOOK, "cell:3")
    assert [(one.uri, one.range.start.line) for one in teller.sources(types.Position(1, 24))] == [("cell:3", 0)]
    (hint,) = teller.hints(types.Range(types.Position(0, 0), types.Position(9, 0)))
    assert hint.position == types.Position(1, 23)
    assert list(telling(NOTEBOOK, "cell:4")[0].hints(types.Range(types.Position(0, 0), types.Position(9, 0)))) == []
