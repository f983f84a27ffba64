"""What a decorator does with the function below it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from cellophane.model.fate import Fate
from cellophane.model.finding import Certainty
from cellophane.source.flow.graph import Event
from cellophane.source.knowledge import Knowledge
from cellophane.source.meaning.callees import Callees
from cellophane.source.meaning.definitions import Known, Written
from cellophane.source.steps.arguments import Arguments
from cellophane.source.steps.entry_forms import inside_of
from cellophane.source.steps.outcomes import Cause, Form, Held, Hop, Kept, Lost, Outcome, Returned, Verb
from cellophane.source.steps.owners import owner_of
from cellophane.source.tree.dotted import called


class Decorators:
    """Answers for one file. RETURNED is what goes on to the next decorator, or gets the name."""

    def __init__(self, callees: Callees, arguments: Arguments, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._callees = callees
        self._arguments = arguments

    def outcomes(self, function: ast.stmt, decorator: ast.expr, form: Form) -> Iterator[Outcome]:
        """What one decorator does with a function."""
        inside = self._inside(decorator, form)
        if inside is not None:
            for written, outcome in inside:
                if isinstance(outcome, Held):
                    hop = Hop(outcome, written.home.source)
                    yield replace(self._arguments.held(decorator, function, written, outcome), via=hop)
                    continue
                said = self._by_convention(function, decorator, form) if isinstance(outcome, Lost) else None
                later = tuple(_seen_at(function, decorator, one, written) for one in outcome.onward)
                yield said or replace(_seen_at(function, decorator, outcome, written), onward=later)
            return
        known = self._known(decorator)
        at = Event.MAKE, function, form
        if known is None:
            cause = Cause(Verb.DECORATE, decorator)
            yield self._by_convention(function, decorator, form) or Lost(*at, Certainty.POSSIBLE, cause)
            yield Returned(*at, Certainty.LIKELY, cause)
            return
        callee, fates = known
        cause = Cause(Verb.DECORATE, decorator, entry=callee.entry)
        if Fate.KEPT in fates:
            yield Kept(*at, callee.entry.certainty, cause)
        elif Fate.RECEIVER in fates:
            yield self._arguments.received(owner_of(decorator), function, cause, form)
        if Fate.RESULT in fates:
            form = inside_of(form, callee.entry, of_items=False)
        if fates & {Fate.RESULT, Fate.RETURNED, Fate.KEPT, Fate.RECEIVER}:
            yield Returned(Event.MAKE, function, form, Certainty.CERTAIN, cause)

    def _inside(self, decorator: ast.expr, form: Form) -> list[tuple[Written, Outcome]] | None:
        """What it does inside, if the source of all that it may be can be seen: the worst counts, but is less sure."""
        found: list[tuple[Written, Outcome]] = []
        callees = self._callees.callees(decorator)
        for callee in callees:
            inside = self._arguments.inside(callee, form) if isinstance(callee, Written) else None
            if inside is None or not isinstance(callee, Written):
                return None
            sure = Certainty.CERTAIN if len(callees) == 1 else Certainty.LIKELY
            found += [(callee, outcome.weakened(sure)) for outcome in inside]
        return found if callees else None

    def _by_convention(self, function: ast.stmt, decorator: ast.expr, form: Form) -> Kept | None:
        """That a method keeps what it, or what it returns, decorates, if its name says so: `@app.route("/")`."""
        maker = called(decorator)
        entry = self._knowledge.method(maker.attr) if isinstance(maker, ast.Attribute) else None
        if entry is None or Fate.KEPT not in entry.applied:
            return None
        return Kept(Event.MAKE, function, form, entry.certainty, Cause(Verb.DECORATE, decorator, entry=entry))

    def _known(self, decorator: ast.expr) -> tuple[Known, frozenset[Fate]] | None:
        """What an entry says of a function that it, or the result of calling it, decorates; none if nothing does."""
        for callee in self._callees.callees(called(decorator)):
            if isinstance(callee, Known):
                parameter = callee.entry.parameter(0, None, callee.bound)
                fates = callee.entry.fate(parameter) if parameter else frozenset()
                if said := callee.entry.applied if isinstance(decorator, ast.Call) else fates:
                    return callee, said
        return None


def _seen_at(function: ast.stmt, decorator: ast.expr, outcome: Outcome, callee: Written) -> Outcome:
    """What happens inside a decorator, as it is told where that decorates."""
    hop = Hop(outcome, callee.home.source)
    return replace(outcome, event=Event.MAKE, node=function, cause=Cause(Verb.DECORATE, decorator), via=hop)
