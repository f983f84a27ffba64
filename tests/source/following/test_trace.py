"""Where closures go in one body: what a loop gathers, and how it comes out again."""

from __future__ import annotations

import ast

import pytest

from cellophane.source.change.watch import NOTHING, Watch, for_loss, for_rebinding
from cellophane.source.flow.graph import Event
from cellophane.source.following import trace as module
from cellophane.source.following.trace import Trace
from cellophane.source.following.tracks import Moment
from cellophane.source.steps.outcomes import End, Way, form_of
from cellophane.source.tree.parents import Parents
from tests.following import first_site, stale
from tests.parts import Parts, place, told

# -- asked directly ------------------------------------------------------------------------------------------------

DIRECT = """
from signal import signal, SIGINT
from threading import Thread
from concurrent.futures import ThreadPoolExecutor
def main(x, out, bus):
"""
FIRST = DIRECT.count("\n") + 1
"""The row in which the body of `main` begins."""


def traced(code: str, watch: str = "rebinding") -> tuple[Parts, Trace, list[str]]:
    """Where the first closure of `main` goes while `v` is watched: what becomes of it, at which event and in which
    line of the body (from 0), whether it reads something else by then, and what has kept it."""
    parts = Parts(DIRECT + "".join(f"    {line}\n" for line in code.split("\n")))
    flow, site = parts.flow(parts.main), parts.site()
    [make] = flow.at(Event.MAKE, site)
    v, happenings = parts.variable("v"), parts.happenings(flow)
    loop = flow.loops[make]
    watches = {
        "rebinding": for_rebinding(happenings, v),
        "loop": Watch(happenings.bound(v), loop=loop),
        "loss": for_loss(happenings, v),
        "nothing": NOTHING,
    }
    trace = Trace(flow, parts.following, watches[watch])
    found = []
    for arrival in trace.arrivals(
        Moment(make), parts.fates.of(site, form_of(site, parts.parents)), form_of(site, parts.parents)
    ):
        if arrival.outcome.end in (End.DROPPED, End.RELEASED, End.WITHDRAWN):
            continue
        event, *row = place(arrival.outcome.event, arrival.outcome.node).split()
        line = f" {int(row[0]) - FIRST}" if row and event != "exit" else ""
        kept = f", {told(arrival.kept)}" if arrival.kept is not None else ""
        found.append(f"{told(arrival.outcome)}, {event}{line}{', stale' if arrival.moment.stale else ''}{kept}")
    return parts, trace, sorted(set(found))


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        # it runs where it stands, or under its name, as long as that stands for it
        ("v = 1\n(lambda: v)()", ["run, certain, call 1"]),
        ("v = 1\nf = lambda: v\nf()", ["run, certain, call 2"]),
        ("v = 1\nf = lambda: v\nf()\nf()", ["run, certain, call 2", "run, certain, call 3"]),
        ("v = 1\nf = lambda: v\nv = 2\nf()", ["run, certain, call 3, stale"]),
        ("v = 1\nf = lambda: v\nf()\nv = 2", ["run, certain, call 2"]),
        ("v = 1\nf = lambda: v\ng = f\nv = 2\ng()", ["run, certain, call 4, stale"]),
        ("v = 1\nf = lambda: v\nf = 1\nf()", []),
        ("v = 1\nf = lambda: v\ndel f\nf()", []),
        ("v = 1\nf = lambda: v\ng = f\nf = 1\ng()", ["run, certain, call 4"]),
        ("v = 1\nf = lambda: v", []),
        ("v = 1\nlambda: v\nv = 2", []),
        # on some ways
        ("v = 1\nf = lambda: v\nif x: v = 2\nf()", ["run, certain, call 3", "run, certain, call 3, stale"]),
        (
            "v = 1\nf = lambda: v\nif x:\n    v = 2\n    f()\nelse: f()",
            ["run, certain, call 4, stale", "run, certain, call 5"],
        ),
        ("v = 1\nf = lambda: v\nif x: f = 1\nf()", ["run, certain, call 3"]),
        ("v = 1\nf = lambda: v\nreturn\nf()", []),
        ("v = 1\nf = lambda: v\nwhile x:\n    f()\n    v = 2", ["run, certain, call 3", "run, certain, call 3, stale"]),
        ("v = 1\nf = lambda: v\ntry: v = x()\nexcept OSError: f()", ["run, certain, call 3"]),
        ("v = 1\nf = lambda: v\ntry: v = 2; x()\nfinally: f()", ["run, certain, call 3, stale"]),
        # what it waits for may spoil it: the value is evaluated before
        ("v = 1\nx(lambda: v, v := 2)", ["unknown, possible, call 1, stale"]),
        ("v = 1\n[lambda: v, v := 2][0]()", ["run, certain, call 1, stale"]),
        # it leaves
        ("v = 1\nreturn lambda: v", ["returned, certain, return 1"]),
        ("v = 1\nf = lambda: v\nv = 2\nreturn f", ["returned, certain, return 3, stale"]),
        ("v = 1\nyield lambda: v", ["yielded, certain, yield 1"]),
        # something keeps it
        ("v = 1\nout.append(lambda: v)", ["kept by out, likely, call 1"]),
        ("v = 1\nx.f = lambda: v", ["kept by x, likely, store 1"]),
        ("v = 1\nglobal g\ng = lambda: v", ["kept, likely, bind 2"]),
        ("v = 1\nunheard_of(lambda: v)", ["unknown, possible, call 1"]),
        # an object that holds it: a list, and what is taken out of that
        ("v = 1\nfs = []\nfs.append(lambda: v)\nfs[0]()", ["run, certain, call 3, held fs, certain"]),
        ("v = 1\nfs = [lambda: v]\nv = 2\nfor f in fs: f()", ["run, certain, call 3, stale"]),
        ("v = 1\nfs = [lambda: v]\nfs.clear()\nfs[0]()", []),
        ("v = 1\nfs = []\nfs.append(lambda: v)\nreturn fs", ["returned, certain, return 3, held fs, certain"]),
        (
            "v = 1\nfs = []\nfs.append(lambda: v)\nfs += [1]\nreturn fs",
            ["returned, certain, return 4, held fs, certain"],
        ),
        ("v = 1\nfs = []\nout.fs = fs\nfs.append(lambda: v)", ["kept by out, likely, store 2, held fs, certain"]),
        # a comprehension, a `with`, a closure that holds it until they are over
        ("v = 1\nfs = [(lambda: v) for _ in x]\nfs[0]()", ["run, certain, call 2, lasts, certain"]),
        ("v = 1\n[(lambda: v) for _ in x]", []),
        ("v = 1\nwith (lambda: v):\n    v = 2", ["run, certain, leave 1, stale, lasts, certain"]),
        ("v = 1\nf = lambda: v\ng = lambda: f()\nv = 2\ng()", ["run, likely, call 4, stale"]),
        ("v = 1\nf = lambda: v\nout.append(lambda: f)", ["kept by out, likely, call 2"]),
        # a place in which another value is put
        ("v = 1\no = x()\no.f = lambda: v\no.f = 1\no.f()", []),
        ("v = 1\no = x()\no.f = lambda: v\no.f()", ["run, certain, call 3, held o, certain"]),
        ("v = 1\nsignal(SIGINT, lambda: v)", ["kept, certain, call 1"]),
    ],
)
def test_where_a_closure_goes_in_one_body(code: str, expected: list[str]) -> None:
    assert traced(code)[2] == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("for v in x:\n    (lambda: v)()", ["run, certain, call 1"]),
        ("for v in x:\n    f = lambda: v\nf()", ["run, certain, call 2"]),
        ("for v in x:\n    f = lambda: v\n    v = 2\n    f()", ["run, certain, call 3"]),
        ("f = x\nfor v in x:\n    f()\n    f = lambda: v", ["run, certain, call 2, stale"]),
        (
            "f = x\nfor v in x:\n    if v: f = lambda: v\n    f()",
            ["run, certain, call 3", "run, certain, call 3, stale"],
        ),
        (
            "fs = []\nfor v in x:\n    fs.append(lambda: v)\nfs[0]()",
            ["run, certain, call 3, held fs, certain", "run, certain, call 3, stale, held fs, certain"],
        ),
        (
            "fs = []\nfor v in x:\n    fs.append(lambda: v)\n    break\nfs[0]()",
            ["run, certain, call 4, held fs, certain"],
        ),
        ("for w in x:\n    v = w\n    fs = [lambda: v]\n    fs[0]()", ["run, certain, call 3"]),
        ("for v in x:\n    out.append(lambda: v)", ["kept by out, likely, call 1"]),
        ("for v in x:\n    f = lambda: v\n    yield f", ["yielded, certain, yield 2"]),
        (
            "fs = [lambda: v for v in x]\nfs[0]()",
            ["run, certain, call 1, lasts, certain", "run, certain, call 1, stale, lasts, certain"],
        ),
    ],
)
def test_in_a_loop_only_a_later_iteration_spoils_it(code: str, expected: list[str]) -> None:
    assert traced(code, "loop")[2] == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("v = 1\nf = lambda: v\nf()\ndel v", ["run, certain, call 2"]),
        ("v = 1\nf = lambda: v\ndel v\nf()", ["run, certain, call 3, stale"]),
        ("v = 1\nf = lambda: v\ndel v\nv = 2\nf()", ["run, certain, call 4"]),
        ("v = 1\nf = lambda: v\ndel v\nif x: v = 2\nf()", ["run, certain, call 4", "run, certain, call 4, stale"]),
        (
            "try: x()\nexcept OSError as v:\n    f = lambda: v\n    f()\n    out.append(f)",
            ["kept by out, likely, call 4", "run, certain, call 3"],
        ),
        ("f = x\ntry: x()\nexcept OSError as v:\n    f = lambda: v\nf()", ["run, certain, call 4, stale"]),
    ],
)
def test_what_is_restored_is_no_longer_spoilt(code: str, expected: list[str]) -> None:
    assert traced(code, "loss")[2] == expected


