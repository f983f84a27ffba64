"""Where the variables of one file come from: which scope a code object is of, who binds what, and in which lines.

It brings together what the interpreter tells of a live function (its code) and what the text tells of its names. A
code object is recognised by its qualified name, its first line and its free variables; where that fits no scope, or
more than one, there is no answer: the file has changed since, or the code was edited.
"""

from __future__ import annotations

import ast
from collections.abc import Container
from dataclasses import dataclass
from functools import cached_property
from types import CodeType
from typing import Any, cast

from cellophane.model.picture import Bound
from cellophane.model.place import Span
from cellophane.model.scope import Binding, BindingKind, Scope, ScopeKind, Variable
from cellophane.source.names.scopes import Names, resolve
from cellophane.source.text.source import Located, Source
from cellophane.source.tree.identifiers import identifier
from cellophane.source.tree.parents import Parents
from cellophane.versions import CLASS_CELLS, COMPREHENSIONS_ARE_INLINED

_NAMES = {
    ScopeKind.MODULE: "<module>",
    ScopeKind.LAMBDA: "<lambda>",
}
_COMPREHENSIONS: dict[type, str] = {
    ast.ListComp: "<listcomp>",
    ast.SetComp: "<setcomp>",
    ast.DictComp: "<dictcomp>",
    ast.GeneratorExp: "<genexpr>",
}
_FUNCTIONS = frozenset({ScopeKind.FUNCTION, ScopeKind.LAMBDA, ScopeKind.COMPREHENSION, ScopeKind.GENERATOR})
_OF_LOOPS = frozenset({BindingKind.LOOP_TARGET, BindingKind.COMPREHENSION_TARGET})
_WITHOUT_CODE = {ScopeKind.TYPE_PARAMETERS} | ({ScopeKind.COMPREHENSION} if COMPREHENSIONS_ARE_INLINED else set())
"""What leaves no trace in the qualified names of what is inside it."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A place of the text that reads or binds a variable: its name, not the statement around it."""

    span: Span
    role: str
    """`read` or `bound`."""
    scope: Scope
    """The scope whose code does it."""


