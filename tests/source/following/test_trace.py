"""Where closures go in one body: what a loop gathers, and how it comes out again."""

from __future__ import annotations

import ast

import pytest

from cellophane.source.steps.outcomes import Way, form_of
from cellophane.source.tree.parents import Parents
from tests.following import first_site, stale

HELPERS = """
from functools import partial
from itertools import chain, islice

def call(f): return f()
def run(*fs): return [f() for f in fs]
def run_all(fs): return [f() for f in fs]
class Page:
    def __init__(self, fs): self.fs = fs
"""


def gathered(way_out: str) -> str | None:
    """How sure it is that what a loop put into a list `fs` is stale when it comes out in this way."""
    lines = "\n".join(f"    {line}" for line in way_out.split("\n"))
    code = "def main(self, items, unknown):\n    fs = []\n    for i in items:\n        fs.append(lambda: i)\n"
    return stale(f"{HELPERS}{code}{lines}\n").get("i")


def tabled(way_out: str) -> str | None:
    """The same of a dict `d`."""
    code = "def main(self, items, k):\n    d = {}\n    for i in items:\n        d[i] = lambda: i\n"
    return stale(f"{HELPERS}{code}    {way_out}\n").get("i")


@pytest.mark.parametrize(
    "way_out",
    [
        "fs[0]()",
        "f = fs[-1]\nf()",
        "first, *rest = fs\nfirst()",
        "first, *rest = fs\nrest[0]()",
        "for f in fs: f()",
        "for f in fs[::-1]: f()",
        "for f in reversed(fs): f()",
        "for f in list(fs): f()",
        "for f in fs.copy(): f()",
        "for f in [*fs]: f()",
        "for f in fs + []: f()",
        "for f in chain(fs, []): f()",
        "for f in islice(fs, 2): f()",
        "for f in filter(None, fs): f()",
        "for n, f in enumerate(fs): f()",
        "for n, f in zip(items, fs): f()",
        "for n in range(3): fs[n]()",
        "[f() for f in fs]",
        "{f(): 1 for f in fs if f}",
        "for f in [g for g in fs]: f()",
        "partial(fs[0])()",
        "fs2 = fs\nfs2[0]()",
        "(fs or unknown)[0]()",
        "run_all(fs)",
        "return fs",
        "return tuple(fs)",
        "return {'fs': fs}",
        "return fs[0]",
        "with unknown: fs[0]()",
        "try:\n    fs[0]()\nexcept OSError:\n    pass",
        "if items:\n    for f in fs: f()",
        "while items: fs[0]()",
    ],
)
def test_out_of_a_list(way_out: str) -> None:
    assert gathered(way_out) == "certain"


@pytest.mark.parametrize("way_out", ["self.fs = fs", "global G\nG = fs", "return lambda: fs[0]()", "return Page(fs)"])
def test_out_of_sight(way_out: str) -> None:
    assert gathered(way_out) in ("certain", "likely")


@pytest.mark.parametrize(
    "way_out",
    [
        "pass",
        "print(fs)",
        "len(fs)",
        "fs.clear()",
        "fs = []\nreturn fs",
        "fs.clear()\nreturn fs",
        "return len(fs)",
        "return bool(fs)",
        "for f in fs: print(f)",
        "if fs: return None",
        "raise ValueError(len(fs))",
        "del fs",
        "return",
        "return\nfs[0]()",
        "raise OSError\nfs[0]()",
    ],
)
def test_it_never_comes_out(way_out: str) -> None:
    assert gathered(way_out) is None


@pytest.mark.parametrize(
    "way_out",
    [
        "d[k]()",
        "d['k']()",
        "d.get(k)()",
        "f = d.get(k); f()",
        "if (f := d.get(k)): f()",
        "if k in d: d[k]()",
        "for k in d: d[k]()",
        "for f in d.values(): f()",
        "for k, f in d.items(): f()",
        "{k: f() for k, f in d.items()}",
        "[f() for k, f in sorted(d.items())]",
        "dict(d)[k]()",
        "{**d}[k]()",
        "d.copy()[k]()",
        "list(d.values())[0]()",
        "return d",
        "return d.values()",
        "return d[k]",
        "e = {}; e.update(d); e[k]()",
    ],
)
def test_out_of_a_dict(way_out: str) -> None:
    assert tabled(way_out) == "certain"


@pytest.mark.parametrize(
    "way_out", ["print(d)", "for k in d: print(k)", "return list(d.keys())", "d.clear(); return d"]
)
def test_it_stays_in_the_dict(way_out: str) -> None:
    assert tabled(way_out) is None


@pytest.mark.parametrize(
    ("code", "form"),
    [
        ("lambda: 1", (Way.CALL,)),
        ("def f(): pass", (Way.CALL,)),
        ("def f(): yield 1", (Way.CALL, Way.ITERATE)),
        ("def f(): x = yield from y", (Way.CALL, Way.ITERATE)),
        ("def f():\n    def g(): yield", (Way.CALL,)),
        ("def f(): return lambda: (yield)", (Way.CALL,)),
        ("def f():\n    if x:\n        yield", (Way.CALL, Way.ITERATE)),
        ("async def f(): pass", (Way.CALL, Way.AWAIT)),
        ("async def f(): yield 1", (Way.CALL, Way.ITERATE)),
        ("(i for i in x)", (Way.ITERATE,)),
    ],
)
def test_how_the_body_of_a_closure_is_made_to_run(code: str, form: tuple[Way, ...]) -> None:
    tree = ast.parse(code)
    site = tree.body[0] if isinstance(tree.body[0], ast.FunctionDef | ast.AsyncFunctionDef) else first_site(tree)
    assert form_of(site, Parents(tree)) == form
