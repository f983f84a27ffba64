"""Parameters whose default binds a value of the moment, as in `lambda name=name: …`.

A default that is a constant, or stands for one, says "nothing was passed" and is meant to be replaced.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from cellophane.model.scope import BindingKind, ScopeKind, Use, Variable
from cellophane.source.facts import Facts
from cellophane.source.tree.bodies import Function
from cellophane.source.tree.signatures import positional, with_defaults

_IN_FUNCTIONS = frozenset(
    {ScopeKind.FUNCTION, ScopeKind.LAMBDA, ScopeKind.COMPREHENSION, ScopeKind.GENERATOR, ScopeKind.MODULE}
)
_NAMES_FOR_GOOD = frozenset({BindingKind.IMPORT, BindingKind.FUNCTION, BindingKind.CLASS})


@dataclass(frozen=True, slots=True)
class Bound:
    """A parameter that holds a value, and where the body first reads it."""

    function: Function
    parameter: ast.arg
    default: ast.expr
    position: int
    use: Use


def bound(facts: Facts) -> Iterator[Bound]:
    """All of a file, but for those of methods."""
    for site in facts.sites:
        if isinstance(site, Function) and site.args.defaults and not isinstance(facts.parents.of(site), ast.ClassDef):
            yield from _of_function(facts, site)


def _of_function(facts: Facts, function: Function) -> Iterator[Bound]:
    position = {parameter: number for number, parameter in enumerate(positional(function))}
    for parameter, default in with_defaults(function):
        variable = facts.names.variable(parameter)
        if variable is not None and _is_bound_by(facts, function, parameter, default):
            use = facts.names.first_use(variable, facts.names.scope(function))
            if use is not None:
                yield Bound(function, parameter, default, position[parameter], use)


def _is_bound_by(facts: Facts, function: Function, parameter: ast.arg, default: ast.expr) -> bool:
    """Whether a default is there to bind a value: it bears the name of the parameter, or is a value of the moment."""
    if isinstance(default, ast.Name) and default.id == parameter.arg:
        return True
    if parameter.arg.startswith("_"):
        return False  # `_print=print`: what nobody should pass, and everybody may
    names = [node for node in ast.walk(default) if isinstance(node, ast.Name)]
    variables = {variable for name in names if (variable := facts.names.variable(name)) is not None}
    is_lambda = isinstance(function, ast.Lambda)
    return any(_varies(facts, variable, everywhere=is_lambda) for variable in variables)


def _varies(facts: Facts, variable: Variable, *, everywhere: bool) -> bool:
    """Whether a variable has another value each time: that of a loop, or (`everywhere`) of a function's activation."""
    bindings = facts.names.bindings(variable)
    if variable.scope.kind not in _IN_FUNCTIONS or not bindings:
        return False
    if any(facts.parents.in_loop(binding.node) for binding in bindings):
        return True
    if not everywhere or variable.scope.kind is ScopeKind.MODULE:
        return False
    values = [facts.callees.value(binding) for binding in bindings]
    for_good = all(binding.kind in _NAMES_FOR_GOOD for binding in bindings)
    return not for_good and not all(isinstance(value, ast.Constant) for value in values)
