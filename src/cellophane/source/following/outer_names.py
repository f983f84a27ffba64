"""Functions that read their own name as if it still stood for what it was before they took it.

`act = lambda value: act(value, 0)` reads `act` when it is called, and `act` is the lambda itself by then. It is told
from recursion by the value that the name had before, on every way to the place where the function is made.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from cellophane.model.finding import Certainty
from cellophane.model.scope import Binding, BindingKind, ScopeKind, Use, Variable
from cellophane.source.change.replaced import Replaced
from cellophane.source.flow.graph import Event, Flow
from cellophane.source.names.scopes import Names
from cellophane.source.tree.bodies import Body, Function, Site
from cellophane.source.tree.parents import Parents

_DEFINED = frozenset({BindingKind.FUNCTION, BindingKind.CLASS, BindingKind.IMPORT})


@dataclass(frozen=True, slots=True)
class OwnName:
    """A function, the name that it takes, and what that was before."""

    site: Function
    variable: Variable
    taken: ast.AST
    """The node that gives the function its name."""
    before: Binding
    use: Use
    """The first read of the name in the function that tells what is meant."""
    certainty: Certainty


class OuterNames:
    """Answers for one file."""

    def __init__(self, names: Names, parents: Parents, replaced: Replaced, flow: Callable[[Body], Flow]) -> None:
        self._names = names
        self._parents = parents
        self._replaced = replaced
        self._flow = flow

    def among(self, captures: Iterable[tuple[Site, Variable]]) -> Iterator[OwnName]:
        """The functions that read their own name, where that had another value before."""
        for site, variable in captures:
            if variable.scope.kind is not ScopeKind.FUNCTION or not isinstance(site, Function):
                continue
            taken = self._taken(site, variable)
            if taken is not None and len(self._names.bindings(variable)) > 1:
                yield from self._of(site, variable, taken)

    def _of(self, site: Function, variable: Variable, taken: ast.AST) -> Iterator[OwnName]:
        before = self._before(site, variable, taken)
        if not before or self._is_asked_for(site, variable):
            return
        is_lambda = isinstance(site, ast.Lambda)
        if not is_lambda and any(one.kind in _DEFINED for one in before):
            return
        inside = set(ast.walk(site))
        uses = [use for use in self._names.uses(variable) if use.scope.node in inside]
        sure = Certainty.CERTAIN if is_lambda else self._sure(site, uses, variable)
        if uses and sure is not None:
            yield OwnName(site, variable, taken, before[0], uses[0], sure)

    def _taken(self, site: Function, variable: Variable) -> ast.AST | None:
        """What binds the variable to the function as it is, if anything does."""
        if not isinstance(site, ast.Lambda):
            return site if self._names.variable(site) is variable else None
        above: ast.AST = site
        while isinstance(around := self._parents.of(above), ast.IfExp) and above is not around.test:
            above = around
        if isinstance(around, ast.Assign) and len(around.targets) == 1:
            target: ast.AST = around.targets[0]
        elif isinstance(around, ast.AnnAssign | ast.NamedExpr):
            target = around.target
        else:
            return None
        is_own = isinstance(target, ast.Name) and self._names.variable(target) is variable
        return target if is_own else None

    def _before(self, site: Function, variable: Variable, taken: ast.AST) -> list[Binding]:
        """What gave the name its value before, if it had one for sure, and one that is more than a placeholder."""
        body = self._parents.body(site)
        if body is not variable.scope.node:
            return []
        flow = self._flow(body)
        found: list[Binding] = []
        for make in flow.at(Event.MAKE, site):
            before = self._replaced.before(flow, make, variable)
            if not before or any(one.node is taken or self._replaced.is_placeholder(one) for one in before):
                return []
            found += before
        return found

    def _is_asked_for(self, site: Function, variable: Variable) -> bool:
        """Whether a condition around says that nobody has filled the name: `if visit is None:`."""
        for parent, child in self._parents.ancestors(site):
            if parent is variable.scope.node:
                break
            if isinstance(parent, ast.If | ast.IfExp) and child is not parent.test:
                otherwise = parent.orelse if isinstance(parent.orelse, list) else [parent.orelse]
                if self._says(parent.test, variable, filled=child in otherwise):
                    return True
        return False

    def _says(self, test: ast.expr, variable: Variable, *, filled: bool) -> bool:
        """Whether a condition is that the name is `filled`, or that it is not."""
        if isinstance(test, ast.BoolOp):
            return any(self._says(part, variable, filled=filled) for part in test.values)
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            return self._says(test.operand, variable, filled=not filled)
        if isinstance(test, ast.Compare) and self._names.variable(test.left) is variable:
            return isinstance(test.ops[0], ast.IsNot | ast.NotEq if filled else ast.Is | ast.Eq)
        if isinstance(test, ast.Call):  # `callable(visit)`
            return filled and any(self._names.variable(argument) is variable for argument in test.args)
        return filled and self._names.variable(test) is variable

    def _sure(self, site: Function, uses: list[Use], variable: Variable) -> Certainty | None:
        """How sure it is that a `def` means what its name was before; nothing if it may as well mean itself."""
        assert not isinstance(site, ast.Lambda)
        for decorator in site.decorator_list:
            if any(self._names.variable(node) is variable for node in ast.walk(decorator)):
                return Certainty.CERTAIN  # `@wraps(act)` has just named the one before
        if site.decorator_list:
            return None
        return Certainty.LIKELY if all(self._is_a_value(use.node) for use in uses) else Certainty.POSSIBLE

    def _is_a_value(self, read: ast.AST) -> bool:
        """Whether it is read as something else than a function: not called, handed over, or asked for an attribute."""
        around = self._parents.of(read)
        return not isinstance(around, ast.Call | ast.Attribute | ast.keyword | ast.Starred | ast.NamedExpr)
