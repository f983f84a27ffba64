"""What the standard `symtable` says about the names of a program, against what `source.names.scopes` says.

Both are turned into the same trees of tables: for each scope its name, its kind, and for each name of it the
flags of the compiler (read, assigned, parameter, imported, annotated, declared `global` or `nonlocal`) and
how it is reached (local, cell, free, global). A name is free in all scopes between the one that reads it
and the one that owns it, and a cell there, so equal trees mean equal owners.

The compiler inlines comprehensions from Python 3.12 on and merges their tables into the one around. They
are compared twice: merged, as the compiler shows them, and apart, by asking the compiler about the same
program with generator expressions, which have the same scopes and are never inlined.
"""

from __future__ import annotations

import _symtable  # type: ignore[import-not-found]
import ast
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from cellophane.model.scope import BindingKind, Scope, ScopeKind, Variable
from cellophane.source.names.scopes import Names, resolve
from cellophane.versions import (
    CLASS_CELL_IS_HIDDEN_FROM_COMPREHENSIONS,
    CLASS_CELLS,
    COMPREHENSIONS_ARE_INLINED,
)

REACH = {
    _symtable.LOCAL: "local",
    _symtable.CELL: "cell",
    _symtable.FREE: "free",
    _symtable.GLOBAL_EXPLICIT: "global explicit",
    _symtable.GLOBAL_IMPLICIT: "global implicit",
}

FLAGS = {
    "read": _symtable.USE,
    "assigned": _symtable.DEF_LOCAL,
    "parameter": _symtable.DEF_PARAM,
    "imported": _symtable.DEF_IMPORT,
    "annotated": _symtable.DEF_ANNOT,
    "global": _symtable.DEF_GLOBAL,
    "nonlocal": _symtable.DEF_NONLOCAL,
    "free in class": _symtable.DEF_FREE_CLASS,
}
_KINDS = {
    ScopeKind.MODULE: "module",
    ScopeKind.CLASS: "class",
    ScopeKind.TYPE_PARAMETERS: "type",
    ScopeKind.ANNOTATION: "type",
}
_COMPREHENSIONS = (ScopeKind.COMPREHENSION, ScopeKind.GENERATOR)


@dataclass
class Symbol:
    """A name in a table: how it is reached, and the words of `FLAGS` that hold."""

    reach: str
    flags: frozenset[str]

    @property
    def passed_on(self) -> bool:
        """Whether the scope asks the ones around it for a variable of this name."""
        return self.reach == "free" or "free in class" in self.flags


_PASSED_ON = Symbol("free", frozenset())
"""A name that only scopes further in use."""


@dataclass
class Table:
    """A scope as both sides tell it."""

    name: str
    kind: str
    line: int
    symbols: dict[str, Symbol] = field(default_factory=dict)
    implicit: set[str] = field(default_factory=set)
    children: list[Table] = field(default_factory=list)
    comprehension: bool = False
    inlined: bool = False


@dataclass
class Tally:
    """What was compared, and every difference."""

    scopes: int = 0
    names: int = 0
    differences: list[str] = field(default_factory=list)


def compare(text: str | bytes, filename: str = "<text>") -> Tally:
    """Compare the two on one program; `SyntaxError` or `Miscompiled` if there is nothing to compare with."""
    tally = Tally()
    raw = _symtable.symtable(text, filename, "exec")
    tree = ast.parse(text)
    names = resolve(tree)
    ours = _told(names, tree)
    _compare(_inlined(ours) if COMPREHENSIONS_ARE_INLINED else ours, _compiled(raw), filename, tally)
    return tally


def compare_apart(text: str | bytes, filename: str = "<text>") -> Tally:
    """Compare with comprehensions as scopes of their own: the compiler reads generator expressions instead."""
    tally = Tally()
    tree = ast.parse(text)
    ours = _told(resolve(tree), tree)
    plain = ast.unparse(_Generators().visit(ast.parse(text)))
    _compare(ours, _compiled(_symtable.symtable(plain, filename, "exec")), filename, tally, lines=False)
    return tally


class Miscompiled(ValueError):
    """A program that the compiler gets wrong where it inlines comprehensions.

    A function passes on a variable of a function around it, and one of its comprehensions has a target of the
    same name: the compiler takes the target for the variable, and at run time there is none. Likewise a type
    scope in a class takes the target of a comprehension in the class body for a name of the class.
    https://github.com/python/cpython/issues/121377, https://github.com/python/cpython/issues/156664
    """


class _Generators(ast.NodeTransformer):
    """Turns all comprehensions into generator expressions, inside out."""

    def visit_ListComp(self, node: ast.ListComp | ast.SetComp) -> ast.AST:
        self.generic_visit(node)
        return ast.GeneratorExp(node.elt, node.generators)

    visit_SetComp = visit_ListComp

    def visit_DictComp(self, node: ast.DictComp) -> ast.AST:
        self.generic_visit(node)
        return ast.GeneratorExp(ast.Tuple([node.value, node.key], ast.Load()), node.generators)


