"""Who holds a closure: a name that can be watched, an object behind one, or nobody knows."""

from __future__ import annotations

import pytest

from cellophane.source.steps.outcomes import End, Named
from tests.following import ends, outcomes


@pytest.mark.parametrize(
    "code",
    [
        "def main():\n    fs = []\n    fs.append(lambda: 1)",
        "def main():\n    fs = {}\n    fs['k'] = lambda: 1",
        "def main():\n    fs = {'k': []}\n    fs['k'].append(lambda: 1)",
        "def main():\n    o = Thing()\n    o.f = lambda: 1",
        "def main():\n    o = Thing()\n    o.parts.f = lambda: 1",
        "def main():\n    o = Thing()\n    object.__setattr__(o, 'f', lambda: 1)",
        "def main():\n    with Thing() as o:\n        o.f = lambda: 1",
        "def main():\n    fs = None\n    fs = []\n    fs.append(lambda: 1)",
        "def main():\n    fs = [g for g in x]\n    fs.append(lambda: 1)",
        "def main():\n    def wrapper(): pass\n    wrapper.f = lambda: 1",
        "def main():\n    class Thing: pass\n    Thing.f = lambda: 1",
        "fs = []\nfs.append(lambda: 1)",
    ],
)
def test_an_object_of_its_own(code: str) -> None:
    assert End.HELD in {end for end, _ in ends(code)}


@pytest.mark.parametrize(
    "code",
    [
        "def main(fs):\n    fs.append(lambda: 1)",
        "def main(fs):\n    fs['k'] = lambda: 1",
        "def main(self):\n    self.fs.append(lambda: 1)",
        "def main():\n    fs = find()\n    fs.append(lambda: 1)",
        "def main():\n    for fs in x:\n        fs.append(lambda: 1)",
        "fs = []\ndef main():\n    fs.append(lambda: 1)",
        "def main():\n    find().append(lambda: 1)",
        "def main():\n    fs = []\n    fs = x\n    fs.append(lambda: 1)",
        "def main():\n    def wrapper(): pass\n    wrapper = x\n    wrapper.f = lambda: 1",
        "def main():\n    global f\n    f = lambda: 1",
        "def main():\n    f = None\n    def inner():\n        nonlocal f\n        f = lambda: 1",
    ],
)
def test_an_object_of_others(code: str) -> None:
    assert (End.KEPT, "likely") in ends(code)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("f = lambda: 1", "f"),
        ("def main():\n    f = lambda: 1", "f"),
        ("class A:\n    f = lambda self: 1", "A"),
        ("class A:\n    class B:\n        f = lambda self: 1", "A"),
    ],
)
def test_the_name_that_stands_for_it(code: str, name: str) -> None:
    [bound] = [outcome for outcome in outcomes(code) if isinstance(outcome, Named)]
    assert bound.variable.name == name


def test_nothing_is_held_where_nothing_is_stored() -> None:
    assert End.HELD not in {end for end, _ in ends("fs = []\nfs.index(1)\n(lambda: 1)()")}
