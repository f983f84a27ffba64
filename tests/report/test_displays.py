"""Closures and costs show themselves, in whatever shows them."""

from __future__ import annotations

import builtins
import io
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from rich.console import Console
from rich.panel import Panel

import cellophane
from cellophane.rework import timing


def make(value: Any) -> Any:
    return lambda: value


class ZMQInteractiveShell:
    """The shell of a notebook, as far as `rich` asks for it."""


@pytest.fixture
def notebook(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What a notebook was told to show by whoever did not wait to be asked."""
    shown: list[Any] = []
    display = ModuleType("IPython.display")
    vars(display).update(display=lambda *given, **_: shown.extend(given))
    monkeypatch.setitem(sys.modules, "IPython.display", display)
    monkeypatch.setattr(builtins, "get_ipython", ZMQInteractiveShell, raising=False)
    monkeypatch.setattr(timing, "_A_TURN", 1e-5)
    monkeypatch.setattr(timing, "_MOST", 5)
    return shown


NOTEBOOK: dict[str, Callable[[Any], Any]] = {
    "look": cellophane.look,
    "cost": cellophane.cost,
    "state": cellophane.state,
    "snapshot": lambda function: cellophane.state(function).snapshot(),
    "sizes": lambda function: cellophane.look(function).size(),
    "hoard": lambda _: cellophane.hoard(1),
}


def test_the_notebook_is_one_for_rich(notebook: list[Any]) -> None:
    assert Console().is_jupyter


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("what", NOTEBOOK)
def test_a_notebook_shows_each_once_and_its_text_is_not_empty(what: str, notebook: list[Any], capsys: Any) -> None:
    """`rich` showed what was to be a text, and the text was empty."""
    found = NOTEBOOK[what](make("text"))
    text, html = str(found), found._repr_html_()
    assert "<" in html
    assert len(text.strip()) > 20
    assert f"{found}" == text
    print(found)
    assert capsys.readouterr().out == f"{text}\n"
    assert notebook == []


KEYS: dict[str, Callable[[Any], Any]] = {
    "look": cellophane.look,
    "state": cellophane.state,
    "sizes": lambda function: cellophane.look(function).size(),
}


@pytest.mark.parametrize("what", KEYS)
def test_keys_are_completed_and_guessed(what: str) -> None:
    degrees, base = 1, 2
    found = KEYS[what](lambda: (degrees, base))
    assert found._ipython_key_completions_() == ["base", "degrees"]
    with pytest.raises(KeyError, match="did you mean 'degrees'"):
        found["degres"]


def test_forms_are_completed_and_guessed(notebook: list[Any]) -> None:
    found = cellophane.cost(make(1))
    assert found._ipython_key_completions_() == [one.form for one in found.forms]
    with pytest.raises(KeyError, match=r"there is no form 'clas', only closure.*; did you mean 'class'"):
        found["clas"]


def on_a_console(shown: Any, width: int = 80) -> str:
    stream = io.StringIO()
    Console(file=stream, width=width).print(shown)
    return stream.getvalue()


def test_a_console_shows_a_tree() -> None:
    closure = cellophane.look(make([1, 2]))
    assert "├── value = [1, 2]" in on_a_console(closure) or "└── value = [1, 2]" in on_a_console(closure)
    assert "value = [1, 2]" in on_a_console(Panel(closure))


def test_costs_on_a_console(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timing, "_A_TURN", 1e-5)
    monkeypatch.setattr(timing, "_MOST", 5)
    assert "closure" in on_a_console(Panel(cellophane.cost(make(1))))


def test_text_is_as_wide_as_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    closure = cellophane.look(make("x" * 50))
    monkeypatch.setenv("COLUMNS", "40")
    narrow = str(closure)
    assert max(map(len, narrow.splitlines())) <= 40
    monkeypatch.setenv("COLUMNS", "200")
    assert len(str(closure).splitlines()) < len(narrow.splitlines())
