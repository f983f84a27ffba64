"""How something of the standard library is spelled at a place: as it is imported there already, or by a new import.

A new import stands where a person would put it: among those at the top of the file, by the alphabet.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from itertools import takewhile

from cellophane.check.fix import Unfixable
from cellophane.model.fix import Edit
from cellophane.source.facts import Facts


def spelling(facts: Facts, at: ast.expr, module: str, name: str) -> tuple[str, list[Edit]]:
    """The expression that means `module.name` at a node, and the edits that make it mean that.

    Raises `Unfixable` where other things go by that name.
    """
    for statement in facts.tree.body:
        for alias in getattr(statement, "names", []) if isinstance(statement, ast.Import | ast.ImportFrom) else []:
            if isinstance(statement, ast.Import) and alias.name == module:
                found = alias.asname or module
                text = f"{found}.{name}"
            elif isinstance(statement, ast.ImportFrom) and (statement.module, alias.name) == (module, name):
                text = found = alias.asname or name
            else:
                continue
            if _means(facts, found, alias) and not _comes_later(facts, statement, at):
                return text, []
    if _is_taken(facts, name):
        raise Unfixable(f"`{name}` is something else here")
    return name, [_added(facts, module, name)]


def _means(facts: Facts, name: str, alias: ast.alias) -> bool:
    """Whether a name is that import everywhere: nothing else binds it, in whatever scope."""
    variables = [v for scope in facts.names.scopes for v in facts.names.variables(scope) if v.name == name]
    return [binding.node for variable in variables for binding in facts.names.bindings(variable)] == [alias]


def _comes_later(facts: Facts, statement: ast.stmt, at: ast.expr) -> bool:
    """Whether the top level of the file needs it before it is imported; functions are called when all is there."""
    return facts.parents.body(at) is facts.tree and statement.lineno > at.lineno


def _is_taken(facts: Facts, name: str) -> bool:
    return any(variable.name == name for scope in facts.names.scopes for variable in facts.names.variables(scope))


def _added(facts: Facts, module: str, name: str) -> Edit:
    text = f"from {module} import {name}\n"
    block = _block(facts.tree.body)
    for statement in block:
        if _key(statement) > (1, module):
            return Edit.insertion(statement.lineno, 1, text)
    if block:
        return _behind(facts, block[-1], text)
    before = [*takewhile(_is_heading, facts.tree.body)]
    if before:
        return _behind(facts, before[-1], f"\n{text}")
    return Edit.insertion(_first_row(facts), 1, f"{text}\n")


def _behind(facts: Facts, statement: ast.stmt, text: str) -> Edit:
    row = statement.end_lineno or statement.lineno
    return Edit.insertion(row, len(facts.source.line(row)) + 1, f"\n{text[:-1]}")


def _first_row(facts: Facts) -> int:
    """The row of the first statement, which is below the comments at the top."""
    first = facts.tree.body[0]
    return min(node.lineno for node in ast.walk(first) if isinstance(node, ast.stmt | ast.expr))


def _block(body: Sequence[ast.stmt]) -> list[ast.stmt]:
    """The first imports of a file, those from `__future__` left out, up to an empty line among them or other code."""
    found: list[ast.stmt] = []
    for statement in body:
        if _is_heading(statement):
            continue
        if not isinstance(statement, ast.Import | ast.ImportFrom) or statement.col_offset:  # behind a semicolon
            break
        if found and statement.lineno > (found[-1].end_lineno or 0) + 1:
            break
        found.append(statement)
    return found


def _is_heading(statement: ast.stmt) -> bool:
    """A docstring, or an import from `__future__`."""
    if isinstance(statement, ast.ImportFrom):
        return statement.module == "__future__"
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _key(statement: ast.stmt) -> tuple[int, str]:
    """The order of imports: `import a` before `from a import b`, each by the module's name."""
    if isinstance(statement, ast.Import):
        return 0, statement.names[0].name
    assert isinstance(statement, ast.ImportFrom)
    return 1, "." * statement.level + (statement.module or "")
