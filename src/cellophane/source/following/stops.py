"""At which events of a body something may happen to what holds a value; between them, the value is just there."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from cellophane.model.scope import Variable
from cellophane.source.flow.graph import Event, Flow
from cellophane.source.following.finishing import Running
from cellophane.source.following.tracks import Following, Track
from cellophane.source.steps.outcomes import End, Form
from cellophane.source.tree.bodies import Site


class Stops:
    """Answers for one trace. They hold for as long as it finds no further end of what holds the value."""

    def __init__(self, flow: Flow, facts: Following, running: Running, withdrawn: Collection[int]) -> None:
        self._flow = flow
        self._facts = facts
        self._running = running
        self._withdrawn = withdrawn
        self._known: dict[Track, Collection[int]] = {}

    def of(self, track: Track) -> Collection[int]:
        """The events for one holder."""
        if track not in self._known:
            self._known[track] = self._find(track)
        return self._known[track]

    def _find(self, track: Track) -> Collection[int]:
        outcome, ends = track.outcome, self.ends(track)
        if track.variable is None:
            origin = [] if track.origin is None else [track.origin]
            if outcome.event is Event.EXIT:  # what runs on, and nobody has a handle on
                return {*(n for n, event in enumerate(self._flow.events) if event is Event.EXIT), *ends}
            return {*self._flow.at(outcome.event, outcome.node), *origin, *ends}
        replacers = self._facts.replacement.replacers(self._flow, track.origin) if track.origin is not None else set()
        others = replacers.union(self._withdrawn, ends)
        about = self._about(track.variable, outcome.form)
        return about | others if others else about

    def ends(self, track: Track) -> set[int]:
        """The events after which what holds the value does so no more."""
        finished = self._running.ends_of(track.outcome)
        if not track.captured:
            return finished
        once = [v for v in track.captured if len(self._facts.names.bindings(v)) == 1]
        return finished.union(*(self._facts.happenings(self._flow).bound(variable) for variable in once))

    def _about(self, variable: Variable, form: Form) -> frozenset[int]:
        """The events that matter to a name, if it stands for a value of this form."""
        key = self._flow, variable, form
        known = self._facts.events_of.get(key)
        if known is None:
            guesses = self._facts.fates.guesses
            known = frozenset(self._events_about(variable, form))
            if guesses == self._facts.fates.guesses:
                self._facts.events_of[key] = known
        return known

    def _events_about(self, variable: Variable, form: Form) -> Iterator[int]:
        for number, (event, node) in enumerate(zip(self._flow.events, self._flow.nodes, strict=True)):
            if event is Event.USE:
                matters = self.means(node, variable) and self._is_use(node, form)
            elif event in (Event.BIND, Event.UNBIND):
                matters = self.means(node, variable)
            elif event is Event.MAKE:
                matters = isinstance(node, Site) and self.captures(node, variable)
            else:
                matters = event is Event.EXIT or (event is Event.LEAVE and self.binds_target(node, variable))
            if matters:
                yield number

    def _is_use(self, node: ast.AST | None, form: Form) -> bool:
        if node is None:
            return False
        return self.is_tested(node) or any(o.end is not End.DROPPED for o in self._facts.fates.of(node, form))

    def means(self, node: ast.AST | None, variable: Variable) -> bool:
        """Whether a node reads or binds the variable."""
        return node is not None and self._facts.names.variable(node) is variable

    def captures(self, site: Site, variable: Variable) -> bool:
        """Whether a closure that is made captures the variable."""
        if self.means(site, variable):  # a recursive `def` is about to bind the name to itself
            return False
        return variable in self._facts.names.captures(self._facts.names.scope(site))

    def binds_target(self, node: ast.AST | None, variable: Variable) -> bool:
        """Whether a `with` item binds the variable."""
        return isinstance(node, ast.withitem) and self.means(node.optional_vars, variable)

    def is_tested(self, node: ast.AST | None) -> bool:
        """Whether a `while` goes on for as long as what a name stands for is true."""
        loop = self._facts.parents.of(node) if node is not None else None
        return isinstance(loop, ast.While) and loop.test is node
