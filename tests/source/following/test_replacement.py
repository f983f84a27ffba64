"""Which later events put another closure in the place where one is kept."""

from __future__ import annotations

import ast

import pytest

from cellophane.source.change.watch import Watch
from cellophane.source.flow.graph import Event
from cellophane.source.following.replacement import Replacement
from tests.following import stale
from tests.parts import Parts

KEEPS = (Event.STORE, Event.CALL)


def made(parts: Parts) -> Replacement:
    return Replacement(parts.names, parts.callees)


def keeper(parts: Parts, row: int) -> int:
    """The event in a row that keeps something: a store or the last call."""
    return next(n for event in KEEPS for n in parts.events(event, row)[::-1])


def place(code: str) -> tuple[str, ...]:
    """The place that the last statement of a file keeps something in."""
    parts = Parts(code)
    statement = parts.tree.body[-1]
    replacement = made(parts)
    if isinstance(statement, ast.Assign):
        return replacement.place(Event.STORE, statement.targets[0])
    assert isinstance(statement, ast.Expr)
    return replacement.place(Event.CALL, statement.value)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("x.f = g", ("x.f",)),
        ("x.y.f = g", ("x.y.f",)),
        ("x['f'] = g", ("x['f']",)),
        ("x.y[0] = g", ("x.y[0]",)),
        ("import signal\nsignal.signal(signal.SIGINT, g)", ("signal.signal", "signal.SIGINT")),
        ("import asyncio\nloop = asyncio.new_event_loop()\nloop.add_reader(g, h)", ("loop.add_reader", "g")),
        (
            "import asyncio\nloop = asyncio.new_event_loop()\nloop.add_reader(callback=h, fd=g)",
            ("loop.add_reader", "g"),
        ),
        ("import sys\nsys.settrace(g)", ("sys.settrace",)),
    ],
)
def test_places_with_a_name(code: str, expected: tuple[str, ...]) -> None:
    assert place(code) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("self.f = f", ("x", "f")),
        ("self.f: object = f", ("x", "f")),
        ("'It sets two.'; self.f = f; self.n = 0", ("x", "f", "n")),
        # what else is done with it, or may be
        ("self.f = f; self.g()", ()),
        ("self.f = wrapped(f)", ()),
        ("if f: self.f = f", ()),
        ("self.f.g = f", ()),
        ("self.f[0] = f", ()),
        ("self.f = self.g = f", ()),
        ("g.f = f", ()),
        ("self.f += f", ()),
        ("pass", ()),
    ],
)
def test_a_method_that_only_sets(body: str, expected: tuple[str, ...]) -> None:
    colon = "\n        " if body.startswith("if") else ""
    assert place(f"class A:\n    def set(self, f):{colon or ' '}{body}\nx = A()\nx.set(g)") == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("super().set(f)", ("x", "f")),
        ("'The same.'; super().set(f=f)", ("x", "f")),
        ("super().set(wrapped(f))", ()),
        ("super().other(f)", ()),
        ("super().set(f); print(f)", ()),
        ("self.set(f)", ()),
    ],
)
def test_a_method_that_has_that_of_a_base_set(body: str, expected: tuple[str, ...]) -> None:
    base = "class B:\n    def set(self, f): self.f = f\n    def other(self, f): print(f)\n"
    assert place(base + f"class A(B):\n    def set(self, f): {body}\nx = A()\nx.set(g)") == expected


@pytest.mark.parametrize(
    "code",
    [
        "class A:\n    @wrapped\n    def set(self, f): self.f = f\nx = A()\nx.set(g)",
        "class A:\n    def set(self, f): self.f = f\nA().set(g)",
        "class A:\n    def set(self, f): self.f = f\nclass B:\n    def set(self, f): self.f = f\n"
        "x = A() if y else B()\nx.set(g)",
        "x.set(g)",
    ],
)
def test_a_method_that_may_do_more_or_of_nobody_knows_whom(code: str) -> None:
    assert place(code) == ()


@pytest.mark.parametrize(
    "code",
    [
        "x = g",
        "x[i] = g",
        "x[-1].f = g",
        "x().f = g",
        "x[0].f = g",
        "x[1:] = g",
        "x.append(g)",
        "print(g)",
        "nobody_knows(g)",
    ],
)
def test_no_one_place(code: str) -> None:
    assert place(code) == ()


def test_a_place_goes_by_the_event() -> None:
    parts = Parts("x.f = g(1)")
    target, call = parts.expression("x.f"), parts.expression("g(1)")
    assert made(parts).place(Event.STORE, target) == ("x.f",)
    assert [made(parts).place(event, target) for event in Event if event is not Event.STORE] == [()] * (len(Event) - 1)
    assert made(parts).place(Event.STORE, call) == ()
    assert made(parts).place(Event.STORE, None) == ()


