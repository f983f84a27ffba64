"""Rules that stand in for real ones in tests of the machine around rules: found and loaded as real ones
are."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cellophane.check import catalogue, rules

DIRECTORY = Path(__file__).parent / "stand_in_rules"


@pytest.fixture
def stand_in_rules(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """For one test, CEL901 (a lambda reads a name) and CEL902 (crashes) are all the rules that there are."""
    monkeypatch.setattr(rules, "__path__", [str(DIRECTORY)])
    monkeypatch.setattr(catalogue, "_MODULES", catalogue._listed([str(DIRECTORY)]))
    yield
    monkeypatch.undo()
    for name in [name for name in sys.modules if name.startswith(f"{rules.__name__}.cel90")]:
        del sys.modules[name]
