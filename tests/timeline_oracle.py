"""The time line of a program, told by another mechanism than the recorder's: an instrumented syntax tree.

Every read, binding, deletion and making of the text becomes a call that notes it. Which activation a variable belongs
to is carried by a variable beside it, which each call of its owner binds once; which closure runs, by a parameter with
a default. Values are kept alive, so that identity is identity. Names are resolved here, by the rules of the language,
and not by `symtable` or cellophane.

Not understood: asynchronous comprehensions, type parameters, annotations, star imports, comprehensions in class bodies,
assignment expressions in comprehensions.
"""

from __future__ import annotations

import ast
import operator
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, cast

from cellophane.live.preview import preview
from cellophane.model.place import Span
from cellophane.model.timeline import Closure, Event, Kind, Timeline, Variable

INLINED = sys.version_info >= (3, 12)
"""Comprehensions run in the code around them."""
MODULE = "<module>"
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_NAMES = {
    ast.Lambda: "<lambda>",
    ast.ListComp: "<listcomp>",
    ast.SetComp: "<setcomp>",
    ast.DictComp: "<dictcomp>",
    ast.GeneratorExp: "<genexpr>",
}


# -- whose name it is ------------------------------------------------------------------------------------------------


@dataclass(eq=False)
class Scope:
    """A scope of the text."""

    node: ast.AST
    outer: Scope | None
    number: int
    bound: dict[str, list[ast.AST]] = field(default_factory=dict)
    """Each name that it binds or deletes, and where."""
    declared: dict[str, str] = field(default_factory=dict)
    """Each name that it declares `global` or `nonlocal`."""
    read: set[str] = field(default_factory=set)
    inner: list[Scope] = field(default_factory=list)

    @property
    def names(self) -> set[str]:
        """All that it reads, binds or declares."""
        return self.read | self.bound.keys() | self.declared.keys()

    @property
    def is_class(self) -> bool:
        return isinstance(self.node, ast.ClassDef)

    @property
    def host(self) -> Scope:
        """The scope in whose code it runs."""
        inlined = INLINED and isinstance(self.node, (ast.ListComp, ast.SetComp, ast.DictComp))
        return self.outer.host if inlined and self.outer is not None else self

    @property
    def qualname(self) -> str:
        if self.outer is None:
            return MODULE
        if self.host is not self:
            return self.host.qualname
        own = _NAMES.get(type(self.node)) or cast("str", getattr(self.node, "name", ""))
        around = self.outer.host
        if around.outer is None:
            return own
        inside = f"{around.qualname}.<locals>" if isinstance(around.node, _FUNCTIONS) else around.qualname
        return f"{inside}.{own}"

    @property
    def own_name(self) -> str:
        """Its qualified name, as if it ran in code of its own."""
        if self.host is self or self.outer is None:
            return self.qualname
        name, around = _NAMES[type(self.node)], self.outer.own_name
        if self.outer.outer is None:
            return name
        return f"{around}.<locals>.{name}" if isinstance(self.outer.node, _FUNCTIONS) else f"{around}.{name}"

    def owner(self, name: str) -> Scope | None:
        """The scope that a name in this one belongs to: none for a global or a builtin."""
        if self.declared.get(name) == "global" or self.outer is None:
            return None
        if name in self.bound and self.declared.get(name) != "nonlocal":
            return self
        around: Scope | None = self.outer
        while around is not None and around.is_class:
            around = around.outer
        return around.owner_for_inner(name) if around is not None else None

    def owner_for_inner(self, name: str) -> Scope | None:
        return None if self.outer is None else self.owner(name)

    def everyone(self) -> Iterator[Scope]:
        yield self
        for one in self.inner:
            yield from one.everyone()


