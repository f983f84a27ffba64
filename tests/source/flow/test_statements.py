"""Sharp cases of the order of events: ways that exist, and above all ways that do not.

Programs are written with calls `a()`, `b()` …; `Graph.can(a, b)` asks whether `b` can be called after `a`. That every
way that CPython takes exists is for `test_flow_against_cpython` to show.
"""

from __future__ import annotations

import ast
import sys
import textwrap

import pytest

from cellophane.source.flow.graph import Event
from cellophane.source.flow.statements import build
from cellophane.source.tree.bodies import Body


class Graph:
    """The flow of a module, or of the function, lambda or generator expression that it begins with."""

    def __init__(self, text: str) -> None:
        tree = ast.parse(textwrap.dedent(text))
        first = tree.body[0]
        started = first.value if isinstance(first, ast.Expr) else first
        self.body: Body = started if isinstance(started, Body) else tree
        self.flow = build(self.body)
        self.nodes = list(ast.walk(self.body))

    def calls(self, name: str) -> list[int]:
        """Where a function is called; nowhere if control cannot get there."""
        wanted = [n for n in self.nodes if isinstance(n, ast.Call) and ast.unparse(n.func) == name]
        assert wanted, f"no call of {name}"
        return [number for node in wanted for number in self.flow.at(Event.CALL, node)]

    def can(self, first: str, then: str) -> bool:
        """Whether one call can come after another."""
        return not self.flow.reachable(self.calls(first)).isdisjoint(self.calls(then))

    def at(self, event: Event, kind: type[ast.AST]) -> list[int]:
        """Where this happens at nodes of a kind."""
        return [number for node in self.nodes if isinstance(node, kind) for number in self.flow.at(event, node)]

    def order(self) -> list[str]:
        """The events of a graph without branches, if nothing raises; definitions by their kind only."""
        words, number = list[str](), self.at(Event.ENTRY, type(self.body))[0]
        while True:
            [number] = [n for n in self.flow.successors[number] if self.flow.events[n] is not Event.JOIN]
            node = self.flow.nodes[number]
            if node is None:
                return words
            text = "" if isinstance(node, ast.FunctionDef | ast.ClassDef) else ast.unparse(node)
            words.append(f"{self.flow.events[number].value} {text}".strip())

    def exits(self) -> bool:
        """Whether control can leave the body."""
        return self.flow.events.index(Event.EXIT) in self.flow.reachable(self.at(Event.ENTRY, type(self.body)))


# -- the order of evaluation --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("program", "order"),
    [
        ("x = y", "use y; bind x"),
        ("x = z.w = y", "use y; bind x; use z; store z.w"),
        ("x, z[i] = y", "use y; bind x; use z; use i; store z[i]"),
        ("x += y", "use x; use y; bind x"),
        ("x.a += y", "use x; use y; store x.a"),
        ("x[i] += y", "use x; use i; use y; store x[i]"),
        ("del x, y.z", "unbind x; use y; store y.z"),
        ("f(x, *y, k=z)", "use f; use x; use y; done *y; use z; call f(x, *y, k=z)"),
        ("{x: y, **z}", "use x; use y; use z"),
        ("x: y = z", "use z; bind x; use y"),
        ("x.a: y", "use x; use y"),
        ("import x.y, z as w", "bind x.y; bind z as w"),
        ("(y := x)", "use x; bind y"),
        ("f'{x}{y:{z}}'", "use x; use y; use z"),
        ("0\n@d\ndef g(p: t = v, *, q=w) -> r: pass", "use d; use v; use w; use t; use r; make; bind"),
        ("@d\nclass C(b, m=k):\n  x: t = v", "use d; use b; use k; use v; bind x; use t; bind"),
        ("0, lambda p=d: b", "use d; make lambda p=d: b"),
        ("0, (a for x in y for z in w)", "use y; make (a for x in y for z in w)"),
        ("lambda p, *q, r, **s: x", "bind p; bind q; bind r; bind s; use x; return lambda p, *q, r, **s: x"),
        ("async def f(p):\n  x: t = await p", "bind p; use p; await await p; bind x"),
        ("def f():\n  return (yield x)", "use x; yield (yield x); return return (yield x)"),
        ("with x as y: z", "use x; enter x as y; bind y; use z; leave x as y"),
        ("with x, y: z", "use x; enter x; use y; enter y; use z; leave y; leave x"),
    ],
)
def test_events_come_in_the_order_of_evaluation(program: str, order: str) -> None:
    assert "; ".join(Graph(program).order()) == order


