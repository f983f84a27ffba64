"""Binding values by keyword-only parameters: `lambda: i` becomes `lambda *, i=i: i`.

No position fills such a parameter, so a caller that hands over an event, a row or a `checked` cannot overwrite it.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from cellophane.check.fix import tokens
from cellophane.model.fix import Edit
from cellophane.source.text.source import Source
from cellophane.source.tree.bodies import Function
from cellophane.source.tree.unparsed import unparsed


def bind(source: Source, function: Function, names: Sequence[str]) -> Edit:
    """The edit that gives the function a parameter for each name, which holds the value of the moment."""
    span = source.span(function)
    opening, closing = tokens.parameters(source, (span.row, span.column))
    last = tokens.of(source).before(closing.start)
    assert last is not None
    text = parameters(function.args, names)
    if last != opening:
        return Edit.insertion(*last.end, f" {text}," if last.text == "," else f", {text}")
    return Edit.insertion(*last.end, f" {text}" if opening.text == "lambda" else text)


def parameters(arguments: ast.arguments, names: Sequence[str]) -> str:
    """The parameters to add behind these.

    >>> parameters(ast.parse("lambda a: 0", mode="eval").body.args, ["i", "j"])
    '*, i=i, j=j'
    """
    star = [] if arguments.vararg or arguments.kwonlyargs else ["*"]
    return ", ".join([*star, *(f"{name}={name}" for name in names)])


def shown(site: Function, names: Sequence[str]) -> str:
    """The beginning of the function with these parameters, as a message can show it.

    >>> shown(ast.parse("lambda event: i", mode="eval").body, ["i"])
    'lambda event, *, i=i: …'
    >>> shown(ast.parse("def f(): return i").body[0], ["i"])
    'def f(*, i=i): …'
    """
    before = unparsed(site.args)
    inside = ", ".join(part for part in (before, parameters(site.args, names)) if part)
    return f"lambda {inside}: …" if isinstance(site, ast.Lambda) else f"def {site.name}({inside}): …"
