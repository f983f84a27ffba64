"""Annotations that stand in strings, parsed once, so that the nodes of one are the same whoever asks."""

from __future__ import annotations

import ast

from cellophane.source.text import parsing


class Annotations:
    """Answers for one file.

    >>> known = Annotations()
    >>> quoted = ast.parse("'list[int]'", mode="eval").body
    >>> ast.unparse(known.unquoted(quoted)), known.unquoted(quoted) is known.unquoted(quoted)
    ('list[int]', True)
    """

    def __init__(self) -> None:
        self._parsed: dict[ast.Constant, ast.expr | None] = {}

    def unquoted(self, annotation: ast.expr) -> ast.expr | None:
        """The expression that an annotation is, be it in a string or not; none for a string that is no expression."""
        if not (isinstance(annotation, ast.Constant) and isinstance(annotation.value, str)):
            return annotation
        if annotation not in self._parsed:
            self._parsed[annotation] = _parse(annotation.value)
        return self._parsed[annotation]


def _parse(text: str) -> ast.expr | None:
    try:
        return parsing.expression(text)
    except (SyntaxError, ValueError):
        return None
