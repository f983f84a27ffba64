"""What becomes of a value that is an operand: what the method of a class that is read does, or else what is usual."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from cellophane.model.finding import Certainty
from cellophane.source.flow.graph import Event
from cellophane.source.meaning.callees import Callees
from cellophane.source.meaning.definitions import Written
from cellophane.source.steps.arguments import Onward
from cellophane.source.steps.inside import Argument, Bodies
from cellophane.source.steps.outcomes import (
    Cause,
    Dropped,
    Form,
    Hop,
    Kept,
    Outcome,
    Ran,
    Returned,
    Verb,
    Way,
    dropped,
    held_as,
    is_item,
    lost,
    somewhere,
    weaken,
)
from cellophane.source.steps.targets import Targets
from cellophane.source.tree.parents import Parents

_CONVENTION = Certainty.LIKELY
_GUESS = Certainty.POSSIBLE
_WORDS: dict[type[ast.AST], str] = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.MatMult: "matmul",
    ast.Div: "truediv",
    ast.FloorDiv: "floordiv",
    ast.Mod: "mod",
    ast.Pow: "pow",
    ast.LShift: "lshift",
    ast.RShift: "rshift",
    ast.BitAnd: "and",
    ast.BitOr: "or",
    ast.BitXor: "xor",
    ast.Invert: "invert",
    ast.UAdd: "pos",
    ast.USub: "neg",
}
"""The middle of the names of the methods of operators."""


class Operators:
    """Answers for one file."""

    def __init__(self, parents: Parents, callees: Callees, bodies: Bodies, targets: Targets, onward: Onward) -> None:
        self._parents = parents
        self._callees = callees
        self._bodies = bodies
        self._targets = targets
        self._of = onward

    def binary(self, value: ast.AST, around: ast.BinOp, form: Form) -> Iterator[Outcome]:
        """`handlers + [f]` holds what its parts hold; an operator of another class may hold its operand."""
        method = self._method(around.left, f"__{_WORDS[type(around.op)]}__")
        if method is not None:
            for outcome in self._inside(method, value, value is not around.left, form):
                yield from self._given_back(around, method, outcome)
        elif is_item(form[0]):
            yield from self._of(around, somewhere(form))
        elif isinstance(around.op, ast.Mod) and isinstance(around.left, ast.Constant | ast.JoinedStr):
            yield dropped(around, form, Verb.LOOK_AT)
        elif form[0] is Way.OBJECT and isinstance(value, ast.Call) and self._is_for_effect(around):
            yield Kept(Event.CALL, value, form, _CONVENTION, Cause(Verb.KEEP, around))
        else:
            yield from weaken(self._of(around, held_as(Way.OBJECT, form)), _GUESS)

    def _is_for_effect(self, operation: ast.BinOp) -> bool:
        """Whether nobody takes its value, as in `pipeline | "x" >> Map(f)`: another operand keeps this one then."""
        whole: ast.AST | None = operation
        while isinstance(whole, ast.BinOp):
            whole = self._parents.of(whole)
        return isinstance(whole, ast.Expr)

    def unary(self, value: ast.AST, around: ast.UnaryOp, form: Form) -> Iterator[Outcome]:
        """`~query` may hold what its operand holds; `not query` does not."""
        method = self._method(around.operand, f"__{_WORDS.get(type(around.op))}__")
        if method is not None:
            for outcome in self._inside(method, value, False, form):
                yield from self._given_back(around, method, outcome)
        elif isinstance(around.op, ast.Not) or form[0] is not Way.OBJECT:
            yield dropped(around, form, Verb.LOOK_AT)
        else:
            yield from weaken(self._of(around, form), _GUESS)

    def augmented(self, statement: ast.AugAssign, form: Form) -> Iterator[Outcome]:
        """`condition &= test` binds the name to what the method gives; `jobs += [f]` adds to the list."""
        word, target = _WORDS[type(statement.op)], statement.target
        method = self._method(target, f"__i{word}__") or self._method(target, f"__{word}__")
        if method is None:
            yield from self._targets.augmented(statement, form)
            return
        for outcome in self._inside(method, statement.value, True, form):
            bound = self._targets.of(target, outcome.form) if isinstance(outcome, Returned) else [outcome]
            yield from weaken(bound, outcome.certainty)

    def _method(self, operand: ast.expr, name: str) -> Written | None:
        """The method of an operand's class by which an operator works, if it can be read."""
        classes = self._callees.classes
        found = [member for owner in classes.of(operand) for member in classes.members(owner, name)]
        return found[0] if len(found) == 1 and isinstance(found[0], Written) else None

    def _inside(self, method: Written, value: ast.AST, is_other: bool, form: Form) -> Iterator[Outcome]:
        """What the method does with one of its two operands; what it does not give back is not followed."""
        argument = Argument(position=int(is_other))
        inside = self._bodies.of(method.home).outcomes(replace(method, bound=False), argument, form)
        if inside is None:
            yield lost(value, form)
            return
        onward = [outcome for outcome in inside if not isinstance(outcome, Ran | Dropped)]
        if not onward:
            yield dropped(value, form, Verb.LOOK_AT)
        for outcome in onward:
            yield outcome.weakened(_CONVENTION) if isinstance(outcome, Returned) else lost(value, form)

    def _given_back(self, operation: ast.expr, method: Written, outcome: Outcome) -> Iterator[Outcome]:
        if not isinstance(outcome, Returned):
            yield outcome
            return
        hop = Hop(outcome, method.home.source)
        for further in weaken(self._of(operation, outcome.form), outcome.certainty):
            yield replace(further, via=further.via or hop)
