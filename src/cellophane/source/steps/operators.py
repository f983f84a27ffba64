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
    Held,
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
_OTHERWISE: dict[type[ast.AST], str] = {
    ast.Mult: "mul",
    ast.MatMult: "matmul",
    ast.Div: "truediv",
    ast.BitAnd: "and",
    ast.BitOr: "or",
    ast.BitXor: "xor",
    ast.UAdd: "pos",
    ast.USub: "neg",
}
"""The operators that `ast` calls otherwise than their methods."""
_Operation = ast.BinOp | ast.UnaryOp | ast.AugAssign


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
        method = self._method(around.left, f"__{_word(around.op)}__")
        if method is not None:
            yield from self._by_method(method, around, value, form)
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
        method = self._method(around.operand, f"__{_word(around.op)}__")
        if method is not None:
            yield from self._by_method(method, around, value, form)
        elif isinstance(around.op, ast.Not) or form[0] is not Way.OBJECT:
            yield dropped(around, form, Verb.LOOK_AT)
        else:
            yield from weaken(self._of(around, form), _GUESS)

    def augmented(self, statement: ast.AugAssign, form: Form) -> Iterator[Outcome]:
        """`condition &= test` binds the name to what the method gives; `jobs += [f]` adds to the list."""
        word, target = _word(statement.op), statement.target
        method = self._method(target, f"__i{word}__") or self._method(target, f"__{word}__")
        if method is None:
            yield from self._targets.augmented(statement, form)
            return
        for outcome in self._inside(method, statement, statement.value, form):
            bound = self._targets.of(target, outcome.form) if isinstance(outcome, Returned) else [outcome]
            yield from weaken(bound, outcome.certainty)

    def _method(self, operand: ast.expr, name: str) -> Written | None:
        """The method of an operand's class by which an operator works, if it can be read."""
        classes = self._callees.classes
        found = [member for owner in classes.of(operand) for member in classes.members(owner, name)]
        return found[0] if len(found) == 1 and isinstance(found[0], Written) else None

    def _inside(self, method: Written, around: _Operation, value: ast.AST, form: Form) -> Iterator[Outcome]:
        """What the method does with one of its operands. What it keeps, it keeps in an object that others have."""
        is_other = isinstance(around, ast.AugAssign) or (isinstance(around, ast.BinOp) and value is around.right)
        argument = Argument(position=int(is_other))
        inside = self._bodies.of(method.home).outcomes(replace(method, bound=False), argument, form)
        if inside is None:
            yield lost(value, form)
            return
        onward = [outcome for outcome in inside if not isinstance(outcome, Ran | Dropped)]
        if not onward:
            yield dropped(value, form, Verb.LOOK_AT)
        for outcome in onward:
            if isinstance(outcome, Returned):
                yield outcome.weakened(_CONVENTION)
            elif isinstance(outcome, Kept | Held) and isinstance(value, ast.Call):  # it is kept as soon as it is made
                by = around.target if isinstance(around, ast.AugAssign) else around
                yield Kept(Event.CALL, value, form, _CONVENTION, Cause(Verb.KEEP, by), Hop(outcome, method.home.source))
            else:
                yield lost(value, form)

    def _by_method(
        self, method: Written, around: ast.BinOp | ast.UnaryOp, value: ast.AST, form: Form
    ) -> Iterator[Outcome]:
        """What becomes of an operand, and of what the method gives back for it."""
        for outcome in self._inside(method, around, value, form):
            if not isinstance(outcome, Returned):
                yield outcome
                continue
            hop = Hop(outcome, method.home.source)
            for further in weaken(self._of(around, outcome.form), outcome.certainty):
                yield replace(further, via=further.via or hop)


def _word(operator: ast.AST) -> str:
    """The middle of the name of the method by which an operator works.

    >>> _word(ast.Add()), _word(ast.BitAnd())
    ('add', 'and')
    """
    return _OTHERWISE.get(type(operator), type(operator).__name__.lower())