class _Reader(ast.NodeVisitor):
    """Finds the scopes of a module."""

    def __init__(self) -> None:
        self.scopes: dict[ast.AST, Scope] = {}
        self._now: Scope | None = None

    def module(self, tree: ast.Module) -> Scope:
        scope = self._enter(tree)
        self.generic_visit(tree)
        return scope

    def _enter(self, node: ast.AST) -> Scope:
        scope = self.scopes[node] = Scope(node, self._now, len(self.scopes))
        if self._now is not None:
            self._now.inner.append(scope)
        self._now = scope
        return scope

    def _bind(self, name: str, node: ast.AST) -> None:
        assert self._now is not None
        self._now.bound.setdefault(name, []).append(node)

    def visit_Name(self, node: ast.Name) -> None:
        assert self._now is not None
        if isinstance(node.ctx, ast.Load):
            self._now.read.add(node.id)
        else:
            self._bind(node.id, node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self.generic_visit(node)
        if isinstance(node.target, ast.Name):
            assert self._now is not None
            self._now.read.add(node.target.id)

    def visit_Global(self, node: ast.Global) -> None:
        assert self._now is not None
        self._now.declared |= dict.fromkeys(node.names, "global")

    def visit_Nonlocal(self, node: ast.Nonlocal) -> None:
        assert self._now is not None
        self._now.declared |= dict.fromkeys(node.names, "nonlocal")

    def visit_Import(self, node: ast.Import | ast.ImportFrom) -> None:
        for alias in node.names:
            self._bind(alias.asname or alias.name.partition(".")[0], node)

    visit_ImportFrom = visit_Import

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.name:
            self._bind(node.name, node)
            self._bind(node.name, node)  # and deletes it
        self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._bind(node.name, node)
        for one in (*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)):
            self.visit(one)
        self._inside(node, node.args, node.body)

    visit_AsyncFunctionDef = visit_FunctionDef  # type: ignore[assignment]

    def visit_Lambda(self, node: ast.Lambda) -> None:
        for one in (*node.args.defaults, *filter(None, node.args.kw_defaults)):
            self.visit(one)
        self._inside(node, node.args, [node.body])

    def _inside(self, node: ast.AST, arguments: ast.arguments, body: list[Any]) -> None:
        outer = self._now
        self._enter(node)
        for one in parameters(arguments):
            self._bind(one, node)
        for part in body:
            self.visit(part)
        self._now = outer

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._bind(node.name, node)
        for one in (*node.decorator_list, *node.bases):
            self.visit(one)
        outer = self._now
        self._enter(node)
        for part in node.body:
            self.visit(part)
        self._now = outer

    def _comprehension(self, node: Any) -> None:
        self.visit(node.generators[0].iter)
        outer = self._now
        self._enter(node)
        for number, one in enumerate(node.generators):
            self.visit(one.target)
            for part in (*([one.iter] if number else []), *one.ifs):
                self.visit(part)
        for part in (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,):
            self.visit(part)
        self._now = outer

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _comprehension


def parameters(arguments: ast.arguments) -> list[str]:
    """In the order in which a frame has them."""
    plain = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg)
    return [one.arg for one in plain if one is not None]


def captured(module: Scope) -> set[tuple[Scope, str]]:
    """The variables that code uses which is not their owner's."""
    found = set()
    for scope in module.everyone():
        for name in scope.names:
            owner = scope.owner(name)
            if owner is not None and owner.host is not scope.host and not owner.is_class:
                found.add((owner, name))
    return found


def used(scope: Scope, cells: set[tuple[Scope, str]]) -> list[tuple[str, Scope]]:
    """The captured variables that the code of a scope, or code in it, uses and does not own, by their names."""
    found = set()
    for one in scope.everyone():
        for name in one.names:
            owner = one.owner(name)
            if owner is not None and (owner, name) in cells and not _is_within(owner, scope):
                found.add((name, owner))
    return sorted(found, key=lambda pair: pair[0])


def _is_within(one: Scope, outer: Scope) -> bool:
    around: Scope | None = one
    while around is not None and around is not outer:
        around = around.outer
    return around is outer


def changing(module: Scope) -> set[str]:
    """The globals that code other than the module's reads, and that are bound more than once, or may be."""
    read, elsewhere = set(), set()
    for scope in module.everyone():
        if scope.host is module:
            continue
        read |= {name for name in scope.read if scope.owner(name) is None}
        elsewhere |= {name for name in scope.bound if scope.owner(name) is None}
    places: dict[str, list[ast.AST]] = {}
    for scope in module.everyone():
        if scope.host is module:
            for name, nodes in scope.bound.items():
                if scope.owner(name) is None:
                    places.setdefault(name, []).extend(nodes)
    looped = {inner for node in ast.walk(module.node) for part in _repeated(node) for inner in ast.walk(part)}
    many = {name for name, nodes in places.items() if len(nodes) > 1 or looped.intersection(nodes)}
    return read & (many | elsewhere)


