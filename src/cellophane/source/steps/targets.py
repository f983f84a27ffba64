"""What becomes of a value that is assigned: to a name, an attribute, an item, or to what takes it apart."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from cellophane.model.finding import Certainty
from cellophane.source.flow.graph import Event
from cellophane.source.steps.holders import Holders
from cellophane.source.steps.outcomes import (
    ITERATED,
    Cause,
    Form,
    Named,
    Outcome,
    Ran,
    Verb,
    Way,
    dropped,
    held_as,
    is_item,
    somewhere,
    weaken,
)
from cellophane.source.steps.positions import place_in, unpacked

_SEEN = Certainty.CERTAIN
_GUESS = Certainty.POSSIBLE


class Targets:
    """Answers for one file."""

    def __init__(self, holders: Holders) -> None:
        self._holders = holders

    def of(self, target: ast.expr, form: Form) -> Iterator[Outcome]:
        """What becomes of a value that is assigned to a target."""
        if isinstance(target, ast.Name):
            yield self._holders.bound(target, Event.BIND, form)
        elif isinstance(target, ast.Attribute):
            yield self._stored(target, Cause(Verb.STORE_AS, target), held_as(Way.OBJECT, form))
        elif isinstance(target, ast.Subscript):
            yield self._stored(target, Cause(Verb.STORE_IN, target.value), held_as(Way.ITEM, form))
        elif isinstance(target, ast.Starred):
            yield from self.of(target.value, form)
        elif isinstance(target, ast.Tuple | ast.List):
            yield from self._unpacked(target, form)

    def _stored(self, target: ast.Attribute | ast.Subscript, cause: Cause, form: Form) -> Outcome:
        return self._holders.stored(target.value, (Event.STORE, target, cause), form)

    def _unpacked(self, target: ast.Tuple | ast.List, form: Form) -> Iterator[Outcome]:
        way, *rest = form
        if way in ITERATED:
            first = next(
                (n for n in ast.walk(target) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)), None
            )
            at = dropped(target, form, Verb.UNPACK)
            yield Ran(Event.BIND, first, form, _SEEN, at.cause, to_end=True) if first is not None else at
        elif is_item(way) and rest:
            takers = unpacked(form, target.elts)
            for element, taken in takers:
                yield from self.of(element, taken)
            if not takers:
                yield dropped(target, form, Verb.LOOK_AT)
        elif way in (Way.OBJECT, Way.INSIDE, Way.PART):
            for element in target.elts:
                yield from weaken(self.of(element, (Way.PART,) if way is Way.OBJECT else form), _GUESS)

    def augmented(self, statement: ast.AugAssign, form: Form) -> Iterator[Outcome]:
        """What becomes of what is added: by `handlers += [f]`, by `items += (… for …)`, and by `changed += f`, with
        which some libraries of events register.

        Of other operators and operands nobody says that the result holds them: most of them compute numbers.
        """
        target, form = statement.target, somewhere(form)
        if not isinstance(statement.op, ast.Add | ast.BitOr):
            return  # lost
        if form[0] in ITERATED:
            yield Ran(Event.BIND, target, form, _SEEN, Cause(Verb.ITERATE), to_end=True)
        elif isinstance(target, ast.Name) and is_item(form[0]):
            yield self._holders.stored(target, (Event.BIND, target, Cause(Verb.ADD_TO, target)), form)
        elif not isinstance(target, ast.Name) and (form[0] is Way.CALL or is_item(form[0])):
            stored = form if is_item(form[0]) else held_as(Way.OBJECT, form)
            yield self._holders.stored(target, (Event.STORE, target, Cause(Verb.ADD_TO, target)), stored)

    def of_loop(self, target: ast.expr, form: Form) -> Iterator[Outcome]:
        """An item for each iteration. Pairs such as `dict.items()` gives are unpacked: any of the names may be it."""
        if isinstance(target, ast.Tuple | ast.List) and not is_item(form[0]):
            for element in target.elts:
                yield from self.of_loop(element, form)
        else:
            yield from self.of(target, form)

    def given_again(self, element: ast.expr, target: ast.expr, form: Form) -> Iterator[Form]:
        """The forms of what a generator expression gives, if it gives what its target takes: as it is, or in a pair."""
        outcomes = self.of_loop(target, form)
        taken = {outcome.variable: outcome.form for outcome in outcomes if isinstance(outcome, Named)}
        for part in element.elts if isinstance(element, ast.Tuple | ast.List) else [element]:
            variable = self._holders.variable(part, part)
            if variable is not None and variable in taken:
                held = taken[variable]
                yield held if part is element else held_as(place_in(element, part), held)


def matching(value: ast.AST, display: ast.Tuple | ast.List, statement: ast.AST | None) -> ast.expr | None:
    """`a, b = f, g`: the target that takes this element."""
    if not isinstance(statement, ast.Assign) or statement.value is not display or len(statement.targets) != 1:
        return None
    target = statement.targets[0]
    if not isinstance(target, ast.Tuple | ast.List) or len(target.elts) != len(display.elts):
        return None
    if any(isinstance(e, ast.Starred) for e in [*target.elts, *display.elts]):
        return None
    return next(t for t, e in zip(target.elts, display.elts, strict=True) if e is value)
