"""What a file's functions capture, drawn from its source, which is never run: who shares what and where, no values.

With a row it is the innermost functions around that row, what they share variables with, and what is inside them;
without one, all functions of the file that capture, or whose variables are captured.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Container, Iterator

from cellophane.model.picture import Capture, Default, DrawnVariable, Excerpt, Function, Mark, Picture
from cellophane.model.scope import Scope, ScopeKind, Variable
from cellophane.source.names.scopes import Names
from cellophane.source.pictures.excerpts import excerpts, whole
from cellophane.source.pictures.provenance import Provenance, first_row, last_row
from cellophane.source.text.source import Source
from cellophane.source.tree.bodies import Function as FunctionNode
from cellophane.source.tree.parents import yields
from cellophane.source.tree.unparsed import unparsed
from cellophane.versions import COMPREHENSIONS_ARE_INLINED

_KINDS = {
    ScopeKind.LAMBDA: "lambda",
    ScopeKind.CLASS: "class",
    ScopeKind.COMPREHENSION: "comprehension",
    ScopeKind.GENERATOR: "generator expression",
}
_OF_MODULES = frozenset({"__name__", "__doc__", "__package__", "__loader__", "__spec__", "__file__", "__builtins__"})
"""What each module has among its globals without binding it."""
_BUILTINS = vars(builtins).keys() - _OF_MODULES
_DRAWN = frozenset({ScopeKind.FUNCTION, *_KINDS})
_LONGEST = 40
"""So many characters of a default or an annotation are shown."""


def picture(source: Source, row: int | None = None) -> Picture:
    """The picture of a file, or of the function around a row of it, counted from 1. Raises `Unreadable`.

    >>> text = "def outer():\\n    n = 0\\n    return lambda: n\\n"
    >>> seen = picture(Source("a.py", text), 3)
    >>> [one.name for one in seen.functions], [one.owner for one in seen.variables]
    (['outer.<locals>.<lambda>', 'outer'], ['outer'])
    """
    return _Drawing(Provenance(source)).picture(row)


class _Drawing:
    def __init__(self, provenance: Provenance) -> None:
        self._provenance = provenance
        self._names = provenance.names
        scopes = [scope for scope in self._names.scopes if scope.kind in _DRAWN]
        self._captures = {scope: () if _is_inlined(scope) else provenance.captured(scope) for scope in scopes}
        self._owners = {one.scope for captured in self._captures.values() for one in captured}
        module = self._names.module
        self._globals = {one.name for one in self._names.variables(module) if self._names.bindings(one)} | _OF_MODULES
        self._has_star = any(map(_imports_all, ast.walk(module.node)))

    def picture(self, row: int | None) -> Picture:
        asked = [] if row is None else self._around(row)
        if asked:
            title = ", ".join(map(self._provenance.qualified, asked))
            return self._drawn(title, self._with_sharers(asked), [])
        shown = self._with_captures()
        notes = [] if row is None else [f"line {row} is in no function: this is the whole file"]
        notes += [] if shown else ["no function of this file captures a variable of another one"]
        return self._drawn(self._provenance.source.filename, shown, notes)

    def _around(self, row: int) -> list[Scope]:
        """The innermost functions around a row, their decorators included; the innermost class if there is none."""
        around = [scope for scope in self._captures if not _is_inlined(scope) and _spans(scope, row)]
        functions = [scope for scope in around if scope.kind is not ScopeKind.CLASS]
        among = functions or around
        return [scope for scope in among if not any(_is_inside(other, scope) for other in among)]

    def _matters(self, scope: Scope) -> bool:
        """Whether the scope captures something, or owns something that is captured."""
        return bool(self._captures[scope]) or scope in self._owners

    def _with_captures(self) -> dict[Scope, str]:
        """All functions that matter, with their roles."""
        shown = dict.fromkeys(scope for scope in self._captures if self._matters(scope))
        return {scope: "asked" if _nearest(scope, shown) is None else "inside" for scope in shown}

    def _with_sharers(self, asked: list[Scope]) -> dict[Scope, str]:
        """The functions asked for, what is inside them, who else captures their variables, and who owns them."""
        inside = dict.fromkeys(
            scope for scope in self._captures if scope in asked or any(_is_inside(scope, one) for one in asked)
        )
        variables = {one for scope in inside for one in self._captures[scope]}
        owners = {one.scope for one in variables}
        roles = dict.fromkeys(asked, "asked")
        roles |= {scope: "inside" for scope in inside if scope not in roles and self._matters(scope)}
        for scope, captured in self._captures.items():
            if scope in inside:
                continue
            if not variables.isdisjoint(captured):
                roles[scope] = "shares"
            elif scope in owners:
                roles[scope] = "owns"
        return roles

    # Drawing

    def _drawn(self, title: str, roles: dict[Scope, str], notes: list[str]) -> Picture:
        functions = {scope: f"f{number}" for number, scope in enumerate(roles, start=1)}
        found = {one: None for scope in roles for one in self._captures[scope]}
        variables = {one: f"v{number}" for number, one in enumerate(found, start=1)}
        return Picture(
            title=title,
            functions=tuple(self._function(scope, role, functions, variables) for scope, role in roles.items()),
            variables=tuple(self._variable(one, key) for one, key in variables.items()),
            excerpts=self._excerpts(functions, variables),
            notes=(*notes, *_cells(self._provenance.source)),
        )

    def _function(
        self, scope: Scope, role: str, functions: dict[Scope, str], variables: dict[Variable, str]
    ) -> Function:
        outer = _nearest(scope, functions) if role == "inside" else None
        own, built_in, unresolved = self._looked_up(scope)
        return Function(
            key=functions[scope],
            name=self._provenance.qualified(scope),
            kind=_kind(scope),
            role=role,
            parent=None if outer is None else functions[outer],
            filename=self._provenance.source.filename,
            row=first_row(scope),
            captures=tuple(
                Capture(variables[one], self._writes(scope, one, functions)) for one in self._captures[scope]
            ),
            defaults=tuple(_defaults(scope.node, self._names)),
            annotations=tuple(_annotations(scope.node)),
            globals=tuple(sorted(own)),
            builtins=tuple(sorted(built_in)),
            unresolved=tuple(sorted(unresolved)),
            left_behind=self._provenance.left_behind(scope) if scope.kind in _CLOSURES else (),
        )

    def _writes(self, scope: Scope, variable: Variable, drawn: Container[Scope]) -> bool:
        """Whether the scope binds or deletes the variable, or one inside it that is not drawn itself."""
        scopes = [one.scope for one in self._names.bindings(variable)]
        return any(one is scope or (_is_inside(one, scope) and one not in drawn) for one in scopes)

    def _looked_up(self, scope: Scope) -> tuple[set[str], set[str], set[str]]:
        """The names that the scope looks up in the module: globals, builtins, and those that are neither.

        What nobody is known to bind may be among what the module imports by a star, and counts as a global then.
        """
        names = {one.name for one in self._names.captures(scope) if one.scope is self._names.module}
        own = names & self._globals
        built_in = (names & _BUILTINS) - own
        # `super` makes the compiler reckon with `__class__`; outside of classes nothing looks it up.
        others = names - own - built_in - {"__class__"}
        return (own | others, built_in, set()) if self._has_star else (own, built_in, others)

    def _variable(self, variable: Variable, key: str) -> DrawnVariable:
        provenance = self._provenance
        return DrawnVariable(
            key=key,
            name=variable.name,
            owner=provenance.qualified(variable.scope),
            bindings=provenance.bindings(variable),
            changes=self._changes(variable),
        )

    def _changes(self, variable: Variable) -> str | None:
        """That nobody rebinds it; who does is told by its bindings."""
        bindings = self._provenance.bindings(variable)
        return "never rebound" if len(bindings) == 1 and not bindings[0].repeated else None

    def _excerpts(self, functions: dict[Scope, str], variables: dict[Variable, str]) -> tuple[Excerpt, ...]:
        """The functions that are drawn, with what is inside them; the whole file if there is none."""
        if not functions:
            return (whole(self._provenance.source),)
        marks = (
            Mark(key, mention.span, mention.role, functions.get(mention.scope))
            for variable, key in variables.items()
            for mention in self._provenance.mentions(variable)
        )
        return excerpts(self._provenance.source, functions, marks)


_CLOSURES = _DRAWN - {ScopeKind.CLASS}


def _is_inlined(scope: Scope) -> bool:
    """Whether it is a part of the function around it, and captures nothing itself."""
    return scope.kind is ScopeKind.COMPREHENSION and COMPREHENSIONS_ARE_INLINED


def _kind(scope: Scope) -> str:
    if scope.kind is not ScopeKind.FUNCTION and scope.kind is not ScopeKind.LAMBDA:
        return _KINDS[scope.kind]
    node = scope.node
    assert isinstance(node, FunctionNode)
    if isinstance(node, ast.AsyncFunctionDef):
        return "asynchronous generator function" if yields(node) else "coroutine function"
    return "generator function" if yields(node) else _KINDS.get(scope.kind, "function")


def _cells(source: Source) -> Iterator[str]:
    """Of a notebook: where its cells are in the lines that are counted."""
    if source.cells:
        begin = ", ".join(f"cell {number} at {row}" for row, number in source.cells)
        yield f"lines are counted through all code cells, which begin so: {begin}"


def _imports_all(node: ast.AST) -> bool:
    return isinstance(node, ast.ImportFrom) and node.names[0].name == "*"


def _nearest(scope: Scope, drawn: Container[Scope]) -> Scope | None:
    """The next scope around this one that is drawn."""
    outer = scope.parent
    while outer is not None and outer not in drawn:
        outer = outer.parent
    return outer


def _is_inside(scope: Scope, outer: Scope) -> bool:
    parent = scope.parent
    while parent is not None and parent is not outer:
        parent = parent.parent
    return parent is outer


def _spans(scope: Scope, row: int) -> bool:
    return first_row(scope) <= row <= last_row(scope)


def _defaults(node: ast.AST, names: Names) -> Iterator[Default]:
    arguments = getattr(node, "args", None)
    if not isinstance(arguments, ast.arguments):
        return
    positional = [*arguments.posonlyargs, *arguments.args]
    for argument, value in (
        *zip(reversed(positional), reversed(arguments.defaults), strict=False),
        *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
    ):
        variable = names.variable(argument)  # private names are mangled
        if value is not None and variable is not None:
            yield Default(variable.name, _short(value))


def _annotations(node: ast.AST) -> Iterator[str]:
    arguments = getattr(node, "args", None)
    if isinstance(arguments, ast.arguments):
        every = [*arguments.posonlyargs, *arguments.args, arguments.vararg, *arguments.kwonlyargs, arguments.kwarg]
        yield from (f"{one.arg}: {_short(one.annotation)}" for one in every if one is not None and one.annotation)
    returns = getattr(node, "returns", None)
    if returns is not None:
        yield f"return: {_short(returns)}"


def _short(node: ast.expr) -> str:
    text = unparsed(node)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
