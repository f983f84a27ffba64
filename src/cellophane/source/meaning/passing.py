"""What the calls of a file give to the parameters of its own functions.

One step back from where a function uses something that it was given: a parameter, or an attribute of `self` that
`__init__` sets from one.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from cellophane.model.scope import BindingKind
from cellophane.source.meaning.definitions import Home, Written
from cellophane.source.meaning.words import Words
from cellophane.source.names.scopes import Names
from cellophane.source.tree.bodies import Function
from cellophane.source.tree.parents import Parents
from cellophane.source.tree.signatures import is_class_method, positional, receiver

_INIT = "__init__"


class Passing:
    """Answers for one file."""

    def __init__(self, calls: Sequence[ast.Call], names: Names, parents: Parents, home: Home, words: Words) -> None:
        self._calls = calls
        self._names = names
        self._parents = parents
        self._home = home
        self._words = words

    def given(self, value: ast.expr) -> Iterator[tuple[ast.Call, ast.expr]]:
        """The calls of this file that give a function what it uses there, each with the argument that it is."""
        parameter = self._parameter(value)
        function = self._parents.of(self._parents.of(parameter) or parameter) if parameter is not None else None
        if parameter is None or not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            return
        around = self._parents.of(function)
        meant: tuple[ast.AST, ...] = (function,)
        names = {function.name}
        if function.name == _INIT and isinstance(around, ast.ClassDef):
            meant, names = (function, around), {_INIT, around.name, *_own_names(around)}
        is_meant = self._words.called(names)
        for call in (call for call in self._calls if is_meant(call.func)):
            for found in self._home.callees.callees(call.func):
                if isinstance(found, Written) and found.definition in meant:
                    given = _argument(call, function, parameter.arg, found.bound or found.definition is around)
                    yield from [(call, given)] if given is not None else []

    def _parameter(self, value: ast.expr) -> ast.arg | None:
        """The parameter that an expression is, or that an attribute of `self` was set from."""
        if isinstance(value, ast.Attribute):
            return self._of_attribute(value)
        variable = self._names.variable(value) if isinstance(value, ast.Name) else None
        bindings = self._names.bindings(variable) if variable is not None else ()
        if len(bindings) != 1 or bindings[0].kind is not BindingKind.PARAMETER:
            return None
        node = bindings[0].node
        return node if isinstance(node, ast.arg) else None

    def _of_attribute(self, attribute: ast.Attribute) -> ast.arg | None:
        holder = self._parameter(attribute.value) if isinstance(attribute.value, ast.Name) else None
        method = self._parents.of(self._parents.of(holder) or holder) if holder is not None else None
        owner = self._parents.of(method) if method is not None else None
        if not isinstance(owner, ast.ClassDef) or receiver(method) is not holder:
            return None
        for home, statement in self._home.callees.classes.fields(attribute):
            target = statement.targets[0] if isinstance(statement, ast.Assign) else None
            if home is self._home and isinstance(statement, ast.Assign) and isinstance(target, ast.Attribute):
                around = self._parents.body(statement)
                if (
                    isinstance(around, ast.FunctionDef)
                    and around.name == _INIT
                    and isinstance(statement.value, ast.Name)
                ):
                    return self._parameter(statement.value)
        return None


def _own_names(owner: ast.ClassDef) -> Iterator[str]:
    """What a class is called in its class methods."""
    methods = (method for method in owner.body if is_class_method(method))
    return (first.arg for method in methods if (first := receiver(method)) is not None)


def _argument(call: ast.Call, function: Function, parameter: str, bound: bool) -> ast.expr | None:
    """The argument of a call that fills a parameter of a function whose source is seen."""
    for keyword in call.keywords:
        if keyword.arg == parameter:
            return keyword.value
    names = [one.arg for one in positional(function)][int(bound) :]
    position = names.index(parameter) if parameter in names else len(call.args)
    if any(isinstance(argument, ast.Starred) for argument in call.args[: position + 1]):
        return None
    return call.args[position] if position < len(call.args) else None
