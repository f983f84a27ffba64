"""Calls that withdraw a registration, but are handed a function that nothing registered."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from dataclasses import dataclass

from cellophane.check.withdrawing.fresh import made
from cellophane.model.finding import Certainty
from cellophane.source.facts import Facts
from cellophane.source.knowledge import Entry, Trait
from cellophane.source.meaning.definitions import Known, Written
from cellophane.source.tree.bodies import Function
from cellophane.source.tree.dotted import last_name
from cellophane.source.tree.signatures import positional


@dataclass(frozen=True, slots=True)
class Vain:
    """A call that withdraws nothing."""

    call: ast.Call
    argument: ast.expr
    made: ast.AST
    """Where the function is made."""
    registration: ast.Call | None
    """Another call of a method of what is called so, which hands it a function: the registration that is meant."""
    certainty: Certainty


def vain(facts: Facts) -> Iterator[Vain]:
    """All of a file."""
    may_withdraw = facts.words.told("withdraws")
    for call in facts.calls:
        if isinstance(call.func, ast.Attribute) and may_withdraw(call.func):
            yield from _of_call(facts, call, call.func)


def _of_call(facts: Facts, call: ast.Call, method: ast.Attribute) -> Iterator[Vain]:
    for argument, keyword in _arguments(call):
        if not isinstance(argument, ast.Lambda | ast.Call | ast.Name):
            continue
        sure = _withdraws(facts, call, method, argument, keyword)
        if sure is None or _is_to_fail(facts, call) or (isinstance(argument, ast.Name) and _is_told(facts, call)):
            continue
        new = made(facts, argument, lambda node: _is_vain(facts, node))
        if new is not None:
            meant = _registration(facts, call, method)
            if meant is None and sure is not Certainty.CERTAIN:
                sure = Certainty.POSSIBLE
            elif not isinstance(argument, ast.Lambda):
                sure = min(sure, Certainty.LIKELY)
            yield Vain(call, argument, new, meant, sure)


def _arguments(call: ast.Call) -> Iterator[tuple[ast.expr, str | None]]:
    yield from ((argument, None) for argument in call.args)
    yield from ((keyword.value, keyword.arg) for keyword in call.keywords if keyword.arg is not None)


def _withdraws(
    facts: Facts, call: ast.Call, method: ast.Attribute, argument: ast.expr, keyword: str | None
) -> Certainty | None:
    """How sure it is that the call withdraws what equals the argument; none if it does something else with it."""
    position = call.args.index(argument) if keyword is None else None
    callees = facts.callees.callees(method)
    known = [callee for callee in callees if isinstance(callee, Known)]
    if known and len(known) == len(callees):
        told = [_told(callee.entry, position, keyword, callee.bound) for callee in known]
        return min(told) if all(told) else None  # type: ignore[type-var]
    entry = facts.knowledge.method(method.attr)
    written = [callee for callee in callees if isinstance(callee, Written)]
    if entry is None or _told(entry, position, keyword, bound=True) is None:
        return None
    if any(_calls(callee, position, keyword) for callee in written):
        return None
    return Certainty.LIKELY


def _told(entry: Entry, position: int | None, keyword: str | None, bound: bool) -> Certainty | None:
    parameter = entry.parameter(position, keyword, bound)
    if Trait.WITHDRAWS not in entry.traits or parameter is None or not entry.fate(parameter):
        return None
    return Certainty.LIKELY if entry.convention else entry.certainty


def _calls(callee: Written, position: int | None, keyword: str | None) -> bool:
    """Whether a method whose source is read calls what it is handed: it is a predicate, or tells when it is done."""
    function = callee.definition
    if not isinstance(function, Function):
        return True
    able = positional(function)[int(callee.bound) :]
    found = able[position : position + 1] if position is not None else [p for p in able if p.arg == keyword]
    assert isinstance(callee.home, Facts)
    for parameter in found:
        variable = callee.home.names.variable(parameter)
        for use in callee.home.names.uses(variable) if variable is not None else ():
            if callee.home.parents.is_called(use.node):
                return True
    return not found and function.args.vararg is None


def _is_vain(facts: Facts, node: ast.AST) -> bool:
    """Whether a use of a name gives what it means to nobody: it is called there, or withdrawn."""
    call = facts.parents.of(node)
    if not isinstance(call, ast.Call):
        return False
    if call.func is node:
        return True
    method = call.func
    return (
        isinstance(method, ast.Attribute)
        and isinstance(node, ast.expr)
        and node in call.args
        and (_withdraws(facts, call, method, node, None) is not None)
    )


def _is_told(facts: Facts, call: ast.Call) -> bool:
    """Whether the program looks at how many were withdrawn: a test that there are none."""
    return not isinstance(facts.parents.of(call), ast.Expr | ast.Await)


def _is_to_fail(facts: Facts, call: ast.Call) -> bool:
    """Whether it stands in a `with` block that expects an exception: a test that nothing can be withdrawn."""
    for parent, _ in facts.parents.ancestors(call):
        for item in parent.items if isinstance(parent, ast.With | ast.AsyncWith) else ():
            context = item.context_expr
            if isinstance(context, ast.Call) and context.args and _is_exception(context.args[0]):
                return True
    return False


def _is_exception(expression: ast.expr) -> bool:
    if isinstance(expression, ast.Tuple):
        return any(map(_is_exception, expression.elts))
    name = last_name(expression)
    kind = getattr(builtins, name, None)
    return name.endswith(("Error", "Exception")) or (isinstance(kind, type) and issubclass(kind, BaseException))


def _registration(facts: Facts, withdrawal: ast.Call, method: ast.Attribute) -> ast.Call | None:
    """The call of another method of what is called the same, which takes something to call."""
    name = last_name(method.value)
    for call in facts.calls:
        other = call.func
        if not isinstance(other, ast.Attribute) or other.attr == method.attr or last_name(other.value) != name:
            continue
        if any(_may_be_function(facts, argument) for argument, _ in _arguments(call)):
            return call
    return None


def _may_be_function(facts: Facts, argument: ast.expr) -> bool:
    if isinstance(argument, ast.Lambda) or (isinstance(argument, ast.Call) and bool(argument.args)):
        return True
    if isinstance(argument, ast.Attribute):
        return True
    return isinstance(argument, ast.Name) and any(
        isinstance(meaning, Written) for meaning in facts.callees.meanings(argument)
    )
