"""Variables whose value a `with` block closes."""

from __future__ import annotations

import pytest

from cellophane.source.change.closings import Closings
from cellophane.source.facts import alone
from cellophane.source.text.source import Source


def _closed(text: str) -> list[str]:
    facts = alone(Source("a.py", text))
    closings = Closings(facts.names, facts.parents, facts.happenings, facts.callees.known_entries, facts.scopes)
    return [variable.name for _, variable in closings.closed()]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("def f(p):\n with open(p) as s, open(p) as t: pass", ["s", "t"]),
        ("import tarfile\ndef f(p):\n with tarfile.open(p) as s: pass", ["s"]),
        ("def f(p):\n with open(p) as s: yield s", []),
        ("def f(p):\n with open(p) as s: pass\n s = 1", []),
        ("def f(p):\n with open(p) as (s, t): pass", []),
        ("def f(p):\n global s\n with open(p) as s: pass", []),
        ("def f(p, open):\n with open(p) as s: pass", []),
        ("def f(p):\n with p as s, lock() as t: pass", []),
        ("with open(p) as s: pass", []),
        ("def f(p):\n def g():\n  with open(p) as s: pass", ["s"]),
    ],
)
def test_what_is_closed(text: str, names: list[str]) -> None:
    assert _closed(text) == names
