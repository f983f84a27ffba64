"""What is asked of `rich`, and what it is asked to leave be."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.text import Text

import cellophane
from cellophane.report.screen import Screen, as_html, plain_text


class Stream(io.StringIO):
    """A stream that may say that it is a terminal."""

    def __init__(self, terminal: bool) -> None:
        super().__init__()
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


@pytest.mark.parametrize(
    ("terminal", "environment", "coloured"),
    [
        (True, {}, True),
        (False, {}, False),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"NO_COLOR": ""}, True),
        (False, {"FORCE_COLOR": "1"}, True),
        (False, {"FORCE_COLOR": ""}, False),
        (True, {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        (True, {"TERM": "dumb"}, False),
        (False, {"TERM": "dumb", "FORCE_COLOR": "1"}, True),
    ],
)
@pytest.mark.parametrize("style", ["red", "bold"])
def test_colours(
    terminal: bool, environment: dict[str, str], coloured: bool, style: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    stream = Stream(terminal)
    Screen(stream).print(Text("x", style=style))
    assert ("\x1b[" in stream.getvalue()) is coloured


@pytest.mark.parametrize(
    ("columns", "width"),
    [("72", 72), ("nonsense", 100), (None, 100), ("0", 100), ("000", 100), ("²", 100), ("-3", 100)],
)
def test_the_width_where_there_is_no_terminal(columns: str | None, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    if columns is not None:
        monkeypatch.setenv("COLUMNS", columns)
    assert Screen(Stream(False)).width == width


def test_text_comes_out_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    stream = Stream(True)
    text = "[red]a[/red] :smile: 'b' 3 " * 5
    Screen(stream).print(text)
    assert stream.getvalue() == text + "\n"


def test_a_reader_that_has_gone_is_for_the_command_to_deal_with() -> None:
    class Gone(Stream):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        Screen(Gone(False)).print("x")


def test_a_text_for_a_notebook_keeps_its_colours_and_one_for_a_program_does_not() -> None:
    text = Text("[b]warm[/b]", "red") + Text(" " * 5)
    assert plain_text(text, 40) == "[b]warm[/b]\n"
    assert "color: #800000" in as_html(text)
    assert "[b]warm[/b]" in as_html(text)


def test_nothing_else_makes_consoles() -> None:
    """One that finds itself in a notebook shows at once what was to be a text."""
    package = Path(cellophane.__file__).parent
    making = [path.relative_to(package) for path in package.rglob("*.py") if "Console(" in path.read_text("utf-8")]
    assert {str(path) for path in making} == {"report/screen.py"}


def test_lines_that_are_no_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINES", "²")
    stream = Stream(False)
    Screen(stream).print("x")
    assert stream.getvalue() == "x\n"


def test_what_goes_to_a_file_is_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "30")
    stream = Stream(True)
    screen = Screen(stream, plain=True)
    screen.print(Text("x", style="red"))
    assert (stream.getvalue(), screen.width) == ("x\n", 100)
