"""Whether a closure outlives the iteration whose variable it reads, and what is shown for it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable

import pytest

from cellophane.model.finding import Certainty
from cellophane.model.scope import Variable
from cellophane.source.change.rebindings import Rebindings
from cellophane.source.change.watch import NOTHING, Watch, for_first_binding, for_loss, for_rebinding
from cellophane.source.flow.graph import Event, Flow
from cellophane.source.flow.happenings import Happenings
from cellophane.source.following.lifetimes import Lifetimes
from cellophane.source.steps.outcomes import End, Way
from tests.following import facts, only, stale
from tests.parts import Parts, row_of, told

# -- asked directly ------------------------------------------------------------------------------------------------

WATCHES: dict[str, Callable[[Happenings, Variable], Watch]] = {
    "rebinding": for_rebinding,
    "loss": for_loss,
    "first": for_first_binding,
}


def late(code: str, hazard: str, variable: str = "v") -> str | None:
    """How the first closure of a file comes to read a variable that is spoilt: how sure that is, in which row it is
    spoilt, what keeps it, and where it runs."""
    parts = Parts(code)
    site = parts.site()
    captured = next(v for v in parts.names.captures(parts.names.scope(site)) if v.name == variable)

    def watches(flow: Flow, make: int, asked: Variable) -> Iterable[Watch]:
        assert asked is captured
        assert flow.events[make] is Event.MAKE
        if hazard == "loop":
            return Rebindings(parts.names, parts.parents, parts.callees).in_loops(flow, make, asked)
        return [WATCHES[hazard](parts.happenings(flow), asked)]

    found = Lifetimes(parts.following).trail(site, captured, watches).stale
    if found is None:
        return None
    assert found.variable is captured
    kept = f", {told(found.kept)} in {row_of(found.kept.node)}" if found.kept else ""
    called = f", runs in {row_of(found.called.node)}" if found.called else ""
    return f"{found.certainty.word}: spoilt in {row_of(found.spoilt_by)}{kept}{called}"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("v = 1\nf = lambda: v\nv = 2\nf()", "certain: spoilt in 3, runs in 4"),
        ("v = 1\nf = lambda: v\nif x: v = 2\nf()", "certain: spoilt in 3, runs in 4"),
        ("v = 1\nout.append(lambda: v)\nv = 2", "likely: spoilt in 3, kept, likely in 2"),
        (
            "def main(out):\n    v = 1\n    out.append(lambda: v)\n    v = 2",
            "likely: spoilt in 4, kept by out, likely in 3",
        ),
        (
            "def main():\n    v = 1\n    fs = []\n    fs.append(lambda: v)\n    v = 2\n    fs[0]()",
            "certain: spoilt in 5, held fs, certain in 4, runs in 6",
        ),
        ("v = 1\nunheard_of(lambda: v)\nv = 2", "possible: spoilt in 3, unknown, possible in 2"),
        (
            "def main():\n    v = 1\n    f = lambda: v\n    v = 2\n    unheard_of(f)",
            "likely: spoilt in 4, unknown, possible in 5",
        ),
        (
            "def main():\n    v = 1\n    f = lambda: v\n    v = 2\n    return f",
            "certain: spoilt in 4, returned, certain in 5",
        ),
        ("for v in x:\n    f = lambda: v\n    f()", None),
        ("def main():\n    v = 1\n    return lambda: v\n    v = 2", None),
        ("v = 1\nf = lambda: v\nf()\nf = 1\nv = 2", None),
        ("v = 1\n(lambda: v)()\nv = 2", None),
        ("v = 1\nout.append(lambda: v)", None),
        ("v = 1\nv = 2\nout.append(lambda: v)", None),
    ],
)
def test_what_is_rebound_after_the_closure_was_made(code: str, expected: str | None) -> None:
    assert late(code, "rebinding") == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("v = 1\nf = lambda: v\ndel v\nf()", "certain: spoilt in 3, runs in 4"),
        ("v = 1\nf = lambda: v\ndel v\nv = 2\nf()", None),
        ("v = 1\nf = lambda: v\nf()\ndel v\nf = 1", None),
        ("try: x()\nexcept OSError as v: f = lambda: v\nf()", "certain: spoilt in 2, runs in 3"),
        ("try: x()\nexcept OSError as v: (lambda: v)()", None),
        ("try: x()\nexcept OSError as v: out.append(lambda: v)", "likely: spoilt in 2, kept, likely in 2"),
        ("v = 1\nout.append(lambda: v)\nv = 2", None),
    ],
)
def test_what_loses_its_value_after_the_closure_was_made(code: str, expected: str | None) -> None:
    assert late(code, "loss") == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("f = lambda: v\nf()\nv = 1", "certain: spoilt in 1, runs in 2"),
        ("f = lambda: v\nif x: v = 1\nf()", "certain: spoilt in 1, runs in 3"),
        ("f = lambda: v\nv = 1\nf()", None),
        ("out.append(lambda: v)\nv = 1", None),  # what is handed away mostly runs later
        ("unheard_of(lambda: v)\nv = 1", None),
        ("def main():\n    return lambda: v\n    v = 1", None),
        ("(lambda: v)()\nv = 1", "certain: spoilt in 1, runs in 1"),
    ],
)
def test_what_has_no_value_yet_when_the_closure_is_made(code: str, expected: str | None) -> None:
    assert late(code, "first") == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("for v in x: out.append(lambda: v)", "likely: spoilt in 1, kept, likely in 1"),
        (
            "def main(x):\n    fs = []\n    for v in x:\n        fs.append(lambda: v)\n    fs[0]()",
            "certain: spoilt in 3, held fs, certain in 4, runs in 5",
        ),
        ("def main(x):\n    for v in x:\n        return lambda: v", None),
        ("def main(x):\n    for v in x:\n        unheard_of(lambda: v)\n        return", None),
        ("def main(x):\n    for v in x:\n        x.f = lambda: v", "possible: spoilt in 2, kept by x, likely in 3"),
        ("def main(x):\n    for v in x:\n        v.f = lambda: v", "likely: spoilt in 2, kept, likely in 3"),
        ("def main(x):\n    for v in x:\n        f = lambda: v\n        v = 2\n        f()", None),
        (
            "def main(b, x):\n    for v in x:\n        f = lambda: v\n        b.connect(f)\n        b.disconnect(f)",
            None,
        ),
        # what a closure makes and gives away
        (
            "def main(out, x):\n    for v in x:\n        def g(): return lambda: v\n        out.append(g())",
            "likely: spoilt in 2, kept by out, likely in 4",
        ),
        ("def main(out, x):\n    for v in x:\n        def g(): return lambda: v\n        g()()", None),
        (
            "def main(out, x):\n    for v in x:\n        def g(): out.append(lambda: v)\n        g()",
            "likely: spoilt in 2, kept by out, likely in 3",
        ),
        # what a generator gives out
        ("def main(x):\n    for v in x:\n        yield lambda: v", "possible: spoilt in 2, yielded, certain in 3"),
        (
            "def gen(x):\n    for v in x: yield lambda: v\nfor f in gen(x): f()",
            "possible: spoilt in 2, yielded, certain in 2",
        ),
        (
            "def gen(x):\n    for v in x: yield lambda: v\nfs = list(gen(x))\nfs[0]()",
            "certain: spoilt in 2, yielded, certain in 2, runs in 4",
        ),
        ("def gen(x):\n    for v in x:\n        yield lambda: v\n        return\nfs = list(gen(x))\nfs[0]()", None),
        (
            "g = ((lambda: v) for v in x)\nfs = list(g)\nfs[0]()",
            "certain: spoilt in 1, yielded, certain in 1, runs in 3",
        ),
        ("def main(x):\n    for f in ((lambda: v) for v in x): f()", None),
        ("for f in ((lambda: v) for v in x): f()", "possible: spoilt in 1, yielded, certain in 1"),
    ],
)
def test_what_a_later_iteration_rebinds(code: str, expected: str | None) -> None:
    assert late(code, "loop") == expected


@pytest.mark.parametrize(
    ("code", "variable"),
    [
        ("def f(): return f()\nout.append(f)\nf = 1\n", "f"),
        ("class A:\n    def f(self): return A\nout.append(A)\nA = 1\n", "A"),
        ("class A:\n    class B:\n        def f(self): return A\nout.append(A)\nA = 1\n", "A"),
    ],
)
def test_the_name_of_a_definition_is_rebound_together_with_what_it_stands_for(code: str, variable: str) -> None:
    assert late(code, "rebinding", variable) is None


def test_another_name_is_not() -> None:
    assert (
        late("def f(): return g()\nout.append(f)\ng = 1\n", "rebinding", "g")
        == "likely: spoilt in 3, kept, likely in 2"
    )


def test_callees_of_which_nothing_is_known_are_remembered() -> None:
    parts = Parts("def main(v):\n    f = lambda: v\n    known = sorted(f)\n    one(f)\n    two.three(f)\n")
    lifetimes = Lifetimes(parts.following)
    assert lifetimes.unresolved == []
    assert lifetimes.trail(parts.site(), parts.variable("v"), lambda *_: [NOTHING]).stale is None
    assert sorted(map(ast.unparse, lifetimes.unresolved)) == ["one", "two.three"]


# -- seen in what is found -----------------------------------------------------------------------------------------


def row(node: ast.AST) -> int:
    assert isinstance(node, ast.expr | ast.stmt)
    return node.lineno


def test_what_is_shown() -> None:
    found = only(
        """
        def main(items):
            late = []
            for i in items:
                late.append(lambda: i)
            return [read() for read in late]
        """
    )
    assert isinstance(found.site, ast.Lambda)
    assert found.variable.name == "i"
    assert (row(found.spoilt_by), found.certainty) == (4, Certainty.CERTAIN)
    assert found.kept is not None
    assert (found.kept.end, row(found.kept.node)) == (End.HELD, 5)
    assert found.called is not None
    assert (found.called.end, row(found.called.node)) == (End.RUN, 6)
    assert found.form == (Way.CALL,)


def test_who_calls_it_may_be_out_of_sight() -> None:
    found = only("def main(items, late):\n    for i in items:\n        late.append(lambda: i)\n")
    assert found.called is None
    assert found.kept is not None
    assert (found.kept.end, found.certainty) == (End.KEPT, Certainty.LIKELY)


def test_where_several_things_keep_it_the_surest_counts() -> None:
    code = """
        def main(items, unknown):
            late = []
            for i in items:
                read = lambda: i
                unknown(read)
                late.append(read)
            return [read() for read in late]
        """
    assert stale(code) == {"i": "certain"}


def test_each_variable_is_asked_about() -> None:
    code = """
        def main(items, fixed):
            late = []
            for i, j in items:
                k = i
                late.append(lambda: (i, k, fixed))
            return late
        """
    assert stale(code) == {"i": "certain", "k": "certain"}


@pytest.mark.parametrize(
    ("site", "inner"),
    [
        ("lambda: i", "lambda: i"),
        ("lambda: lambda: i", "lambda: lambda: i"),
        ("(lambda: lambda: i)()", "lambda: i"),
        ("(i for _ in x)", "(i for _ in x)"),
    ],
)
def test_the_closure_that_outlives_is_named(site: str, inner: str) -> None:
    found = only(
        f"def main(items, x):\n    late = []\n    for i in items:\n        late.append({site})\n    return late\n"
    )
    assert ast.unparse(found.site) == inner


@pytest.mark.parametrize(
    "body",
    [
        "def f(): return f()\n        late.append(f)",
        "def f(n): return [f(m) for m in n]\n        late.append(f)",
        "class A:\n            def f(self): return A()\n        late.append(A)",
        "class A:\n            f = lambda self: A\n        late.append(A)",
    ],
)
def test_a_name_is_rebound_together_with_what_it_stands_for(body: str) -> None:
    code = f"def main(items):\n    late = []\n    for i in items:\n        {body}\n    return late\n"
    assert "f" not in stale(code)
    assert "A" not in stale(code)


@pytest.mark.parametrize(
    "code",
    [
        "class A:\n    for i in x:\n        f = lambda self: i",
        "for i in x: pass\nf = lambda: i",
        "def main(i):\n    return [lambda: i for _ in x]",
        "for i in x:\n    f = lambda i: i\n    late.append(f)",
        "for i in x:\n    i.f = 1",
        "while x:\n    late.append(lambda: y)",
    ],
)
def test_nothing_that_a_loop_rebinds_is_captured(code: str) -> None:
    assert stale(code) == {}


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("for i in x:\n    f(lambda: i)", ["i"]),
        ("for i in x:\n    pass\nf(lambda: i)", ["i"]),
        ("f(lambda: i)", []),
        ("i = 1\nf(lambda: i)", []),
        ("for i in x:\n    del i\n    f(lambda: j)", []),
        ("[lambda: i for i in x]", ["i"]),
        ("while x:\n    y = 1\n    def f(): return y", ["y"]),
    ],
)
def test_which_captures_are_worth_the_question(code: str, names: list[str]) -> None:
    known = facts(code)
    found = known.captured_in_loops
    assert sorted(variable.name for _, variable in found) == names
