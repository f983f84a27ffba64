"""What a method does with the closure that its object holds: it runs it, lets go of it, or hands it on.

What methods do with their arguments is for `arguments`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from cellophane.model.fate import Fate
from cellophane.model.finding import Certainty
from cellophane.source.flow.graph import Event
from cellophane.source.knowledge import Entry, Knowledge, Trait
from cellophane.source.knowledge.entry import UNKNOWN
from cellophane.source.meaning.callees import Callees
from cellophane.source.meaning.definitions import Callee, Known, Written
from cellophane.source.steps.arguments import Arguments, Onward
from cellophane.source.steps.entry_forms import as_given, as_taken
from cellophane.source.steps.holders import Holders
from cellophane.source.steps.outcomes import (
    Cause,
    End,
    Form,
    Held,
    Hop,
    Kept,
    Lost,
    Outcome,
    Ran,
    Released,
    Step,
    Verb,
    Way,
    dropped,
    somewhere,
    weaken,
)

_GUESS = Certainty.POSSIBLE
_BY_FORM: dict[Step, tuple[str, ...]] = {
    Way.ITEM: ("collections.abc.Collection",),
    Way.GIVEN: ("collections.abc.Collection",),
    Way.ITERATE: ("collections.abc.Generator", "collections.abc.AsyncGenerator"),
    Way.AWAIT: ("collections.abc.Coroutine",),
}
"""Whose methods are meant where nobody knows what a value is but that it has items, is iterated, or awaited."""
_HANDLE = "registration"
"""By which convention knows the methods of handles: `*.registration.remove`."""


@dataclass(frozen=True, slots=True)
class Methods:
    """Answers for one file."""

    callees: Callees
    arguments: Arguments
    holders: Holders
    knowledge: Knowledge
    onward: Onward

    def outcomes(self, value: ast.AST, attribute: ast.Attribute, call: ast.Call, form: Form) -> Iterator[Outcome]:
        """What becomes of a closure that `value` holds when a method of `value` is called."""
        if form[0] is Way.HANDLE:
            yield self._of_handle(attribute, call, form)
            return
        callee = self._meant(attribute, form)
        if isinstance(callee, Known):
            yield from self._known(value, call, callee.entry, as_taken(form, callee.entry))
        elif isinstance(callee, Written):
            yield from self._written(attribute, call, callee, form)
        elif form[0] in (Way.OBJECT, Way.INSIDE):
            yield Ran(Event.CALL, call, form, Certainty.CERTAIN, Cause(Verb.CALL, attribute))
            if form[0] is Way.OBJECT and isinstance(value, ast.Call):
                yield from weaken(
                    self.onward(call, form), Certainty.LIKELY
                )  # `Menu(f).titled("x")`: often `self` again

    def _of_handle(self, attribute: ast.Attribute, call: ast.Call, form: Form) -> Outcome:
        """A method of what a call returned that keeps the closure: does it undo that?"""
        entries = [*self.callees.known_entries(attribute), self.knowledge.method(attribute.attr, _HANDLE)]
        for entry in filter(None, entries):
            if Fate.RELEASED in entry.fate("self"):
                return Released(Event.CALL, call, form, entry.certainty, Cause(Verb.RELEASE, call.func, entry=entry))
        return dropped(call, form, Verb.LOOK_AT, attribute)

    def is_way_to_run(self, method: ast.Attribute) -> bool:
        """Whether a bound method, handed away, is a way to run what its object holds."""
        written = (callee for callee in self.callees.callees(method) if isinstance(callee, Written))
        return any(End.RUN in self.arguments.of_held(callee) for callee in written)

    def runs_when_read(self, method: ast.Attribute) -> bool:
        """Whether a method is a property, so that nobody gets it who reads the attribute."""
        found = [callee.definition for callee in self.callees.callees(method) if isinstance(callee, Written)]
        decorators = (d for one in found for d in getattr(one, "decorator_list", ()))
        return any(self.callees.entries.decorates(decorator, Trait.COMPUTED) for decorator in decorators)

    def _meant(self, attribute: ast.Attribute, form: Form) -> Callee | None:
        callees = self.callees.callees(attribute)
        callee = callees[0] if len(callees) == 1 else None
        if isinstance(callee, Known) and callee.entry.convention and not callee.entry.fates:
            return None  # what the name says is about decorators
        if (
            isinstance(callee, Known)
            and callee.entry.certainty is not Certainty.CERTAIN
            and not callee.entry.fate("self")
        ):
            by_name = self.knowledge.method(attribute.attr)  # what could not be told from a release
            if by_name is not None and by_name.fate("self") and "self" not in callee.entry.fates:
                return Known(by_name, bound=True)
        if not callees or (isinstance(callee, Known) and callee.entry.convention):
            named = (
                self.knowledge.callable(f"{owner}.{attribute.attr}") for owner in _BY_FORM.get(somewhere(form)[0], ())
            )
            entry = next(filter(None, named), None)
            return Known(entry, bound=True) if entry else callee
        return callee

    def _known(self, value: ast.AST, call: ast.Call, entry: Entry, form: Form) -> Iterator[Outcome]:
        """What knowledge says of the method."""
        held, sure, at = entry.fate("self"), entry.certainty, (Event.CALL, call)

        def by(verb: Verb) -> Cause:
            return Cause(verb, call.func, entry=entry, parameter="self")

        if Fate.KEPT in held:
            variable = self.holders.variable(value, call)
            if variable is None:
                yield Kept(*at, form, sure, by(Verb.RUN), running=call.func)
            else:
                yield Held(*at, form, sure, by(Verb.RUN), running=call.func, variable=variable)
        if Fate.CONSUMED in held:
            yield Ran(*at, form, sure, by(Verb.CALL))
        nobody_knows = Fate.UNKNOWN in held or entry.fates.get("self") == UNKNOWN
        if nobody_knows:
            yield Lost(*at, form, Certainty.POSSIBLE, by(Verb.HAND_TO))
        if Fate.RELEASED in held:
            yield Released(*at, form, sure, by(Verb.RELEASE))
        if held & {Fate.RETURNED, Fate.RESULT}:
            yield from self.onward(call, as_given(form, entry))
        by_name = entry.convention and form[0] in (Way.OBJECT, Way.INSIDE)  # tells about arguments only
        if by_name and not (held and (call.args or call.keywords)):
            yield Ran(*at, form, _GUESS if call.args or call.keywords else sure, by(Verb.CALL))
        elif held <= {Fate.IGNORED} and not nobody_knows:
            yield dropped(call, form, Verb.DROP, call.func)

    def of_call(self, call: ast.Call, form: Form) -> Iterator[Outcome]:
        """The same when an object that holds it is called itself: what its `__call__` does."""
        callees = self.callees.callees(call.func)
        if len(callees) == 1 and isinstance(callees[0], Written) and callees[0].bound:
            yield from self._written(call.func, call, callees[0], form)
        else:
            yield Ran(Event.CALL, call, form, Certainty.CERTAIN, Cause(Verb.CALL))

    def _written(self, method: ast.expr, call: ast.Call, callee: Written, form: Form) -> Iterator[Outcome]:
        """What the source of the method says. Which of all that the object holds it speaks of is not told."""
        held = self.arguments.of_held(callee)
        ran = held.get(End.RUN) if form[0] in (Way.OBJECT, Way.INSIDE) else None
        if ran is not None:
            via = Hop(ran, callee.home.source)
            yield Ran(Event.CALL, call, form, Certainty.CERTAIN, Cause(Verb.CALL, method), via=via)
        kept = held.get(End.KEPT) if form[0] is Way.OBJECT else None
        if kept is not None:
            via = Hop(kept, callee.home.source)
            yield Kept(Event.CALL, call, form, _GUESS, Cause(Verb.KEEP, method), via=via)
        if End.RETURNED in held:
            yield from weaken(self.onward(call, form), held[End.RETURNED].certainty)
        elif ran is None and kept is None and form[0] in (Way.OBJECT, Way.INSIDE):
            yield dropped(call, form, Verb.DROP, method)
