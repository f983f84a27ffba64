"""Whether any function binds a name that is bound around it as well, told from statements alone.

Sound: where names may be bound inside expressions, or by patterns, all that could be one counts. Nothing is resolved.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from cellophane.source.sift.outline import Outline
from cellophane.source.tree.walking import blocks


@dataclass(slots=True)
class _Names:
    """What a function, or the module, binds, as far as its statements tell."""

    around: _Names | None
    body: list[ast.stmt]
    bound: set[str] = field(default_factory=set)
    parameters: set[str] = field(default_factory=set)
    declared: set[str] = field(default_factory=set)
    """`nonlocal` or `global`."""

    def has_namesake(self, outline: Outline) -> bool:
        own, outer = self.bound - self.parameters - self.declared, self.around
        while own and outer is not None:
            same = own & outer.bound | own & outer.parameters
            if any(outer.around is not None or not _is_settled(name, self.body, outline) for name in same):
                return True  # that of the module matters to what is read without a value only
            outer = outer.around
        return False


def are_there(outline: Outline) -> bool:
    """Whether a function may have a variable that is called as one around it.

    >>> text = "n = 0\\ndef bump():\\n    n += 1"
    >>> are_there(Outline(ast.parse(text), text))
    True
    """
    if ":=" in outline.text:
        return True
    module = _Names(None, outline.tree.body)
    scopes = [module]
    waiting: list[tuple[ast.AST, _Names]] = [(outline.tree, module)]
    while waiting:
        block, names = waiting.pop()
        for statement in _statements(block):
            if not isinstance(block, ast.ClassDef):
                names.bound.update(_bound(statement))
            if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
                inner = _Names(names, statement.body, parameters=set(_parameters(statement.args)))
                scopes.append(inner)
                waiting.append((statement, inner))
            elif isinstance(statement, ast.ClassDef):
                waiting.append((statement, names))
            elif isinstance(statement, ast.Global | ast.Nonlocal):
                names.declared.update(statement.names)
                module.bound.update(statement.names)
    return any(names.has_namesake(outline) for names in scopes)


def _is_settled(name: str, body: list[ast.stmt], outline: Outline) -> bool:
    """Whether a plain statement of a body gives the name a value before anything can read it, as far as rows tell."""
    for statement in body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=target)]) if target == name:
                return not outline.reads(name).between(body[0].lineno, statement.end_lineno or statement.lineno)
    return False


def _statements(block: ast.AST) -> Iterator[ast.AST]:
    """The statements of a body, those in their blocks among them, but not those of functions and classes."""
    waiting = [block]
    while waiting:
        for child in blocks(waiting.pop()):
            yield child
            if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                waiting.append(child)


def _bound(statement: ast.AST) -> Iterator[str]:
    if type(statement) in _BINDING_NOTHING:
        return
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield statement.name
        case ast.ExceptHandler():
            yield from [statement.name] if statement.name else []
        case ast.Import() | ast.ImportFrom():
            yield from (alias.asname or alias.name.partition(".")[0] for alias in statement.names)
        case ast.match_case():
            yield from _captured(statement.pattern)
        case ast.Assign() | ast.Delete():
            yield from (name for target in statement.targets for name in _targets(target))
        case ast.AugAssign() | ast.AnnAssign() | ast.For() | ast.AsyncFor():
            yield from _targets(statement.target)
        case ast.With() | ast.AsyncWith():
            yield from (name for item in statement.items if item.optional_vars for name in _targets(item.optional_vars))


_BINDING_NOTHING = frozenset({ast.Expr, ast.Return, ast.If, ast.While, ast.Raise, ast.Assert, ast.Try, ast.Pass})
"""Most of the statements that bind no name, but by what is in them."""


def _targets(target: ast.expr) -> Iterator[str]:
    if isinstance(target, ast.Name):
        yield target.id
    elif not isinstance(target, ast.Attribute | ast.Subscript):
        yield from (node.id for node in ast.walk(target) if isinstance(node, ast.Name))


def _captured(pattern: ast.pattern) -> Iterator[str]:
    for node in ast.walk(pattern):
        name = getattr(node, "rest" if isinstance(node, ast.MatchMapping) else "name", None)
        if isinstance(name, str):
            yield name


def _parameters(arguments: ast.arguments) -> Iterator[str]:
    found = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
    return (argument.arg for argument in found if argument is not None)
