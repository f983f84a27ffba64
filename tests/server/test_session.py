"""What a session says of documents: what `check` says of the same bytes, whatever else is open and was asked before."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from cellophane.check.wishes import Wishes
from cellophane.model.finding import Certainty
from cellophane.server.buffers import Buffer, Document, Notebook, lines_of, uri_of
from cellophane.server.preferences import Preferences
from cellophane.server.session import Session

LATE = "late = [lambda: i for i in range(3)]\n"
HELPERS = {False: "def keep(f): f()\n", True: "kept = []\ndef keep(f): kept.append(f)\n"}
"""What hands a closure on at once, and what keeps it."""
CALLER = "from helper import keep\nfor i in range(3):\n    keep(lambda: i)\n"
HERE = Preferences()


def buffer(path: Path, text: str, version: int = 1) -> Buffer:
    return Buffer(uri_of(str(path)), version, lines_of(text), "python")


def take(session: Session, *documents: Document) -> None:
    session.take({document.uri: document for document in documents})


def codes(session: Session, document: Document, preferences: Preferences = HERE) -> list[str]:
    return [finding.code for finding in session.checked(document, preferences).findings]


@pytest.fixture
def session() -> Session:
    return Session()


def test_a_document_counts_as_it_is_written(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("x = 1\n")
    document = buffer(path, LATE)
    take(session, document)
    assert codes(session, document) == ["CEL101"]


def test_what_is_known_is_not_found_out_again(session: Session, tmp_path: Path) -> None:
    document = buffer(tmp_path / "a.py", LATE)
    take(session, document)
    assert session.checked(document, HERE) is session.checked(document, HERE)


@pytest.mark.parametrize("keeps", [False, True])
def test_a_helper_in_another_buffer_counts_as_it_is_written(session: Session, tmp_path: Path, keeps: bool) -> None:
    caller, helper = buffer(tmp_path / "caller.py", CALLER), buffer(tmp_path / "helper.py", HELPERS[not keeps])
    take(session, caller, helper)
    assert bool(codes(session, caller)) is not keeps
    take(session, caller, buffer(tmp_path / "helper.py", HELPERS[keeps], 2))
    assert bool(codes(session, caller)) is keeps


@pytest.mark.parametrize("keeps", [False, True])
def test_a_closed_helper_is_what_is_on_disk(session: Session, tmp_path: Path, keeps: bool) -> None:
    (tmp_path / "helper.py").write_text(HELPERS[keeps])
    caller, helper = buffer(tmp_path / "caller.py", CALLER), buffer(tmp_path / "helper.py", HELPERS[not keeps])
    take(session, caller, helper)
    assert bool(codes(session, caller)) is not keeps
    take(session, caller)
    assert bool(codes(session, caller)) is keeps


def test_a_helper_that_changes_on_disk_is_noticed_when_it_is_told(session: Session, tmp_path: Path) -> None:
    (tmp_path / "helper.py").write_text(HELPERS[False])
    caller = buffer(tmp_path / "caller.py", CALLER)
    take(session, caller)
    assert codes(session, caller) == []
    (tmp_path / "helper.py").write_text(HELPERS[True])
    session.changed([str(tmp_path / "helper.py")])
    assert codes(session, caller) == ["CEL101"]
    os.remove(tmp_path / "helper.py")
    session.changed([str(tmp_path / "helper.py")])
    assert codes(session, caller) == []  # nobody can tell, which is shown if it is asked for


def test_settings_hold_and_are_read_anew(session: Session, tmp_path: Path) -> None:
    document = buffer(tmp_path / "a.py", LATE)
    take(session, document)
    assert codes(session, document) == ["CEL101"]
    settings = tmp_path / "pyproject.toml"
    settings.write_text("[tool.cellophane]\nignore = ['CEL101']\n")
    session.changed([str(settings)])
    assert codes(session, document) == []


def test_settings_without_meaning_are_a_problem_of_their_file(session: Session, tmp_path: Path) -> None:
    settings = tmp_path / "pyproject.toml"
    settings.write_text("[tool.cellophane]\nignor = []\n")
    (problem,) = session.checked(buffer(tmp_path / "a.py", LATE), HERE).problems
    assert problem.filename == str(settings)
    assert "did you mean 'ignore'?" in problem.message
    settings.write_text("[tool.cellophane]\nselect = ['CEL9999']\n")
    session.changed([str(settings)])
    (problem,) = session.checked(buffer(tmp_path / "a.py", LATE), HERE).problems
    assert problem.filename == str(settings)


def test_what_settings_exclude_is_not_checked(session: Session, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.cellophane]\nexclude = ['generated']\n")
    assert codes(session, buffer(tmp_path / "generated" / "a.py", LATE)) == []
    assert codes(session, buffer(tmp_path / "written" / "a.py", LATE)) == ["CEL101"]


def test_the_editor_wins_over_the_settings_of_a_project(session: Session, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.cellophane]\nselect = ['CEL2']\n")
    document = buffer(tmp_path / "a.py", LATE)
    take(session, document)
    assert codes(session, document) == []
    assert codes(session, document, Preferences(wishes=Wishes(select=("CEL1",)))) == ["CEL101"]
    assert codes(session, document, Preferences(enabled=False)) == []


def test_what_is_only_possible_is_told_to_who_asks(session: Session, tmp_path: Path) -> None:
    document = buffer(tmp_path / "a.py", "import unknown\nfor i in range(3):\n    unknown.give(lambda: i)\n")
    take(session, document)
    assert codes(session, document) == []
    assert codes(session, document, Preferences(wishes=Wishes(certainty=Certainty.POSSIBLE))) == ["CEL101"]


@pytest.mark.parametrize("text", ["x = (\n", "x = '\0'\n", "# coding: nonsense\n", "(" * 5000 + ")" * 5000 + "\n"])
def test_what_is_no_python_is_a_problem(session: Session, tmp_path: Path, text: str) -> None:
    document = buffer(tmp_path / "a.py", text)
    take(session, document)
    assert len(session.checked(document, HERE).problems) == 1
    assert session.facts(document, HERE) is None


def test_a_text_in_another_language_is_left_alone(session: Session) -> None:
    document = Buffer("file:///a.js", 1, lines_of("x = ("), "javascript")
    take(session, document)
    assert session.checked(document, HERE).left_out


def test_a_notebook_is_checked_by_cells(session: Session, tmp_path: Path) -> None:
    cells = [Buffer(f"cell:{n}", 1, lines_of(text), "python") for n, text in enumerate(["%time x = 1\n", LATE])]
    notebook = Notebook(uri_of(str(tmp_path / "a.ipynb")), 1, (cells[0], None, cells[1]))
    take(session, notebook)
    (finding,) = session.checked(notebook, HERE).findings
    assert (finding.cell, finding.span.row) == (3, 1)


def test_facts_are_those_of_the_text(session: Session, tmp_path: Path) -> None:
    document = buffer(tmp_path / "a.py", LATE)
    take(session, document)
    facts = session.facts(document, HERE)
    assert facts is not None
    assert [variable.name for _, variable in facts.captures] == ["i"]
    assert session.facts(document, HERE) is facts


def test_two_folders_with_modules_of_one_name_are_kept_apart(session: Session, tmp_path: Path) -> None:
    documents = []
    for keeps in (False, True):
        folder = tmp_path / f"project-{keeps}"
        folder.mkdir()
        (folder / "pyproject.toml").touch()
        (folder / "helper.py").write_text(HELPERS[keeps])
        documents.append(buffer(folder / "caller.py", CALLER))
    take(session, *documents)
    assert [codes(session, document) for document in documents] == [[], ["CEL101"]]


def test_a_folder_that_vanishes_takes_nothing_along(session: Session, tmp_path: Path) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    (folder / "helper.py").write_text(HELPERS[True])
    document = buffer(folder / "caller.py", CALLER)
    take(session, document)
    assert codes(session, document) == ["CEL101"]
    os.remove(folder / "helper.py")
    folder.rmdir()
    session.changed([str(folder / "helper.py"), str(folder)])
    assert codes(session, document) == []


def test_files_of_a_workspace_are_those_of_a_run(session: Session, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.cellophane]\nexclude = ['out.py']\n")
    for name in ("a.py", "out.py", "n.ipynb", "a.txt"):
        (tmp_path / name).touch()
    assert session.files([str(tmp_path), str(tmp_path / "nowhere")]) == [str(tmp_path / "a.py")]


def test_a_file_that_is_not_open_is_checked_as_it_is_on_disk(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"# coding: latin-1\r\nx = '\xe9'\r\n" + LATE.encode())
    document, checked = session.on_disk(str(path), HERE)
    assert [finding.span.row for finding in checked.findings] == [3]
    assert document.lines[1] == "x = 'é'\n"
    path.write_bytes(b"x = '\xe9'\n")
    assert len(session.on_disk(str(path), HERE)[1].problems) == 1
    assert len(session.on_disk(str(tmp_path / "gone.py"), HERE)[1].problems) == 1


def typed() -> Iterator[str]:
    text = "x = 1\n"
    for key in "late = [lambda: i for i in range(3)]\nlate[0]()\n":
        text += key
        yield text


def test_what_is_said_while_somebody_types_is_what_check_says(tmp_path: Path) -> None:
    session = Session()
    for version, text in enumerate(typed()):
        document = buffer(tmp_path / "a.py", text, version)
        take(session, document)
        alone = Session()
        take(alone, document)
        assert session.checked(document, HERE) == alone.checked(document, HERE)
