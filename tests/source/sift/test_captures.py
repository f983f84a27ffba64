"""Who captures what in a piece of text, on each version of Python."""

from __future__ import annotations

import pytest

from cellophane.source.sift import captures


@pytest.mark.parametrize(
    ("block", "may"),
    [
        ("for i in y:\n    f(lambda: i)\n", True),
        ("for i in y:\n    f(lambda: j)\n", False),
        ("for i in y:\n    [i for _ in z]\n", False),
        ("for i in y:\n    f([lambda: i for _ in z])\n", True),
        ("    for i in y:\n        class C:\n            def m(self): return i\n", True),
        ("for i in y:\n    def listcomp(): return i\n", True),
        ("for i in y:\n    def g(i): return lambda: i\n", False),
        ("for i in y:\n    f(lambda: _C__x)\n", True),
        ("for i in y:\n    nonlocal i\n    f(lambda: i)\n", True),
        ("for i in y:\n    x = ; lambda: 1\n", True),
    ],
)
def test_a_block_binds_what_a_function_in_it_reads(block: str, may: bool) -> None:
    assert captures.of_block(block) is may


@pytest.mark.parametrize(
    ("line", "may"),
    [
        ("[lambda: i for i in y]\n", True),
        ("[lambda: j for i in y]\n", False),
        ("(any(i for _ in z) for i in y)\n", True),
        ("lambda: [(z := f(), lambda: z) for i in y]\n", True),
        ("    elif [lambda: i for i in y]:\n", True),
        ("@f(lambda: i for i in y)\n", True),
        ("# [lambda: i for i in y]\n", False),
        ("  for i in y],\n", None),
    ],
)
def test_a_line_binds_what_a_closure_in_it_reads(line: str, may: bool | None) -> None:
    assert captures.of_line(line) is may
