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
from cellophane.source.knowledge import Entry, Knowledge
from cellophane.source.knowledge.entry import UNKNOWN
from cellophane.source.meaning.callees import Callees
from cellophane.source.meaning.definitions import Callee, Known, Written
from cellophane.source.steps.arguments import Arguments, Onward
from cellophane.source.steps.holders import Holders
from cellophane.source.steps.outcomes import (
    ITEMS,
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
    Verb,
    Way,
    weaken,
)

_CONTAINER = "collections.abc.Collection"
"""Whose methods are meant where nobody knows what a value is but that it has items."""


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
        callee = self._meant(attribute, form)
        if isinstance(callee, Known):
            yield from self._known(value, call, callee.entry, form)
        if self._may_run(callee, call, form):
            ran = self.arguments.of_held(callee).get(End.RUN) if isinstance(callee, Written) else None
            via = Hop(ran, callee.home.source) if isinstance(callee, Written) and ran is not None else None
            sure = callee.entry.certainty if isinstance(callee, Known) else Certainty.CERTAIN
            entry = callee.entry if isinstance(callee, Known) else None
            yield Ran(Event.CALL, call, form, sure, Cause(Verb.CALL, attribute, entry=entry), via=via)
        if isinstance(callee, Written) and End.RETURNED in self.arguments.of_held(callee):
            yield from self.onward(call, form)
        elif callee is None and form[0] is Way.OBJECT and isinstance(value, ast.Call):
            yield from weaken(self.onward(call, form), Certainty.LIKELY)  # `Menu(f).titled("x")`: often `self` again

    def is_way_to_run(self, method: ast.Attribute) -> bool:
        """Whether a bound method, handed away, is a way to run what its object holds."""
        written = (callee for callee in self.callees.callees(method) if isinstance(callee, Written))
        return any(End.RUN in self.arguments.of_held(callee) for callee in written)

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
        if form[0] in ITEMS and (not callees or (isinstance(callee, Known) and callee.entry.convention)):
            entry = self.knowledge.callable(f"{_CONTAINER}.{attribute.attr}")
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
        if Fate.UNKNOWN in held or entry.fates.get("self") == UNKNOWN:
            yield Lost(*at, form, Certainty.POSSIBLE, by(Verb.HAND_TO))
        if Fate.RELEASED in held:
            yield Released(*at, form, sure, by(Verb.RELEASE))
        if held & {Fate.RETURNED, Fate.RESULT}:
            yield from self.onward(call, form)

    def _may_run(self, callee: Callee | None, call: ast.Call, form: Form) -> bool:
        """Whether a method of an object runs what the object holds, where knowledge says nothing of it."""
        if form[0] not in (Way.OBJECT, Way.INSIDE):
            return False
        if isinstance(callee, Written):
            return End.RUN in self.arguments.of_held(callee)
        by_name = isinstance(callee, Known) and callee.entry.convention  # tells about arguments only
        return callee is None or (by_name and not call.args and not call.keywords)
