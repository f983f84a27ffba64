"""What the rules about a missing `nonlocal` or `global` share: words, places, and the declaration that mends it."""

from __future__ import annotations

import ast

from cellophane.check.evidence import span
from cellophane.check.fix import Unfixable
from cellophane.model.finding import Evidence, Step
from cellophane.model.fix import MODULE, Edit, Fix
from cellophane.model.scope import Binding, BindingKind, ScopeKind
from cellophane.source.change.namesakes import ASSIGNED, Namesake
from cellophane.source.facts import Facts
from cellophane.source.tree.bodies import Function

_HOW = {
    BindingKind.IMPORT: "imports",
    BindingKind.FUNCTION: "defines",
    BindingKind.CLASS: "defines",
    BindingKind.DELETION: "deletes",
}

_FOR_GOOD = frozenset({BindingKind.IMPORT, BindingKind.FUNCTION, BindingKind.CLASS})
"""What binds a name for good: the same name is given to something else by mistake."""


def keyword(found: Namesake) -> str:
    """What the function would have to say."""
    return "global" if found.outer.scope.kind is ScopeKind.MODULE else "nonlocal"


def owner(found: Namesake) -> str:
    """Whose the outer variable is, in words."""
    return "the module" if found.outer.scope.kind is ScopeKind.MODULE else f"`{found.outer.scope.name}`"


def first_binding(facts: Facts, found: Namesake) -> Binding:
    """What makes the name the function's own."""
    return facts.names.bindings(found.own)[0]


def outer_row(facts: Facts, found: Namesake) -> int:
    """The line that gives the outer variable its first value."""
    return span(facts.source, facts.names.bindings(found.outer)[0].node).row


def how(binding: Binding) -> str:
    """What a line does that binds a name."""
    return _HOW.get(binding.kind, "assigns" if binding.kind in ASSIGNED else "binds")


def advice(facts: Facts, found: Namesake) -> str:
    """What to write instead."""
    kinds = {binding.kind for binding in facts.names.bindings(found.own)}
    own = f"`{found.own.scope.name}`"
    if kinds <= {BindingKind.DELETION}:
        return f"leave the `del` out: `{found.own.name}` is no variable of {own}"
    if not _may_be_one(facts, found, kinds):
        return f"give what {own} binds another name, or add `{keyword(found)} {found.own.name}` if it is meant for both"
    of = f"of {owner(found)} (line {outer_row(facts, found)})"
    return f"add `{keyword(found)} {found.own.name}` to {own} to change the one {of}"


def evidence(facts: Facts, found: Namesake) -> tuple[Evidence, ...]:
    """The places, in order: the outer variable, the function, what makes the name its own, the read."""
    name, source = found.own.name, facts.source
    binding = first_binding(facts, found)
    outer = span(source, facts.names.bindings(found.outer)[0].node)
    steps = [
        Evidence(Step.BOUND, outer, f"the `{name}` of {owner(found)} is bound here"),
        Evidence(Step.MADE, span(source, found.own.scope.node), f"`{found.own.scope.name}` does not declare `{name}`"),
        Evidence(Step.BOUND, span(source, binding.node), f"it {how(binding)} `{name}` here, which makes it its own"),
    ]
    if found.read is not None:
        text = f"the `{name}` of {owner(found)} is read here, as it was before"
        steps.append(Evidence(Step.READ, span(source, found.read), text))
    else:
        steps.append(Evidence(Step.READ, span(source, found.node), f"`{name}` is read here, before it has a value"))
    return tuple(steps)


def declared(facts: Facts, found: Namesake, risk: str) -> Fix:
    """The fix that declares the name as the first thing the function does. Raises `Unfixable`."""
    function, name = found.own.scope.node, found.own.name
    kinds = {binding.kind for binding in facts.names.bindings(found.own)}
    if not _may_be_one(facts, found, kinds):
        raise Unfixable(f"whether both `{name}` are meant to be one cannot be told")
    if BindingKind.ANNOTATED in kinds:
        raise Unfixable(f"`{name}` is annotated, which a declared name cannot be")
    assert isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
    spelled = getattr(first_binding(facts, found).node, "id", name)
    text = f"{keyword(found)} {spelled}"
    module = found.outer.scope.kind is ScopeKind.MODULE
    around = MODULE if module else facts.source.span(_located(found.outer.scope.node))
    names = tuple(dict.fromkeys([name, spelled]))
    edits = (_first(facts, function, text),)
    return Fix(f"add `{text}`", not risk, edits, names, facts.source.span(function), owner=around, risk=risk)


def _may_be_one(facts: Facts, found: Namesake, kinds: set[BindingKind]) -> bool:
    """Whether the inner binding may be there to change the outer variable.

    No function, class or module is, and `_` is for what nobody wants.
    """
    outer = {binding.kind for binding in facts.names.bindings(found.outer)}
    return kinds <= ASSIGNED and not outer <= _FOR_GOOD and bool(found.own.name.strip("_"))


def _first(facts: Facts, function: ast.FunctionDef | ast.AsyncFunctionDef, text: str) -> Edit:
    """The edit that puts a statement before all others, but behind the docstring."""
    first = function.body[0]
    if ast.get_docstring(function, clean=False) is not None and len(function.body) > 1:
        first = function.body[1]
    decorators = getattr(first, "decorator_list", [])
    at = facts.source.span(first)
    row = min([at.row, *(decorator.lineno for decorator in decorators)])
    before = facts.source.line(row)[: at.column - 1]
    if before.strip():
        return Edit.insertion(row, at.column, f"{text}; ")
    return Edit.insertion(row, 1, f"{before}{text}\n")


def _located(node: ast.AST) -> ast.expr | ast.stmt:
    assert isinstance(node, Function)
    return node
