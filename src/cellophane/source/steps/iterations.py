"""What becomes of a value that is looped over, or that a comprehension or a generator expression gives."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from cellophane.model.finding import Certainty
from cellophane.source.flow.graph import Event
from cellophane.source.steps.arguments import Onward
from cellophane.source.steps.outcomes import (
    ITERATED,
    Cause,
    Form,
    Lasting,
    Named,
    Outcome,
    Ran,
    Verb,
    Way,
    Yielded,
    dropped,
    held_as,
    is_item,
    somewhere,
    weaken,
)
from cellophane.source.steps.targets import Targets
from cellophane.source.tree.parents import Parents

_SEEN = Certainty.CERTAIN
_GUESS = Certainty.POSSIBLE

Looping = ast.For | ast.AsyncFor | ast.comprehension


class Iterations:
    """Answers for one file."""

    def __init__(self, parents: Parents, targets: Targets, onward: Onward) -> None:
        self._parents = parents
        self._targets = targets
        self._of = onward

    def looped(self, value: ast.AST, loop: Looping, form: Form) -> Iterator[Outcome]:
        """A part of the head of a loop."""
        if value is not loop.iter:
            yield dropped(value, form, Verb.LOOK_AT)
            return
        if isinstance(loop, ast.comprehension):
            owner = self._parents.of(loop)
            if isinstance(owner, ast.GeneratorExp) and loop is owner.generators[0]:
                yield from self._fed(owner, form)
                return
        if form[0] in ITERATED:
            yield Ran(Event.STEP, loop, form, _SEEN, Cause(Verb.ITERATE), to_end=True)
        elif is_item(form[0]) and len(form) > 1:
            for outcome in self._targets.of_loop(loop.target, form[1:]):
                is_given = form[0] is Way.GIVEN
                yield replace(outcome, given=True) if isinstance(outcome, Named) and is_given else outcome
        elif form[0] in (Way.OBJECT, Way.INSIDE, Way.PART):
            part = (Way.PART,) if form[0] is Way.OBJECT else form
            for name in ast.walk(loop.target):
                if isinstance(name, ast.Name):
                    yield from self._targets.of(name, part)

    def _fed(self, generator: ast.GeneratorExp, form: Form) -> Iterator[Outcome]:
        """The first iterable of a generator expression: it runs, or gives out its items, when that does."""
        if form[0] in ITERATED:
            yield from self._of(generator, form)
        elif is_item(form[0]) and len(form) > 1:
            target = generator.generators[0].target
            given = dict.fromkeys(self._targets.given_again(generator.elt, target, form[1:]))
            for item in given:
                yield from self._of(generator, held_as(somewhere(form)[0], item))
            if not given:
                names = {name.id for name in ast.walk(target) if isinstance(name, ast.Name)}
                calls = (node.func for node in ast.walk(generator) if isinstance(node, ast.Call))
                called = any(isinstance(function, ast.Name) and function.id in names for function in calls)
                yield from weaken(self._of(generator, (Way.ITERATE,)), _SEEN if called else _GUESS)

    def element(self, value: ast.AST, around: ast.expr, form: Form) -> Iterator[Outcome]:
        """What a comprehension collects."""
        if isinstance(around, ast.DictComp) and value is around.key:
            yield Lasting(Event.DONE, around, held_as(Way.ITEM, form), _GUESS, Cause(Verb.BE_ITEM))
            return
        verb = Verb.BE_VALUE if isinstance(around, ast.DictComp) else Verb.BE_ITEM
        yield Lasting(Event.DONE, around, held_as(Way.ITEM, form), _SEEN, Cause(verb))

    def generated(self, value: ast.AST, around: ast.GeneratorExp, form: Form) -> Iterator[Outcome]:
        """What a generator expression gives out."""
        if value is around.elt:
            yield Yielded(Event.YIELD, around, form, _SEEN, Cause(Verb.BE_GENERATED))
