"""At which events of a body something may happen to what holds a value."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from cellophane.model.finding import Certainty
from cellophane.source.flow.graph import Event
from cellophane.source.following.finishing import Running
from cellophane.source.following.stops import Stops
from cellophane.source.following.tracks import Track
from cellophane.source.steps.outcomes import Cause, Kept, Named, Outcome, Verb
from cellophane.source.tree.bodies import Site
from tests.parts import Parts, form


def stops(parts: Parts, running: Running | None = None, withdrawn: Collection[int] = ()) -> Stops:
    """Those of `main`."""
    flow = parts.flow(parts.main)
    return Stops(flow, parts.following, running or Running(flow, parts.parents), withdrawn)


def named(parts: Parts, of: str = "call", origin: int | None = 0) -> Track:
    """The variable `v` that stands for a value of a form."""
    variable = parts.variable("v")
    outcome = Named(Event.BIND, parts.tree, form(of), Certainty.CERTAIN, Cause(Verb.BIND), variable=variable)
    return Track(outcome, variable, origin, None)


def main(*lines: str) -> Parts:
    """A function in which `v` is bound in row 2, before these lines."""
    return Parts("def main(x, w):\n    v = x\n" + "".join(f"    {line}\n" for line in lines))


@pytest.mark.parametrize(
    ("line", "stop"),
    [
        ("v()", "use 3"),
        ("x = v", "use 3"),
        ("x(v)", "use 3"),
        ("return v", "use 3"),
        ("x[0] = v", "use 3"),
        ("v = 1", "bind 3"),
        ("for v in x: pass", "bind 3"),
        ("del v", "unbind 3"),
        ("lambda: v", "make 3"),
        ("def f(): return v", "make 3"),
        ("(v for i in x)", "make 3"),
        ("lambda: lambda: v", "make 3"),
        ("while v: pass", "use 3"),
    ],
)
def test_a_name_is_met_where_something_is_done_with_it(line: str, stop: str) -> None:
    parts = main(line)
    assert parts.places(stops(parts).of(named(parts))) == {"bind 2", "exit", stop}


@pytest.mark.parametrize(
    "line",
    [
        "pass",
        "v",
        "w()",
        "w = x",
        "del w",
        "lambda: w",
        "lambda v: v",
        "print(v)",
        "v.__name__",
        "v is None",
        "if v: pass",
        "[v for v in x]",
        "with x as w: pass",
        "w.f = x",
        "x(w)",
    ],
)
def test_it_is_not_met_where_nothing_is(line: str) -> None:
    parts = main(line)
    assert parts.places(stops(parts).of(named(parts))) == {"bind 2", "exit"}


@pytest.mark.parametrize(
    ("line", "of", "is_met"),
    [
        ("v[0]", "item call", False),
        ("v[0]()", "item call", True),
        ("v[0]()", "call", True),
        ("for i in v: pass", "item call", True),
        ("for i in v: pass", "iterate", True),
        ("for i in v: pass", "call", True),
        ("v.show()", "object call", True),
        ("v.show()", "call", True),
        ("v is None", "item call", False),
        ("v()", "iterate", True),
    ],
)
def test_what_is_done_with_it_goes_by_its_form(line: str, of: str, is_met: bool) -> None:
    parts = main(line)
    assert ("use 3" in parts.places(stops(parts).of(named(parts, of)))) is is_met


def test_a_recursive_function_captures_its_name_when_that_is_about_to_be_bound() -> None:
    parts = main("def v(): return v()", "lambda: v")
    assert parts.places(stops(parts).of(named(parts))) == {"bind 2", "bind 3", "make 4", "exit"}


def test_a_with_that_binds_it_is_met_when_it_is_left() -> None:
    parts = main("with x as v:", "    pass", "with x as w:", "    pass")
    assert parts.places(stops(parts).of(named(parts))) == {"bind 2", "bind 3", "leave 3", "exit"}


def test_what_puts_something_else_in_its_place_is_met() -> None:
    parts = main("x.f = v", "x.f = 1", "x.g = 1", "w.f = 1")
    [stored] = parts.events(Event.STORE, 3)
    found = parts.places(stops(parts).of(named(parts, origin=stored)))
    assert found == {"bind 2", "use 3", "store 3", "store 4", "exit"}
    assert "store 4" not in parts.places(stops(parts).of(named(parts, origin=None)))


def test_what_withdraws_the_value_is_met() -> None:
    parts = main("x()", "x()")
    [call] = parts.events(Event.CALL, 4)
    assert parts.places(stops(parts, withdrawn={call}).of(named(parts))) == {"bind 2", "call 4", "exit"}


# -- what no name holds --------------------------------------------------------------------------------------------


def lasting(parts: Parts, origin: int | None) -> Track:
    """What waits for the call in row 3."""
    node = parts.call("x(w)")
    outcome = Kept(Event.CALL, node, form("call"), Certainty.CERTAIN, Cause(Verb.KEEP))
    return Track(outcome, None, origin, None)


def test_a_construct_is_met_at_its_event_and_where_it_began() -> None:
    parts = main("x(w)", "x(v)")
    assert parts.places(stops(parts).of(lasting(parts, None))) == {"call 3"}
    [bound] = parts.events(Event.BIND, 2)
    assert parts.places(stops(parts).of(lasting(parts, bound))) == {"call 3", "bind 2"}


# -- ends ----------------------------------------------------------------------------------------------------------


def begun(parts: Parts) -> tuple[Track, Running]:
    """`v` that holds what the call in row 2 began."""
    call = parts.call("x()")
    outcome = Kept(Event.CALL, call, form("call"), Certainty.CERTAIN, Cause(Verb.KEEP), running=call)
    return Track(outcome, parts.variable("v"), 0, None), Running(parts.flow(parts.main), parts.parents)


def test_what_was_begun_is_held_until_it_has_finished() -> None:
    parts = Parts("def main(x):\n    v = x()\n    x(1)\n")
    track, running = begun(parts)
    assert stops(parts, running).ends(track) == set()
    [end] = parts.events(Event.CALL, 3)
    running.finish(end, parts.call("x()"))
    assert stops(parts, running).ends(track) == {end}
    assert "call 3" in parts.places(stops(parts, running).of(track))


def test_who_did_not_begin_it_does_not_hold_what_another_began() -> None:
    parts = Parts("def main(x):\n    v = x()\n    x(1)\n")
    track, running = begun(parts)
    running.finish(parts.event(Event.CALL, 3), parts.call("x(1)"))
    assert stops(parts, running).ends(track) == set()


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (["w = lambda: v"], {"bind 2"}),
        (["w = lambda: v", "v = 1"], set()),
        (["w = lambda: v", "v += 1"], set()),
        (["w = lambda: v", "del v"], set()),
    ],
)
def test_a_captured_name_that_one_statement_binds_stands_for_another_value_there(
    lines: list[str], ends: set[str]
) -> None:
    parts = main(*lines)
    held = named(parts)
    track = Track(held.outcome, held.variable, 0, None, captured=frozenset({parts.variable("v")}))
    assert parts.places(stops(parts).ends(track)) == ends
    assert stops(parts).ends(held) == set()


# -- what is remembered --------------------------------------------------------------------------------------------


def test_a_form_of_one_variable_is_worked_out_once() -> None:
    parts = main("v()")
    first = stops(parts).of(named(parts))
    assert list(parts.following.events_of.values()) == [first]
    key = parts.flow(parts.main), parts.variable("v"), form("call")
    parts.following.events_of[key] = frozenset({99})
    assert set(stops(parts).of(named(parts))) == {99}


def test_what_rests_on_a_guess_is_not_remembered() -> None:
    """In the first round nobody knows yet what `main` does with `v`; in the last one everything is known."""
    parts = Parts("def main(v):\n    main(v)\n")
    seen: list[int] = []

    def work() -> tuple[Outcome, ...]:
        assert set(parts.places(stops(parts).of(named(parts)))) == {"bind 1", "exit"}
        seen.append(len(parts.following.events_of))
        return ()

    parts.bodies.answers.ask("another question", work)
    assert (seen[0], seen[-1]) == (0, 1)


# -- short questions -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "row", "means"), [("v", 3, True), ("w", 3, False), ("v", 4, False)])
def test_which_variable_a_node_means(text: str, row: int, means: bool) -> None:
    parts = main("(v, w)", "lambda v: v")
    assert stops(parts).means(parts.expression(text, row), parts.variable("v", 2)) is means
    assert not stops(parts).means(None, parts.variable("v", 2))


@pytest.mark.parametrize(
    ("line", "captures"),
    [
        ("lambda: v", True),
        ("lambda: lambda: v", True),
        ("def f(a=v): pass", False),
        ("lambda v: v", False),
        ("lambda: w", False),
        ("def f(): return v", True),
        ("def v(): return v", False),
    ],
)
def test_which_closures_capture_it(line: str, captures: bool) -> None:
    parts = main(line)
    [made] = parts.events(Event.MAKE, 3)
    site = parts.flow(parts.main).nodes[made]
    assert isinstance(site, Site)
    assert stops(parts).captures(site, parts.variable("v", 2)) is captures


@pytest.mark.parametrize(
    ("line", "tested"), [("while v: pass", True), ("while not v: pass", False), ("if v: pass", False), ("v", False)]
)
def test_what_a_loop_goes_on_for(line: str, tested: bool) -> None:
    parts = main(line)
    assert stops(parts).is_tested(parts.expression("v", 3)) is tested
    assert not stops(parts).is_tested(None)


@pytest.mark.parametrize(("line", "binds"), [("with x as v: pass", True), ("with x as w: pass", False)])
def test_which_with_binds_it(line: str, binds: bool) -> None:
    parts = main(line)
    flow = parts.flow(parts.main)
    items = {flow.nodes[n] for n in parts.events(Event.LEAVE, 3)}
    assert {stops(parts).binds_target(item, parts.variable("v")) for item in items} == {binds}
    assert not stops(parts).binds_target(parts.expression("v", 2), parts.variable("v"))
