"""What is told of names and closures."""

from __future__ import annotations

import ast

import pytest
from hypothesis import assume, given, settings

from cellophane.check import engine
from cellophane.check.cursor import hovers
from cellophane.check.cursor.pointing import Pointed, closure_at, name_at
from cellophane.check.outcomes_in_words import called
from cellophane.check.wishes import Wishes
from cellophane.model.finding import Certainty, Finding
from cellophane.model.hover import ClosureHover, NameHover, Unbound
from cellophane.model.place import Span
from cellophane.model.scope import ScopeKind
from cellophane.source.facts import Facts, alone
from cellophane.source.text.source import Source, Unreadable
from cellophane.source.tree.bodies import Body, Site
from cellophane.workspace.settings import Settings
from tests.check.cursor.marking import marked
from tests.following import KNOWLEDGE
from tests.programs import programs


def found(known: Facts) -> tuple[Finding, ...]:
    return engine.findings_of(known, Wishes().options(Settings()))


def of_name(code: str) -> NameHover:
    known, row, column = marked(code)
    pointed = name_at(known, row, column)
    assert pointed is not None
    return hovers.of_name(known, pointed, found(known))


def of_closure(code: str) -> ClosureHover:
    known, row, column = marked(code)
    site = closure_at(known, row, column)
    assert site is not None
    return hovers.of_closure(known, site, found(known))


def holders(code: str) -> list[str]:
    """`lambda 3 rw nonlocal`."""
    return [
        " ".join(filter(None, (one.closure, str(one.row), "r" * one.reads + "w" * one.writes, one.declares)))
        for one in of_name(code).holders
    ]


LATE = """\
def make(steps):
    late = []
    for step in steps:
        late.append(lambda: step¦)
    for step in steps:
        print(step)
    return late
"""


def test_a_variable() -> None:
    told = of_name(LATE)
    assert (told.name, told.variable, told.owner.name, told.owner.row) == ("step", "step", "make", 1)
    assert [(one.row, one.how, one.scope, one.repeated) for one in told.bindings] == [
        (3, "loop target", "make", True),
        (5, "loop target", "make", True),
    ]
    assert [(one.closure, one.row) for one in told.holders] == [("the lambda", 4)]
    assert [(one.code, one.span.row) for one in told.findings] == [("CEL101", 4)]


def test_findings_are_those_of_the_variable_and_not_of_a_namesake() -> None:
    namesake = "\ndef other(step):\n    return step\n"
    assert of_name(LATE.replace("¦", "") + namesake.replace("other(step", "other(step¦")).findings == ()
    assert len(of_name(LATE + namesake).findings) == 1


def test_what_a_comment_silences_is_not_told() -> None:
    assert of_name(LATE.replace("step¦)", "step¦)  # noqa: CEL101")).findings == ()
    assert len(of_name(LATE.replace("step¦)", "step¦)  # noqa: CEL102")).findings) == 1


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("def f(x):\n  def g¦(): return x", ["NameHover", "ClosureHover"]),
        ("def f(x):\n  d¦ef g(): return x", ["ClosureHover"]),
        ("def f¦(x): ...", ["NameHover"]),
        ("d¦ef f(x): ...", ["ClosureHover"]),
        ("lambda¦: 0", ["ClosureHover"]),
        ("x ¦= 1", []),
    ],
)
def test_what_is_told_of_a_place(code: str, expected: list[str]) -> None:
    assert [type(one).__name__ for one in hovers.at(*marked(code), ())] == expected


def test_nothing_is_followed_for_a_name() -> None:
    known, row, column = marked(LATE)
    pointed = name_at(known, row, column)
    assert pointed is not None
    hovers.of_name(known, pointed, ())
    assert not {"fates", "callees", "summaries", "_following"} & vars(known).keys()


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("def f(x¦): return x", []),
        ("def f(x¦): return [x for _ in x]", []),
        ("def f(x¦):\n  class C: y = x", []),
        ("def f(x¦): return (x for _ in x)", ["the generator expression 1 r"]),
        ("def f(x¦): return lambda: lambda: x", ["the lambda 1 r"]),
        ("def f(x¦):\n  class C:\n    def g(self): return x", ["`g` 3 r"]),
        ("def f(x¦):\n  def g():\n    nonlocal x\n    x = 1", ["`g` 2 w nonlocal"]),
        ("def f(x¦):\n  def g():\n    nonlocal x\n    x += 1", ["`g` 2 rw nonlocal"]),
        ("def f(x¦):\n  def g():\n    nonlocal x\n    del x", ["`g` 2 w nonlocal"]),
        ("def f(x):\n  def g():\n    nonlocal x¦\n    return [x := y for y in ()]", ["`g` 2 w nonlocal"]),
        ("def f():\n  (x¦ := y for y in ())", ["the generator expression 2 w"]),
        ("x¦ = 1\ndef f():\n  global x\n  x = 2\nlambda: x", ["`f` 2 w global", "the lambda 5 r"]),
        ("def f(x¦):\n  def g(y=x): ...", []),
        ("def f(x¦):\n  @x\n  def g(): ...", []),
        ("def f(x¦):\n  def g():\n    try: ...\n    except E as x: ...", []),
    ],
)
def test_the_closures_that_use_a_variable(code: str, expected: list[str]) -> None:
    assert holders(code) == expected


