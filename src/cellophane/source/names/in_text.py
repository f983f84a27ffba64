"""Names in a text that a program evaluates by itself, and which of them its own code cannot see."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass

from cellophane.model.scope import Scope, ScopeKind, Variable
from cellophane.source.names.elsewhere import is_unbound
from cellophane.source.names.frames import frame
from cellophane.source.names.scopes import Names, resolve
from cellophane.source.tree.parents import Parents

_PERCENT = re.compile(r"%\((\w+)\)")
_FUNCTIONS = {ScopeKind.FUNCTION, ScopeKind.LAMBDA, ScopeKind.GENERATOR, ScopeKind.COMPREHENSION}


@dataclass(frozen=True, slots=True)
class Named:
    """A literal text that names what is looked up among the variables of the code that evaluates it."""

    function: ast.Name
    """`eval`, `exec` or `locals`, where it is called."""
    text: ast.Constant
    words: tuple[str, ...]
    only_locals: bool
    """Whether globals and builtins do not count."""


def named_in_text(names: Names, parents: Parents) -> Iterator[Named]:
    """Every literal text that a call of `eval`, `exec` or `locals` looks names up for."""
    for name in ("eval", "exec", "locals"):
        variable = names.named(name)
        if variable is not None and not names.bindings(variable):
            for use in names.uses(variable):
                call = parents.of(use.node)
                if isinstance(call, ast.Call) and call.func is use.node and isinstance(use.node, ast.Name):
                    found = _locals(parents, call) if use.node.id == "locals" else _evaluated(call)
                    if found is not None:
                        yield Named(use.node, *found, use.node.id == "locals")


def _evaluated(call: ast.Call) -> tuple[ast.Constant, tuple[str, ...]] | None:
    match call:
        case ast.Call(args=[ast.Constant(value=str(text)) as literal], keywords=[]):
            try:
                inside = resolve(ast.parse(text.strip()))
            except (SyntaxError, ValueError, RecursionError):
                return None
            top = inside.variables(inside.module)
            return literal, tuple(v.name for v in top if inside.uses(v) and not inside.bindings(v))
    return None


def _locals(parents: Parents, call: ast.Call) -> tuple[ast.Constant, tuple[str, ...]] | None:
    if call.args or call.keywords:
        return None
    match parent := parents.of(call):
        case ast.Subscript(slice=ast.Constant(value=str(word)) as literal, ctx=ast.Load()) if parent.value is call:
            return literal, (word,)
        case ast.BinOp(left=ast.Constant(value=str(text)) as literal, op=ast.Mod()):
            return literal, tuple(_PERCENT.findall(text))
        case ast.keyword(arg=None):
            return _formatted(parents.of(parent), "format")
        case ast.Call(args=[only]) if only is call:
            return _formatted(parent, "format_map")
    return None


def _formatted(call: ast.AST | None, method: str) -> tuple[ast.Constant, tuple[str, ...]] | None:
    match call:
        case ast.Call(
            func=ast.Attribute(value=ast.Constant(value=str(text)) as literal, attr=attribute),
            args=[] | [_],
            keywords=[] | [ast.keyword(arg=None)],
        ) if attribute == method:
            try:
                fields = [field for _, field, _, _ in string.Formatter().parse(text) if field]
            except ValueError:
                return None
            return literal, tuple(re.split(r"[.\[]", field)[0] for field in fields)
    return None


def not_captured(names: Names, scope: Scope, word: str) -> Variable | None:
    """The variable of a function around a scope that a word would mean there, if code of the scope captured it.

    None if the scope owns or captures one of that name, or no function around it has one.
    """
    scope = frame(scope)
    if scope.kind not in _FUNCTIONS or any(v.name == word for v in (*names.variables(scope), *_free(names, scope))):
        return None
    around = scope.parent
    while around is not None and around.kind is not ScopeKind.MODULE:
        for variable in names.variables(around) if around.kind in _FUNCTIONS else ():
            if variable.name == word and names.bindings(variable):
                return variable
        around = around.parent
    return None


def is_found_elsewhere(names: Names, word: str) -> bool:
    """Whether the module or Python has a value of that name."""
    found = next((v for v in names.variables(names.module) if v.name == word), None)
    return not is_unbound(names, found or Variable(word, names.module))


def _free(names: Names, scope: Scope) -> Iterator[Variable]:
    return (variable for variable in names.captures(scope) if variable.scope.kind is not ScopeKind.MODULE)