class Provenance:
    """The scopes and variables of one file, as they can be asked about. Raises `Unreadable` where it cannot be parsed.

    >>> text = "def outer():\\n    n = 0\\n    return lambda: n\\n"
    >>> provenance = Provenance(Source("a.py", text))
    >>> scope = provenance.names.scopes[-1]
    >>> provenance.qualified(scope)
    'outer.<locals>.<lambda>'
    >>> [provenance.bindings(variable) for variable in provenance.captured(scope)]
    [(Bound(row=2, how='assignment', scope='outer', repeated=False),)]
    """

    def __init__(self, source: Source, names: Names | None = None, parents: Parents | None = None) -> None:
        """`names` and `parents` are those of the source, if somebody has found them out."""
        self.source = source
        self.names = resolve(source.parse()) if names is None else names
        self._known_parents = parents

    def qualified(self, scope: Scope) -> str:
        """The qualified name, as the compiler gives it to code: `Class.method.<locals>.<lambda>`."""
        own, parent = _own_name(scope), scope.parent
        while parent is not None and parent.kind in _WITHOUT_CODE:
            parent = parent.parent
        if parent is None or parent.kind is ScopeKind.MODULE or self._is_global(scope):
            return own
        between = ".<locals>." if parent.kind in (ScopeKind.FUNCTION, ScopeKind.LAMBDA) else "."
        return f"{self.qualified(parent)}{between}{own}"

    def _is_global(self, scope: Scope) -> bool:
        """Whether a `def` or `class` binds a name that its scope declares `global`."""
        if not isinstance(scope.node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            return False
        variable = self.names.variable(scope.node)
        return variable is not None and variable.scope is self.names.module

    def scope(self, code: CodeType) -> Scope | None:
        """The scope whose code this is; none if none fits, or more than one."""
        if code.co_name == "<module>":
            return self.names.module
        # A generic class hands its type parameters on in a variable that no source could name.
        free = {name for name in code.co_freevars if name.isidentifier()}
        fitting = [
            scope for scope in self._by_name.get((code.co_qualname, code.co_firstlineno), ()) if self._fits(scope, free)
        ]
        if len(fitting) > 1:
            return _innermost([scope for scope in fitting if _is_around(scope, code)])
        return fitting[0] if fitting else None

    def _fits(self, scope: Scope, free: set[str]) -> bool:
        captured = {variable.name for variable in self.captured(scope)}
        # A class passes a type parameter on without having it, if only annotations inside it name it.
        return captured >= free if scope.kind is ScopeKind.CLASS else captured == free

    @cached_property
    def _by_name(self) -> dict[tuple[str, int], list[Scope]]:
        found: dict[tuple[str, int], list[Scope]] = {}
        for scope in self.names.scopes[1:]:
            if scope.kind not in _WITHOUT_CODE:
                found.setdefault((self.qualified(scope), first_row(scope)), []).append(scope)
        return found

    def captured(self, scope: Scope) -> tuple[Variable, ...]:
        """The variables that the scope captures: its code's free variables, in the order of their first use."""
        return tuple(one for one in self.names.captures(scope) if _is_in_cell(one))

    def bindings(self, variable: Variable) -> tuple[Bound, ...]:
        """Where and how the variable is bound, in the order of the source."""
        return tuple(
            Bound(_row(binding), binding.kind.value, self.qualified(binding.scope), self._is_repeated(binding))
            for binding in self.names.bindings(variable)
        )

    def _is_repeated(self, binding: Binding) -> bool:
        """Whether a loop runs it again and again: its own target, or a statement in its body."""
        if binding.kind is BindingKind.PARAMETER:  # of a function that a loop makes: each call has its own
            return False
        return binding.kind in _OF_LOOPS or self._parents.in_loop(binding.node)

    @cached_property
    def _parents(self) -> Parents:
        tree = self.names.module.node
        assert isinstance(tree, ast.Module)
        return Parents(tree) if self._known_parents is None else self._known_parents

    def left_behind(self, scope: Scope) -> tuple[str, ...]:
        """The variables of the functions around it that it did not capture, those of the nearest one first."""
        captured = set(self.captured(scope))
        found: dict[str, None] = {}
        outer = scope.parent
        while outer is not None:
            if outer.kind in _FUNCTIONS:
                others = [one for one in self.names.variables(outer) if one not in captured]
                found |= dict.fromkeys(one.name for one in others if not self._is_itself(one, scope))
            outer = outer.parent
        return tuple(found)

    def _is_itself(self, variable: Variable, scope: Scope) -> bool:
        """Whether the variable only names the function that the scope is of."""
        return all(binding.node is scope.node for binding in self.names.bindings(variable))

    def changed_by(self, variable: Variable, methods: Container[str]) -> tuple[str, ...]:
        """The qualified names of scopes that change what the variable holds, without binding it anew.

        They set or delete an item or attribute of it, at any depth, or call one of these methods.
        """
        scopes = [one.scope for one in self.names.uses(variable) if self._is_changed(one.node, methods)]
        return tuple(dict.fromkeys(map(self.qualified, scopes)))

    def _is_changed(self, node: ast.AST, methods: Container[str]) -> bool:
        """Whether the place that reads a value changes something that the value leads to."""
        above = self._parents.of(node)
        while isinstance(above, ast.Attribute | ast.Subscript) and above.value is node:
            if not isinstance(above.ctx, ast.Load):
                return True
            node, above = above, self._parents.of(above)
        return isinstance(node, ast.Attribute) and node.attr in methods and self._parents.is_called(node)

    def mentions(self, variable: Variable) -> tuple[Mention, ...]:
        """All places that bind or read the variable, in the order of the source."""
        bound = [one for one in self.names.bindings(variable) if one.kind is not BindingKind.EXCEPT_END]
        found = [Mention(self._span(one.node), "bound", one.scope) for one in bound]
        read = [Mention(self._span(one.node), "read", one.scope) for one in self.names.uses(variable)]
        return tuple(sorted(found + read, key=lambda one: (one.span.row, one.span.column)))

    def _span(self, node: ast.AST) -> Span:
        """Where the name stands in a node that names a variable."""
        named = identifier(self.source, node)
        return self.source.span(cast("Located", node)) if named is None else named  # all that names has a place


def first_row(scope: Scope) -> int:
    """The line in which the code of a scope begins: that of its first decorator, if it has one."""
    decorators = getattr(scope.node, "decorator_list", ())
    node: Any = decorators[0] if decorators else scope.node
    return int(node.lineno)


def last_row(scope: Scope) -> int:
    """The line in which a scope ends."""
    return int(scope.node.end_lineno or 0)  # type: ignore[attr-defined]


def _own_name(scope: Scope) -> str:
    return _NAMES.get(scope.kind) or _COMPREHENSIONS.get(type(scope.node)) or scope.name


def _is_in_cell(variable: Variable) -> bool:
    kind = variable.scope.kind
    return kind is not ScopeKind.MODULE and (kind is not ScopeKind.CLASS or variable.name in CLASS_CELLS)


def _innermost(scopes: list[Scope]) -> Scope | None:
    """The one inside all others: a lambda in the default of a lambda. None if they are not in each other."""
    if not scopes:
        return None
    last = max(scopes, key=_start)
    return (
        last
        if all(_start(one) < _start(last) and _end(last) <= _end(one) for one in scopes if one is not last)
        else None
    )


def _start(scope: Scope) -> tuple[int, int]:
    return scope.node.lineno, scope.node.col_offset  # type: ignore[attr-defined]


def _end(scope: Scope) -> tuple[int, int]:
    return scope.node.end_lineno, scope.node.end_col_offset  # type: ignore[attr-defined]


def _is_around(scope: Scope, code: CodeType) -> bool:
    """Whether all instructions that have a width come from inside the scope: columns count bytes in both."""
    start, end = _start(scope), _end(scope)
    for row, end_row, column, end_column in code.co_positions():
        if row is None or end_row is None or column is None or end_column is None:
            continue
        if (row, column) != (end_row, end_column) and not start <= (row, column) <= (end_row, end_column) <= end:
            return False
    return True


def _row(binding: Binding) -> int:
    node = binding.node
    row = node.end_lineno if binding.kind is BindingKind.EXCEPT_END else node.lineno  # type: ignore[attr-defined]
    return int(row)