@pytest.mark.parametrize(
    "program",
    [
        "a() and b(); c()",
        "a() or b(); c()",
        "(b() if a() else 0); c()",
        "0 < a() < b(); c()",
        "[0 for x in a() if b()]; c()",
    ],
)
def test_what_an_expression_may_leave_out(program: str) -> None:
    graph = Graph(program)
    assert graph.can("a", "b")
    assert graph.can("b", "c")
    bypassed = graph.flow.reachable(graph.at(Event.ENTRY, type(graph.body)), without=graph.calls("b"))
    assert bypassed & set(graph.calls("c"))


def test_annotations_of_variables_are_not_evaluated_in_functions() -> None:
    graph = Graph("def f():\n  x: a()\n  y: b() = 0\n  class C:\n    z: c()")
    assert not graph.calls("a")
    assert not graph.calls("b")
    assert graph.calls("c")


@pytest.mark.skipif(sys.version_info < (3, 12), reason="`type` statements came with Python 3.12")
def test_the_value_of_a_type_statement_is_not_evaluated() -> None:
    graph = Graph("type x = a()")
    assert not graph.calls("a")
    assert graph.order() == ["bind x"]


# -- loops --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "loop",
    [
        "for x in xs: a()",
        "for x in (1, 2): a()",
        "for x in (*xs,): a()",
        "for x in [y]:\n  for z in zs: a()",
        "while test: a()",
        "while True: a()",
        "while 1:\n  if test: break\n  a()",
        "[a() for x in xs]",
        "{a(): 0 for x in xs}",
        "[a() for y in [xs] for x in y]",
        "for x in xs:\n  try: a()\n  finally:\n    if test: break",
        "for x in xs:\n  try: continue\n  finally: a()",
        "def f():\n  for x in xs:\n    try: return b()\n    finally:\n      a()\n      continue",
        "for x in xs:\n  try:\n    a()\n    b()\n    break\n  except E: pass",
        "for x in xs:\n  with a() as y: continue",
    ],
)
def test_loops_that_come_again(loop: str) -> None:
    assert Graph(loop).can("a", "a")


@pytest.mark.parametrize(
    "loop",
    [
        "for x in (y,): a()",
        "for x in [y]:\n  if test: continue\n  a()",
        "for x in ():\n  a()",
        "for x in xs:\n  a()\n  break",
        "for x in xs:\n  if a(): break\n  else: break",
        "while True:\n  a()\n  break",
        "while False: a()",
        "while test:\n  a()\n  raise E",
        "while test:\n  if not b(): continue\n  a()\n  break",
        "[a() for x in [y]]",
        "def f():\n  for x in xs:\n    a()\n    return",
        "def f():\n  for x in xs:\n    try: return a()\n    finally: b()",
        "def f():\n  for x in xs:\n    try: return a()\n    except E: b()",
        "def f():\n  for x in xs:\n    try:\n      a()\n      return\n    except E: b()",
        "def f():\n  for x in xs:\n    with y: return a()",
        "def f():\n  for x in xs:\n    try: b()\n    except E as e: return a()",
        "for x in xs:\n  try: a()\n  finally: break",
        "def f():\n  for x in xs:\n    try:\n      b()\n    finally:\n      a()\n      return",
        "for x in xs:\n  try:\n    a()\n    break\n  except E: pass",
        "for x in xs: pass\nelse: a()",
    ],
)
def test_loops_that_do_not_come_again(loop: str) -> None:
    assert not Graph(loop).can("a", "a")


def test_else_comes_when_a_loop_was_not_broken() -> None:
    graph = Graph("for x in xs:\n  if a():\n    b()\n    break\nelse: c()\nd()")
    assert graph.can("a", "c")
    assert not graph.can("b", "c")
    assert graph.can("b", "d")
    assert graph.can("c", "d")


def test_break_and_continue_belong_to_the_innermost_loop() -> None:
    graph = Graph("for x in xs:\n  for y in ys:\n    a()\n    break\n  else:\n    b()\n    break\n  c()")
    assert graph.can("a", "c")
    assert graph.can("a", "a")
    assert not graph.can("b", "c")
    assert not graph.can("b", "a")


