"""What a loop changes: attributes of `self`, by what it calls. More of it is asked in `test_rebindings.py`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.neighbours import facts_of, plant

BASE = """
class Base:
    size = 1
    def __init__(self): self.a = 1
    def _set_up(self): self.b = 1
    def advance(self): self._step()
    def _step(self): self.b += 1
    def look(self): return self.b
    @property
    def shown(self): return self.b
class Other:
    def advance(self): self.b = 2
def advance(base): base.a += 1
def look(base): return base.a
"""


def is_stale(tmp_path: Path, attribute: str, call: str) -> bool:
    """Whether a closure is stale that captures an attribute of `self`, read anew in each iteration after a call."""
    lines = (
        f"        for i in x:\n            {call}\n            v = self.{attribute}\n            y.append(lambda: v)\n"
    )
    code = f"from base import *\nclass Main(Base):\n    def main(self, x):\n        y = []\n{lines}        return y\n"
    plant(tmp_path, {"base.py": BASE, "main.py": code})
    return bool(facts_of(tmp_path / "main.py").stale)


@pytest.mark.parametrize(
    ("attribute", "call"),
    [
        ("a", "pass"),
        ("b", "pass"),
        ("b", "self.look()"),
        ("b", "look(self)"),
        ("b", "Other().advance()"),
        ("b", "unknown()"),
        ("a", "self.advance()"),
        ("a", "unknown(self)"),
        ("size", "self.advance()"),
        ("look", "self.advance()"),
    ],
)
def test_it_stays_as_it_is(tmp_path: Path, attribute: str, call: str) -> None:
    assert not is_stale(tmp_path, attribute, call)


@pytest.mark.parametrize(
    ("attribute", "call"),
    [
        ("b", "self.advance()"),
        ("b", "super().advance()"),
        ("b", "self._step()"),
        ("b", "self.unknown()"),
        ("b", "unknown(self)"),
        ("b", "i.b = 1"),
        ("a", "advance(self)"),
        ("size", "self.size = i"),
        ("shown", "pass"),
        ("missing", "pass"),
    ],
)
def test_it_may_change(tmp_path: Path, attribute: str, call: str) -> None:
    assert is_stale(tmp_path, attribute, call)
