"""Making a closure in a function of its own, which takes the values: the repair that leaves its signature alone.

A `def` or `class` stays where it is, inside a function that is called at once. A lambda moves into one that stands
before its statement. Whatever else is captured stays captured.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

from cellophane.check.fix import Unfixable, tokens
from cellophane.model.fix import Edit
from cellophane.model.place import Span
from cellophane.source.text.source import Source
from cellophane.source.tree.bodies import Definition
from cellophane.source.tree.parents import Parents

_USUAL_INDENT = "    "


def maker_of(source: Source, definition: Definition) -> str:
    """What the factory of a `def` or `class` is called."""
    return unused(f"make_{definition.name.strip('_') or 'it'}", source)


def maker_of_lambda(source: Source, parents: Parents, site: ast.Lambda) -> str:
    """What the factory of a lambda is called: by the keyword, the name or the attribute that it goes to."""
    return unused(f"make_{_purpose(parents, site) or 'function'}", source)


def around(source: Source, definition: Definition, maker: str, names: Sequence[str]) -> list[Edit]:
    """The edits that put a factory around a definition, which itself moves to the right and is not changed."""
    span = whole(source, definition)
    _hold_movable(_evaluated_at_once(definition))
    if any(isinstance(node, ast.Name) and node.id == definition.name for node in _run_at_once(definition)):
        raise Unfixable(f"it uses the `{definition.name}` of before, which a function around it would not see")
    margin = source.line(span.row)[: span.column - 1]
    if margin.strip():
        raise Unfixable("it does not begin its line")
    step = _step(source, definition, margin)
    given = ", ".join(names)
    head = f"def {maker}({given}):\n{margin}{step}"
    inside, last = tokens.of(source).inside_strings, _last_row(source, span.end_row, margin)
    moved = [
        Edit.insertion(row, len(margin) + 1 if source.line(row).startswith(margin) else 1, step)
        for row in range(span.row + 1, last + 1)
        if row not in inside and source.line(row).strip()
    ]
    tail = f"\n{margin}{step}return {definition.name}\n{margin}{definition.name} = {maker}({given})"
    end = len(source.line(last)) + 1
    return [Edit.insertion(span.row, span.column, head), *moved, Edit.insertion(last, end, tail)]


def before_statement(
    source: Source, site: ast.Lambda, statement: ast.stmt, maker: str, names: Sequence[str]
) -> list[Edit]:
    """The edits that move a lambda into a factory before that statement around it, and call that in its place."""
    _hold_movable([site.args])
    if isinstance(statement, ast.ClassDef) and any(map(_belongs_to_class, _words(site))):
        raise Unfixable("it uses names that mean something in the class around it only")
    span, place = whole(source, statement), source.span(site)
    margin = source.line(span.row)[: span.column - 1]
    given = ", ".join(names)
    text = _text(source, place)
    if place.row != place.end_row:
        text = f"({text})"
    step = "\t" if "\t" in margin else _USUAL_INDENT
    head = f"{margin}def {maker}({given}):\n{margin}{step}return {text}\n"
    return [Edit.insertion(span.row, 1, head), Edit(place, f"{maker}({given})")]


def first_of_line(source: Source, parents: Parents, node: ast.AST) -> ast.stmt:
    """The innermost statement around a node before which a function can be put. Raises `Unfixable` without one."""
    statement = _outside_classes(parents, parents.statement(node))
    while statement is not None:
        span = whole(source, statement)
        line = source.line(span.row)
        if not line[: span.column - 1].strip() and not line[span.column - 1 :].startswith("elif"):
            return statement
        around_it = parents.of(statement)
        statement = around_it if isinstance(around_it, ast.If) and line.lstrip().startswith("elif") else None
    raise Unfixable("its statement does not begin its line, so there is no place for a function before it")


def _outside_classes(parents: Parents, statement: ast.stmt | None) -> ast.stmt | None:
    """The statement, or the class whose body it is in: comprehensions there see no name of the class, and a function
    would become one of its methods."""
    found = statement
    for parent, _ in parents.ancestors(statement) if statement is not None else ():
        if isinstance(parent, ast.FunctionDef | ast.AsyncFunctionDef):
            break
        if isinstance(parent, ast.ClassDef):
            found = parent
    return found


def whole(source: Source, statement: ast.stmt) -> Span:
    """Where a statement stands, its decorators with it."""
    span = source.span(statement)
    decorators = getattr(statement, "decorator_list", [])
    if not decorators:
        return span
    at = tokens.of(source).before(_start(source.span(decorators[0])))
    assert at is not None
    return Span(*at.start, span.end_row, span.end_column)


def unused(name: str, source: Source) -> str:
    """The name, with a number behind it if the file has that word already.

    >>> unused("make_it", Source("a.py", "make_it = make_it_2 = 0"))
    'make_it_3'
    """
    return next(candidate for candidate in _numbered(name) if candidate not in source.words)


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name}_{number}"
        number += 1


def _step(source: Source, definition: Definition, margin: str) -> str:
    """By how much the definition's own body is indented."""
    first = source.line(definition.body[0].lineno)
    blank = first[: len(first) - len(first.lstrip())]
    step = blank.removeprefix(margin)
    return step if blank.startswith(margin) and step else ("\t" if "\t" in margin else _USUAL_INDENT)