def _repeated(node: ast.AST) -> list[ast.AST]:
    if isinstance(node, ast.For | ast.AsyncFor):
        return [node.target, *node.body]
    return [node.test, *node.body] if isinstance(node, ast.While) else []


# -- what happens when it runs ---------------------------------------------------------------------------------------


class Activation:
    """One call of a scope that owns variables, the how-manieth one of its owner."""

    def __init__(self, owner: str, number: int) -> None:
        self.owner = owner
        self.number = number


class Made:
    """One closure."""

    def __init__(self, number: int, uses: frozenset[int]) -> None:
        self.number = number
        self.uses = uses


class Notes:
    """What the instrumented program notes."""

    def __init__(self, sites: list[Span]) -> None:
        self.sites = sites
        self.events: list[Event] = []
        self.variables: list[Variable] = []
        self.closures: list[Closure] = []
        self.values: list[str] = []
        self._numbers: dict[tuple[Activation | None, str], int] = {}
        self._values: dict[Any, int] = {}
        self._looks: dict[tuple[int, str], int] = {}
        self._alive: list[Any] = []
        self._class: Made | None = None
        self._calls = Counter[str]()
        self.operator = operator

    def activation(self, owner: str, has_cells: bool) -> Activation:
        """A call begins; those of code without captured variables are not counted."""
        self._calls[owner] += has_cells
        return Activation(owner, self._calls[owner])

    def variable(self, activation: Activation | None, name: str) -> int:
        key = activation, name
        if key not in self._numbers:
            self._numbers[key] = len(self.variables)
            owner = activation.owner if activation else MODULE
            call = activation.number if activation else 1
            self.variables.append(Variable(len(self.variables), name, owner, call, activation is not None))
        return self._numbers[key]

    def value(self, found: Any) -> int:
        key = _key(found) or id(found)
        if key not in self._values:
            self._alive.append(found)
            self._values[key] = len(self.values)
            self.values.append(preview(found))
        return self._values[key]

    def look(self, value: int | None) -> int | None:
        """What an object looks like now, if not as it did when it was first met."""
        if value is None or (shown := preview(self._alive[value])) == self.values[value]:
            return None
        key = value, shown
        if key not in self._looks:
            self._alive.append(None)
            self._looks[key] = len(self.values)
            self.values.append(shown)
        return self._looks[key]

    def note(
        self, kind: Kind, site: int, activation: Activation | None, name: str, by: Made | None, value: int | None
    ) -> None:
        number = self.variable(activation, name)
        closure = by.number if by else None
        self.events.append(Event(kind, self.sites[site], number, closure, value, look=self.look(value)))

    def read(self, site: int, activation: Any, name: str, by: Made | None, look: Callable[[], Any]) -> Any:
        try:
            found = look()
        except NameError as error:
            self.note("read", site, activation, name, by, None)
            raise (UnboundLocalError if activation and by is None else NameError)(*error.args) from None
        self.note("read", site, activation, name, by, self.value(found))
        return found

    def bound(self, site: int, activation: Any, name: str, by: Made | None, value: Any) -> Any:
        self.note("bound", site, activation, name, by, self.value(value))
        return value

    def deleted(self, site: int, activation: Any, name: str, by: Made | None, look: Callable[[], Any]) -> None:
        try:
            value = self.value(look())
        except NameError:
            self.note("deleted", site, activation, name, by, None)
        else:
            self.note("deleted", site, activation, name, by, value)

    def ended(self, site: int, activation: Any, name: str, by: Made | None, look: Callable[[], Any]) -> None:
        """A handler is over: its variable goes if it is still there."""
        try:
            value = self.value(look())
        except NameError:
            return
        self.note("deleted", site, activation, name, by, value)

    def made(self, site: int, qualname: str, by: Made | None, *variables: tuple[Activation | None, str]) -> Made:
        numbers = tuple(self.variable(*one) for one in variables)
        maker = by.number if by and by.uses.intersection(numbers) else None
        made = Made(len(self.closures), frozenset(numbers))
        self.closures.append(Closure(made.number, qualname, self.sites[site], numbers))
        self.events.append(Event("made", self.sites[site], None, made.number, maker=maker))
        return made

    def made_class(self, *arguments: Any) -> tuple[()]:
        self._class = self.made(*arguments) if arguments else None
        return ()

    def taken(self) -> Made | None:
        return self._class

    def each(self, owner: str, has_cells: bool, by: Made | None, items: Any) -> _Each:
        return _Each(lambda: self.activation(owner, has_cells), by, iter(items))


