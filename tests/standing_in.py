"""Rules that stand in for real ones in tests of the machine around rules: found and loaded as real ones
are."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cellophane.check import catalogue, rules

DIRECTORY = Path(__file__).parent / "stand_in_rules"


@contextmanager
def standing_in(directory: Path) -> Iterator[None]:
    """While this lasts, the rules in a directory are all the rules that there are.

    >>> with standing_in(DIRECTORY):
    ...     catalogue.codes()
    ('CEL901', 'CEL902')
    """
    modules = catalogue._listed([str(directory)])
    names = [f"{rules.__name__}.{name}" for name in modules.values()]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rules, "__path__", [str(directory)])
        patch.setattr(catalogue, "_MODULES", modules)
        for name in names:  # that of a real rule may have been imported
            patch.delitem(sys.modules, name, raising=False)
        yield
        for name in names:
            sys.modules.pop(name, None)


@pytest.fixture
def stand_in_rules(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """For one test, CEL901 (a lambda reads a name) and CEL902 (crashes) are all the rules that there are."""
    with standing_in(DIRECTORY):
        yield
        monkeypatch.undo()  # a test may have put other rules in their place
