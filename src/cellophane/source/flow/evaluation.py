"""The order in which an expression does what it does.

CPython's: operands from left to right, a call after its arguments, an assignment's targets after its value. What may
go wrong without an event of its own (an attribute that is missing, an operator that refuses) is said as well.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from cellophane.source.flow.assumptions import condition_of
from cellophane.source.flow.control import Control
from cellophane.source.flow.graph import Event
from cellophane.source.tree.bodies import Comprehension


class Evaluation(Control):
    """Lays down the events of expressions and of assignment targets."""

    def expression(self, node: ast.AST | None) -> None:
        """An expression, or a target that is assigned or deleted."""
        if node is not None:
            _EXPRESSIONS.get(type(node), Evaluation.parts)(self, node)

    def parts(self, node: ast.AST) -> None:
        """The parts of a node in the order in which they stand."""
        for child in ast.iter_child_nodes(node):
            self.expression(child)

    def condition(self, node: ast.expr) -> list[int]:
        """An expression of which only the truth is asked: control goes on where it is true. Returns where it is not.

        Behind `a and b` both have been evaluated where it is true, and behind `not (a or b)`.
        """
        match node:
            case ast.Constant(value=value):
                return self._turned([]) if not value else []
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return self._turned(self.condition(operand))
            case ast.BoolOp():
                return self._all(node.values) if isinstance(node.op, ast.And) else self._any(node.values)
            case ast.IfExp():
                return self._either(node)
            case ast.Compare():
                false = self._operands(node)
            case _:
                false = []
                self.expression(node)
        self.may_raise()
        return [*false, *self.frontier]

    def _turned(self, ends: list[int]) -> list[int]:
        """Control goes on there. Returns where it was."""
        before, self.frontier = self.frontier, ends
        return before

    def _all(self, values: Sequence[ast.expr]) -> list[int]:
        """Conditions up to the first that is false. Returns where one is."""
        return [end for value in values for end in self.condition(value)]

    def _any(self, values: Sequence[ast.expr]) -> list[int]:
        """Conditions up to the first that is true. Returns where none is."""
        true: list[int] = []
        for value in values:
            true += self._turned(self.condition(value))
        return self._turned(true)

    def _either(self, node: ast.IfExp) -> list[int]:
        """`a if test else b`, of which the truth is asked. Returns where it is false."""
        otherwise = self.condition(node.test)
        false = self.condition(node.body)
        true = self._turned(otherwise)
        false = [*false, *self.condition(node.orelse)]
        self.frontier = [*true, *self.frontier]
        return false

    def tested(self, test: ast.expr) -> tuple[bool | None, list[int]]:
        """The condition of a branch: whether it is known that it holds, or that it does not; and where it does not."""
        told, assumed = self.told(test), self.assumed
        false = self.condition(test)
        if told is not None and condition_of(test) is not None:
            self.assumed = assumed  # to ask once more changes nothing
        return told, false

    def operation(self, node: ast.AST) -> None:
        """Something that is done with the parts, and may refuse."""
        self.parts(node)
        self.may_raise()

    # -- names and places ----------------------------------------------------------------------------------------

    def name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Del):
            self.may_raise()
        self.emit(_OF_NAMES[type(node.ctx)], node)

    def attribute_or_subscript(self, node: ast.Attribute | ast.Subscript) -> None:
        self.operation(node)
        if not isinstance(node.ctx, ast.Load):
            self.emit(Event.STORE, node)

    def display(self, node: ast.Tuple | ast.List | ast.Starred) -> None:
        """A target takes a value apart first; a starred item of a display is iterated last."""
        if not isinstance(node.ctx, ast.Load):
            self.may_raise()
        self.parts(node)
        if isinstance(node, ast.Starred):
            self.may_raise()
            if isinstance(node.ctx, ast.Load):
                self.emit(Event.DONE, node)

    def walrus(self, node: ast.NamedExpr) -> None:
        self.expression(node.value)
        self.emit(Event.BIND, node.target)

    # -- calls and suspensions -----------------------------------------------------------------------------------

    def call(self, node: ast.Call) -> None:
        self.parts(node)
        self.emit(Event.CALL, node)

    def awaiting(self, node: ast.Await) -> None:
        self.expression(node.value)
        self.emit(Event.AWAIT, node)

    def yielding(self, node: ast.Yield | ast.YieldFrom) -> None:
        self.expression(node.value)
        self.emit(Event.YIELD, node)

    # -- one way or the other ------------------------------------------------------------------------------------

    def boolean(self, node: ast.BoolOp) -> None:
        *most, last = node.values
        is_all = isinstance(node.op, ast.And)
        decided = self._all(most) if is_all else self._turned(self._any(most))
        self.expression(last)
        self.frontier = [*decided, *self.frontier]

    def comparison(self, node: ast.Compare) -> None:
        false = self._operands(node)
        self.frontier = [*false, *self.frontier]

    def _operands(self, node: ast.Compare) -> list[int]:
        """`a < b < c` does not come to `c` if `a < b` is false. Returns where it does not come to the last one."""
        ends: list[int] = []
        self.expression(node.left)
        for operand in node.comparators:
            ends += self.frontier if operand is not node.comparators[0] else []
            self.expression(operand)
            self.may_raise()
        return ends

    def conditional(self, node: ast.IfExp) -> None:
        self.either(node.test, lambda: self.expression(node.body), lambda: self.expression(node.orelse))

    def either(self, test: ast.expr, then: Callable[[], None], otherwise: Callable[[], None]) -> None:
        """One way or the other, as a condition says; only one of them where it is known what it says."""
        told, false = self.tested(test)
        ends: list[int] = []
        for way, holds, start in ((then, True, self.frontier), (otherwise, False, false)):
            if told in (None, holds):
                self.frontier = start
                self.branch(test, holds)
                way()
                ends += self.frontier
        self.frontier = ends

    # -- what makes closures -------------------------------------------------------------------------------------

    def lambda_(self, node: ast.Lambda) -> None:
        self.defaults(node.args)
        self.emit(Event.MAKE, node)

    def defaults(self, arguments: ast.arguments) -> None:
        for default in [*arguments.defaults, *arguments.kw_defaults]:
            self.expression(default)

    def generator(self, node: ast.GeneratorExp) -> None:
        self.expression(node.generators[0].iter)
        self.may_raise()
        self.emit(Event.MAKE, node)

    # -- displays ------------------------------------------------------------------------------------------------

    def mapping(self, node: ast.Dict) -> None:
        for key, value in zip(node.keys, node.values, strict=True):
            self.expression(key)
            self.expression(value)
        self.may_raise()

    def comprehension(self, node: Comprehension) -> None:
        self.expression(node.generators[0].iter)
        self.clauses(node.generators, [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt])
        self.emit(Event.DONE, node)

    def clauses(
        self, clauses: Sequence[ast.comprehension], elements: Sequence[ast.expr], given_out: ast.AST | None = None
    ) -> None:
        """The loops of a comprehension, one inside the other. The first iterable has been evaluated.

        `given_out` is the generator expression that yields the element.
        """
        clause, *inner = clauses

        def run() -> None:
            self.expression(clause.target)
            skipped: list[int] = []
            for condition in clause.ifs:
                skipped += self.condition(condition)
            if inner:
                self.expression(inner[0].iter)
                self.clauses(inner, elements, given_out)
            else:
                self._element(elements, given_out)
            self.frontier = [*self.frontier, *skipped]

        self.iterating(clause, run)

    def _element(self, elements: Sequence[ast.expr], given_out: ast.AST | None) -> None:
        for element in elements:
            self.expression(element)
        if given_out is not None:
            self.emit(Event.YIELD, given_out)
        else:
            self.may_raise()

    def iterating(self, node: ast.For | ast.AsyncFor | ast.comprehension, run: Callable[[], None]) -> list[int]:
        """A loop over an iterable that was evaluated; returns where `break` leaves it."""

        def step() -> list[int]:
            self.may_raise()
            return self.frontier

        self.may_raise()
        breaks = self.looping(node, step, run, repeats=not _at_most_one(node.iter))
        self.emit(Event.DONE, node)
        return breaks


def _at_most_one(iterable: ast.expr) -> bool:
    """Whether a loop over this display runs at most once."""
    if not isinstance(iterable, ast.Tuple | ast.List | ast.Set):
        return False
    return len(iterable.elts) <= 1 and not any(isinstance(item, ast.Starred) for item in iterable.elts)


_OF_NAMES: dict[type[ast.expr_context], Event] = {
    ast.Load: Event.USE,
    ast.Store: Event.BIND,
    ast.Del: Event.UNBIND,
}

_EXPRESSIONS: dict[type[ast.AST], Callable[..., None]] = {
    ast.Name: Evaluation.name,
    ast.Attribute: Evaluation.attribute_or_subscript,
    ast.Subscript: Evaluation.attribute_or_subscript,
    ast.Tuple: Evaluation.display,
    ast.List: Evaluation.display,
    ast.Starred: Evaluation.display,
    ast.Set: Evaluation.operation,
    ast.BinOp: Evaluation.operation,
    ast.UnaryOp: Evaluation.operation,
    ast.FormattedValue: Evaluation.operation,
    ast.NamedExpr: Evaluation.walrus,
    ast.Call: Evaluation.call,
    ast.Await: Evaluation.awaiting,
    ast.Yield: Evaluation.yielding,
    ast.YieldFrom: Evaluation.yielding,
    ast.BoolOp: Evaluation.boolean,
    ast.Compare: Evaluation.comparison,
    ast.IfExp: Evaluation.conditional,
    ast.Lambda: Evaluation.lambda_,
    ast.Dict: Evaluation.mapping,
    ast.GeneratorExp: Evaluation.generator,
    ast.ListComp: Evaluation.comprehension,
    ast.SetComp: Evaluation.comprehension,
    ast.DictComp: Evaluation.comprehension,
}