@pytest.mark.parametrize("loop", ["while True: a()", "while 1:\n  if test: continue\n  a()"])
def test_nothing_comes_after_a_loop_without_end(loop: str) -> None:
    graph = Graph(f"{loop}\nb()")
    assert graph.calls("b") == []
    assert not graph.exits()


def test_else_of_a_loop_without_end_is_out_of_reach() -> None:
    graph = Graph("while True:\n  if a(): break\nelse: b()\nc()")
    assert graph.calls("b") == []
    assert graph.can("a", "c")


def test_a_cleanup_belongs_to_the_loop_that_its_statement_stands_in() -> None:
    graph = Graph(
        """
        def f():
            for x in xs:
                try:
                    for y in ys:
                        if a(): return
                        if b(): break
                finally:
                    c()
        """
    )
    outer, inner = (n for n in graph.nodes if isinstance(n, ast.For))
    inner_header, outer_header = graph.flow.at(Event.STEP, inner)[0], graph.flow.at(Event.STEP, outer)[0]
    for number in graph.calls("c"):
        assert [loop.header for loop in graph.flow.enclosing(number)] == [outer_header]
    for number in graph.calls("a"):
        assert [loop.header for loop in graph.flow.enclosing(number)] == [inner_header, outer_header]


# -- exceptions ---------------------------------------------------------------------------------------------------


def test_an_exception_leaves_before_the_event_that_raises_it() -> None:
    graph = Graph("try: a()\nexcept E: b()")
    assert graph.calls("b")
    assert not graph.can("a", "b")


@pytest.mark.parametrize(
    "after", ["c()", "x.y", "x[0]", "x + 1", "-x", "x < y", "f'{x}'", "x, y = z", "del x", "import x", "x.y = 0", "x"]
)
def test_what_can_raise_after_a_call(after: str) -> None:
    graph = Graph(f"try:\n  a()\n  {after}\nexcept E: b()")
    assert graph.can("a", "b")


@pytest.mark.parametrize(
    "after", ["pass", "x = 1", "x = lambda: y", "def g(): pass", "x = 1, 2", "if 1: pass", "'text'"]
)
def test_what_cannot_raise_after_a_call(after: str) -> None:
    graph = Graph(f"try:\n  a()\n  {after}\nexcept E: b()")
    assert not graph.can("a", "b")


@pytest.mark.parametrize(
    "after",
    [
        "a().x",
        "a()[0]",
        "a() + 1",
        "not a()",
        "x, y = a()",
        "[*a()]",
        "a() < 1",
        "a() and 0",
        "0 if a() else 1",
        "x: int = a().y",
    ],
)
def test_what_is_done_with_a_result_can_raise(after: str) -> None:
    assert Graph(f"try:\n  {after}\nexcept E: b()").can("a", "b")


def test_what_is_thrown_into_a_generator_comes_after_the_yield() -> None:
    graph = Graph("def f():\n  try: yield a()\n  except E: b()")
    assert graph.can("a", "b")
    [given] = graph.at(Event.YIELD, ast.Yield)
    assert set(graph.calls("b")) <= graph.flow.reachable([given])


def test_a_decorator_can_raise_when_it_has_the_function() -> None:
    graph = Graph("try:\n  @d\n  def f(): pass\nexcept E: b()")
    assert set(graph.calls("b")) <= graph.flow.reachable(graph.at(Event.MAKE, ast.FunctionDef))
    plain = Graph("try:\n  def f(): pass\nexcept E: b()")
    assert not set(plain.calls("b")) & plain.flow.reachable(plain.at(Event.MAKE, ast.FunctionDef))


def test_handlers_are_asked_one_after_the_other() -> None:
    graph = Graph("try: a()\nexcept b(): c()\nexcept d(): e()\nelse: f()\nfinally: g()\nh()")
    assert graph.can("b", "d")
    assert not graph.can("c", "d")
    assert not graph.can("c", "e")
    assert not graph.can("c", "f")
    assert graph.can("a", "f")
    assert not graph.can("f", "b")
    assert all(graph.can(name, "g") and graph.can(name, "h") for name in "acef")


