"""A function whose parameters somebody looks at gets no new one: the mended programs are run."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent, indent
from typing import Any

import pytest

from tests.mended import after, result

LOOKING = {
    "signature": "def take(f): kept.append((f, len(inspect.signature(f).parameters)))",
    "full spec": "def take(f): kept.append((f, len(inspect.getfullargspec(f).args) + bool(f.__kwdefaults__)))",
    "code": "def take(f): kept.append((f, f.__code__.co_argcount + f.__code__.co_kwonlyargcount))",
    "asked for its code": "def take(f): kept.append((f, getattr(f, '__code__', None).co_varnames.index('x') + 1))",
    "defaults": "def take(f): kept.append((f, 1 + len(f.__kwdefaults__ or ())))",
    "hints": "def take(f): kept.append((f, 1 + len(typing.get_type_hints(f))))",
    "by another name": "def take(f):\n    g = f\n    kept.append((g, len(inspect.signature(g).parameters)))",
    "under a condition": "def take(f):\n    g = f or len\n    kept.append((g, len(inspect.signature(g).parameters)))",
    "handed on": "def size(g): return len(inspect.signature(g).parameters)\ndef take(f): kept.append((f, size(f)))",
    "handed on by a word": (
        "def size(*, of): return len(inspect.signature(of).parameters)\ndef take(f): kept.append((f, size(of=f)))"
    ),
    "in a class": (
        "class take:\n    def __init__(self, f):\n        self.f = f\n        kept.append(self)\n"
        "    def __iter__(self):\n        return iter((self.f, len(inspect.signature(self.f).parameters)))"
    ),
    "by a method": (
        "class Taker:\n    def take(self, f): kept.append((f, self.size(f)))\n"
        "    def size(self, f): return len(inspect.signature(f).parameters)\ntake = Taker().take"
    ),
    "inside of what is kept": (
        "def take(f):\n    def late(): return len(inspect.signature(f).parameters)\n    kept.append((f, late()))"
    ),
}
SITES = (
    "take(lambda x: (i, x))",
    "f = lambda x: (i, x)\ntake(f)",
    "def f(x): return i, x\ntake(f)",
    "take(f=lambda x: (i, x))",
)
PROGRAM = """\
import inspect, typing
kept = []
{looking}
def main():
    for i in (1, 2):
{site}
main()
seen = [(*f(0), size) for f, size in kept]
"""


def run(code: str) -> dict[str, Any]:
    space: dict[str, Any] = {"__name__": "program"}
    exec(compile(code, "<program>", "exec"), space)
    return space


@pytest.mark.parametrize("looking", LOOKING.values(), ids=LOOKING.keys())
@pytest.mark.parametrize("site", SITES)
def test_who_looks_sees_no_new_parameter(looking: str, site: str) -> None:
    code = PROGRAM.format(looking=looking, site=indent(site, " " * 8))
    assert run(code)["seen"] == [(2, 0, 1), (2, 0, 1)]
    mended = after(code)
    assert "def make_" in mended
    assert run(mended)["seen"] == [(1, 0, 1), (2, 0, 1)]


def test_who_only_calls_it_sees_none_either() -> None:
    code = PROGRAM.format(looking="def take(f): kept.append((f, f(0)[1] + 1))", site=" " * 8 + SITES[0])
    mended = after(code)
    assert "lambda x, *, i=i:" in mended
    assert run(mended)["seen"] == [(1, 0, 1), (2, 0, 1)]


def test_another_parameter_that_is_looked_at_is_another_matter() -> None:
    looking = "def take(f, other=len): kept.append((f, len(inspect.signature(other).parameters)))"
    assert "lambda x, *, i=i:" in after(PROGRAM.format(looking=looking, site=" " * 8 + SITES[0]))


def test_what_is_looked_at_is_no_partial() -> None:
    code = dedent("""\
        import inspect
        kept = []
        def take(f): kept.append((f, [*inspect.signature(f).parameters]))
        def pair(a, b): return a, b
        def main():
            for i in (1, 2):
                take(lambda x: pair(i, x))
        main()
        seen = [(f(0), names) for f, names in kept]
        """)
    assert run(after(code))["seen"] == [((1, 0), ["x"]), ((2, 0), ["x"])]


def test_a_callee_in_another_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "taking.py").write_text("import inspect\nkept = []\n" + LOOKING["signature"] + "\n")
    main = tmp_path / "main.py"
    main.write_text("from taking import take\nfor i in (1, 2):\n    take(lambda x: (i, x))\n")
    mended = result(main.read_bytes(), str(main)).after.decode()
    assert "take(make_function(i))" in mended


def test_a_function_that_is_handed_round_and_round_is_read_once() -> None:
    looking = "def take(f, n=0):\n    kept.append((f, 1))\n    return n and take(f, n - 1)"
    assert "lambda x, *, i=i:" in after(PROGRAM.format(looking=looking, site=" " * 8 + SITES[0]))
