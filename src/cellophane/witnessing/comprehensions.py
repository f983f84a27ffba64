"""What comprehensions are called that run in the code around them: as if each were a function, as it is in 3.11."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from cellophane.model.place import Span
from cellophane.source.text.source import Source, Unreadable
from cellophane.versions import COMPREHENSIONS_ARE_INLINED

_NAMES: dict[type[ast.AST], str] = {ast.ListComp: "<listcomp>", ast.SetComp: "<setcomp>", ast.DictComp: "<dictcomp>"}


def comprehensions(source: Source) -> dict[Span, str]:
    """The names of all of a text by their places, qualified as far as the function or class that they run in.

    None where comprehensions are functions, and have their names.
    """
    try:
        return dict(_named(source)) if COMPREHENSIONS_ARE_INLINED else {}
    except Unreadable:
        return {}


def _named(source: Source) -> Iterator[tuple[Span, str]]:
    waiting: list[tuple[ast.AST, str]] = [(source.parse(), "")]
    while waiting:
        node, around = waiting.pop()
        name = around
        if type(node) in _NAMES:
            assert isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp)
            name = f"{around}.{_NAMES[type(node)]}" if around else _NAMES[type(node)]
            yield source.span(node), name
        elif isinstance(node, ast.Lambda | ast.GeneratorExp):
            name = ""  # it is a function, which has a name of its own
        outside = _before(node)
        waiting += ((one, around if one in outside else name) for one in _parts(node))


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    """What stands in a node, with the parts of `for … in` of a comprehension one by one."""
    for one in ast.iter_child_nodes(node):
        if isinstance(one, ast.comprehension):
            yield from ast.iter_child_nodes(one)
        else:
            yield one


def _before(node: ast.AST) -> list[ast.AST]:
    """What stands in a node and runs before its scope begins: the first iterable, and defaults."""
    if isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
        return [node.generators[0].iter]
    return [node.args] if isinstance(node, ast.Lambda) else []
