"""Closures and costs show themselves, in whatever shows them."""

from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console
from rich.panel import Panel

import cellophane
from cellophane.rework import timing


def make(value: Any) -> Any:
    return lambda: value


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