@pytest.mark.parametrize(("handler", "goes_on"), [("except", False), ("except E", True)])
def test_a_bare_except_catches_all(handler: str, goes_on: bool) -> None:
    # `c()` without `a()` having been done and without `return`: an exception goes on.
    caught = Graph(f"def f():\n  try: a()\n  {handler}: return 0\n  finally: c()")
    done = [*caught.calls("a"), *caught.at(Event.RETURN, ast.Return)]
    raised = caught.flow.reachable(caught.at(Event.ENTRY, ast.FunctionDef), without=done)
    assert bool(raised & set(caught.calls("c"))) == goes_on


def test_several_starred_handlers_can_run() -> None:
    graph = Graph("try: a()\nexcept* E: b()\nexcept* F: c()\nd()")
    assert graph.can("b", "c")
    assert graph.can("b", "d")
    assert not graph.can("c", "b")


def test_a_handler_is_reachable_although_nothing_seems_to_raise() -> None:
    assert Graph("try: pass\nexcept E: a()").calls("a")
    assert Graph("try:\n  while True: pass\nexcept KeyboardInterrupt: a()").calls("a")


@pytest.mark.parametrize("way", ["pass", "return", "raise E", "break", "continue", "b()"])
def test_the_name_of_an_exception_is_unbound_on_every_way_out(way: str) -> None:
    graph = Graph(f"def f():\n  for x in xs:\n    try: a()\n    except E as e: {way}\n  c()")
    bound, unbound = graph.at(Event.BIND, ast.ExceptHandler), graph.at(Event.UNBIND, ast.ExceptHandler)
    assert bound
    assert unbound
    elsewhere = {*graph.at(Event.STEP, ast.For), *graph.calls("c"), graph.flow.events.index(Event.EXIT)}
    assert not graph.flow.reachable(bound, without=unbound) & elsewhere


@pytest.mark.parametrize("way", ["pass", "return", "raise E", "break", "continue"])
def test_each_way_of_leaving_has_its_own_cleanup(way: str) -> None:
    graph = Graph(f"def f():\n for x in xs:\n  try:\n   if a():\n    b()\n    {way}\n  finally: c()\n  d()\n e()")
    assert graph.can("b", "c")
    assert graph.can("b", "d") == (way in ("pass", "continue"))
    assert graph.can("b", "e") == (way in ("pass", "continue", "break"))


def test_an_exception_on_its_way_does_not_go_on_behind_the_cleanup() -> None:
    graph = Graph("try:\n  a()\n  raise E\nfinally: b()\nc()")
    assert graph.can("a", "b")
    assert graph.calls("c") == []


def test_an_exception_in_a_cleanup_goes_to_the_handlers_around() -> None:
    graph = Graph("try:\n  try: a()\n  finally:\n    b()\n    c()\nexcept E: d()")
    assert graph.can("b", "d")
    assert graph.can("a", "d")


# -- with ---------------------------------------------------------------------------------------------------------


def test_a_manager_is_left_however_its_block_ends() -> None:
    graph = Graph("def f():\n  for x in xs:\n    with y:\n      if a(): return\n      if b(): break\n      raise E")
    left = graph.at(Event.LEAVE, ast.withitem)
    assert len(left) == 3
    assert set(left) <= graph.flow.reachable(graph.at(Event.ENTER, ast.withitem))


def test_a_manager_that_does_not_enter_is_not_left() -> None:
    graph = Graph("try:\n  with x: pass\nexcept E: a()")
    entry = graph.at(Event.ENTRY, ast.Module)
    without_entering = graph.flow.reachable(entry, without=graph.at(Event.ENTER, ast.withitem))
    assert without_entering & set(graph.calls("a"))
    assert not without_entering & set(graph.at(Event.LEAVE, ast.withitem))


def test_the_exit_of_a_manager_can_raise_when_it_has_taken_effect() -> None:
    graph = Graph("try:\n  with x: pass\nexcept E: a()")
    assert set(graph.calls("a")) <= graph.flow.reachable(graph.at(Event.LEAVE, ast.withitem))


def test_a_block_that_always_raises_is_taken_to_be_swallowed() -> None:
    graph = Graph("with suppress(E):\n  a()\n  raise E\nb()")
    assert graph.can("a", "b")


@pytest.mark.parametrize("way", ["return", "break"])
def test_a_block_that_can_be_left_otherwise_is_not(way: str) -> None:
    graph = Graph(f"def f():\n  for x in xs:\n    with y:\n      a()\n      b()\n      {way}\n    c()")
    assert graph.calls("c") == []
    assert not graph.can("a", "a")


