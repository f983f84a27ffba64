"""`functools.partial` in the place of a lambda that only hands on what it is called with, behind a value of its own.

`lambda event: handle(row, event)` becomes `partial(handle, row)`, which is called just as the lambda was.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from cellophane.check.fix import importing
from cellophane.model.fix import Edit
from cellophane.model.scope import BindingKind
from cellophane.source.facts import Facts
from cellophane.source.tree.unparsed import unparsed

_STEADY = frozenset({BindingKind.FUNCTION, BindingKind.CLASS, BindingKind.IMPORT})


def instead_of(facts: Facts, site: ast.Lambda, names: Sequence[str]) -> list[Edit] | None:
    """The edits that put a `partial` in the place of the lambda; none if it does more than hand on."""
    call = site.body
    if not isinstance(call, ast.Call) or not _is_steady(facts, site, call.func) or not _is_handed_over(facts, site):
        return None
    span = facts.source.span(site)
    if any("#" in facts.source.line(row) for row in range(span.row, span.end_row)):  # a comment would be lost
        return None
    own = _handed_on(site.args)
    passed = [unparsed(argument) for argument in call.args]
    passed += [unparsed(keyword) if keyword.arg else f"**{unparsed(keyword.value)}" for keyword in call.keywords]
    bound = passed[: len(passed) - len(own)]
    if not own or passed[len(bound) :] != own or not set(bound) <= set(names) or set(bound) != set(names):
        return None
    spelling, added = importing.spelling(facts, site, "functools", "partial")
    text = f"{spelling}({', '.join([unparsed(call.func), *bound])})"
    return [*added, Edit(span, text)]


def _handed_on(arguments: ast.arguments) -> list[str]:
    """The arguments with which a call hands on all that fills these parameters; nothing if it cannot be done so."""
    if arguments.defaults or arguments.kwonlyargs:
        return []
    positional = [parameter.arg for parameter in [*arguments.posonlyargs, *arguments.args]]
    if positional and not arguments.vararg and not arguments.kwarg and not arguments.posonlyargs:
        # Each of them may also be given by its name, which a partial would hand on as it is: nobody does that to a
        # lambda, as `kwarg` shows who means to.
        return positional
    rest = [f"*{arguments.vararg.arg}"] if arguments.vararg else []
    return [*positional, *rest, *([f"**{arguments.kwarg.arg}"] if arguments.kwarg else [])]


def _is_steady(facts: Facts, site: ast.Lambda, function: ast.expr) -> bool:
    """Whether it means the same now and when it is called: something that is defined or imported, once, and before."""
    if isinstance(function, ast.Attribute):
        return isinstance(function.value, ast.Name) and _is_steady(facts, site, function.value)
    variable = facts.names.variable(function) if isinstance(function, ast.Name) else None
    bindings = facts.names.bindings(variable) if variable else ()
    if variable is None or len(bindings) != 1 or bindings[0].kind not in _STEADY:
        return False
    # Where the body that has it makes the closure, the order shows; any other one is called when all is defined.
    return variable.scope.node is not facts.parents.body(site) or facts.snapshots.objection(site, variable) is None


def _is_handed_over(facts: Facts, site: ast.Lambda) -> bool:
    """Whether it is an argument: what is stored may become an attribute of a class, and a `partial` is no method."""
    parent = facts.parents.of(site)
    call = facts.parents.of(parent) if isinstance(parent, ast.keyword) else parent
    if not isinstance(call, ast.Call) or site is call.func:
        return False
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return name.strip("_") != "setattr"