def _key(found: Any) -> Any:
    """What equal numbers and texts, and short tuples of such, have in common; none for all else."""
    if type(found) in (int, str, bytes, float, bool, type(None)):
        return type(found), found
    if type(found) is tuple and len(found) <= 64 and not any(type(one) is tuple for one in found):
        keys = tuple(map(_key, found))
        return None if None in keys else (tuple, keys)
    return None


class _Each:
    """The items of a comprehension, each with the activation of the comprehension and the closure that it is. The
    activation begins when the first item is asked for: a generator expression does nothing before that."""

    def __init__(self, begin: Callable[[], Activation], by: Made | None, items: Iterator[Any]) -> None:
        self._begin = begin
        self._activation: Activation | None = None
        self._by = by
        self._items = items

    def __iter__(self) -> _Each:
        return self

    def __next__(self) -> Any:
        if self._activation is None:
            self._activation = self._begin()
        return self._activation, self._by, next(self._items)


# -- the program with its notes --------------------------------------------------------------------------------------


class _Writer(ast.NodeTransformer):
    """Adds to a tree what notes the events."""

    def __init__(self, text: str, scopes: dict[ast.AST, Scope], module: Scope) -> None:
        self._text = text
        self._scopes = scopes
        self._module = module
        self._now = module
        self._cells = captured(module)
        self._globals = changing(module)
        self.sites: list[Span] = []

    # What a name means here.

    def _key(self, name: str) -> str | None:
        """Activation, name and closure as arguments; none for a name that is not watched."""
        owner = self._now.owner(name)
        if owner is None:
            return f"None, {name!r}, {self._me()}" if name in self._globals else None
        if (owner, name) not in self._cells:
            return None
        by = "None" if owner.host is self._now.host else self._me()
        return f"_act{owner.number}, {name!r}, {by}"

    def _me(self) -> str:
        host = self._now.host
        return "None" if host is self._module or not self._uses(host) else f"_me{host.number}"

    def _call(self, scope: Scope) -> str:
        """Whose call it is, and whether there is a cell in it, be it for a comprehension that runs in its code."""
        has_cells = any(one.host is scope.host and _is_within(one, scope) for one, _ in self._cells)
        return f"{scope.own_name!r}, {has_cells}"

    def _uses(self, scope: Scope) -> list[str]:
        """The variables that a closure of this scope uses, as arguments."""
        cells = [f"(_act{owner.number}, {name!r})" for name, owner in used(scope, self._cells)]
        own = [one for one in scope.everyone() if one.host is scope]
        names = {name for one in own for name in one.read | one.bound.keys() if one.owner(name) is None}
        return cells + [f"(None, {name!r})" for name in sorted(names & self._globals)]

    def _site(self, node: Any) -> int:
        self.sites.append(span(self._text, node))
        return len(self.sites) - 1

    def _made(self, node: Any, call: str = "made") -> str:
        scope = self._scopes[node]
        uses = self._uses(scope)
        if not uses:
            return "None" if call == "made" else f"_notes.{call}()"
        return f"_notes.{call}({self._site(node)}, {scope.qualname!r}, {self._me()}, {', '.join(uses)})"

    # Reading and binding.

    def visit_Name(self, node: ast.Name) -> ast.AST:
        key = self._key(node.id)
        if not isinstance(node.ctx, ast.Load) or key is None or self._is_unseen(node.id):
            return node
        return expression(f"_notes.read({self._site(node)}, {key}, lambda: {node.id})")

    def _is_unseen(self, name: str) -> bool:
        return self._now.owner(name) is None and self._now.host is self._module

    def _bindings(self, target: ast.AST) -> list[ast.stmt]:
        names = [one for one in ast.walk(target) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)]
        found = []
        for one in sorted(names, key=lambda name: (name.lineno, name.col_offset)):
            found += self._binding(one.id, one)
        return found

    def _binding(self, name: str, node: Any) -> list[ast.stmt]:
        key = self._key(name)
        return statements(f"_notes.bound({self._site(node)}, {key}, {name})") if key else []

    def visit_Assign(self, node: ast.Assign) -> Any:
        node.value = self.visit(node.value)
        return [node, *(each for target in node.targets for each in self._bindings(target))]

    def visit_AugAssign(self, node: ast.AugAssign) -> Any:
        if not isinstance(node.target, ast.Name):
            return self.generic_visit(node)
        name = node.target
        operation = f"i{type(node.op).__name__.lower().replace('mult', 'mul')}"
        value = expression(f"_notes.operator.{operation}({name.id}, 0)")
        assert isinstance(value, ast.Call)
        value.args[0] = self.visit(ast.copy_location(ast.Name(name.id, ast.Load()), name))
        value.args[1] = self.visit(node.value)
        return [ast.Assign([name], value), *self._bindings(name)]

    def visit_NamedExpr(self, node: ast.NamedExpr) -> ast.AST:
        value, key = self.visit(node.value), self._key(node.target.id)
        if key is not None:
            call = expression(f"_notes.bound({self._site(node.target)}, {key}, 0)")
            assert isinstance(call, ast.Call)
            call.args[-1] = value
            value = call
        return ast.NamedExpr(node.target, value)

    def visit_Delete(self, node: ast.Delete) -> Any:
        found: list[ast.stmt] = []
        for one in node.targets:
            key = self._key(one.id) if isinstance(one, ast.Name) else None
            if key is not None and isinstance(one, ast.Name):
                found += statements(f"_notes.deleted({self._site(one)}, {key}, lambda: {one.id})")
            found.append(ast.Delete([one]))
        return found

    def visit_Import(self, node: ast.Import | ast.ImportFrom) -> Any:
        names = [alias.asname or alias.name.partition(".")[0] for alias in node.names]
        return [node, *(each for name in names for each in self._binding(name, node))]

    visit_ImportFrom = visit_Import

    def visit_For(self, node: ast.For) -> Any:
        node.iter = self.visit(node.iter)
        node.body = [*self._bindings(node.target), *self._body(node.body)]
        node.orelse = self._body(node.orelse)
        return node

    visit_AsyncFor = visit_For  # type: ignore[assignment]

    def visit_With(self, node: ast.With) -> Any:
        assert len(node.items) == 1
        item = node.items[0]
        item.context_expr = self.visit(item.context_expr)
        bound = self._bindings(item.optional_vars) if item.optional_vars else []
        node.body = [*bound, *self._body(node.body)]
        return node

    visit_AsyncWith = visit_With  # type: ignore[assignment]

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> Any:
        node.type = self.visit(node.type) if node.type else None
        key = self._key(node.name) if node.name else None
        body = self._body(node.body)
        if node.name and key is not None:
            ended = statements(f"_notes.ended({self._site(node)}, {key}, lambda: {node.name})")
            body = [*self._binding(node.name, node), ast.Try(body, [], [], ended)]
        node.body = body
        return node

    def _body(self, body: list[Any]) -> list[Any]:
        found: list[Any] = []
        for one in body:
            changed = self.visit(one)
            found += changed if isinstance(changed, list) else [changed]
        return found

    # Scopes.

    def visit_FunctionDef(self, node: ast.FunctionDef) -> Any:
        node.decorator_list = [self.visit(one) for one in node.decorator_list]
        self._signature(node)
        scope, outer = self._scopes[node], self._now
        self._now = scope
        first = [one for one in node.body if isinstance(one, ast.Global | ast.Nonlocal)]
        begun = statements(f"_act{scope.number} = _notes.activation({self._call(scope)})")
        for name in parameters(node.args):
            if not name.startswith("_me"):
                begun += self._binding(name, node)
        node.body = [*first, *begun, *self._body([one for one in node.body if one not in first])]
        self._now = outer
        return [node, *self._binding(node.name, node)]

    visit_AsyncFunctionDef = visit_FunctionDef  # type: ignore[assignment]

    def visit_Lambda(self, node: ast.Lambda) -> Any:
        self._signature(node)
        scope, outer = self._scopes[node], self._now
        self._now = scope
        parts = [f"_act{scope.number} := _notes.activation({self._call(scope)})"]
        for name in parameters(node.args):
            key = self._key(name) if not name.startswith("_me") else None
            if key is not None:
                parts.append(f"_notes.bound({self._site(node)}, {key}, {name})")
        whole = expression(f"(({'), ('.join(parts)}), 0)[-1]")
        assert isinstance(whole, ast.Subscript)
        assert isinstance(whole.value, ast.Tuple)
        whole.value.elts[-1] = self.visit(node.body)
        node.body = whole
        self._now = outer
        return node

    def _signature(self, node: ast.FunctionDef | ast.Lambda) -> None:
        """A last parameter, whose default is noted as the making of the closure."""
        arguments = node.args
        arguments.defaults = [self.visit(one) for one in arguments.defaults]
        arguments.kw_defaults = [one and self.visit(one) for one in arguments.kw_defaults]
        arguments.kwonlyargs.append(ast.arg(f"_me{self._scopes[node].number}"))
        arguments.kw_defaults.append(expression(self._made(node)))

    def visit_ClassDef(self, node: ast.ClassDef) -> Any:
        node.decorator_list = [self.visit(one) for one in node.decorator_list]
        made = expression(self._made(node, "made_class"))
        node.bases = [ast.Starred(made, ast.Load()), *(self.visit(one) for one in node.bases)]
        outer, self._now = self._now, self._scopes[node]
        first = [one for one in node.body if isinstance(one, ast.Global | ast.Nonlocal)]
        begun = statements(f"_me{self._now.number} = _notes.taken()")
        node.body = [*first, *begun, *self._body([one for one in node.body if one not in first])]
        self._now = outer
        return [node, *self._binding(node.name, node)]

    def _comprehension(self, node: Any) -> Any:
        scope, first = self._scopes[node], node.generators[0]
        made = self._made(node) if scope.host is scope else "None"
        each = expression(f"_notes.each({self._call(scope)}, {made}, 0)")
        assert isinstance(each, ast.Call)
        each.args[-1] = self.visit(first.iter)
        outer, self._now = self._now, scope
        for number, one in enumerate(node.generators):
            if number:
                one.iter = self.visit(one.iter)
            one.ifs = [*map(self._kept, self._bindings(one.target)), *map(self.visit, one.ifs)]
        for part in ("key", "value") if isinstance(node, ast.DictComp) else ("elt",):
            setattr(node, part, self.visit(getattr(node, part)))
        beside = [ast.Name(f"{name}{scope.number}", ast.Store()) for name in ("_act", "_me")]
        first.iter, first.target = each, ast.Tuple([*beside, first.target], ast.Store())
        self._now = outer
        return node

    def _kept(self, noted: ast.stmt) -> ast.expr:
        """A condition that notes, and holds."""
        assert isinstance(noted, ast.Expr)
        return ast.BoolOp(ast.Or(), [noted.value, ast.Constant(True)])

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _comprehension