# -- match --------------------------------------------------------------------------------------------------------


def test_cases_are_tried_one_after_the_other() -> None:
    graph = Graph("match x:\n  case [y, 1] if a(): b()\n  case K(k=c.d): e()\nf()")
    assert graph.can("a", "e")
    assert not graph.can("b", "e")
    assert graph.can("a", "f")
    assert graph.can("e", "f")


@pytest.mark.parametrize("pattern", ["_", "y", "(y as z)", "1 | _"])
def test_nothing_comes_after_a_case_that_always_fits(pattern: str) -> None:
    graph = Graph(f"def f():\n  match x:\n    case {pattern}: return\n  a()")
    assert graph.calls("a") == []


@pytest.mark.parametrize("pattern", ["1", "[y]", "{**y}", "K()", "_ if b()", "1 | 2", "None", "[y] as z"])
def test_something_comes_after_a_case_that_may_not_fit(pattern: str) -> None:
    graph = Graph(f"def f():\n  match x:\n    case {pattern}: return\n  a()")
    assert graph.calls("a")


def test_a_pattern_binds_nothing_before_all_of_it_fits() -> None:
    graph = Graph("match x:\n  case [y, a.b]: pass\n  case c.d: e()")
    bound = graph.at(Event.BIND, ast.MatchAs)
    assert bound
    assert not graph.flow.reachable(bound) & set(graph.calls("e"))


def test_alternatives_bind_one_or_the_other() -> None:
    graph = Graph("match x:\n  case [1, y] | [y, 2]: a()")
    one, other = graph.at(Event.BIND, ast.MatchAs)
    assert other not in graph.flow.reachable([one])
    assert graph.flow.reachable([one]) == graph.flow.reachable([other])


# -- bodies -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["return", "raise E", "assert False", "while True: pass"])
def test_code_after_the_end_is_out_of_reach(end: str) -> None:
    graph = Graph(f"def f():\n  b()\n  {end}\n  a()\n  x = lambda: y")
    assert graph.calls("a") == []
    assert graph.at(Event.MAKE, ast.Lambda) == []
    assert graph.calls("b")


def test_a_failing_assertion_evaluates_its_message_and_leaves() -> None:
    graph = Graph("assert a(), b()\nc()")
    assert graph.can("a", "b")
    assert graph.can("a", "c")
    assert not graph.can("b", "c")


def test_bodies_of_functions_are_no_part_of_the_body_around_and_those_of_classes_are() -> None:
    graph = Graph(
        "class C:\n  a()\n  def f(): b()\n  x = lambda: c()\n  y = (d() for z in e())\n  w = [g() for z in e()]"
    )
    assert all(graph.calls(name) for name in "aeg")
    assert not any(graph.calls(name) for name in "bcd")


def test_a_generator_expression_gives_out_item_after_item() -> None:
    graph = Graph("(a(x) for x in b() if c())")
    assert graph.calls("b") == []
    assert graph.can("a", "a")
    [given] = graph.at(Event.YIELD, ast.GeneratorExp)
    assert given in graph.flow.reachable([given])


def test_the_iterations_of_a_comprehension_end_before_it_is_done() -> None:
    graph = Graph("[lambda: x for x in xs]; a()")
    [made], [done] = graph.at(Event.MAKE, ast.Lambda), graph.at(Event.DONE, ast.ListComp)
    assert made in graph.flow.reachable([made])
    assert made not in graph.flow.reachable([done])
    assert set(graph.calls("a")) <= graph.flow.reachable([done])


# -- size ---------------------------------------------------------------------------------------------------------


def test_cleanups_beside_and_around_one_another_stay_small() -> None:
    text = "def f():\n" + "".join(f"{' ' * depth}try:\n" for depth in range(1, 60)) + " " * 60 + "return a()\n"
    text += "".join(f"{' ' * depth}finally: b()\n" for depth in range(59, 0, -1))
    assert len(Graph(text).flow.events) < 59 * 3 * 4 + 10


def test_cleanups_within_one_another_are_refused_before_they_explode() -> None:
    text = "a()\n"
    for _ in range(9):
        text = "try: b()\nfinally:\n" + textwrap.indent(text, " ")
    with pytest.raises(RecursionError):
        Graph(text)
