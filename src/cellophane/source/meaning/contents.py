"""Of which classes the items of a container may be: of a list, of the values of a mapping, of what an iterator gives.

Told where the container is made, or by an annotation. What is put into it later is not looked for.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cellophane.model.fate import Fate
from cellophane.model.scope import Binding
from cellophane.source.knowledge import Entry, Trait
from cellophane.source.meaning.definitions import Around, Known, Meaning, Written
from cellophane.source.names.scopes import Names
from cellophane.source.tree.annotations import Annotations
from cellophane.source.tree.bodies import Loops
from cellophane.source.tree.parents import Parents

if TYPE_CHECKING:
    from cellophane.source.meaning.callees import Callees
    from cellophane.source.meaning.classes import Classes


class Contents:
    """Answers for one file."""

    def __init__(
        self,
        names: Names,
        parents: Parents,
        callees: Callees,
        classes: Classes,
        annotations: Annotations,
        around: Around,
    ) -> None:
        self._names = names
        self._parents = parents
        self._callees = callees
        self._classes = classes
        self._annotations = annotations
        self._recursion = around.recursion
        self._known = around.known

    def of(self, container: ast.expr) -> tuple[Meaning, ...]:
        """The classes of the items that the value of an expression holds; nothing if nobody can tell."""
        key = "contents", self._callees.home, container
        # `x = x[1:]` asks for itself
        return self._recursion.ask(key, lambda: tuple(dict.fromkeys(self._of(container))), self._known)

    def given_to(self, target: ast.AST) -> Iterator[Meaning]:
        """The classes of what a loop gives to its target, or to the second of a pair: `for i, desk in enumerate(…)`."""
        loop = self._parents.of(target)
        paired = isinstance(loop, ast.Tuple) and len(loop.elts) == 2 and loop.elts[1] is target
        if paired and loop is not None:
            target, loop = loop, self._parents.of(loop)
        if isinstance(loop, Loops) and loop.target is target:
            pairs = self._paired(loop.iter) if paired else loop.iter
            yield from self.of(pairs) if pairs is not None else ()

    def _paired(self, pairs: ast.expr) -> ast.expr | None:
        """The container whose items come in pairs with something else: of `enumerate(desks)`, of `desks.items()`."""
        if not isinstance(pairs, ast.Call):
            return None
        entries = (entry for entry in self._callees.entries.of(pairs.func) if _takes(entry, pairs.args))
        giving = (entry for entry in entries if Trait.GIVES_PAIRS in entry.traits)
        return next(filter(None, (_container_kept(pairs, entry, bound=True) for entry in giving)), None)

    def _of(self, container: ast.expr) -> Iterator[Meaning]:
        match container:
            case ast.List() | ast.Tuple() | ast.Set():
                for element in container.elts:
                    yield from self.of(element.value) if isinstance(element, ast.Starred) else self._classes.of(element)
            case ast.Dict():
                yield from (meaning for value in container.values for meaning in self._classes.of(value))
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp():
                yield from self._classes.of(container.elt)
            case ast.DictComp():
                yield from self._classes.of(container.value)
            case ast.IfExp():
                yield from (*self.of(container.body), *self.of(container.orelse))
            case ast.Name():
                variable = self._names.variable(container)
                for binding in self._names.bindings(variable) if variable else ():
                    yield from self._of_binding(binding)
            case ast.Attribute():
                yield from self._of_attribute(container)
            case ast.Call():
                yield from self._of_result(container)

    def _of_binding(self, binding: Binding) -> Iterator[Meaning]:
        statement, value = self._parents.of(binding.node), self._callees.value(binding)
        if isinstance(binding.node, ast.arg) and binding.node.annotation is not None:
            yield from self._of_parameter(binding.node, binding.node.annotation)
        elif isinstance(statement, ast.AnnAssign):
            yield from self.annotated(statement.annotation)
        elif value is not None:
            yield from self.of(value)

    def _of_parameter(self, parameter: ast.arg, annotation: ast.expr) -> Iterator[Meaning]:
        arguments = self._parents.of(parameter)
        if isinstance(arguments, ast.arguments) and parameter in (arguments.vararg, arguments.kwarg):
            yield from self._classes.annotated(annotation)
        else:
            yield from self.annotated(annotation)

    def _of_attribute(self, attribute: ast.Attribute) -> Iterator[Meaning]:
        for home, node in self._classes.fields(attribute):
            contents = home.callees.classes.contents
            if isinstance(node, ast.AnnAssign):
                yield from contents.annotated(node.annotation)
            elif isinstance(node, ast.Assign):
                yield from contents.of(node.value)
            elif isinstance(node, ast.FunctionDef) and node.returns is not None:
                yield from contents.annotated(node.returns)

    def _of_result(self, call: ast.Call) -> Iterator[Meaning]:
        for callee in self._callees.callees(call.func):
            if isinstance(callee, Written):
                returns = getattr(callee.definition, "returns", None)
                yield from callee.home.callees.classes.contents.annotated(returns) if returns is not None else ()
            elif isinstance(callee, Known):
                kept = _container_kept(call, callee.entry, callee.bound)
                yield from self.of(kept) if kept is not None else ()

    def annotated(self, annotation: ast.expr) -> Iterator[Meaning]:
        """The classes of the items, as an annotation of the container names them."""
        plain = self._annotations.unquoted(annotation)
        if plain is not None and plain is not annotation:
            yield from self.annotated(plain)
        elif isinstance(annotation, ast.BinOp):
            yield from (*self.annotated(annotation.left), *self.annotated(annotation.right))
        elif isinstance(annotation, ast.Subscript):
            generic = self._callees.entries.generic(annotation.value)
            if generic is not None and (wrapped := argument(annotation, generic.wraps)) is not None:
                yield from self.annotated(wrapped)
            elif generic is not None and (items := argument(annotation, generic.items)) is not None:
                yield from self._classes.annotated(items)


def argument(generic: ast.Subscript, position: int | None) -> ast.expr | None:
    """What stands at a position in the brackets of an annotation.

    >>> ast.unparse(argument(ast.parse("dict[str, Desk]", mode="eval").body, 1))
    'Desk'
    """
    parts = generic.slice.elts if isinstance(generic.slice, ast.Tuple) else [generic.slice]
    return parts[position] if position is not None and position < len(parts) else None


def _takes(entry: Entry, arguments: list[ast.expr]) -> bool:
    """Whether there is a parameter for each argument of a call."""
    return not arguments or entry.parameter(len(arguments) - 1, None, bound=True) is not None


def _container_kept(call: ast.Call, entry: Entry, bound: bool) -> ast.expr | None:
    """The container whose items the result holds too: the argument of `sorted`, the receiver of `values`."""
    if isinstance(call.func, ast.Attribute) and entry.fate("self") & {Fate.RESULT, Fate.RETURNED}:
        return call.func.value
    for position, argument in enumerate(call.args):
        parameter = entry.parameter(position, None, bound)
        if parameter is not None and entry.fate(f"{parameter}[]") & {Fate.RESULT, Fate.RETURNED}:
            return argument
    return None
