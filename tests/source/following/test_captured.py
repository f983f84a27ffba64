"""What closures do with what they captured, when they run."""

from __future__ import annotations

import ast

import pytest

from cellophane.model.finding import Certainty
from cellophane.source.flow.graph import Event
from cellophane.source.following.captured import Captured, outside
from cellophane.source.following.trace import Trace
from cellophane.source.following.tracks import Capturer, Moment
from cellophane.source.steps.outcomes import Cause, End, Named, Returned, Verb, Yielded
from tests.following import first_site
from tests.parts import Parts, form

CODE = """
def main(queue, unseen):
    def job(): pass
    def other():
        {}
    other()
"""


def onward(line: str) -> list[tuple[End, int]]:
    """What becomes of `job` when `other` runs, which holds this line: what, and in which row."""
    parts = Parts(CODE.format(line))
    captured, capturer = of(parts, "other", "job")
    return [
        (outcome.end, outcome.node.lineno) for outcome in captured.onward(capturer) if hasattr(outcome.node, "lineno")
    ]


def of(parts: Parts, closure: str, name: str) -> tuple[Captured, Capturer]:
    """The answers for `main`, and the closure of that name as one that captured another name."""
    main = parts.main
    trace = Trace(parts.flow(main), parts.following)
    site = next(n for n in ast.walk(main) if isinstance(n, ast.FunctionDef) and n.name == closure)
    variable = next(v for v in parts.names.variables(parts.names.scope(main)) if v.name == name)
    captured = Captured(parts.flow(main), parts.following, trace.arrivals_in)
    return captured, Capturer(site, variable, form("call"))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("job()", []),
        ("sorted([], key=job)", []),
        ("print(1)", []),
        ("return job", [(End.RETURNED, 5)]),
        ("yield job", [(End.YIELDED, 5)]),
        ("queue.append(job)", [(End.HELD, 5)]),
        ("unseen(job)", [(End.UNKNOWN, 5)]),
        ("late = [job]; late[0]()", []),
    ],
)
def test_what_a_closure_does_beyond_running_it(line: str, expected: list[tuple[End, int]]) -> None:
    found = onward(line)
    assert [end if end is not End.KEPT else End.HELD for end, _ in found] == [end for end, _ in expected]
    assert {row for _, row in found} <= {5}


def test_a_closure_that_was_made_before_has_it_from_then_on() -> None:
    parts = Parts("def main(queue):\n    def other(): queue.append(job)\n    def job(): queue.append(job)\n")
    captured, other = of(parts, "other", "job")
    _, itself = of(parts, "job", "job")
    flow = parts.flow(parts.main)
    [bound] = [n for n in parts.happenings(flow).bound(other.variable) if flow.events[n] is Event.BIND]
    found = [(named.variable.name, capturer) for named, capturer in captured.before(bound, other.variable, other.form)]
    assert found == [("other", other), ("job", itself)]


def test_a_lambda_has_the_name_that_it_is_given() -> None:
    parts = Parts("def main(queue):\n    job = lambda: queue.append(job)\n")
    flow, site = parts.flow(parts.main), first_site(parts.tree)
    variable = parts.variable("job")
    captured = Captured(flow, parts.following, Trace(flow, parts.following).arrivals_in)
    [bound] = parts.happenings(flow).bound(variable)
    [(named, capturer)] = captured.before(bound, variable, form("call"))
    assert (named.variable, capturer.site) == (variable, site)
    assert not captured.is_itself(capturer)


def test_one_that_only_calls_it_hands_nothing_on() -> None:
    parts = Parts("def main():\n    def job(): job()\n")
    captured, job = of(parts, "job", "job")
    flow = parts.flow(parts.main)
    assert [*captured.before(len(flow.events) - 1, job.variable, job.form)] == []


def test_what_leaves_a_body_is_lost_outside() -> None:
    parts = Parts(CODE.format("yield job"))
    captured, capturer = of(parts, "other", "job")
    [outcome] = captured.onward(capturer)
    assert isinstance(outcome, Yielded)
    assert outside(outcome).end is End.UNKNOWN


FACTORY = """
def option(check):
    def decorate(command):
        {}
    return decorate
"""


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("command.checks.append(check)", ["kept"]),
        ("unseen(check)", ["unknown"]),
        ("check()", []),
        ("return check", ["returned"]),
    ],
)
def test_a_factory_tells_what_its_closure_will_do_with_an_argument(line: str, expected: list[str]) -> None:
    parts = Parts(FACTORY.format(line))
    factory = parts.definition("option")
    assert isinstance(factory, ast.FunctionDef)
    [argument] = factory.args.args
    trace = Trace(parts.flow(factory), parts.following)
    [start] = parts.flow(factory).at(Event.BIND, argument)
    variable = parts.names.variable(argument)
    assert variable is not None
    bound = Named(Event.BIND, argument, form("call"), Certainty.CERTAIN, Cause(Verb.FILL), variable=variable)
    [returned] = (a.outcome for a in trace.arrivals(Moment(start), [bound]) if isinstance(a.outcome, Returned))
    assert [outcome.end.value for outcome in returned.onward] == expected
