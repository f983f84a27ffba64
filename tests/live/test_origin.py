"""Holds what the source tells of live functions to the source, and to silence where that is gone or another."""

from __future__ import annotations

import linecache
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cellophane.live import look
from cellophane.model.picture import Bound

TEXT = """\
def factory(n, unused=1):
    total = n
    def step():
        nonlocal total
        total += n
        return total
    return step

pair = [lambda: factory, (lambda a: lambda: a)(1)]
"""


@pytest.fixture
def module(tmp_path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    path = tmp_path / "made.py"
    path.write_text(TEXT)
    space: dict[str, Any] = {}
    exec(compile(TEXT, path, "exec"), space)
    yield path, space
    linecache.checkcache()


def test_owner_bindings_and_what_was_left(module: tuple[Path, dict[str, Any]]) -> None:
    closure = look(module[1]["factory"](2))
    assert closure["total"].owner == "factory"
    assert closure["total"].bindings == (
        Bound(2, "assignment", "factory"),
        Bound(5, "augmented assignment", "factory.<locals>.step"),
    )
    assert closure["n"].bindings == (Bound(1, "parameter", "factory"),)
    assert closure.left_behind == ("unused",)


def test_a_lambda_in_a_line_with_others(module: tuple[Path, dict[str, Any]]) -> None:
    assert look(module[1]["pair"][1])["a"].owner == "<lambda>"


def test_a_variable_that_a_generator_owns() -> None:
    def numbers(n: int) -> Iterator[Callable[[], int]]:
        yield lambda: n

    waiting = numbers(1)
    next(waiting)
    assert str(look(waiting)["n"].owner).endswith("numbers")


def test_a_file_that_changed_is_not_believed(module: tuple[Path, dict[str, Any]]) -> None:
    path, space = module
    closure = look(space["factory"](2))
    path.write_text("\n" + TEXT)
    assert closure["total"].owner is None
    assert closure["total"].bindings == ()
    assert closure.left_behind == ()


def test_a_file_that_is_gone(module: tuple[Path, dict[str, Any]]) -> None:
    path, space = module
    path.unlink()
    assert look(space["factory"](2))["total"].owner is None


def test_a_file_that_is_no_python_any_more(module: tuple[Path, dict[str, Any]]) -> None:
    path, space = module
    path.write_text("def (")
    assert look(space["factory"](2))["total"].owner is None


def test_code_without_a_file() -> None:
    space: dict[str, Any] = {}
    exec(TEXT, space)
    assert look(space["factory"](2))["total"].owner is None


def test_what_linecache_knows_is_enough() -> None:
    name = "<cell 1>"
    space: dict[str, Any] = {}
    exec(compile(TEXT, name, "exec"), space)
    linecache.cache[name] = (len(TEXT), None, TEXT.splitlines(keepends=True), name)
    try:
        assert look(space["factory"](2))["total"].owner == "factory"
    finally:
        del linecache.cache[name]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "pipe.py"
    os.mkfifo(path)
    space: dict[str, Any] = {}
    exec(compile(TEXT, path, "exec"), space)
    assert look(space["factory"](2))["total"].owner is None
