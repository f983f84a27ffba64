"""What a constructor is given, as far as the file itself calls it.

`Manager(bot)` tells what `self.bot` is, where nothing is annotated. Others may call it with something else: what rests
on this is one possibility, see `Classes.is_one_of_many`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from cellophane.source.names.scopes import Names
from cellophane.source.tree.parents import Parents
from cellophane.source.tree.signatures import positional

_CONSTRUCTOR = "__init__"


class Constructing:
    """Answers for one file."""

    def __init__(self, names: Names, parents: Parents) -> None:
        self._names = names
        self._parents = parents

    def is_told(self, setting: ast.stmt) -> bool:
        """Whether calls in this file tell what a statement of it sets an attribute to."""
        parameter = self._given(setting)
        return parameter is not None and any(True for _ in self.arguments(parameter))

    def _given(self, setting: ast.stmt) -> ast.arg | None:
        """The parameter without annotation that a statement puts into an attribute: `self.bot = bot`."""
        value = setting.value if isinstance(setting, ast.Assign) else None
        variable = self._names.variable(value) if isinstance(value, ast.Name) else None
        bindings = self._names.bindings(variable) if variable is not None else ()
        node = bindings[0].node if len(bindings) == 1 else None
        return node if isinstance(node, ast.arg) and node.annotation is None else None

    def arguments(self, parameter: ast.arg) -> Iterator[ast.expr]:
        """What the calls of a class in this file give to a parameter of its `__init__`."""
        function = self._parents.of(self._parents.of(parameter) or parameter)
        owner = self._parents.of(function) if function is not None else None
        if (
            not isinstance(function, ast.FunctionDef)
            or function.name != _CONSTRUCTOR
            or not isinstance(owner, ast.ClassDef)
        ):
            return
        variable = self._names.variable(owner)
        named = [one.arg for one in positional(function)]
        place = named.index(parameter.arg) - 1 if parameter.arg in named else -1
        for use in self._names.uses(variable) if variable is not None else ():
            call = self._parents.of(use.node)
            if isinstance(call, ast.Call) and call.func is use.node:
                yield from _filling(call, parameter.arg, place)


def _filling(call: ast.Call, name: str, place: int) -> Iterator[ast.expr]:
    """The argument of a call that fills a parameter, given by its name and its place behind `self`."""
    before = call.args[: place + 1] if place >= 0 else []
    if len(before) == place + 1 and place >= 0 and not any(isinstance(one, ast.Starred) for one in before):
        yield before[-1]
    yield from (keyword.value for keyword in call.keywords if keyword.arg == name)
