"""Which globals are watched."""

from __future__ import annotations

import pytest

from cellophane.witnessing.changing_globals import changing_globals

READ = "def f(): return n\n"


@pytest.mark.parametrize(
    "text",
    [
        READ + "n = 1\nn = 2",
        READ + "for n in range(2): pass",
        READ + "while f(): n = 1",
        READ + "n = 1\ndel n",
        READ + "n = 1\nn += 1",
        READ + "def g():\n    global n\n    n = 1",
        READ + "try:\n    n = 1\nexcept ValueError as n:\n    pass",
        READ + "while True:\n    try:\n        n = 1\n        break\n    except ValueError:\n        continue\nn = 2",
        "for n in range(2): print(lambda: n)",
        "for n in range(2): print(x + n for x in ())",
        "for n in range(2):\n    class C:\n        kept = n",
        "for n in range(2):\n    def f():\n        class C:\n            kept = n",
    ],
)
def test_it_can_change_and_functions_read_it(text: str) -> None:
    assert changing_globals(compile(text, "a.py", "exec")) == {"n"}


@pytest.mark.parametrize(
    "text",
    [
        READ,
        READ + "n = 1",
        READ + "if f: n = 1",
        READ + "try:\n    pass\nfinally:\n    n = 1",
        "for n in range(2): print(n)",
        "n = 1\nn = 2\nprint(n)",
        "for n in range(2):\n    def f(): return len",
        "for n in range(2):\n    def f(n): return n",
        "for n in range(2):\n    class C:\n        n = n",
    ],
)
def test_it_cannot_or_nobody_reads_it(text: str) -> None:
    assert changing_globals(compile(text, "a.py", "exec")) == frozenset()


def test_the_body_of_finally_is_one_place_however_often_it_is_compiled() -> None:
    text = READ + "def g():\n    pass\ntry:\n    g()\nfinally:\n    n = 1"
    assert compile(text, "a.py", "exec").co_names.count("n") == 1
    assert not changing_globals(compile(text, "a.py", "exec"))
