"""Workflow commands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cellophane.check.checked import Checked
from cellophane.model.finding import Certainty
from cellophane.model.place import Span
from cellophane.model.problem import Problem
from cellophane.report.github import render
from tests.reported import UNSAFE, checked, in_cell, one

_COMMAND = re.compile(r"::(?P<name>\w+) (?P<properties>.*?)::(?P<message>.*)\n")


def read(*files: Checked) -> list[tuple[str, dict[str, str], str]]:
    """The commands as the runner reads them: up to the first `::`, with what was escaped put back."""
    commands = []
    for line in render(files):
        command = _COMMAND.fullmatch(line)
        assert command, line
        pairs = (pair.partition("=") for pair in command["properties"].split(","))
        properties = {key: unescaped(value, {"%3A": ":", "%2C": ","}) for key, _, value in pairs}
        commands.append((command["name"], properties, unescaped(command["message"])))
    return commands


def unescaped(text: str, more: dict[str, str] | None = None) -> str:
    for escape, character in {"%0D": "\r", "%0A": "\n", **(more or {}), "%25": "%"}.items():
        text = text.replace(escape, character)
    return text


@pytest.fixture(autouse=True)
def outside_repositories(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)


def test_a_finding() -> None:
    place = {"file": "a.py", "line": "3", "endLine": "3", "col": "28", "endColumn": "29"}
    message = (
        "a.py:3:28: CEL101 reads `i` [certain]\nhelp: bind it\n"
        "1 made here (a.py:3:14)\n2 `i` is rebound here (a.py:2:5)"
    )
    assert read(checked(one())) == [("error", {**place, "title": "cellophane CEL101 (certain)"}, message)]


@pytest.mark.parametrize(("certainty", "name"), [(Certainty.LIKELY, "warning"), (Certainty.POSSIBLE, "notice")])
def test_what_is_less_certain_is_no_error(certainty: Certainty, name: str) -> None:
    assert read(checked(one(certainty=certainty)))[0][0] == name


def test_columns_are_only_taken_within_a_line() -> None:
    _, properties, _ = read(checked(one(span=Span(3, 28, 4, 2))))[0]
    assert (properties["line"], properties["endLine"]) == ("3", "4")
    assert not properties.keys() & {"col", "endColumn"}


def test_problems() -> None:
    problems = (Problem("a.py", "bad", 5, 3), Problem("a.py", "gone"))
    at_place, of_file = read(checked(problems=problems))
    place = {"line": "5", "endLine": "5", "col": "3", "endColumn": "3"}
    title = "cellophane invalid-syntax"
    assert at_place == ("error", {"file": "a.py", **place, "title": title}, "a.py:5:3: invalid-syntax bad")
    assert of_file == ("error", {"file": "a.py", "title": "cellophane not-checked"}, "a.py: not-checked gone")


def test_a_cell_has_no_line_of_the_file() -> None:
    for _, properties, message in read(in_cell("b.ipynb")):
        assert properties.keys() == {"file", "title"}
        assert re.match(r"b\.ipynb: \S+ cell \d, row \d, column \d+: ", message)


@pytest.mark.parametrize("name", ["100%.py", "a,b.py", "a:b::c.py", "%0A.py", "::error::.py"])
def test_what_is_escaped_is_read_as_it_was(name: str) -> None:
    _, properties, message = read(checked(one(name)))[0]
    assert properties["file"] == name
    assert message.startswith(f"{name}:3:28: ")


def test_no_name_and_no_message_begins_a_command_of_its_own() -> None:
    injected = "\n::set-env name=PATH::x\r\n::add-mask::y"
    lines = list(render([checked(one(f"{injected}.py", message=injected), problems=(Problem("a", injected),))]))
    assert [line.count("\n") for line in lines] == [1, 1]
    assert all(re.match("::(error|warning) file=", line) for line in lines)


def test_what_is_unsafe_is_said() -> None:
    assert "\nunsafe: no late call was seen\n" in read(checked(one(fix=UNSAFE)))[0][2]