# The compiler's side


def _compiled(raw: Any) -> Table:
    known = {_symtable.TYPE_FUNCTION: "function", _symtable.TYPE_CLASS: "class", _symtable.TYPE_MODULE: "module"}
    kind = known.get(raw.type, "type")
    table = Table(raw.name, kind, raw.lineno)
    for name, value in raw.symbols.items():
        reach = value >> _symtable.SCOPE_OFF & _symtable.SCOPE_MASK
        table.symbols[name] = Symbol(REACH[reach], frozenset(word for word, bit in FLAGS.items() if value & bit))
    table.children = [_compiled(child) for child in raw.children]
    return table


# Our side


def _told(names: Names, tree: ast.Module) -> Table:
    return _Telling(names, tree).table(names.module)


def _declarations(names: Names) -> Iterator[tuple[Scope, Variable, str]]:
    for block in names._blocks:
        for name in block.nonlocals:
            yield block.scope, names._tables[block][name], "nonlocal"
        for name in block.globals:
            yield block.scope, names._tables[block][name], "global"
            # The compiler notes it in the table of the module, too.
            yield names.module, names._tables[block][name], "global"


def _events(names: Names, tree: ast.Module) -> Iterator[tuple[Scope, Variable, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            if (variable := names.variable(node)) is not None:
                yield names.holder(node), variable, "read"
        elif isinstance(node, ast.AnnAssign) and node.simple:
            variable = names.variable(node.target)
            assert variable is not None
            yield names.holder(node.target), variable, "annotated"
            yield names.holder(node.target), variable, "assigned"
    words = {BindingKind.PARAMETER: "parameter", BindingKind.IMPORT: "imported"}
    for scope in names.scopes:
        for variable in names.variables(scope):
            for binding in names.bindings(variable):
                yield binding.scope, variable, words.get(binding.kind, "assigned")
                if binding.kind is BindingKind.WALRUS and (target := _walrus_scope(binding.scope)) is not names.module:
                    yield target, variable, "assigned"
    for block in names._blocks:  # What `super` reads besides itself is no node of its own.
        for name, node in block.reads:
            if name != getattr(node, "id", "") == "super":
                yield block.scope, names._tables[block][name], "read"


def _walrus_scope(scope: Scope) -> Scope:
    while scope.kind in _COMPREHENSIONS and scope.parent is not None:
        scope = scope.parent
    return scope


class _Telling:
    """Tables made from what `Names` says, scope by scope."""

    def __init__(self, names: Names, tree: ast.Module) -> None:
        self.names = names
        self.flags: dict[Scope, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self.owners: dict[Scope, dict[str, Variable]] = defaultdict(dict)
        self.cells = set(names._owners.cells.values())
        for scope, variable, word in (*_events(names, tree), *_declarations(names)):
            self.flags[scope][variable.name].add(word)
            self.owners[scope][variable.name] = variable

    def table(self, scope: Scope) -> Table:
        block, children = self.names._by_scope[scope], self.names.children(scope)
        table = Table(scope.name, _KINDS.get(scope.kind, "function"), getattr(scope.node, "lineno", 0))
        table.comprehension = scope.kind is ScopeKind.COMPREHENSION
        table.inlined = table.comprehension and not (block.parent and block.parent.sees_class)
        table.implicit = set(_implicit(scope, block.sees_class))
        wanted = {variable for child in children for variable in self.names.captures(child)}
        for name, words in self.flags[scope].items():
            reach = self.reach(scope, name, self.owners[scope][name] in wanted)
            table.symbols[name] = Symbol(reach, frozenset(words))
        for variable in filter(self.is_asked_for, self.names.captures(scope)):
            symbol = table.symbols.setdefault(variable.name, _PASSED_ON)
            noted = symbol.flags if sys.version_info >= (3, 12) else symbol.flags - {"read", "nonlocal"}
            if noted and variable in wanted and (block.sees_class or scope.kind is ScopeKind.CLASS):
                table.symbols[variable.name] = Symbol(symbol.reach, symbol.flags | {"free in class"})
        table.children = [self.table(child) for child in children]
        return table

    def is_asked_for(self, variable: Variable) -> bool:
        """Whether scopes inside find it through cells: no global, and no name of a class."""
        return variable in self.cells or variable.scope.kind not in (ScopeKind.MODULE, ScopeKind.CLASS)

    def reach(self, scope: Scope, name: str, wanted: bool) -> str:
        """How the scope gets at the variable."""
        variable, words = self.owners[scope][name], self.flags[scope][name]
        if variable.scope is not scope or variable in self.cells:
            if self.is_asked_for(variable):
                return "free"
            declared = "global" in words or _declared_by_the_class(self.names, scope, name)
            return "global explicit" if declared else "global implicit"
        if "global" in words:
            return "global explicit"
        if scope.kind is ScopeKind.MODULE:
            return "local" if words & {"assigned", "imported"} else "global implicit"
        return "cell" if wanted and scope.kind is not ScopeKind.CLASS else "local"


def _is_hidden_cell(ours: Table, name: str, as_compiled: bool) -> bool:
    """Whether a comprehension finds no `__class__` where a generator expression would."""
    apart = CLASS_CELL_IS_HIDDEN_FROM_COMPREHENSIONS and not as_compiled
    return apart and ours.comprehension and name == "__class__"


def _declared_by_the_class(names: Names, scope: Scope, name: str) -> bool:
    """Whether the class that a type scope sees declares the name `global`."""
    block = names._by_scope[scope]
    while block.sees_class and block.parent is not None:
        block = block.parent
    return block.scope.kind is ScopeKind.CLASS and block.scope is not scope and name in block.globals


def _implicit(scope: Scope, sees_class: bool) -> Iterator[str]:
    """The names that the compiler adds and no source can say, or need not."""
    node = scope.node
    if scope.kind in _COMPREHENSIONS:
        yield ".0"
    if sees_class:
        yield "__classdict__"
    if isinstance(node, ast.ClassDef) and getattr(node, "type_params", None):
        yield ".type_params"
        yield ".generic_base" if scope.kind is ScopeKind.TYPE_PARAMETERS else "__type_params__"
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and scope.kind is ScopeKind.TYPE_PARAMETERS:
        yield ".defaults"
        yield ".kwdefaults"


def _inlined(table: Table) -> Table:
    """The table with those of its comprehensions merged in, as PEP 709 has it."""
    inside = [_inlined(child) for child in table.children]
    children = [one for child in inside for one in (child.children if child.inlined else [child])]
    symbols, copied = dict(table.symbols), set()
    for child in inside:
        for name, symbol in child.symbols.items() if child.inlined else ():
            if name in symbols and table.kind != "class" and symbol.reach in ("local", "cell"):
                if symbols[name] == _PASSED_ON:
                    raise Miscompiled(f"{table.name}: {name}")
            elif symbols.get(name, _PASSED_ON) == _PASSED_ON:
                symbols[name] = symbol
                copied.add(name)
    if table.kind in ("function", "type"):
        free = {name for child in children for name, symbol in child.symbols.items() if symbol.passed_on}
        for name, symbol in symbols.items():
            if symbol.reach in ("local", "cell"):
                symbols[name] = Symbol("cell" if name in free else "local", symbol.flags)
    if table.kind == "class":
        targets = {name for name in copied if symbols[name].reach in ("local", "cell")}
        for inner in _type_scopes(table):
            if any(_is_free(inner, name) for name in targets):
                raise Miscompiled(f"{table.name}: {sorted(targets)}")
        free = {name for child in inside for name, symbol in child.symbols.items() if symbol.passed_on}
        # No release compiles a comprehension here in which a function reads `__class__`: let its table be.
        asked = {name for child in inside if child.inlined for name in CLASS_CELLS if _is_free(child, name)}
        table.implicit |= asked & copied
        symbols = {name: symbol for name, symbol in symbols.items() if name not in asked & copied}
        for name in free - set(CLASS_CELLS):
            if name in copied or symbols[name].flags:
                symbols[name] = Symbol(symbols[name].reach, symbols[name].flags | {"free in class"})
    return replace(table, symbols=symbols, children=children)


def _is_free(table: Table, name: str) -> bool:
    return name in table.symbols and table.symbols[name].reach == "free"


def _type_scopes(table: Table) -> Iterator[Table]:
    """The scopes in this one that see the names of a class."""
    for child in table.children:
        if child.kind == "type":
            yield child
            yield from _type_scopes(child)


# Side by side


def _compare(ours: Table, theirs: Table, where: str, tally: Tally, *, lines: bool = True) -> None:
    where = f"{where}:{ours.line} {ours.name}"
    tally.scopes += 1
    name = "genexpr" if not lines and ours.comprehension else ours.name
    if theirs.name != name or ours.kind != theirs.kind or (lines and ours.line != theirs.line):
        tally.differences.append(f"{where}: {ours.kind}, but {theirs.kind} {theirs.name}:{theirs.line}")
    for name in ours.symbols.keys() | theirs.symbols.keys():
        tally.names += 1
        mine, other = ours.symbols.get(name), theirs.symbols.get(name)
        if mine != other and name not in ours.implicit and not _is_hidden_cell(ours, name, lines):
            tally.differences.append(f"{where}: {name}: {mine} but {other}")
    for name in ours.implicit - theirs.symbols.keys() - {".defaults", ".kwdefaults"}:
        tally.differences.append(f"{where}: {name} is not there")
    if len(ours.children) != len(theirs.children):
        tally.differences.append(f"{where}: {len(ours.children)} scopes inside, but {len(theirs.children)}")
    for mine_inside, their_inside in zip(ours.children, theirs.children, strict=False):
        _compare(mine_inside, their_inside, where, tally, lines=lines)
