"""Which way an `if` goes that asks whether a value can be called: `callable(f)`, `hasattr(f, "__call__")`.

That a name stands for a function, or for something that is none, is known where it is followed. Other tests are not
decided, nor those that are a part of a longer condition.
"""

from __future__ import annotations

import ast
from collections.abc import Callable

from cellophane.source.flow.graph import Event, Flow
from cellophane.source.steps.outcomes import ITERATED, Form, Way, is_item
from cellophane.source.tree.parents import Parents

_OTHERS = ITERATED | {Way.AWAIT}
"""The ways that begin with something that cannot be called, beside those that begin with its items."""


class Branches:
    """Answers for one body."""

    def __init__(self, flow: Flow, parents: Parents, tells_callable: Callable[[ast.Call], bool]) -> None:
        self._flow = flow
        self._parents = parents
        self._tells_callable = tells_callable

    def is_asked(self, node: ast.AST | None, form: Form) -> bool:
        """Whether the use of a name is to ask in an `if` whether what it stands for can be called."""
        return self._test(node, form) is not None

    def after(self, number: int, form: Form) -> tuple[int, list[int]] | None:
        """The event of the test that such a use is a part of, and those that can come next; none for other uses."""
        test = self._test(self._flow.nodes[number], form)
        if test is None:
            return None
        call, branch, holds = test
        asked = min((n for n in self._flow.at(Event.CALL, call) if n > number), default=None)
        if asked is None:
            return None
        ways = self._flow.successors[asked]
        taken, other = (branch.body, branch.orelse) if holds else (branch.orelse, branch.body)
        inside = [n for n in ways if self._is_in(n, branch, taken)]
        return asked, inside or [n for n in ways if not self._is_in(n, branch, other)]

    def _test(self, node: ast.AST | None, form: Form) -> tuple[ast.Call, ast.If | ast.IfExp, bool] | None:
        """The call that asks, what it decides, and whether that holds."""
        call = self._parents.of(node) if isinstance(node, ast.Name) else None
        if not isinstance(call, ast.Call) or call.args[:1] != [node] or not form:
            return None
        if form[0] is not Way.CALL and form[0] not in _OTHERS and not is_item(form[0]):
            return None
        holds, around = form[0] is Way.CALL, self._parents.of(call)
        test: ast.expr = call
        if isinstance(around, ast.UnaryOp) and isinstance(around.op, ast.Not):
            holds, test, around = not holds, around, self._parents.of(around)
        if not isinstance(around, ast.If | ast.IfExp) or around.test is not test or not self._tells_callable(call):
            return None
        return call, around, holds

    def _is_in(self, number: int, branch: ast.If | ast.IfExp, part: list[ast.stmt] | ast.expr) -> bool:
        """Whether an event is of a part of a branch."""
        node, parts = self._flow.nodes[number], part if isinstance(part, list) else [part]
        while node is not None and (around := self._parents.of(node)) is not branch:
            node = around
        return node in parts