def test_nothing_is_stale_if_nobody_asks_what_it_reads() -> None:
    assert traced("v = 1\nf = lambda: v\nv = 2\nf()", "nothing")[2] == ["run, certain, call 3"]


# -- what was begun, and what is taken back ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("v = 1\nt = Thread(target=lambda: v)", []),
        ("v = 1\nt = Thread(target=lambda: v)\nt.run()", ["run, certain, call 2"]),
        ("v = 1\nt = Thread(target=lambda: v)\nt.start()\nt.join()\nv = 2", []),
        (
            "v = 1\nt = Thread(target=lambda: v)\nt.start()\nv = 2\nt.join()",
            ["held t, certain, call 2, stale, held t, certain"],
        ),
        ("v = 1\nt = Thread(target=lambda: v)\nt.start()", ["kept, certain, exit, held t, certain"]),
        ("v = 1\nt = Thread(target=lambda: v)\nt.start()\nif x: t.join()", ["kept, certain, exit, held t, certain"]),
        ("v = 1\nbus.connect(lambda: v)", ["kept, likely, call 1"]),
        ("v = 1\nwith ThreadPoolExecutor() as pool:\n    pool.submit(lambda: v)", []),
        (
            "v = 1\nwith ThreadPoolExecutor() as pool:\n    pool.submit(lambda: v)\n    v = 2",
            ["held pool, certain, call 2, stale, held pool, certain"],
        ),
        ("v = 1\nwith ThreadPoolExecutor() as pool:\n    pool.submit(lambda: v).result()\n    v = 2", []),
    ],
)
def test_what_runs_on_its_own_until_it_has_finished(code: str, expected: list[str]) -> None:
    assert traced(code)[2] == expected


