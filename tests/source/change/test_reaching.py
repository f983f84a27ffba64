"""Which bindings can reach a place: asked of small programs, and compared with what programs do when they run."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cellophane.model.scope import Variable
from cellophane.source.change.reaching import UNBOUND, Reaching
from cellophane.source.flow.graph import Event, Flow
from cellophane.source.flow.happenings import Happenings
from cellophane.source.flow.statements import build
from cellophane.source.names.scopes import resolve
from cellophane.source.tree.bodies import Body
from tests.flow_oracle import Key, Watched, describe
from tests.flows import flows, surroundings
from tests.parts import Parts, row_of


def reaching(code: str, row: int) -> set[int | None]:
    """The rows of the bindings that reach the first read of `v` in a row of `main`; None stands for no value."""
    parts = Parts(code)
    flow = parts.flow(parts.main)
    variable = parts.variable("v", row)
    asked = Reaching(flow, parts.happenings(flow))
    reads = [n for n in parts.events(Event.USE, row) if parts.names.variable(flow.nodes[n] or parts.tree) is variable]
    found = {n for read in reads for n in asked.at(read, variable)}
    assert all(asked.is_surely_bound(read, variable) == (UNBOUND not in asked.at(read, variable)) for read in reads)
    return {None if n is UNBOUND else row_of(flow.nodes[n]) for n in found}


@pytest.mark.parametrize(
    ("code", "row", "rows"),
    [
        # one after the other
        ("v = 1\nv", 2, {1}),
        ("v = 1\nv = 2\nv", 3, {2}),
        ("v = 1\nv = v", 2, {1}),
        ("v = 1\nv += 2\nv", 2, {1}),
        ("v = 1\nv += 2\nv", 3, {2}),
        ("v", 1, {None}),
        ("v\nv = 1", 1, {None}),
        ("v = w = 1\nw = 2\nv", 3, {1}),
        ("v, w = x\nv", 2, {1}),
        ("import v\nv", 2, {1}),
        ("def v(): pass\nv", 2, {1}),
        ("class v: pass\nv", 2, {1}),
        ("v: int\nv", 2, {None}),
        ("v: int = 1\nv", 2, {1}),
        # parameters
        ("def main(v):\n    v", 2, {1}),
        ("def main(*, v=1):\n    v = v\n    v", 2, {1}),
        ("def main(*, v=1):\n    v = v\n    v", 3, {2}),
        # branches
        ("v = 1\nif x:\n    v = 2\nv", 4, {1, 3}),
        ("if x:\n    v = 2\nelse:\n    v = 3\nv", 5, {2, 4}),
        ("if x:\n    v = 2\nv", 3, {None, 2}),
        ("if x:\n    v = 2\nelif y:\n    pass\nelse:\n    v = 3\nv", 7, {None, 2, 6}),
        ("if x:\n    v = 1\nelse:\n    return_()\n    v", 5, {None}),
        ("v = 1\nif True:\n    v = 2\nv", 4, {3}),
        ("v = 1\nif 0:\n    v = 2\nv", 4, {1}),
        ("v = 1\nx and (v := 2)\nv", 3, {1, 2}),
        ("v = 1\n(v := 2) and x\nv", 3, {2}),
        ("(v := 1) if x else (\nv := 2)\nv", 3, {1, 2}),
        ("x < (v := 1) < (\nv := 2)\nv", 3, {1, 2}),
        # what a condition has evaluated where it is true, and where it is not
        ("if x and (v := x()):\n    v\nelse:\n    x", 2, {1}),
        ("if x and (v := x()):\n    x\nelse:\n    v", 4, {None, 1}),
        ("if x or (v := x()):\n    x\nelse:\n    v", 4, {1}),
        ("if x or (v := x()):\n    v", 2, {None, 1}),
        ("if not (x and (v := x())):\n    return_\nelse:\n    v", 4, {1}),
        ("if not x or not (v := x()):\n    x\nelse:\n    v", 4, {1}),
        ("while x and (v := x()):\n    v", 2, {1}),
        ("while not x and (v := x()):\n    x\nv", 3, {None, 1}),
        ("while x or (v := x()):\n    x\nelse:\n    v", 4, {1}),
        ("if x < y < (v := x()):\n    v", 2, {1}),
        ("if not x < y < (v := x()):\n    v", 2, {None, 1}),
        ("if (v := x()) if x else (\nv := 1):\n    v", 3, {1, 2}),
        ("if x() if x else (v := 1):\n    v", 2, {None, 1}),
        ("if (x and (v := 1)) if x else False:\n    v", 2, {1}),
        ("assert x and (v := x())\nv", 2, {1}),
        ("assert x or (v := x()), (\nv)", 2, {1}),
        ("x and (v := x()) and (\nv)", 2, {1}),
        ("x or (v := x()) or (\nv)", 2, {1}),
        ("(x or (v := x())) and (\nv)", 2, {None, 1}),
        ("(\nv) if x and (v := x()) else 0", 2, {2}),
        ("[(\nv) for i in x if i and (v := x())]", 2, {2}),
        ("match x:\n    case _ if x and (v := x()):\n        v", 3, {2}),
        ("if x and True and (v := x()):\n    v", 2, {1}),
        ("if x or True or (v := x()):\n    v", 2, {None}),
        # loops
        ("v = 1\nfor i in x:\n    v\n    v = 2", 3, {1, 4}),
        ("v = 1\nfor i in x:\n    v = 2\nv", 4, {1, 3}),
        ("v = 1\nfor v in x:\n    v", 3, {2}),
        ("for v in x:\n    pass\nv", 3, {None, 1}),
        ("for v in x:\n    pass\nelse:\n    v", 4, {None, 1}),
        ("for i in x:\n    v = 1\n    break\nelse:\n    v = 2\nv", 6, {2, 5}),
        ("for i in x:\n    if i: continue\n    v = 1\nv", 4, {None, 3}),
        ("while x:\n    v = 1\nv", 3, {None, 2}),
        ("while True:\n    v = 1\n    if x: break\nv", 4, {2}),
        ("while (v := x()):\n    v = 2\nv", 3, {1}),
        ("while (v := x()):\n    v\n    v = 2", 2, {1}),
        ("for i in [1]:\n    v\n    v = 1", 2, {None}),
        ("for i in [1, 2]:\n    v\n    v = 1", 2, {None, 3}),
        # loops that have an iteration
        ("for v in (1, 2):\n    pass\nv", 3, {1}),
        ("for v in [1]:\n    pass\nv", 3, {1}),
        ("for v in 'ab':\n    pass\nelse:\n    v", 4, {1}),
        ("v = 1\nfor i in (1, *x):\n    v = 2\nv", 4, {3}),
        ("for i in (1, 2):\n    if i: break\n    v = 1\nv", 4, {None, 3}),
        ("for i in (1, 2):\n    if i: continue\n    v = 1\nv", 4, {None, 3}),
        ("for i in (1, 2):\n    for v in (1, 2): pass\nv", 3, {2}),
        ("for i in (1, 2):\n    for v in x: pass\nv", 3, {None, 2}),
        ("for i in x:\n    for v in (1, 2): pass\nv", 3, {None, 2}),
        ("for v in (*x,):\n    pass\nv", 3, {None, 1}),
        ("for v in ():\n    pass\nv", 3, {None, 1}),
        ("for i in (1, 2):\n    v\n    v = 1", 2, {None, 3}),
        ("[v := i for i in (1, 2)]\nv", 2, {1}),
        ("[v := i for i in (1, 2) if i]\nv", 2, {None, 1}),
        # exceptions
        ("try:\n    v = 1\nexcept OSError:\n    v = 2\nv", 5, {2, 4}),
        ("try:\n    v = x()\nexcept OSError:\n    v", 4, {None}),
        ("try:\n    v = 1\n    x()\nexcept OSError:\n    v", 5, {2}),
        ("try:\n    x()\n    v = 1\nexcept OSError:\n    pass\nv", 6, {None, 3}),
        ("try:\n    v = x()\nexcept OSError:\n    raise\nv", 5, {2}),
        ("try:\n    v = x()\nexcept OSError:\n    v = 1\nelse:\n    v = 2\nv", 7, {4, 6}),
        ("try:\n    v = 1\n    x()\nfinally:\n    v", 5, {2}),
        ("try:\n    x()\n    v = 1\nfinally:\n    v", 5, {None, 3}),
        ("try:\n    v = 1\n    x()\nfinally:\n    v = 2\nv", 6, {5}),
        ("try:\n    x()\n    v = 1\nfinally:\n    pass\nv", 6, {3}),
        ("v = 1\ntry:\n    v = 2\n    x()\nexcept* OSError:\n    v = 3\nv", 7, {3, 6}),
        ("v = 0\ntry: x()\nexcept OSError as v:\n    v\nv", 4, {3}),
        ("v = 0\ntry: x()\nexcept OSError as v:\n    v\nv", 5, {None, 1}),
        ("v = 0\ntry: x()\nexcept OSError as v:\n    v = 1\nv", 5, {None, 1}),
        ("v = 0\ntry: x()\nexcept OSError as v:\n    raise\nv", 5, {1}),
        # `with`: what a manager may swallow is believed of it only where nothing else leads on
        ("with x as v:\n    v", 2, {1}),
        ("with x:\n    v = 1\nv", 3, {2}),
        ("v = 1\nwith x:\n    v = 2\n    raise OSError\nv", 5, {3}),
        ("v = 1\nwith x:\n    y()\n    v = 2\n    raise OSError\nv", 6, {1, 4}),
        ("v = 1\nwith x:\n    y()\n    v = 2\nv", 5, {4}),
        ("def main():\n    with x:\n        v = 1\n        return\n    v", 5, set()),
        # taken away
        ("v = 1\ndel v\nv", 3, {None}),
        ("v = 1\nif x: del v\nv", 3, {None, 1}),
        ("v = 1\ndel v\nv = 2\nv", 4, {3}),
        ("v = 1\nwhile x:\n    v\n    del v", 3, {None, 1}),
        # patterns
        ("match x:\n    case [v]:\n        v", 3, {2}),
        ("match x:\n    case [v]: pass\n    case {'k': v}: pass\nv", 4, {None, 2, 3}),
        ("match x:\n    case [v]: pass\n    case v: pass\nv", 4, {2, 3}),
        ("match x:\n    case [1, v] | (\n        [v, 2]):\n        v", 4, {2, 3}),
        ("match x:\n    case [v] if v:\n        pass\n    case _:\n        v", 5, {None, 2}),
        # comprehensions
        ("v = 1\n[v for v in x]\nv", 3, {1}),
        ("v = 1\n[v for w in x]", 2, {1}),
        ("[v for v in\n x]", 1, {1}),
        ("v = 1\n[(v := i) for i in x]\nv", 3, {1, 2}),
        # cleanups in cleanups
        ("try:\n    try:\n        v = 1\n        x()\n    finally:\n        v = 2\n        x()\nfinally: v", 8, {6}),
        ("try:\n    try:\n        x()\n        v = 1\n    finally:\n        x()\nfinally:\n    v", 8, {None, 4}),
        ("for i in x:\n    try:\n        v = 1\n        continue\n    finally: v = 2\n    v = 3\nv", 7, {None, 5}),
        ("def main():\n    try:\n        v = 1\n        return x()\n    finally:\n        v\n    v", 6, {3}),
    ],
)
def test_which_bindings_reach_a_read(code: str, row: int, rows: set[int | None]) -> None:
    assert reaching(code, row) == rows


# -- against what really happens -----------------------------------------------------------------------------------


class _Claims:
    """What `Reaching` says of a program, and whether a run agrees."""

    def __init__(self, program: str) -> None:
        self.watched = Watched(program)
        self.names = resolve(self.watched.tree)
        self._unseen = set(self._captured_beside_alternatives())
        """Variables whose bindings the oracle does not report, or not all of them."""
        self._bodies: dict[Body, tuple[Flow, Reaching]] = {}
        self._known: dict[tuple[Body, Key, Variable], set[ast.AST | None]] = {}

    def _captured_beside_alternatives(self) -> Iterator[Variable | None]:
        for case in (node for node in ast.walk(self.watched.tree) if isinstance(node, ast.match_case)):
            parts = list(ast.walk(case.pattern))
            if any(isinstance(part, ast.MatchOr) for part in parts):
                yield from (self.names.variable(part) for part in parts if isinstance(part, ast.pattern))

    def denied(self) -> Iterator[str]:
        """Each event of a run before which a variable had a value that no binding claimed to have given it, or none
        where it was said to have one."""
        for log in self.watched.logs:
            own = self.names.variables(self.names.scope(log.body))
            last: dict[Variable, ast.AST | None] = dict.fromkeys(v for v in own if v not in self._unseen)
            for number in log.seen:
                event, node = key = self.watched.keys[number]
                for variable, binding in last.items():
                    if binding not in self._claimed(log.body, key, variable):
                        yield f"{variable.name} before {describe(key)}: {binding and ast.unparse(binding)}"
                changed = self.names.variable(node) if node is not None else None
                if changed is not None and changed not in self._unseen and event in (Event.BIND, Event.UNBIND):
                    last[changed] = node if event is Event.BIND else None

    def _claimed(self, body: Body, key: Key, variable: Variable) -> set[ast.AST | None]:
        """The nodes of the bindings that reach an event, wherever in the graph it is."""
        if (body, key, variable) not in self._known:
            flow, asked = self._of(body)
            event, node = key
            numbers = flow.at(event, node) if node is not None else [flow.events.index(Event.EXIT)]
            found = {n for number in numbers for n in asked.at(number, variable)}
            self._known[body, key, variable] = {None if n is UNBOUND else flow.nodes[n] for n in found}
        return self._known[body, key, variable]

    def _of(self, body: Body) -> tuple[Flow, Reaching]:
        if body not in self._bodies:
            flow = build(body)
            self._bodies[body] = flow, Reaching(flow, Happenings(self.names, flow))
        return self._bodies[body]


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(flows(), st.integers(0, 2**32))
def test_what_gave_a_variable_its_value_in_a_run_is_among_what_can(program: str, seed: int) -> None:
    claims = _Claims(program)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # coroutines that nobody awaits
        for turn in range(3):
            claims.watched.run(surroundings(seed + turn))
    assert list(claims.denied()) == []
