"""What becomes of a value that is an operand."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from cellophane.model.finding import Certainty
from cellophane.source.flow.graph import Event
from cellophane.source.steps.arguments import Onward
from cellophane.source.steps.outcomes import (
    Cause,
    Form,
    Kept,
    Outcome,
    Verb,
    Way,
    dropped,
    held_as,
    is_item,
    somewhere,
    weaken,
)
from cellophane.source.tree.parents import Parents

_CONVENTION = Certainty.LIKELY
_GUESS = Certainty.POSSIBLE


class Operators:
    """Answers for one file."""

    def __init__(self, parents: Parents, onward: Onward) -> None:
        self._parents = parents
        self._of = onward

    def binary(self, value: ast.AST, around: ast.BinOp, form: Form) -> Iterator[Outcome]:
        """`handlers + [f]` holds what its parts hold; an operator of another class may hold its operand."""
        if is_item(form[0]):
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
        if isinstance(around.op, ast.Not) or form[0] is not Way.OBJECT:
            yield dropped(around, form, Verb.LOOK_AT)
        else:
            yield from weaken(self._of(around, form), _GUESS)