@pytest.mark.parametrize(
    ("code", "withdrawn"),
    [
        ("v = 1\nf = lambda: v\nbus.connect(f)\nbus.disconnect(f)", {f"call {FIRST + 3}"}),
        ("v = 1\nf = lambda: v\nbus.connect(f)\nbus.disconnect(x)", set()),
        ("v = 1\nf = lambda: v\nbus.disconnect(f)\nbus.connect(f)", {f"call {FIRST + 2}"}),
    ],
)
def test_where_it_is_taken_back(code: str, withdrawn: set[str]) -> None:
    parts, trace, _ = traced(code)
    assert parts.places(trace.withdrawn) == withdrawn


def test_what_is_taken_back_from_an_object_of_its_own_is_gone() -> None:
    code = "v = 1\nf = lambda: v\nown = []\nown.append(f)\nown.{}(f)\nown[0]()"
    assert traced(code.format("remove"))[2] == []
    assert traced(code.format("index"))[2] == ["run, certain, call 5, held own, certain"]


# -- bounds --------------------------------------------------------------------------------------------------------


def test_a_trace_that_is_too_long_sees_no_further(monkeypatch: pytest.MonkeyPatch) -> None:
    code = "v = 1\nf = lambda: v\nif x: pass\nf()"
    assert traced(code)[2] == ["run, certain, call 3"]
    monkeypatch.setattr(module, "_LIMIT", 3)
    assert traced(code)[2] == ["unknown, possible, bind 1"]


def test_in_a_long_body_objects_are_taken_to_live_on(monkeypatch: pytest.MonkeyPatch) -> None:
    code = "v = 1\nfs = []\nfs.append(lambda: v)"
    assert traced(code)[2] == []
    monkeypatch.setattr(module, "_LONG", 5)
    assert traced(code)[2] == ["kept by fs, likely, call 2"]


# -- seen in what is found -----------------------------------------------------------------------------------------

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


@pytest.mark.parametrize(
    ("way_out", "certainty"),
    [
        ("self.fs = fs", "likely"),
        ("global G\nG = fs", "likely"),
        ("return lambda: fs[0]()", "likely"),
        ("return Page(fs)", "certain"),
    ],
)
def test_out_of_sight(way_out: str, certainty: str) -> None:
    assert gathered(way_out) == certainty


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