def expression(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def statements(text: str) -> list[ast.stmt]:
    return ast.parse(text).body


def span(text: str, node: Any) -> Span:
    """Where a node stands, columns in characters and from 1."""
    lines = [line.encode() for line in text.split("\n")]

    def column(row: int, offset: int) -> int:
        return len(lines[row - 1][:offset].decode()) + 1

    return Span(
        node.lineno,
        column(node.lineno, node.col_offset),
        node.end_lineno,
        column(node.end_lineno, node.end_col_offset),
    )


def timeline(text: str, filename: str) -> Timeline:
    """What the recorder should tell of this program; of what it raises, the name of the class. Nothing is printed."""
    tree = ast.parse(text)
    reader = _Reader()
    module = reader.module(tree)
    writer = _Writer(text, reader.scopes, module)
    tree.body = writer._body(tree.body)
    notes = Notes(writer.sites)
    code = compile(ast.fix_missing_locations(tree), filename, "exec")
    error = None
    try:
        exec(code, {"__name__": "__main__", "__file__": filename, "_notes": notes})
    except SystemExit:
        pass
    except BaseException as raised:
        error = type(raised).__name__
    events = tuple(notes.events)
    captured = {number for one in notes.closures for number in one.variables}
    captured |= {one.variable for one in events if one.closure is not None and one.variable is not None}
    whole = Timeline(
        filename, text, tuple(notes.variables), tuple(notes.closures), tuple(notes.values), events, error=error
    )
    return counted(whole.of(frozenset(captured)))


def counted(seen: Timeline) -> Timeline:
    """The same with values counted anew, by the events that are left."""
    places: dict[int, int] = {}
    for event in seen.events:
        for value in (event.value, event.look):
            if value is not None:
                places.setdefault(value, len(places))
    values = tuple(seen.values[value] for value in places)
    events = (
        replace(
            one,
            value=None if one.value is None else places[one.value],
            look=None if one.look is None else places[one.look],
        )
        for one in seen.events
    )
    return replace(seen, values=values, events=tuple(events))