# -- what puts something in the same place -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "row", "places"),
    [
        ("x.f = g", 1, {"store 1"}),
        ("x.f = g\nx.f = h", 1, {"store 1", "store 2"}),
        ("x.f = g\nx.g = h\ny.f = h\nx.f()\nx.f.g = h", 1, {"store 1"}),
        ("x['k'] = g\nx['k'] = h\nx['j'] = h\nx.k = h", 1, {"store 1", "store 2"}),
        ("x[k] = g\nx[k] = h", 1, set()),
        ("import signal as s\ns.signal(1, g)\ns.signal(2, g)\ns.signal(1, h)\ns.pause()", 2, {"call 2", "call 4"}),
        ("import sys\nsys.settrace(g)\nsys.settrace(h)\nsys.setprofile(g)", 2, {"call 2", "call 3"}),
        ("keep(g)\nkeep(h)", 1, set()),
        ("def main(x):\n    try: x.f = g\n    finally: x.f = h", 2, {"store 2", "store 3"}),
        ("def main(x):\n    x.f = g\n    lambda: setattr(x, 'f', g)\n    def f(): x.f = h", 2, {"store 2"}),
    ],
)
def test_what_puts_something_in_the_same_place(code: str, row: int, places: set[str]) -> None:
    parts = Parts(code)
    replacement, flow = made(parts), parts.flow(parts.main)
    for _ in range(2):  # places are remembered
        assert parts.places(replacement.replacers(flow, keeper(parts, row))) == places


# -- whether it is the same in each iteration ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "fixed", "within"),
    [
        ("o.f = g", True, True),
        ("d['k'] = g", True, True),
        ("i.f = g", False, True),
        ("o = i\no.f = g", False, False),
        ("o.f = g\no = i", False, False),
        ("o.f = g\nwith i as o: pass", False, False),
        ("o.f = g\nfor o in i: pass", False, False),
        ("o.f = g\n[o for o in i]", True, True),
        ("o.f = g\nlambda o: o", True, True),
        ("o.f = g\no.p = i", True, True),
        ("i = i.parent\ni.f = g", False, False),
        ("s.signal(1, g)", True, True),
        ("s.signal(i, g)", False, True),
        ("s.signal(1, g if i else g)", True, True),
    ],
)
def test_a_place_is_fixed_if_the_loop_binds_no_name_in_it(body: str, fixed: bool, within: bool) -> None:
    lines = body.splitlines()
    text = "".join(f"        {line}\n" for line in lines)
    parts = Parts(f"import signal as s\ndef main(x, o, d):\n    o = o\n    for i in x:\n{text}    o = d\n")
    row = 5 + next(n for n, line in enumerate(lines) if "g" in line.replace("signal", ""))
    replacement, flow, kept = made(parts), parts.flow(parts.main), keeper(parts, row)
    loop = flow.loops[kept]
    assert replacement.is_fixed(flow, kept, loop) is fixed
    assert replacement.is_fixed(flow, kept, loop, within=True) is within
    assert replacement.is_fixed(flow, kept, None)


# -- whether something else is put in it ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "is_put_back"),
    [
        (["o.f = g", "o.f = None"], True),
        (["o.f = g", "x()", "o.f = None", "x()"], True),
        (["o.f = g", "if x: o.f = None", "else: o.f = 1"], True),
        (["o.f = g", "while True:", "    if x: o.f = 1; break"], True),
        (["try:", "    o.f = g", "    x()", "finally: o.f = None"], True),
        (["o.f = g"], False),
        (["o.f = g", "o.g = None"], False),
        (["o.f = g", "if x: o.f = None"], False),
        (["o.f = g", "if x: return", "o.f = None"], False),
        (["o.f = None", "o.f = g"], False),
        (["o.f = g", "o = x", "o.f = None"], False),
        (["o.f = g", "for o in x: pass", "o.f = None"], False),
        (["o.f = g", "o.f = None", "o = x"], True),
    ],
)
def test_something_else_is_in_the_place_before_the_body_ends(lines: list[str], is_put_back: bool) -> None:
    parts = Parts("def main(o, x):\n" + "".join(f"    {line}\n" for line in lines))
    kept = keeper(parts, 2 + next(n for n, line in enumerate(lines) if "o.f = g" in line))
    assert made(parts).is_put_back(parts.flow(parts.main), kept, {kept}) is is_put_back


def test_what_puts_the_value_itself_there_again_puts_nothing_back() -> None:
    parts = Parts("def main(o):\n    o.f = g\n    o.f = g\n")
    first, second = keeper(parts, 2), keeper(parts, 3)
    assert not made(parts).is_put_back(parts.flow(parts.main), first, {first, second})
    assert made(parts).is_put_back(parts.flow(parts.main), first, {first})


