"""Whether the objects of a class may live on when those who made them let them go: in a registry, a parent, a thread.

What such an object holds cannot be said to go when the object goes: a button keeps its command although nobody keeps
the button. It is enough that a constructor hands itself, or one of its methods, to anybody, or that it has a base
which cannot be read. What happens to the object later does not matter.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from cellophane.source.meaning.definitions import Meaning, Written

Function = ast.FunctionDef | ast.AsyncFunctionDef

_HARMLESS = frozenset(
    {"builtins", "abc", "typing", "typing_extensions", "collections", "enum", "types", "threading", "contextlib"}
    | {"functools", "numbers", "string", "io", "queue", "logging", "json", "argparse", "dataclasses", "weakref"}
)
"""Modules whose classes, all but started threads, leave it to others to keep them."""
_BEGINNINGS = frozenset({"__init__", "__post_init__", "__attrs_post_init__", "__attrs_pre_init__"})
_LOOKS = frozenset(
    {"isinstance", "issubclass", "type", "super", "len", "id", "hash", "repr", "str", "getattr", "hasattr", "setattr"}
    | {
        "delattr",
        "vars",
        "cast",
        "ref",
        "proxy",
        "WeakMethod",
        "callable",
        "__init__",
        "__setattr__",
        "format",
        "print",
    }
)
"""Last names of callables that do not keep what they are handed."""


def may_live_on(owner: Written) -> bool:
    """Whether an object of this class may be kept by somebody that its maker does not know of."""
    lineage = list(_lineage(owner))
    classes = [found.definition for found in lineage if isinstance(found, Written)]
    if len(classes) < len(lineage):
        return True
    methods: dict[str, list[Function]] = {}
    for definition in classes:
        for statement in getattr(definition, "body", ()):
            if isinstance(statement, Function):
                methods.setdefault(statement.name, []).append(statement)
    waiting = [method for name in _BEGINNINGS for method in methods.get(name, ())]
    seen: set[Function] = set()
    while waiting:
        method = waiting.pop()
        if method in seen:
            continue
        seen.add(method)
        use = _Uses(method, frozenset(methods))
        if use.hands_itself_out():
            return True
        waiting += [other for name in use.calls for other in methods.get(name, ())[:1]]
    return False


def resolved(user: Written, meaning: Meaning) -> list[Meaning]:
    """The definitions that a name means in the file of its user; the name itself where none can be seen."""
    definitions = list(user.home.callees.definitions(meaning)) if isinstance(meaning, str) else []
    return definitions or [meaning]


def _lineage(owner: Written) -> Iterator[Meaning]:
    """A class and all that it derives from, but for harmless ones."""
    waiting: list[Meaning] = [owner]
    seen: set[Meaning] = set()
    while waiting:
        found = waiting.pop()
        if found in seen:
            continue
        seen.add(found)
        yield found
        if isinstance(found, Written) and isinstance(found.definition, ast.ClassDef):
            bases = list(found.home.callees.classes.bases(found))
            if len(bases) < len(found.definition.bases):
                yield "somebody"  # a base that is computed
            for base in bases:
                if not (isinstance(base, str) and base.partition(".")[0] in _HARMLESS):
                    waiting += resolved(found, base)


class _Uses:
    """How a method uses its object."""

    def __init__(self, method: Function, methods: frozenset[str]) -> None:
        arguments = [*method.args.posonlyargs, *method.args.args]
        self._own = arguments[0].arg if arguments else ""
        self._method = method
        self._methods = methods
        self._parents = {child: node for node in ast.walk(method) for child in ast.iter_child_nodes(node)}
        self.calls: set[str] = set()
        """The methods of the object that it calls."""

    def hands_itself_out(self) -> bool:
        """Whether the object, one of its methods or a closure over it gets into hands other than its own."""
        found = [self._is_handed_out(node) for node in ast.walk(self._method) if self._is_own(node)]
        return any(found)

    def _is_own(self, node: ast.AST | None) -> bool:
        return isinstance(node, ast.Name) and node.id == self._own

    def _is_handed_out(self, name: ast.AST) -> bool:
        if self._is_in_closure(name):
            return True
        parent = self._parents[name]
        if isinstance(parent, ast.Attribute):
            around = self._parents[parent]
            if parent.attr not in self._methods or not isinstance(parent.ctx, ast.Load):
                return False
            if isinstance(around, ast.Call) and around.func is parent:
                self.calls.add(parent.attr)
                return False
            return not self._goes_to_itself(around)
        if isinstance(parent, ast.keyword):
            parent = self._parents[parent]
        if isinstance(parent, ast.Call):
            return _last_name(parent.func) not in _LOOKS and not self._goes_to_itself(self._parents[parent])
        return not isinstance(parent, ast.Compare | ast.FormattedValue | ast.Return | ast.BoolOp)

    def _is_in_closure(self, node: ast.AST) -> bool:
        while node is not self._method:
            node = self._parents[node]
            if isinstance(node, ast.Lambda | ast.GeneratorExp) or (
                isinstance(node, Function) and node is not self._method
            ):
                return True
        return False

    def _goes_to_itself(self, statement: ast.AST) -> bool:
        """`self.child = Child(self)`: what holds the object is held by it."""
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        return bool(targets) and all(isinstance(t, ast.Attribute) and self._is_own(t.value) for t in targets)


def _last_name(expression: ast.expr) -> str:
    return expression.attr if isinstance(expression, ast.Attribute) else getattr(expression, "id", "")
