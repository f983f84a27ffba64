"""Dotted names as they stand in the text."""

from __future__ import annotations

import ast

import pytest

from cellophane.source.tree.dotted import names_class


@pytest.mark.parametrize("name", ["Thread", "threading.Thread", "QPushButton", "A1b"])
def test_names_of_classes(name: str) -> None:
    assert names_class(ast.parse(name, mode="eval").body)


@pytest.mark.parametrize("name", ["thread", "Thread.start", "MAXIMUM", "_Thread", "X", "Thread()", "x[0]"])
def test_names_of_others(name: str) -> None:
    assert not names_class(ast.parse(name, mode="eval").body)
