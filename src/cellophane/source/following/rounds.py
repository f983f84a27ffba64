"""Groups that are still held when the next one is asked for: what `itertools.groupby` gives is at its end by then.

A group reads from the iterator that all of them share. When that goes on, to the next group or to its end, a group
that somebody has kept gives nothing any more.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cellophane.model.fate import Fate
from cellophane.model.finding import Certainty
from cellophane.model.scope import Variable
from cellophane.source.change.watch import Watch
from cellophane.source.flow.graph import Event, Flow
from cellophane.source.following.trace import Trace
from cellophane.source.following.tracks import Arrival, Following, Moment
from cellophane.source.knowledge import Entry, Trait
from cellophane.source.meaning.callees import Callees
from cellophane.source.meaning.definitions import Known
from cellophane.source.meaning.words import Words
from cellophane.source.steps.outcomes import At, Cause, End, Form, Named, Outcome, Verb, Way
from cellophane.source.tree.bodies import Loops

_GROUP: Form = (Way.ITERATE,)
_KEEPS = frozenset({End.KEPT, End.RETURNED, End.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Outlived:
    """A group, or all of them, and where they are held or iterated when they are at their end."""

    call: ast.Call
    """What makes the groups."""
    held: ast.AST
    """The name of a group that goes on from there; of all of them, the call that collects them."""
    variable: Variable | None
    """The variable of a group; none if all are collected."""
    ended_by: ast.AST
    """The loop that goes on, or the call that collects them."""
    kept: Outcome | None
    iterated: Outcome | None
    """Where a group is iterated in vain, if that was seen."""
    certainty: Certainty


class Rounds:
    """Answers for one file."""

    def __init__(self, following: Following, callees: Callees, words: Words, nodes: Iterable[ast.AST]) -> None:
        self._nodes = nodes
        self._following = following
        self._callees = callees
        self._may_group = words.told("in_rounds")

    def outlived(self) -> Iterator[Outlived]:
        """Every group of the file that outlives its round."""
        for node in self._nodes:
            if isinstance(node, Loops):
                yield from self._of_loop(node)
            elif isinstance(node, ast.Call):
                yield from self._of_call(node)

    def _groups(self, expression: ast.expr) -> ast.Call | None:
        """The call that gives groups, if the expression is one, or a name that is bound to one and to nothing else."""
        if isinstance(expression, ast.Name):
            variable = self._following.names.variable(expression)
            bindings = self._following.names.bindings(variable) if variable is not None else ()
            value = self._callees.value(bindings[0]) if len(bindings) == 1 else None
            return self._groups(value) if isinstance(value, ast.Call) else None
        if isinstance(expression, ast.Call) and self._may_group(expression.func):
            entries = self._callees.known_entries(expression.func)
            if any(Trait.GIVES_GROUPS in entry.traits for entry in entries):
                return expression
        return None

    # -- one group ---------------------------------------------------------------------------------------------------

    def _of_loop(self, loop: Loops) -> Iterator[Outlived]:
        target = loop.target
        if not isinstance(target, ast.Tuple) or len(target.elts) != 2 or not isinstance(target.elts[1], ast.Name):
            return
        call, name = self._groups(loop.iter), target.elts[1]
        variable = self._following.names.variable(name)
        if call is None or variable is None:
            return
        flow = self._following.flow(self._following.parents.body(name))
        late = [one for number in flow.at(Event.BIND, name) for one in self._late(flow, number, name, loop, variable)]
        best = max(late, key=lambda one: (one[1], one[0].outcome.end is End.RUN), default=None)
        if best is not None:
            arrival, sure = best
            ran = arrival.outcome if arrival.outcome.end is End.RUN else None
            kept = arrival.kept or (arrival.outcome if ran is None else None)
            yield Outlived(call, self._leaving(arrival, variable, name), variable, loop, kept, ran, sure)

    def _late(
        self, flow: Flow, number: int, name: ast.Name, loop: Loops, variable: Variable
    ) -> Iterator[tuple[Arrival, Certainty]]:
        """Where a group ends up that is at its end by then, or will be."""
        ends = frozenset(flow.at(Event.STEP, loop))
        trace = Trace(flow, self._following, Watch(ends))
        cause = Cause(Verb.BIND, name=variable.name)
        named = Named(Event.BIND, name, _GROUP, Certainty.CERTAIN, cause, variable=variable)
        for arrival in trace.arrivals(Moment(number), [named], _GROUP):
            outcome, moment = arrival.outcome, arrival.moment
            if outcome.end is End.RUN and moment.stale:
                yield arrival, outcome.certainty
            elif outcome.end in _KEEPS and moment.stale and arrival.kept is not None:
                yield arrival, min(arrival.kept.certainty, Certainty.LIKELY)
            elif outcome.end in _KEEPS and not moment.stale and ends & flow.reachable([moment.number]):
                yield arrival, min(outcome.certainty, Certainty.LIKELY)

    def _leaving(self, arrival: Arrival, variable: Variable, name: ast.Name) -> ast.AST:
        """The use of the name from which the group goes where it is held."""
        parents, uses = self._following.parents, [use.node for use in self._following.names.uses(variable)]
        places = [outcome.node for outcome in (*arrival.path, arrival.outcome) if not isinstance(outcome.node, Loops)]
        for use in uses:
            around = {use, *(parent for parent, _ in parents.ancestors(use))}
            if not around.isdisjoint(places):
                return use
        statements = {parents.statement(place) for place in places}
        return next((use for use in uses if parents.statement(use) in statements), name)

    # -- all of them -------------------------------------------------------------------------------------------------

    def _of_call(self, collector: ast.Call) -> Iterator[Outlived]:
        """`dict(groupby(…))` and the like: all groups are at their end when the first can be asked for."""
        if len(collector.args) != 1 or collector.keywords:
            return
        call = self._groups(collector.args[0])
        if call is None:
            return
        entries = [one.entry for one in self._callees.callees(collector.func) if isinstance(one, Known)]
        if not any(_collects(entry) for entry in entries):
            return
        flow = self._following.flow(self._following.parents.body(collector))
        keyed = any(Trait.GIVES_ITEMS not in entry.traits for entry in entries)
        form: Form = (Way.ITEM, *_GROUP) if keyed else (Way.ITEM, At(1, 2), *_GROUP)
        late: list[tuple[Arrival, Certainty]] = []
        for number in flow.at(Event.CALL, collector):
            trace = Trace(flow, self._following)
            for arrival in trace.arrivals(Moment(number, number), self._following.fates.of(collector, form), form):
                if arrival.outcome.end is End.RUN:
                    late.append((arrival, arrival.outcome.certainty))
                elif arrival.outcome.end in _KEEPS:
                    late.append((arrival, min(arrival.outcome.certainty, Certainty.LIKELY)))
        best = max(late, key=lambda one: (one[1], one[0].outcome.end is End.RUN), default=None)
        if best is not None:
            arrival, sure = best
            ran = arrival.outcome if arrival.outcome.end is End.RUN else None
            kept = arrival.kept or (arrival.outcome if ran is None else None)
            yield Outlived(call, collector, None, collector, kept, ran, sure)


def _collects(entry: Entry) -> bool:
    """Whether it iterates what it is given to the end, and its result holds the items."""
    taken = next(iter(entry.signature.positional), None)
    if taken is None or Fate.CONSUMED not in entry.fate(taken):
        return False
    return Fate.RESULT in entry.fate(f"{taken}[]") and Trait.EARLY not in entry.traits
