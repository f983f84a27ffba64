"""Is a function new whenever control comes here, so that it cannot be one that was registered before?"""

from __future__ import annotations

import ast
from collections.abc import Callable

from cellophane.model.scope import ScopeKind, Variable
from cellophane.source.facts import Facts
from cellophane.source.knowledge import ResultKind
from cellophane.source.meaning.definitions import Known, Written
from cellophane.source.tree.bodies import Function
from cellophane.source.tree.parents import results

IsVain = Callable[[ast.AST], bool]
"""Whether an expression stands where nobody gets what it means: called, or handed to what withdraws it."""


def made(facts: Facts, value: ast.expr, is_vain: IsVain) -> ast.AST | None:
    """The place that makes what is handed over, if nobody can have had it before; none if that cannot be told."""
    if isinstance(value, ast.Lambda) or (isinstance(value, ast.Call) and _makes_function(facts, value)):
        return value
    variable = facts.names.variable(value) if isinstance(value, ast.Name) else None
    return _of_name(facts, value, variable, is_vain) if variable is not None else None


def _of_name(facts: Facts, value: ast.expr, variable: Variable, is_vain: IsVain) -> ast.AST | None:
    """What a name of this activation stands for, which is read nowhere but where it is called or withdrawn."""
    bindings = facts.names.bindings(variable)
    if variable.scope.kind not in (ScopeKind.FUNCTION, ScopeKind.LAMBDA) or len(bindings) != 1:
        return None
    if facts.names.holder(value) is not variable.scope:
        return None  # what an inner function withdraws may be told it by others
    node, bound = bindings[0].node, facts.callees.value(bindings[0])
    is_plain = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.decorator_list
    is_made = isinstance(bound, ast.Lambda) or (isinstance(bound, ast.Call) and _makes_function(facts, bound))
    if not (is_plain or is_made) or not all(is_vain(use.node) for use in facts.names.uses(variable)):
        return None
    return node


def _makes_function(facts: Facts, call: ast.Call) -> bool:
    """Whether a call returns a new function each time: `partial(f, 1)`, or a factory whose source is read."""
    callees = facts.callees.callees(call.func)
    return bool(callees) and all(
        callee.entry.result is ResultKind.CALLABLE and _is_partial(callee)
        if isinstance(callee, Known)
        else _is_factory(callee)
        for callee in callees
    )


def _is_partial(callee: Known) -> bool:
    """Whether it makes a new callable of a function and further arguments, which is equal to no other one."""
    return callee.entry.signature.rest is not None and not callee.entry.convention


def _is_factory(callee: Written) -> bool:
    """Whether a function returns one that it makes, and keeps no copies of it."""
    function = callee.definition
    if not isinstance(function, ast.FunctionDef) or function.decorator_list:
        return False
    values = list(results(function))
    return bool(values) and all(_is_made_in(callee, function, value) for value in values)


def _is_made_in(callee: Written, function: ast.FunctionDef, value: ast.expr) -> bool:
    if isinstance(value, ast.Lambda):
        return True
    assert isinstance(callee.home, Facts)
    meanings = callee.home.callees.meanings(value)
    return bool(meanings) and all(
        isinstance(meaning, Written)
        and isinstance(meaning.definition, Function)
        and not getattr(meaning.definition, "decorator_list", ())
        and callee.home.parents.body(meaning.definition) is function
        and not _is_kept(callee.home, meaning.definition)
        for meaning in meanings
    )


def _is_kept(home: Facts, function: Function) -> bool:
    """Whether a factory does more with what it makes than to return it."""
    variable = home.names.variable(function)
    uses = home.names.uses(variable) if variable is not None else ()
    return any(not isinstance(home.parents.of(use.node), ast.Return) for use in uses)