def _last_row(source: Source, end: int, margin: str) -> int:
    """The last row of a body, with the comments below it that are indented as its statements are."""
    last = end
    for row in range(end + 1, len(source.lines) + 1):
        line = source.line(row)
        blank = line[: len(line) - len(line.lstrip())]
        if line.strip() and not (line.lstrip().startswith("#") and blank.startswith(margin) and blank != margin):
            break
        last = row if line.strip() else last
    return last


def _evaluated_at_once(definition: Definition) -> list[ast.AST]:
    """The parts of a definition that the code around it evaluates."""
    if isinstance(definition, ast.ClassDef):
        return [*definition.decorator_list, *definition.bases, *definition.keywords]
    returns = [definition.returns] if definition.returns is not None else []
    return [*definition.decorator_list, definition.args, *returns]


def _run_at_once(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes that run when a definition is made, not when something is called."""
    yield node
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        parts: Iterable[ast.AST] = _evaluated_at_once(node)
    else:
        parts = [node.args] if isinstance(node, ast.Lambda) else ast.iter_child_nodes(node)
    for part in parts:
        yield from _run_at_once(part)


def _hold_movable(parts: Iterable[ast.AST]) -> None:
    """Raise `Unfixable` if these parts do something to the function around them: a factory would be another one."""
    bound_to_place = ast.Await | ast.Yield | ast.YieldFrom | ast.NamedExpr
    if any(isinstance(node, bound_to_place) for part in parts for node in ast.walk(part)):
        raise Unfixable("making it awaits, yields or binds a name, which no other function can do in its place")


def _words(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        yield from (
            getattr(part, field) for field in ("id", "attr", "arg") if isinstance(getattr(part, field, None), str)
        )


def _belongs_to_class(word: str) -> bool:
    """Whether the compiler makes something of a name only inside a class: `__private`, `super()`, `__class__`."""
    return word in ("super", "__class__") or (word.startswith("__") and not word.endswith("__"))


def _purpose(parents: Parents, site: ast.Lambda) -> str:
    parent = parents.of(site)
    if isinstance(parent, ast.keyword) and parent.arg:
        return parent.arg
    if isinstance(parent, ast.Assign) and len(parent.targets) == 1:
        target = parent.targets[0]
        if isinstance(target, ast.Name):
            return target.id.strip("_")
        if isinstance(target, ast.Attribute):
            return target.attr.strip("_")
    return ""


def _text(source: Source, span: Span) -> str:
    if span.row == span.end_row:
        return source.line(span.row)[span.column - 1 : span.end_column - 1]
    first, *middle = (source.line(row) for row in range(span.row, span.end_row))
    return "\n".join([first[span.column - 1 :], *middle, source.line(span.end_row)[: span.end_column - 1]])


def _start(span: Span) -> tuple[int, int]:
    return span.row, span.column