@pytest.mark.parametrize(
    ("lines", "always"),
    [
        (["o.f = g"], True),
        (["x()", "o.f = g", "x()"], True),
        (["o.f = g", "if i: continue", "x()"], True),
        (["o.f = g", "o.f = h"], True),
        (["if i: o.f = g", "else: o.f = h"], True),
        (["if i: o.f = g"], False),
        (["if i: continue", "o.f = g"], False),
        (["if i: break", "o.f = g"], False),
        (["i.f = g"], False),
        (["o[i] = g"], False),
        (["o.f = g", "o = i"], False),
    ],
)
def test_no_iteration_is_over_without_a_newer_one(lines: list[str], always: bool) -> None:
    body = "".join(f"        {line}\n" for line in lines)
    parts = Parts(f"def main(x, o):\n    for i in x:\n{body}")
    flow = parts.flow(parts.main)
    kept = keeper(parts, 3 + next(n for n, line in enumerate(lines) if "= g" in line))
    loop = flow.loops[kept]
    watch = Watch(frozenset(parts.events(Event.BIND, 2)), loop=loop)
    assert made(parts).is_always_replaced(flow, kept, watch) is always
    assert not made(parts).is_always_replaced(flow, kept, Watch(watch.spoils))


# -- seen in what is found -----------------------------------------------------------------------------------------


def found(body: str, before: str = "", after: str = "") -> str | None:
    """How certain it is that `i` is read too late in a loop with this body."""
    inside = "".join(f"        {line}\n" for line in body.splitlines())
    return stale(f"import signal\ndef main(x, o, d):\n    {before}\n    for i in x:\n{inside}    {after}\n").get("i")


@pytest.mark.parametrize(
    "body",
    [
        "o.f = lambda: i",
        "o.p.f = lambda: i",
        "d['k'] = lambda: i",
        "signal.signal(signal.SIGINT, lambda *a: i)",
        "o.f = lambda: i\no.f()",
        "o.f = lambda: i\nif i:\n    continue\no.g = 1",
    ],
)
def test_a_place_with_room_for_one_is_possible(body: str) -> None:
    assert found(body) == "possible"


@pytest.mark.parametrize(
    ("body", "certainty"),
    [
        ("d[i] = lambda: i", "likely"),
        ("d.append(lambda: i)", "likely"),
        ("i.f = lambda: i", "likely"),
        ("d[-1].f = lambda: i", "likely"),
        ("if i: o.f = lambda: i", "likely"),
        ("if i:\n    continue\no.f = lambda: i", "likely"),
        ("signal.signal(i, lambda *a: i)", "certain"),
    ],
)
def test_a_place_that_may_go_without_a_newer_one_is_more_than_that(body: str, certainty: str) -> None:
    assert found(body) == certainty


@pytest.mark.parametrize(
    "body",
    [
        "old = signal.signal(signal.SIGINT, lambda *a: i)\ntry: x()\nfinally: signal.signal(signal.SIGINT, old)",
        "o.f = lambda: i\no.g()\no.f = None",
        "d['k'] = lambda: i\no.g()\nd['k'] = o",
        "i.f = lambda: i\no.g()\ni.f = None",
    ],
)
def test_what_is_put_back_is_silent(body: str) -> None:
    assert found(body) is None


@pytest.mark.parametrize(
    ("body", "certainty"),
    [
        (
            "before = signal.signal(signal.SIGINT, lambda *a: i)\nif x:\n    signal.signal(signal.SIGINT, before)",
            "possible",
        ),
        ("if i:\n    o.f = lambda: i\n    o.g()\n    if x: o.f = None", "likely"),
        ("if i:\n    d['k'] = lambda: i\n    d['other'] = None", "likely"),
        ("if i:\n    o.f = lambda: i\n    x.f = None", "likely"),
        ("if i:\n    o.f = lambda: i\n    o = x()\n    o.f = None", "likely"),
    ],
)
def test_unless_another_place_is_or_not_always(body: str, certainty: str) -> None:
    assert found(body) == certainty


@pytest.mark.parametrize(
    ("body", "certainty"),
    [
        ("setattr(i, 'f', lambda: i)", "likely"),
        ("setattr(i, 'f', lambda: i)\no.g()\nsetattr(x, 'f', None)", "likely"),
    ],
)
def test_setattr_of_another_object_is_another_place(body: str, certainty: str) -> None:
    assert found(body) == certainty


@pytest.mark.parametrize(
    ("body", "certainty"),
    [
        ("try:\n    x.f = lambda: i\n    x.g()\nexcept ValueError:\n    pass", "possible"),
        ("try:\n    i = int(i)\nexcept ValueError:\n    continue\nx.f = lambda: i", "likely"),
    ],
)
def test_exceptions_within_an_iteration(body: str, certainty: str) -> None:
    assert found(body) == certainty
