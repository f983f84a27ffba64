"""Where names stand in the text of nodes, and other places of a header that the tree does not tell.

The tree says where a `def` begins, and not where its name does, nor where its parameter list ends. All that is read
here lies between the places of nodes that the tree tells: no string is in the way, the rest is words and signs.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import cast
from unicodedata import normalize

from cellophane.model.place import Span
from cellophane.source.text.source import Located, Source
from cellophane.source.tree.bodies import Function, Site

_SIGNS = re.compile(r"#.*|[\w\x80-\U0010ffff]+|->|\S")
"""Not `\\w` alone: it knows no combining marks, and outside of strings whatever is beyond ASCII is part of a name."""

Place = tuple[int, int]
"""A row and a column, from 1, in characters."""


def identifier(source: Source, node: ast.AST) -> Span | None:
    """Where the name stands by which a node reads or binds a variable; none for a node that names none.

    >>> source = Source("a.py", "async def f(a): ...")
    >>> identifier(source, source.parse().body[0])
    Span(row=1, column=11, end_row=1, end_column=12)

    There is no answer either where the text has not that name where the tree says, as it can be in an f-string for
    which the parser counts wrongly.
    """
    name, start = _name_and_start(source, node)
    if name is None or start is None:
        return None
    spans = (span for word, span in signs(source, start, _end(source, node)) if normalize("NFKC", word) == name)
    found = next(spans, None)
    is_plain = isinstance(node, ast.Name | ast.arg)  # and stands right where the node begins, or nowhere
    return found if found is not None and (not is_plain or (found.row, found.column) == start) else None


def declared(source: Source, statement: ast.Global | ast.Nonlocal) -> Iterator[tuple[str, Span]]:
    """The names of a `global` or `nonlocal`, as they are written, each with its place."""
    words = ((word, span) for word, span in signs(source, _begin(source, statement)) if word not in ("\\", ","))
    next(words, None)  # the keyword
    return zip(statement.names, (span for _, span in words), strict=False)


def keyword(source: Source, site: Site) -> Span | None:
    """The words that say what a closure is: `lambda`, `def` with the name, the first `for` of a generator expression.

    >>> source = Source("a.py", "late = (lambda: i)")
    >>> keyword(source, source.parse().body[0].value)
    Span(row=1, column=9, end_row=1, end_column=15)
    """
    if isinstance(site, ast.GeneratorExp):
        words = signs(source, _end(source, site.elt), _begin(source, site.generators[0].target))
        return next((span for word, span in words if word == "for"), None)
    start = _begin(source, site)
    if isinstance(site, ast.Lambda):
        word, span = next(signs(source, start), ("", None))
        return span if word == "lambda" else None
    name = identifier(source, site)
    return None if name is None else Span(*start, name.end_row, name.end_column)


def header_end(source: Source, function: Function) -> Place | None:
    """The place behind the parameters: behind the `)` of a `def`, behind the `:` of a lambda.

    >>> source = Source("a.py", "f = lambda a=(1): a")
    >>> header_end(source, source.parse().body[0].value)
    (1, 18)
    """
    named = keyword(source, function)
    if named is None:
        return None
    closed: Place | None = None
    for sign, span in signs(source, max([(named.end_row, named.end_column), *_parameter_ends(source, function)])):
        if sign == ":" and isinstance(function, ast.Lambda):
            return span.end_row, span.end_column
        if sign in (":", "->"):
            return closed
        if sign == ")":
            closed = span.end_row, span.end_column
    return None


def signs(source: Source, start: Place, end: Place | None = None) -> Iterator[tuple[str, Span]]:
    """The words and signs from one place to another, each with its own; comments are left out.

    Strings are not known here: there must be none in the stretch, as far as it is read.
    """
    last = end or (len(source.lines), len(source.lines[-1]) + 1)
    for row in range(start[0], last[0] + 1):
        line = source.line(row)
        first = start[1] - 1 if row == start[0] else 0
        for found in _SIGNS.finditer(line, first, last[1] - 1 if row == last[0] else len(line)):
            if not found[0].startswith("#"):
                yield found[0], Span(row, found.start() + 1, row, found.end() + 1)


def _name_and_start(source: Source, node: ast.AST) -> tuple[str | None, Place | None]:
    """The name in a node, and a place from which on it is the first word of its spelling."""
    match node:
        case ast.Name(id=name) | ast.arg(arg=name) | ast.MatchStar(name=name):
            return name, _begin(source, node)
        case ast.alias(name="*"):
            return None, None
        case ast.alias(name=name, asname=None):
            return name.partition(".")[0], _begin(source, node)
        case ast.alias(asname=name):
            words = signs(source, _begin(source, node), _end(source, node))
            behind = next(((span.end_row, span.end_column) for word, span in words if word == "as"), None)
            return name, behind
        case ast.ExceptHandler(name=name, type=before) | ast.MatchAs(name=name, pattern=before):
            return name, _begin(source, node) if before is None else _end(source, before)
        case ast.MatchMapping(rest=name, patterns=patterns):
            return name, _end(source, patterns[-1]) if patterns else _begin(source, node)
    name = getattr(node, "name", None)  # a definition, a type parameter
    return (name, _begin(source, node)) if isinstance(name, str) else (None, None)


def _parameter_ends(source: Source, function: Function) -> Iterator[Place]:
    arguments = function.args
    every = [*arguments.posonlyargs, *arguments.args, arguments.vararg, *arguments.kwonlyargs, arguments.kwarg]
    nodes = [*every, *arguments.defaults, *arguments.kw_defaults, *getattr(function, "type_params", ())]
    return (_end(source, node) for node in nodes if node is not None)


def _begin(source: Source, node: ast.AST) -> Place:
    span = source.span(cast("Located", node))  # all that names something has a place
    return span.row, span.column


def _end(source: Source, node: ast.AST) -> Place:
    span = source.span(cast("Located", node))
    return span.end_row, span.end_column