@settings(max_examples=60, deadline=None)
@given(programs())
def test_closures_that_use_a_variable_are_those_whose_bodies_have_its_name(program: str) -> None:
    try:
        known = alone(Source("a.py", program), KNOWLEDGE)
    except Unreadable:
        assume(False)
        raise
    scopes = [scope for scope in known.names.scopes if scope.kind is not ScopeKind.TYPE_PARAMETERS]
    for variable in (one for scope in scopes for one in known.names.variables(scope)):
        nodes = [one.node for one in known.names.uses(variable)]
        nodes += [one.node for one in known.names.bindings(variable) if not isinstance(one.node, ast.arg)]
        owner = variable.scope.node
        bodies = {known.parents.body(node) for node in nodes}
        bodies -= {owner if isinstance(owner, Body) else known.parents.body(owner)}
        expected = sorted((body.lineno, called(body)) for body in bodies if isinstance(body, Site))
        told = hovers.of_name(known, Pointed(variable, owner, Span(1, 1, 1, 2)))
        assert sorted((one.row, one.closure) for one in told.holders) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("print¦(x)", Unbound.PYTHON),
        ("__file__¦", Unbound.PYTHON),
        ("nobody¦", Unbound.NOWHERE),
        ("from q import *\nnobody¦", Unbound.UNSEEN),
        ("def f():\n  x¦: int", Unbound.NOWHERE),
        ("class C:\n  def f(self): return __class__¦", Unbound.CLASS_CELL),
        ("x¦ = 1", None),
    ],
)
def test_why_no_line_binds_it(code: str, expected: Unbound | None) -> None:
    assert of_name(code).unbound is expected


def test_a_private_name() -> None:
    told = of_name("class C:\n  def f(self, __x):\n    return lambda: __x¦")
    assert (told.name, told.variable, told.owner.name) == ("__x", "_C__x", "C.f")


def test_a_name_in_other_letters() -> None:
    told = of_name("\N{LATIN SMALL LIGATURE FI}¦ = fi = 1")
    assert (told.name, told.variable, len(told.bindings)) == ("\N{LATIN SMALL LIGATURE FI}", "fi", 2)


def test_a_closure() -> None:
    told = of_closure(LATE.replace("step¦", "step").replace("lambda:", "lam¦bda:"))
    assert (told.closure, told.span) == ("the lambda", Span(4, 21, 4, 27))
    [captured] = told.captures
    assert (captured.name, captured.owner.name, captured.writes) == ("step", "make", False)
    assert captured.trail is not None
    assert (captured.trail.certainty, captured.trail.code) == (Certainty.CERTAIN, "CEL101")


def test_what_may_be_read_late_comes_first() -> None:
    told = of_closure("def f(xs, late):\n  n = 0\n  for x in xs:\n    late.append(¦lambda: n + x)\n")
    assert [one.name for one in told.captures] == ["x", "n"]


def test_what_is_only_written_has_no_trail() -> None:
    told = of_closure("def f():\n  n = 0\n  def ¦g():\n    nonlocal n\n    n = 1\n  return g")
    assert [(one.name, one.writes, one.trail) for one in told.captures] == [("n", True, None)]


def test_variables_of_a_module_count_where_a_loop_rebinds_them() -> None:
    told = of_closure("import q\nfor i in q.x:\n  q.f(¦lambda: (i, q))\n")
    assert [one.name for one in told.captures] == ["i"]
    assert of_closure("n = 0\n¦def f(): return n").captures == ()


def test_two_variables_of_one_name() -> None:
    inner = "      def h():\n        global x\n        return x\n      return x, h\n"
    told = of_closure(f"for x in y:\n  def f(x):\n    def ¦g():\n{inner}")
    assert sorted(one.owner.name for one in told.captures) == ["<module>", "f"]
    assert all(one.trail is not None for one in told.captures)
