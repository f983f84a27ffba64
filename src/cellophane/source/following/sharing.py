"""Who else has an object already when a value goes into it.

`shelf.append(functions)`, and then `functions.append(f)`: the shelf has the function as well. An object is followed
from the place where its name is bound to the one where the value goes into it, as if it were a function: what keeps it,
or has another name for it, keeps the value. What takes a copy does not.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from cellophane.model.finding import Certainty
from cellophane.model.scope import BindingKind, Variable
from cellophane.source.flow.graph import Event, Flow
from cellophane.source.flow.happenings import Happenings
from cellophane.source.names.scopes import Names
from cellophane.source.steps.fates import Fates
from cellophane.source.steps.outcomes import End, Form, Outcome, Verb, Way, form_of, instead_of_call
from cellophane.source.tree.bodies import Site
from cellophane.source.tree.parents import Parents

ITSELF: Form = (Way.CALL,)
"""The form under which the object itself is followed."""

_PASSED = frozenset({End.RUN, End.RELEASED, End.WITHDRAWN, End.RETURNED, End.YIELDED, End.DROPPED})
"""What was over before the value came, or cannot be told."""


class Sharing:
    """Answers for one body."""

    def __init__(self, flow: Flow, names: Names, parents: Parents, fates: Fates, happenings: Happenings) -> None:
        self._flow = flow
        self._parents = parents
        self._happenings = happenings
        self._names = names
        self._fates = fates

    def others(self, number: int, variable: Variable, form: Form) -> Iterator[Outcome]:
        """What became of the object that a name stands for before this event, in terms of a value of this form that the
        object holds from now on."""
        for before in sorted(self._since_bound(number, variable) - {number}):
            for outcome in self._at(before, variable, form):
                is_itself = outcome.cause.verb is not Verb.LOSE and Way.PART not in outcome.form  # it is no function
                if is_itself and outcome.end not in _PASSED:
                    yield replace(outcome, form=instead_of_call(outcome.form, form))

    def begun(self, number: int, variable: Variable) -> ast.AST | None:
        """The call that began what the object is a handle on, if it is one: of a task, of a job."""
        targets = (self._flow.nodes[n] for n in self._since_bound(number, variable) & self._bound(variable))
        return next((call for target in targets if target and (call := self._fates.begun(target))), None)

    def is_used_after(self, number: int, variable: Variable) -> bool:
        """Whether anything is done with an object after this. If not, who handed it out has it: why change it else?"""
        bound = self._happenings.bound(variable) | self._happenings.unbound(variable)
        after = self._flow.reachable([number], without=bound)
        nodes = (self._flow.nodes[n] for n in after if self._flow.events[n] is Event.USE)
        return any(
            node is not None and self._names.variable(node) is variable and not self._is_changed(node) for node in nodes
        )

    def _is_changed(self, node: ast.AST) -> bool:
        """Whether the use of a name is to set something of what it stands for."""
        around = self._parents.of(node)
        return isinstance(around, ast.Attribute | ast.Subscript) and isinstance(around.ctx, ast.Store)

    def _bound(self, variable: Variable) -> frozenset[int]:
        """Where the name comes to stand for another object: `handlers += [f]` goes on with the one that it has."""
        changed = self._happenings.bound(variable) | self._happenings.unbound(variable)
        augmented = (b.node for b in self._names.bindings(variable) if b.kind is BindingKind.AUGMENTED)
        return changed.difference(number for node in augmented for number in self._flow.at(Event.BIND, node))

    def _since_bound(self, number: int, variable: Variable) -> set[int]:
        """The events from where the name was bound to the object up to this one."""
        return self._flow.leading_to(number, self._bound(variable))

    def _at(self, number: int, variable: Variable, form: Form) -> Iterator[Outcome]:
        event, node = self._flow.events[number], self._flow.nodes[number]
        if node is None:
            return
        if event is Event.MAKE and isinstance(node, Site):
            if variable in self._names.captures(self._names.scope(node)):
                outcomes = self._fates.of(node, form_of(node, self._parents))
                yield from (outcome.weakened(Certainty.LIKELY) for outcome in outcomes)
        elif event in (Event.USE, Event.BIND) and self._names.variable(node) is variable:
            yield from self._used(node, form) if event is Event.USE else self._fates.of_new(node, ITSELF)

    def _used(self, node: ast.AST, form: Form) -> Iterator[Outcome]:
        found = self._fates.of(node, ITSELF)
        if any(o.end is End.UNKNOWN for o in found) and not any(
            o.end is End.UNKNOWN for o in self._fates.of(node, form)
        ):
            found = [outcome for outcome in found if outcome.end is not End.UNKNOWN]  # it is known to be no function
        yield from found
